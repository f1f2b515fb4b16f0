"""Gaps, from above: the map of places (or sectors) by families of requirements."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from anwei.tui.actions import Action
from anwei.tui.glyphs import verdict_mark, verdict_word
from anwei.tui.index.schema import FAIL, NAMES
from anwei.tui.screens.gap_map import Summary, map_of
from anwei.tui.screens.views import Key, View
from anwei.tui.widgets.grid import Grid
from anwei.tui.widgets.matrix import Matrix
from anwei.tui.words import say, text, width

BY = ("place", "sector", "who")
SHOWN = ("pass", "fail", "near", "unknown", "not_applicable", "waived")


def legend(room: int) -> str:
    """What the characters mean: as many of them as fit whole into some cells."""
    told = ""
    for name in SHOWN:
        part = f"  {verdict_mark(name).strip()} {verdict_word(name)}"
        if width(told) + width(part) > room:
            break
        told += part
    return told.strip()


class Gaps(View):
    """One row a place or sector, one column a family; a cell is the worst state and how many. Enter goes deeper."""

    NAME = "gaps"
    ACTIONS: ClassVar[tuple[Action, ...]] = (Action("gaps.rows", ("ctrl+t", "r")),)

    def __init__(self) -> None:
        super().__init__()
        self.by = "place"
        self._summary: Summary = {}

    def body(self) -> ComposeResult:
        yield Static(id="facets", classes="line")
        yield Matrix(id="map")
        yield Static(id="below", classes="line")

    def memory(self) -> dict[str, Any]:
        return {**super().memory(), "by": self.by}

    def recall(self, kept: dict[str, Any]) -> None:
        super().recall(kept)
        self.by = kept["by"] if kept.get("by") in BY else "place"

    def show_view(self) -> None:
        index, matrix = self.office.index, self.query_one(Matrix)
        if index is None or not index.meta.get("run"):
            matrix.show("", (), (), lambda _: [])
            self.query_one("#below", Static).update(
                text(say(index.empty("empty.run") if index is not None else "loading"))
            )
            return
        self._summary = map_of(matrix, index, self.by, self.facets)
        if self.focused is None:
            matrix.focus()
        self._below()

    def _below(self) -> None:
        """The column of the cursor in full, and what its cell holds."""
        matrix = self.query_one(Matrix)
        line, head = matrix.current, matrix.head
        told = legend(self.size.width - 2)
        if line is not None and head is not None:
            counts = self._summary.get((str(line.key), str(head.key)), {})
            held = "  ".join(f"{verdict_word(NAMES[c])} {n}" for c, n in sorted(counts.items()))
            cell = f"{line.label} / {head.title}: {held or say('gaps.empty_cell')}    "
            told = cell + legend(self.size.width - width(cell) - 2)
        self.query_one("#below", Static).update(text(" " + told), layout=False)

    def on_grid_moved(self, event: Grid.Moved) -> None:  # noqa: ARG002
        self._below()

    async def on_grid_opened(self, event: Grid.Opened) -> None:
        matrix = event.grid
        if isinstance(matrix, Matrix) and matrix.current is not None and matrix.head is not None:
            inner = self.facets.but(family=str(matrix.head.key), **{self.by: str(matrix.current.key)})
            self.remember()
            await self.office.open_page("gap_list:GapList", inner.plain())

    async def act_rows(self) -> None:
        """Rows are places, sectors, or those who see to subjects."""
        self.by = BY[(BY.index(self.by) + 1) % len(BY)]
        self.remember()
        await self.renew()

    @property
    def chosen(self) -> list[Key]:
        index, matrix = self.office.index, self.query_one(Matrix)
        if index is None or matrix.current is None:
            return []
        heads = [str(k) for k in matrix.marked] or [str(matrix.current.key)]
        found = []
        for head in heads:
            wanted = self.facets.but(verdict=FAIL, **{self.by: head})
            lines = index.page(index.ids(wanted)[:5000])
            found += [(s.kind, s.id) for s in lines.values()]
        return found

    def export_rows(self) -> list[tuple[str, ...]]:
        matrix = self.query_one(Matrix)
        heads = (matrix.title, "", *(h.title for h in matrix.heads))
        lines = [matrix.at(i) for i in range(matrix.rows)]
        return [heads, *((n.label, n.note, *(verdict_word(v) + t if v else "" for v, t in n.cells)) for n in lines)]
