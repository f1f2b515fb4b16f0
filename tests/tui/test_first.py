"""The first run: each of its three offers carried through to a workspace that can be worked with."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from anwei.engine import services
from anwei.tui.app import AnweiApp
from anwei.tui.importing.draft import Draft
from anwei.tui.jobs import first
from anwei.tui.screens.importing import Importing
from anwei.tui.screens.subject_page import SubjectPage
from anwei.tui.widgets.vtable import VTable
from tests.tui.conftest import SMALL
from tests.tui.driving import LocalDesk, notices, press, running, screen_text, type_in, until
from tests.tui.test_importing import NEW, good, names

pytestmark = pytest.mark.asyncio


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without a workspace; desks answer in this process."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANWEI_USER", "tester")
    monkeypatch.setattr("anwei.tui.app.Desk", LocalDesk)


async def entered(app: AnweiApp, pilot: Pilot[None]) -> None:
    """Wait until a workspace is open and its index made."""
    await until(pilot, lambda: app.setup is not None and app.index is not None and not app.fresh_is_told)


async def named(pilot: Pilot[None], name: str) -> None:
    """Name the workspace that is asked for, and make it."""
    await press(pilot, *["backspace"] * len("安委办"))
    await type_in(pilot, name)
    await press(pilot, "f8")


async def test_a_demo_is_made_and_shows_its_gaps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first, "ENTERPRISES", SMALL)
    async with running(None, size=(120, 40)) as (app, pilot):
        assert "看演示" in screen_text(app)
        await press(pilot, "enter")
        await entered(app, pilot)
        await until(pilot, lambda: "[演示库]" in screen_text(app))
        assert app.setup is not None and Path(app.setup.place) == tmp_path / first.DEMO
        table = app.screen.query_one("#first", VTable)
        assert app.current_mode == "today" and table.rows > 0 and table.current is not None
        wanted = table.current.value
        await press(pilot, "enter")
        page = app.page
        assert isinstance(page, SubjectPage) and (page.kind, page.id_) == wanted[:2]
        await until(pilot, lambda: page.rule == wanted[2])
    with services.Workspace.open(tmp_path / first.DEMO) as workspace:
        assert workspace.demo and services.count_subjects(workspace)["enterprise"] == SMALL
        assert len(services.list_runs(workspace, 20)) == 10


async def test_a_file_that_is_no_demo_is_told_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / first.DEMO).write_text("kept", encoding="utf-8")
    async with running(None, size=(120, 40)) as (app, pilot):
        await press(pilot, "enter")
        await until(pilot, lambda: bool(app.notices.kept))
        assert app.setup is None and "看演示" in screen_text(app)
        assert app.notices.kept[-1].serious and first.DEMO in notices(app)
    assert (tmp_path / first.DEMO).read_text(encoding="utf-8") == "kept"


async def test_a_demo_that_is_there_is_taken_as_it_is(place: str) -> None:
    before = Path(place).read_bytes()
    async with running(None, size=(120, 40)) as (app, pilot):
        await press(pilot, "enter")
        await entered(app, pilot)
        assert app.setup is not None and Path(app.setup.place) == Path(place)
    assert Path(place).read_bytes() == before


async def test_an_import_makes_a_workspace_and_puts_the_workbook_into_it(tmp_path: Path) -> None:
    path = good(tmp_path)
    async with running(None, size=(120, 40)) as (app, pilot):
        await press(pilot, "down", "enter")
        await named(pilot, "青山县")
        await entered(app, pilot)
        await until(pilot, lambda: isinstance(app.page, Importing) and "[1文件]" in screen_text(app))
        page, table = app.page, app.screen.query_one("#list", VTable)
        assert isinstance(page, Importing)
        page.say_draft(Draft((str(path),), str(tmp_path)))
        await press(pilot, "f8", "f8", "f8")
        assert page.seen is not None and "[4校验]" in screen_text(app)
        for kind in ("no_id", "date_year"):
            await press(pilot, "home", *["down"] * list(table.keys).index(f"{kind}:fix"), "f4")
        await press(pilot, "f8", "f8")
        assert "已导入" in notices(app), screen_text(app)
        assert app.setup is not None
        assert NEW in names(app.setup.place)
        await press(pilot, "u")
        await until(pilot, lambda: app.setup is not None and NEW not in names(app.setup.place))


async def test_an_empty_workspace_says_what_is_next(tmp_path: Path) -> None:
    async with running(None, size=(120, 40)) as (app, pilot):
        await press(pilot, "end", "enter")
        await named(pilot, "青山县")
        await entered(app, pilot)
        await until(pilot, lambda: "还没有评估" in screen_text(app))
        for key in ("1", "2", "f5", "1"):  # neither "judge it" nor "no gaps": there is nobody to judge
            await press(pilot, key)
            await until(pilot, lambda: "库里还没有单位；按 7 导入表格" in screen_text(app))
            assert "没有缺口" not in screen_text(app)
        assert app.title_words.startswith("青山县") and "演示库" not in app.title_words
    with services.Workspace.open(tmp_path / "青山县.anwei") as workspace:
        assert not workspace.demo and not sum(services.count_subjects(workspace).values())


async def test_a_name_that_is_taken_is_refused_and_nothing_is_lost(tmp_path: Path) -> None:
    (tmp_path / "青山县.anwei").write_text("kept", encoding="utf-8")
    async with running(None, size=(120, 40)) as (app, pilot):
        await press(pilot, "end", "enter")
        await named(pilot, "青山县")
        await until(pilot, lambda: bool(app.notices.kept))
        assert app.setup is None and "看演示" in screen_text(app)
        assert (tmp_path / "青山县.anwei").read_text(encoding="utf-8") == "kept"
        assert "青山县" in await press(pilot, "end", "enter")


async def test_without_a_workspace_its_keys_do_nothing_and_are_not_offered() -> None:
    async with running(None, size=(120, 40)) as (app, pilot):
        before = screen_text(app)
        assert "重算" not in before and "撤销" not in before
        for key in ("f5", "ctrl+z", "u", "ctrl+y", "U", "ctrl+r", *"1234567890"):
            assert await press(pilot, key) == before, key
        assert app.setup is None and not app.notices.kept
        assert "重算" not in await press(pilot, "f2")
