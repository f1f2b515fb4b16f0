"""The command that opens the screens takes up what was chosen there: glyphs, language, letters that move."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from anwei.tui import command, probe
from anwei.tui.index.schema import key_of
from anwei.tui.state import State


@pytest.fixture
def starts(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """How the app would have been opened."""
    found: list[dict[str, Any]] = []

    def run(setup: Any, kept: State, theme: str, *, safe: bool, lang: str) -> None:
        found.append({"place": setup.place, "theme": theme, "safe": safe, "lang": lang, "vim": kept.get("app", "vim")})

    monkeypatch.setattr(command, "_run", run)
    monkeypatch.setattr(probe, "probe", lambda: probe.Seen({"─": 2}))
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys, "argv", ["anwei", "tui"])
    monkeypatch.delenv("ANWEI_LANG", raising=False)
    return found


def started(*words: str) -> None:
    command.tui.main(list(words), standalone_mode=False)


def test_what_the_terminal_shows_decides_until_somebody_chooses(place: str, starts: list[dict[str, Any]]) -> None:
    started("-w", place)
    state = State.of(key_of(place))
    state.put("app", "safe", False)
    started("-w", place)
    started("-w", place, "--safe-glyphs")
    state.put("app", "safe", True)
    started("-w", place, "--full-glyphs")
    assert [o["safe"] for o in starts] == [True, False, True, False]


def test_the_language_chosen_on_the_screens_holds_unless_another_is_named(
    place: str, starts: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    State.of(key_of(place)).put("app", "lang", "en")
    started("-w", place)
    monkeypatch.setattr(sys, "argv", ["anwei", "tui", "--lang", "zh"])
    started("-w", place)
    monkeypatch.setattr(sys, "argv", ["anwei", "tui"])
    monkeypatch.setenv("ANWEI_LANG", "zh")
    started("-w", place)
    assert [o["lang"] for o in starts] == ["en", "zh", "zh"]


def test_letters_that_move_are_remembered(place: str, starts: list[dict[str, Any]]) -> None:
    for words in ((), ("--vim",), (), ("--no-vim",), ()):
        started("-w", place, *words)
    assert [bool(o["vim"]) for o in starts] == [False, True, True, False, False]
