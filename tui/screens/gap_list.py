"""Gaps, subject by subject: rows are subjects, columns requirements, one character a verdict; or the same as a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widgets import Input, Static

from anwei.tui.actions import Action
from anwei.tui.dialogs.choose import Choose
from anwei.tui.glyphs import verdict_word
from anwei.tui.index.query import ORDERS, Facets, RuleLine, SubjectLine, verdict_name
from anwei.tui.screens.facets import facet_words
from anwei.tui.screens.planned import OPEN, planned_mark, planned_words
from anwei.tui.screens.views import Key, View
from anwei.tui.widgets.form import Typed
from anwei.tui.widgets.grid import Grid
from anwei.tui.widgets.lines import Lines
from anwei.tui.widgets.matrix import Head, Line, Matrix
from anwei.tui.widgets.vtable import Column, MarkTable, Row, VTable
from anwei.tui.words import day, say, text

DEBOUNCE_S = 0.08
_LISTED = 6  # requirements named in a line of the list


class GapList(View):
    """The subjects of a view, worst first. Enter opens a subject at the requirement of the cursor."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("gap_list.search", ("slash", "ctrl+f")),
        Action("gap_list.sort", ("f4",)),
        Action("gap_list.shape", ("ctrl+t", "m"), bar=False),
        Action("gap_list.columns", ("ctrl+e",), bar=False),
    )

    def __init__(self, facets: dict[str, Any]) -> None:
        super().__init__()
        self.facets = Facets.of(facets)
        self.PLACE = ("gap_list:GapList", facets)
        self.order = "worst"
        self.as_list = False
        self.everything = False
        self._rules: Sequence[RuleLine] = ()
        self._later: Timer | None = None
        self._waived = False  # as the key bar shows it

    def body(self) -> ComposeResult:
        yield Static(id="facets", classes="line")
        yield Typed(value=self.facets.text, id="wanted", compact=True)
        with Horizontal(classes="row"):
            yield Matrix(id="map")
            yield MarkTable(id="list")
            yield Lines(id="side", classes="side")
        yield Static(id="below", classes="line")

    @property
    def name_words(self) -> str:
        return facet_words(self.office.index, self.facets)

    # -- showing -------------------------------------------------------------------------------------------------

    def show_view(self) -> None:
        index = self.office.index
        self.query_one("#wanted", Input).placeholder = say("subject.search.hint")
        matrix, table = self.query_one(Matrix), self.query_one(VTable)
        matrix.display, table.display = not self.as_list, self.as_list
        if index is None:
            self.query_one("#below", Static).update(text(say("loading")))
            return
        ids = index.ids(self.facets, self.order)
        self._rules = index.columns(self.facets, len(ids), everything=self.everything)
        if self.as_list:
            columns = (
                Column(say("head.subject"), 28),
                Column(say("head.place"), 14),
                Column(say("head.gaps"), 4, right=True),
                Column(say("head.unknowns"), 4, right=True),
                Column(say("head.requirement")),
            )
            table.show(columns, ids, self._rows, say(index.empty("empty.view")))
        else:
            heads = [Head(r.no, r.title, 4) for r in self._rules]
            matrix.show(say("gaps.found", count=len(ids)), heads, ids, self._lines, say(index.empty("empty.view")))
        if self.focused is None or self.focused.display is False:
            (table if self.as_list else matrix).focus()
        self._beside()

    def _lines(self, numbers: Sequence[int]) -> list[Line]:
        assert self.office.index is not None
        found = self.office.index.page(numbers)
        return [
            Line(n, s.name, str(s.gaps or ""), tuple(self._cell(s, r) for r in self._rules), s)
            for n in numbers
            for s in (found[n],)
        ]

    def _cell(self, subject: SubjectLine, rule: RuleLine) -> tuple[str, str]:
        """A verdict, and whether a drill for it is on the books."""
        assert self.office.index is not None
        name = verdict_name(subject.code(rule))
        return name, planned_mark(self.office.index, subject, rule) if name in OPEN else ""

    def _rows(self, numbers: Sequence[int]) -> list[Row]:
        index = self.office.index
        assert index is not None
        found = index.page(numbers)
        rows = []
        for n in numbers:
            s = found[n]
            short = [r.title for r in self._rules if verdict_name(s.code(r)) == "fail"]
            named = say("mark.and").join(short[:_LISTED])
            rows.append(Row(n, (s.name, index.name("place", s.place), str(s.gaps), str(s.unknowns), named), value=s))
        return rows

    @property
    def subject(self) -> SubjectLine | None:
        """The subject of the cursor."""
        grid: Matrix | VTable = self.query_one(VTable) if self.as_list else self.query_one(Matrix)
        return grid.current.value if grid.current is not None else None

    @property
    def waived(self) -> bool:
        subject, rule = self.subject, self.column
        return subject is not None and rule is not None and verdict_name(subject.code(rule)) == "waived"

    @property
    def column(self) -> RuleLine | None:
        """The requirement of the cursor."""
        head = self.query_one(Matrix).head
        index = self.office.index
        if self.as_list or head is None or index is None:
            return None
        return index.rules[int(str(head.key))]

    def _beside(self) -> None:
        """The requirement and the verdict of the cursor in full: below, and at the side where there is room."""
        subject, rule = self.subject, self.column
        below = f" {rule.title}" if rule is not None else ""
        lines: list[str] = []
        if subject is not None and rule is not None:
            name = verdict_name(subject.code(rule))
            lapses, _, due, waiver = subject.dates.get(rule.pos, (0, -1, 0, ""))
            told = [verdict_word(name) if name else say("gaps.not_concerned")]
            told += [say("card.due", day=day(due))] if due else []
            told += [say("gaps.lapses", day=day(lapses))] if lapses else []
            told += [say("gaps.waiver", id=waiver)] if waiver else []
            told += [words] if (words := planned_words(self.office.index, subject, rule)) else []
            below = f" {rule.title}    {'  '.join(told)}"
            lines = [subject.name, "", rule.title, "", *told, "", say(f"severity.{_severity(rule)}"), "", rule.id]
        elif subject is not None:
            lines = [subject.name, subject.id, subject.credit]
        self.query_one("#below", Static).update(text(below), layout=False)
        self.query_one("#side", Lines).show(lines)

    def on_grid_moved(self, event: Grid.Moved) -> None:  # noqa: ARG002
        self._beside()
        if self.waived != self._waived:
            self._waived = self.waived
            self.refresh_bars()

    async def on_grid_opened(self, event: Grid.Opened) -> None:  # noqa: ARG002
        subject, rule = self.subject, self.column
        if subject is not None:
            concerns = rule is not None and rule.kind == subject.kind
            args = (rule.id,) if rule is not None and concerns else ()
            await self.office.open_page("subject_page:SubjectPage", subject.kind, subject.id, *args)

    # -- search, order, shape ------------------------------------------------------------------------------------

    def act_search(self) -> None:
        self.query_one("#wanted", Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Typing narrows after a short rest."""
        if event.value.strip() == self.facets.text:
            return
        if self._later is not None:
            self._later.stop()
        self._later = self.set_timer(DEBOUNCE_S, self._search)

    async def _search(self) -> None:
        wanted = self.query_one("#wanted", Input).value.strip()
        await self.narrow(self.facets.but(text=wanted))

    async def on_input_submitted(self) -> None:
        """What is typed after Enter is meant for what was found."""
        if self._later is not None:
            self._later.stop()
        await self._search()
        (self.query_one(VTable) if self.as_list else self.query_one(Matrix)).focus()

    async def act_sort(self) -> None:
        offered = [(o, say(f"order.{o}"), "") for o in ORDERS]
        await self.app.push_screen(Choose(say("act.gap_list.sort"), offered, self.order), self._sorted)

    async def _sorted(self, order: str | None) -> None:
        if order is not None:
            self.order = order
            await self.renew()

    async def act_shape(self) -> None:
        """Matrix or list."""
        self.as_list = not self.as_list
        await self.renew()

    async def act_columns(self) -> None:
        """All requirements, or only those with something to see to."""
        self.everything = not self.everything
        await self.renew()

    # -- bulk ----------------------------------------------------------------------------------------------------

    @property
    def chosen(self) -> list[Key]:
        grid: Matrix | VTable = self.query_one(VTable) if self.as_list else self.query_one(Matrix)
        index = self.office.index
        if index is not None and grid.marked:
            return [(s.kind, s.id) for s in index.page([int(str(k)) for k in grid.marked]).values()]
        subject = self.subject
        return [(subject.kind, subject.id)] if subject is not None else []

    @property
    def rule(self) -> str:
        column = self.column
        return column.id if column is not None else ""

    def export_rows(self) -> list[tuple[str, ...]]:
        index = self.office.index
        assert index is not None
        rows = [(say("head.number"), say("head.subject"), say("head.place"), *(r.title for r in self._rules))]
        ids = index.ids(self.facets, self.order)
        for start in range(0, len(ids), 500):
            page = index.page(ids[start : start + 500])
            for n in ids[start : start + 500]:
                s = page[n]
                cells = (verdict_word(v) if (v := verdict_name(s.code(r))) else "" for r in self._rules)
                rows.append((s.id, s.name, index.name("place", s.place), *cells))
        return rows


def _severity(rule: RuleLine) -> str:
    return ("minor", "major", "critical")[rule.severity]
