"""The import wizard: from a township's workbook to one command, back again, and nothing lost on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anwei.tui.app import AnweiApp
from anwei.tui.importing import shelf
from anwei.tui.importing.asking import header_rows
from anwei.tui.importing.browse import listed, size_words
from anwei.tui.importing.draft import Draft, SheetSaid
from anwei.tui.importing.jobs import check, commit
from anwei.tui.jobs.office import Office
from anwei.tui.screens.importing import Importing
from anwei.tui.state import State
from anwei.tui.widgets.vtable import VTable
from anwei.tui.work import Setup, Trouble
from tests.tui.driving import press, running, screen_text, settled

NAME = "青萍镇_2026年11月.xlsx"
NEW = "演示新江[/x]机械有限公司"


def workbook(folder: Path, *rows: list[Any], heads: list[str] | None = None) -> Path:
    """A township's workbook of enterprises."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "企业台账"
    sheet.append(["青萍镇企业台账 2026年11月"])
    sheet.append(heads or ["序号", "企业名称", "所属行业", "从业人员", "成立日期"])
    for row in rows:
        sheet.append(row)
    path = folder / NAME
    book.save(path)
    return path


def good(folder: Path) -> Path:
    return workbook(folder, [1, NEW, "机械", 35, "2026.3.5"], [2, "演示新海纺织有限公司", "纺织", 88, "3月5日"])


def wizard(app: AnweiApp) -> Importing:
    assert isinstance(app.page, Importing)
    return app.page


def names(place: str) -> set[str]:
    return {s.name for s in Office(Setup(place)).evidence.of_kind("enterprise")}


WORDS = st.text(max_size=8)


@given(st.lists(WORDS, max_size=3), st.integers(1, 5), WORDS, st.booleans(), st.integers(0, 9))
def test_a_draft_comes_back_as_it_was(paths: list[str], step: int, word: str, flag: bool, row: int) -> None:
    said = SheetSaid(word, word, "enterprise", "", (row, row), ((word, "name"),), flag)
    draft = Draft(tuple(paths), word, step, (said,), (word,), ((word, word),), (word,), flag)
    assert Draft.of(draft.plain()) == draft


@given(st.recursive(st.none() | st.integers() | WORDS, lambda x: st.lists(x) | st.dictionaries(WORDS, x), max_leaves=8))
def test_a_draft_of_anything_else_is_given_up(plain: object) -> None:
    assert Draft.of(plain) == Draft()


def test_header_rows() -> None:
    assert [header_rows(t) for t in ("3", " 3 - 4 ", "0", "4-3", "", "a", "3-")] == [
        (3, 3),
        (3, 4),
        None,
        None,
        None,
        None,
        (3, 3),
    ]


def test_a_folder_shows_what_can_be_read(tmp_path: Path) -> None:
    for name in ("b.xlsx", "~$b.xlsx", ".hidden.csv", "c.png", "A.CSV"):
        (tmp_path / name).write_bytes(b"x" * 1500)
    (tmp_path / "sub").mkdir()
    found = listed(str(tmp_path), (".xlsx", ".csv"))
    assert [e.name for e in found] == ["..", "sub", "A.CSV", "b.xlsx"]
    assert size_words(found[2].size) == "2 KB"


def test_a_check_writes_nothing_and_says_where(place: str, tmp_path: Path) -> None:
    office = Office(Setup(place))
    before = office.workspace.head
    path = workbook(tmp_path, [1, NEW, "没有的行业", "约35人", "2026-03-05"])
    seen = check(office, Draft(paths=(str(path),)))
    assert office.workspace.head == before
    assert [(s.kind, s.header, s.rows) for s in seen.sheets] == [("enterprise", (2, 2), 1)]
    groups = {g.kind: g for g in seen.groups}
    assert groups["code_word"].state == "bad" and groups["code_word"].spots[0].place == "企业台账 C3"
    assert groups["number_words"].state == "fix" and groups["number_words"].spots[0].fix == "35人"
    assert not seen.ready


