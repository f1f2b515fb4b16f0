"""Every screen in every state: hostile data, nothing there, still waiting, not to be had; by key and by mouse."""

from __future__ import annotations

import asyncio
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from anwei.tui.app import AnweiApp
from anwei.tui.screens.plugins import Panel
from anwei.tui.screens.rules import Tests
from anwei.tui.shelf.reader import wrapped
from anwei.tui.shots import lines_of
from anwei.tui.widgets.vtable import VTable
from anwei.tui.words import say, width
from anwei.tui.work import Trouble
from tests.tui.driving import LocalDesk, press, running, screen_text, settled, until
from tests.tui.figures import make_index
from tests.tui.screens import CORPUS, SCREENS, answers, cases, shown

SIZES = ((80, 24), (200, 60))
PLAIN = ("甲公司", "乙公司", "丙公司")
BESIDE = 110  # columns from which details stand beside a list
#: Where nothing of the data stands on the first view: fixed lists, and cells without texts.
FIXED = frozenset({"map", "year", "reports", "settings", "keymap", "facets", "timeline", "report"})


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index without hostile names."""
    return make_index(tmp_path_factory.mktemp("plain") / "made.index", hostile=False)


@pytest.fixture
def workbooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with workbooks whose names are hostile, where the app is started."""
    folder = tmp_path / "books"
    folder.mkdir()
    for n, name in enumerate(CORPUS):
        kept = name.replace("/", "").replace("\0", "").encode()[:180].decode(errors="ignore")
        (folder / f"{kept}{n}.xlsx").write_bytes(b"x")
    monkeypatch.chdir(folder)
    return folder


def whole(app: AnweiApp, size: tuple[int, int]) -> str:
    """What is shown, after a look that every line is as wide as the screen and holds nothing that moves a cursor."""
    lines = lines_of(app)
    assert len(lines) == size[1]
    assert {sum(cell_len(s.text) for s in line) for line in lines} == {size[0]}
    told = "".join(s.text for line in lines for s in line)
    assert not [c for c in told if unicodedata.category(c) in ("Cc", "Cf", "Cs") or c == "\u2028"]
    return screen_text(app)


