"""Reports: every kind offered, choices remembered, a preview, and a file that is never written over."""

from __future__ import annotations

from pathlib import Path

import pytest

from anwei.engine import services
from anwei.engine.messages.labels import LABELS
from anwei.tui.jobs.office import Office
from anwei.tui.reports.asked import Asked
from anwei.tui.reports.jobs import put
from anwei.tui.reports.lines import Lines
from anwei.tui.screens.reports import ROWS, Report
from anwei.tui.state import State
from anwei.tui.widgets.vtable import VTable
from anwei.tui.words import use
from anwei.tui.work import Setup, Trouble
from tests.tui.driving import press, running, screen_text


def test_every_kind_and_format_has_words() -> None:
    for kind in services.REPORT_KINDS:
        assert {f"tui.reports.kind.{kind}", f"tui.reports.kind.{kind}.what"} <= LABELS.whole().keys()
    assert all(f"tui.reports.format.{f}" in LABELS.whole() for f in (*services.REPORT_FORMATS, services.OSCAL))


def test_choices_come_back_but_not_that_personal_data_was_shown() -> None:
    asked = Asked("gaps", "xlsx", "999901", "mine", ("A", "B"), 30, unmasked=True, folder="/tmp")
    again = Asked.of("gaps", asked.plain())
    assert again == Asked("gaps", "xlsx", "999901", "mine", ("A", "B"), 30, unmasked=False, folder="/tmp")
    assert Asked.of("gaps", {"within": "soon", "ids": 3, "format": 7}) == Asked("gaps")


def test_a_file_is_never_written_over(place: str, tmp_path: Path) -> None:
    use("zh")
    office = Office(Setup(place))
    one, other = (put(office, Asked("insurance", "csv", folder=str(tmp_path))) for _ in range(2))
    assert Path(one).name == "保险催办名单-2026-11-21.csv"
    assert Path(other).name == "保险催办名单-2026-11-21-2.csv"
    assert Path(one).read_bytes() == Path(other).read_bytes()


def test_nobody_in_the_scope_is_said(place: str, tmp_path: Path) -> None:
    with pytest.raises(Trouble) as found:
        put(Office(Setup(place)), Asked("gaps", "md", ids=("NOBODY",), folder=str(tmp_path)))
    assert found.value.code == "nobody"
    with pytest.raises(Trouble) as found:
        put(Office(Setup(place)), Asked("sector", "md", folder=str(tmp_path)))
    assert found.value.code == "sector"
    assert list(tmp_path.glob("*.md")) == []


@pytest.mark.asyncio
async def test_choose_preview_and_write(place: str) -> None:
    state = State(Path(place).with_suffix(".state"))
    async with running(place, state=state) as (app, pilot):
        shown = await press(pilot, "8")
        assert "领导简报" in shown and "保险催办名单" in shown
        await press(pilot, *["down"] * 4, "enter")
        page = app.page
        assert isinstance(page, Report) and page.kind == "gaps"
        table = app.screen.query_one("#choices", VTable)
        assert list(table.keys) == list(ROWS)
        await press(pilot, "enter", "end", "up", "enter")
        assert page.asked.format == "md"
        await press(pilot, "down", "enter", "down", "enter")
        assert page.asked.division == "999901"
        shown = await press(pilot, "f4")
        assert page.lines and page.lines[0].startswith("#")
        assert app.screen.query_one("#preview", Lines).has_focus
        assert "缺口清单" in shown
        await press(pilot, "escape", "f8")
        written = list(Path.cwd().glob("*.md"))
        assert len(written) == 1 and str(written[0]) in app.notices.kept[-1].words
        assert str(written[0].parent) in screen_text(app)
        await press(pilot, "escape")
        assert len(app.pages) == 1
    async with running(place, state=State(state.path)) as (app, pilot):
        assert app.current_mode == "reports"
        await press(pilot, *["down"] * 4, "enter")
        assert isinstance(app.page, Report)
        assert (app.page.asked.format, app.page.asked.division) == ("md", "999901")


@pytest.mark.asyncio
async def test_a_wrong_choice_is_refused_below_its_field(place: str) -> None:
    async with running(place) as (app, pilot):
        await press(pilot, "8", "enter", *["down"] * 4, "enter")
        await press(pilot, "end", "9", "9")
        shown = await press(pilot, "f8")
        assert "0 到 1096 天" in shown
        page = app.page
        assert isinstance(page, Report) and page.asked.within == 30
        await press(pilot, "escape")
        assert page.asked.within == 30
