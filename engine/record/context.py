"""What an evaluation may see: the day, the law in force, the subject with its records, and the other subjects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from anwei.engine.facts.subject import Record, Subject, within
from anwei.engine.ir.parameters import Parameter, Value
from anwei.engine.ir.rules import Measure, Rule
from anwei.engine.record.bounds import Bounds, Truth
from anwei.engine.record.periods import Calendar, Weekdays


class PluginFailure(Exception):
    """A plugin's measure failed while judging; the verdict becomes ``error``."""


class Population:
    """All subjects of a run, by kind, so that shares and counts over other subjects can find them."""

    def __init__(self, subjects: Iterable[Subject] = ()) -> None:
        self._by_kind: dict[str, list[Subject]] = {}
        for subject in subjects:
            self._by_kind.setdefault(subject.kind, []).append(subject)

    def within(self, kind: str, division: str) -> list[Subject]:
        """The subjects of a kind whose division lies within ``division``."""
        return [s for s in self._by_kind.get(kind, ()) if within(s.division, division)]

    def placed(self, kind: str) -> bool:
        """Whether every subject of a kind says where it is."""
        return not any(self.unplaced(kind))

    def unplaced(self, kind: str) -> Iterator[Subject]:
        """The subjects of a kind that do not say where they are: nobody knows whose they are."""
        return (s for s in self._by_kind.get(kind, ()) if not s.division)


class UsedParameter(msgspec.Struct, frozen=True):
    """A parameter value that a verdict rests on; ``value`` is None where none is in force."""

    parameter: Parameter
    value: Value | None


@dataclass(slots=True)
class Law:
    """The law as an evaluation needs it: parameters and rules by name."""

    parameters: Mapping[str, Parameter]
    rules: Mapping[str, Rule]
    calendar: Calendar = field(default_factory=Weekdays)
    functions: Mapping[str, Callable[..., Bounds]] = field(default_factory=dict)


class Said:
    """Truths of whole rules by rule and subject, each with the days on which it holds.

    ``before`` are others that may be asked first.
    """

    def __init__(self, before: Said | None = None) -> None:
        self._known: dict[tuple[str, str, str], list[tuple[int, Truth]]] = {}
        self._noted: dict[str, list[tuple[int, Truth]]] = {}  # by rule, of the subject that was noted last
        self._subject: Subject | None = None
        self._before = before

    def get(self, rule: str, subject: Subject, day: int) -> Truth | None:
        if subject is self._subject:
            noted = _holding(self._noted.get(rule, ()), day)
            if noted is not None:
                return noted
        known = _holding(self._known.get((rule, subject.kind, subject.id), ()), day)
        if known is not None:
            return known
        return self._before.get(rule, subject, day) if self._before is not None else None

    def note(self, rule: str, subject: Subject, day: int, truth: Truth) -> None:
        """Remember a truth as long as the subject is the last one that others are noted of."""
        if subject is not self._subject:
            self._subject, self._noted = subject, {}
        self._noted.setdefault(rule, []).append((day, truth))

    def keep(self, rule: str, subject: Subject, day: int, truth: Truth) -> None:
        self._known.setdefault((rule, subject.kind, subject.id), []).append((day, truth))


def _holding(truths: Iterable[tuple[int, Truth]], day: int) -> Truth | None:
    """The first that holds on a day."""
    return next((truth for since, truth in truths if since <= day < truth.until), None)


@dataclass(slots=True)
class Context:
    """One rule for one subject on one day.

    ``rows`` is the stack of records that nodes address by depth; ``rows[0]`` is the subject. ``said`` keeps what
    other rules said about any subject and for how long it holds, so that roll-ups judge each once. ``brief``: only the
    truth is asked for, not all that it rests on, so that a condition is settled by the first part that settles it.
    """

    law: Law
    rule: Rule
    day: int
    rows: list[Record]
    population: Population
    said: Said = field(default_factory=Said)
    measures: dict[str, Measure] = field(default_factory=dict)
    memo: dict[tuple[str | int, int], Any] = field(default_factory=dict)
    item: Mapping[str, object] | None = None
    used: dict[str, UsedParameter] = field(default_factory=dict)
    unset: dict[str, str] = field(default_factory=dict)  # parameter -> why it has no value
    brief: bool = False

    @property
    def subject(self) -> Subject:
        """The subject that the innermost row belongs to."""
        return self.subject_at(len(self.rows) - 1)

    def subject_at(self, depth: int) -> Subject:
        while not isinstance(row := self.rows[depth], Subject):
            depth -= 1  # the first row always is one
        return row

    def parameter(self, name: str, day: int | None = None) -> Value | None:
        """The value of a parameter in force for the current subject; notes what was used."""
        parameter = self.law.parameters[name]
        value = parameter.in_force(self.subject.division, self.day if day is None else day)
        self.used[name] = UsedParameter(parameter, value)
        if value is None:
            self.unset[name] = "not_in_force"
        elif value.kind == "unset":
            self.unset[name] = "unset"
        return value

    def next_change(self, name: str) -> int:
        return self.law.parameters[name].next_change(self.subject.division, self.day)
