"""Plugins: how they loaded, their panels in five forms, and the card of a panel that fails."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from anwei.engine.api import PanelSpec, Text
from anwei.engine.workspace.runs import load_verdicts
from anwei.tui.dialogs.choose import Tell
from anwei.tui.jobs import plugins as jobs
from anwei.tui.jobs.office import Office
from anwei.tui.panels.view import PanelView, columns_of, found_rows
from anwei.tui.screens import plugins as pages
from anwei.tui.screens.subject_page import SubjectPage
from anwei.tui.shelf.reader import Reader
from anwei.tui.widgets.keybar import here
from anwei.tui.widgets.matrix import Matrix
from anwei.tui.widgets.vtable import VTable
from anwei.tui.words import use
from anwei.tui.work import Setup, Trouble
from tests.tui.driving import press, running, screen_text, settled, type_in, until

TITLE = Text("演示面板", "Demo panel")
COLUMNS = (Text("名称", "name"), Text("数", "count"))


def panel(kind: str, rows: Any, columns: tuple[Text, ...] = COLUMNS) -> PanelSpec:
    return PanelSpec("demo.panel", TITLE, kind, columns, rows)  # type: ignore[arg-type]


@pytest.fixture
def plugged(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Puts a panel into the plugin ``mines``, which every office has."""

    def put(spec: PanelSpec) -> None:
        own = jobs.services.Plugins.all

        def found(self: Any, hook: str) -> Any:
            if hook != "anwei_panels":
                return own(self, hook)
            return [(next(s for s in self.statuses if s.name == "mines"), spec)]

        monkeypatch.setattr(jobs.services.Plugins, "all", found)

    return put


@pytest.mark.asyncio
async def test_every_plugin_is_listed_with_what_it_brings(place: str) -> None:
    async with running(place) as (app, pilot):
        await press(pilot, "9")
        page = app.page
        assert isinstance(page, pages.Plugins)
        await until(pilot, lambda: bool(page.items))
        shown = screen_text(app)
        assert "hazchem" in shown and "已加载" in shown
        await press(pilot, "f3")
        await type_in(pilot, "mines")
        await press(pilot, "enter", "enter")
        await until(pilot, lambda: isinstance(app.page, pages.Panel))


@pytest.mark.asyncio
async def test_a_failed_plugin_says_why_and_what_to_do() -> None:
    use("en")
    status = SimpleNamespace(state="failed", error="ModuleNotFoundError: no module", name="x", distribution="x-dist")
    office: Any = SimpleNamespace(opened=SimpleNamespace(plugins=SimpleNamespace(safe=False)))
    assert "x-dist" in jobs._advice(office, status)  # type: ignore[arg-type]


@pytest.mark.asyncio
async def test_a_table_is_drawn_and_filtered(place: str, plugged: Any) -> None:
    plugged(panel("table", lambda _a: [["[/x] 甲", "3"], ["乙", "12"]]))
    async with running(place) as (app, pilot):
        await app.open_page("plugins:Panel", "demo.panel", "")
        page = app.page
        assert isinstance(page, pages.Panel)
        await until(pilot, lambda: page.data is not None)
        assert "[/x] 甲" in screen_text(app)
        await press(pilot, "f3")
        await type_in(pilot, "乙")
        grid = page.query_one(PanelView).grid
        assert grid is not None and grid.rows == 1


@pytest.mark.parametrize(
    ("kind", "widget"),
    [("table", VTable), ("key_values", VTable), ("matrix", Matrix), ("timeline", VTable), ("notes", Reader)],
)
@pytest.mark.asyncio
async def test_each_form_has_its_widget(place: str, plugged: Any, kind: str, widget: type) -> None:
    plugged(panel(kind, lambda _a: [["2026-11-21", "fail"], ["2026-12-01", "pass"]]))
    async with running(place) as (app, pilot):
        await app.open_page("plugins:Panel", "demo.panel", "")
        page = app.page
        assert isinstance(page, pages.Panel)
        await until(pilot, lambda: page.data is not None)
        await settled(pilot)
        assert isinstance(page.query_one(PanelView).grid, widget)
        assert "演示面板" in screen_text(app)


