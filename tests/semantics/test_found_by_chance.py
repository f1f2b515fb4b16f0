"""What random rules and a reading of the engine found: each fault with the smallest rule that shows it."""

from __future__ import annotations

from anwei.engine.catalogue.assess import judge_for
from anwei.engine.facts.subject import Record, Subject
from anwei.engine.facts.values import BLANK
from anwei.engine.record.finding import Verdict
from anwei.engine.record.periods import add_months
from tests.semantics.random_documents import written
from tests.semantics.random_rules import Data, whole
from tests.semantics.test_random_rules import compiled
from tests.semantics.test_shortfalls import DAY, firm

LAST: Data = {"last": {"latest": "plans", "of": "date"}}


def said(require: Data, subject: Subject, **keys: Data) -> tuple[Verdict, list[str]]:
    """The verdict on a requirement, and what is missing."""
    catalogue, errors = compiled(written([whole("random.r0", require) | keys]))
    assert errors == []
    finding = judge_for(catalogue, [subject]).finding(catalogue.rules["random.r0"], subject, DAY, horizon=0)
    return finding.verdict, [m.path for m in finding.missing]


def refused(rule: Data, *more: Data) -> set[str]:
    """The codes of what is wrong with documents."""
    return {e.split(": ")[1].split(" ")[0] for e in compiled(written([rule], *more))[1]}


def test_a_number_that_may_not_have_happened_has_no_declared_range() -> None:
    """``later`` is 0 to 9 once it is reported; while nobody knows whether it is, even "at least 0" is open."""
    require = {"fact": "later", "at_least": 0}
    assert said(require, firm({"later": None})) == (Verdict.UNKNOWN, ["later"])
    assert said(require, firm({"later": BLANK}))[0] is Verdict.FAIL


def test_terms_counted_from_each_plan_are_due_by_plan() -> None:
    """The anchor is a fact of the plan: due dates are looked up plan by plan."""
    plan = Record("plans[1]", "1", {"kind": "a", "date": DAY - 100})
    require = {"held": "drills", "covering": "plans", "every": {"years": 1, "anchor": "date"}}
    assert said(require, firm({}, plans=[plan], drills=[]))[0] is Verdict.FAIL


def test_an_anchor_that_has_not_happened_starts_no_terms() -> None:
    require = {"held": "drills", "every": {"years": 1, "anchor": "closed"}}
    assert said(require, firm({"closed": BLANK}, drills=[]))[0] is Verdict.PASS


def test_never_is_no_event() -> None:
    """The latest date of no records has not happened, so nothing is owed after it."""
    subject = firm({"closed": BLANK}, plans=[], drills=[])
    assert said({"fact": "closed", "within": "30 days", "after": "last"}, subject, measures=LAST)[0] is Verdict.PASS
    assert said({"held": "drills", "after": "last", "within": "30 days"}, subject, measures=LAST)[0] is Verdict.PASS


def test_an_unset_interval_is_open_with_nothing_on_file() -> None:
    require = {"held": "drills", "every": {"rolling": {"param": "unset_length"}}}
    assert said(require, firm({}, drills=[])) == (Verdict.UNKNOWN, ["parameter:unset_length"])


def test_two_within_half_a_year_are_due_by_the_second_latest() -> None:
    """Not by the earliest that still counts; and by the grace period while there are too few."""
    rule = whole("random.r0", {"held": "drills", "at_least": 2, "every": {"rolling": "6 months"}, "since": "opened"})
    catalogue, errors = compiled(written([rule]))
    assert errors == []

    def due(opened: int, *ago: int) -> tuple[Verdict, int | None]:
        drills = [Record(f"drills[{n}]", str(n), {"kind": "a", "date": DAY - n}) for n in ago]
        subject = firm({"opened": opened}, drills=drills)
        found = judge_for(catalogue, [subject]).finding(catalogue.rules["random.r0"], subject, DAY, horizon=0)
        return found.verdict, found.due_by

    assert due(DAY - 2000, 120, 60, 10) == (Verdict.PASS, add_months(DAY - 60, 6))
    assert due(DAY - 2000, 60, 60) == (Verdict.PASS, add_months(DAY - 60, 6))
    assert due(DAY - 30, 10) == (Verdict.PASS, add_months(DAY - 30, 6))
    assert due(DAY - 2000, 400, 10) == (Verdict.FAIL, add_months(DAY - 400, 6))


def test_more_than_a_hundred_begins_right_after_a_hundred() -> None:
    """``level`` has a digit, the tiers have none: 3.1 is above 3."""
    require, measures = {"measure": "asked", "at_least": 1}, {"asked": {"tier": {"param": "tiers"}, "by": "level"}}
    assert said(require, firm({"level": 31}), measures=measures)[0] is Verdict.PASS
    assert said(require, firm({"level": 30}), measures=measures)[0] is Verdict.FAIL


def test_other_subjects_cannot_be_counted_from_nowhere() -> None:
    subject = firm({"division": ""}, town=[])
    require = {"every": {"subjects": "town"}, "satisfies": {"fact": "ok", "is": True}, "if_none": "pass"}
    assert said(require, subject) == (Verdict.UNKNOWN, ["division"])


def test_what_would_read_the_wrong_record_does_not_load() -> None:
    each: Data = {"for_each": {"param": "items"}, "measures": {"n": {"count": "drills"}}}
    each["satisfies"] = {"measure": "n", "at_least": 0}
    inside = {"every": "people", "satisfies": each, "if_none": "fail"}
    assert "SHP-004" in refused(whole("random.r0", inside))
    assert refused(whole("random.r0", {"all": [each, {"measure": "n", "at_least": 0}]})) == {"RUL-003"}
    event = {"held": "drills", "after": {"earliest": "plans", "of": "due"}, "within": "1 days"}
    assert refused(whole("random.r0", event)) == {"SHP-004"}


def test_measures_of_nested_overlays_may_not_share_a_name() -> None:
    def overlay(name: str, division: str, kind: str) -> Data:
        count = {"count": "plans", "where": {"fact": "kind", "is": kind}}
        more = {"measures": {"x": count}, "require": {"measure": "x", "at_least": 1}}
        tighten = [{"rule": "random.r0", "cites": [{"law": "act"}], **more}]
        return {
            "overlay": name,
            "extends": ["random"],
            "division": division,
            "cites": [{"law": "act"}],
            "tighten": tighten,
        }

    rule = whole("random.r0", {"fact": "ok", "is": True})
    assert refused(rule, overlay("o1", "37", "b"), overlay("o2", "3701", "a")) == {"FCT-001"}
    assert refused(rule, overlay("o1", "37", "b"), overlay("o2", "34", "a")) == set()