def test_files_that_changed_after_the_check_are_not_committed(place: str, tmp_path: Path) -> None:
    office = Office(Setup(place))
    path = good(tmp_path)
    draft = Draft(paths=(str(path),), accepted=("no_id", "date_year"))
    seen = check(office, draft)
    assert seen.ready
    workbook(tmp_path, [1, "演示别家有限公司", "机械", 1, "2020-01-01"])
    with pytest.raises(Trouble) as found:
        commit(office, draft, seen.files, seen.head)
    assert found.value.code == "files_changed"
    assert office.workspace.head == seen.head


@pytest.mark.asyncio
async def test_from_a_workbook_to_one_command_and_back(place: str) -> None:
    good(Path.cwd())
    before = names(place)
    async with running(place) as (app, pilot):
        await press(pilot, "7")
        page, table = wizard(app), app.screen.query_one("#list", VTable)
        assert "[1文件]" in screen_text(app)
        while table.current is not None and table.current.texts[1] != NAME:
            await press(pilot, "down")
        await press(pilot, "space")
        assert [Path(p).name for p in page.draft.paths] == [NAME]
        assert "[2表头]" in await press(pilot, "f8")
        assert table.current is not None and table.current.texts[3] == "2"
        assert "[3列映射]" in await press(pilot, "f8")
        assert "从业人员" in screen_text(app)
        assert "[4校验]" in await press(pilot, "f8")
        assert page.seen is not None and not page.seen.ready
        for kind in ("no_id", "date_year"):
            keys = list(table.keys)
            await press(pilot, "home", *["down"] * keys.index(f"{kind}:fix"), "f4")
            assert kind in page.draft.accepted
            assert f"{kind}:accepted" in table.keys
        assert page.seen.ready
        shown = await press(pilot, "f8")
        assert "[5差异提交]" in shown and "新增 2" in shown
        assert NEW in shown
        await press(pilot, "escape")
        assert page.draft.step == shelf.PROBLEMS
        await press(pilot, "f8", "f8")
        assert "已导入" in app.notices.kept[-1].words
        assert page.draft.step == shelf.FILES and page.draft.paths == ()
        assert names(place) - before == {NEW, "演示新海纺织有限公司"}
        await press(pilot, "ctrl+z")
        assert names(place) == before


@pytest.mark.asyncio
async def test_nothing_said_is_lost_by_leaving(place: str) -> None:
    path = good(Path.cwd())
    state = State(Path(place).with_suffix(".state"))
    async with running(place, state=state) as (app, pilot):
        await press(pilot, "7", "f3")
        app.screen.query_one("#field-path").value = str(path)  # type: ignore[attr-defined]
        await press(pilot, "f8")
        assert wizard(app).draft.paths == (str(path),)
        await press(pilot, "f8", "f8", "f8", "f4")
        kept = wizard(app).draft
        assert kept.step == shelf.PROBLEMS
    async with running(place, state=State(state.path)) as (app, pilot):
        await press(pilot, "7")
        assert wizard(app).draft == kept
        assert "[4校验]" in screen_text(app)
        await press(pilot, "escape", "escape", "escape")
        assert wizard(app).draft.step == 1 and wizard(app).draft.paths == kept.paths
        await press(pilot, "ctrl+x")
        assert wizard(app).draft.paths == ()


@pytest.mark.asyncio
async def test_a_column_is_explained_once(place: str) -> None:
    path = workbook(Path.cwd(), [1, NEW, "机械", 35], heads=["序号", "企业名称", "所属行业", "吃饭的嘴"])
    async with running(place) as (app, pilot):
        await press(pilot, "7")
        page, table = wizard(app), app.screen.query_one("#list", VTable)
        page.say_draft(Draft((str(path),), str(Path.cwd())))
        await press(pilot, "f8", "f8", "end")
        assert table.current is not None and table.current.texts[1] == "吃饭的嘴"
        shown = await press(pilot, "enter")
        assert "吃饭的嘴" in shown
        choices = app.screen.query_one("#choices", VTable)
        at = list(choices.keys).index("employees")
        choices.move(at)
        await press(pilot, "enter")
        assert page.draft.said(NAME, "企业台账").columns == (("吃饭的嘴", "employees"),)
        assert table.current is not None and table.current.texts[2:4] == ("从业人员", "您指定")
        await press(pilot, "f8")
        keys = list(table.keys)
        await press(pilot, "home", *["down"] * keys.index("no_id:fix"), "f4", "f8", "f8")
        assert "已导入" in app.notices.kept[-1].words
    office = Office(Setup(place))
    seen = check(office, Draft(paths=(str(path),)))
    assert [c.how for c in seen.sheets[0].columns if c.header == "吃饭的嘴"] == ["learned"]
    assert next(s for s in office.evidence.of_kind("enterprise") if s.name == NEW).values["employees"] == 35


