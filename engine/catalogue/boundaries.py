"""The cases that a rule's tests lack: a fact that is never unknown, a number or a day on whose edge nobody stands.

Each missing case is a change to a case that is there already. What it expects is derived from verdicts on facts that
are all known (``completions``), so it says what the rule means, not what the engine happens to say of unknown facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from anwei.engine.catalogue.assess import Environment, judge_for
from anwei.engine.catalogue.completions import DECIDED, Completions
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.catalogue.testing import Trial
from anwei.engine.facts.subject import Record, Subject
from anwei.engine.facts.values import Value
from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.ir import nodes as ir
from anwei.engine.ir.parameters import Value as ParameterValue
from anwei.engine.ir.rules import Rule
from anwei.engine.ir.walk import parameters_of, walk
from anwei.engine.language.leaves import Edit, Leaf, Spot, changed, never_unknown, record_at, spots, value_at
from anwei.engine.record.finding import Verdict

EFFORT = 3000  # verdicts tried for one fact before the search is given up


@dataclass(frozen=True)
class Proposal:
    """A case to add: changes to the facts (and the day) of a case that is there, and what is expected of them."""

    base: Trial
    name: str
    edits: tuple[Edit, ...]
    as_of: int
    expected: Verdict
    missing: tuple[str, ...] = ()
    about: str = ""  # the fact that is unknown

    @property
    def subjects(self) -> list[Subject]:
        return changed(self.base.subjects, self.edits)


@dataclass(frozen=True)
class Disagreement:
    """The engine says something else than the completions do: one of the two is wrong."""

    proposal: Proposal
    said: Verdict
    missing: tuple[str, ...]


class Boundaries:
    """What one rule's cases lack, and the cases that would fill it."""

    def __init__(self, rule: Rule, trials: Sequence[Trial], catalogue: Catalogue, environment: Environment) -> None:
        self.rule = rule
        self.trials = trials
        self.catalogue = catalogue
        self.environment = environment
        self.completions = Completions(rule, catalogue, environment)

    @cached_property
    def bases(self) -> list[Trial]:
        """The cases that come out decided on known facts, those with the fewest changes of their own first."""
        wanted = DECIDED | ({Verdict.UNKNOWN} if self.open_by_law else set())
        decided = [t for t in self.trials if t.expected in wanted and self._judged(t)]
        return sorted(decided, key=_effort)

    @cached_property
    def open_by_law(self) -> bool:
        """Whether something that is no fact may leave the verdict open: a number not set, a word not defined."""
        unset = (v.kind == "unset" for n in parameters_of(self.completions.parts) for v in self._values(n))
        return any(unset) or any(isinstance(n, ir.Undefined) for n in walk(self.completions.parts))

    def _values(self, name: str) -> tuple[ParameterValue, ...]:
        return self.catalogue.parameters[name].values

    def _judged(self, trial: Trial) -> bool:
        """Not only out of the rule's time, place or scope for reasons no fact can change."""
        return trial.expected is not Verdict.NOT_APPLICABLE or self.rule.start <= trial.case.as_of <= self.rule.end

    # -- unknown facts ----------------------------------------------------------------------------------------------

    def unknown_facts(self) -> Iterator[Proposal]:
        """For each fact that is never unknown, a case in which it is. Nothing for a fact that no case holds."""
        for leaf in never_unknown(self.rule, [t.subjects for t in self.trials]):
            found = self._unknown(leaf)
            if found is not None:
                yield found

    def _unknown(self, leaf: Leaf) -> Proposal | None:
        """The first case in which the fact decides, perhaps with another fact changed; failing that, the best other."""
        best: tuple[int, Proposal] | None = None
        for deep in (False, True):
            self.completions.spare = EFFORT
            for trial in self.bases:
                for spot in spots(leaf, trial.subjects):
                    for edits in self.contexts(trial, spot) if deep else [()]:
                        found = self._ranked(trial, leaf, spot, edits)
                        if found is not None and (best is None or found[0] < best[0]):
                            best = found
                        if best is not None and best[0] == 0:
                            return best[1]
        return best[1] if best is not None else None

    def _ranked(self, trial: Trial, leaf: Leaf, spot: Spot, edits: tuple[Edit, ...]) -> tuple[int, Proposal] | None:
        """A case with the fact unknown, and how much it shows: 0 that the fact decides, 3 next to nothing."""
        said = self._completed(trial, leaf, spot, edits)
        if said is None:
            return None
        name, edits, day = f"{leaf.path} unknown", (*edits, (spot, None)), trial.case.as_of
        if Verdict.UNKNOWN in said:
            name += " (some values leave the verdict open)"
            return 1, Proposal(trial, name, edits, day, Verdict.UNKNOWN, (), leaf.path)
        if len(said) > 1:
            missing = (missing_path(spot, trial.subjects, self.catalogue.vocabulary),)
            return 0, Proposal(trial, name, edits, day, Verdict.UNKNOWN, missing, leaf.path)
        verdict = next(iter(said))
        rank = 3 if verdict is Verdict.NOT_APPLICABLE else 2
        return rank, Proposal(trial, f"{name} (the verdict does not rest on it)", edits, day, verdict, (), leaf.path)

    def contexts(self, trial: Trial, spot: Spot | None = None) -> Iterator[tuple[Edit, ...]]:
        """One other fact changed: for each fact, one value for each verdict that it can lead to."""
        day = trial.case.as_of
        for leaf in self.completions.leaves:
            for other in spots(leaf, trial.subjects):
                if other == spot:
                    continue
                said: dict[Verdict, Value] = {trial.expected: None}
                values = self.completions.values(leaf, trial.subjects, day) if self.completions.spare else []
                for value in nearest_first(values, value_at(other, trial.subjects)):
                    verdict = self.completions.verdict(changed(trial.subjects, [(other, value)]), day)
                    if verdict in DECIDED and verdict not in said:
                        said[verdict] = value
                        yield ((other, value),)

    def _completed(self, trial: Trial, leaf: Leaf, spot: Spot, edits: tuple[Edit, ...]) -> dict[Verdict, Value] | None:
        """The verdicts the fact's values lead to, each with such a value; None where other unknown facts matter."""
        day, given = trial.case.as_of, changed(trial.subjects, edits)
        said: dict[Verdict, Value] = {}
        for value in self.completions.values(leaf, given, day):
            if not self.completions.spare:
                return None
            verdict = self.completions.verdict(changed(given, [(spot, value)]), day)
            said.setdefault(verdict, value)
        settled = (
            self.completions.settled(changed(given, [(spot, v)]), day, spot) is verdict for verdict, v in said.items()
        )
        return said if said and all(settled) else None

    # -- agreement --------------------------------------------------------------------------------------------------

    def disagreement(self, proposal: Proposal) -> Disagreement | None:
        """Where the engine's finding is another than the proposal's expectation."""
        subjects = proposal.subjects
        for spot, _ in proposal.edits:
            _without_key(spot, subjects, self.catalogue.vocabulary)
        judge = judge_for(self.catalogue, subjects, self.environment, ())
        finding = judge.finding(self.rule, subjects[0], proposal.as_of, horizon=0)
        missing = tuple(sorted(m.path for m in finding.missing))
        if finding.raw is proposal.expected and (not proposal.missing or missing == tuple(sorted(proposal.missing))):
            return None
        return Disagreement(proposal, finding.raw, missing)


