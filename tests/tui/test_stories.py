"""One test a user story: keys as a secretary presses them, with what must be there after each."""

from __future__ import annotations

from pathlib import Path

import pytest

from anwei.engine import services
from anwei.tui.app import AnweiApp
from anwei.tui.index.query import NOTHING
from anwei.tui.screens.gap_list import GapList
from anwei.tui.screens.subject_page import SubjectPage
from anwei.tui.state import State
from anwei.tui.widgets.matrix import Matrix
from anwei.tui.widgets.vtable import VTable
from anwei.tui.words import use
from tests.tui.driving import press, running, screen_text, settled, type_in, until

pytestmark = pytest.mark.asyncio


def waivers(place: str) -> list[str]:
    with services.Workspace.open(Path(place)) as workspace:
        return [k.id for k in services.Collection(workspace, "waiver").all()]


async def test_the_morning_shows_what_to_see_to_first(place: str) -> None:
    async with running(place) as (app, pilot):
        shown = screen_text(app)
        assert "演示青岚县 [演示库]" in shown
        assert "最该先管的" not in shown or "结论" in shown
        assert "自 2026-11-20 以来" in shown
        first = app.screen.query_one("#first", VTable)
        assert first.rows > 0
        await press(pilot, "down")
        assert first.row == 1
        wanted = first.current
        assert wanted is not None
        await press(pilot, "enter")
        assert isinstance(app.page, SubjectPage)
        assert app.page.id_ == wanted.value[1]
        assert wanted.texts[1] in app.path_words
        await press(pilot, "escape")
        assert app.current_mode == "today"
        assert app.page is app.pages[0]


async def test_from_the_map_down_to_one_verdict(place: str) -> None:
    async with running(place) as (app, pilot):
        await press(pilot, "2")
        matrix = app.screen.query_one(Matrix)
        assert matrix.rows == 13
        await press(pilot, "ctrl+down")
        head, line = matrix.head, matrix.current
        assert head is not None and line is not None
        assert line.cells[matrix.column][0] == "fail"
        await press(pilot, "enter")
        page = app.page
        assert isinstance(page, GapList)
        assert page.facets.family == head.key
        assert page.facets.place == line.key
        inner = page.query_one(Matrix)
        await press(pilot, "n")
        rule = page.column
        assert rule is not None
        await press(pilot, "enter")
        await until(pilot, lambda: "依据" in screen_text(app))
        assert isinstance(app.page, SubjectPage)
        assert rule.title[:10] in screen_text(app)
        assert inner.rows > 0
        await press(pilot, "escape", "escape")
        assert app.page is app.pages[0]


async def test_rows_of_the_map_can_be_sectors(place: str) -> None:
    async with running(place) as (app, pilot):
        await press(pilot, "2", "ctrl+t")
        assert "行业" in screen_text(app)
        await press(pilot, "r")
        assert "责任人＼要求" in screen_text(app)
        await press(pilot, "r")
        assert "乡镇＼要求" in screen_text(app)


async def test_facets_narrow_and_views_are_kept(place: str, tmp_path: Path) -> None:
    state = State(tmp_path / "state.json")
    async with running(place, state=state) as (app, pilot):
        await press(pilot, "2", "f3")
        assert "筛选" in screen_text(app)
        await press(pilot, "down", "enter")  # the place
        await press(pilot, "down", "down", "enter")
        await press(pilot, "f8")
        page = app.page
        assert page is not None
        assert page.facets.place  # type: ignore[attr-defined]
        await press(pilot, "f6", "enter")
        await type_in(pilot, "我的镇")
        await press(pilot, "f8")
        assert "我的镇" in state.section("views")
        await press(pilot, "f3", "down", "delete", "f8")
        assert not page.facets.place  # type: ignore[attr-defined]
        await press(pilot, "f6", "enter")
        assert page.facets.place  # type: ignore[attr-defined]
    async with running(place, state=State(tmp_path / "state.json")) as (app, _):
        assert app.current_mode == "gaps"
        assert app.page is not None
        assert app.page.facets.place  # type: ignore[attr-defined]


async def test_search_by_initials(place: str) -> None:
    async with running(place) as (app, pilot):
        assert app.index is not None
        some = app.index.page(app.index.ids(NOTHING))
        wanted = next(s for s in some.values() if s.kind == "enterprise")
        initials = app.index.connection.execute("SELECT initials FROM subject WHERE no = ?", (wanted.no,)).fetchone()[0]
        await press(pilot, "3", "f3")
        await type_in(pilot, initials)
        table = app.screen.query_one(VTable)
        names = [table.at(i).texts[0] for i in range(table.rows)]
        assert wanted.name in names
        assert len(names) < len(some)


