"""The registry: every action has a label in both languages, a key that an input method leaves alone, and is shown."""

from __future__ import annotations

import importlib
import pkgutil
from collections import defaultdict
from pathlib import Path

import pytest
from textual._xterm_parser import XTermParser
from textual.events import Key

import anwei.tui
from anwei.engine.services import label
from anwei.tui.actions import REGISTRY, Acting, shown_key
from anwei.tui.widgets.keybar import here, offers
from anwei.tui.words import use
from tests.tui.driving import running

#: Keys that terminals or input methods take, or that arrive as other keys.
FORBIDDEN = {"ctrl+space", "ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+s", "f11", "ctrl+full_stop"}
PAGES = ("today", "gaps", "subject", "settings")


def all_modules() -> list[str]:
    found = [m.name for m in pkgutil.walk_packages(anwei.tui.__path__, "anwei.tui.")]
    for name in found:
        importlib.import_module(name)
    return found


all_modules()


def owners() -> dict[str, type[Acting]]:
    found: dict[str, type[Acting]] = {}
    waiting = [Acting]
    while waiting:
        one = waiting.pop()
        found[one.__name__] = one
        waiting += one.__subclasses__()
    return found


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_an_action_has_words_and_a_key_without_letters(name: str) -> None:
    action = REGISTRY[name]
    for lang in ("zh", "en"):
        assert label(f"tui.act.{name}", lang)
    first = action.keys[0]
    assert not (len(first) == 1 and first.isalpha()), f"{name}: an input method swallows {first}"
    assert not FORBIDDEN & set(action.keys)
    assert not any(k.startswith("ctrl+shift+") for k in action.keys)
    assert shown_key(first)


def test_no_class_binds_a_key_twice() -> None:
    for owner in owners().values():
        taken: dict[str, str] = {}
        for action in owner.__dict__.get("ACTIONS", ()):
            for key in action.keys:
                assert key not in taken, f"{owner.__name__}: {key} is {taken[key]} and {action.id}"
                taken[key] = action.id


@pytest.mark.parametrize("name", sorted(n for n, a in REGISTRY.items() if any(k.startswith("alt+") for k in a.keys)))
def test_alt_arrives_as_terminals_send_it(name: str) -> None:
    """Most terminals send Esc before the key; what the library makes of that is bound."""
    owner = next(o for o in owners().values() if any(a.id == name for a in o.__dict__.get("ACTIONS", ())))
    bound = {key for b in owner.__dict__["BINDINGS"] if b.id == name for key in b.key.split(",")}
    for key in REGISTRY[name].keys:
        if key.startswith("alt+"):
            parser = XTermParser()
            found = [*parser.feed("\x1b" + key.removeprefix("alt+")), *parser.feed("")]
            assert next(e.key for e in found if isinstance(e, Key)) in bound


def test_ids_are_unique() -> None:
    """One id has the same keys wherever it is declared: users remap keys by id."""
    declared: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for owner in owners().values():
        for action in owner.__dict__.get("ACTIONS", ()):
            declared[action.id].add(action.keys)
    assert {i: k for i, k in declared.items() if len(k) > 1} == {}


@pytest.mark.asyncio
@pytest.mark.parametrize("mode", PAGES)
async def test_every_action_of_a_screen_is_in_bar_or_help(mode: str, figures: Path) -> None:
    async with running("made.anwei", index=figures, answers={}) as (app, pilot):
        await app.to_mode(mode)
        await pilot.pause()
        shown = {a.id for a in here(app)}
        assert app.page is not None
        wanted = {a.id for node in (app.page, app) for a in node.actions() if offers(node, a)}
        assert wanted <= shown
        hidden = {a.id for node in (app.page, app) for a in node.actions()} - wanted
        assert hidden <= {"handling.revoke"}  # nothing is waived under the cursor
        for action in here(app):
            assert action.label
            assert action.key
    use("zh")
