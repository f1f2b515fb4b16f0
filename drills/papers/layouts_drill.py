"""The layouts of the papers of one drill: notice, work plan, evaluation, report, summary, archive."""

from __future__ import annotations

from anwei.drills.papers.layout import Column, Grid, Layout, Line, Particulars, Sign, said
from anwei.engine.api import Text as T

NO = Column("no", T("序号", "No."), 1)
HEAD = (
    (T("演练名称", "Drill"), "title"),
    (T("类型和形式", "Kind and mode"), "form"),
    (T("演练内容", "Topics"), "topics"),
    (T("时间", "Date"), "when"),
    (T("地点", "Venue"), "venue"),
    (T("组织单位", "Host"), "host"),
    (T("牵头", "Lead"), "lead"),
)
ROSTER = Grid(
    "seats",
    T("参演单位和人数", "Units and heads"),
    (
        NO,
        Column("unit", T("单位", "Unit"), 5, needed=True),
        Column("role", T("角色", "Role"), 2),
        Column("planned", T("计划人数", "Heads planned"), 2, needed=True),
        Column("actual", T("实到人数", "Heads that came"), 2),
        Column("plans", T("所演练预案", "Plans drilled"), 4),
    ),
)
FINDINGS = Grid(
    "findings",
    T("发现的问题", "Findings"),
    (
        NO,
        Column("text", T("问题", "Finding"), 6, needed=True),
        Column("severity", T("程度", "Severity"), 2),
        Column("clause", T("对应预案条款", "Clause of the plan"), 3),
        Column("cause", T("原因类别", "Cause"), 2),
    ),
)
ACTIONS = Grid(
    "actions",
    T("整改清单", "Corrective actions"),
    (
        NO,
        Column("id", T("编号", "Id"), 2),
        Column("measure", T("整改措施", "Measure"), 6, needed=True),
        Column("element", T("类别", "Element"), 2),
        Column("owner", T("责任人", "Owner"), 2, needed=True),
        Column("due", T("期限", "Due"), 3, needed=True),
        Column("state", T("状态", "State"), 2),
        Column("verified", T("核实人和日期", "Verified by and on"), 3),
        Column("retest", T("复演", "Retest"), 2),
    ),
)
INJECTS = Grid(
    "injects",
    T("情景注入清单", "Injects"),
    (
        NO,
        Column("time", T("时刻或触发条件", "Time or trigger"), 2, needed=True),
        Column("sender", T("发出", "From"), 2),
        Column("receiver", T("接收", "To"), 2),
        Column("channel", T("方式", "Channel"), 2),
        Column("content", T("内容", "Content"), 6, needed=True),
        Column("expected", T("预期行动", "Expected action"), 5),
        Column("clause", T("预案条款", "Clause"), 2),
        Column("evaluator", T("评估员", "Evaluator"), 2),
    ),
    T("（未设情景注入）", "(no injects)"),
)
TODAY = (
    Line(T("{{ office }}", "{{ office }}"), "right"),
    Line(T("{{ today }}", "{{ today }}"), "right"),
)

NOTICE = Layout(
    "notice",
    T("关于开展{{ title }}的通知", "Notice: {{ title }}"),
    (
        Line(T("{{ recipients }}：", "To {{ recipients }}:"), "to"),
        Line(said("notice.intro")),
        Line(T("一、基本情况", "1. Particulars"), "heading"),
        Particulars(HEAD),
        Line(T("二、参演单位", "2. Units"), "heading"),
        ROSTER,
        Line(T("三、有关要求", "3. Requirements"), "heading"),
        Line(said("notice.ask")),
        Line(T("{{ remark }}", "{{ remark }}"), "small"),
        *TODAY,
    ),
    official=True,
)

WORK_PLAN = Layout(
    "work-plan",
    T("{{ title }}工作方案", "Work plan: {{ title }}"),
    (
        Line(T("一、基本情况", "1. Particulars"), "heading"),
        Particulars((*HEAD, (T("演练目的", "Purpose"), "purpose"), (T("脚本", "Script"), "script"))),
        Line(T("依据：{{ cites }}", "Articles: {{ cites }}")),
        Line(T("二、演练目标", "2. Objectives"), "heading"),
        Line(T("{{ objectives }}", "{{ objectives }}")),
        Line(T("三、演练情景", "3. Scenario"), "heading"),
        Line(T("{{ scenario }}", "{{ scenario }}")),
        INJECTS,
        Line(T("四、组织和参演单位", "4. Organisation and units"), "heading"),
        ROSTER,
        Line(T("五、安全和保障", "5. Safety and support"), "heading"),
        Line(T("{{ safety }}", "{{ safety }}")),
        Line(T("事先告知：{{ safety_notice }}", "To be told beforehand: {{ safety_notice }}")),
        Line(T("六、评估", "6. Evaluation"), "heading"),
        Line(said("work.evaluators")),
        *TODAY,
    ),
)

