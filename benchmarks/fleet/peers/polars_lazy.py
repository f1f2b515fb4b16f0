"""Polars, by lazy frames: one group-by a table, left joins to the subjects, everything in one query.

Null is "not known", and Polars' ``&``, ``|`` and ``~`` are three-valued. A state is 2 if some record surely is so, 1 if
one may be, 0 if none is. ``--streaming`` collects with the streaming engine.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import columnar
import numpy as np
import polars as pl
from polars import col, lit, when
from workload import AS_OF, TABLES, table_path

MINES = ["mine", "coal_mine", "open_pit"]
Frames = dict[str, pl.LazyFrame]
Exprs = dict[str, pl.Expr]


def state(truth: pl.Expr) -> pl.Expr:
    """2 where some record surely is so, 1 where one may be, 0 where none is."""
    return when(truth).then(2).when(truth.is_null()).then(1).otherwise(0).max().cast(pl.UInt8)


def surely(truth: pl.Expr) -> pl.Expr:
    return truth.fill_null(False).sum().cast(pl.UInt16)


def maybe(truth: pl.Expr) -> pl.Expr:
    return truth.fill_null(True).sum().cast(pl.UInt16)


def between(value: pl.Expr, first: date, last: date = AS_OF) -> pl.Expr:
    return (value >= first) & (value <= last)


def happened(name: str) -> pl.Expr:
    """Whether a date that may not have come yet has come; null where nobody knows."""
    return when(~col(f"{name}.unknown")).then(col(name).is_not_null())


def done_by(name: str, start: str, days: int) -> pl.Expr:
    """Whether it is done some days after a start, or the last day is still to come."""
    took = col(name).to_physical() - col(start).to_physical()
    done = when(~col(f"{name}.unknown")).then(col(name).is_not_null() & (took <= days))
    return (col(start) >= AS_OF - timedelta(days)) | done


def trained(trainings: pl.LazyFrame) -> pl.LazyFrame:
    """What each person's trainings amount to."""
    recent = between(col("date"), date(2025, 7, 15))
    tenths = (col("hours") * 10).cast(pl.Int32)
    return trainings.group_by("subject", "owner").agg(
        enough=tenths.fill_null(0).filter(recent).sum() >= 80,
        maybe_enough=tenths.fill_null(1000).filter(recent.fill_null(True)).sum() >= 80,
        refresher=state((col("kind") == "refresher") & between(col("date"), date(2024, 7, 15))),
        induction=state((col("kind") == "induction") & (col("hours") >= 4)),
    )


def people(frames: Frames) -> pl.LazyFrame:
    keys = {"left_on": ["subject", "person_id"], "right_on": ["subject", "owner"]}
    joined = frames["people"].join(trained(frames["trainings"]), how="left", **keys)
    joined = joined.with_columns(
        col("enough", "maybe_enough").fill_null(False), col("refresher", "induction").fill_null(0)
    )
    role, hired = col("role"), between(col("hired_on"), date(2026, 1, 15))
    worker, staff = role == "worker", role != "rescuer"
    short = when(worker & ~col("maybe_enough")).then(2).when(worker.fill_null(True) & ~col("enough")).then(1)
    raw = when(hired & (col("induction") == 0)).then(2).when(hired.fill_null(True) & (col("induction") < 2)).then(1)
    officer = (role == "safety_officer") & col("full_time") & (col("certificate_until") >= AS_OF)
    return joined.group_by("subject").agg(
        n_officer=surely(officer),
        m_officer=maybe(officer),
        n_rescuer=surely(role == "rescuer"),
        m_rescuer=maybe(role == "rescuer"),
        n_staff=surely(staff),
        m_staff=maybe(staff),
        n_reached=surely(staff & (col("refresher") == 2)),
        m_reached=maybe(staff & (col("refresher") > 0)),
        uncertified=state((role == "special_operator") & (col("certificate_until") < AS_OF)),
        hired=state(hired),
        short=short.otherwise(0).max(),
        raw=raw.otherwise(0).max(),
    )


def policies(frames: Frames) -> pl.LazyFrame:
    running = (col("start") <= AS_OF) & (col("end") >= AS_OF)
    limit = when(col("start") >= date(2025, 10, 1)).then(400_000).otherwise(300_000)
    fit = running & (col("per_person_limit") >= limit)
    ahead = AS_OF + timedelta(30)
    return (
        frames["policies"]
        .group_by("subject")
        .agg(
            n_insured=col("insured").filter(fit).max(),
            m_insured=col("insured").fill_null(2_000_000_000).filter(fit.fill_null(True)).max(),
            renewed=state((col("start") <= ahead) & (col("end") >= ahead)),
            n_heads=col("insured").fill_null(0).filter(running).sum(),
            m_heads=col("insured").fill_null(1_000_000).filter(running.fill_null(True)).sum(),
        )
    )


