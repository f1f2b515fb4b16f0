"""Grains: the sets of rows that expressions are computed for.

A *base* grain is what data is recorded at: the subjects of a kind, or the records of one table. A *paired* grain is
made for conditions that look at two of them at once: each row of ``parent`` with each record of ``base`` that belongs
to the same owner (a plan with every drill of its enterprise, a county with every enterprise in it).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(eq=False, slots=True)
class Grain:
    """Rows. ``parent`` holds what they are added up to; ``base`` is set for paired grains only.

    ``table`` is empty for the subjects of ``kind``; ``owner`` is the grain whose rows own the records of ``base``;
    ``same`` holds the same records, where these are seen from one of them (and so are not to be taken for it).
    """

    name: str
    kind: str
    table: str = ""
    parent: Grain | None = None
    base: Grain | None = None
    owner: Grain | None = None
    same: Grain | None = None
    ancestors: frozenset[Grain] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        found: set[Grain] = set()
        for direct in (self.parent, self.base):
            if direct is not None:
                found |= {direct, *direct.ancestors}
        self.ancestors = frozenset(found)

    @property
    def of_subjects(self) -> bool:
        """Whether each row is a subject, or a pair that ends in one."""
        return not (self.base or self).table

    @property
    def family(self) -> Grain:
        """The subjects whose data is at hand when these rows are."""
        grain = self
        while grain.parent is not None:
            grain = grain.parent
        return grain


class Grains:
    """Every grain of a plan, each made once."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], Grain] = {}

    def _keep(self, key: tuple[object, ...], grain: Grain) -> Grain:
        return self._known.setdefault(key, grain)

    def subjects(self, kind: str) -> Grain:
        return self._keep((kind,), Grain(kind, kind))

    def others(self, kind: str, depth: int) -> Grain:
        """All subjects of a kind, as ``depth`` subjects of the same kind see them, each inside the one before."""
        return self._keep((kind, depth), Grain(f"{'other ' * depth}{kind}", kind))

    def records(self, owner: Grain, table: str) -> Grain:
        """The records of a table of the rows of ``owner`` (subjects or records)."""
        return self._keep((owner, table), Grain(f"{owner.name}.{table}", owner.kind, table, owner))

    def once_more(self, records: Grain, times: int) -> Grain:
        """The records of a table, as ``times`` of them see it, each from inside the one before."""
        name = f"{'other ' * times}{records.name}"
        made = Grain(name, records.kind, records.table, records.parent, same=records)
        return self._keep((records, times), made)

    def paired(self, parent: Grain, owner: Grain, base: Grain) -> Grain:
        """Each row of ``parent`` with each row of ``base`` that belongs to its ``owner`` row."""
        name = f"{parent.name} x {base.name}"
        return self._keep((parent, owner, base), Grain(name, base.kind, base.table, parent, base, owner))

    def __iter__(self) -> Iterator[Grain]:
        return iter(self._known.values())
