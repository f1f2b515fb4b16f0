"""Plain Python: one hand-written function a rule, verdicts only, no explanation.

Takes a record in whole units (``records.py --units``), already parsed with ``--parsed``. Written as one would by hand:
a loop over the rows of a table that counts what surely and what maybe is so.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from plain_people import (
    APRIL,
    HALF_END,
    HALF_START,
    MONTHS_6,
    MONTHS_12,
    NEW_LIMIT,
    TODAY,
    Record,
    done_by,
    hours,
    induction,
    officers,
    operators,
    rescue_team,
    share,
    whole,
)
from workload import FAIL, NOT_APPLICABLE, PASS, RULES, UNKNOWN

MINES = {"mine", "coal_mine", "open_pit"}
COST = MINES | {"hazardous_chemicals"}
INSURED = COST | {"construction", "metallurgy"}
MINIMUM = {"extinguisher": 20, "respirator": 10, "first_aid": 5, "torch": 10}
SLICES = ((0, 10**9, 235), (10**9, 10**10, 125), (10**10, 10**11, 55), (10**11, 10**15, 20))


def liability(record: Record) -> int:
    sectors, employees = record.get("sectors"), record.get("employees")
    if sectors is None:
        return UNKNOWN
    if INSURED.isdisjoint(sectors):
        return NOT_APPLICABLE
    maybe = not whole(record, "policies")
    for policy in record["policies"]:
        start, end, limit, insured = (policy.get(f) for f in ("start", "end", "per_person_limit", "insured"))
        if (start is not None and start > TODAY) or (end is not None and end < TODAY):
            continue
        asked = 40_000_000 if start is not None and start >= NEW_LIMIT else 30_000_000
        if limit is not None and limit < asked:
            continue
        if insured is not None and employees is not None and insured < employees:
            continue
        if None not in (start, end, limit, insured, employees):
            return PASS
        maybe = True
    return UNKNOWN if maybe else FAIL


def renewal(record: Record) -> int:
    maybe = not whole(record, "policies")
    for policy in record["policies"]:
        start, end = policy.get("start"), policy.get("end")
        if (start is not None and start > TODAY + 30) or (end is not None and end < TODAY + 30):
            continue
        if start is not None and end is not None:
            return PASS
        maybe = True
    return UNKNOWN if maybe else FAIL


def headcount(record: Record) -> int:
    employees = record.get("employees")
    if employees is None:
        return UNKNOWN
    least = most = 0
    for policy in record["policies"]:
        start, end, insured = policy.get("start"), policy.get("end"), policy.get("insured")
        if (start is not None and start > TODAY) or (end is not None and end < TODAY):
            continue
        most += 1_000_000 if insured is None else insured
        if start is not None and end is not None and insured is not None:
            least += insured
    if least >= employees:
        return PASS
    return FAIL if whole(record, "policies") and most < employees else UNKNOWN


def half_year(record: Record) -> int:
    established = record.get("established_on")
    if established is not None and established > HALF_START:
        return PASS
    maybe = established is None or not whole(record, "drills")
    for drill in record["drills"]:
        kind, day = drill.get("kind"), drill.get("date")
        if kind not in (None, "comprehensive") or (day is not None and not HALF_START <= day <= HALF_END):
            continue
        evaluated = done_by(drill.get("evaluated_on"), day, 30)
        if evaluated is False:
            continue
        if kind is not None and day is not None and evaluated:
            return PASS
        maybe = True
    return UNKNOWN if maybe else FAIL


def drilled(record: Record, first: int, last: int) -> int:
    maybe = not whole(record, "drills")
    for drill in record["drills"]:
        day = drill.get("date")
        if day is None:
            maybe = True
        elif first <= day <= last:
            return PASS
    return UNKNOWN if maybe else FAIL


def rolling(record: Record) -> int:
    short = record.get("division", "").startswith("37")
    return drilled(record, MONTHS_6 if short else MONTHS_12, TODAY)


def after_revision(record: Record) -> int:
    revised = record.get("plan_revised_on")
    if revised is None or revised + 30 >= TODAY:
        return PASS
    return UNKNOWN if revised < 0 else drilled(record, revised, revised + 30)


def catalogue(record: Record) -> int:
    site = record.get("site_class")
    if site is None:
        return UNKNOWN
    if site == "third":
        return NOT_APPLICABLE
    least, most, any_item = dict.fromkeys(MINIMUM, 0), dict.fromkeys(MINIMUM, 0), 0
    for entry in record["stock"]:
        item, quantity, until = entry.get("item"), entry.get("quantity"), entry.get("expires_on")
        if until is not None and until < TODAY:
            continue
        amount = 1_000_000 if quantity is None else quantity
        if item is None:
            any_item += amount
        elif item in MINIMUM:
            most[item] += amount
            if until is not None and quantity is not None:
                least[item] += quantity
    if all(least[item] >= minimum for item, minimum in MINIMUM.items()):
        return PASS
    short = any(most[item] + any_item < minimum for item, minimum in MINIMUM.items())
    return FAIL if short and whole(record, "stock") else UNKNOWN


def expired(record: Record) -> int:
    gone = unknown = old = 0
    for entry in record["stock"]:
        until = entry.get("expires_on")
        if until is None:
            unknown += 1
        elif until < TODAY:
            gone += 1
            old += until < APRIL
    if gone > 1 and old:
        return FAIL
    return PASS if whole(record, "stock") and (gone + unknown <= 1 or old + unknown == 0) else UNKNOWN


def major_closed(record: Record) -> int:
    open_ = not whole(record, "hazards")
    for hazard in record["hazards"]:
        major = hazard.get("major")
        if major is False:
            continue
        closed = done_by(hazard.get("closed_on"), hazard.get("found_on"), 15)
        if closed:
            continue
        if major and closed is False:
            return FAIL
        open_ = True
    return UNKNOWN if open_ else PASS


def rate(record: Record) -> int:
    if not whole(record, "hazards"):
        return UNKNOWN
    due = maybe_due = closed = maybe_closed = 0
    for hazard in record["hazards"]:
        day, done = hazard.get("due_on"), hazard.get("closed_on")
        if day is not None and day >= TODAY:
            continue
        maybe_due += 1
        maybe_closed += done is not None
        if day is not None:
            due += 1
            closed += done is not None and done >= 0
    if maybe_due == 0:
        return PASS
    if due == 0:
        return UNKNOWN
    if closed * 4 >= maybe_due * 3:
        return PASS
    return FAIL if maybe_closed * 4 < due * 3 else UNKNOWN


def accrual(record: Record) -> int:
    sectors, revenue, cost = record.get("sectors"), record.get("revenue"), record.get("safety_cost")
    if sectors is None:
        return UNKNOWN
    if COST.isdisjoint(sectors):
        return NOT_APPLICABLE
    if revenue is None or cost is None:
        return UNKNOWN
    owed = sum((min(revenue, high) - low) * share for low, high, share in SLICES if revenue > low)
    return PASS if cost * 10_000 >= owed else FAIL


def licence(record: Record) -> int:
    division, sectors = record.get("division"), record.get("sectors")
    if division is not None and not division.startswith(("34", "37", "4401")):
        return NOT_APPLICABLE
    if sectors is not None and "trade" in sectors:
        return NOT_APPLICABLE
    if division is None or sectors is None:
        return UNKNOWN
    until, manager = record.get("licence_until"), record.get("manager_certificate_until")
    if (until is not None and until < TODAY + 30) or (manager is not None and manager < TODAY):
        return FAIL
    return UNKNOWN if until is None or manager is None else PASS


def committee(record: Record) -> int:
    employees, sectors = record.get("employees"), record.get("sectors")
    if not (employees is not None and employees > 300) and not (sectors is not None and MINES & set(sectors)):
        return UNKNOWN if employees is None or sectors is None else NOT_APPLICABLE
    has, dual = record.get("has_committee"), record.get("dual_report")
    if has is False or dual is False:
        return FAIL
    return PASS if has and dual else UNKNOWN


def filed(record: Record) -> int:
    established = record.get("established_on")
    if established is not None and established > MONTHS_12:
        return PASS
    done = done_by(record.get("plan_filed_on"), record.get("plan_published_on"), 20)
    if done:
        return PASS
    return UNKNOWN if done is None or established is None else FAIL


FUNCTIONS: tuple[Callable[[Record], int], ...] = (
    *(officers, operators, rescue_team, hours, share, induction, liability, renewal, headcount, half_year, rolling),
    *(after_revision, catalogue, expired, major_closed, rate, accrual, licence, committee, filed),
)
assert len(FUNCTIONS) == len(RULES)


def judge(record: Record) -> list[int]:
    """The verdict codes of the twenty rules."""
    return [rule(record) for rule in FUNCTIONS]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lines", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--parsed", action="store_true", help="do not count the parsing of the JSON text")
    given = parser.parse_args()
    lines = given.lines.read_text(encoding="utf-8").splitlines()
    parsed = [json.loads(line) for line in lines]
    times: list[float] = []
    found: list[list[int]] = []
    for _ in range(given.rounds):
        start = time.process_time()
        found = [judge(r) for r in parsed] if given.parsed else [judge(json.loads(line)) for line in lines]
        times.append((time.process_time() - start) / len(lines))
    print(json.dumps({"rounds": times}))
    if given.out is not None:
        np.save(given.out, np.array(found, dtype=np.uint8))


if __name__ == "__main__":
    main()