def drills(frames: Frames) -> pl.LazyFrame:
    revised = col("plan_revised_on")
    half = (col("kind") == "comprehensive") & between(col("date"), date(2026, 1, 1), date(2026, 6, 30))
    closed = frames[""].filter(revised < AS_OF - timedelta(30)).select("id", "plan_revised_on")
    joined = frames["drills"].join(closed, left_on="subject", right_on="id", how="left")
    after = (col("date") >= revised) & (col("date").to_physical() <= revised.to_physical() + 30)
    return joined.group_by("subject").agg(
        half=state(half & done_by("evaluated_on", "date", 30)),
        six=state(between(col("date"), date(2026, 1, 15))),
        twelve=state(between(col("date"), date(2025, 7, 15))),
        revised=state(revised.is_not_null() & after),
    )


def stock(frames: Frames) -> pl.LazyFrame:
    fresh, old = col("expires_on") >= AS_OF, col("expires_on") < date(2026, 4, 1)
    aggregates: Exprs = {
        "n_expired": surely(~fresh),
        "m_expired": maybe(~fresh),
        "n_old": surely(old),
        "m_old": maybe(old),
    }
    for item in MINIMUM:
        here = fresh & (col("item") == item)
        aggregates[f"n_{item}"] = col("quantity").fill_null(0).filter(here).sum()
        aggregates[f"m_{item}"] = col("quantity").fill_null(1_000_000).filter(here.fill_null(True)).sum()
    return frames["stock"].group_by("subject").agg(**aggregates)


MINIMUM = {"extinguisher": 20, "respirator": 10, "first_aid": 5, "torch": 10}


def hazards(frames: Frames) -> pl.LazyFrame:
    due = col("due_on") < AS_OF
    closed = due & happened("closed_on")
    return (
        frames["hazards"]
        .group_by("subject")
        .agg(
            late=state(col("major") & ~done_by("closed_on", "found_on", 15)),
            n_due=surely(due),
            m_due=maybe(due),
            n_closed=surely(closed),
            m_closed=maybe(closed),
        )
    )


def verdict(*branches: tuple[pl.Expr | bool, int | pl.Expr], otherwise: int | pl.Expr = 2) -> pl.Expr:
    """The value of the first branch whose condition surely holds."""
    chain = when(branches[0][0]).then(branches[0][1])
    for condition, value in branches[1:]:
        chain = chain.when(condition).then(value)
    return chain.otherwise(otherwise).cast(pl.UInt8)


def scoped(scope: pl.Expr, *branches: tuple[pl.Expr, int]) -> pl.Expr:
    return verdict((~scope, 3), (scope.is_null(), 2), *branches)


def decided(truth: pl.Expr) -> tuple[tuple[pl.Expr, int], ...]:
    return (truth, 0), (~truth, 1)


def whole(table: str) -> pl.Expr:
    return col(f"coverage.{table}").eq_missing(lit("complete"))


def verdicts() -> list[pl.Expr]:
    """A column a rule, over the subjects joined with what their tables amount to."""
    sectors, employees = col("sectors"), col("employees")
    mines = sectors.list.eval(pl.element().is_in(MINES)).list.any()
    chemicals = sectors.list.contains("hazardous_chemicals")
    insured = (
        mines | sectors.list.eval(pl.element().is_in(["hazardous_chemicals", "construction", "metallurgy"])).list.any()
    )
    return [*people_verdicts(), *table_verdicts(insured), *fact_verdicts(mines, chemicals, employees)]


