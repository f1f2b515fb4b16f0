"""The questions of the wizard: what a sheet holds, where its header is, what a column means, whom a name means."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import replace

from anwei.tui.dialogs.choose import Choose, Fill
from anwei.tui.importing.draft import Draft, SheetSaid
from anwei.tui.importing.seen import ColumnSeen, SheetSeen, Spot
from anwei.tui.importing.shelf import header_words
from anwei.tui.screens.page import Page
from anwei.tui.widgets.form import Field
from anwei.tui.words import say
from anwei.tui.work import Trouble

_JOBS = "anwei.tui.importing.jobs:"
_IGNORED = "-"
_ROWS = 1_048_576  # of the largest sheet


class Asking(Page):
    """A page with a draft that questions change."""

    draft: Draft

    def say_draft(self, draft: Draft) -> None:
        """Another thing said."""
        raise NotImplementedError

    async def again(self) -> None:
        """Check again after something was said."""
        raise NotImplementedError

    def later(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do something long without holding up keys."""
        raise NotImplementedError

    async def change(self, key: Hashable, value: object) -> None:
        """Ask about the row of the cursor."""
        if isinstance(value, SheetSeen):
            await self._ask_sheet(value)
        elif isinstance(value, tuple) and isinstance(value[1], ColumnSeen):
            self.later(lambda: self._ask_column(value[0], value[1]))
        elif isinstance(value, Spot):
            await self._ask_like(value)
        elif isinstance(key, tuple) and value is None:
            self._say_sheet(SheetSaid(str(key[0]), str(key[1])))  # was left out: read it after all

    def _say_sheet(self, said: SheetSaid) -> None:
        self.say_draft(self.draft.with_sheet(said))
        self.later(self.again)

    # -- sheets --------------------------------------------------------------------------------------------------

    async def _ask_sheet(self, sheet: SheetSeen) -> None:
        choices = [
            ("header", say("importing.sheet.header"), header_words(sheet.header)),
            ("holds", say("importing.sheet.holds"), sheet.words),
            ("leave", say("importing.sheet.leave"), ""),
        ]
        title = f"{say('importing.sheet_title')}: {sheet.sheet}"
        await self.app.push_screen(Choose(title, choices), lambda chosen: self._asked_sheet(sheet, chosen))

    def _asked_sheet(self, sheet: SheetSeen, chosen: str | None) -> None:
        said = self.draft.said(sheet.file, sheet.sheet)
        if chosen == "leave":
            self._say_sheet(replace(said, left_out=True))
        elif chosen == "header":
            field = Field(
                "rows",
                say("importing.sheet.header"),
                header_words(sheet.header),
                True,
                hint=say("importing.header.hint"),
            )
            draft = f"importing-header-{sheet.file}-{sheet.sheet}"
            dialog = Fill(field.label, (field,), self.office.state, draft, send=_no_rows)
            self.app.push_screen(dialog, lambda v: self._said_header(said, v))
        elif chosen == "holds":
            self.later(lambda: self._ask_target(sheet, said))

    def _said_header(self, said: SheetSaid, values: dict[str, str] | None) -> None:
        rows = header_rows(values["rows"]) if values is not None else None
        if rows is not None:
            self._say_sheet(replace(said, header=rows))

    async def _ask_target(self, sheet: SheetSeen, said: SheetSaid) -> None:
        listed = await self._listed("targets")
        if listed is not None:
            dialog = Choose(say("importing.sheet.holds"), listed, f"{sheet.kind}|{sheet.table}")
            await self.app.push_screen(dialog, lambda chosen: self._said_target(said, chosen))

    def _said_target(self, said: SheetSaid, chosen: str | None) -> None:
        if chosen is not None:
            kind, _, table = chosen.partition("|")
            self._say_sheet(replace(said, kind=kind, table=table, columns=()))

    async def _listed(self, job: str, *args: object) -> list[tuple[str, str, str]] | None:
        try:
            found: list[tuple[str, str, str]] = await self.office.desk.ask(_JOBS + job, *args)
        except Trouble as trouble:
            self.office.say_trouble(trouble)
            return None
        return found

    # -- columns and names ---------------------------------------------------------------------------------------

    async def _ask_column(self, sheet: SheetSeen, column: ColumnSeen) -> None:
        listed = await self._listed("fields", sheet.kind, sheet.table)
        if listed is None:
            return
        choices = [(_IGNORED, say("importing.not_wanted"), ""), *listed]
        dialog = Choose(say("importing.column_title", header=column.header), choices, column.field)
        await self.app.push_screen(dialog, lambda chosen: self._said_column(sheet, column, chosen))

    def _said_column(self, sheet: SheetSeen, column: ColumnSeen, chosen: str | None) -> None:
        if chosen is not None and chosen != column.field:
            target = sheet.kind, sheet.table
            self.say_draft(self.draft.with_column(sheet.file, sheet.sheet, target, column.header, chosen))
            self.later(self.again)

    async def _ask_like(self, spot: Spot) -> None:
        if spot.like:
            choices = [(i, say("importing.same", name=n, id=i), "") for i, n in spot.like]
            choices.append(("", say("importing.different"), ""))
            await self.app.push_screen(Choose(spot.text, choices), lambda chosen: self._said_like(spot, chosen))

    def _said_like(self, spot: Spot, chosen: str | None) -> None:
        if chosen is None:
            return
        same = tuple(p for p in self.draft.same if p[0] != spot.text)
        different = tuple(n for n in self.draft.different if n != spot.text)
        if chosen:
            self.say_draft(replace(self.draft, same=(*same, (spot.text, chosen)), different=different))
        else:
            self.say_draft(replace(self.draft, same=same, different=(*different, spot.text)))
        self.later(self.again)


def header_rows(told: str) -> tuple[int, int] | None:
    """``3`` or ``3-4`` as first and last row; None for anything else.

    >>> header_rows("3"), header_rows("3-4"), header_rows("4-3"), header_rows("x")
    ((3, 3), (3, 4), None, None)
    """
    first, _, last = told.replace("－", "-").partition("-")
    if not first.strip().isdecimal() or (last and not last.strip().isdecimal()):
        return None
    rows = int(first), int(last or first)
    return rows if 1 <= rows[0] <= rows[1] <= _ROWS else None


def _no_rows(values: dict[str, str]) -> tuple[str, str] | None:
    return None if header_rows(values["rows"]) is not None else ("rows", say("importing.header.hint"))
