"""Narrowing a view: the dialog of facets, saved views, and the line that says how a view is narrowed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult

from anwei.tui.actions import Action
from anwei.tui.dialogs.base import Dialog
from anwei.tui.dialogs.choose import Choose, Fill
from anwei.tui.glyphs import glyph, verdict_word
from anwei.tui.index.query import NOTHING, Facets, Index
from anwei.tui.index.schema import NAMES, PILLARS, SEVERITIES
from anwei.tui.state import State
from anwei.tui.widgets.form import Field
from anwei.tui.widgets.grid import Grid
from anwei.tui.widgets.vtable import Column, Row, VTable
from anwei.tui.words import say

PARTS = ("text", "place", "sector", "scale", "who", "kind", "family", "verdict", "severity", "pillar", "within")
WITHIN = (7, 14, 30)
_OF_SUBJECTS = ("place", "sector", "scale", "who", "kind")
_VIEWS = "views"


def part_words(index: Index | None, facets: Facets, part: str) -> str:
    """What a part is narrowed to, in words; empty where it is not."""
    value = getattr(facets, part)
    if value == getattr(NOTHING, part):
        return ""
    if part in _OF_SUBJECTS and index is not None:
        return index.name(part, value)
    words: dict[str, Callable[[Any], str]] = {
        "family": lambda v: say(f"family.{v}"),
        "verdict": lambda v: verdict_word(NAMES[v]),
        "severity": lambda v: say(f"severity.{SEVERITIES[v]}"),
        "pillar": lambda v: say(f"pillar.{v}"),
        "within": lambda v: say("facet.days", days=v),
    }
    return words[part](value) if part in words else str(value)


def facet_words(index: Index | None, facets: Facets) -> str:
    """How a view is narrowed, in words."""
    found = [f"{say(f'facet.{p}')}: {t}" for p in PARTS if (t := part_words(index, facets, p))]
    return glyph("dot").join(found) or say("facet.none")


def choices(index: Index, part: str) -> list[tuple[str, str, str]]:
    """What a part can be narrowed to: (value as text, words, note); the first widens it again."""
    everything = [("", say("facet.all"), "")]
    if part in _OF_SUBJECTS:
        return everything + [(c, index.name(part, c), "") for c in index.codes(part)]
    if part == "family":
        found = sorted({r.family for r in index.rules.values()}, key=lambda f: say(f"family.{f}"))
        return everything + [(f, say(f"family.{f}"), "") for f in found]
    if part == "verdict":
        return everything + [(str(c), verdict_word(NAMES[c]), "") for c in (1, 6, 2, 4, 5)]
    if part == "severity":
        return everything + [(str(i), say(f"severity.{s}"), "") for i, s in reversed(list(enumerate(SEVERITIES)))]
    if part == "pillar":
        return everything + [(p, say(f"pillar.{p}"), "") for p in PILLARS if p]
    return everything + [(str(d), say("facet.days", days=d), "") for d in WITHIN]


def with_part(facets: Facets, part: str, value: str) -> Facets:
    """Facets with a part set from text; empty text widens it."""
    nothing = getattr(NOTHING, part)
    if not value:
        return facets.but(**{part: nothing})
    return facets.but(**{part: int(value) if isinstance(nothing, int) else value})


class FacetDialog(Dialog[Facets]):
    """Every facet with what it is narrowed to. Enter chooses a value; F8 shows the view; Del widens one."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("facets.apply", ("f8",)),
        Action("facets.widen", ("delete", "backspace")),
    )

    def __init__(self, index: Index, facets: Facets, state: State) -> None:
        super().__init__(say("facet.title"))
        self.index, self.chosen, self.state = index, facets, state

    def body(self) -> ComposeResult:
        yield VTable(id="parts")

    def on_mount(self) -> None:
        table = self.query_one(VTable)
        table.styles.height = len(PARTS) + 1
        self._show()
        table.focus()

    def _show(self) -> None:
        rows = [Row(p, (say(f"facet.{p}"), part_words(self.index, self.chosen, p) or say("facet.all"))) for p in PARTS]
        self.query_one(VTable).show_rows((Column(say("facet.what"), 16), Column(say("facet.is"))), rows)

    async def on_grid_opened(self, event: Grid.Opened) -> None:
        row = event.grid.current if isinstance(event.grid, VTable) else None
        if row is None:
            return
        part, title = str(row.key), say(f"facet.{row.key}")
        if part == "text":
            fields = (Field("text", say("facet.text"), self.chosen.text),)
            dialog = Fill(title, fields, self.state, "facet-text", say("subject.search.hint"))
            await self.app.push_screen(dialog, self._typed)
        else:
            current = str(getattr(self.chosen, part))
            await self.app.push_screen(
                Choose(title, choices(self.index, part), current), lambda value: self._taken(part, value)
            )

    def _typed(self, values: dict[str, str] | None) -> None:
        if values is not None:
            self._taken("text", values["text"])

    def _taken(self, part: str, value: str | None) -> None:
        if value is not None:
            self.chosen = with_part(self.chosen, part, value)
            self._show()

    def act_apply(self) -> None:
        self.dismiss(self.chosen)

    def act_widen(self) -> None:
        row = self.query_one(VTable).current
        if row is not None:
            self._taken(str(row.key), "")

    def act_close(self) -> None:
        self.dismiss(self.chosen)  # what was chosen is not lost


def saved_views(state: State) -> dict[str, Facets]:
    """The views that were saved, by name."""
    return {n: Facets.of(v) for n, v in sorted(state.section(_VIEWS).items())}


def save_view(state: State, name: str, facets: Facets | None) -> None:
    """Keep a view under a name; None forgets it."""
    state.put(_VIEWS, name, facets.plain() if facets is not None else None)


def view_choices(state: State, index: Index) -> Sequence[tuple[str, str, str]]:
    """What the dialog of views offers: those saved, then saving this one and showing everything."""
    views = [(f"view:{n}", n, facet_words(index, f)) for n, f in saved_views(state).items()]
    forget = [(f"drop:{n}", say("views.drop", name=n), "") for n in saved_views(state)]
    return [*views, ("save", say("views.save"), ""), ("all", say("views.all"), ""), *forget]