def people_verdicts() -> list[pl.Expr]:
    here, trainings, employees = whole("people"), whole("trainings"), col("employees")
    officers = when(employees < 300).then(1).when(employees < 1000).then(2).otherwise((employees * 3 + 999) // 1000)
    site = col("site_class")
    team_most = when(site == "second").then(1).when(site == "third").then(0).otherwise(2)
    team_least = when(site == "first").then(2).when(site == "second").then(1).otherwise(0)
    reached = when(trainings).then(col("m_reached")).otherwise(col("m_staff"))
    return [
        scoped(employees > 100, (col("n_officer") >= officers, 0), (here & (col("m_officer") < officers), 1)),
        verdict((col("uncertified") == 2, 1), (here & (col("uncertified") == 0), 0)),
        verdict((col("n_rescuer") >= team_most, 0), (here & (col("m_rescuer") < team_least), 1)),
        verdict(((col("short") == 2) & trainings, 1), (here & (col("short") == 0), 0)),
        verdict(
            (~here, 2),
            (col("m_staff") == 0, 0),
            (col("n_staff") == 0, 2),
            (col("n_reached") * 5 >= col("m_staff") * 3, 0),
            (reached * 5 < col("n_staff") * 3, 1),
        ),
        verdict(
            ((col("raw") == 2) & trainings, 1),
            (~here, 2),
            (col("hired") == 0, 3),
            ((col("hired") == 2) & (col("raw") == 0), 0),
        ),
    ]


def table_verdicts(insured: pl.Expr) -> list[pl.Expr]:
    employees, heads = col("employees"), col("m_insured")
    stocked = [pl.all_horizontal(col(f"{x}_{i}") >= least for i, least in MINIMUM.items()) for x in "nm"]
    covered = {t: whole(t) for t in TABLES}
    interval = when(col("division").cat.starts_with("37").fill_null(False)).then(col("six")).otherwise(col("twelve"))
    new, revised = col("established_on") > date(2026, 1, 1), col("plan_revised_on")
    return [
        scoped(
            insured,
            (col("n_insured") >= employees, 0),
            (covered["policies"] & (heads.is_null() | (heads < employees)), 1),
        ),
        verdict((col("renewed") == 2, 0), (covered["policies"] & (col("renewed") == 0), 1)),
        verdict((col("n_heads") >= employees, 0), (covered["policies"] & (col("m_heads") < employees), 1)),
        verdict((new | (col("half") == 2), 0), (~new & covered["drills"] & (col("half") == 0), 1)),
        verdict((interval == 2, 0), (covered["drills"] & (interval == 0), 1)),
        verdict(
            (col("plan_revised_on.unknown"), 2),
            (revised.is_null() | (revised >= AS_OF - timedelta(30)) | (col("revised") == 2), 0),
            (covered["drills"] & (col("revised") == 0), 1),
        ),
        scoped(col("site_class") != "third", (stocked[0], 0), (covered["stock"] & ~stocked[1], 1)),
        verdict(
            ((col("n_expired") > 1) & (col("n_old") > 0), 1),
            (covered["stock"] & ((col("m_expired") <= 1) | (col("m_old") == 0)), 0),
        ),
        verdict((col("late") == 2, 1), (covered["hazards"] & (col("late") == 0), 0)),
        verdict(
            (~covered["hazards"], 2),
            (col("m_due") == 0, 0),
            (col("n_due") == 0, 2),
            (col("n_closed") * 4 >= col("m_due") * 3, 0),
            (col("m_closed") * 4 < col("n_due") * 3, 1),
        ),
    ]


def accrued() -> pl.Expr:
    """The safety cost owed, in units of a millionth of a yuan."""
    fen = (col("revenue") * 100).cast(pl.Int64)
    slices = ((0, 10**9, 235), (10**9, 10**10, 125), (10**10, 10**11, 55), (10**11, None, 20))
    return sum(((fen - low).clip(0, None if high is None else high - low) * rate for low, high, rate in slices), lit(0))


def fact_verdicts(mines: pl.Expr, chemicals: pl.Expr, employees: pl.Expr) -> list[pl.Expr]:
    division = col("division")
    cost = (col("safety_cost") * 100).cast(pl.Int64) * 10_000
    area = pl.any_horizontal(division.cat.starts_with(a) for a in ("34", "37", "4401"))
    licence = (col("licence_until") >= AS_OF + timedelta(30)) & (col("manager_certificate_until") >= AS_OF)
    filed = (col("established_on") > date(2025, 7, 15)) | done_by("plan_filed_on", "plan_published_on", 20)
    return [
        scoped(mines | chemicals, *decided(cost >= accrued())),
        scoped(area & ~col("sectors").list.contains("trade"), *decided(licence)),
        scoped((employees > 300) | mines, *decided(col("has_committee") & col("dual_report"))),
        verdict(*decided(filed)),
    ]


class Polars:
    def __init__(self, streaming: bool) -> None:
        self.engine = "streaming" if streaming else "in-memory"
        self.loaded: Frames = {}

    def check(self, folder: Path) -> np.ndarray:
        return self._judge({t: pl.scan_parquet(table_path(folder, t)) for t in ("", *TABLES)})

    def load(self, folder: Path) -> None:
        self.loaded = {t: pl.read_parquet(table_path(folder, t)).lazy() for t in ("", *TABLES)}

    def recheck(self) -> np.ndarray:
        return self._judge(self.loaded)

    def _judge(self, frames: Frames) -> np.ndarray:
        joined = frames[""]
        tables = (people, policies, drills, stock, hazards)
        keep_null = ("n_insured", "m_insured")
        for table in tables:
            found = table(frames)
            joined = joined.join(found, left_on="id", right_on="subject", how="left")
            zero = [n for n in found.collect_schema().names() if n not in ("subject", *keep_null)]
            joined = joined.with_columns(col(zero).fill_null(0))
        rules = [rule.alias(f"r{number:02}") for number, rule in enumerate(verdicts(), 1)]
        found = joined.select("id", *rules).collect(engine=self.engine)
        ids, matrix = found["id"].to_numpy(), found.drop("id").to_numpy()
        # the streaming engine hands over the subjects in any order
        return matrix if (ids[1:] > ids[:-1]).all() else matrix[np.argsort(ids)]


def main() -> None:
    parser = columnar.parser(__doc__)
    parser.add_argument("--streaming", action="store_true")
    given = parser.parse_args()
    columnar.run(Polars(given.streaming), given)


if __name__ == "__main__":
    main()
