"""What the texts of a rule may name: slots that a finding fills in, and nothing that would fail when it is told."""

from __future__ import annotations

import pytest

from tests.language.test_mistakes import RULE, problems

MEASURED = """    measures:
      all: {count: people}
      hours: {each: people, sum: trainings, of: hours}
"""


def of_texts(remedy: str, evidence: str = "Proof") -> list[str]:
    """What the loader says of a rule with these English texts."""
    text = RULE.format(require="{exists: people}", extra=MEASURED)
    text = text.replace("en: Mend", f'en: "{remedy}"').replace("en: Proof", f'en: "{evidence}"')
    return problems(text)


@pytest.mark.parametrize(
    "remedy", ["Fit {}", "Fit {0}", "50 % {", "50 % }", "Fit {shortfall.text}", "{shortfall:>9}", "{shortfall!r}"]
)
def test_braces_that_cannot_be_filled_are_refused_at_their_text(remedy: str) -> None:
    (line,) = of_texts(remedy)
    assert line.startswith("t.yaml:12:25: RUL-028 [r] the braces in 'remedy'")
    assert remedy in line


def test_an_unknown_slot_is_refused_with_those_there_are() -> None:
    """A measure for each record has no number of its own."""
    for wrong in ("{shortfal}", "{hours}", "{person}"):
        (line,) = of_texts(f"Fit {wrong}")
        assert line == (
            f"t.yaml:12:25: RUL-029 [r] 'remedy' has nothing to put in for '{wrong}'; "
            "allowed: {shortfall}, {observed}, {required}, {all}"
        )


def test_a_chinese_text_is_looked_at_too() -> None:
    text = RULE.format(require="{exists: people}", extra="").replace("zh: 改", 'zh: "改{处}"')
    assert any("RUL-029" in line and "{处}" in line for line in problems(text))


def test_evidence_names_no_numbers() -> None:
    (line,) = of_texts("Mend", "{shortfall} photographs")
    assert "t.yaml:13:27: RUL-029 [r] 'evidence' has nothing to put in for '{shortfall}'; allowed: (none)" in line


@pytest.mark.parametrize("remedy", ["Fit {shortfall} of {all}; {observed}/{required}", "a brace: {{}}", "plain"])
def test_what_can_be_filled_loads(remedy: str) -> None:
    assert of_texts(remedy) == []


def of_measures(measures: str) -> list[str]:
    return problems(RULE.format(require="{measure: a, at_least: 1}", extra=f"    measures: {measures}\n"))


def test_a_measure_before_its_definition_is_called_so() -> None:
    circle = of_measures("{a: {add: [b, 1]}, b: {add: [a, 1]}}")
    assert [line.split(": ", 1)[1] for line in circle] == ["RUL-030 [r] measure 'b' is used before it is defined"]
    itself = of_measures("{a: {add: [a, 1]}}")
    assert [line.split(": ", 1)[1] for line in itself] == ["RUL-030 [r] measure 'a' is used before it is defined"]
    named = of_measures("{a: {add: [{measure: b}, 1]}, b: {count: people}}")
    assert any("RUL-030 [r] measure 'b'" in line for line in named)


def test_a_measure_that_failed_is_reported_once() -> None:
    (line,) = of_measures("{b: {count: peeple}, a: {add: [b, 1]}}")
    assert "RUL-002" in line


def test_a_fact_of_the_name_of_a_later_measure_is_that_fact() -> None:
    assert of_measures("{a: {add: [employees, 1]}, employees: {count: people}}") == []


def test_a_measure_written_as_a_fact_is_pointed_out() -> None:
    found = problems(RULE.format(require="{fact: a, at_least: 1}", extra="    measures: {a: {count: people}}\n"))
    assert any("no fact 'a'; did you mean: {measure: a}" in line for line in found)
