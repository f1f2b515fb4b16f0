"""The hidden sheet of a form: what it was made for and what it should hold."""

from __future__ import annotations

from dataclasses import dataclass

from anwei.engine.forms.archive import refuse
from anwei.engine.forms.layout import LAYOUT, MAGIC, MANIFEST
from anwei.engine.forms.workbook import Cells

FACTS = ""  # the table name of the sheet that holds the subject's own facts


@dataclass(frozen=True, slots=True)
class Manifest:
    """A form's kind, the digest of its vocabulary, and its sheets: title -> (table, columns)."""

    kind: str
    digest: str
    sheets: dict[str, tuple[str, tuple[str, ...]]]
    aside: frozenset[str]

    @property
    def facts(self) -> tuple[str, tuple[str, ...]]:
        """The title of the sheet with the subject's own facts, and their names."""
        return next((title, names) for title, (table, names) in self.sheets.items() if table == FACTS)


def read_manifest(sheets: dict[str, Cells], name: str) -> Manifest:
    """What the form says about itself. Raises AnweiError where the workbook is no form of this layout."""
    cells = sheets.get(MANIFEST)
    if cells is None or cells.text(1, 1) != MAGIC:
        raise refuse("XLS-007", name)
    if cells.text(1, 2) != LAYOUT:
        raise refuse("XLS-022", name, found=cells.text(1, 2) or "?", current=LAYOUT)
    kind = digest = ""
    aside = {MANIFEST}
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for row in sorted(cells.rows):
        last = max(cells.rows[row], default=0)
        words = [cells.text(row, column) for column in range(1, min(last, 2_000) + 1)]
        match words:
            case ["kind", word, *_]:
                kind = word
            case ["vocabulary", word, *_]:
                digest = word
            case ["aside", *titles]:
                aside |= set(titles)
            case ["sheet", title, *rest]:
                found[title] = (rest[0] if rest else FACTS, tuple(n for n in rest[1:] if n))
    if not kind or all(table != FACTS for table, _ in found.values()):
        raise refuse("XLS-007", name)
    return Manifest(kind, digest, found, frozenset(aside))
