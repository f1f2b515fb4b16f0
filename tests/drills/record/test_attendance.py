"""Who came, by counts: the share that the policy asks decides whom a confirmation credits. Shifts stand with units."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from anwei.drills.record.credit import confirm, credited
from anwei.drills.record.states import DrillState
from anwei.engine.api import AnweiError
from anwei.engine.catalogue.model import Catalogue
from tests.drills.record.support import KIND, A, B, clerk, drill, lived, office, seats
from tests.drills.record.test_commands import Desk

POLICY = """\
drills_policy: county
joint: [{kind: special, capacity: 4}, {kind: comprehensive, capacity: 4}]
coverage:
  - {of: attendance, at_least: 90 %}
  - {of: shifts, shifts: [早班, 晚班], at_least: 1, every: year, unit: E-1}
"""
MARKS = "evaluator: 王专家\nmarks: {safety: 95, alarm: 90, action: 85, plan: S}\n"


@given(percent=st.integers(0, 100), planned=st.integers(0, 50), actual=st.integers(1, 50))
def test_a_unit_is_credited_as_soon_as_enough_came(percent: int, planned: int, actual: int) -> None:
    first, second = seats()
    called = (replace(first, planned=planned, actual=actual), replace(second, planned=10, actual=10))
    held = lived(DrillState.EVALUATED, drill(attendance=percent))
    done = confirm(replace(held, drill=replace(held.drill, seats=called)), clerk()).drill
    enough = planned == 0 or Fraction(actual, planned) >= Fraction(percent, 100)
    assert {s.key for s in credited(done)} == ({A, B} if enough else {B})


def test_a_unit_that_is_named_counts_all_the_same_and_nobody_is_refused() -> None:
    """28 of 30 and 12 of 12 came: 93 and 100 percent."""
    held = lived(DrillState.EVALUATED, drill(attendance=94))
    assert [s.key for s in credited(confirm(held, clerk()).drill)] == [B]
    named = confirm(held, clerk(), [A])
    assert [s.key for s in credited(named.drill)] == [A] and named.events[-1].by == "李四"
    both = confirm(confirm(held, clerk()), clerk(), [A]).drill
    assert [s.key for s in credited(both)] == [A, B]
    few = tuple(replace(s, actual=1) for s in held.drill.seats)
    with pytest.raises(AnweiError) as refused:
        confirm(replace(held, drill=replace(held.drill, seats=few)), clerk())
    assert [d.code for d in refused.value.diagnostics] == ["DRL-138"]


@pytest.fixture
def desk(tmp_path: Path, catalogue: Catalogue) -> Desk:
    office(tmp_path / "office.anwei", catalogue).close()
    (tmp_path / "policy.yaml").write_text(POLICY, encoding="utf-8")
    (tmp_path / "marks.yaml").write_text(MARKS, encoding="utf-8")
    return Desk(tmp_path)


@pytest.fixture
def planned(desk: Desk) -> dict[str, Any]:
    """The first joint drill of the plan, on the books, with who is called."""
    desk.ok("plan", "2027", "--policy", str(desk.folder / "policy.yaml"), "--rounds", "0")
    desk.ok("add", "--from-plan", "2027")
    joint = next(d for d in desk.data("list")["drills"] if {"E-1", "E-2"} <= set(d["units"]))
    desk.ok("add", "--to", joint["id"], "--unit", "E-1=30", "--unit", "E-2=10")
    found: dict[str, Any] = desk.data("show", joint["id"])["drill"]
    return found


def test_the_shift_stands_with_its_unit_wherever_people_look(desk: Desk, planned: dict[str, Any]) -> None:
    (shift,) = [s["shift"] for s in planned["seats"] if s["unit"] == "E-1"]
    assert shift in ("早班", "晚班") and "甲公司" in {s["name"] for s in planned["seats"]}
    assert [s["planned"] for s in sorted(planned["seats"], key=lambda s: s["unit"])] == [30, 10]
    named = f"甲公司（{shift}）"
    assert named in desk.ok("show", planned["id"])
    year, month = planned["day"].split("-")[:2]
    for words in (("month", "--year", year, "--month", month), ("notice", planned["id"])):
        path = desk.folder / f"{words[0]}.html"
        desk.ok("papers", *words, "-o", str(path))
        assert named in path.read_text(encoding="utf-8"), words[0]


@pytest.mark.parametrize(("came", "who"), [((28, 9), {"E-1", "E-2"}), ((28, 8), {"E-1"}), ((26, 10), {"E-2"})])
def test_the_policy_decides_whom_the_confirmation_credits(
    desk: Desk, planned: dict[str, Any], came: tuple[int, int], who: set[str]
) -> None:
    told = _held(desk, planned, came)
    said = told("--marks", str(desk.folder / "marks.yaml"), "--confirm")
    assert ("--unit" in said) == (len(who) == 1)
    assert confirmed(desk, planned) == who
    for left in {"E-1", "E-2"} - who:
        told("--confirm", "--unit", left)
    assert confirmed(desk, planned) == {"E-1", "E-2"}


def test_nobody_is_credited_where_too_few_came_everywhere(desk: Desk, planned: dict[str, Any]) -> None:
    told = _held(desk, planned, (10, 3))
    told("--marks", str(desk.folder / "marks.yaml"))
    assert desk.refused("evaluate", planned["id"], "--confirm", on="2028-01-01") == "DRL-138"
    assert confirmed(desk, planned) == set()


def _held(desk: Desk, planned: dict[str, Any], came: tuple[int, int]) -> Callable[..., str]:
    """The drill takes place, so many of each unit come; what ``evaluate`` says of it from then on."""
    desk.ok("approve", planned["id"], "--by", "张局长")
    desk.ok("notify", planned["id"])
    heads = [w for unit, n in zip(("E-1", "E-2"), came, strict=True) for w in ("--heads", f"{unit}={n}")]
    desk.ok("hold", planned["id"], *heads, on=planned["day"])

    def evaluate(*words: str) -> str:
        done = desk.run("evaluate", planned["id"], *words, on="2028-01-01")
        assert done.exit_code == 0, (done.output, done.exception)
        return done.output

    return evaluate


def confirmed(desk: Desk, planned: dict[str, Any]) -> set[str]:
    """The units with a confirmed seat; they, and no others, have the drill among their facts."""
    shown = desk.data("show", planned["id"], on="2028-01-01")["drill"]
    assert all(s["kind"] == KIND for s in shown["seats"])
    found = {s["unit"] for s in shown["seats"] if s.get("confirmed_by")}
    assert found == {s["unit"] for s in shown["seats"] if planned["id"] in desk.root("history", s["unit"])}
    return found