async def test_palette_finds_actions_and_subjects(place: str) -> None:
    async with running(place) as (app, pilot):
        await press(pilot, "f2")
        await type_in(pilot, "缺口")
        await press(pilot, "enter")
        assert app.current_mode == "gaps"
        await press(pilot, "ctrl+p")
        await type_in(pilot, "演示")
        first, second = [
            [line for line in (await press(pilot, *keys)).splitlines() if "│ ▸ 演示" in line]
            for keys in ((), ("down",))
        ]  # the cursor is seen though the field has the focus
        assert len(first) == len(second) == 1 and first != second
        await press(pilot, "escape", "ctrl+p")
        await type_in(pilot, "煤矿")
        await press(pilot, "enter")
        assert isinstance(app.page, SubjectPage)


async def test_help_lists_every_key_here_and_does_it(place: str) -> None:
    async with running(place) as (app, pilot):
        await press(pilot, "question_mark")
        assert "这里可用的按键" in screen_text(app)
        await press(pilot, "escape", "fullwidth_question_mark")
        assert "这里可用的按键" in screen_text(app)


async def test_a_waiver_is_given_undone_and_done_again(place: str) -> None:
    async with running(place) as (app, pilot):
        await press(pilot, "enter")
        assert isinstance(app.page, SubjectPage)
        before = len(waivers(place))
        await press(pilot, "f8", "down", "enter")
        await type_in(pilot, "改造停产")
        await press(pilot, "enter")
        await type_in(pilot, "县安委会")
        await press(pilot, "enter")
        await type_in(pilot, "2026-13-45")
        await press(pilot, "f8")
        assert "不是日期" in screen_text(app)
        assert len(waivers(place)) == before
        for _ in "2026-13-45":
            await pilot.press("backspace")
        await type_in(pilot, "2027-03-31")
        await press(pilot, "f8")
        assert len(waivers(place)) == before + 1
        await press(pilot, "ctrl+z")
        assert len(waivers(place)) == before
        await press(pilot, "ctrl+y")
        assert len(waivers(place)) == before + 1


async def test_marked_subjects_are_assigned_in_one_command(place: str) -> None:
    async with running(place) as (app, pilot):
        await press(pilot, "space", "space", "space", "f8")
        assert "对 3 个单位" in screen_text(app)
        await press(pilot, "down", "down", "enter") if "豁免" in screen_text(app) else await press(
            pilot, "down", "enter"
        )
        await type_in(pilot, "王科长")
        await press(pilot, "f8")
        with services.Workspace.open(Path(place)) as workspace:
            kept = services.Collection(workspace, "assignment").all()
            assert len(kept) == 3
            assert len({k.seq for k in kept}) == 1
        await press(pilot, "u")
        with services.Workspace.open(Path(place)) as workspace:
            assert not services.Collection(workspace, "assignment").all()
        assert "已撤销：登记 指派" in app.notices.kept[-1].words


async def test_what_if_shows_and_keeps(place: str) -> None:
    async with running(place) as (app, pilot):
        assert app.index is not None
        some = app.index.ids(NOTHING.but(kind="enterprise"))[0]
        await app.open_page("subject_page:SubjectPage", "enterprise", app.index.page([some])[some].id)
        await press(pilot, "f6", "f6", "f6")
        table = app.screen.query_one(VTable)
        place_of = [str(k) for k in table.keys].index("employees")
        table.move(place_of)
        await press(pilot, "enter")
        await type_in(pilot, "4000")
        await press(pilot, "f8")
        await until(pilot, lambda: "假设 从业人员：4000" in screen_text(app))
        page = app.page
        assert isinstance(page, SubjectPage)
        await press(pilot, "escape")
        assert facts_of(place, page)["employees"] != 4000
        await press(pilot, "enter")
        await type_in(pilot, "4000")
        await press(pilot, "f8")
        await until(pilot, lambda: "假设 从业人员：4000" in screen_text(app))
        await press(pilot, "enter")
        assert facts_of(place, page)["employees"] == 4000
        await press(pilot, "ctrl+z")
        assert facts_of(place, page)["employees"] != 4000


def facts_of(place: str, page: SubjectPage) -> dict[str, object]:
    with services.Workspace.open(Path(place)) as workspace:
        return next(c.facts for c in services.cards(workspace) if (c.kind, c.id) == (page.kind, page.id_))


async def test_recompute_takes_a_waiver_in(place: str) -> None:
    async with running(place) as (app, pilot):
        assert app.index is not None
        before = app.index.meta["run"]
        await press(pilot, "enter", "f8", "down", "enter")
        for word in ("停产", "县安委会", "2027-03-31"):
            await type_in(pilot, word)
            await press(pilot, "enter")
        await press(pilot, "f8")
        assert app.stale
        assert "有新情况" in screen_text(app)
        await press(pilot, "f5")
        await until(pilot, lambda: app.index is not None and app.index.meta["run"] > before)
        assert not app.stale
        page = app.page
        assert isinstance(page, SubjectPage)
        table = page.query_one(VTable)
        assert "waived" in [table.at(i).texts[0] for i in range(table.rows)]


