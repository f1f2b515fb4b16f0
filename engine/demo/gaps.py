"""The instructive gaps: enterprises whose books are in order but for one thing, so that each kind of gap can be looked
at alone. The rule named says so on the demo's day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from anwei.engine.demo.made import Made
from anwei.engine.messages import Text


@dataclass(frozen=True, slots=True)
class Guided:
    """One such gap: the sector it is shown in, the rule that finds it, what it teaches, and how it is made."""

    sector: str
    rule: str
    verdict: str
    text: Text
    apply: Callable[[Made], None]


def _ending(kind: str, end: date) -> Callable[[Made], None]:
    return lambda made: made.alter("policies", {"kind": kind, "start": date(2026, 3, 1)}, end=end)


def _low_limit(made: Made) -> None:
    made.alter("policies", {"kind": "work_safety_liability"}, per_person_limit=300_000)


def _no_liability(made: Made) -> None:
    made.drop("policies", kind="work_safety_liability")


def _no_recent_on_site(made: Made) -> None:
    made.entries = [e for e in made.entries if not (e.table == "drills" and str(e.values["drill_id"])[0] == "X")]
    day = date(2025, 11, 4)
    made.add(
        "drills",
        day.toordinal(),
        drill_id="X1",
        title="现场处置演练",
        kind="on_site",
        mode="live",
        topics=["fire"],
        date=day,
        plans=["XC-01"],
        participants=8,
        evaluated_on=day,
        written_evaluation=True,
        findings=0,
        findings_closed=0,
        record_kept=True,
    )


def _no_drill_at_all(made: Made) -> None:
    made.drop("drills")


def _open_hazard(made: Made) -> None:
    day = date(2026, 9, 8)
    made.add(
        "hazards",
        day.toordinal(),
        hazard_id="YH-90",
        place="二号车间",
        grade="general",
        source="self_check",
        found_on=day,
        measures="更换破损护栏",
        responsible="车间负责人",
        funds=3000,
        deadline=date(2026, 10, 8),
        told_workers_on=day,
    )


def _major_hazard(made: Made) -> None:
    day = date(2026, 10, 12)
    made.add(
        "hazards",
        day.toordinal(),
        hazard_id="YH-91",
        place="一号库",
        grade="major",
        source="inspection",
        found_on=day,
        measures="停用并改造",
        responsible="主要负责人",
        funds=200_000,
        deadline=date(2026, 12, 31),
        plan="重大隐患治理方案",
        told_workers_on=day,
        reported_to_regulator_on=date(2026, 10, 13),
    )


def _not_assessed(made: Made) -> None:
    for entry in made.entries:
        if entry.table == "people" and entry.values["role"] == "principal":
            entry.values.pop("assessed_on", None)


def _no_account(made: Made) -> None:
    made.fact(fund_separate_account=False)


def _no_quarter(made: Made) -> None:
    made.drop("reports", period_end=date(2026, 9, 30))


def _no_notice(made: Made) -> None:
    made.alter("risks", {"risk_id": "FX-01"}, grade="orange", notice_board=False)


def _no_rescuers_cover(made: Made) -> None:
    made.drop("policies", kind="rescuer_accident")


def _no_injury_cover(made: Made) -> None:
    made.drop("policies", kind="work_injury", start=date(2026, 1, 1))


def _no_risks(made: Made) -> None:
    made.drop("risks")


#: By sector; the first enterprise of that sector shows it.
GUIDED: tuple[Guided, ...] = (
    Guided(
        "hazchem_production",
        "insurance.liability",
        "fail",
        Text("高危企业没有投保安责险", "A high-risk enterprise without liability insurance"),
        _no_liability,
    ),
    Guided(
        "hazchem_storage",
        "insurance.liability.limit",
        "fail",
        Text("安责险每人限额 30 万元，低于 40 万元", "Liability cover of 300,000 CNY a person where 400,000 is asked"),
        _low_limit,
    ),
    Guided(
        "fireworks_wholesale",
        "insurance.liability",
        "lapsing",
        Text("安责险 9 天后到期，尚未续保", "Liability insurance ends in nine days and is not renewed"),
        _ending("work_safety_liability", date(2026, 11, 30)),
    ),
    Guided(
        "metal_mine",
        "insurance.liability",
        "fail",
        Text("安责险 12 天前已到期", "Liability insurance ended twelve days ago"),
        _ending("work_safety_liability", date(2026, 11, 9)),
    ),
    Guided(
        "machinery",
        "drill.on-site",
        "fail",
        Text("上半年没有现场处置方案演练", "No on-site plan drill in the first half-year"),
        _no_recent_on_site,
    ),
    Guided(
        "textile", "drill.comprehensive-or-special", "fail", Text("从未演练", "Not a single drill"), _no_drill_at_all
    ),
    Guided(
        "building_materials",
        "hazard.overdue-open",
        "fail",
        Text("一般隐患逾期未闭环", "A hazard left open past its deadline"),
        _open_hazard,
    ),
    Guided(
        "fireworks_production",
        "hazard.major-dual-report",
        "fail",
        Text("重大隐患只报监管部门，没有报职工代表大会", "A major hazard reported to the regulator alone"),
        _major_hazard,
    ),
    Guided(
        "non_metal_mine",
        "staffing.principal-assessed",
        "fail",
        Text("主要负责人没有考核合格", "The principal has not passed the assessment"),
        _not_assessed,
    ),
    Guided(
        "civil_explosives",
        "investment.separate-account",
        "fail",
        Text("安全费用没有专户核算", "The safety fund has no account of its own"),
        _no_account,
    ),
    Guided(
        "food",
        "hazard.quarterly-report",
        "fail",
        Text("三季度隐患统计没有报送", "Hazard statistics of the third quarter are missing"),
        _no_quarter,
    ),
    Guided(
        "petrol_station",
        "hazard.risk-notice",
        "fail",
        Text("较大风险处没有公告", "No notice at a place of larger risk"),
        _no_notice,
    ),
    Guided(
        "port",
        "insurance.rescuers.enterprise",
        "fail",
        Text("应急救援人员没有人身意外险", "Rescuers without accident insurance"),
        _no_rescuers_cover,
    ),
    Guided(
        "trade",
        "insurance.work-injury",
        "fail",
        Text("今年没有参加工伤保险", "No work-injury insurance this year"),
        _no_injury_cover,
    ),
    Guided("non_ferrous", "hazard.risk-list", "fail", Text("没有安全风险清单", "No list of safety risks"), _no_risks),
)
