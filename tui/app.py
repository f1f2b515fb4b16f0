"""The app: ten modes with their own stacks of screens, one registry of actions, one language and theme at a time."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar, cast

from textual.app import App
from textual.binding import Binding

from anwei.engine.services import Lang
from anwei.tui import words
from anwei.tui.actions import Acting, Action
from anwei.tui.glyphs import glyph
from anwei.tui.index.query import Index
from anwei.tui.index.schema import key_of
from anwei.tui.keeper import Keeper
from anwei.tui.looks import Looks
from anwei.tui.notices import Notices
from anwei.tui.screens.page import Page
from anwei.tui.state import State
from anwei.tui.turns import InTurn
from anwei.tui.words import say
from anwei.tui.work import Desk, Setup, Trouble

#: Key, mode and the screen at the bottom of its stack.
SCREENS = (
    ("1", "today", "today:Today"),
    ("2", "gaps", "gaps:Gaps"),
    ("3", "subject", "subject:Subjects"),
    ("4", "drills", "drills:Drills"),
    ("5", "stock", "stock:Stock"),
    ("6", "insurance", "insurance:Insurance"),
    ("7", "importing", "importing:Importing"),
    ("8", "reports", "reports:Reports"),
    ("9", "plugins", "plugins:Plugins"),
    ("0", "settings", "settings:Settings"),
)
FIRST = "first"
_SCREENS = "anwei.tui.screens."
_SAID_MS = 4.0
_OF_WORKSPACE = ("app.recompute", "app.undo", "app.redo", "app.rules", "app.mode_")


def made(target: str, *args: object) -> Page:
    """A screen by ``module:Class`` (below ``anwei.tui.screens``), imported when it is first opened."""
    module, _, name = target.partition(":")
    return cast(Page, getattr(import_module(_SCREENS + module), name)(*args))


def _switch(mode: str) -> Any:
    async def act(self: Any) -> None:
        await self.to_mode(mode)

    return act


#: The methods behind the keys of the modes.
Switching = type("Switching", (), {f"act_mode_{m}": _switch(m) for _, m, _ in SCREENS})


class AnweiApp(Acting, InTurn, Keeper, Looks, Switching, App[None]):  # type: ignore[misc, valid-type]
    """The screens of one workspace. ``setup`` is None where there is none yet: the first-run page asks."""

    CSS_PATH = "styles/app.tcss"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [
        (0, "-tiny"), (80, "-narrow"), (110, "-middle"), (160, "-wide")
    ]  # fmt: skip
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (20, "-high"), (30, "-tall")]
    MODE_KEYS: ClassVar[tuple[tuple[str, str], ...]] = tuple((k, m) for k, m, _ in SCREENS)
    MODES: ClassVar[dict[str, Any]] = {
        **{m: partial(made, target) for _, m, target in SCREENS},
        FIRST: partial(made, "first:First"),
    }
    BINDINGS: ClassVar[list[Any]] = [Binding("ctrl+c", "help_quit", show=False, system=True)]
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("app.help", ("f1", "question_mark")),
        Action("app.palette", ("f2", "ctrl+p", "colon")),
        Action("app.jump", ("f12", "f"), bar=False),
        Action("app.recompute", ("f5",)),
        Action("app.undo", ("ctrl+z", "u")),
        Action("app.redo", ("ctrl+y", "U"), bar=False),
        Action("app.look", ("f9",), bar=False),
        Action("app.language", ("ctrl+l",), bar=False),
        Action("app.rules", ("ctrl+r",), bar=False),
        Action("app.notices", ("ctrl+n",), bar=False),
        Action("app.shot", ("ctrl+o",), bar=False),
        Action("app.quit", ("ctrl+q",), bar=False),
        *(Action(f"app.mode_{m}", (k,), bar=False) for k, m, _ in SCREENS),
    )

    def __init__(self, setup: Setup | None, *, lang: Lang = "zh", theme: str = "", state: State | None = None) -> None:
        super().__init__()
        words.use(lang)
        self.setup = setup
        self.desk = Desk(setup or Setup(""))
        self.state = state or (State.of(key_of(setup.place)) if setup is not None else State(None))
        self.notices = Notices()
        self.index: Index | None = None
        self._wanted_theme = theme
        self._hinted = False

    # -- start and end -------------------------------------------------------------------------------------------

    async def on_mount(self) -> None:
        self.start_looks(self._wanted_theme or str(self.state.get("app", "theme", "dark")))
        self.take_own_keys()
        if self.setup is None:
            await self.switch_mode(FIRST)
        else:
            await self.enter(self.setup)

    async def enter(self, setup: Setup) -> None:
        """Show a workspace: its index if there is one, at the place that was left last."""
        if setup is not self.setup:
            self.desk.stop()
            self.setup, self.desk, self.state = setup, Desk(setup), State.of(key_of(setup.place))
        self.index = self.index_at(setup.place)
        mode = self.state.get("app", "mode", "today")
        opened = self.state.get("app", "opened", [])
        await self.switch_mode(mode if mode in self.MODES and mode != FIRST else "today")
        for target, *args in opened if isinstance(opened, list) else ():
            try:
                await self.push_screen(made(target, *args))
            except (ImportError, AttributeError, TypeError):  # of another version
                break
        if self.state.problem:
            self.say(say("state.problem", reason=self.state.problem), serious=True)
        self.start_keeping()

    async def action_quit(self) -> None:
        self.state.settle()
        self.desk.stop()
        self.end_tasks()
        self.exit()

    def action_help_quit(self) -> None:
        self.say(say("quit.hint"))

    # -- where we are --------------------------------------------------------------------------------------------

    @property
    def pages(self) -> list[Page]:
        """The screens of the mode, from the bottom; dialogs are none."""
        return [s for s in self.screen_stack if isinstance(s, Page)]

    @property
    def page(self) -> Page | None:
        """The screen in front, dialogs aside."""
        return self.pages[-1] if self.pages else None

    @property
    def path_words(self) -> str:
        """The path to what is shown: ``县 › 缺口 › 宏达化工``."""
        return glyph("path").join(self.path_names)

    @property
    def path_names(self) -> list[str]:
        """The names on the path, from the bottom."""
        names = [words.clean(p.name_words) for p in self.pages]
        return [n for n in names if n]

    async def open_page(self, target: str, *args: object) -> None:
        """Go deeper: a screen by ``module:Class`` and its arguments (plain values: the place is restored at start)."""
        await self.push_screen(made(target, *args))
        self._keep_place()

    async def back(self) -> None:
        """Up one level."""
        if len(self.pages) > 1:
            await self.pop_screen()
            self._keep_place()

    async def to_mode(self, mode: str) -> None:
        """Switch the mode; each keeps its own stack."""
        if self.setup is None or mode == self.current_mode:
            return
        if self.page is not None:
            self.page.remember()
        await self.switch_mode(mode)
        self._keep_place()

    def _keep_place(self) -> None:
        self.state.put("app", "mode", self.current_mode)
        opened = [list(p.PLACE) for p in self.pages[1:] if p.PLACE]
        self.state.put("app", "opened", opened or None)

    async def press(self, action: str) -> None:
        """Carry out an action by its id (or ``mode:NAME``), as if its key had been pressed."""
        if action.startswith("mode:"):
            await self.to_mode(action.removeprefix("mode:"))
            return
        focused = self.focused
        for node in [*(focused.ancestors_with_self if focused is not None else [self.screen]), self]:
            if isinstance(node, Acting) and any(a.id == action for a in node.actions()):
                await node.action_act(action)
                return

    # -- what is said --------------------------------------------------------------------------------------------

    def say(self, told: str, *, serious: bool = False) -> None:
        """A notice: shown for some seconds and kept in the history."""
        at = datetime.now().strftime("%H:%M:%S")  # noqa: DTZ005 - the office's own clock
        self.notices.add(at, words.clean(told), serious=serious)
        severity = "warning" if serious else "information"
        self.notify(words.clean(told), severity=severity, timeout=_SAID_MS, markup=False)  # type: ignore[arg-type]

    def say_trouble(self, trouble: Trouble) -> None:
        """A problem as a notice: its first two lines; all are in the history. What was typed for the job is kept."""
        self.state.refused()
        self.say(" ".join(x.strip() for x in trouble.lines[:2]), serious=True)

    def hint_input_method(self) -> None:
        """Say, once a start, that letters need the English input method."""
        if not self._hinted:
            self._hinted = True
            self.say(say("ime.hint"))

    # -- actions -------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without a workspace there is nothing to judge, to take back or to go to."""
        bare = self.setup is not None or not any(str(p).startswith(_OF_WORKSPACE) for p in parameters)
        return bare and super().check_action(action, parameters)

    async def act_help(self) -> None:
        from anwei.tui.dialogs.find import Help, offered

        await self.push_screen(Help(offered(self)), self._taken)

    async def act_palette(self) -> None:
        from anwei.tui.dialogs.find import Palette, offered

        await self.push_screen(Palette(offered(self)), self._taken)

    async def act_notices(self) -> None:
        from anwei.tui.dialogs.find import Notices as History

        await self.push_screen(History(say("notices.title")))

    async def _taken(self, chosen: str | None) -> None:
        """What was chosen in palette or help."""
        kind, _, rest = (chosen or "").partition(":")
        if kind == "act":
            await self.press(rest)
        elif kind == "subject":
            await self.open_page("subject_page:SubjectPage", *rest.split(":", 1))

    async def act_jump(self) -> None:
        """Put a digit and a letter on every pane; one of them goes there."""
        from anwei.tui.dialogs.jump import Jump, panes

        found = panes(self.screen)

        def chosen(number: int | None) -> None:
            if number is not None and found[number].is_attached:
                self.screen.set_focus(found[number])

        if found:
            await self.push_screen(Jump(found), chosen)
        else:
            self.say(say("jump.none"))

    async def act_language(self) -> None:
        """The other language, at once."""
        words.use("en" if words.lang() == "zh" else "zh")
        self.state.put("app", "lang", words.lang())
        await self.renew_pages()

    async def renew_pages(self) -> None:
        """Fill every open screen anew, the one in front first."""
        for stack in self._screen_stacks.values():
            for screen in reversed(stack):
                if isinstance(screen, Page):
                    await screen.renew()
                screen.refresh(layout=True)

    async def act_rules(self) -> None:
        await self.open_page("rules:Rules")

    async def act_shot(self) -> None:
        """Save what is on the screen as a picture."""
        from anwei.tui.shots import drawing

        path = Path.cwd() / f"anwei-{datetime.now().strftime('%Y%m%d-%H%M%S')}.svg"  # noqa: DTZ005
        try:
            path.write_text(drawing(self), encoding="utf-8")
        except OSError as error:
            self.say(say("shot.failed", path=path, reason=error.strerror), serious=True)
        else:
            self.say(say("shot.saved", path=path))

    async def act_quit(self) -> None:
        if self.page is not None:
            self.page.remember()
        await self.action_quit()