def nearest_first(values: list[Value], now: Value) -> list[Value]:
    """Values in the order of their distance from the one on file, so that a case stays close to life."""
    if isinstance(now, bool) or not isinstance(now, int):
        return values
    numbers = sorted((v for v in values if isinstance(v, int)), key=lambda v: (abs(v - now), v))
    return [*numbers, *(v for v in values if not isinstance(v, int))]


def distinct(proposals: Iterable[Proposal], trials: Iterable[Trial]) -> list[Proposal]:
    """Each case once, whatever its name, and none that is there already."""
    seen = {_told(t.subjects, t.case.as_of) for t in trials}
    found: list[Proposal] = []
    for proposal in proposals:
        told = _told(proposal.subjects, proposal.as_of)
        if told not in seen:
            found.append(proposal)
        seen.add(told)
    return found


def _told(subjects: Sequence[Subject], day: int) -> str:
    """All that a case says, in a form to compare."""
    return repr((day, [(_plain(s), sorted(s.coverage.items())) for s in subjects]))


def _plain(record: Record) -> tuple[object, ...]:
    values = {k: sorted(v) if isinstance(v, frozenset) else v for k, v in record.values.items()}
    return (sorted(values.items()), sorted((t, [_plain(r) for r in rows]) for t, rows in record.children.items()))


def missing_path(spot: Spot, subjects: Sequence[Subject], vocabulary: Vocabulary) -> str:
    """How a finding names a fact that is missing: ``people[P-1].role``, ``warehouse:W-1.stock[0].quantity``."""
    subject, record = subjects[spot.subject], record_at(spot, subjects)
    owner = f"{subject.kind}:{subject.id}." if spot.subject else ""
    if not spot.rows:
        return owner + spot.name
    is_key = spot.name == _key_of(spot, subject, vocabulary)
    return f"{owner}{_by_position(record, spot) if is_key else record.path}.{spot.name}"


def _key_of(spot: Spot, subject: Subject, vocabulary: Vocabulary) -> str:
    return vocabulary.subjects[subject.kind].tables[spot.rows[-1][0]].key


def _by_position(record: Record, spot: Spot) -> str:
    """A record without its key is named by its position."""
    return f"{record.path.rpartition('[')[0]}[{spot.rows[-1][1]}]"


def _without_key(spot: Spot, subjects: Sequence[Subject], vocabulary: Vocabulary) -> None:
    """Rename a changed record whose key is not known any more, as reading it from a file would."""
    record = record_at(spot, subjects)
    if spot.rows and spot.name == _key_of(spot, subjects[spot.subject], vocabulary) and not record.values[spot.name]:
        record.key, record.path = "", _by_position(record, spot)


def _effort(trial: Trial) -> tuple[bool, int, int]:
    """How much a reader has to take in: out of scope last, then the changes that the case itself makes."""
    variation = trial.case.variation
    own = len(str(variation.plain())) if variation is not None else 0
    return (trial.expected is Verdict.NOT_APPLICABLE, own, trial.case.place.line)
