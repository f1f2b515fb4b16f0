"""The layouts of the papers of one drill: notice, work plan, evaluation, report, summary, archive."""

from __future__ import annotations

from anwei.drills.papers.columns import grid
from anwei.drills.papers.layout import Imprint, Layout, Line, Particulars, Sign, Signed, heading, said, value
from anwei.engine.api import Text as T

HEAD = (
    (T("演练名称", "Drill"), "title"),
    (T("类型和形式", "Kind and mode"), "form"),
    (T("演练内容", "Topics"), "topics"),
    (T("时间", "Date"), "when"),
    (T("地点", "Venue"), "venue"),
    (T("组织单位", "Host"), "host"),
    (T("牵头", "Lead"), "lead"),
)
ROSTER = grid("seats", T("参演单位和人数", "Units and heads"), "unit role planned actual plans")
FINDINGS = grid("findings", T("发现的问题", "Findings"), "finding severity clause cause")
ACTIONS = grid("actions", T("整改清单", "Corrective actions"), "id measure element owner due state verified retest")
INJECTS = grid(
    "injects",
    T("情景注入清单", "Injects"),
    "time sender receiver channel content expected clause evaluator",
    T("（未设情景注入）", "(no injects)"),
)
MARKS = grid("items", T("评估项及得分", "Items and points"), "section item weight points spread evidence")

NOTICE = Layout(
    "notice",
    T("关于开展{{ title }}的通知", "Notice: {{ title }}"),
    (
        Line(T("{{ recipients }}：", "To {{ recipients }}:"), "to"),
        Line(said("notice.intro")),
        heading("一、基本情况", "1. Particulars"),
        Particulars(HEAD),
        heading("二、参演单位", "2. Units"),
        ROSTER,
        heading("三、有关要求", "3. Requirements"),
        Line(said("notice.ask")),
        value("remark", "small"),
        Signed("today"),
        Imprint("today"),
    ),
    official=True,
)

WORK_PLAN = Layout(
    "work-plan",
    T("{{ title }}工作方案", "Work plan: {{ title }}"),
    (
        heading("一、基本情况", "1. Particulars"),
        Particulars((*HEAD, (T("演练目的", "Purpose"), "purpose"), (T("脚本", "Script"), "script"))),
        Line(T("依据：{{ cites }}", "Articles: {{ cites }}")),
        heading("二、演练目标", "2. Objectives"),
        value("objectives"),
        heading("三、演练情景", "3. Scenario"),
        value("scenario"),
        INJECTS,
        heading("四、组织和参演单位", "4. Organisation and units"),
        ROSTER,
        heading("五、安全和保障", "5. Safety and support"),
        value("safety"),
        Line(T("事先告知：{{ safety_notice }}", "To be told beforehand: {{ safety_notice }}")),
        heading("六、评估", "6. Evaluation"),
        Line(said("work.evaluators")),
        Signed("today"),
    ),
)

EVALUATION = Layout(
    "evaluation",
    T("{{ form_title }}", "{{ form_title }}"),
    (
        Particulars((*HEAD, (T("评估员", "Evaluator"), "evaluators"))),
        MARKS,
        value("form_note", "small"),
        Line(T("总分：{{ total }}　结论：{{ grade }}", "Total: {{ total }}   Conclusion: {{ grade }}")),
        Sign((T("评估员", "Evaluator"), T("日期", "Date"))),
    ),
)

REPORT = Layout(
    "report",
    T("{{ title }}评估报告", "Evaluation report: {{ title }}"),
    (
        heading("一、演练概况", "1. The drill"),
        Particulars(HEAD),
        ROSTER,
        heading("二、评估情况", "2. Evaluation"),
        Line(said("report.result")),
        value("veto_line"),
        MARKS,
        heading("三、主要问题", "3. Findings"),
        FINDINGS,
        heading("四、评估意见", "4. Opinion"),
        value("comment"),
        Sign((T("评估组长", "Head of the evaluators"), T("日期", "Date"))),
        Signed("today"),
    ),
)

SUMMARY = Layout(
    "summary",
    T("{{ title }}总结", "Summary: {{ title }}"),
    (
        heading("一、组织实施情况", "1. How it was held"),
        Particulars((*HEAD, (T("参演人数", "Heads"), "heads"), (T("评估结论", "Conclusion"), "grade"))),
        value("remarks"),
        heading("二、发现的问题", "2. Findings"),
        FINDINGS,
        heading("三、整改清单", "3. Corrective actions"),
        ACTIONS,
        Signed("today"),
    ),
)

ARCHIVE = Layout(
    "archive",
    T("{{ title }}档案目录", "Archive index: {{ title }}"),
    (
        Particulars((*HEAD, (T("编号", "Id"), "id"), (T("状态", "State"), "state"))),
        grid("contents", T("一案一档", "Contents of the file"), "paper there date note"),
        grid("events", T("办理经过", "Steps"), "at by step reason"),
        Sign((T("立卷人", "Filed by"), T("检查人", "Checked by"))),
    ),
)

DRILL_LAYOUTS = (NOTICE, WORK_PLAN, EVALUATION, REPORT, SUMMARY, ARCHIVE)