@pytest.mark.asyncio
async def test_what_cannot_be_fixed_goes_back_marked_or_is_left_out(place: str) -> None:
    path = workbook(Path.cwd(), [1, NEW, "没有的行业", 35, "2026-03-05"])
    async with running(place) as (app, pilot):
        await press(pilot, "7")
        page, table = wizard(app), app.screen.query_one("#list", VTable)
        page.say_draft(Draft((str(path),), str(Path.cwd()), accepted=("no_id",)))
        await press(pilot, "f8", "f8", "f8")
        assert table.current is not None and table.current.key == "code_word:bad"
        await press(pilot, "f4")
        assert "code_word" not in page.draft.accepted
        shown = await press(pilot, "enter")
        assert "没有的行业" in shown and "企业台账 C3" in shown
        await press(pilot, "escape")
        assert page.draft.step == shelf.PROBLEMS and page.group == ""
        await press(pilot, "f7")
        marked = Path.cwd() / "青萍镇_2026年11月-批注.xlsx"
        assert str(marked) in app.notices.kept[-1].words
        import openpyxl

        cell = openpyxl.load_workbook(marked)["企业台账"]["C3"]
        assert cell.comment is not None and cell.fill.fgColor.rgb == "FFFF9999"
        shown = await press(pilot, "f8")
        assert "还有 1 处未解决" in shown
        await press(pilot, "enter")
        assert page.draft.step == shelf.PROBLEMS
        await press(pilot, "f8", "down", "enter")
        assert page.draft.step == shelf.COMMIT and page.draft.leave_out
        await press(pilot, "f8")
    assert NEW in names(place)


@pytest.mark.asyncio
async def test_a_file_that_is_gone_is_named_and_can_be_let_go(place: str) -> None:
    path = good(Path.cwd())
    gone = Path.cwd() / "上月.xlsx"
    async with running(place) as (app, pilot):
        await press(pilot, "7")
        page = wizard(app)
        page.say_draft(Draft((str(path), str(gone)), str(Path.cwd())))
        page.show_step()
        await settled(pilot)
        assert any(gone.name in line and "不在了" in line for line in screen_text(app).splitlines())
        told = await press(pilot, "f8", "f8", "f8")
        assert f"单元格: {gone.name} 无法读取文件" in told
        await press(pilot, "escape", "escape", "escape", "end", "space")
        assert page.draft.paths == (str(path),) and gone.name not in screen_text(app)


@pytest.mark.asyncio
@pytest.mark.parametrize(("lang", "told"), [("zh", "从业人员：超出允许范围"), ("en", "Employees: outside the range")])
async def test_a_problem_names_its_field_by_the_label_alone(place: str, lang: str, told: str) -> None:
    path = workbook(
        Path.cwd(), [1, NEW, "机械", -12, "2026-03-05"], [2, "演示新海纺织有限公司", "纺织", 88, "2026-03-05"]
    )
    async with running(place, size=(160, 40), lang=lang) as (app, pilot):
        await press(pilot, "7")
        wizard(app).say_draft(Draft((str(path),), str(Path.cwd()), accepted=("no_id",)))
        await press(pilot, "f8", "f8", "f8", "enter")
        assert wizard(app).group == "value:bad"
        shown = screen_text(app)
        assert told in shown and "employees" not in shown


@pytest.mark.asyncio
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_all_four_screens_fill_every_size(place: str, size: tuple[int, int], lang: str) -> None:
    from rich.cells import cell_len

    from anwei.tui.shots import lines_of

    good(Path.cwd())
    async with running(place, size=size, lang=lang) as (app, pilot):
        for keys in (("5", "enter"), ("6",), ("7", "space", "f8", "f8", "f8"), ("8", "enter")):
            await press(pilot, *keys)
            assert app.page is not None and not app.page.has_class("troubled")
            lines = lines_of(app)
            assert len(lines) == size[1]
            assert {sum(cell_len(s.text) for s in line) for line in lines} == {size[0]}
