"""What page 4 counts as held, and which papers choose which year: only what is so."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from anwei.drills.cli.looking import _year_of
from anwei.tui.jobs import drills
from tests.drills.record.support import obligation

ONE = obligation("O-1", "E-1", "2026-01-01", "2026-12-31")


def test_only_what_was_held_counts_as_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drills, "decided", lambda _office: {})
    monkeypatch.setattr(drills, "_sort", lambda _office, _o: "any")
    monkeypatch.setattr(drills, "duty_line", lambda _office, o: o)
    office: Any = None
    closed = [replace(ONE, status=s) for s in ("unknown", "not_set", "waived", "lapsed")]
    owed = [ONE, replace(ONE, count=2, held=1), replace(ONE, held=1, status="met"), *closed]
    assert drills._owed(office, owed, ()).asked == (("any", 4, 2),)  # asked 1 + 2 + 1, held 0 + 1 + 1


@pytest.mark.parametrize(
    ("kind", "kept", "year"),
    [("plan", ["2027"], 2027), ("plan", ["2026", "2027"], 2026), ("plan", [], 2026), ("month", ["2027"], 2026)],
)
def test_the_plan_is_that_of_the_year_that_has_one(kind: str, kept: list[str], year: int) -> None:
    work: Any = SimpleNamespace(day=date(2026, 11, 22).toordinal(), book=SimpleNamespace(plans=dict.fromkeys(kept)))
    assert _year_of(kind, work) == year