@pytest.mark.asyncio
async def test_enter_opens_the_subject_of_a_row_or_shows_the_row_whole(place: str, plugged: Any) -> None:
    unit = next(iter(Office(Setup(place)).evidence.of_kind("enterprise")))
    long = "甲" * 60
    plugged(panel("table", lambda _a: [[unit.name, "3"], [long, "12"]]))
    async with running(place) as (app, pilot):
        await app.open_page("plugins:Panel", "demo.panel", "")
        page = app.page
        assert isinstance(page, pages.Panel)
        await until(pilot, lambda: page.data is not None)
        await settled(pilot)
        await press(pilot, "enter")
        assert isinstance(app.page, SubjectPage) and app.page.id_ == unit.id
        await press(pilot, "escape", "down", "enter")
        assert app.page is page and isinstance(app.screen, Tell)


def boom(_assessment: object) -> list[list[str]]:
    raise ZeroDivisionError("a pond of no depth")


@pytest.mark.asyncio
async def test_a_failing_panel_is_a_card_and_can_be_switched_off(place: str, plugged: Any) -> None:
    plugged(panel("table", boom))
    async with running(place) as (app, pilot):
        await app.open_page("plugins:Panel", "demo.panel", "演示面板")
        page = app.page
        assert isinstance(page, pages.Panel)
        await until(pilot, lambda: page.failure is not None)
        shown = screen_text(app)
        assert "插件面板出错" in shown and "ZeroDivisionError: a pond of no depth" in shown
        await press(pilot, "f7")
        assert "panel-demo.panel.txt" in app.notices.kept[-1].words
        await press(pilot, "delete")
        assert "这个面板已停用" in screen_text(app)
        assert app.state.get(pages.OFF, "demo.panel") is True
        offered = {a.id for a in here(app)}
        assert "panel.off" in offered and not offered & {"shelf.search", "panel.retry", "panel.copy"}
        plugged(panel("table", lambda _a: [["甲", "1"]]))
        await press(pilot, "delete")
        await until(pilot, lambda: page.data is not None)
        assert page.failure is None and "甲" in screen_text(app)
        assert {"shelf.search", "panel.retry"} <= {a.id for a in here(app)}
        await press(pilot, "escape")
        assert app.page is app.pages[0]


@pytest.mark.parametrize("rows", [[["one"]], ["text"], [[1, 2]], 7, [None]])
def test_rows_of_a_wrong_form_never_reach_what_draws(place: str, plugged: Any, rows: Any) -> None:
    use("zh")
    plugged(panel("table", lambda _a: rows))
    with pytest.raises(Trouble):
        jobs.panel(Office(Setup(place)), "demo.panel")


def test_an_unknown_panel_or_kind_is_told(place: str, plugged: Any) -> None:
    use("zh")
    plugged(panel("pie", lambda _a: []))
    with pytest.raises(Trouble, match="pie"):
        jobs.panel(Office(Setup(place)), "demo.panel")
    with pytest.raises(Trouble, match=r"no\.such"):
        jobs.panel(Office(Setup(place)), "no.such")


def test_a_panel_sees_the_verdicts_of_the_last_run(place: str) -> None:
    office = Office(Setup(place))
    status = next(s for s in office.opened.plugins.statuses if s.name == "hazchem")
    found = jobs.assessment(office, status)
    assert found.as_of == office.day
    assert {f.subject.id for f in found.findings} <= {s.id for s in found.subjects}
    kept = {
        (v.id, j.rule): j.verdict
        for v in load_verdicts(office.workspace, jobs.services.list_runs(office.workspace, 1)[0].run)
        for j in v.verdicts
    }
    assert found.findings
    assert all(kept[f.subject.id, f.rule.id] is f.verdict for f in found.findings)


def test_widths_and_order() -> None:
    columns = columns_of(("名称", "数"), [("很长很长的名字", "1"), ("b", "22")])
    assert columns[0].cells == 0 and columns[1].right
    data = jobs.PanelData("x", "t", "timeline", "p", "1", ("d", "n"), (("2026-12-01", "b"), ("2026-01-01", "a")))
    assert [r[1] for r in found_rows(data, "")] == ["a", "b"]
    assert found_rows(data, "zz") == []
