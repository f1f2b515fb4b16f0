"""The rest of the demo county: the county itself, townships, villages, warehouses, shelters, rescue teams, schools."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from anwei.engine.demo import names
from anwei.engine.demo.made import Made
from anwei.engine.demo.settings import TODAY
from anwei.engine.facts.vocabulary import Vocabulary

DAY = date.fromordinal(TODAY)


def make_county(vocabulary: Vocabulary, seed: int) -> Iterator[Made]:
    """Every subject that is not an enterprise."""
    maker = _County(vocabulary, seed)
    yield maker.county()
    for index in range(len(names.TOWNSHIPS)):
        yield maker.township(index)
        for village in range(len(names.VILLAGES) - index % 2):
            yield maker.village(index, village)
    yield from (maker.warehouse(i) for i in range(3))
    yield from (maker.shelter(i) for i in range(8))
    yield from (maker.team(i) for i in range(4))
    yield from (maker.school(i) for i in range(6))


class _County:
    def __init__(self, vocabulary: Vocabulary, seed: int) -> None:
        self.vocabulary = vocabulary
        self.seed = seed

    def made(self, kind: str, id_: str, name: str, division: str) -> Made:
        rng = Random(f"{self.seed}/{id_}")  # noqa: S311 - made up, not secret
        made = Made(self.vocabulary.subjects[kind], id_, rng)
        made.fact(name=names.MARK + name, division=division)
        return made

    def county(self) -> Made:
        made = self.made("county", "DEMO-G", names.COUNTY, names.COUNTY_DIVISION)
        made.fact(
            population=286_000,
            households=92_000,
            urban_population=118_000,
            area=1340,
            city_district=False,
            disaster_prone=True,
            flood_prone=True,
            geohazard_prone=True,
            disaster_risk_level="orange",
            seismic_intensity=6,
            forest_fire_class="class_2",
        )
        made.add(
            "bodies",
            body_id="J-01",
            kind="safety_committee",
            title="县安全生产委员会",
            established_on=date(2019, 3, 20),
            head="县长",
            head_is_principal=True,
        )
        approved = date(2024, 6, 1)
        for id_, title, topics in (
            ("Y-01", "突发事件总体应急预案", None),
            ("Y-02", "森林火灾应急预案", ["forest_fire"]),
            ("Y-03", "自然灾害救助应急预案", ["relief"]),
            ("Y-04", "生产安全事故应急预案", ["explosion"]),
        ):
            more: dict[str, Any] = {"topics": topics} if topics else {}
            made.add(
                "plans",
                plan_id=id_,
                title=title,
                kind="special" if topics else "comprehensive",
                approved_on=approved,
                published_on=approved + timedelta(days=9),
                evaluated_on=approved - timedelta(days=24),
                **more,
            )
        self.drill(made, "YL-01", "森林火灾扑救演练", "special", ["forest_fire"], "Y-02", date(2025, 3, 27))
        self.drill(made, "YL-02", "危险化学品泄漏处置演练", "special", ["chemical_leak"], "Y-04", date(2025, 6, 19))
        self.drill(made, "YL-03", "灾害救助桌面推演", "special", ["relief"], "Y-03", date(2026, 4, 24))
        made.add(
            "policies",
            policy_id="NF-2026",
            kind="rural_housing",
            insurer=f"{names.MARK}财产保险公司",
            start=date(2026, 1, 1),
            end=date(2026, 12, 31),
        )
        made.covered("plans", "drills", "policies", "incidents")
        for kind in ("enterprise", "township", "village", "warehouse", "shelter", "rescue_team", "school"):
            made.coverage[kind] = made.coverage["plans"]
        return made

    @staticmethod
    def drill(made: Made, id_: str, title: str, kind: str, topics: list[str], plan: str, day: date) -> None:
        made.add(
            "drills",
            day.toordinal() + 8,
            drill_id=id_,
            title=title,
            kind=kind,
            mode="live",
            topics=topics,
            date=day,
            plans=[plan] if plan else [],
            participants=made.rng.randint(30, 180),
            evaluated_on=day + timedelta(days=4),
            written_evaluation=True,
            findings=2,
            findings_closed=2,
            record_kept=True,
        )

    def township(self, index: int) -> Made:
        name, urban = names.TOWNSHIPS[index]
        made = self.made("township", f"DEMO-T{index + 1:02d}", name, names.township_division(index))
        population = made.rng.randint(6_000, 42_000)
        made.fact(
            population=population,
            households=population // 3,
            urban=urban,
            disaster_prone=index % 3 == 0,
            emergency_office=True,
            leading_group_head_is_principal=index != 10,
            rescue_team_members=made.rng.randint(14, 40),
            supply_point=index % 5 != 4,
            combined_station=index % 4 == 0,
            forest_fire_task=not urban,
        )
        made.add(
            "plans",
            plan_id="Y-01",
            title=f"{name}突发事件应急预案",
            kind="comprehensive",
            approved_on=date(2024, 8, 1),
            published_on=date(2024, 8, 5),
        )
        for year in (2025, 2026):
            if index % 6 != 5 or year == 2025:  # two townships have held no drill this year
                day = date(year, 5, 6) + timedelta(days=index)
                self.drill(
                    made, f"YL-{year}", "山洪避险演练", "comprehensive", ["mountain_torrent", "evacuation"], "Y-01", day
                )
        made.add(
            "policies",
            policy_id="JY-01",
            kind="rescuer_accident",
            start=date(2026, 1, 1),
            end=date(2026, 12, 31),
            insured=40 if index != 7 else 10,
        )
        made.covered("plans", "drills", "policies", "posts")
        return made

    def village(self, township: int, index: int) -> Made:
        name = f"{names.TOWNSHIPS[township][0]}{names.VILLAGES[index]}村"
        id_ = f"DEMO-V{township + 1:02d}{index + 1:02d}"
        made = self.made("village", id_, name, names.village_division(township, index))
        population = made.rng.randint(500, 2600)
        made.fact(population=population, households=population // 3, community=False, disaster_prone=township % 3 == 0)
        if (township + index) % 7 == 6:
            return made  # nothing else reported yet
        made.fact(
            geohazard_prone=township % 4 == 1,
            emergency_lead_is_secretary=True,
            rescue_team_members=made.rng.randint(6, 15),
            supply_point=index % 3 != 2,
            store_room=True,
            stock_kinds=made.rng.randint(4, 10),
            risk_map=index != 3,
            evacuation_map=index != 3,
            loudspeaker=True,
            shelter=index % 2 == 0,
        )
        for year in (2025, 2026):
            if (township + index) % 5 or year == 2025:
                self.drill(
                    made,
                    f"YL-{year}",
                    "转移避险演练",
                    "comprehensive",
                    ["geology", "evacuation"],
                    "",
                    date(year, 4, 20),
                )
        made.covered("drills", "risk_points", "posts")
        return made

    def warehouse(self, index: int) -> Made:
        title = ("救灾物资储备库", "防汛物资储备库", "森林消防物资库")[index]
        division = names.COUNTY_DIVISION if not index else names.township_division(2 + index)
        made = self.made("warehouse", f"DEMO-W{index + 1}", f"{names.COUNTY}{title}", division)
        made.fact(
            level="county",
            owner="县应急管理局",
            operator="县应急管理局",
            opened_on=date(2018, 6, 1),
            floor_area=760 - 120 * index,
            population_served=5600,
            resident_population=286_000,
            smart=False,
            networked=index == 0,
            fire_safety_ok=True,
            keepers=3 - index,
            owner_kind="government",
            separate_account=True,
        )
        counted = date(2026, 10, 20)
        for number, (item, quantity, target, unit) in enumerate(_STOCK[index]):
            expires = date(2026, 12, 10) if item == "drinking_water" else date(2029, 6, 30)
            made.add(
                "stock",
                stock_id=f"K-{number + 1:02d}",
                item=item,
                ownership="own",
                quantity=quantity,
                unit=unit,
                book_quantity=quantity,
                counted_quantity=quantity,
                counted_on=counted,
                target_quantity=target,
                has_expiry=True,
                expires_on=expires,
                checked_on=counted,
                quality_ok=True,
            )
            if item != _UNAPPROVED:
                made.add(
                    "stock_targets",
                    target_id=f"DE-{number + 1:02d}",
                    item=item,
                    basis="own",
                    quantity=target,
                    document=f"{names.MARK}县级应急物资储备目录",
                )
        made.add("stocktakes", date=counted, kinds_counted=len(_STOCK[index]), differences=0, signed=True)
        made.covered("stock", "stock_targets", "stocktakes")
        return made

    def shelter(self, index: int) -> Made:
        township = index % len(names.TOWNSHIPS)
        name = f"{names.TOWNSHIPS[township][0]}应急避难场所"
        made = self.made("shelter", f"DEMO-S{index + 1:02d}", name, names.township_division(township))
        made.fact(
            level="county",
            indoor=index % 2 == 0,
            capacity=1800 - 150 * index,
            effective_area=5600 - 400 * index,
            responsible_body="县教育局",
            signs=index != 5,
            published=True,
            mapped=True,
            maintained_on=date(2026, 8, 20) if index != 3 else date(2024, 5, 10),
        )
        made.facts.update({"class": "class_3", "size": "medium"})
        return made

    def team(self, index: int) -> Made:
        kind, title = (
            ("comprehensive", "综合应急救援队"),
            ("forest_fire", "森林消防专业队"),
            ("flood", "防汛抢险队"),
            ("social", "志愿救援队"),
        )[index]
        made = self.made("rescue_team", f"DEMO-R{index + 1}", f"{names.COUNTY}{title}", names.COUNTY_DIVISION)
        members = (46, 32, 28, 26)[index]
        made.fact(kind=kind, level="county", engagement="volunteer" if index == 3 else "full_time", members=members)
        if index == 3:
            return made
        made.fact(
            owner="县应急管理局",
            set_up_by_enterprise=False,
            profession="professional",
            professional_rescuers=True,
            established_on=date(2015, 10, 1),
            registered=True,
            standard_met=True,
            protective_gear=True,
        )
        insured = members if index != 2 else members - 6
        made.add(
            "policies",
            policy_id="YW-01",
            kind="rescuer_accident",
            start=date(2026, 1, 1),
            end=date(2026, 12, 31),
            insured=insured,
        )
        made.covered("policies")
        return made

    def school(self, index: int) -> Made:
        township = names.TOWNSHIPS[index][0]
        made = self.made("school", f"DEMO-X{index + 1:02d}", f"{township}中心学校", names.township_division(index))
        made.fact(
            kind="primary",
            pupils=made.rng.randint(180, 900),
            staff=made.rng.randint(18, 70),
            boarding=False,
            floors=4,
            school_bus=False,
            stores_dangerous_goods=False,
            fire_unit_class="general",
            established_on=date(1998, 9, 1),
            term_started_on=date(2026, 9, 1),
            term_ends_on=date(2027, 1, 22),
        )
        for month in range(1, 24):
            day = date(2025 + (month - 1) // 12, (month - 1) % 12 + 1, 12)
            if day.month not in (7, 8, 2) and day < DAY and not (index == 4 and day.month == 10):
                self.drill(made, f"SS-{day:%Y%m}", "紧急疏散演练", "comprehensive", ["evacuation"], "", day)
        made.covered("drills")
        return made


_UNAPPROVED = "folding_bed"  # its target stands in the ledger alone, which decides nothing
_STOCK = (
    (
        ("tent_single", 150, 140, "顶"),
        ("quilt", 1800, 1800, "床"),
        ("folding_bed", 260, 300, "张"),
        ("drinking_water", 500, 500, "箱"),
    ),
    (
        ("woven_bag", 42_000, 50_000, "条"),
        ("life_jacket", 620, 600, "件"),
        ("pump", 9, 12, "台"),
        ("rubber_boat", 4, 4, "艘"),
    ),
    (("chain_saw", 24, 30, "台"), ("rope", 80, 80, "根"), ("torch", 300, 300, "支")),
)
