"""Today: what changed since the run before, what to see to first, what lapses, and the map in small."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from anwei.tui.index.query import NOTHING, Index, RuleLine, SubjectLine, verdict_name
from anwei.tui.index.schema import FAIL, NEAR, UNKNOWN
from anwei.tui.screens.gap_map import map_of
from anwei.tui.screens.views import Handling, Key
from anwei.tui.widgets.grid import Grid
from anwei.tui.widgets.matrix import Matrix
from anwei.tui.widgets.vtable import Column, Row, VTable
from anwei.tui.words import block, day, fit, say

TOP = 60
_LABEL = 18


class Today(Handling):
    """The screen of the morning."""

    NAME = "today"

    def body(self) -> ComposeResult:
        with Horizontal(classes="row"):
            yield Static(id="since")
            yield VTable(id="first")
        yield Matrix(id="small-map")

    async def fill(self) -> None:
        index = self.office.index
        table = self.query_one("#first", VTable)
        columns = (
            Column(say("head.state"), 4, verdict=True),
            Column(say("head.subject"), 26),
            Column(say("head.requirement")),
            Column(say("head.when"), 14),
            Column(say("head.place"), 14),
        )
        if index is None or not index.meta.get("run"):
            table.show_rows(columns, [], say("empty.run" if index is not None else "loading"))
            return
        self.query_one("#since", Static).update(block(since(index)))
        table.show_rows(columns, [_row(index, *found) for found in index.top(TOP)], say("today.nothing"))
        map_of(self.query_one(Matrix), index, "place", NOTHING)

    async def on_grid_opened(self, event: Grid.Opened) -> None:
        grid = event.grid
        if isinstance(grid, Matrix) and grid.current is not None and grid.head is not None:
            inner = NOTHING.but(place=str(grid.current.key), family=str(grid.head.key))
            await self.office.open_page("gap_list:GapList", inner.plain())
        elif isinstance(grid, VTable) and grid.current is not None:
            await self.office.open_page("subject_page:SubjectPage", *grid.current.value)

    @property
    def chosen(self) -> list[Key]:
        table = self.query_one("#first", VTable)
        rows = [table.at(i) for i in range(table.rows) if table.at(i).key in table.marked]
        current = [table.current] if table.current is not None else []
        return [(r.value[0], r.value[1]) for r in rows or current]

    @property
    def rule(self) -> str:
        row = self.query_one("#first", VTable).current
        return str(row.value[2]) if row is not None else ""

    def export_rows(self) -> list[tuple[str, ...]]:
        table = self.query_one("#first", VTable)
        return [table.at(i).texts for i in range(table.rows)]


def since(index: Index) -> list[str]:
    """What changed since the run of an earlier day, and how things stand."""
    new, closed = index.changed()
    before = index.meta.get("before", 0)
    counts = ((say("today.new"), new), (say("today.closed"), closed)) if before else ()
    now = (
        (say("today.gaps"), index.meta["counts"].get(str(FAIL), 0)),
        (say("today.near"), index.count(NEAR)),
        (say("today.unknown"), index.count(UNKNOWN)),
    )
    head = [say("today.since", day=day(before))] if before else []
    return [*head, *(fit(t, _LABEL) + f"{n:>6}" for t, n in (*counts, *now))]


def _row(index: Index, subject: SubjectLine, rule: RuleLine, code: int, due: int, lapses: int) -> Row:
    late = index.meta["as_of"] - due
    when = say("late", days=late) if due and late > 0 else day(lapses or due)
    texts = (verdict_name(code), subject.name, rule.title, when, index.name("place", subject.place))
    return Row(subject.no, texts, value=(subject.kind, subject.id, rule.id))
