"""Marks to a grade: exact, with every raw mark kept; and what is done about what was found."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from anwei.drills.record import evaluate, findings, steps
from anwei.drills.record.forms import Form, form_for, read_forms, shipped_forms
from anwei.drills.record.model import Action, Finding, Mark
from anwei.drills.record.states import ActionState, DrillState
from anwei.engine.api import AnweiError
from tests.drills.record.support import HELD, LATER, clerk, drill, evaluated, lived, marks

LIVE = form_for("live")
ITEMS = [i.id for i in LIVE.items]


def code(error: pytest.ExceptionInfo[AnweiError]) -> str:
    return error.value.diagnostics[0].code


def test_a_drill_of_both_modes_is_evaluated_like_a_live_one() -> None:
    assert form_for("combined") is LIVE and form_for("tabletop").mode == "tabletop"


@pytest.mark.parametrize("form", shipped_forms().values(), ids=lambda f: f.id)
def test_shipped_forms_say_that_they_are_a_proposal(form: Form) -> None:
    assert sum(i.weight for i in form.items) == 100
    assert "参考" in form.note.zh and "proposal" in form.note.en
    assert any(i.veto for i in form.items) and any(not b.passed for b in form.bands)


@pytest.mark.parametrize(
    ("points", "grade", "passed"),
    [
        (100, "excellent", True),
        (90, "excellent", True),
        (89, "good", True),
        (75, "good", True),
        (74, "fair", True),
        (60, "fair", True),
        (59, "poor", False),
        (1, "poor", False),
    ],
)
def test_bands_at_their_edges(points: int, grade: str, passed: bool) -> None:
    found = evaluate.scored(LIVE, marks(points), on=HELD)
    assert (found.total, found.grade, found.passed) == (points * 10, grade, passed)


def test_a_total_is_not_rounded_into_a_band() -> None:
    """89.95 is shown as 90.0 and is excellent; 89.94 is not: the band goes by the total that is shown."""
    given_ = [Mark(i, "王", 100) for i in ITEMS]
    found = evaluate.scored(LIVE, [*given_[:-1], Mark(ITEMS[-1], "王", 0)], on=HELD)
    assert found.total == 950 and found.grade == "excellent"


def test_a_veto_fails_whatever_the_rest() -> None:
    given_ = [Mark(i, "王", 100) for i in ITEMS if i != "safety"]
    found = evaluate.scored(LIVE, [*given_, Mark("safety", "王", 0)], on=HELD)
    assert found.total == 900 and found.vetoes == ("safety",) and not found.passed and found.grade == "poor"
    both = [*given_, Mark("safety", "王", 0), Mark("safety", "李", 100)]
    assert not evaluate.scored(LIVE, both, on=HELD).passed  # one evaluator who saw a breach is enough


@given(
    st.lists(
        st.tuples(st.sampled_from(ITEMS), st.sampled_from("甲乙丙"), st.integers(-1, 100)), min_size=1, max_size=40
    )
)
def test_the_total_is_the_weighted_mean(given_: list[tuple[str, str, int]]) -> None:
    """Against a calculation of its own, with exact fractions; the order of the sheets does not matter."""
    unique = {(i, e): p for i, e, p in given_}
    sheets = [Mark(i, e, p) for (i, e), p in unique.items()]
    seen: dict[str, list[int]] = {}
    for (item, _), points in unique.items():
        if points >= 0:
            seen.setdefault(item, []).append(points)
    if not seen:
        with pytest.raises(AnweiError) as caught:
            evaluate.scored(LIVE, sheets, on=HELD)
        assert code(caught) == "DRL-117"
        return
    weights = {i.id: i.weight for i in LIVE.items}
    total = sum(weights[i] * Fraction(sum(p), len(p)) for i, p in seen.items()) / sum(weights[i] for i in seen)
    found = evaluate.scored(LIVE, sheets, on=HELD)
    assert abs(Fraction(found.total, 10) - total) <= Fraction(1, 20)
    assert found == evaluate.scored(LIVE, sheets[::-1], on=HELD)
    assert len(found.marks) == len(unique)
    assert found.observed == 100 * sum(weights[i] for i in seen) // 100


def test_evaluators_who_disagree_are_shown_to() -> None:
    given_ = (*marks(90), *(Mark(i, "李专家", 60) for i in ITEMS))
    found = evaluate.scored(LIVE, given_, on=HELD)
    assert found.total == 750 and found.spread == 300
    assert evaluate.item_spread(given_, "alarm") == 30


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ([Mark("x", "王", 1)], "DRL-116"),
        ([Mark("alarm", "王", 1), Mark("alarm", "王", 2)], "DRL-116"),
        ([Mark("alarm", "王", 101)], "DRL-116"),
        ([Mark("alarm", "王", -1)], "DRL-117"),
        ([], "DRL-117"),
    ],
)
def test_marks_that_do_not_fit(given_: list[Mark], expected: str) -> None:
    with pytest.raises(AnweiError) as caught:
        evaluate.scored(LIVE, given_, on=HELD)
    assert code(caught) == expected


def test_what_evaluators_write() -> None:
    assert [evaluate.points_of(LIVE, t) for t in ("0", "100", "P", "u", "-")] == [0, 100, 100, 0, -1]
    for text in ("101", "1.5", "好", "", "٣", "99999999999999999999"):
        with pytest.raises(AnweiError) as caught:
            evaluate.points_of(LIVE, text)
        assert code(caught) == "DRL-115"


FORM = """forms:
  - id: own
    version: 2
    mode: live
    redo_within: 15
    title: {zh: 本地表, en: Local}
    bands:
      - {grade: ok, title: {zh: 合格, en: ok}, at_least: 60}
      - {grade: no, title: {zh: 不合格, en: no}, at_least: 0, passed: false}
    items: [{id: a, section: {zh: 一, en: A}, text: {zh: 甲, en: a}, weight: 3}]
