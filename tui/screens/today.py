"""Today: what changed since the run before, what to see to first, what lapses, and the map in small."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Resize
from textual.widgets import Static

from anwei.tui.glyphs import glyph
from anwei.tui.index.query import NOTHING, Index, RuleLine, SubjectLine, verdict_name
from anwei.tui.index.schema import FAIL, NEAR, UNKNOWN
from anwei.tui.screens.gap_map import map_of
from anwei.tui.screens.planned import planned_words
from anwei.tui.screens.views import Handling, Key
from anwei.tui.shelf.background import in_background
from anwei.tui.widgets.grid import Grid
from anwei.tui.widgets.matrix import Matrix
from anwei.tui.widgets.vtable import Column, MarkTable, Row, VTable
from anwei.tui.words import block, day, fit, say, text, weekday, width
from anwei.tui.work import Trouble

if TYPE_CHECKING:  # jobs bring the database with them; the first paint must not wait for it
    from anwei.tui.calendar.told import WeekLine

TOP = 60
_LABEL = 18
_NEVER = 21  # cells: room for "no record" with the day by which the first was due
BESIDE = 110  # columns from which what changed stands beside the list
_NAMES = ((120, 32), (0, 26))  # from so many columns on, cells of a name beside the requirement


class Today(Handling):
    """The screen of the morning."""

    NAME = "today"
    _shape = (0, False)  # cells of a name, and whether what changed stands beside the list

    def body(self) -> ComposeResult:
        with Horizontal(id="morning", classes="row"):
            yield Static(id="since")
            yield MarkTable(id="first")
        yield Static(id="week", classes="line")
        yield Matrix(id="small-map")

    @on(Resize)
    async def wide_or_narrow(self, event: Resize) -> None:
        """Names take more room where there is some, and what changed stands beside the list or above it."""
        if self._shape != _shape(event.size.width) and self.query("#first"):
            await self.renew()

    async def fill(self) -> None:
        index = self.office.index
        self._shape = _shape(self.app.size.width)
        table = self.query_one("#first", VTable)
        columns = (
            Column(say("head.state"), 4, verdict=True),
            Column(say("head.subject"), self._shape[0]),
            Column(say("head.requirement")),
            Column(say("head.when"), _NEVER if index is not None and index.never else 14),
            Column(say("head.place"), 14, drop=1),
        )
        if index is None or not index.meta.get("run"):
            table.show_rows(columns, [], say(index.empty("empty.run") if index is not None else "loading"))
            return
        told = since(index)
        shown = block(_listed(told)) if self._shape[1] else text(_line(told, self.app.size.width - 2))
        self.query_one("#since", Static).update(shown)
        table.show_rows(columns, [_row(index, *found) for found in index.top(TOP)], say(index.empty("today.nothing")))
        map_of(self.query_one(Matrix), index, "place", NOTHING)
        in_background(self, self._week, "week")

    async def _week(self) -> None:
        """The drills of this week on one line; no line where they cannot be read (mode 4 says why)."""
        line = self.query_one("#week", Static)
        try:
            found: list[WeekLine] = await self.office.desk.ask("anwei.tui.jobs.drills:week")
        except Trouble:
            line.display = False
        else:
            line.display = True
            line.update(text(" " + week_words(found, self.size.width - 2)))

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


def _shape(columns: int) -> tuple[int, bool]:
    """The cells of a subject's name on a screen so wide, and whether what changed stands beside the list."""
    return next(cells for least, cells in _NAMES if columns >= least), columns >= BESIDE


def week_words(found: Sequence[WeekLine], cells: int) -> str:
    """The drills of a week in so many cells: weekday, title, how many units; then how many more, and conflicts."""
    if not found:
        return say("week.none")
    clashing = sum(d.clash for d in found)
    tail = say("week.clashes", count=clashing) if clashing else ""
    told = [f"{weekday(d.day)} {d.title}({say('week.units', count=d.units)})" for d in found]
    for shown in range(len(told), -1, -1):
        more = [say("week.more", count=len(told) - shown)] if shown < len(told) else []
        words = say("week.some", count=len(found), drills=glyph("dot").join([*told[:shown], *more])) + tail
        if width(words) <= cells:
            return words
    return words


def since(index: Index) -> list[tuple[str, int]]:
    """What changed since the run of an earlier day, and how things stand: words and a number (-1: none)."""
    new, closed = index.changed()
    before = index.meta.get("before", 0)
    counts = ((say("today.new"), new), (say("today.closed"), closed)) if before else ()
    now = (
        (say("today.gaps"), index.meta["counts"].get(str(FAIL), 0)),
        (say("today.near"), index.count(NEAR)),
        (say("today.unknown"), index.count(UNKNOWN)),
    )
    head = [(say("today.since", day=day(before)), -1)] if before else []
    return [*head, *counts, *now]


def _listed(told: Sequence[tuple[str, int]]) -> list[str]:
    """Below one another."""
    return [fit(t, _LABEL) + f"{n:>6}" if n >= 0 else t for t, n in told]


def _line(told: Sequence[tuple[str, int]], cells: int) -> str:
    """On one line: as many as there is room for, how things stand before what changed."""
    parts = [f"{t} {n}" if n >= 0 else t for t, n in told]
    while len(parts) > 1 and width("  ".join(parts)) > cells:
        parts.pop(0)
    return "  ".join(parts)


def _row(index: Index, subject: SubjectLine, rule: RuleLine, code: int, due: int, lapses: int) -> Row:
    late = index.meta["as_of"] - due
    late_words = say("late.none", day=day(due)) if (subject.no, rule.no) in index.never else say("late", days=late)
    when = planned_words(index, subject, rule) or (late_words if due and late > 0 else day(lapses or due))
    texts = (verdict_name(code), subject.name, rule.title, when, index.name("place", subject.place))
    return Row(subject.no, texts, value=(subject.kind, subject.id, rule.id))
