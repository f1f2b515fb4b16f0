"""Random rules over random facts: what the language promises holds for rules that nobody thought of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random

import msgspec
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from anwei.engine.catalogue.assess import judge_for
from anwei.engine.catalogue.files import Sources, read_sources
from anwei.engine.catalogue.load import compile_catalogue
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.documents.diagnostics import Diagnostics
from anwei.engine.documents.nodes import parse_documents
from anwei.engine.facts.subject import Subject
from anwei.engine.facts.values import show_date
from anwei.engine.ir.rules import Rule
from anwei.engine.language.sentences import sentence
from anwei.engine.messages import Lang
from anwei.engine.record.finding import Finding, Verdict
from anwei.engine.record.judge import Judge
from tests.semantics.filling import filled
from tests.semantics.masking import masked
from tests.semantics.random_documents import duty, ruleset, written
from tests.semantics.random_facts import Facts, any_day

DECIDED = (Verdict.PASS, Verdict.FAIL, Verdict.NOT_APPLICABLE)
HORIZON = 200
LANGS: tuple[Lang, ...] = ("zh", "en")
ROUNDS = 8  # a filled fact may open a further question, which the next finding names
RANDOMS = st.randoms(use_true_random=False)


@cache
def base() -> Sources:
    """The vocabulary, parameters and fixed rules that random rules rest on."""
    diagnostics = Diagnostics()
    found = read_sources([Path(__file__).with_name("vocabulary.yaml")], diagnostics)
    diagnostics.raise_errors()
    return found


@dataclass
class World:
    """A catalogue with random rules, a population whose first subject is judged, and a day."""

    text: str
    catalogue: Catalogue
    subjects: list[Subject]
    day: int

    @property
    def rules(self) -> list[Rule]:
        return [r for r in self.catalogue.rules.values() if r.id.startswith("random.")]

    def judge(self, subjects: list[Subject] | None = None) -> Judge:
        return judge_for(self.catalogue, self.subjects if subjects is None else subjects)

    def finding(self, rule: Rule, subjects: list[Subject] | None = None, horizon: int = 0) -> Finding:
        people = self.subjects if subjects is None else subjects
        return self.judge(people).finding(rule, people[0], self.day, horizon=horizon)


def compiled(text: str) -> tuple[Catalogue, list[str]]:
    """The catalogue with more documents, and what is wrong with them."""
    sources = Sources({k: list(v) for k, v in base().documents.items()})
    for document in parse_documents(text.encode(), "random.yaml"):
        sources.documents[next(k for k, _ in document.items())].append(document)
    diagnostics = Diagnostics()
    return compile_catalogue(sources, diagnostics), [d.line("en") for d in diagnostics.errors]


def world(random: Random, count: int = 1, text: str = "") -> World | None:
    """A random world; None where a rule does not load (units that do not compare)."""
    text = text or ruleset(random, count)
    catalogue, errors = compiled(text)
    if errors:
        return None
    facts = Facts(catalogue.vocabulary, random)
    kinds = ["firm", *(random.choice(["firm", "town", "town"]) for _ in range(random.randrange(4)))]
    subjects = [facts.subject(kind, f"S{i}") for i, kind in enumerate(kinds)]
    return World(text, catalogue, subjects, any_day(random))


def less_known(here: World, random: Random) -> list[Subject]:
    """The population with facts hidden."""
    chance = random.choice([0.03, 0.1, 0.3, 0.6])
    return [masked(s, chance, random) for s in here.subjects]


# -- properties: each yields what is wrong ---------------------------------------------------------------------------


def unsound(here: World, random: Random) -> Iterator[str]:
    """A decided verdict on fewer facts is the verdict on all of them, and the possible verdicts hold it."""
    less = less_known(here, random)
    for rule in here.rules:
        truth, finding = here.finding(rule), here.finding(rule, less)
        if truth.raw in DECIDED and truth.raw not in finding.possible:
            yield f"{finding.raw} {set(finding.possible)}, all facts say {truth.raw}"
        if finding.raw is Verdict.UNKNOWN and not finding.missing:
            yield "unknown, and nothing is named"


def undecided(here: World, random: Random) -> Iterator[str]:
    """For an unknown verdict, any values of the listed facts decide it."""
    less = less_known(here, random)
    for rule in here.rules:
        subjects = list(less)
        for _ in range(ROUNDS):
            finding = here.finding(rule, subjects)
            if finding.verdict is not Verdict.UNKNOWN:
                break
            if not finding.missing:
                yield "unknown, and nothing is named"
                break
            following = filled(subjects[0], finding.missing, here.catalogue.vocabulary, random)
            if following is None:
                break  # a parameter, a definition, an attestation, a record or another subject's fact
            subjects[0] = following
        else:
            yield f"still unknown: {[m.path for m in finding.missing]}"


def mistimed(here: World, random: Random) -> Iterator[str]:
    """``lapses_on`` equals a scan, ``until`` never comes late, ``due_by`` is not in the past of an open duty."""
    less = less_known(here, random) if random.random() < 0.5 else here.subjects
    for rule in here.rules:
        finding = here.finding(rule, less, HORIZON)
        days = range(here.day + 1, here.day + HORIZON + 1)
        scanned = {d: here.judge(less).verdict(rule, less[0], d)[0] for d in days}
        change = next((d for d in days if scanned[d] is not finding.verdict), None)
        if change != finding.lapses_on:
            yield f"lapses {_day(finding.lapses_on)}, a scan says {_day(change)}"
        if change is not None and finding.until > change:
            yield f"until {_day(finding.until)}, but changes {_day(change)}"
        if finding.until <= here.day:
            yield f"until {_day(finding.until)} is not after the day"


def _day(day: int | None) -> str:
    return show_date(day) if day else "never"


def unspeakable(here: World, random: Random) -> Iterator[str]:
    """Sentences render in both languages, without a slot left open."""
    for rule in here.rules:
        for lang in LANGS:
            said = sentence(here.catalogue, rule, lang)
            if not said or "{" in said or "}" in said:
                yield f"{lang}: {said}"


def outline(finding: Finding) -> tuple[object, ...]:
    """What a finding says, in comparable form."""
    steps = tuple((s.name, s.value) for s in finding.steps)
    gaps = tuple((g.record, g.observed, g.required, g.shortfall) for g in finding.gaps)
    dates = (finding.due_by, finding.lapses_on, finding.lapses_to)
    return finding.verdict, finding.possible, steps, gaps, finding.missing, dates, finding.nearest is None


def unstable(here: World, random: Random) -> Iterator[str]:
    """The same findings from a copy through msgpack, and whatever has been judged before, on whatever day."""
    less = less_known(here, random)
    copy = msgspec.msgpack.decode(msgspec.msgpack.encode(here.catalogue), type=Catalogue)
    other = replace(here, catalogue=copy)
    expected = {r.id: outline(here.finding(r, less, HORIZON)) for r in here.rules}
    for rule in other.rules:
        if outline(other.finding(rule, less, HORIZON)) != expected[rule.id]:
            yield f"{rule.id} differs after a round trip"
    judge, order = here.judge(less), [*here.rules, *here.catalogue.rules.values()]
    random.shuffle(order)
    for rule in order:
        if rule.subject == "firm":
            for shift in random.sample([-90, -1, 1, 45, 400], 2):
                judge.finding(rule, random.choice([s for s in less if s.kind == "firm"]), here.day + shift)
    for rule in here.rules:
        if outline(judge.finding(rule, less[0], here.day, horizon=HORIZON)) != expected[rule.id]:
            yield f"{rule.id} differs after other rules were judged"


def misdue(here: World, random: Random) -> Iterator[str]:
    """While nothing more is done, a duty is not failed on ``due_by`` and is failed the day after."""
    first = here.subjects[0]
    for rows in first.children.values():
        for row in rows:  # what is dated later than today would still be done
            done = {k: v for k, v in row.values.items() if k in ("date", "due", "cert") and isinstance(v, int)}
            row.values |= {k: min(v, here.day) for k, v in done.items()}
    for rule in here.rules:
        finding = here.finding(rule)
        if finding.raw is not Verdict.PASS or finding.due_by is None:
            continue
        on, after = (here.judge().verdict(rule, first, finding.due_by + n)[0] for n in (0, 1))
        if on is Verdict.FAIL or after is not Verdict.FAIL:
            yield f"due {_day(finding.due_by)} of {_day(here.day)}: {on} on the day, {after} after"


PROPERTIES = {
    "unsound": unsound,
    "undecided": undecided,
    "mistimed": mistimed,
    "unspeakable": unspeakable,
    "unstable": unstable,
    "misdue": misdue,
}


def problems(name: str, random: Random, count: int = 1, text: str = "") -> list[str]:
    """What a property finds wrong in a random world, each with the rule as written."""
    here = world(random, count, text)
    assume(here is not None)
    assert here is not None
    return [f"{p}\n{show_date(here.day)}\n{here.text}" for p in PROPERTIES[name](here, random)]


@settings(max_examples=350)
@given(RANDOMS)
def test_no_completion_contradicts_a_verdict(random: Random) -> None:
    assert problems("unsound", random) == []


@settings(max_examples=300)
@given(RANDOMS)
def test_what_is_missing_decides(random: Random) -> None:
    assert problems("undecided", random) == []


@settings(max_examples=100)
@given(RANDOMS)
def test_lapse_dates_equal_a_scan(random: Random) -> None:
    assert problems("mistimed", random) == []


@settings(max_examples=150)
@given(RANDOMS)
def test_sentences_are_whole(random: Random) -> None:
    assert problems("unspeakable", random) == []


@settings(max_examples=80)
@given(RANDOMS)
def test_findings_do_not_depend_on_order_or_form(random: Random) -> None:
    assert problems("unstable", random, 2) == []


@settings(max_examples=250)
@given(RANDOMS)
def test_a_duty_fails_the_day_after_it_was_due(random: Random) -> None:
    assert problems("misdue", random, text=written([duty(random, "random.r0")])) == []
