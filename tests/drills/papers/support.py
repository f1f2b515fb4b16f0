"""A view with everything that papers can show: hostile words included."""

from __future__ import annotations

from msgspec.structs import replace

from anwei.drills.model import AnnualPlan, Citation, Duty, Move
from anwei.drills.record import findings as found
from anwei.drills.record.model import Action, Finding, Inject, Log
from anwei.drills.record.states import DrillState
from anwei.drills.seal.views import CONTROLLER, Office, Raw, View, Viewer, view_of
from anwei.engine.api import Lang, Text
from tests.drills.record.support import HELD, LATER, clerk, day, drill, evaluated, lived, obligation

ODD = "甲<b>&公司\x07\x00'\"{{ x }}{% if %}"
YEAR = 2026
INJECTS = (
    Inject(1, "报警器报警 <A&B>", planned=0, sender="导调", expected="核实"),
    Inject(2, "火势扩大", trigger="未按时到场"),
)
FINDING = Finding("", "报警迟缓", clause="预案 3.2", cause="training")


def logs() -> tuple[Log, ...]:
    told = drill(
        title=f"{ODD}火灾演练",
        venue="罐区 <南门> & 泵房",
        lead="张局长",
        host="E-1",
        basis="estimated",
        scenario="第一行\n第二行 <泄漏> & 起火",
        objectives="检验报警和疏散",
        safety="专人警戒",
        safety_notice=("消防救援大队",),
        evaluators=("王专家",),
        evaluator_days=2,
        remarks="顺利",
        injects=(
            Inject(1, "报警器报警 <A&B>", planned=0, sender="导调", expected="核实"),
            Inject(2, "火势扩大", trigger="未按时到场"),
        ),
    )
    first = evaluated(lived(DrillState.HELD, told))
    first = found.noted(first, clerk(), [FINDING], [])
    second = lived(
        DrillState.APPROVED,
        drill("D2026-0002", title="防汛演练", topics=("flood",), day=day("2026-11-09"), basis="estimated"),
    )
    return first, second


def raw(*given: Log) -> Raw:
    kept = given or logs()
    obligations = tuple(
        replace(
            obligation(f"O-{i}", f"E-{i}"),
            duty=Duty(
                "drill.special",
                Text("专项演练", "Special drill"),
                "enterprise",
                f"E-{i}",
                unit_name=name,
                cites=(Citation("plan-measures-order-2", "33(1)", Text("应急预案管理办法", "Plan Measures")),),
            ),
        )
        for i, name in ((1, "甲公司"), (2, "乙公司"))
    )
    actions = (
        Action("A-0001", "D2026-0001", "修订报警流程 <立即>", finding="01", owner="赵六", due=day("2026-06-20")),
        Action("A-0002", "D2026-0001", "复训", finding="01"),
    )
    plan = AnnualPlan(
        YEAR,
        approved_on=HELD - 90,
        approved_by="张局长",
        number="青安委〔2026〕3号",
        changes=(Move("moved", "enterprise", "E-1", ("O-1",), "D2026-0001", "D2026-0001", HELD - 3, HELD),),
    )
    return Raw(
        tuple(x.drill for x in kept),
        actions,
        obligations,
        {},
        {x.drill.id: x.events[-1].at for x in kept},
        plan,
        "",
        {x.drill.id: x.events for x in kept},
    )


def view(*given: Log, lang: Lang = "zh", viewer: Viewer = CONTROLLER) -> View:
    return view_of(raw(*given), viewer, Office("青山县安委办", LATER, "ab", lang))
