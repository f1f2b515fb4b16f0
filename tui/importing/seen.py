"""What a check of files found, as plain data in words: sheets, columns, problems by kind, and what rows would do."""

from __future__ import annotations

from dataclasses import dataclass

LISTED = 5000  # cells of a kind of problem and rows of the comparison that are handed over


@dataclass(frozen=True)
class ColumnSeen:
    """A column: letter, header, the field it is taken for (empty: none, ``-``: not wanted) and how that is known."""

    letter: str
    header: str
    field: str
    words: str
    how: str


@dataclass(frozen=True)
class SheetSeen:
    """A sheet that holds a table: of what (kind and table), its header rows, how many rows, its columns."""

    file: str
    sheet: str
    kind: str
    table: str
    words: str
    header: tuple[int, int]
    rows: int
    columns: tuple[ColumnSeen, ...]


@dataclass(frozen=True)
class Spot:
    """One offending text and where it stands. ``like`` are the subjects on file that a name may mean: id and name."""

    file: str
    place: str
    cells: int
    text: str
    fix: str
    what: str
    help: str
    like: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Group:
    """Everything found of one kind in one state: ``bad``, ``fix``, ``accepted`` or ``note``."""

    kind: str
    state: str
    words: str
    state_words: str
    cells: int
    spots: tuple[Spot, ...]
    more: int = 0

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.state}"


@dataclass(frozen=True)
class Difference:
    """What a row would do: to whom, and each field before and after, in words."""

    outcome: str
    words: str
    subject: str
    what: str
    fields: tuple[tuple[str, str, str], ...]
    place: str


@dataclass(frozen=True)
class Seen:
    """The result of a check. ``files`` are names and digests, ``head`` the last command it was compared with."""

    files: tuple[tuple[str, str], ...]
    sheets: tuple[SheetSeen, ...]
    groups: tuple[Group, ...]
    differences: tuple[Difference, ...]
    more: int
    counts: tuple[tuple[str, str, int], ...]  # outcome, its words, how many
    open: int
    head: int
    changes: int

    @property
    def ready(self) -> bool:
        """Whether nothing stands in the way."""
        return self.open == 0

    def count(self, outcome: str) -> int:
        return next((n for name, _, n in self.counts if name == outcome), 0)

    @property
    def importable(self) -> int:
        """Rows that would be imported or need nothing."""
        return sum(n for name, _, n in self.counts if name in ("new", "changed", "unchanged", "removed"))
