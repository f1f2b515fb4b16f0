"""Plain Python: the days and helpers that the hand-written rules share, and the rules on people and trainings."""

from __future__ import annotations

from datetime import date
from typing import Any

from workload import AS_OF, FAIL, NOT_APPLICABLE, PASS, UNKNOWN

EPOCH = date(1970, 1, 1).toordinal()
TODAY = AS_OF.toordinal() - EPOCH
HALF_START, HALF_END = (date(2026, m, d).toordinal() - EPOCH for m, d in ((1, 1), (6, 30)))
MONTHS_6, MONTHS_12, MONTHS_24 = (
    d.toordinal() - EPOCH for d in (date(2026, 1, 15), date(2025, 7, 15), date(2024, 7, 15))
)
APRIL = date(2026, 4, 1).toordinal() - EPOCH
NEW_LIMIT = date(2025, 10, 1).toordinal() - EPOCH
Record = dict[str, Any]


def whole(record: Record, table: str) -> bool:
    return bool(record["coverage"].get(table) == "complete")


def done_by(done: int | None, start: int | None, days: int) -> bool | None:
    """Within some days of the start, or there is still time; None where that is open."""
    if start is None:
        return None
    if start + days >= TODAY:
        return True
    if done is None:
        return False
    return None if done < 0 else done <= start + days


def officers(record: Record) -> int:
    employees = record.get("employees")
    if employees is None:
        return UNKNOWN
    if employees <= 100:
        return NOT_APPLICABLE
    required = 1 if employees < 300 else 2 if employees < 1000 else -(-employees * 3 // 1000)
    surely = maybe = 0
    for person in record["people"]:
        role, full_time, until = person.get("role"), person.get("full_time"), person.get("certificate_until")
        if role not in (None, "safety_officer") or full_time is False or (until is not None and until < TODAY):
            continue
        maybe += 1
        surely += role is not None and full_time is not None and until is not None
    if surely >= required:
        return PASS
    return FAIL if whole(record, "people") and maybe < required else UNKNOWN


def operators(record: Record) -> int:
    open_ = not whole(record, "people")
    for person in record["people"]:
        role, until = person.get("role"), person.get("certificate_until")
        if role not in (None, "special_operator") or (until is not None and until >= TODAY):
            continue
        if role is not None and until is not None:
            return FAIL
        open_ = True
    return UNKNOWN if open_ else PASS


def rescue_team(record: Record) -> int:
    site = record.get("site_class")
    least, most = {"first": (2, 2), "second": (1, 1), "third": (0, 0), None: (0, 2)}[site]
    surely = maybe = 0
    for person in record["people"]:
        role = person.get("role")
        surely += role == "rescuer"
        maybe += role is None
    if surely >= most:
        return PASS
    return FAIL if whole(record, "people") and surely + maybe < least else UNKNOWN


def hours(record: Record) -> int:
    people, trainings = whole(record, "people"), whole(record, "trainings")
    open_ = not people
    for person in record["people"]:
        role = person.get("role")
        if role not in (None, "worker"):
            continue
        least = most = 0
        for training in person["trainings"]:
            day, amount = training.get("date"), training.get("hours")
            if day is not None and not MONTHS_12 <= day <= TODAY:
                continue
            most += 1000 if amount is None else amount
            if day is not None and amount is not None:
                least += amount
        if least >= 80:
            continue
        if role is not None and trainings and most < 80:
            return FAIL
        open_ = True
    return UNKNOWN if open_ else PASS


def refreshed(person: Record, whole_: bool) -> bool | None:
    found: bool | None = False if whole_ else None
    for training in person["trainings"]:
        kind, day = training.get("kind"), training.get("date")
        if kind not in (None, "refresher") or (day is not None and not MONTHS_24 <= day <= TODAY):
            continue
        if kind is not None and day is not None:
            return True
        found = None
    return found


def share(record: Record) -> int:
    if not whole(record, "people"):
        return UNKNOWN
    trainings = whole(record, "trainings")
    staff = maybe_staff = reached = maybe_reached = 0
    for person in record["people"]:
        role = person.get("role")
        if role == "rescuer":
            continue
        got = refreshed(person, trainings)
        maybe_staff += 1
        maybe_reached += got is not False
        if role is not None:
            staff += 1
            reached += got is True
    if maybe_staff == 0:
        return PASS
    if staff == 0:
        return UNKNOWN
    if reached * 5 >= maybe_staff * 3:
        return PASS
    return FAIL if maybe_reached * 5 < staff * 3 else UNKNOWN


def inducted(person: Record, whole_: bool) -> bool | None:
    found: bool | None = False if whole_ else None
    for training in person["trainings"]:
        kind, amount = training.get("kind"), training.get("hours")
        if kind not in (None, "induction") or (amount is not None and amount < 40):
            continue
        if kind is not None and amount is not None:
            return True
        found = None
    return found


def induction(record: Record) -> int:
    people, trainings = whole(record, "people"), whole(record, "trainings")
    some = maybe_some = open_ = False
    for person in record["people"]:
        hired = person.get("hired_on")
        if hired is not None and not MONTHS_6 <= hired <= TODAY:
            continue
        maybe_some = True
        got = inducted(person, trainings)
        if hired is not None:
            some = True
            if got is False:
                return FAIL
        open_ = open_ or got is not True
    if not people:
        return UNKNOWN
    if not maybe_some:
        return NOT_APPLICABLE
    return PASS if some and not open_ else UNKNOWN