EVALUATION = Layout(
    "evaluation",
    T("{{ form_title }}", "{{ form_title }}"),
    (
        Particulars((*HEAD, (T("评估员", "Evaluator"), "evaluators"))),
        Grid(
            "items",
            T("评估项", "Items"),
            (
                NO,
                Column("section", T("环节", "Part"), 3),
                Column("text", T("评估内容", "Item"), 8),
                Column("weight", T("权重", "Weight"), 1),
                Column("points", T("评分", "Points"), 2),
                Column("spread", T("分差", "Spread"), 1),
                Column("evidence", T("依据和记录", "Evidence"), 5),
            ),
        ),
        Line(T("{{ form_note }}", "{{ form_note }}"), "small"),
        Line(T("总分：{{ total }}　结论：{{ grade }}", "Total: {{ total }}   Conclusion: {{ grade }}")),
        Sign((T("评估员", "Evaluator"), T("日期", "Date"))),
    ),
)

REPORT = Layout(
    "report",
    T("{{ title }}评估报告", "Evaluation report: {{ title }}"),
    (
        Line(T("一、演练概况", "1. The drill"), "heading"),
        Particulars(HEAD),
        ROSTER,
        Line(T("二、评估情况", "2. Evaluation"), "heading"),
        Line(said("report.result")),
        Line(T("{{ veto_line }}", "{{ veto_line }}")),
        Grid(
            "items",
            T("各项得分", "Points by item"),
            (
                NO,
                Column("section", T("环节", "Part"), 3),
                Column("text", T("评估内容", "Item"), 8),
                Column("weight", T("权重", "Weight"), 1),
                Column("points", T("评分", "Points"), 2),
                Column("spread", T("分差", "Spread"), 1),
                Column("evidence", T("依据和记录", "Evidence"), 5),
            ),
        ),
        Line(T("三、主要问题", "3. Findings"), "heading"),
        FINDINGS,
        Line(T("四、评估意见", "4. Opinion"), "heading"),
        Line(T("{{ comment }}", "{{ comment }}")),
        Sign((T("评估组长", "Head of the evaluators"), T("日期", "Date"))),
        *TODAY,
    ),
)

SUMMARY = Layout(
    "summary",
    T("{{ title }}总结", "Summary: {{ title }}"),
    (
        Line(T("一、组织实施情况", "1. How it was held"), "heading"),
        Particulars((*HEAD, (T("参演人数", "Heads"), "heads"), (T("评估结论", "Conclusion"), "grade"))),
        Line(T("{{ remarks }}", "{{ remarks }}")),
        Line(T("二、发现的问题", "2. Findings"), "heading"),
        FINDINGS,
        Line(T("三、整改清单", "3. Corrective actions"), "heading"),
        ACTIONS,
        *TODAY,
    ),
)

ARCHIVE = Layout(
    "archive",
    T("{{ title }}档案目录", "Archive index: {{ title }}"),
    (
        Particulars((*HEAD, (T("编号", "Id"), "id"), (T("状态", "State"), "state"))),
        Grid(
            "items",
            T("一案一档", "Contents of the file"),
            (
                NO,
                Column("name", T("材料", "Paper"), 5),
                Column("there", T("是否在档", "There?"), 2),
                Column("date", T("日期", "Date"), 3),
                Column("note", T("说明", "Note"), 5),
            ),
        ),
        Grid(
            "events",
            T("办理经过", "Steps"),
            (
                NO,
                Column("at", T("时间", "Time"), 3),
                Column("by", T("经办人", "By"), 2),
                Column("step", T("步骤", "Step"), 2),
                Column("reason", T("理由", "Reason"), 5),
            ),
        ),
        Sign((T("立卷人", "Filed by"), T("检查人", "Checked by"))),
    ),
)

DRILL_LAYOUTS = (NOTICE, WORK_PLAN, EVALUATION, REPORT, SUMMARY, ARCHIVE)
