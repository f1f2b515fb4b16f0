"""Filling in what a finding says is missing, with any values that the vocabulary allows."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import date
from random import Random

from anwei.engine.facts.subject import Coverage, Record, Subject
from anwei.engine.facts.values import BLANK, Value
from anwei.engine.facts.vocabulary import FieldSpec, Vocabulary
from anwei.engine.record.finding import Missing

_STEP = re.compile(r"([^.\[\]]+)\[([^\]]*)\]\.")


def any_value(spec: FieldSpec, vocabulary: Vocabulary, random: Random) -> Value:
    """A value of a field, chosen by chance over its whole range, with small numbers and recent days favoured."""
    if spec.not_yet and random.random() < 0.3:
        return BLANK
    if spec.numeric:
        low = spec.minimum if spec.minimum is not None else -1000
        high = spec.maximum if spec.maximum is not None else low + random.choice([3, 100, 10**6, 10**10])
        return random.randint(low, max(low, high))
    match spec.type:
        case "boolean":
            return random.random() < 0.5
        case "date":
            return date(2026, 11, 21).toordinal() + random.randint(-1500, 400)
        case "code":
            return random.choice(sorted(vocabulary.codes[spec.codes].codes))
        case "codes":
            listed = sorted(vocabulary.codes[spec.codes].codes)
            return frozenset(random.sample(listed, random.randint(0, min(3, len(listed)))))
        case "refs":
            return frozenset()
    return random.choice(["甲", "乙"])


def filled(subject: Subject, missing: tuple[Missing, ...], vocabulary: Vocabulary, random: Random) -> Subject | None:
    """A copy with every missing fact filled; None where something other than the subject's own facts is missing."""
    copy = deepcopy(subject)
    for item in missing:
        if item.kind == "coverage" and item.path.startswith("coverage:"):
            copy.coverage[item.path.removeprefix("coverage:")] = Coverage.COMPLETE
        elif item.kind == "fact" and ":" not in item.path:
            _fill(copy, item.path, vocabulary, random)
        else:
            return None
    return copy


def _fill(subject: Subject, path: str, vocabulary: Vocabulary, random: Random) -> None:
    spec = vocabulary.subjects[subject.kind]
    record: Record = subject
    fields = spec.fields
    rest = path
    done = ""
    while match := _STEP.match(rest):
        table = match[1]
        done += match[0]
        record = next(r for r in record.children[table] if r.path == done[:-1])
        fields = spec.tables[table].fields
        rest = rest[match.end() :]
    record.values[rest] = any_value(fields[rest], vocabulary, random)
