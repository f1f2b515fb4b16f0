"""The layouts of the papers around a year's plan; those of a single drill stand in ``layouts_drill``."""

from __future__ import annotations

from anwei.drills.papers.columns import grid
from anwei.drills.papers.layout import (
    Annex,
    Imprint,
    Layout,
    Line,
    Particulars,
    Sign,
    Signed,
    Turn,
    heading,
    said,
    value,
)
from anwei.drills.papers.layouts_drill import DRILL_LAYOUTS
from anwei.engine.api import Text as T

PLAN = Layout(
    "plan",
    T("{{ office }}{{ year }}年度应急演练计划", "Drill plan {{ year }} of {{ office }}"),
    (
        Line(T("各有关单位：", "To the units concerned:"), "to"),
        Line(said("plan.intro")),
        heading("一、总体安排", "1. Overview"),
        Line(said("plan.overview")),
        heading("二、工作要求", "2. Requirements"),
        Line(said("plan.ask")),
        value("basis", "small"),
        value("seal_line", "small"),
        Line(said("plan.annex.1")),
        Line(said("plan.annex.2")),
        Signed("approved_on"),
        Imprint("approved_on"),
        Turn(),
        Annex(1, T("{{ year }}年度应急演练计划表", "Drills of {{ year }}")),
        grid("drills", T("计划表", "Drills"), "title form when venue lead units cites evaluator_days remark"),
        Annex(2, T("{{ year }}年度演练义务覆盖表", "Which drill fulfils which duty in {{ year }}")),
        grid("duties", T("义务覆盖表", "Duties and drills"), "unit duty cites window state drill drill_on"),
    ),
    official=True,
)

MONTH = Layout(
    "month",
    T("{{ office }}{{ year }}年{{ month }}月应急演练月历", "Drills of {{ office }}, {{ year }}-{{ month }}"),
    (
        heading("一、本月演练", "1. Drills of the month"),
        grid("drills", T("本月演练", "Drills"), "when title venue units lead state"),
        heading("二、本月到期的应演事项", "2. Obligations due this month"),
        grid("duties", T("到期事项", "Obligations due"), "unit duty last state drill"),
        heading("三、本月到期和逾期的整改项", "3. Corrective actions due or late"),
        grid("actions", T("整改项", "Actions"), "id measure owner due state"),
        value("basis", "small"),
    ),
)

REPLAN = Layout(
    "replan",
    T("{{ office }}{{ year }}年度应急演练计划调整表", "Changes to the drill plan {{ year }} of {{ office }}"),
    (
        Line(said("replan.intro")),
        grid("moves", T("调整明细", "Changes"), "unit what old_drill old_day new_drill new_day"),
        Signed("today"),
        Imprint("today"),
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
        grid("held", T("已实施的演练", "Drills held"), "units title when form heads grade found"),
        Sign((T("填报人", "Prepared by"), T("审核人", "Checked by"), T("单位负责人", "Head of office"))),
    ),
)

LAYOUTS: dict[str, Layout] = {x.kind: x for x in (PLAN, *DRILL_LAYOUTS, FILING, MONTH, REPLAN)}
