"""Hiding facts: from a subject that is fully on file to one on which less is known.

The original is one completion of what is left, so a verdict that is decided on what is left must be the original's.
"""

from __future__ import annotations

from copy import deepcopy
from random import Random

from anwei.engine.facts.subject import Coverage, Record, Subject

#: Facts that say which record this is and whose law governs it (a subject without a division is judged by national
#: law alone, with a warning). Hiding them is another question than not knowing a value.
IDENTITY = {"id", "name", "division"}


def masked(subject: Subject, chance: float, random: Random) -> Subject:
    """A copy with each fact hidden by chance, and some tables only partly on file."""
    copy = deepcopy(subject)
    _hide(copy, chance, random)
    for table in list(copy.children):
        if table != "attestations" and random.random() < chance:
            copy.coverage[table] = random.choice([Coverage.PARTIAL, Coverage.NOT_REPORTED])
            copy.children[table] = [r for r in copy.children[table] if random.random() < 0.6]
    for table, coverage in list(copy.coverage.items()):
        if coverage is Coverage.COMPLETE and table not in copy.children and random.random() < chance:
            copy.coverage[table] = Coverage.PARTIAL
    return copy


def _hide(record: Record, chance: float, random: Random) -> None:
    for name in record.values:
        if name not in IDENTITY and random.random() < chance:
            record.values[name] = None
    for table, rows in record.children.items():
        if table == "attestations":
            continue
        for row in rows:
            _hide(row, chance, random)
