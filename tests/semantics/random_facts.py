"""Random facts: ties, leap days, month ends, empty tables, partial coverage, huge amounts, blanks and unknowns."""

from __future__ import annotations

from datetime import date
from random import Random

from anwei.engine.facts.subject import Coverage, Record, Subject
from anwei.engine.facts.values import BLANK, Value
from anwei.engine.facts.vocabulary import FieldSpec, SubjectSpec, Vocabulary

DAYS = [date.fromisoformat(t).toordinal() for t in (
    "2023-02-28", "2024-02-29", "2024-08-31", "2025-01-31", "2025-02-28", "2025-06-30", "2025-09-30", "2025-12-31",
    "2026-01-01", "2026-01-31", "2026-02-28", "2026-03-01", "2026-03-31", "2026-05-31", "2026-08-31",
)]  # fmt: skip
DIVISIONS = ["340100", "370100", "370102", "370102001"]


def any_day(random: Random) -> int:
    """A day on which something happens: an edge of a month or year, or one close to it."""
    return random.choice(DAYS) + random.choice([0, 0, 0, 1, -1, 45])


def value(spec: FieldSpec, vocabulary: Vocabulary, random: Random) -> Value:
    """A known value of a field, with edges and ties favoured."""
    if spec.not_yet and random.random() < 0.35:
        return BLANK
    if spec.numeric:
        low = spec.minimum if spec.minimum is not None else -(10**15)
        high = spec.maximum if spec.maximum is not None else 10**15
        near = [0, 1, 2, 3, 10, 100, 101, 1250, 2025, 2026, 100_000, 30_000_000, 10**15, -1, -250]
        return min(high, max(low, random.choice([*near, *near[:5], low, high])))
    match spec.type:
        case "boolean":
            return random.random() < 0.5
        case "date":
            return any_day(random)
        case "code":
            return random.choice(sorted(vocabulary.codes[spec.codes].codes))
        case "codes":
            listed = sorted(vocabulary.codes[spec.codes].codes)
            return frozenset(random.sample(listed, random.randrange(0, 4)))
        case "ref":
            return "K1"
        case "refs":
            return frozenset(random.sample(["K1", "K2", "K3"], random.randrange(0, 4)))
    return random.choice(["甲", "乙"])


class Facts:
    """Makes subjects of a vocabulary."""

    def __init__(self, vocabulary: Vocabulary, random: Random) -> None:
        self.vocabulary = vocabulary
        self.random = random

    def subject(self, kind: str, id_: str) -> Subject:
        """A subject with everything on file: every field known (or not happened), every table complete."""
        spec, random = self.vocabulary.subjects[kind], self.random
        division = random.choice(DIVISIONS[:3] if kind == "firm" else DIVISIONS)
        made = Subject("", id_, {"id": id_, "name": id_, "division": division}, kind=kind)
        self._fill(made, spec.fields)
        for table in spec.children(""):
            if table.name == "attestations":
                made.children["attestations"] = self._attestations()
                continue
            made.children[table.name] = self._rows(spec, table.name, "", random.choice([0, 0, 1, 2, 3]))
        made.coverage = dict.fromkeys(spec.tables, Coverage.COMPLETE) | dict.fromkeys(
            self.vocabulary.subjects, Coverage.COMPLETE
        )
        return made

    def _fill(self, record: Record, fields: dict[str, FieldSpec]) -> None:
        for name, spec in fields.items():
            if name not in ("id", "name", "division"):
                record.values[name] = value(spec, self.vocabulary, self.random)

    def _rows(self, spec: SubjectSpec, table: str, parent: str, count: int) -> list[Record]:
        made = []
        for index in range(count):
            declared = spec.tables[table]
            key = f"K{index + 1}" if declared.key else ""
            record = Record(f"{parent}{table}[{key or index}]", key)
            self._fill(record, declared.fields)
            if key:
                record.values[declared.key] = key
            for child in spec.children(table):
                record.children[child.name] = self._rows(spec, child.name, f"{record.path}.", self.random.randrange(3))
            made.append(record)
        return made

    def _attestations(self) -> list[Record]:
        made = []
        for index in range(self.random.randrange(3)):
            seen = any_day(self.random)
            last = seen + self.random.choice([0, 30, 400])
            values: dict[str, Value] = {"item": self.random.choice(["seen.team", "seen.other"])}
            values |= {"holds": self.random.random() < 0.6, "seen_on": seen, "valid_until": last}
            made.append(Record(f"attestations[{index}]", "", values))
        return made
