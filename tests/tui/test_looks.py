"""Choosing a theme: each is worn while the cursor stands on it, Enter keeps it, Esc puts back what was."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual.pilot import Pilot

from anwei.tui import looks
from anwei.tui.app import AnweiApp
from anwei.tui.colours import colours, names, own, use_own
from anwei.tui.dialogs.look import LookChooser
from anwei.tui.shots import lines_of
from anwei.tui.state import State
from anwei.tui.theme import NAMES
from anwei.tui.widgets.vtable import VTable
from anwei.tui.words import use
from tests.tui.driving import notices, press, running, screen_text, settled
from tests.tui.screens import SCREENS, shown
from tests.tui.test_drawing import ANSWERS

pytestmark = pytest.mark.asyncio
HARBOUR = """
theme: harbour
label: {zh: 港湾, en: Harbour}
colours: {background: "#0a1a1f", foreground: "#eef7f5", cursor: "#1d4a55"}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of themes; nothing is left in the process. Looks at it come from the tests alone."""
    monkeypatch.setattr(looks, "_LOOK_S", 3600)
    made = tmp_path / "config" / "themes"
    made.mkdir(parents=True)
    use_own(())
    return made


def grounds(app: AnweiApp) -> set[str]:
    """The colours of the ground that stand on the screen."""
    found = {s.style.bgcolor.get_truecolor().hex for line in lines_of(app) for s in line if s.style and s.style.bgcolor}
    return {c.lower() for c in found}


def written(folder: Path, text: str, name: str = "own.yaml") -> Path:
    """A theme file, always with another time."""
    path = folder / name
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(before + 10**9, before + 10**9))
    return path


async def browse(app: AnweiApp, pilot: Pilot[None]) -> None:
    """Go down to the last theme: each is worn, and the screen behind is drawn with its ground."""
    for name in names()[1:]:
        await press(pilot, "down")
        assert app.theme == name and isinstance(app.screen, LookChooser)
        assert colours(name)["background"] in grounds(app)


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_each_theme_is_worn_while_the_cursor_stands_on_it(lang: str, figures: Path, tmp_path: Path) -> None:
    state = State(tmp_path / "state.json")
    async with running("made.anwei", index=figures, answers=ANSWERS, state=state, lang=lang) as (app, pilot):
        before = lines_of(app)
        told = await press(pilot, "f9")
        assert app.theme == "dark" and ("高对比" if lang == "zh" else "high contrast") in told
        await browse(app, pilot)
        assert state.get("app", "theme") is None
        await press(pilot, "escape")
        assert app.theme == "dark" and state.get("app", "theme") is None
        assert lines_of(app) == before
        await press(pilot, "f9", "down", "enter")
        assert app.theme == "light" and state.get("app", "theme") == "light"
        assert colours("dark")["background"] not in grounds(app)
        await press(pilot, "f9")
        table = app.screen.query_one(VTable)
        assert table.current is not None and table.current.key == "light" and table.offset_row == 0
        assert ("深色" if lang == "zh" else "dark") in screen_text(app)  # what stands above it is seen
        await press(pilot, "home", "escape")
        assert app.theme == "light"
    async with running("made.anwei", index=figures, answers=ANSWERS, theme="", state=state, lang=lang) as (app, pilot):
        assert app.theme == "light"
    use("zh")


@pytest.mark.parametrize(
    "name", ["today", "map", "list", "verdicts", "month", "week", "year", "drill", "stock", "rules"]
)
async def test_what_is_kept_looks_as_if_it_had_been_worn_from_the_start(
    name: str, figures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ("甲", "乙")
    async with shown(SCREENS[name], texts, figures, monkeypatch, theme="light") as (app, pilot):
        await settled(pilot)
        wanted = lines_of(app)
    async with shown(SCREENS[name], texts, figures, monkeypatch) as (app, pilot):
        await settled(pilot)
        assert lines_of(app) != wanted
        await press(pilot, "f9", "down")
        seen = lines_of(app)
        assert seen[0] == wanted[0] and seen[1] == wanted[1]  # behind the choice, too
        assert colours("dark")["background"] not in grounds(app)
        await press(pilot, "enter")
        app.clear_notifications()
        await settled(pilot)
        assert lines_of(app) == wanted


async def test_the_settings_open_the_choice(place: str) -> None:
    async with running(place) as (app, pilot):
        await press(pilot, "0")
        table = app.screen.query_one(VTable)
        table.move(list(table.keys).index("app.look"))
        told = await press(pilot, "enter")
        assert isinstance(app.screen, LookChooser) and "高对比" in told
        await press(pilot, "end", "enter")
        assert app.theme == "mono" and "单色" in screen_text(app)
        await press(pilot, "enter", "home", "escape")
        assert app.theme == "mono"


async def test_themes_of_ones_own_stand_beside_the_four(folder: Path, figures: Path, tmp_path: Path) -> None:
    written(folder, HARBOUR)
    state = State(tmp_path / "state.json")
    async with running("made.anwei", index=figures, answers=ANSWERS, state=state) as (app, pilot):
        assert not app.notices.kept
        told = await press(pilot, "f9")
        assert "港湾" in told and "自定" in told
        await browse(app, pilot)
        assert app.theme == "harbour"
        await press(pilot, "enter")
        assert state.get("app", "theme") == "harbour" and "港湾" in notices(app)
    async with running("made.anwei", index=figures, answers=ANSWERS, theme="", state=state, lang="en") as (app, pilot):
        assert app.theme == "harbour" and "#0a1a1f" in grounds(app)
        await press(pilot, "0")
        assert "Harbour" in screen_text(app)
    use("zh")


async def test_a_theme_with_a_mistake_is_left_out_and_told_at_the_start(folder: Path, figures: Path) -> None:
    written(folder, HARBOUR)
    written(folder, "theme: broken\nlabel: {zh: 坏, en: Bad}\ncolours: {fail: red, panel: }\n", "bad.yaml")
    state = State(None)
    state.put("app", "theme", "broken")
    async with running("made.anwei", index=figures, answers=ANSWERS, theme="", state=state) as (app, pilot):
        assert app.theme == "dark" and names() == (*NAMES, "harbour")
        told = notices(app)
        assert "bad.yaml:3:17: THM-001" in told and "bad.yaml:3:22: THM-002" in told and "2 个错误" in told
        assert all(n.serious for n in app.notices.kept)
        assert "配色文件：2 个错误，0 个提示" in app.notices.kept[-1].words  # this one is shown, too
        assert state.get("app", "theme") == "broken"  # it is what is wanted: it comes when it is mended
        written(folder, HARBOUR.replace("harbour", "broken").replace("#0a1a1f", "#001122"), "bad.yaml")
        app.reread_looks()
        await settled(pilot)
        assert app.theme == "broken" and "#001122" in grounds(app)


async def test_a_changed_file_is_seen_at_once_and_a_broken_one_changes_nothing(folder: Path, figures: Path) -> None:
    path = written(folder, HARBOUR)
    async with running("made.anwei", index=figures, answers=ANSWERS, theme="harbour") as (app, pilot):
        assert app.theme == "harbour" and "#0a1a1f" in grounds(app)
        written(folder, HARBOUR.replace("#0a1a1f", "#1f0a1a"))
        app.reread_looks()
        await settled(pilot)
        assert "#1f0a1a" in grounds(app) and "#0a1a1f" not in grounds(app)
        assert app.notices.kept[-1].words == "配色文件有改动，已重新读取"
        written(folder, "theme: harbour\ncolours: [")
        app.reread_looks()
        await settled(pilot)
        assert "#1f0a1a" in grounds(app) and "DOC-004" in app.notices.kept[-1].words
        path.unlink()
        app.reread_looks()
        await settled(pilot)
        assert app.theme == "harbour" and "#1f0a1a" in grounds(app)
        await press(pilot, "f9", "home", "enter")
        assert app.theme == "dark"
        written(folder, HARBOUR, "other.yaml")
        app.reread_looks()
        path = folder / "other.yaml"
        path.unlink()
        app.reread_looks()
        assert names() == NAMES and own("harbour") is None
        await press(pilot, "f9", "end")
        assert app.theme == "mono"


async def test_what_is_hard_to_read_is_told_as_a_warning_and_worn_all_the_same(folder: Path, figures: Path) -> None:
    written(folder, HARBOUR.replace("cursor", 'fail: "#555555", cursor'))
    async with running("made.anwei", index=figures, answers=ANSWERS, theme="harbour") as (app, pilot):
        assert app.theme == "harbour"
        (found, under) = app.notices.kept  # on the ground and under the cursor; no notice covers the screen
        assert "THM-004" in found.words and not found.serious and "THM-004" in under.words
        assert "配色文件" not in notices(app)
        told = await press(pilot, "f9")
        assert "自定，2 处不易看清" in told
        written(folder, HARBOUR.replace("cursor", 'fail: "#565656", cursor'))
        app.reread_looks()
        assert "配色文件：0 个错误，2 个提示" in app.notices.kept[-1].words


async def test_a_theme_that_goes_while_it_is_looked_at_is_not_worn(folder: Path, figures: Path) -> None:
    path = written(folder, HARBOUR)
    async with running("made.anwei", index=figures, answers=ANSWERS) as (app, pilot):
        await press(pilot, "f9")
        path.unlink()
        app.reread_looks()
        await press(pilot, "end")
        assert app.theme == "dark"
        await press(pilot, "enter")
        assert app.theme == "dark" and app.state.get("app", "theme") is None


async def test_nothing_is_read_while_nothing_changes(
    folder: Path, figures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(folder, HARBOUR)
    async with running("made.anwei", index=figures, answers=ANSWERS) as (app, pilot):
        read: list[object] = []
        monkeypatch.setattr(looks, "read_looks", lambda paths: read.append(paths) or ([], []))
        for _ in range(5):
            app.reread_looks()
        await press(pilot, "f9", "escape")
        assert read == []
        written(folder, HARBOUR + " ")
        app.reread_looks()
        assert len(read) == 1
