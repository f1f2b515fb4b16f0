"""Cases that stand on the edge of a number or a day: one just this side of it, one just across.

The edges are found by trying: where the verdict changes between two values of one fact, with all others as in a case,
the change is narrowed down to two neighbouring values. A case there notices a number that is wrong by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from anwei.engine.catalogue.boundaries import Boundaries, Proposal
from anwei.engine.catalogue.completions import DECIDED, FAR, boundary, steps
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.catalogue.mutation import Mutant, mutated, place_and_days
from anwei.engine.catalogue.testing import Trial
from anwei.engine.facts.values import show_date, show_number
from anwei.engine.language.leaves import Edit, Leaf, Spot, changed, spots, value_at
from anwei.engine.record.finding import Verdict

EFFORT = 20_000  # verdicts tried for the edges of one rule before the search is given up
DIVISION = Spot(0, (), "division")


@dataclass(frozen=True)
class Setting:
    """A case to start from, with another day, place or facts."""

    trial: Trial
    edits: tuple[Edit, ...]
    day: int


class Edges:
    """The missing edge cases of one rule."""

    def __init__(self, boundaries: Boundaries) -> None:
        self.boundaries = boundaries
        self.completions = boundaries.completions
        self.catalogue = boundaries.catalogue
        self.unreached: list[Mutant] = []  # after proposals(): those for which no case was found

    def proposals(self, alive: Iterable[Mutant], effort: int) -> Iterator[Proposal]:
        """Cases after which fewer of the mutants live; ``effort`` is how many verdicts may be tried."""
        wrong = [(m, mutated(self.catalogue, m)) for m in alive]
        self.completions.spare = effort if wrong else 0
        for setting in self._settings([m for m, _ in wrong]):
            for pair in self._pairs(setting):
                noticing = [m for m in wrong if self._noticed(pair, m[1])]
                if noticing and all(map(self._settled, pair)):
                    yield from pair
                    wrong = [m for m in wrong if m not in noticing]
                if not wrong:
                    return
            if not self.completions.spare:
                break
        self.unreached += [m for m, _ in wrong]

    def _noticed(self, pair: tuple[Proposal, ...], wrong: Catalogue) -> bool:
        return any(self.completions.verdict(p.subjects, p.as_of, wrong) is not p.expected for p in pair)

    def _settled(self, proposal: Proposal) -> bool:
        """With every other fact known too, the verdict is the one expected."""
        return self.completions.settled(proposal.subjects, proposal.as_of) is proposal.expected

    # -- where to start ---------------------------------------------------------------------------------------------

    def _settings(self, alive: list[Mutant]) -> Iterator[Setting]:
        """The cases as they are; then on days and in places where the mutants' values count; then a fact changed."""
        bases = self.boundaries.bases
        yield from (Setting(t, (), t.case.as_of) for t in bases)
        for trial in bases:
            yield from self._moved(trial, alive)
        for trial in bases:
            for edits in self.boundaries.contexts(trial):
                yield Setting(trial, edits, trial.case.as_of)

    def _moved(self, trial: Trial, alive: list[Mutant]) -> Iterator[Setting]:
        done = {(trial.subjects[0].division, trial.case.as_of)}
        for mutant in alive:
            if mutant.parameter is None:
                continue
            found = place_and_days(mutant.rule, self.catalogue.parameters[mutant.parameter.name], mutant.value)
            place, days = found or ("", [])
            rule = self.boundaries.rule
            for day in [d for d in days if rule.start <= d <= rule.end and FAR[0] < d < FAR[1]][:2]:
                division = place or trial.subjects[0].division
                if (division, day) not in done:
                    done.add((division, day))
                    there: tuple[Edit, ...] = ((DIVISION, division),) if place else ()
                    yield Setting(trial, there, trial.case.as_of)
                    yield Setting(trial, there, day)
                    yield Setting(trial, (*there, *self._shifted(trial, day)), day)

    def _shifted(self, trial: Trial, day: int) -> tuple[Edit, ...]:
        """Every date on file moved as far as the day is."""
        by = day - trial.case.as_of
        found: list[Edit] = []
        for leaf in self.completions.leaves:
            if leaf.spec(self.catalogue.vocabulary).type != "date":
                continue
            for spot in spots(leaf, trial.subjects):
                value = value_at(spot, trial.subjects)
                if isinstance(value, int) and 1 < value + by < date.max.toordinal() and value < date.max.toordinal():
                    found.append((spot, value + by))
        return tuple(found)

    # -- edges ------------------------------------------------------------------------------------------------------

    def _pairs(self, setting: Setting) -> Iterator[tuple[Proposal, Proposal]]:
        subjects = changed(setting.trial.subjects, setting.edits)
        yield from self._days(setting)
        for leaf in self.completions.leaves:
            spec = leaf.spec(self.catalogue.vocabulary)
            if spec.type != "date" and not spec.numeric:
                continue
            for spot in spots(leaf, subjects):
                yield from self._along(setting, leaf, spot)

    def _along(self, setting: Setting, leaf: Leaf, spot: Spot) -> Iterator[tuple[Proposal, Proposal]]:
        """The edges along the values of one fact."""
        given = changed(setting.trial.subjects, setting.edits)

        def said(value: int) -> Verdict:
            return self.completions.verdict(changed(given, [(spot, value)]), setting.day)

        values = [v for v in self.completions.values(leaf, given, setting.day) if isinstance(v, int)]
        for low, high, verdict in steps(values, [said(v) for v in values]):
            edge = boundary(low, high, lambda v, before=verdict: said(v) is not before)  # type: ignore[misc]
            pair = tuple(
                Proposal(setting.trial, self._name(leaf, v), (*setting.edits, (spot, v)), setting.day, said(v))
                for v in (edge - 1, edge)
            )
            if {p.expected for p in pair} <= DECIDED:
                yield pair[0], pair[1]

    def _days(self, setting: Setting) -> Iterator[tuple[Proposal, Proposal]]:
        """The edges along the days of evaluation."""
        given = changed(setting.trial.subjects, setting.edits)

        def said(day: int) -> Verdict:
            return self.completions.verdict(given, day)

        days = self.completions.days(given, setting.day)
        for low, high, verdict in steps(days, [said(d) for d in days]):
            edge = boundary(low, high, lambda d, before=verdict: said(d) is not before)  # type: ignore[misc]
            pair = tuple(
                Proposal(setting.trial, f"on {show_date(d)}", setting.edits, d, said(d)) for d in (edge - 1, edge)
            )
            if {p.expected for p in pair} <= DECIDED:
                yield pair[0], pair[1]

    def _name(self, leaf: Leaf, value: int) -> str:
        spec = leaf.spec(self.catalogue.vocabulary)
        if spec.type == "date":
            return f"{leaf.path} {show_date(value)}"
        sign = f" {spec.unit}" if spec.unit in ("%", "‰") else ""
        return f"{leaf.path} {show_number(value, spec.scale, spec.unit).replace(',', '')}{sign}"
