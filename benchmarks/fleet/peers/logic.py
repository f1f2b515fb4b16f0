"""The twenty rules once more, as a small expression tree that each record engine's script prints in its own language.

The record is a mapping in *whole units* (``records.py --units``): dates are days since 1970, numbers are in units of
their last digit, what is not known is left out, and -1 stands for a date of which nobody knows whether it has come.
None of the engines has a third truth value, so a condition is a pair: surely so, maybe so.

Nodes are tuples, the operator first. A name is read in the innermost scope: the record, or one row of ``some``,
``count`` and ``sum``; ``root`` reads the record from within one such scope.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from workload import AS_OF, FAIL, NOT_APPLICABLE, PASS, UNKNOWN

Node = Any
EPOCH = date(1970, 1, 1).toordinal()
TODAY = AS_OF.toordinal() - EPOCH
HUGE = 10**9
MINES = ["mine", "coal_mine", "open_pit"]
MINIMUM = {"extinguisher": 20, "respirator": 10, "first_aid": 5, "torch": 10}


def day(year: int, month: int, of_month: int) -> int:
    return date(year, month, of_month).toordinal() - EPOCH


@dataclass(frozen=True)
class Truth:
    """Surely so, and maybe so."""

    sure: Node
    may: Node

    def __and__(self, other: Truth) -> Truth:
        return Truth(("and", self.sure, other.sure), ("and", self.may, other.may))

    def __or__(self, other: Truth) -> Truth:
        return Truth(("or", self.sure, other.sure), ("or", self.may, other.may))

    def __invert__(self) -> Truth:
        return Truth(("not", self.may), ("not", self.sure))


def name(field: str) -> Node:
    return ("name", field)


def fact(field: str, op: str, value: Node) -> Truth:
    """A comparison (``== != < <= > >=``) of a fact with a value that is known."""
    return Truth(("known", op, field, value), ("maybe", op, field, value))


def flag(field: str) -> Truth:
    return fact(field, "==", True)


def between(field: str, first: int, last: int = TODAY) -> Truth:
    return fact(field, ">=", first) & fact(field, "<=", last)


def includes(codes: list[str]) -> Truth:
    found = ("any_in", "sectors", codes)
    return Truth(("and", ("has", "sectors"), found), ("or", ("not", ("has", "sectors")), found))


def done_by(field: str, start: str, days: int) -> Truth:
    """Whether a date that may not have come lies within some days of another, or there is still time."""
    limit = ("+", name(start), days)
    known, unknown = ("has", start), ("not", ("has", start))
    in_time = ("<=", name(field), limit)
    done = Truth(
        ("and", ("has", field), (">=", name(field), 0), known, in_time),
        ("and", ("has", field), ("or", unknown, in_time)),
    )
    return fact(start, ">=", TODAY - days) | done


def choose(*branches: tuple[Node, Node], otherwise: Node = UNKNOWN) -> Node:
    """The value of the first condition that holds."""
    return ("if", branches, otherwise)


def scoped(scope: Truth, *branches: tuple[Node, Node]) -> Node:
    return choose((("not", scope.may), NOT_APPLICABLE), (("not", scope.sure), UNKNOWN), *branches)


def decided(truth: Truth) -> tuple[tuple[Node, Node], ...]:
    return (truth.sure, PASS), (("not", truth.may), FAIL)


def whole(table: str) -> Node:
    return ("whole", table)


def none_broken(table: str, broken: Truth) -> Node:
    """``every`` over a table that may be empty."""
    return choose(
        (("some", table, broken.sure), FAIL), (("and", whole(table), ("not", ("some", table, broken.may))), PASS)
    )


def exists(table: str, truth: Truth) -> tuple[tuple[Node, Node], ...]:
    some_may = ("some", table, truth.may)
    return (("some", table, truth.sure), PASS), (("and", whole(table), ("not", some_may)), FAIL)


def ceiling(amount: Node, by: int) -> Node:
    return ("floor_div", ("+", amount, by - 1), by)


def staffing() -> Iterable[Node]:
    employees, role = name("employees"), "role"
    officer = fact(role, "==", "safety_officer") & flag("full_time") & fact("certificate_until", ">=", TODAY)
    required = choose(
        (("<", employees, 300), 1), (("<", employees, 1000), 2), otherwise=ceiling(("*", employees, 3), 1000)
    )
    yield scoped(
        fact("employees", ">", 100),
        ((">=", ("count", "people", officer.sure), required), PASS),
        (("and", whole("people"), ("<", ("count", "people", officer.may), required)), FAIL),
    )
    yield none_broken("people", fact(role, "==", "special_operator") & fact("certificate_until", "<", TODAY))
    rescuer, site = fact(role, "==", "rescuer"), "site_class"
    most = choose((fact(site, "==", "second").sure, 1), (fact(site, "==", "third").sure, 0), otherwise=2)
    least = choose((fact(site, "==", "first").sure, 2), (fact(site, "==", "second").sure, 1), otherwise=0)
    yield choose(
        ((">=", ("count", "people", rescuer.sure), most), PASS),
        (("and", whole("people"), ("<", ("count", "people", rescuer.may), least)), FAIL),
    )


def training() -> Iterable[Node]:
    """Bounds for a person count what is on file; the coverage of trainings is asked for the enterprise as a whole."""
    recent, worker = between("date", day(2025, 7, 15)), fact("role", "==", "worker")
    least, most = ("sum", "trainings", recent.sure, "hours", 0), ("sum", "trainings", recent.may, "hours", 1000)
    yield choose(
        (("and", whole("trainings"), ("some", "people", ("and", worker.sure, ("<", most, 80)))), FAIL),
        (("and", whole("people"), ("not", ("some", "people", ("and", worker.may, ("<", least, 80))))), PASS),
    )
    refresher, staff = (
        fact("kind", "==", "refresher") & between("date", day(2024, 7, 15)),
        fact("role", "!=", "rescuer"),
    )
    n_staff, m_staff = ("count", "people", staff.sure), ("count", "people", staff.may)
    n_reached = ("count", "people", ("and", staff.sure, ("some", "trainings", refresher.sure)))
    m_reached = ("count", "people", ("and", staff.may, ("some", "trainings", refresher.may)))
    reached = choose((whole("trainings"), m_reached), otherwise=m_staff)
    yield choose(
        (("not", whole("people")), UNKNOWN),
        (("==", m_staff, 0), PASS),
        (("==", n_staff, 0), UNKNOWN),
        ((">=", ("*", n_reached, 5), ("*", m_staff, 3)), PASS),
        (("<", ("*", reached, 5), ("*", n_staff, 3)), FAIL),
    )
    induction = fact("kind", "==", "induction") & fact("hours", ">=", 40)
    hired = between("hired_on", day(2026, 1, 15))
    surely_not = ("and", hired.sure, ("not", ("some", "trainings", induction.may)))
    maybe_not = ("and", hired.may, ("not", ("some", "trainings", induction.sure)))
    yield choose(
        (("and", whole("trainings"), ("some", "people", surely_not)), FAIL),
        (("not", whole("people")), UNKNOWN),
        (("not", ("some", "people", hired.may)), NOT_APPLICABLE),
        (("and", ("some", "people", hired.sure), ("not", ("some", "people", maybe_not))), PASS),
    )


def insurance() -> Iterable[Node]:
    running = fact("start", "<=", TODAY) & fact("end", ">=", TODAY)
    new = fact("start", ">=", day(2025, 10, 1))
    limit = choose((new.sure, 40_000_000), otherwise=30_000_000)
    known = ("has", "employees")
    fit = running & fact("per_person_limit", ">=", limit)
    enough = Truth(
        (">=", ("or_else", "insured", 0), ("root", "employees", HUGE)),
        (">=", ("or_else", "insured", HUGE), ("root", "employees", 0)),
    )
    yield scoped(
        includes([*MINES, "hazardous_chemicals", "construction", "metallurgy"]), *exists("policies", fit & enough)
    )
    yield choose(*exists("policies", fact("start", "<=", TODAY + 30) & fact("end", ">=", TODAY + 30)))
    least = ("sum", "policies", running.sure, "insured", 0)
    most = ("sum", "policies", running.may, "insured", 1_000_000)
    yield choose(
        (("and", known, (">=", least, name("employees"))), PASS),
        (("and", known, whole("policies"), ("<", most, name("employees"))), FAIL),
    )


def drills() -> Iterable[Node]:
    half = fact("kind", "==", "comprehensive") & between("date", day(2026, 1, 1), day(2026, 6, 30))
    new = fact("established_on", ">", day(2026, 1, 1))
    held = half & done_by("evaluated_on", "date", 30)
    some_half = ("and", whole("drills"), ("not", ("some", "drills", held.may)), ("not", new.may))
    yield choose((new.sure, PASS), (("some", "drills", held.sure), PASS), (some_half, FAIL))
    shorter = choose(*exists("drills", between("date", day(2026, 1, 15))))
    longer = choose(*exists("drills", between("date", day(2025, 7, 15))))
    yield choose((("starts", "division", ["37"]), shorter), otherwise=longer)
    revised = name("plan_revised_on")
    after = fact("date", ">=", ("root", "plan_revised_on", 0)) & fact(
        "date", "<=", ("+", ("root", "plan_revised_on", 0), 30)
    )
    yield choose(
        (("not", ("has", "plan_revised_on")), PASS),
        (("<", revised, 0), UNKNOWN),
        ((">=", revised, TODAY - 30), PASS),
        *exists("drills", after),
    )


def stock() -> Iterable[Node]:
    fresh = fact("expires_on", ">=", TODAY)
    least, most = [], []
    for item, minimum in MINIMUM.items():
        here = fresh & fact("item", "==", item)
        least.append((">=", ("sum", "stock", here.sure, "quantity", 0), minimum))
        most.append(("<", ("sum", "stock", here.may, "quantity", 1_000_000), minimum))
    yield scoped(
        fact("site_class", "!=", "third"),
        (("and", *least), PASS),
        (("and", whole("stock"), ("or", *most)), FAIL),
    )
    expired, old = fact("expires_on", "<", TODAY), fact("expires_on", "<", day(2026, 4, 1))
    few = ("or", ("<=", ("count", "stock", expired.may), 1), ("not", ("some", "stock", old.may)))
    yield choose(
        (("and", (">", ("count", "stock", expired.sure), 1), ("some", "stock", old.sure)), FAIL),
        (("and", whole("stock"), few), PASS),
    )


def hazards() -> Iterable[Node]:
    yield none_broken("hazards", flag("major") & ~done_by("closed_on", "found_on", 15))
    due = fact("due_on", "<", TODAY)
    happened = Truth(("and", ("has", "closed_on"), (">=", name("closed_on"), 0)), ("has", "closed_on"))
    n_due, m_due = ("count", "hazards", due.sure), ("count", "hazards", due.may)
    n_closed, m_closed = ("count", "hazards", (due & happened).sure), ("count", "hazards", (due & happened).may)
    yield choose(
        (("not", whole("hazards")), UNKNOWN),
        (("==", m_due, 0), PASS),
        (("==", n_due, 0), UNKNOWN),
        ((">=", ("*", n_closed, 4), ("*", m_due, 3)), PASS),
        (("<", ("*", m_closed, 4), ("*", n_due, 3)), FAIL),
    )


def attributes() -> Iterable[Node]:
    revenue = name("revenue")
    slices = ((0, 10**9, 235), (10**9, 10**10, 125), (10**10, 10**11, 55), (10**11, 10**15, 20))
    parts = [("*", ("min", ("max", ("-", revenue, low), 0), high - low), rate) for low, high, rate in slices]
    accrual, cost = ("+", *parts), ("*", name("safety_cost"), 10_000)
    both = ("and", ("has", "revenue"), ("has", "safety_cost"))
    yield scoped(
        includes([*MINES, "hazardous_chemicals"]),
        (("not", both), UNKNOWN),
        ((">=", cost, accrual), PASS),
        ((True), FAIL),
    )
    here = ("starts", "division", ["34", "37", "4401"])
    area = Truth(here, ("or", ("not", ("has", "division")), here))
    licence = fact("licence_until", ">=", TODAY + 30) & fact("manager_certificate_until", ">=", TODAY)
    yield scoped(area & ~includes(["trade"]), *decided(licence))
    yield scoped(fact("employees", ">", 300) | includes(MINES), *decided(flag("has_committee") & flag("dual_report")))
    young = fact("established_on", ">", day(2025, 7, 15))
    yield choose(*decided(young | done_by("plan_filed_on", "plan_published_on", 20)))


def rules() -> list[Node]:
    """A tree for each rule, in the order of ``workload.RULES``; each yields a verdict code."""
    families = (staffing, training, insurance, drills, stock, hazards, attributes)
    return [rule for family in families for rule in family()]
