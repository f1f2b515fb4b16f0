"""Text from data: one line, no control characters, exactly as wide as asked for, never markup."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from anwei.engine.services import Diagnostic, Lang, Place, Text
from anwei.tui.glyphs import use_safe, verdict_mark
from anwei.tui.words import block, clean, fit, text, use, without_id
from tests.tui.figures import HOSTILE

ANY = st.one_of(st.text(max_size=60), st.sampled_from(HOSTILE))


@given(ANY)
def test_clean_text_has_one_line_and_no_marks(value: str) -> None:
    kept = clean(value)
    assert "\n" not in kept
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in kept)
    assert clean(kept) == kept


@given(ANY, st.integers(0, 50), st.booleans())
def test_fitted_text_takes_exactly_the_cells(value: str, cells: int, right: bool) -> None:
    assert cell_len(fit(value, cells, right=right)) == cells


@given(ANY)
def test_text_is_never_markup(value: str) -> None:
    made = text(value)
    assert made.plain == clean(value)
    assert not made.spans
    assert block([value, value]).plain == f"{clean(value)}\n{clean(value)}"


@pytest.mark.parametrize("safe", [False, True])
def test_a_verdict_takes_two_cells(safe: bool) -> None:
    use_safe(safe)
    try:
        for name in ("pass", "fail", "near", "unknown", "waived", "not_applicable", "error"):
            assert cell_len(verdict_mark(name)) == 2
            assert verdict_mark(name).isascii() == safe
    finally:
        use_safe(False)


FIELD = Text("从业人员", "Employees")
NUMBERED = Diagnostic(
    "INP-024",
    Place("a.xlsx"),
    {"field": FIELD, "name": "employees", "problem": Text("「（employees）」", "'(employees)'")},
)
GUESSED = Diagnostic("IMP-006", Place("a.xlsx"), {"field": FIELD, "name": "employees", "text": "人员（employees）"})


@pytest.mark.parametrize(
    ("lang", "problem", "told"),
    [
        ("zh", NUMBERED, "从业人员：「（employees）」"),
        ("en", NUMBERED, "Employees: '(employees)'"),
        ("zh", GUESSED, "表头「人员（employees）」可能是「从业人员」"),
        ("en", GUESSED, "header '人员（employees）' may mean 'Employees'"),
    ],
)
def test_a_field_is_known_by_its_label_alone(lang: Lang, problem: Diagnostic, told: str) -> None:
    """Only the id behind the label goes; the command line keeps it, for there it must be typed."""
    use(lang)
    assert without_id(problem, problem.what(lang)) == told
    assert "employees" in problem.what(lang).replace(str(problem.params.get("text")), "")


def test_what_names_no_field_stays_as_it_is() -> None:
    problem = Diagnostic("IMP-001", Place("a.xlsx"), {"name": "x"})
    assert without_id(problem, "从业人员（x）") == "从业人员（x）"
