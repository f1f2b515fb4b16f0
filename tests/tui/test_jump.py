"""The jump: every pane has a label; its digit, its letter or a click goes there, any other key does nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.containers import VerticalScroll
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input, Static

from anwei.engine.services import Lang
from anwei.tui.actions import REGISTRY
from anwei.tui.app import AnweiApp
from anwei.tui.dialogs.jump import Jump, Tag, label, meant, panes
from anwei.tui.keytable import key_page
from anwei.tui.shots import lines_of
from anwei.tui.theme import NAMES
from anwei.tui.widgets.keybar import here
from anwei.tui.words import use
from tests.tui.driving import press, running, screen_text, settled
from tests.tui.screens import SCREENS, shown
from tests.tui.test_drawing import ANSWERS
from tests.tui.test_typing import burst

TEXTS = ("甲化工有限公司", "乙镇物资储备库", "丙矿业（集团）有限公司")
SIZES = ((80, 24), (160, 48))


def cells(app: AnweiApp, pane: Widget) -> str:
    """What stands on the screen from the corner of a pane on."""
    line = "".join(s.text for s in lines_of(app)[pane.region.y])
    at = 0
    for place, char in enumerate(line):
        if at >= pane.region.x:
            return line[place:]
        at += cell_len(char)
    return ""


async def labelled(app: AnweiApp, pilot: Pilot[None], *keys: str) -> list[Widget]:
    """The panes of the screen in front, with their labels on."""
    found = panes(app.screen)
    await press(pilot, *keys or ("f12",))
    assert isinstance(app.screen, Jump)
    return found


def test_the_jump_is_an_action_like_every_other() -> None:
    assert REGISTRY["app.jump"].keys == ("f12", "f") and REGISTRY["app.jump"].owner == "AnweiApp"
    for lang, words in (("zh", "跳到窗格"), ("en", "jump to a pane")):
        assert f"| `F12` `f` | {words} | `app.jump` |" in key_page(lang)  # type: ignore[arg-type]


@given(st.characters())
def test_a_character_means_a_pane_only_as_digit_or_letter_of_either_width(char: str) -> None:
    number = meant(char)
    if "1" <= char <= "9" or "１" <= char <= "９":
        assert number == int(char) - 1
    elif char.isascii() and char.isalpha():
        assert number == ord(char.lower()) - ord("a")
        assert number == meant(chr(ord(char) + 0xFEE0))  # its full-width twin
    elif char.isascii() or "一" <= char <= "鿿":
        assert number is None
    assert number is None or 0 <= number < 26


def test_each_label_means_its_pane() -> None:
    for number in range(26):
        assert {meant(char) for char in label(number).split()} == {number}


@pytest.mark.asyncio
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["today", "map", "verdicts", "month", "drill", "stock", "problems", "rules"])
async def test_every_pane_bears_its_label_and_is_reached(
    name: str, size: tuple[int, int], lang: Lang, figures: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "2026年11月.xlsx").write_bytes(b"x")
    async with shown(SCREENS[name], TEXTS, figures, monkeypatch, size=size, lang=lang) as (app, pilot):
        await settled(pilot)
        page = app.screen
        assert panes(page) == [w for w in page.focus_chain if w.region.area]
        for number, pane in enumerate(panes(page)):
            await labelled(app, pilot)
            tags = {tag.number: tag for tag in app.screen.query(Tag)}
            assert len(tags) == len(panes(page))
            assert tags[number].region.offset == pane.region.offset
            assert cells(app, pane).startswith(f"[{label(number)}]")
            assert {sum(cell_len(s.text) for s in line) for line in lines_of(app)} == {size[0]}
            assert ("数字或字母" if lang == "zh" else "digit or letter") in screen_text(app).splitlines()[-1]
            await press(pilot, str(number + 1))
            assert app.screen is page and app.focused is pane
        assert panes(page), name
    use("zh")


@pytest.mark.asyncio
async def test_digits_letters_and_their_full_width_twins_go_there(figures: Path) -> None:
    async with running("made.anwei", index=figures, answers=ANSWERS, size=(160, 48)) as (app, pilot):
        first, second = panes(app.screen)
        for key, goal in (("2", second), ("a", first), ("B", second), ("１", first), ("ｂ", second), ("Ａ", first)):
            await labelled(app, pilot)
            await press(pilot, key)
            assert app.focused is goal, key
            assert app.current_mode == "today" and len(app.pages) == 1
        await labelled(app, pilot, "f")
        await press(pilot, "b")
        assert app.focused is second


@pytest.mark.asyncio
@pytest.mark.parametrize("key", ["escape", "f12", "f5", "enter", "tab", "down", "9", "0", "z", "甲", "space", "f2"])
async def test_any_other_key_takes_the_labels_away_and_does_nothing_else(key: str, figures: Path) -> None:
    async with running("made.anwei", index=figures, answers=ANSWERS, size=(160, 48)) as (app, pilot):
        before, focused = screen_text(app), app.focused
        await labelled(app, pilot)
        assert screen_text(app) != before
        await press(pilot, key)
        assert screen_text(app) == before and app.focused is focused
        await press(pilot, "2")  # digits switch modes again
        assert app.current_mode == "gaps"


@pytest.mark.asyncio
async def test_a_click_on_a_label_or_on_a_pane_goes_there_and_one_beside_does_not(figures: Path) -> None:
    async with running("made.anwei", index=figures, answers=ANSWERS, size=(160, 48)) as (app, pilot):
        first, second = panes(app.screen)
        await labelled(app, pilot)
        await pilot.click(offset=(second.region.x + 2, second.region.y))
        await settled(pilot)
        assert app.focused is second and not isinstance(app.screen, Jump)
        await labelled(app, pilot)
        await pilot.click(offset=(first.region.x + 20, first.region.y + 5))
        await settled(pilot)
        assert app.focused is first and not isinstance(app.screen, Jump)
        await labelled(app, pilot)
        await pilot.click(offset=(3, 0))
        await settled(pilot)
        assert app.focused is first and not isinstance(app.screen, Jump)


@pytest.mark.asyncio
async def test_panes_that_begin_at_one_corner_bear_labels_below_one_another(figures: Path) -> None:
    async with running("made.anwei", index=figures, answers=ANSWERS, size=(160, 48)) as (app, pilot):
        inner = Input(id="inner", compact=True)
        await app.screen.mount(outer := VerticalScroll(inner, Static("x"), id="outer"), before="#body")
        outer.styles.height = 6
        await settled(pilot)
        found = panes(app.screen)
        assert found[:2] == [outer, inner] and outer.region.offset == inner.region.offset
        await labelled(app, pilot)
        corners = [tag.region.offset for tag in app.screen.query(Tag)]
        assert len(set(corners)) == len(found) and corners[1] == corners[0] + (0, 1)
        await pilot.click(offset=(inner.region.x + 30, inner.region.y))  # on both: the inner one
        await settled(pilot)
        assert app.focused is inner
        await labelled(app, pilot)
        await pilot.click(offset=(outer.region.x + 30, outer.region.y + 4))
        await settled(pilot)
        assert app.focused is outer


@pytest.mark.asyncio
@pytest.mark.parametrize("theme", NAMES)
async def test_labels_can_be_told_apart_in_every_theme_and_with_safe_glyphs(theme: str, figures: Path) -> None:
    options = {"theme": theme, "safe": True, "size": (160, 48)}
    async with running("made.anwei", index=figures, answers=ANSWERS, **options) as (app, pilot):  # type: ignore[arg-type]
        found = await labelled(app, pilot)
        for number, pane in enumerate(found):
            (segment,) = [s for s in lines_of(app)[pane.region.y] if s.text == f"[{label(number)}]"]
            assert segment.style is not None and segment.style.bold and segment.style.reverse
        assert not set(screen_text(app)) & set("│─╭╮╰╯█●▸…")
        await press(pilot, "ｂ")
        assert app.focused is found[1]


@pytest.mark.asyncio
async def test_what_is_typed_at_once_after_the_key_is_heard(figures: Path) -> None:
    async with running("made.anwei", index=figures, answers=ANSWERS, size=(160, 48)) as (app, pilot):
        _, second = panes(app.screen)
        burst(app, "f12", "2", "down")
        await settled(pilot)
        assert app.focused is second and not isinstance(app.screen, Jump) and app.current_mode == "today"
        assert second.row == 1  # type: ignore[attr-defined]


@pytest.mark.asyncio
async def test_from_a_field_the_key_works_and_labels_go_when_the_window_changes(place: str) -> None:
    async with running(place, size=(120, 40)) as (app, pilot):
        await press(pilot, "ctrl+r", "f3")
        field = app.focused
        found = await labelled(app, pilot)
        assert field in found
        other = next(n for n, pane in enumerate(found) if pane is not field)
        await press(pilot, str(other + 1))
        assert app.focused is found[other]
        await labelled(app, pilot)
        await pilot.resize_terminal(100, 30)
        await settled(pilot)
        assert not isinstance(app.screen, Jump)


@pytest.mark.asyncio
async def test_a_screen_that_failed_says_that_there_is_no_pane(figures: Path) -> None:
    async with running("made.anwei", index=figures, answers={}) as (app, pilot):
        await press(pilot, "4")
        assert app.page is not None and app.page.has_class("troubled")
        await press(pilot, "f12")
        assert not isinstance(app.screen, Jump) and app.notices.kept[-1].words == "这里没有可去的窗格"


@pytest.mark.asyncio
async def test_the_jump_is_offered_in_help_and_palette(figures: Path) -> None:
    async with running("made.anwei", index=figures, answers=ANSWERS) as (app, pilot):
        assert "app.jump" in {a.id for a in here(app)}
        shown_ = await press(pilot, "f2", *"窗格")
        assert "跳到窗格" in shown_ and "F12" in shown_
        await press(pilot, "enter")
        assert isinstance(app.screen, Jump)
        await press(pilot, "escape")
        assert not isinstance(app.screen, Jump)
