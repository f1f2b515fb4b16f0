"""Reports: the kinds, and one report with whom it is about, its format, a preview and the file it is written to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from anwei.engine import services
from anwei.tui.actions import Action
from anwei.tui.dialogs.choose import Choose, Fill
from anwei.tui.reports.asked import MOST_DAYS, Asked
from anwei.tui.reports.lines import Lines
from anwei.tui.screens.page import Page
from anwei.tui.shelf.background import in_background
from anwei.tui.widgets.form import Field
from anwei.tui.widgets.grid import Grid
from anwei.tui.widgets.vtable import Column, Row, VTable
from anwei.tui.words import place, say, text
from anwei.tui.work import Trouble

_JOBS = "anwei.tui.reports.jobs:"
ALL = "*"
ROWS = ("format", "division", "sector", "ids", "within", "unmasked", "folder")


class Reports(Page):
    """The kinds of reports and what each says."""

    NAME = "reports"

    def body(self) -> ComposeResult:
        yield VTable(id="list")

    async def fill(self) -> None:
        columns = (Column(say("reports.report"), 24), Column(say("reports.says")))
        rows = [Row(k, (say(f"reports.kind.{k}"), say(f"reports.kind.{k}.what"))) for k in services.REPORT_KINDS]
        table = self.query_one(VTable)
        table.show_rows(columns, rows, say("empty.reports"))
        if self.focused is None:
            table.focus()

    async def on_grid_opened(self, event: Grid.Opened) -> None:
        row = event.grid.current if isinstance(event.grid, VTable) else None
        if row is not None:
            await self.office.open_page("reports:Report", str(row.key))


class Report(Page):
    """One report. Enter changes a choice, F4 previews, F8 writes the file."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("report.write", ("f8",)),
        Action("report.preview", ("f4",)),
        Action("report.across", ("tab",), bar=False),
    )

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind
        self.PLACE = ("reports:Report", kind)
        self.asked = Asked(kind, folder=str(Path.cwd()))
        self.lines: list[str] | None = None
        self._choices: tuple[list[Any], list[Any]] | None = None

    @property
    def name_words(self) -> str:
        return say(f"reports.kind.{self.kind}")

    def body(self) -> ComposeResult:
        yield VTable(id="choices")
        yield Static(id="said", classes="line")
        yield Horizontal(Lines(id="preview"), classes="row")

    async def on_mount(self) -> None:
        kept = Asked.of(self.kind, self.office.state.get("report", self.kind))
        formats = (*services.REPORT_FORMATS, services.OSCAL)
        self.asked = replace(kept, format=kept.format if kept.format in formats else "docx")
        if not self.asked.folder or not Path(self.asked.folder).is_dir():
            self.asked = replace(self.asked, folder=str(Path.cwd()))
        await super().on_mount()

    async def fill(self) -> None:
        table = self.query_one("#choices", VTable)
        table.styles.height = len(ROWS) + 1
        columns = (Column(say("reports.choice"), 16), Column(say("reports.chosen")))
        table.show_rows(columns, [Row(n, (say(f"reports.{n}"), self._shown(n))) for n in ROWS])
        self.query_one("#said", Static).update(
            text(" " + say("reports.about" if self.lines is None else "reports.shown"))
        )
        reader = self.query_one("#preview", Lines)
        if self.lines is None:
            reader.read((say(f"reports.kind.{self.kind}.what"), say("reports.keys")))
        if self.focused is None:
            table.focus()
        if self._choices is None:
            in_background(self, self._offer, "offer")

    async def _offer(self) -> None:
        """Ask for places and sectors, so that choosing one is quick."""
        try:
            self._choices = await self.office.desk.ask(_JOBS + "choices")
        except Trouble as trouble:
            self.show_trouble(trouble)
            return
        await self.renew()

    def _shown(self, name: str) -> str:
        """A choice in words."""
        value = getattr(self.asked, name)
        if name in ("division", "sector"):
            listed = self._choices[("division", "sector").index(name)] if self._choices else ()
            return next((n for key, n, _ in listed if key == value), value) or say("reports.all")
        if name == "ids":
            return " ".join(value) or say("reports.all")
        if name == "unmasked":
            return say("reports.open" if value else "reports.masked")
        if name == "folder":
            return place(value)
        return say("reports.days", count=value) if name == "within" else say(f"reports.format.{value}")

    async def on_grid_opened(self, event: Grid.Opened) -> None:
        row = event.grid.current if isinstance(event.grid, VTable) else None
        if row is not None:
            await self._change(str(row.key))

    async def _change(self, name: str) -> None:
        title = say(f"reports.{name}")
        if name == "unmasked":
            await self._take(name, not self.asked.unmasked)
        elif name == "format":
            formats = [(f, say(f"reports.format.{f}"), f) for f in (*services.REPORT_FORMATS, services.OSCAL)]
            await self.app.push_screen(Choose(title, formats, self.asked.format), lambda v: self._took(name, v))
        elif name in ("division", "sector"):
            if self._choices is None:
                self.office.say(say("loading"))
                return
            listed = [(ALL, say("reports.all"), ""), *self._choices[("division", "sector").index(name)]]
            now = getattr(self.asked, name) or ALL
            await self.app.push_screen(Choose(title, listed, now), lambda v: self._took(name, v))
        else:
            now = " ".join(self.asked.ids) if name == "ids" else str(getattr(self.asked, name))
            check = "number" if name == "within" else ""
            fields = (Field(name, title, now, required=name != "ids", check=check, hint=say(f"reports.{name}.hint")),)
            dialog = Fill(title, fields, self.office.state, f"report-{self.kind}-{name}", send=self._wrong)
            await self.app.push_screen(dialog, lambda v: self._took(name, v[name] if v is not None else None))

    @staticmethod
    def _wrong(values: dict[str, str]) -> tuple[str, str] | None:
        """What is wrong with what was typed."""
        if "within" in values and not (values["within"].isdigit() and int(values["within"]) <= MOST_DAYS):
            return "within", say("reports.within.hint")
        if "folder" in values and not Path(values["folder"]).expanduser().is_dir():
            return "folder", say("reports.no_folder", path=values["folder"])
        return None

    def _took(self, name: str, value: str | None) -> None:
        if value is not None:
            self.run_worker(self._take(name, "" if value == ALL else value), group="take")

    async def _take(self, name: str, value: str | bool) -> None:
        """Another choice: it is remembered, and the preview of before no longer holds."""
        taken: Any = value
        if name == "ids":
            taken = tuple(str(value).replace(",", " ").replace("，", " ").split())
        elif name == "within":
            taken = int(value)
        elif name == "folder":
            taken = str(Path(str(value)).expanduser())
        self.asked = replace(self.asked, **{name: taken})
        self.office.state.put("report", self.kind, self.asked.plain())
        self.lines = None
        await self.renew()

    # -- what is made --------------------------------------------------------------------------------------------

    def act_preview(self) -> None:
        """Judge the scope and show the report here."""
        in_background(self, self._preview, "make")

    async def _preview(self) -> None:
        lines = await self.office.long(self.name_words, _JOBS + "preview", self.asked)
        if lines is not None:
            self.lines = list(lines)
            reader = self.query_one("#preview", Lines)
            reader.read(self.lines)
            reader.focus()
            await self.renew()

    def act_write(self) -> None:
        """Write the file, and say where it lies."""
        in_background(self, self._write, "make")

    async def _write(self) -> None:
        path = await self.office.long(self.name_words, _JOBS + "put", self.asked)
        if path is not None:
            told = say("reports.written", path=path)
            self.query_one("#said", Static).update(text(" " + told))
            self.office.say(told)

    def act_across(self) -> None:
        """The next pane."""
        self.focus_next()

    async def act_back(self) -> None:
        """Out of the preview first, then up."""
        if self.focused is not None and self.focused.id == "preview":
            self.query_one("#choices", VTable).focus()
        else:
            await super().act_back()
