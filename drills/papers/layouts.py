"""The layouts of the papers around a year's plan; those of a single drill stand in ``layouts_drill``."""

from __future__ import annotations

from anwei.drills.papers.layout import Column, Grid, Layout, Line, Particulars, Sign, Turn, said
from anwei.drills.papers.layouts_drill import DRILL_LAYOUTS
from anwei.engine.api import Text as T

NO = Column("no", T("序号", "No."), 1)
TITLE = Column("title", T("演练名称", "Drill"), 5, needed=True)
WHEN = Column("when", T("时间", "Date"), 4, needed=True)
UNITS = Column("units", T("参演单位", "Units"), 5, needed=True)

PLAN = Layout(
    "plan",
    T("{{ office }}{{ year }}年度应急演练计划", "Drill plan {{ year }} of {{ office }}"),
    (
        Line(T("各有关单位：", "To the units concerned:"), "to"),
        Line(said("plan.intro")),
        Line(T("一、总体安排", "1. Overview"), "heading"),
        Line(said("plan.overview")),
        Line(T("二、工作要求", "2. Requirements"), "heading"),
        Line(said("plan.ask")),
        Line(T("{{ basis }}", "{{ basis }}"), "small"),
        Line(T("{{ seal_line }}", "{{ seal_line }}"), "small"),
        Line(T("{{ office }}", "{{ office }}"), "right"),
        Line(T("{{ approved_on }}", "{{ approved_on }}"), "right"),
        Turn(),
        Line(T("附件1　{{ year }}年度应急演练计划表", "Annex 1: drills of {{ year }}"), "heading"),
        Grid(
            "drills",
            T("计划表", "Drills"),
            (
                NO,
                TITLE,
                Column("form", T("类型和形式", "Kind and mode"), 3),
                WHEN,
                Column("venue", T("地点", "Venue"), 3),
                Column("lead", T("牵头", "Lead"), 2),
                UNITS,
                Column("cites", T("依据条款", "Articles"), 5),
                Column("evaluator_days", T("评估人日", "Evaluator-days"), 1),
                Column("remark", T("备注", "Remark"), 2),
            ),
        ),
        Line(T("附件2　义务覆盖表", "Annex 2: which drill fulfils which duty"), "heading"),
        Grid(
            "duties",
            T("义务覆盖表", "Duties and drills"),
            (
                NO,
                Column("unit", T("单位", "Unit"), 3),
                Column("duty", T("应演事项", "Obligation"), 4),
                Column("cites", T("依据条款", "Articles"), 5),
                Column("window", T("期间", "Window"), 3),
                Column("state", T("状态", "State"), 2),
                Column("drill", T("对应演练", "Drill"), 4),
                Column("when", T("时间", "Date"), 3),
            ),
        ),
    ),
    official=True,
)

MONTH = Layout(
    "month",
    T("{{ office }}{{ year }}年{{ month }}月应急演练月历", "Drills of {{ office }}, {{ year }}-{{ month }}"),
    (
        Line(T("一、本月演练", "1. Drills of the month"), "heading"),
        Grid(
            "drills",
            T("本月演练", "Drills"),
            (
                NO,
                WHEN,
                TITLE,
                Column("venue", T("地点", "Venue"), 3),
                UNITS,
                Column("lead", T("牵头", "Lead"), 2),
                Column("state", T("状态", "State"), 2),
            ),
        ),
        Line(T("二、本月到期的应演事项", "2. Obligations due this month"), "heading"),
        Grid(
            "duties",
            T("到期事项", "Obligations due"),
            (
                NO,
                Column("unit", T("单位", "Unit"), 4),
                Column("duty", T("应演事项", "Obligation"), 5),
                Column("due", T("最后期限", "Last day"), 3),
                Column("state", T("状态", "State"), 2),
                Column("drill", T("对应演练", "Drill"), 4),
            ),
        ),
        Line(T("三、本月到期和逾期的整改项", "3. Corrective actions due or late"), "heading"),
        Grid(
            "actions",
            T("整改项", "Actions"),
            (
                NO,
                Column("id", T("编号", "Id"), 2),
                Column("measure", T("整改措施", "Measure"), 6),
                Column("owner", T("责任人", "Owner"), 2, needed=True),
                Column("due", T("期限", "Due"), 3, needed=True),
                Column("state", T("状态", "State"), 2),
            ),
        ),
        Line(T("{{ basis }}", "{{ basis }}"), "small"),
    ),
)

REPLAN = Layout(
    "replan",
    T("{{ office }}{{ year }}年度应急演练计划调整表", "Changes to the drill plan {{ year }} of {{ office }}"),
    (
        Line(said("replan.intro")),
        Grid(
            "moves",
            T("调整明细", "Changes"),
            (
                NO,
                Column("unit", T("单位", "Unit"), 4),
                Column("what", T("变动", "Change"), 2),
                Column("old_drill", T("原演练", "Drill before"), 4),
                Column("old_day", T("原日期", "Date before"), 3),
                Column("new_drill", T("新演练", "Drill now"), 4),
                Column("new_day", T("新日期", "Date now"), 3),
            ),
        ),
        Line(T("{{ office }}", "{{ office }}"), "right"),
        Line(T("{{ today }}", "{{ today }}"), "right"),
    ),
    official=True,
)

FILING = Layout(
    "filing",
    T("应急演练情况报送表", "Report of drills to the authority"),
    (
        Particulars(
            (
                (T("报送单位", "Reporting office"), "office"),
                (T("报送机关", "To"), "reported_to"),
                (T("期间", "Period"), "period"),
                (T("填报日期", "Date"), "today"),
            )
        ),
        Grid(
            "held",
            T("已实施的演练", "Drills held"),
            (
                NO,
                Column("unit", T("单位", "Unit"), 4),
                TITLE,
                WHEN,
                Column("form", T("类型和形式", "Kind and mode"), 3),
                Column("heads", T("参演人数", "Heads"), 2, needed=True),
                Column("grade", T("评估结论", "Conclusion"), 2, needed=True),
                Column("findings", T("问题及整改", "Findings"), 3),
            ),
        ),
        Sign((T("填报人", "Prepared by"), T("审核人", "Checked by"), T("单位负责人", "Head of office"))),
    ),
)

LAYOUTS: dict[str, Layout] = {x.kind: x for x in (PLAN, *DRILL_LAYOUTS, FILING, MONTH, REPLAN)}