"""


def test_an_office_brings_its_own_form(tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_text(FORM, encoding="utf-8")
    form = read_forms(tmp_path / "f.yaml")["own"]
    found = evaluate.scored(form, [Mark("a", "王", 50)], on=HELD)
    assert (found.form_version, found.grade, found.passed) == (2, "no", False)
    log = steps.evaluate(lived(DrillState.HELD), clerk(), found, redo_within=form.redo_within)
    assert log.drill.state is DrillState.FAILED and log.drill.redo_within == 15


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("weight: 3", "weight: 0"),
        ("weight: 3", "weight: three"),
        ("at_least: 0", "at_least: 1"),
        ("at_least: 60", "at_least: 160"),
        ("mode: live", "mode: real"),
        ("version: 2", "versions: 2"),
        ("items: [{", "items: []\n    others: [{"),
        ("forms:", "form:"),
    ],
)
def test_a_form_that_cannot_be_used(old: str, new: str, tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_text(FORM.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(AnweiError) as caught:
        read_forms(tmp_path / "f.yaml")
    (found,) = caught.value.diagnostics
    assert found.code == "DRL-114" and found.place.line > 0


# -- findings and actions --------------------------------------------------------------------------------------------


def test_a_finding_that_comes_back_says_where_it_was_first() -> None:
    slow = Finding("", "报警迟缓", clause="预案 3.2", cause="training")
    first = findings.noted(evaluated(lived(DrillState.HELD)), clerk(), [slow], [])
    later = evaluated(lived(DrillState.HELD, drill("D2026-0002")))
    again = replace(slow, text="报警又晚了")
    second = findings.noted(later, clerk(), [again, replace(slow, cause="plan")], [first.drill])
    one, two = second.drill.findings
    assert (one.id, one.first_seen, one.times) == ("01", "D2026-0001", 2)
    assert (two.id, two.first_seen, two.times) == ("02", "", 1)
    assert findings.years([first.drill, second.drill]) == {"预案 3.2|training": {2026: 2}}


def test_findings_need_a_drill_that_was_held() -> None:
    with pytest.raises(AnweiError) as caught:
        findings.noted(lived(DrillState.APPROVED), clerk(), [Finding("", "x")], [])
    assert code(caught) == "DRL-118"


def test_an_action_from_open_to_retested() -> None:
    action = Action("A-0001", "D2026-0001", "复训", owner="赵六", due=LATER)
    done = findings.advanced(action, ActionState.DONE_CLAIMED, clerk(LATER, "赵六"))
    with pytest.raises(AnweiError) as caught:
        findings.advanced(done, ActionState.VERIFIED, clerk(LATER, "赵六"))  # nobody verifies their own work
    assert code(caught) == "DRL-119"
    seen = findings.advanced(done, ActionState.VERIFIED, clerk(LATER, "李四"))
    assert (seen.verified_by, seen.verified_on, seen.done_on) == ("李四", LATER, LATER)
    early = lived(DrillState.EVALUATED, drill("D2026-0002")).drill
    with pytest.raises(AnweiError) as caught:
        findings.retested(seen, early, clerk())
    assert code(caught) == "DRL-120"
    late = replace(early, held_on=LATER + 30)
    assert findings.retested(seen, late, clerk()).retest == "D2026-0002"
    with pytest.raises(AnweiError) as caught:
        findings.retested(seen, replace(late, id="D2026-0001"), clerk())  # the drill that found it
    assert code(caught) == "DRL-120"
    with pytest.raises(AnweiError) as caught:
        findings.advanced(seen, ActionState.REOPENED, clerk())
    assert code(caught) == "DRL-119"
    again = findings.advanced(seen, ActionState.REOPENED, clerk(), reason="又发生")
    assert (again.done_on, again.verified_by, again.reason) == (0, "", "又发生")


def test_overdue_actions_are_those_nobody_has_done() -> None:
    made = [Action(f"A-{n}", "D", "x", due=LATER - n) for n in (1, 2)]
    done = findings.advanced(made[0], ActionState.DONE_CLAIMED, clerk())
    assert [a.id for a in findings.overdue([*made, replace(done, id="A-3")], LATER)] == ["A-2", "A-1"]
    assert findings.overdue(made, LATER - 2) == []
