"""The two fixed lines of a screen: the bar on top (office, day, modes, path) and the key bar below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from rich.segment import Segment
from rich.style import Style
from textual.dom import DOMNode
from textual.events import Click
from textual.strip import Strip
from textual.widget import Widget

from anwei.tui.actions import Acting, Action, shown_key
from anwei.tui.glyphs import glyph
from anwei.tui.theme import Inks, inks
from anwei.tui.words import fit, say, width

if TYPE_CHECKING:
    from anwei.tui.app import AnweiApp

MOST = 10


class Bar(Widget):
    """A widget of lines whose parts may be clicked: (text, style, action of the app)."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._spots: list[tuple[int, int, int, str]] = []

    @property
    def office(self) -> AnweiApp:
        return cast("AnweiApp", self.app)

    @property
    def inks(self) -> Inks:
        return inks(self.app.theme)

    def parts(self, y: int, wide: int) -> list[tuple[str, Style, str]]:
        """What stands on a line."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        wide = self.size.width
        segments, x = [], 0
        self._spots = [s for s in self._spots if s[0] != y]
        for told, style, action in self.parts(y, wide):
            segments.append(Segment(told, style))
            if action:
                self._spots.append((y, x, x + width(told), action))
            x += width(told)
        return Strip(segments).adjust_cell_length(wide, self.inks.head)

    async def on_click(self, event: Click) -> None:
        for y, start, end, action in self._spots:
            if y == event.y and start <= event.x < end:
                await self.office.press(action)
                return


class TopBar(Bar):
    """Office, day and freshness; below it the modes and the path."""

    def parts(self, y: int, wide: int) -> list[tuple[str, Style, str]]:
        return self._first(wide) if y == 0 else self._second(wide)

    def _first(self, wide: int) -> list[tuple[str, Style, str]]:
        head = self.inks.head
        left, right = f" {say('title')}  {self.office.title_words} ", f"{self.office.fresh_words} "
        space = wide - width(left) - width(right)
        if space < 0:
            return [(fit(left, max(0, wide - width(right))), head, ""), (fit(right, min(wide, width(right))), head, "")]
        return [(left, head, ""), (" " * space, head, ""), (right, head, "")]

    def _second(self, wide: int) -> list[tuple[str, Style, str]]:
        inks = self.inks
        plain, on = inks.head + Style(bold=False), inks.head + Style(reverse=True)
        modes = [(k, m, f" {k}{say(f'mode.{m}')} ") for k, m in self.office.MODE_KEYS]
        path = f" {self.office.path_words} "
        if sum(width(t) for _, _, t in modes) + width(path) > wide:  # names only where they fit
            now = self.office.current_mode
            modes = [(k, m, t if m == now else f" {k} ") for k, m, t in modes]
        parts = [(t, on if m == self.office.current_mode else plain, f"mode:{m}") for _, m, t in modes]
        left = wide - sum(width(t) for t, _, _ in parts)
        path = (
            path if width(path) <= left else fit(shortened(self.office.path_names, left - 2), max(0, left), right=True)
        )
        return [*parts, (" " * max(0, left - width(path)), plain, ""), (path, plain, "")]


def shortened(names: Sequence[str], cells: int) -> str:
    """The end of a path in so many cells: where one is, and as much of the way as there is room for.

    >>> shortened(["a", "bb", "ccc"], 20), shortened(["a", "bb", "ccc"], 9), shortened(["a", "bb", "ccc"], 3)
    ('a › bb › ccc', '… › ccc', 'ccc')
    """
    for start in range(len(names)):
        told = glyph("path").join([*([glyph("cut")] if start else []), *names[start:]])
        if width(told) <= cells:
            return told
    return names[-1] if names else ""


class KeyBar(Bar):
    """The keys of the pane in focus, its screen and the app: as many as fit, then that F1 tells the rest."""

    def actions(self) -> list[Action]:
        """What the bar shows, nearest first."""
        return [a for a in here(self.office) if a.bar]

    def parts(self, y: int, wide: int) -> list[tuple[str, Style, str]]:  # noqa: ARG002
        inks = self.inks
        key, word = inks.head + Style(reverse=True, bold=True), inks.head + Style(bold=False)
        more = f"{say('keys.more')} "
        left = wide
        parts: list[tuple[str, Style, str]] = []
        shown = self.actions()
        for place, action in enumerate(shown):
            cap, told = f" {action.key} ", f"{action.label} "
            size = width(cap) + width(told)
            last = place == len(shown) - 1 or place + 1 == MOST
            if size > left - (0 if last else width(more)):
                return [*parts, (more, word, "app.help")] if width(more) <= left else parts
            parts += [(cap, key, action.id), (told, word, action.id)]
            left -= size
            if place + 1 == MOST and len(shown) > MOST and width(more) <= left:
                return [*parts, (more, word, "app.help")]
        return parts


def here(app: AnweiApp) -> list[Action]:
    """Every action that a key would reach now: of the pane in focus, what it stands in, the screen, the app."""
    focused = app.focused
    nodes = [*focused.ancestors_with_self] if focused is not None else [app.screen, app]
    modal = next((i for i, n in enumerate(nodes) if n.is_modal), None)
    nodes = nodes[: modal + 1] if modal is not None else nodes  # keys stop at a dialog
    found: dict[str, Action] = {}
    taken: set[str] = set()
    for node in nodes:
        if isinstance(node, Acting):
            own = [a.with_keys(app.chosen_keys.get(a.id, "")) for a in node.actions()]
            for action in own:
                if action.id not in found and action.keys[0] not in taken and offers(node, action):
                    found[action.id] = action
                    taken |= set(action.keys)
            taken |= {k for a in own if offers(node, a) for k in a.keys}
    return list(found.values())


def offers(node: DOMNode, action: Action) -> bool:
    """Whether an action of a node can be carried out now: what cannot is neither shown nor done."""
    return bool(node.check_action("act", (action.id,)))


__all__ = ["Bar", "KeyBar", "TopBar", "here", "shown_key"]
