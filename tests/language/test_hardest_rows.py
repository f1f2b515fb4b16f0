"""The 25 rows of the local plans that are hardest to express, each seen to pass, to fail and to stay unknown.

The cases live beside the rules. Where a plan leaves a definition, a number or a base open, the shipped rule stays
unknown and says why; the example pack in ``hardest_rows`` settles it, in these tests only, and then the row is decided.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from anwei.engine.api import Verdict, open_catalogue
from anwei.engine.catalogue.files import yaml_files
from anwei.engine.catalogue.open import RULESETS, sources_of
from anwei.engine.catalogue.testing import Outcome, run_tests
from anwei.engine.plugins.manager import Plugins

PACK = Path(__file__).parent / "hardest_rows"
UNDEFINED = RULESETS / "plans" / "hard" / "checklists.yaml"
SHOWN = {Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN}

#: Entry of the ledger's list of hardest rows -> the rules that express it.
ROWS: dict[int, tuple[str, ...]] = {
    1: ("hard.luan-003.death-rate", "hard.luan-003.any-base", "hard.qingyuan-004.death-rate"),
    2: ("hard.qinan-019.relative", "hard.qinan-019.kept-at-zero"),
    3: ("hard.qinan-021.disaster-deaths",),
    4: (
        "hard.qingyuan-009.printed",
        "hard.qingyuan-009.reading",
        "hard.qingyuan-017.printed",
        "hard.qingyuan-017.reading",
    ),
    5: ("hard.yixian-011.any-unit", "hard.yixian-090.printed", "hard.yixian-090.reading", "hard.luan-014.damage-rate"),
    6: ("hard.yixian-005.judged", "hard.yixian-005.reading"),
    7: ("hard.luan-293.low-end", "hard.luan-293.high-end", "hard.qingyuan-192.low-end", "hard.qingyuan-192.high-end"),
    8: ("hard.luan-320.county-team", "hard.luan-318.city-team", "hard.luan-322.farm-team"),
    9: ("hard.luan-302.shelter-class",),
    10: ("hard.luan-019.depots",),
    11: (
        "hard.luan-204.city-militia",
        "hard.luan-204.county-militia",
        "hard.luan-204.township-militia",
        "hard.luan-204.three-levels",
    ),
    12: ("hard.qinan-053.joint-drill",),
    13: ("hard.qinan-055.township", "hard.qinan-055.high-risk", "hard.qinan-055.lifeline", "hard.qinan-055.crowded"),
    14: ("hard.qingyuan-089.hazards-both", "hard.qingyuan-089.risks-both", "hard.qingyuan-089.timely"),
    15: ("hard.qingyuan-091.five-in-place",),
    16: ("hard.luan-018.relief", "hard.qingyuan-018.relief"),
    17: ("hard.qingyuan-109.base-number", "hard.qingyuan-109.base-date"),
    18: ("hard.luan-075.no-order-instead",),
    19: ("hard.yixian-110.one-level", "hard.yixian-110.all-enterprises", "hard.yixian-110.county-body"),
    20: ("hard.qingyuan-191.coverage",),
    21: ("hard.qingyuan-039.yi-xian-san-pai", "hard.yixian-071.yi-dan-si-zhi"),
    22: ("hard.luan-177.none-overdue", "hard.luan-177.window"),
    23: ("hard.qingyuan-064.revised", "hard.qingyuan-064.timely"),
    24: ("hard.qinan-181.forest-stock", "hard.qinan-177.assessed-need", "hard.qinan-177.standard"),
    25: ("hard.luan-008.assigned-targets", "hard.qingyuan-030.daily-consultation"),
}

#: Rules that facts alone cannot bring both to pass and to fail as shipped, and what is missing for it.
OPEN: dict[str, str] = {
    "hard.luan-003.death-rate": "parameter:hard.base-year",
    "hard.qinan-055.township": "parameter:hard.qinan-055.interval",
    "hard.qinan-055.high-risk": "parameter:hard.qinan-055.interval",
    "hard.qinan-055.lifeline": "parameter:hard.qinan-055.interval",
    "hard.qinan-055.crowded": "parameter:hard.qinan-055.interval",
    "hard.qingyuan-089.timely": "parameter:hard.qingyuan-089.term",
    "hard.qingyuan-109.base-number": "parameter:hard.qingyuan-109.base-number",
    "hard.qingyuan-039.yi-xian-san-pai": "definition",
    "hard.yixian-071.yi-dan-si-zhi": "definition",
    "hard.luan-177.window": "parameter:hard.luan-177.window",
    "hard.qingyuan-064.timely": "parameter:hard.qingyuan-064.term",
    "hard.qinan-177.standard": "parameter:hard.qinan-177.per-person",
}

#: Pairs of readings that must come out differently on the same facts.
READINGS = (
    ("hard.qingyuan-009.printed", "hard.qingyuan-009.reading"),
    ("hard.qingyuan-017.printed", "hard.qingyuan-017.reading"),
    ("hard.yixian-090.printed", "hard.yixian-090.reading"),
    ("hard.luan-293.low-end", "hard.luan-293.high-end"),
    ("hard.qingyuan-192.low-end", "hard.qingyuan-192.high-end"),
    ("hard.qinan-019.relative", "hard.qinan-019.kept-at-zero"),
    ("hard.luan-018.relief", "hard.qingyuan-018.relief"),
)


@cache
def shipped() -> tuple[Outcome, ...]:
    """The cases beside the rules, against the catalogue as shipped."""
    opened = open_catalogue(plugins=Plugins())
    documents = sources_of(plugins=opened.plugins).documents["tests"]
    return tuple(run_tests(opened.catalogue, documents, set(all_rules()), opened.environment))


@cache
def settled() -> tuple[Outcome, ...]:
    """The cases of the example pack, against the catalogue with the pack in place of the undefined names."""
    files = [f for f in yaml_files([RULESETS]) if f != UNDEFINED] + yaml_files([PACK])
    opened = open_catalogue(files, plugins=Plugins(), use_cache=False, base=False)
    documents = sources_of([PACK], opened.plugins, base=False).documents["tests"]
    return tuple(run_tests(opened.catalogue, documents, None, opened.environment))


def all_rules() -> tuple[str, ...]:
    return tuple(rule for rules in ROWS.values() for rule in rules)


def verdicts(outcomes: tuple[Outcome, ...]) -> dict[str, set[Verdict]]:
    """The verdicts that cases which came out as expected show, by rule."""
    found: dict[str, set[Verdict]] = defaultdict(set)
    for outcome in outcomes:
        if outcome.passed:
            found[outcome.rule].add(outcome.expected)
    return found


def described(outcome: Outcome) -> str:
    return f"{outcome.place} {outcome.rule} {outcome.name}: {'; '.join(outcome.problems)}"


def test_there_are_25_rows_and_every_rule_of_the_folder_belongs_to_one() -> None:
    assert sorted(ROWS) == list(range(1, 26))
    catalogue = open_catalogue(plugins=Plugins()).catalogue
    assert {r for r in catalogue.rules if r.startswith("hard.")} == set(all_rules())
    assert len(all_rules()) == len(set(all_rules()))


@pytest.mark.parametrize("row", ROWS)
def test_cases_of_a_row_come_out_as_the_plan_says(row: int) -> None:
    problems = [described(o) for o in shipped() if o.rule in ROWS[row] and not o.passed]
    assert not problems, "\n".join(problems)


def test_cases_of_the_example_pack_come_out_as_it_says() -> None:
    problems = [described(o) for o in settled() if not o.passed]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("row", ROWS)
def test_each_row_is_shown_to_pass_fail_and_stay_unknown(row: int) -> None:
    beside, packed = verdicts(shipped()), verdicts(settled())
    shown = {v for rule in ROWS[row] for v in beside[rule] | packed[rule]}
    assert shown >= SHOWN, f"row {row} shows only {sorted(shown)}"


@pytest.mark.parametrize("rule", all_rules())
def test_each_rule_is_shown_to_pass_fail_and_stay_unknown(rule: str) -> None:
    beside, packed = verdicts(shipped())[rule], verdicts(settled())[rule]
    assert beside | packed >= SHOWN, f"{rule} shows only {sorted(beside | packed)}"
    if rule not in OPEN:
        assert beside >= SHOWN, f"{rule} needs the example pack but is not listed as open"


@pytest.mark.parametrize(("rule", "missing"), OPEN.items())
def test_a_row_that_the_plan_leaves_open_says_what_is_missing(rule: str, missing: str) -> None:
    findings = [o.finding for o in shipped() if o.rule == rule and o.finding is not None]
    assert not {f.verdict for f in findings} >= SHOWN
    assert any(f.verdict is Verdict.UNKNOWN and missing in {m.path for m in f.missing} for f in findings)


@pytest.mark.parametrize("pair", READINGS, ids=lambda pair: pair[0])
def test_two_readings_of_one_clause_differ_on_the_same_facts(pair: tuple[str, str]) -> None:
    """The first case of both rules rests on the same facts (for the two hours of relief, of two cities)."""
    first, second = (next(o for o in shipped() if o.rule == rule) for rule in pair)
    assert first.passed and second.passed
    assert first.expected is not second.expected
