"""Import: five steps from files to one command, each of which can be gone back from. See ``tui.importing``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from anwei.tui.actions import Action
from anwei.tui.dialogs.choose import Choose, Fill
from anwei.tui.importing import shelf
from anwei.tui.importing.asking import Asking
from anwei.tui.importing.browse import Entry, listed
from anwei.tui.importing.draft import NOTHING, STEPS, Draft
from anwei.tui.importing.seen import Group, Seen
from anwei.tui.shelf.background import in_background
from anwei.tui.shelf.reader import Reader
from anwei.tui.widgets.form import Field
from anwei.tui.widgets.grid import Grid
from anwei.tui.widgets.vtable import VTable
from anwei.tui.words import block, place, say
from anwei.tui.work import Trouble

_JOBS = "anwei.tui.importing.jobs:"


class Importing(Asking):
    """The wizard. What was said is kept as a draft at once; what a check found is found again when it is needed."""

    NAME = "importing"
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("importing.next", ("f8",)),
        Action("importing.find", ("f3", "slash")),
        Action("importing.fix", ("f4", "a")),
        Action("importing.check", ("f5",)),
        Action("importing.annotate", ("f7",)),
        Action("importing.anew", ("ctrl+x", "ctrl+delete"), bar=False),
        Action("importing.across", ("tab",), bar=False),
    )

    def __init__(self) -> None:
        super().__init__()
        self.draft = NOTHING
        self.seen: Seen | None = None
        self.group = ""  # the kind of problem that is looked into, in step 4
        self._suffixes: tuple[str, ...] = ()

    def body(self) -> ComposeResult:
        yield Static(id="steps")
        yield Horizontal(ImportTable(id="list"), Reader(id="about", classes="detail narrow-hidden"), classes="row")

    # -- habits --------------------------------------------------------------------------------------------------

    def memory(self) -> dict[str, Any]:
        return self.draft.plain()

    def recall(self, kept: dict[str, Any]) -> None:
        self.draft = Draft.of(kept)
        if not self.draft.folder or not Path(self.draft.folder).is_dir():
            self.draft = replace(self.draft, folder=str(Path.cwd()))

    def say_draft(self, draft: Draft) -> None:
        """Another thing said: kept at once."""
        self.draft = draft
        self.remember()

    async def fill(self) -> None:
        table = self.query_one("#list", VTable)
        table.styles.width = "2fr"
        if self.focused is None:
            table.focus()
        if not self._suffixes:
            table.show_rows((), [], say("loading"))
            in_background(self, self._begin, "begin")
            return
        self.show_step()

    async def _begin(self) -> None:
        """Ask what can be read; a draft that had got further is checked again."""
        try:
            self._suffixes = await self.office.desk.ask(_JOBS + "suffixes")
        except Trouble as trouble:
            self.show_trouble(trouble)
            return
        if self.draft.step > 1 and self.seen is None:
            await self.to_step(self.draft.step)
        self.to_first()

    def to_first(self) -> None:
        """Show the step with the cursor on its first row; of a folder on the first that is in it."""
        table = self.query_one("#list", VTable)
        table.row = 0
        self.show_step()
        if self.draft.step == shelf.FILES:
            table.move(1)

    def show_step(self) -> None:
        """Show the step as it stands."""
        shown = self._shown()
        table = self.query_one("#list", VTable)
        table.show_rows(shown.columns, shown.rows, shown.empty)
        self.query_one("#steps", Static).update(block((self._steps_words(), " " + self._band())))
        self._tell()
        self.refresh_bars()

    def _shown(self) -> shelf.Shown:
        if self.draft.step == shelf.FILES or self.seen is None:
            return shelf.files(self._places(), self.draft)
        if self.draft.step == shelf.SHEETS:
            return shelf.sheets(self.seen, self.draft)
        if self.draft.step == shelf.COLUMNS:
            return shelf.columns(self.seen)
        if self.draft.step == shelf.PROBLEMS:
            group = self.looked_into
            return shelf.spots(group) if group is not None else shelf.problems(self.seen)
        return shelf.differences(self.seen)

    @property
    def looked_into(self) -> Group | None:
        """The group of problems that is looked into."""
        groups = self.seen.groups if self.seen is not None else ()
        return next((g for g in groups if g.key == self.group), None)

    def _places(self) -> list[Entry]:
        try:
            return listed(self.draft.folder, self._suffixes)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            self.office.say(say("importing.bad_folder", path=self.draft.folder, reason=reason), serious=True)
            self.draft = replace(self.draft, folder=str(Path.cwd()))
            return []

    def _steps_words(self) -> str:
        names = [say(f"importing.step.{n}") for n in range(1, STEPS + 1)]
        marked = [f"[{t}]" if n == self.draft.step else t for n, t in enumerate(names, 1)]
        where = place(self.draft.folder) if self.draft.step == 1 else ""
        return " " + " - ".join(marked) + (f"   {where}" if where else "")

    def _band(self) -> str:
        seen = self.seen
        if self.draft.step == 1 or seen is None:
            names = " ".join(Path(p).name for p in self.draft.paths)
            key = "importing.band.1" if self.draft.paths else "importing.band.none"
            return say(key, count=len(self.draft.paths), names=names)
        if self.draft.step == shelf.COMMIT:
            if not seen.ready and self.draft.leave_out:
                return say("importing.band.left_out", count=seen.open)
            counts = "  ".join(f"{words} {number}" for _, words, number in seen.counts if number)
            return say("importing.band.commit", counts=counts or "0")
        told = say(
            "importing.band.seen",
            good=seen.importable,
            open=seen.open,
            held=seen.count("held") + seen.count("conflict"),
            sheets=len(seen.sheets),
        )
        return told + ("  " + say("importing.band.ready") if seen.ready else "")

    def _tell(self) -> None:
        row = self.query_one("#list", VTable).current
        self.query_one("#about", Reader).read(shelf.about(row.value) if row is not None else [])

    def on_grid_moved(self, event: Grid.Moved) -> None:
        if event.grid.id == "list":
            self._tell()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What a step has no use for is not offered in it."""
        first = self.draft.step == shelf.FILES
        held = {
            "importing.fix": self.draft.step == shelf.PROBLEMS,
            "importing.annotate": not first,
            "importing.anew": self.draft != replace(NOTHING, folder=self.draft.folder),
        }
        return next((held[str(p)] for p in parameters if p in held), True) and super().check_action(action, parameters)

    # -- steps ---------------------------------------------------------------------------------------------------

    async def to_step(self, step: int) -> None:
        """Go to a step; what lies behind the files needs a check first."""
        if step > 1 and self.seen is None and not await self.check():
            step = 1
        self.group = ""
        self.say_draft(replace(self.draft, step=step))
        self.to_first()

    async def check(self) -> bool:
        """Read and compare the files in a task; whether that was done."""
        found = await self.office.long(say("importing.checking"), _JOBS + "check", self.draft)
        if found is None:
            return False
        self.seen = found
        return True

    async def again(self) -> None:
        """Check again after something was said, and stay at the step."""
        if await self.check():
            self.show_step()

    def later(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do something long without holding up keys; one thing at a time."""
        in_background(self, work, "work")

    def act_next(self) -> None:
        """The next step; at the last one the commit."""
        self.later(self._next)

    async def _next(self) -> None:
        step = self.draft.step
        if step == shelf.FILES and not self.draft.paths:
            self.office.say(say("importing.band.none"))
        elif step == shelf.PROBLEMS and self.seen is not None and not self.seen.ready:
            await self.ask_leaving(self.seen)
        elif step == shelf.COMMIT:
            await self._commit()
        else:
            await self.to_step(step + 1)

    async def _commit(self) -> None:
        seen = self.seen
        if seen is None:
            return
        if not seen.changes:
            self.office.say(say("importing.nothing_new"))
            return
        title = say("importing.committing")
        told = await self.office.long(title, _JOBS + "commit", self.draft, seen.files, seen.head)
        if told is not None:
            self.seen = None
            self.say_draft(replace(NOTHING, folder=self.draft.folder))
            self.office.say(str(told))
            await self.office.check()
            await self.office.renew_pages()

    async def act_back(self) -> None:
        """Out of what is looked into, then a step back; what was said stays."""
        table = self.query_one("#list", VTable)
        if self.focused is not None and self.focused.id == "about":
            table.focus()
        elif self.group:
            self.group = ""
            self.show_step()
        elif self.draft.step > 1:
            if self.draft.step == shelf.COMMIT and self.draft.leave_out:
                self.draft = replace(self.draft, leave_out=False)
            self.say_draft(replace(self.draft, step=self.draft.step - 1))
            self.to_first()
        else:
            await super().act_back()

    async def on_grid_opened(self, event: Grid.Opened) -> None:
        row = self.query_one("#list", VTable).current
        if event.grid.id != "list" or row is None:
            return
        if isinstance(row.value, Entry):
            await self._open(row.value)
        elif isinstance(row.value, Group):
            self.group = row.value.key
            self.to_first()
        else:
            await self.change(row.key, row.value)

    async def _open(self, place: Entry) -> None:
        if not place.folder:
            self._take(place.path)
            return
        self.say_draft(replace(self.draft, folder=place.path))
        self.to_first()

    # -- actions -------------------------------------------------------------------------------------------------

    def take(self) -> None:
        """Choose the file or folder of the cursor, or choose it no longer."""
        table = self.query_one("#list", VTable)
        row = table.current
        if (
            self.draft.step == shelf.FILES
            and row is not None
            and isinstance(row.value, Entry)
            and row.value.name != ".."
        ):
            self._take(row.value.path)
            table.move(table.row + 1)

    def _take(self, path: str) -> None:
        self.seen = None
        self.say_draft(self.draft.toggled(path))
        self.show_step()

    async def act_find(self) -> None:
        """Type a path instead of walking to it."""
        fields = (Field("path", say("importing.path"), required=True),)
        title = say("act.importing.find")
        dialog = Fill(title, fields, self.office.state, "importing-path", send=_no_path)
        await self.app.push_screen(dialog, self._typed)

    def _typed(self, values: dict[str, str] | None) -> None:
        if values is None:
            return
        path = Path(values["path"]).expanduser().absolute()
        folder = path if path.is_dir() else path.parent
        draft = replace(self.draft, step=1, folder=str(folder))
        self.seen = None
        self.say_draft(draft if path.is_dir() or str(path) in draft.paths else draft.toggled(str(path)))
        self.show_step()

    def act_fix(self) -> None:
        """Take the proposals of a kind of problem, all of them, or no longer."""
        row = self.query_one("#list", VTable).current
        group = row.value if row is not None and isinstance(row.value, Group) else self.looked_into
        if self.draft.step != shelf.PROBLEMS or group is None or group.state not in ("fix", "accepted"):
            return
        self.group = ""
        self.say_draft(self.draft.accepting(group.kind))
        self.later(self.again)

    def act_check(self) -> None:
        """Read the files again."""
        if self.has_class("troubled"):
            self.later(self.renew)
        elif self.draft.step > 1:
            self.later(self.again)
        else:
            self.show_step()

    def act_annotate(self) -> None:
        """Write the workbooks that have open problems with those cells marked, to send back."""
        if self.draft.paths:
            self.later(self._annotate)

    async def _annotate(self) -> None:
        title = say("importing.marking")
        told = await self.office.long(title, _JOBS + "annotate", self.draft, str(Path.cwd()))
        if told is not None:
            self.office.say(str(told))

    def act_anew(self) -> None:
        """Forget what was said of this import."""
        self.seen, self.group = None, ""
        self.say_draft(replace(NOTHING, folder=self.draft.folder))
        self.show_step()

    def act_across(self) -> None:
        """The next pane."""
        self.focus_next()

    async def ask_leaving(self, seen: Seen) -> None:
        """Something is still open: go on with the rest, or stay."""
        if not seen.importable:
            self.office.say(say("importing.nothing_left"), serious=True)
            return
        choices = [("stay", say("importing.stay"), ""), ("leave", say("importing.leave_out"), "")]
        title = say("importing.leave_title", count=seen.open)
        await self.app.push_screen(Choose(title, choices), self._left)

    def _left(self, chosen: str | None) -> None:
        if chosen == "leave":
            self.say_draft(replace(self.draft, leave_out=True))
            self.later(lambda: self.to_step(shelf.COMMIT))


class ImportTable(VTable):
    """The table of the wizard: Space chooses files in its first step."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (Action("importing.choose", ("space",)),)

    def act_choose(self) -> None:
        page = self.screen
        if isinstance(page, Importing):
            page.take()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only files are chosen."""
        page = self.screen
        if parameters == ("importing.choose",) and isinstance(page, Importing):
            return page.draft.step == shelf.FILES
        return super().check_action(action, parameters)


def _no_path(values: dict[str, str]) -> tuple[str, str] | None:
    path = Path(values["path"]).expanduser()
    return None if path.exists() else ("path", say("importing.no_path", path=values["path"]))
