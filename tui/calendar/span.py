"""Some days of the calendar in a row, marked from one to another: one end stays, the other may go with the cursor."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Span:
    """Days (ordinals) between two ends, both among them. While it is ``growing`` one end moves with the cursor.

    >>> span = Span(9, 9).to(5)
    >>> span.first, span.last, len(span.days), span.sign(5), span.sign(7), span.sign(9), span.sign(4)
    (5, 9, 5, '[', '=', ']', '')
    >>> span.swapped.moving, span.kept.to(2) == span.kept
    (9, True)
    """

    stays: int
    moving: int
    growing: bool = True

    @property
    def first(self) -> int:
        """The earlier end."""
        return min(self.stays, self.moving)

    @property
    def last(self) -> int:
        """The later end."""
        return max(self.stays, self.moving)

    @property
    def days(self) -> range:
        """All its days."""
        return range(self.first, self.last + 1)

    @property
    def kept(self) -> Span:
        """The same days, which no longer follow the cursor."""
        return replace(self, growing=False)

    @property
    def swapped(self) -> Span:
        """The same days with the other end moving."""
        return replace(self, stays=self.moving, moving=self.stays)

    def to(self, day: int) -> Span:
        """With its moving end on another day, if it still grows."""
        return replace(self, moving=day) if self.growing else self

    def sign(self, day: int) -> str:
        """What marks a day of it without colour; empty for other days."""
        if day not in self.days:
            return ""
        ends = ("[" if day == self.first else "") + ("]" if day == self.last else "")
        return ends or "="
