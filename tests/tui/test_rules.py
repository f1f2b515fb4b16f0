"""The rules: found by searching, told in both languages, their numbers, their tests and what differs."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from anwei.tui.actions import Acting
from anwei.tui.jobs import law
from anwei.tui.jobs.office import Office
from anwei.tui.screens import rules as pages
from anwei.tui.shelf.reader import Reader, laid_out, wrapped
from anwei.tui.widgets.vtable import VTable
from anwei.tui.words import use, width
from anwei.tui.work import Setup
from tests.tui.driving import press, running, screen_text, type_in, until

RULE = "insurance.liability"


@pytest.mark.asyncio
async def test_a_rule_is_found_and_read_in_both_languages(place: str) -> None:
    async with running(place) as (app, pilot):
        await press(pilot, "ctrl+r")
        page = app.page
        assert isinstance(page, pages.Rules)
        await until(pilot, lambda: bool(page.items))
        whole = page.query_one("#list", VTable).rows
        await press(pilot, "f3")
        assert page.focused is page.query_one("#wanted", Input)
        await type_in(pilot, RULE)
        table = page.query_one("#list", VTable)
        assert 0 < table.rows < whole
        assert RULE in screen_text(app)
        await press(pilot, "enter")
        assert page.focused is table
        while table.current is not None and table.current.key != RULE:
            await press(pilot, "down")
        await until(pilot, lambda: bool(page.query_one("#about", Reader).entries))
        await press(pilot, "enter")
        assert isinstance(app.page, pages.RulePage)
        reader = app.page.query_one(Reader)
        await until(pilot, lambda: len(reader.entries) > 5)
        heads = [h for h, _ in reader.entries]
        assert "中文表述" in heads and "英文表述" in heads
        texts = " ".join(t for _, t in reader.entries)
        assert "Applies to" in texts and "适用于" in texts
        await press(pilot, "escape")
        assert app.page is page and table.current is not None and table.current.key == RULE


@pytest.mark.asyncio
async def test_nothing_found_says_what_to_do(place: str) -> None:
    async with running(place, lang="en") as (app, pilot):
        await press(pilot, "ctrl+r")
        page = app.page
        assert isinstance(page, pages.Rules)
        await until(pilot, lambda: bool(page.items))
        await press(pilot, "slash")
        await type_in(pilot, "zzzz")
        assert page.query_one("#list", VTable).rows == 0
        assert "Nothing found; change the search above" in screen_text(app)


@pytest.mark.asyncio
async def test_the_numbers_of_a_rule_with_dates_and_sources(place: str) -> None:
    async with running(place, size=(150, 40)) as (app, pilot):
        await app.open_page("rules:RulePage", "depot.area")
        await press(pilot, "f6")
        page = app.page
        assert isinstance(page, pages.Values)
        await until(pilot, lambda: bool(page.items))
        shown = screen_text(app)
        assert "现行" in shown and "630 m2" in shown
        await press(pilot, "enter")
        assert isinstance(app.page, pages.ParameterPage)
        reader = app.page.query_one(Reader)
        await until(pilot, lambda: len(reader.entries) > 3)
        assert any("《" in t for _, t in reader.entries)


@pytest.mark.asyncio
async def test_the_tests_of_a_rule_run_and_a_failing_one_is_first(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [law.Tested("good", "合", "a.yaml:1", ()), law.Tested("bad", "缺", "a.yaml:2", ("verdict: expected fail",))]
    monkeypatch.setattr(law, "try_rule", lambda _office, _id: found)
    async with running(place) as (app, pilot):
        await app.open_page("rules:RulePage", RULE)
        await press(pilot, "f8")
        await until(pilot, lambda: isinstance(app.page, pages.Tests) and bool(app.page.items))
        table = app.page.query_one("#list", VTable) if app.page is not None else None
        assert table is not None and table.current is not None
        assert table.current.texts == ("不符", "缺", "bad")
        assert "用例 2，不符 1" in screen_text(app)


def test_the_cases_beside_a_rule_come_out_as_expected(place: str) -> None:
    use("zh")
    found = law.try_rule(Office(Setup(place)), RULE)
    assert len(found) > 5
    assert not [t for t in found if t.problems]


@pytest.mark.asyncio
async def test_two_days_are_compared_and_bad_ones_refused(place: str) -> None:
    use("zh")
    assert pages.checked_days({"before": "2026-01-02", "after": "2026-01-01", "folder": ""}) is not None
    assert pages.checked_days({"before": "2026-01-02", "after": "", "folder": ""}) is not None
    missing = pages.checked_days({"before": "", "after": "", "folder": "/no/such/folder"})
    assert missing is not None and missing[0] == "folder" and "/no/such/folder" in missing[1]
    assert pages.checked_days({"before": "2025-01-01", "after": "2026-01-01", "folder": ""}) is None
    async with running(place) as (app, pilot):
        await app.open_page("rules:Differences", "2021-01-01", "2026-01-01", "")
        page = app.page
        assert isinstance(page, pages.Differences)
        await until(pilot, lambda: bool(page.items))
        await press(pilot, "down")
        reader = page.query_one("#about", Reader)
        await until(pilot, lambda: bool(reader.entries))
        assert page.item is not None and page.item.value.title in reader.entries[0][1]


def test_a_folder_of_rules_is_compared_with_those_in_force(place: str, tmp_path: Path) -> None:
    use("en")
    (tmp_path / "more.yaml").write_text("parameters: more\nx.y:\n  label: {zh: 甲, en: A}\n", encoding="utf-8")
    from anwei.engine.services import AnweiError

    with pytest.raises(AnweiError):
        law.against(Office(Setup(place)), str(tmp_path / "more.yaml"))


@pytest.mark.parametrize("cells", [4, 9, 20, 33])
def test_texts_are_wrapped_to_the_width(cells: int) -> None:
    text = "适用于应急物资储备库（点），条件是启用日期不早于「起算日」，and some English words, averyveryverylongword。"
    lines = wrapped(text, cells)
    assert all(width(line) <= cells for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for whole in (30, 80):
        assert all(width(told) <= whole for _, told in laid_out([("依据", text)], whole))


def test_every_action_of_these_pages_has_a_method() -> None:
    for page in (pages.Rules, pages.RulePage):
        assert issubclass(page, Acting)
        assert all(callable(getattr(page, a.method)) for a in page.actions())