async def test_nothing_typed_is_lost(place: str, tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    async with running(place, state=State(state)) as (app, pilot):
        await press(pilot, "f8", "down", "enter")
        await type_in(pilot, "写了一半的理由")
        await press(pilot, "escape")
        assert app.page is app.screen
    # as after kill -9: nothing was said on leaving, the file alone remembers
    async with running(place, state=State(state)) as (app, pilot):
        await press(pilot, "f8", "down", "enter")
        assert "写了一半的理由" in screen_text(app)
        assert "已恢复" in screen_text(app)


async def test_the_last_place_is_restored(place: str, tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    async with running(place, state=State(state)) as (app, pilot):
        await press(pilot, "2", "ctrl+down", "enter", "enter")
        path = app.path_words
        assert len(app.pages) == 3
    async with running(place, state=State(state)) as (app, pilot):
        assert app.path_words == path


async def test_language_and_theme_change_at_once(place: str) -> None:
    async with running(place) as (app, pilot):
        shown = await press(pilot, "ctrl+l")
        assert "new gaps" in shown
        assert "1today" in shown
        assert "新增缺口" not in shown
        await press(pilot, "ctrl+l")
        assert "新增缺口" in screen_text(app)
        await press(pilot, "f9")
        seen = [app.theme]
        for _ in range(3):
            await press(pilot, "down")
            seen.append(app.theme)
        assert sorted(seen) == ["contrast", "dark", "light", "mono"]
    use("zh")


async def test_chinese_in_a_list_is_told_and_escape_never_quits(place: str) -> None:
    async with running(place) as (app, pilot):
        await press(pilot, "查")
        assert "英文输入" in app.notices.kept[-1].words
        await press(pilot, "escape", "escape", "escape")
        assert app.is_running
        await press(pilot, "２")
        assert app.current_mode == "gaps"


async def test_an_export_opens_in_excel_and_holds_no_formula(place: str, tmp_path: Path) -> None:
    async with running(place) as (app, pilot):
        await press(pilot, "2", "ctrl+down", "enter", "f7")
        written = list(tmp_path.glob("*.csv"))
        assert len(written) == 1
        raw = written[0].read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        assert "演示" in raw.decode("utf-8-sig")
        assert str(written[0]) in app.notices.kept[-1].words


async def test_a_failing_job_is_a_card_and_the_rest_works(place: str) -> None:
    async with running(place) as (app, pilot):
        await app.open_page("subject_page:SubjectPage", "enterprise", "NOBODY")
        await settled(pilot)
        await press(pilot, "f6", "f6", "f6")
        assert "NOBODY" in screen_text(app) or app.notices.kept
        await press(pilot, "escape", "2")
        assert app.current_mode == "gaps"


async def test_first_run_offers_three_ways_and_makes_an_empty_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with running(None) as (app, pilot):
        shown = screen_text(app)
        assert "看演示" in shown and "导入表格" in shown and "新建空库" in shown
        await press(pilot, "end", "enter")
        for _ in "安委办":
            await pilot.press("backspace")
        await type_in(pilot, "青山县")
        await press(pilot, "f8")
        await until(pilot, lambda: app.setup is not None or bool(app.notices.kept))
        assert app.setup is not None, app.notices.kept
        await until(pilot, lambda: app.index is not None)
        assert (tmp_path / "青山县.anwei").exists()
        await until(pilot, lambda: "还没有评估" in screen_text(app))
        app.desk.stop()


async def test_a_small_window_says_so_and_still_quits(place: str) -> None:
    async with running(place, size=(70, 18)) as (app, pilot):
        assert "窗口太小" in screen_text(app)
        await pilot.resize_terminal(100, 30)
        await settled(pilot)
        assert "窗口太小" not in screen_text(app)
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert isinstance(app, AnweiApp)


async def test_changed_keys_hold_from_the_start_and_clashes_are_told(place: str, tmp_path: Path) -> None:
    state = State(tmp_path / "state.json")
    state.put("keys", "gaps.rows", "f10")
    async with running(place, state=state) as (app, pilot):
        await press(pilot, "2", "f10")
        assert "行业＼要求" in screen_text(app)
        assert not [n for n in app.notices.kept if "冲突" in n.words]
    state.put("keys", "gap_list.sort", "f6")  # what the views of the same page have
    state.put("keys", "app.notices", "f5")  # what judges anew
    async with running(place, state=state) as (app, pilot):
        assert "2 处冲突" in app.notices.kept[0].words


async def test_letters_that_move_are_opt_in(place: str, tmp_path: Path) -> None:
    state = State(tmp_path / "state.json")
    async with running(place, state=state) as (app, pilot):
        first = app.screen.query_one("#first", VTable)
        await press(pilot, "j")
        assert first.row == 0
    state.put("app", "vim", True)
    async with running(place, state=state) as (app, pilot):
        first = app.screen.query_one("#first", VTable)
        for key, row in (("j", 1), ("j", 2), ("k", 1), ("down", 2), ("g", 0), ("G", first.rows - 1)):
            await press(pilot, key)
            assert first.row == row
        await press(pilot, "2", "l", "l", "h")
        assert app.screen.query_one(Matrix).column == 1
