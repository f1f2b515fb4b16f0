"""What a job hands to a ledger page: views with columns and lines, all plain data that goes between processes."""

from __future__ import annotations

from dataclasses import dataclass, field

from anwei.tui.shelf.reader import Entry
from anwei.tui.words import clean

LISTED = 20_000  # lines of a view that are handed over; how many there are is said


@dataclass(frozen=True)
class Head:
    """A column: its title, its cells (0: what is left, once a view), and how its texts stand.

    ``drop``: where there is no room, columns go in this order (1 first; 0 stays).
    """

    title: str
    cells: int = 0
    right: bool = False
    verdict: bool = False
    drop: int = 0


@dataclass(frozen=True)
class Line:
    """A line: a key that does not change, its texts, what it is sorted by (by name), and what is behind it.

    ``value`` is what an action on the line needs.
    """

    key: str
    texts: tuple[str, ...]
    sorts: dict[str, tuple[object, ...]] = field(default_factory=dict)
    detail: tuple[Entry, ...] = ()
    value: tuple[str, ...] = ()
    quiet: bool = False

    @property
    def found_by(self) -> str:
        """What a search finds it by."""
        return " ".join(self.texts).lower()


@dataclass(frozen=True)
class View:
    """One view of a ledger: its name, title, columns and lines; ``empty`` is said where there is none.

    ``sorts`` are the names it can be sorted by, the first one as it comes, with their titles.
    """

    name: str
    title: str
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    sorts: tuple[tuple[str, str], ...] = ()
    empty: str = ""
    more: int = 0  # lines that were left out


@dataclass(frozen=True)
class Ledger:
    """Everything on a ledger page: its part of the path, what is said above the list, the views."""

    title: str
    band: tuple[str, ...]
    views: tuple[View, ...]


def tidy(value: object) -> str:
    """A value of data as it stands in a line."""
    return clean(str(value))
