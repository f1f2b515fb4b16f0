"""Enterprises of the demo county: every sector, well and badly kept books, records spread over two years."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from anwei.engine.demo import names
from anwei.engine.demo.gaps import GUIDED
from anwei.engine.demo.made import Made
from anwei.engine.demo.settings import TODAY
from anwei.engine.demo.sorts import ALL_SORTS, CROWDED, DANGEROUS, HIGH_RISK, ORDERLY, SMALL, Books
from anwei.engine.facts.subject import Coverage
from anwei.engine.facts.vocabulary import Code, Vocabulary

DAY = date.fromordinal(TODAY)
_GUIDED = {g.sector: g for g in GUIDED}


def make_enterprise(vocabulary: Vocabulary, sectors: list[Code], seed: int, number: int, *, named: int = SMALL) -> Made:
    """The ``number``-th enterprise: the same for the same seed, however many there are. At most ``named`` people are on
    file by name."""
    rng = Random(f"{seed}/enterprise/{number}")  # noqa: S311 - made up, not secret
    sector = sectors[number % len(sectors)]
    spec = vocabulary.subjects["enterprise"]
    made = Made(spec, f"DEMO-E{number + 1:06d}", rng)
    guided = _GUIDED.get(sector.name) if number < len(sectors) else None
    books = ORDERLY if guided is not None else ALL_SORTS[rng.randrange(len(ALL_SORTS))]
    _Enterprise(made, books, sector, named).fill(number // len(sectors))
    if guided is not None:
        guided.apply(made)
    return made


class _Enterprise:
    """Fills one enterprise."""

    def __init__(self, made: Made, books: Books, sector: Code, named: int) -> None:
        self.named = named
        self.made, self.books, self.sector, self.rng = made, books, sector, made.rng
        self.dangerous = any(w in sector.name for w in DANGEROUS)
        self.high_risk = any(w in sector.name for w in HIGH_RISK)
        self.crowded = any(w in sector.name for w in CROWDED)

    def there(self) -> bool:
        return self.rng.random() < self.books.there

    def day(self, first: int, last: int) -> date:
        """A day between so many and so many days before the demo's today."""
        return DAY - timedelta(days=self.rng.randint(last, first))

    def fill(self, number: int) -> None:
        """``number`` counts within the sector."""
        trade = min((self.sector.label.zh, *self.sector.aliases), key=len)
        township = self.rng.randrange(len(names.TOWNSHIPS))
        employees = self.rng.choice((4, 6, 8, 9, 12, 18, 25, 38, 60, 95, 140, 260))
        self.made.fact(
            name=names.firm(trade, number),
            division=names.township_division(township),
            address=f"{names.MARK}{names.COUNTY}{names.TOWNSHIPS[township][0]}{self.rng.randint(1, 180)}号",
            sectors=[self.sector.name],
            established_on=self.day(7000, 1500),
        )
        if self.books.name == "silent":
            return
        self.facts(employees)
        self.people(employees)
        self.insurance(employees)
        self.plans_and_drills()
        self.papers()
        self.checks()
        self.made.covered(
            "policies",
            "plans",
            "drills",
            "hazards",
            "documents",
            "risks",
            "inspections",
            "reports",
            "supplies",
            how=self.books.coverage,
        )
        self.made.covered("trainings", "certificates", how=self.books.coverage)
        everyone = employees <= self.named and self.books.coverage is Coverage.COMPLETE
        self.made.covered("people", how=Coverage.COMPLETE if everyone else Coverage.PARTIAL)
        self.made.covered("accidents", "plan_changes", "large_events", "agreements", "work_injuries")
        if not self.dangerous:
            self.made.covered("equipment", "hazard_sources")

    def facts(self, employees: int) -> None:
        scale = "micro" if employees < 10 else "small" if employees < 40 else "medium" if employees < 200 else "large"
        self.made.fact(
            operating=True,
            scale=scale,
            above_scale=employees >= 60,
            employees=employees,
            insurable_employees=employees,
            revenue_last_year=employees * self.rng.randint(18, 90) * 10_000,
            payroll_last_year=employees * self.rng.randint(5, 11) * 10_000,
            in_park=self.dangerous and self.rng.random() < 0.5,
            key_enterprise=self.dangerous,
            risk_level="orange" if self.dangerous else "yellow" if self.high_risk else "blue",
            hazard_class="high" if self.dangerous else "medium" if self.high_risk else "other",
            features=["flammable_goods"] if self.dangerous else [],
            fire_unit_class="key" if self.dangerous or self.crowded else "general",
            has_major_hazard_source="hazchem" in self.sector.name and employees >= 60,
            handles_hazardous_chemicals="hazchem" in self.sector.name,
            stores_dangerous_goods=self.dangerous,
            uses_special_equipment=self.high_risk and employees >= 25,
            safety_department=employees >= 60,
            safety_committee=True,
            safety_committee_chair="principal",
            contracts_out=False,
            high_rise=False,
            lifeline=False,
            certified_airport=False,
            rescue_team="part_time",
            has_rescue_team=True,
            rescue_team_members=2 + employees // 60,
            fund_separate_account=self.there(),
            fund_deferred=False,
            work_injury_class="class_4" if self.high_risk else "class_1",
        )

    def people(self, employees: int) -> None:
        roles = ["principal", "safety_officer", *(["safety_officer"] if employees > 95 else [])]
        roles += ["worker"] * (min(employees, self.named) - len(roles))
        for index, role in enumerate(roles):
            leads = role != "worker"
            hired = self.day(3600, 500)
            given = {"assessed_on": hired + timedelta(days=120), "certificate_until": self.day(-160, -700)}
            dates: dict[str, Any] = {n: d for n, d in given.items() if leads and self.there()}
            ids = self.made.add(
                "people",
                person_id=f"P{index + 1:02d}",
                role=role,
                full_time=True,
                employment="regular",
                hired_on=hired,
                appointed_on=hired,
                started_post_on=hired + timedelta(days=7),
                work_injury_insured=self.there(),
                safety_commitment_on=date(DAY.year, 1, 8),
                **dates,
            )
            self.training(ids, leads, hired)

    def training(self, person: tuple[str, ...], leads: bool, hired: date) -> None:
        kinds = [("initial" if leads else "pre_job", hired + timedelta(days=3), 48)]
        kinds += [("refresher", self.day(330 + 365 * i, 150 + 365 * i), 20) for i in (1, 0)]
        kinds += [("emergency", self.day(300 + 365 * i, 120 + 365 * i), 4) for i in (1, 0)]
        for kind, day, hours in kinds:
            if self.there():
                self.made.add(
                    "trainings",
                    day.toordinal(),
                    person,
                    kind=kind,
                    date=day,
                    hours=hours,
                    passed=True,
                    record_complete=True,
                )

    def insurance(self, employees: int) -> None:
        for year in (DAY.year - 2, DAY.year - 1, DAY.year):
            start, end = date(year, 1, 1), date(year, 12, 31)
            on = start.toordinal() if year > DAY.year - 2 else 0
            injury: dict[str, Any] = {"insured": employees, "charged_to_workers": False}
            if self.there():
                self.made.add(
                    "policies", on, policy_id=f"GS-{year}", kind="work_injury", start=start, end=end, **injury
                )
            if self.there():
                self.made.add(
                    "policies",
                    on,
                    policy_id=f"JY-{year}",
                    kind="rescuer_accident",
                    start=start,
                    end=end,
                    insured=2 + employees // 60,
                )
            if self.high_risk and self.there():
                self.liability(year, employees)

    def liability(self, year: int, employees: int) -> None:
        start = date(year, 3, 1)
        self.made.add(
            "policies",
            start.toordinal() if year > DAY.year - 2 else 0,
            policy_id=f"AZX-{year}",
            kind="work_safety_liability",
            insurer=f"{names.MARK}财产保险公司",
            signed_on=start - timedelta(days=10),
            start=start,
            end=date(year + 1, 2, 28),
            insured=employees,
            per_person_limit=400_000,
            total_limit=400_000 * max(employees, 25),
            uniform_limit=True,
            charged_to_workers=False,
            premium=employees * 260,
            prevention_spending=employees * 55,
            prevention_service_on=start + timedelta(days=90),
        )

    def plans_and_drills(self) -> None:
        drawn = date(2024, 9, 10) + timedelta(days=self.rng.randint(0, 60))
        common: dict[str, Any] = {
            "risk_assessed_on": drawn,
            "resources_surveyed_on": drawn,
            "reviewed_on": drawn + timedelta(days=5),
            "expert_review": self.dangerous,
            "review_minutes": True,
            "approved_on": drawn + timedelta(days=9),
            "published_on": drawn + timedelta(days=9),
            "told_workers_on": drawn + timedelta(days=10),
            "evaluated_on": drawn + timedelta(days=5),
        }
        filed: dict[str, Any] = (
            {"filed_on": drawn + timedelta(days=20), "filed_with": "县应急管理局"} if self.dangerous else {}
        )
        self.made.add("plans", plan_id="ZH-01", title="生产安全事故应急预案", kind="comprehensive", **common, **filed)
        if self.dangerous:
            self.made.add("plans", plan_id="ZX-01", title="火灾爆炸专项应急预案", kind="special", **common, **filed)
        self.made.add("plans", plan_id="XC-01", title="现场处置方案", kind="on_site", key_post="作业现场", **common)
        for half in range(4):  # two years by half-years, the open one last
            middle = date(2025, 3, 20) + timedelta(days=182 * half + self.rng.randint(0, 60))
            if middle < DAY - timedelta(days=20):
                self.drill(f"D{half + 1}", "comprehensive", middle, "ZH-01", ["fire", "evacuation"])
                self.drill(f"X{half + 1}", "on_site", middle + timedelta(days=6), "XC-01", ["fire"])
                if self.dangerous:
                    self.drill(f"Z{half + 1}", "special", middle + timedelta(days=9), "ZX-01", ["explosion"])

    def drill(self, id_: str, kind: str, day: date, plan: str, topics: list[str]) -> None:
        if not self.there():
            return
        findings = self.rng.randint(0, 3)
        self.made.add(
            "drills",
            day.toordinal() + 7,
            drill_id=id_,
            title=f"{'综合' if kind == 'comprehensive' else '专项' if kind == 'special' else '现场处置'}演练",
            kind=kind,
            mode="live",
            topics=topics,
            date=day,
            plans=[plan],
            participants=self.rng.randint(4, 40),
            evaluated_on=day + timedelta(days=3),
            written_evaluation=self.there(),
            findings=findings,
            findings_closed=findings if self.there() else 0,
            record_kept=True,
        )

    def papers(self) -> None:
        kinds = {
            "responsibility_system": "全员安全生产责任制",
            "responsibility_assessment": "责任制考核记录",
            "safety_rules": "安全管理制度",
            "operating_procedures": "操作规程",
            "training_plan": "年度培训计划",
            "risk_system": "风险分级管控制度",
            "hazard_system": "隐患排查治理制度",
            "investment_plan": "年度安全投入预算",
        }
        for index, (kind, title) in enumerate(kinds.items()):
            if self.there():
                self.made.add(
                    "documents",
                    document_id=f"W{index + 1:02d}",
                    kind=kind,
                    title=title,
                    issued_on=date(2024, 10, 8),
                    reviewed_on=date(2026, 1, 12),
                    published_on=date(2026, 1, 13),
                    signed_by_principal=True,
                )
        self.made.add(
            "risks",
            risk_id="FX-01",
            place="作业现场",
            grade="orange" if self.dangerous else "yellow",
            assessed_on=date(2026, 1, 9),
            measures="分级管控、现场公告",
            controller="岗位负责人",
            notice_board=self.there(),
        )
        quarter = date(2024, 12, 31)
        for index in range(8):
            submitted = quarter + timedelta(days=self.rng.randint(5, 14))
            if submitted < DAY and self.there():
                self.made.add(
                    "reports",
                    submitted.toordinal(),
                    report_id=f"BG-{index + 1:02d}",
                    kind="hazard_quarterly",
                    period_end=quarter,
                    submitted_on=submitted,
                    signed_by_principal=True,
                )
            following = quarter + timedelta(days=92)
            quarter = following.replace(day=1) - timedelta(days=1)

    def checks(self) -> None:
        for index in range(24):
            day = DAY - timedelta(days=30 * index + self.rng.randint(2, 20))
            if self.there():
                self.made.add(
                    "inspections",
                    day.toordinal(),
                    inspection_id=f"JC-{24 - index:02d}",
                    kind="self_check",
                    date=day,
                    led_by="safety_officer",
                    place="全厂",
                    findings=self.rng.randint(0, 2),
                    recorded=True,
                )
        for index in range(4):
            found = DAY - timedelta(days=170 * index + self.rng.randint(10, 60))
            closed = found + timedelta(days=self.rng.randint(1, 6))
            told: dict[str, Any] = (
                {"closed_on": closed, "verified_on": closed + timedelta(days=1)} if self.there() else {}
            )
            self.made.add(
                "hazards",
                found.toordinal() + 8,
                hazard_id=f"YH-{4 - index:02d}",
                place="作业现场",
                grade="general",
                source="self_check",
                found_on=found,
                measures="立即整改",
                responsible="班组长",
                funds=0,
                deadline=found + timedelta(days=7),
                told_workers_on=found,
                **told,
            )
        for item, group, unit in (("fire_extinguisher", "fire", "具"), ("first_aid_kit", "medical", "个")):
            self.made.add(
                "supplies",
                supply_id=f"WZ-{item[:4]}",
                item=item,
                group=group,
                quantity=self.rng.randint(2, 12),
                unit=unit,
                place="值班室",
                has_expiry=True,
                expires_on=self.day(-40, -900),
                checked_on=self.day(40, 10),
                usable=True,
            )