@pytest.mark.asyncio
@pytest.mark.parametrize("name", sorted(SCREENS))
async def test_hostile_texts_are_drawn_as_they_stand(
    name: str, figures: Path, workbooks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with shown(SCREENS[name], CORPUS, figures, monkeypatch) as (app, pilot):
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await settled(pilot)
            told = whole(app, size)
            if name not in FIXED and (name != "verdicts" or size[0] >= BESIDE):  # no room beside its list: no card
                assert "[" in told and ("红星厂[" in told or "[bold]甲" in told), told
        for key in ("end", "tab", "f1"):
            await press(pilot, key)
            whole(app, SIZES[-1])


@pytest.mark.asyncio
@pytest.mark.parametrize("name", sorted(SCREENS))
async def test_safe_glyphs_leave_only_what_data_holds(
    name: str, plain: Path, workbooks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for old in workbooks.iterdir():
        old.unlink()
    (workbooks / "甲公司.xlsx").write_bytes(b"x")
    async with shown(SCREENS[name], PLAIN, plain, monkeypatch, safe=True) as (app, pilot):
        told = whole(app, (120, 40))
        await press(pilot, "f1")
        told += whole(app, (120, 40))
    ambiguous = {c for c in told if unicodedata.east_asian_width(c) == "A"}
    assert ambiguous == set()


@pytest.mark.asyncio
@pytest.mark.parametrize("name", sorted(n for n, s in SCREENS.items() if s.empty))
async def test_an_empty_screen_says_so(
    name: str, figures: Path, workbooks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with shown(SCREENS[name], (), figures, monkeypatch) as (app, _):
        assert SCREENS[name].empty in whole(app, (120, 40))


@pytest.mark.asyncio
@pytest.mark.parametrize("name", sorted(n for n, s in SCREENS.items() if s.fails))
async def test_what_cannot_be_had_is_a_card_and_f5_tries_again(
    name: str, figures: Path, workbooks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = SCREENS[name]
    good = answers(PLAIN)
    broken = {job: Trouble(("磁盘坏了[/x]", "请换一块磁盘")) for job in good} | {"writes:recompute": "好"}
    async with shown(screen, PLAIN, figures, monkeypatch, answers=broken) as (app, pilot):
        told = whole(app, (120, 40))
        assert "磁盘坏了[/x]" in told and "请换一块磁盘" in told
        assert isinstance(app.desk, LocalDesk) and app.desk.answers is not None
        app.desk.answers.update(good)
        assert app.page is not None
        await app.page.renew()
        await settled(pilot)
        assert "磁盘坏了" not in whole(app, (120, 40))
        await press(pilot, "1")
        assert app.current_mode == "today"


@pytest.mark.asyncio
@pytest.mark.parametrize("name", sorted(n for n, s in SCREENS.items() if s.fails and n != "report"))
async def test_keys_are_heard_while_a_screen_waits(
    name: str, figures: Path, workbooks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen, gate, asked = SCREENS[name], asyncio.Event(), LocalDesk.ask

    async def slow(self: LocalDesk, job: str, *args: object, limit: float | None = None) -> Any:
        if not job.endswith("writes:status"):
            await gate.wait()
        return await asked(self, job, *args, limit=limit)

    monkeypatch.setattr(LocalDesk, "ask", slow)
    async with running("made.anwei", index=figures, answers=answers(PLAIN)) as (app, pilot):
        try:
            for key in screen.keys:
                await pilot.press(key)
                await pilot.pause(0.1)
            if screen.page:
                app.run_worker(app.open_page(*screen.page))
                await pilot.pause(0.2)
            if name != "verdicts":  # its list is there; what is beside it comes later
                await until(pilot, lambda: "……" in whole(app, (120, 40)))
            await pilot.press("f1")
            await until(pilot, lambda: say("help.title") in screen_text(app))
            await pilot.press("escape")
        finally:
            gate.set()
        await settled(pilot)
        assert say("loading") not in screen_text(app)


#: Where a list can be clicked through.
LISTS = ("stock", "insurance", "plugins", "rules", "values", "differences", "settings", "keymap", "reports", "subjects")


@pytest.mark.asyncio
@pytest.mark.parametrize("name", [*LISTS, "drills", "history", "files", "problems", "panel-table", "verdicts", "today"])
async def test_the_mouse_does_what_keys_do(
    name: str, figures: Path, workbooks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = tuple(f"公司{n}" for n in range(60))
    async with shown(SCREENS[name], texts, figures, monkeypatch) as (app, pilot):
        grid = app.page.query(VTable).first() if app.page is not None else None
        assert grid is not None and grid.rows > 2
        await pilot.click(VTable, offset=(5, grid.HEAD + 2))
        await settled(pilot)
        assert grid.row == grid.offset_row + 2 and grid.has_focus
        if grid.rows > grid.fitting:
            before = grid.row
            grid.on_mouse_scroll_down()
            assert grid.row == before + 3
            grid.on_mouse_scroll_up()
            assert grid.row == before
        await pilot.click("#keys", offset=(1, 0))  # the first key of the bar
        await settled(pilot)
        while app.page is not app.screen:
            await press(pilot, "escape")
        await pilot.click("#top", offset=(2, 1))
        await settled(pilot)
        assert app.current_mode == "today"


@pytest.mark.asyncio
async def test_two_clicks_open(figures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with shown(SCREENS["stock"], PLAIN, figures, monkeypatch) as (app, pilot):
        await pilot.click(VTable, offset=(5, 2), times=2)
        await until(pilot, lambda: app.page is not None and app.page.PLACE == ("stock:Warehouse", "W-1"))


@pytest.mark.asyncio
async def test_hostile_notices_and_cases(figures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with shown(SCREENS["settings"], CORPUS, figures, monkeypatch) as (app, pilot):
        for told in CORPUS:
            app.say(told)
        await press(pilot, "ctrl+n", "end")
        assert "[bold]甲[/bold]公司[1]" in whole(app, (120, 40))
        await press(pilot, "escape")
        await app.push_screen(Tests("r1", cases(CORPUS)))
        await settled(pilot)
        assert "[bold]甲" in whole(app, (120, 40))


@pytest.mark.asyncio
async def test_a_hostile_cause_on_the_card_of_a_panel(figures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise Trouble(CORPUS)

    async with shown(SCREENS["panel-table"], PLAIN, figures, monkeypatch) as (app, pilot):
        monkeypatch.setattr("anwei.tui.jobs.plugins.panel", fails)
        await press(pilot, "f5")
        page = app.page
        assert isinstance(page, Panel) and page.failure is not None
        assert "红星厂[/一车间]" in whole(app, (120, 40))
        report = page.failure.report("x", "y")
        assert CORPUS[0] in report
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await settled(pilot)
            whole(app, size)


TEXTS = st.text(st.sampled_from("中文字，。（）《》、：Aa b1.-[]/"), max_size=80)


@given(TEXTS, st.integers(4, 40), st.integers(0, 40))
def test_wrapping_loses_nothing_and_keeps_its_width(text: str, cells: int, first: int) -> None:
    lines = wrapped(text, cells, first)
    assert all(width(line) <= max(cells, first, 4) for line in lines)
    assert all(width(line) <= cells for line in lines[1:])
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_closing_marks_do_not_begin_a_line() -> None:
    told = "「矿山、Mines、煤矿、Coal mines、煤炭」（起算日 depot.since）：《办法》第十条；（试行）。"
    for cells in range(16, 40):  # the longest word with the marks around it
        lines = wrapped(told, cells)
        assert not [x for x in lines if x[0] in "，。；：、）》」"], (cells, lines)
        assert not [x for x in lines[:-1] if x[-1] in "（《「"], (cells, lines)
