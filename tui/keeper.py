"""What keeps the screens up to date: the index of the last run, writes, undo, recompute, long tasks with progress."""

from __future__ import annotations

import contextlib
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anwei.tui import rest
from anwei.tui.actions import VIM
from anwei.tui.index.query import Index
from anwei.tui.index.schema import index_path
from anwei.tui.words import day, moment, say, weekday
from anwei.tui.work import Desk, Setup, Task, Trouble

__all__ = ["Keeper", "Task"]

if TYPE_CHECKING:
    from anwei.tui.app import AnweiApp

_LOOK_S = 2.0  # seconds between looks at whether somebody else has written
_WARM_S = 0.6  # seconds after which a large index is made quick: the first screen comes before
_OPENED_NEXT = ("gap_list", "subject_page", "drills", "drill_page", "drill_clashes", "rules", "importing", "stock")
_CANCELLED = "cancelled"


class Keeper:
    """Mixin of the app. Everything here runs in the background and tells the pages when there is something new."""

    setup: Setup | None
    desk: Desk
    index: Index | None

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.chosen_keys: dict[str, str] = {}  # of the actions that have other keys than they were declared with
        self.head = 0  # the last command of the workspace that is known of
        self._tasks: list[Task] = []
        self._making: Task | None = None
        self._told = ""
        self._signature: tuple[int, ...] = ()
        self._keeping = False

    @property
    def _app(self) -> AnweiApp:
        from anwei.tui.app import AnweiApp

        assert isinstance(self, AnweiApp)
        return self

    # -- words of the top bar ------------------------------------------------------------------------------------

    @property
    def title_words(self) -> str:
        """The name of the workspace and whether it is a demo."""
        if self.index is None:
            return Path(self.setup.place).stem if self.setup is not None else ""
        demo = f" {say('demo.badge')}" if self.index.meta.get("demo") else ""
        return f"{self.index.meta.get('name', '')}{demo}"

    @property
    def fresh_words(self) -> str:
        """The day, and how fresh the verdicts are."""
        if self._told:
            return self._told
        if self.index is None:
            return ""
        meta = self.index.meta
        parts = [f"{day(meta['today'])} {weekday(meta['today'])}"]
        if not meta.get("run"):
            parts.append(say("fresh.never"))
        elif self.stale:
            parts.append(say("fresh.stale"))
        else:
            parts.append(say("fresh.at", at=moment(meta["at"])[5:]))
        return "  ".join(parts)

    @property
    def stale(self) -> bool:
        """Whether facts were written since the run that is shown, or another day has come."""
        if self.index is None or not self.index.meta.get("run"):
            return False
        meta = self.index.meta
        written = max(self.head, meta["head"]) > max(meta["run_head"], meta["run"]) + 1
        return bool(written or meta["as_of"] != meta["today"])

    def tell(self, told: str) -> None:
        """Words in place of the day while something goes on; empty to take them away."""
        self._told = told
        if self._app.page is not None:
            self._app.page.refresh_bars()

    @property
    def fresh_is_told(self) -> bool:
        """Whether words stand in place of the day: something goes on."""
        return bool(self._told)

    def take_own_keys(self) -> None:
        """Keys that were changed, those of screens not opened yet too; what clashes is told at once."""
        self.set_keys()
        if self._app.state.section("keys"):
            from anwei.tui.screens.keymap import all_actions, clashes

            all_actions()
            if wrong := clashes(self._app):
                self._app.say(say("keys.clash.start", count=len(wrong)), serious=True)

    def set_keys(self) -> None:
        """The keys as they are wanted now: one's own, over the letters that move where these are switched on."""
        state = self._app.state
        moving = VIM if state.get("app", "vim") else {}
        self.chosen_keys = {**moving, **{k: str(v) for k, v in state.section("keys").items()}}
        self._app.set_keymap(self.chosen_keys)

    # -- the index -----------------------------------------------------------------------------------------------

    def index_at(self, place: str) -> Index | None:
        """The index of a workspace, if there is one."""
        return Index.open(index_path(place))

    def start_keeping(self) -> None:
        """Look from now on whether there is something new."""
        self._warm()
        self._app.run_worker(self.check(), group="keep")
        self._app.set_timer(_WARM_S, self._warm_desk)
        if not self._keeping:
            self._keeping = True
            assert self.setup is not None
            self._signature = _signature(Path(self.setup.place))
            self._app.set_interval(_LOOK_S, self._look)

    def _warm(self) -> None:
        """Once the first screen is drawn, make ready what is opened next, and a large index quick to narrow."""
        index = self.index
        if index is not None:
            worker = partial(self._app.run_worker, partial(_ready, index), thread=True, group="warm")
            self._app.set_timer(_WARM_S, worker)

    def _warm_desk(self) -> None:
        """Let the desk make ready what is asked of it next."""
        self._app.run_worker(self._desk_ready(), group="warm-desk", exclusive=True)

    async def _desk_ready(self) -> None:
        with contextlib.suppress(Trouble):  # whoever asks next is told the same
            await self.desk.ask("anwei.tui.jobs.warm:ready")

    def _look(self) -> None:
        """A cheap look at the files; the desk is only asked when they changed."""
        if self._app.resting:
            rest.tidy()
        if self.setup is None or self._making is not None:
            return
        signature = _signature(Path(self.setup.place))
        if signature != self._signature:
            self._signature = signature
            self._app.run_worker(self.check(), group="keep")

    async def check(self) -> None:
        """Make the index anew where the workspace has moved on."""
        try:
            head, run, today = await self.desk.ask("anwei.tui.jobs.writes:status")
        except Trouble as trouble:
            self._app.say_trouble(trouble)
            if self._app.page is not None and self.index is None:
                self._app.page.show_trouble(trouble)
            return
        self.head = head
        meta = self.index.meta if self.index is not None else {}
        if (meta.get("head"), meta.get("run"), meta.get("today")) != (head, run, today):
            await self.make_index()
        elif self._app.page is not None:
            self._app.page.refresh_bars()

    async def make_index(self) -> None:
        """Make the index in a task and show it."""
        if self.setup is None or self._making is not None:
            return
        path = index_path(self.setup.place)
        self._making = Task(self.setup, "anwei.tui.index.build:refresh", (str(path),), self._index_progress)
        self._tasks.append(self._making)
        self.tell(say("fresh.making"))
        try:
            await self._making.run()
        except Trouble as trouble:
            if trouble.code != _CANCELLED:
                self._app.say_trouble(trouble)
        finally:
            if self._making in self._tasks:
                self._tasks.remove(self._making)
            self._making = None
            self.tell("")
        await self.take_index(path)

    def _index_progress(self, done: int, of: int, _told: str) -> None:
        self.tell(say("fresh.progress", done=done, of=of))

    async def take_index(self, path: Path) -> None:
        """Show the index that lies at ``path``."""
        opened = Index.open(path)
        if opened is not None:
            self.index = opened
            self._warm()
        await self._app.renew_pages()

    # -- writes --------------------------------------------------------------------------------------------------

    async def write(self, job: str, *args: object) -> Any:
        """Carry out a writing job in the desk and show what changed; its result, or None after telling what failed."""
        try:
            done = await self.desk.ask(job, *args)
        except Trouble as trouble:
            self._app.say_trouble(trouble)
            return None
        self._app.state.settle()
        await self.check()
        await self._app.renew_pages()
        return done

    async def act_undo(self) -> None:
        """Take the last command back; another user's only after asking."""
        try:
            last = await self.desk.ask("anwei.tui.jobs.writes:of_another")
        except Trouble as trouble:
            self._app.say_trouble(trouble)
            return
        if last is None:
            await self._undo(0)
            return
        from anwei.tui.dialogs.choose import Choose

        words = {"seq": last.seq, "who": last.who, "when": last.when, "what": last.what}
        choices = [("", say("undo.leave"), "")]
        if last.own:
            choices.append((str(last.own), say("undo.own", seq=last.own, what=last.own_what), ""))
        choices.append((str(last.seq), say("undo.theirs", **words), ""))
        await self._app.push_screen(Choose(say("undo.ask", **words), choices), self._undo_chosen)

    async def _undo_chosen(self, chosen: str | None) -> None:
        if chosen:
            await self._undo(int(chosen))

    async def _undo(self, seq: int) -> None:
        told = await self.write("anwei.tui.jobs.writes:undo", seq)
        if told is not None:
            self._app.say(told)

    async def act_redo(self) -> None:
        """Do again what was undone last."""
        told = await self.write("anwei.tui.jobs.writes:redo")
        if told is not None:
            self._app.say(told)

    async def act_recompute(self) -> None:
        """Judge what may have changed, with progress; Esc ends it. Where a screen failed, it is tried again."""
        page = self._app.page
        if page is not None and page.has_class("troubled"):
            await page.renew()
        told = await self.long(say("run.title"), "anwei.tui.jobs.writes:recompute")
        if told is not None:
            self._app.say(str(told))
            await self.check()

    async def long(self, title: str, job: str, *args: object) -> Any:
        """A long task with a dialog that shows its progress; Esc cancels. None where it was cancelled or failed."""
        from anwei.tui.dialogs.working import Working

        assert self.setup is not None or job.startswith("anwei.tui.jobs.first")
        dialog = Working(title)
        task = Task(self.setup or Setup(""), job, args, dialog.progress)
        dialog.job = task
        self._tasks.append(task)
        await self._app.push_screen(dialog)
        try:
            done = await task.run()
        except Trouble as trouble:
            if trouble.code == _CANCELLED:
                self._app.state.refused()
                self._app.say(say("work.cancelled"))
            else:
                self._app.say_trouble(trouble)
            return None
        else:
            self._app.state.settle()
            return done
        finally:
            self._tasks.remove(task)
            if dialog.is_current:
                dialog.dismiss(None)

    def end_tasks(self) -> None:
        """End whatever still runs."""
        for task in list(self._tasks):
            task.cancel()


def _ready(index: Index) -> None:
    for module in _OPENED_NEXT:
        import_module(f"anwei.tui.screens.{module}")
    if index.large:
        index.warm()
    rest.settle()


def _signature(place: Path) -> tuple[int, ...]:
    found = []
    for path in (place, place.with_name(place.name + "-wal")):
        try:
            stat = path.stat()
        except OSError:
            found += [0, 0]
        else:
            found += [stat.st_mtime_ns, stat.st_size]
    return tuple(found)
