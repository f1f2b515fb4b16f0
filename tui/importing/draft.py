"""What the user has said of an import so far: plain values that outlive Esc, a crash and a restart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

STEPS = 5


@dataclass(frozen=True)
class SheetSaid:
    """What was said of one sheet of one file (by its name): kind, table, header rows (0: found), columns, or nothing.

    ``columns`` are headers and the fields they mean; ``left_out``: the sheet is not read.
    """

    file: str
    sheet: str
    kind: str = ""
    table: str = ""
    header: tuple[int, int] = (0, 0)
    columns: tuple[tuple[str, str], ...] = ()
    left_out: bool = False


@dataclass(frozen=True)
class Draft:
    """One import under way. ``folder`` is where the browser stands; ``accepted`` are kinds of problems."""

    paths: tuple[str, ...] = ()
    folder: str = ""
    step: int = 1
    sheets: tuple[SheetSaid, ...] = ()
    accepted: tuple[str, ...] = ()
    same: tuple[tuple[str, str], ...] = ()
    different: tuple[str, ...] = ()
    leave_out: bool = False

    def said(self, file: str, sheet: str) -> SheetSaid:
        """What was said of a sheet; nothing yet where there is no entry."""
        return next((s for s in self.sheets if (s.file, s.sheet) == (file, sheet)), SheetSaid(file, sheet))

    def with_sheet(self, said: SheetSaid) -> Draft:
        """With this in place of what was said of the sheet before."""
        others = tuple(s for s in self.sheets if (s.file, s.sheet) != (said.file, said.sheet))
        return replace(self, sheets=(*others, said))

    def with_column(self, file: str, sheet: str, target: tuple[str, str], header: str, meant: str) -> Draft:
        """With another meaning of a header; the sheet keeps what it was taken to hold."""
        said = self.said(file, sheet)
        columns = (*((h, f) for h, f in said.columns if h != header), (header, meant))
        return self.with_sheet(replace(said, kind=target[0], table=target[1], columns=columns))

    def toggled(self, path: str) -> Draft:
        """With a file or folder more, or one less."""
        kept = tuple(p for p in self.paths if p != path)
        return replace(self, paths=kept if path in self.paths else (*self.paths, path))

    def accepting(self, kind: str) -> Draft:
        """With the fixes of a kind of problem accepted, or no longer."""
        kept = tuple(k for k in self.accepted if k != kind)
        return replace(self, accepted=kept if kind in self.accepted else (*self.accepted, kind))

    def plain(self) -> dict[str, Any]:
        """As JSON values."""
        sheets = [
            [s.file, s.sheet, s.kind, s.table, list(s.header), [list(c) for c in s.columns], s.left_out]
            for s in self.sheets
        ]
        return {
            "paths": list(self.paths),
            "folder": self.folder,
            "step": self.step,
            "sheets": sheets,
            "accepted": list(self.accepted),
            "same": [list(p) for p in self.same],
            "different": list(self.different),
            "leave_out": self.leave_out,
        }

    @classmethod
    def of(cls, plain: object) -> Draft:
        """From JSON values; a draft of another version is given up."""
        try:
            return cls._of(plain) if isinstance(plain, dict) else cls()
        except (TypeError, ValueError, KeyError, IndexError):
            return cls()

    @classmethod
    def _of(cls, plain: dict[str, Any]) -> Draft:
        sheets = tuple(
            SheetSaid(f, s, k, t, (int(h[0]), int(h[1])), tuple((str(a), str(b)) for a, b in c), bool(out))
            for f, s, k, t, h, c, out in plain["sheets"]
        )
        return cls(
            tuple(map(str, plain["paths"])),
            str(plain["folder"]),
            min(max(int(plain["step"]), 1), STEPS),
            sheets,
            tuple(map(str, plain["accepted"])),
            tuple((str(a), str(b)) for a, b in plain["same"]),
            tuple(map(str, plain["different"])),
            bool(plain["leave_out"]),
        )


NOTHING = Draft()
