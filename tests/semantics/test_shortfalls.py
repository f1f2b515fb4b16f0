"""Shortfalls and shares: adding exactly what is missing passes, one unit less does not; shares against brute force."""

from __future__ import annotations

import json
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from anwei.engine.catalogue.assess import judge_for
from anwei.engine.facts.subject import Coverage, Record, Subject
from anwei.engine.record.finding import Verdict
from tests.semantics.random_documents import written
from tests.semantics.random_rules import Data, whole
from tests.semantics.test_random_rules import compiled

DAY = 739_600  # late in 2025
WORDS = ["at_least", "above", "at_most", "below"]


def firm(values: Data, **tables: list[Record]) -> Subject:
    """A firm in a province, with whole tables."""
    known = {"id": "S0", "division": "370100", "ok": True, **values}
    return Subject("", "S0", known, dict(tables), kind="firm", coverage=dict.fromkeys(tables, Coverage.COMPLETE))


def verdict(require: Data, subject: Subject, *others: Subject, measures: Data | None = None):  # type: ignore[no-untyped-def]
    rule = whole("random.r0", require) | ({"measures": measures} if measures else {})
    catalogue, errors = compiled(written([json.loads(json.dumps(rule))]))
    assert errors == []
    return judge_for(catalogue, [subject, *others]).finding(catalogue.rules["random.r0"], subject, DAY, horizon=0)


@settings(max_examples=120)
@given(st.sampled_from(WORDS), st.integers(-(10**15), 10**15), st.integers(-(10**9), 10**9), st.integers(0, 3))
def test_adding_the_shortfall_of_a_fact_passes(word: str, observed: int, required: int, digits: int) -> None:
    """Money in fen against a number with up to three digits: the gap is in the finer of the two."""
    limit = f"{required // 10**digits}.{required % 10**digits:0{digits}d}" if digits else str(required)
    require = {"fact": "balance", word: {"larger_of": [-(10**13), float(limit) if "." in limit else required]}}
    found = verdict(require, firm({"balance": observed}))
    if found.verdict is not Verdict.FAIL:
        return
    gap = found.gap.shortfall
    assert gap is not None and gap.exact and gap.low > 0
    unit = 10 ** (gap.type.scale - 2)  # of a fen
    sign = 1 if word in ("at_least", "above") else -1
    enough = -(-int(gap.low) // unit)
    assert verdict(require, firm({"balance": observed + sign * enough})).verdict is Verdict.PASS
    assert verdict(require, firm({"balance": observed + sign * (enough - 1)})).verdict is Verdict.FAIL


@settings(max_examples=60)
@given(st.integers(0, 4), st.sampled_from(["at_least", "above"]), st.sampled_from([1, 2, 2.5, 3.01, 5]))
def test_adding_the_records_that_are_short_passes(count: int, word: str, required: float) -> None:
    """Records are short by whole records, also where a share of something asks for a fraction."""

    def drills(n: int) -> list[Record]:
        return [Record(f"drills[{i}]", str(i), {"kind": "a"}) for i in range(n)]

    require, measures = {"measure": "held", word: {"multiply": [required, 1]}}, {"held": {"count": "drills"}}
    found = verdict(require, firm({}, drills=drills(count)), measures=measures)
    if found.verdict is not Verdict.FAIL:
        assert count > required or (word == "at_least" and count == required)
        return
    gap = found.gap.shortfall
    more, rest = divmod(int(gap.low), 10**gap.type.scale)
    assert rest == 0
    assert verdict(require, firm({}, drills=drills(count + more)), measures=measures).verdict is Verdict.PASS
    assert verdict(require, firm({}, drills=drills(count + more - 1)), measures=measures).verdict is Verdict.FAIL


@settings(max_examples=80)
@given(
    st.lists(st.tuples(st.sampled_from([0, 5, None]), st.sampled_from([True, False, None])), max_size=4),
    st.sampled_from(["0 %", "25 %", "33.33 %", "50 %", "66.66 %", "100 %"]),
    st.sampled_from(WORDS),
)
def test_a_share_is_decided_only_if_every_completion_agrees(
    towns: list[tuple[int | None, bool | None]], limit: str, word: str
) -> None:
    """The share of the towns of some size that are OK, by completing every unknown in every way."""
    share = {"share": "town", "where": {"fact": "size", "above": 3}, "satisfies": {"fact": "ok", "is": True}}
    require, measures = {"measure": "insured", word: limit}, {"insured": share}

    def said(known: list[tuple[int | None, bool | None]]) -> Verdict:
        others = [
            Subject("", f"T{i}", {"id": f"T{i}", "division": "370102", "size": s, "ok": ok}, kind="town")
            for i, (s, ok) in enumerate(known)
        ]
        owner = firm({})
        owner.coverage["town"] = Coverage.COMPLETE
        return verdict(require, owner, *others, measures=measures).verdict

    ways = product(*(product([0, 5] if s is None else [s], [True, False] if o is None else [o]) for s, o in towns))
    outcomes = {said(list(way)) for way in ways}
    found = said(towns)
    assert found is Verdict.UNKNOWN or outcomes == {found} or outcomes == {found, Verdict.UNKNOWN}
