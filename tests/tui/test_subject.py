"""The page of one subject: what it draws and how often, whatever comes first; the card beside its list."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.screen import Screen

from anwei.tui.glyphs import use_safe
from anwei.tui.jobs.subject import Card, Fact
from anwei.tui.screens.subject_card import CardView, _broken, _entries
from anwei.tui.screens.subject_page import REST_S, SubjectPage
from anwei.tui.widgets.vtable import VTable
from anwei.tui.words import clean, width
from anwei.tui.work import Trouble
from tests.tui.driving import press, running, screen_text, settled, until

TEXTS = st.text(st.sampled_from("安全生产应急演练，。（）《》「」 ab1.\n"), max_size=60)
CARD = Card("made.001", "fail", "演练频次", (("依据", tuple(f"第{n}条" for n in range(60))), ("证据", ("台账",))))


def answers(card: Any = CARD) -> dict[str, Any]:
    return {"subject:assigned": "", "drills:week": [], "subject:card": card}


@pytest.mark.asyncio
async def test_a_page_is_laid_out_and_drawn_once_and_its_card_when_that_comes(
    figures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running("made.anwei", index=figures, size=(140, 40), answers=answers()) as (app, pilot):
        counted: Counter[str] = Counter()

        def count(owner: type, name: str, key: str) -> None:
            kept = getattr(owner, name)

            def counting(self: Any, *args: Any, **options: Any) -> Any:
                if isinstance(self.screen, SubjectPage):
                    counted[key] += 1
                return kept(self, *args, **options)

            monkeypatch.setattr(owner, name, counting)

        count(Screen, "_refresh_layout", "layouts")
        count(VTable, "row_line", "rows")
        count(CardView, "row_line", "lines")
        await press(pilot, "enter")
        page = app.screen
        assert isinstance(page, SubjectPage)
        view, table = page.query_one(CardView), page.query_one(VTable)
        assert "第20条" in screen_text(app)
        counted_rows = {key: counted[key] for key in ("rows", "lines")}
        assert counted_rows == {"rows": min(table.rows, table.fitting), "lines": view.fitting}
        assert counted["layouts"] <= 3  # as many as the library makes for a page that only mounts its widgets
        assert len(page.query("*")) <= 12 and not page.query("ScrollBar")


@pytest.mark.asyncio
async def test_what_the_index_knows_is_there_before_the_desk_answers(figures: Path) -> None:
    async with running("made.anwei", index=figures, size=(140, 40), answers=answers()) as (app, pilot):
        answering, kept = asyncio.Event(), app.desk.ask

        async def waiting(job: str, *args: object, limit: float | None = None) -> Any:
            await answering.wait()
            return await kept(job, *args, limit=limit)

        app.desk.ask = waiting  # type: ignore[method-assign]
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SubjectPage) and not app.held)
        page = app.screen
        assert isinstance(page, SubjectPage) and page.query_one(VTable).rows
        assert str(page.query_one(VTable).at(0).texts[1]) in screen_text(app) and "第1条" not in screen_text(app)
        await pilot.press("down")
        await pilot.pause(3 * REST_S)
        await pilot.press("down")  # the card of the second row is asked for meanwhile
        assert page.query_one(VTable).row == 2
        answering.set()
        await settled(pilot)
        await until(pilot, lambda: "第1条" in screen_text(app))


@pytest.mark.asyncio
@pytest.mark.parametrize("safe", [False, True])
async def test_a_long_card_scrolls_and_shows_where_it_stands(figures: Path, safe: bool) -> None:
    async with running("made.anwei", index=figures, size=(140, 40), answers=answers(), safe=safe) as (app, pilot):
        await press(pilot, "enter")
        page = app.screen
        assert isinstance(page, SubjectPage)
        view = page.query_one(CardView)
        view.focus()

        def bar() -> list[Any]:
            """The grounds of the last column."""
            drawn = [list(view.render_line(y)) for y in range(view.size.height)]
            return [line[-1].style.bgcolor for line in drawn if line and line[-1].style]

        at_start = bar()
        assert "第0条" in screen_text(app) and "台账" not in screen_text(app)
        await press(pilot, "end")
        assert "台账" in screen_text(app) and "第0条" not in screen_text(app)
        assert view.row == view.rows - 1
        if safe:
            assert len({str(g) for g in bar()}) <= 2  # the ground, and that of the cursor
        else:
            thumb = view.inks.head.color
            assert at_start[0] == thumb != at_start[-1] and bar()[0] != thumb == bar()[-1]
        view.show(view.card)
        assert view.row == view.rows - 1  # the same card stays where it is
        view.show(Card("made.002", "pass", "另一条", ()))
        assert view.row == 0 and view.rows == 1
        view.tell(["没有回答", "再按 F5"])
        assert [t for _, t in view.lines] == ["没有回答", "再按 F5"]
        view.show(CARD)
        assert view.rows > 60


@given(TEXTS, st.lists(TEXTS, max_size=5), st.integers(8, 60))
def test_every_line_of_a_card_fits_and_nothing_is_lost(title: str, told: list[str], cells: int) -> None:
    use_safe(False)
    card = Card("r", "fail", title, (("依据", tuple(told)),))
    lines = list(_broken(tuple(_entries(card)), cells, indented=True))
    assert all(width(line) <= cells for _, line in lines)
    shown = "".join(line for _, line in lines).replace(" ", "")
    assert shown == f"缺{clean(title)}依据{''.join(map(clean, told))}".replace(" ", "")


@pytest.mark.asyncio
async def test_a_value_that_cannot_be_is_told_by_the_label_of_its_fact(figures: Path) -> None:
    """Nobody typed the setting that the command line would take."""
    refused = Trouble(("employees=-12: INP-010 超出允许范围", "    请核对"), "INP-010")
    told = {"subject:facts": [Fact("employees", "从业人员", "60")], "subject:what_if": refused}
    async with running("made.anwei", index=figures, size=(140, 40), answers={**answers(), **told}) as (app, pilot):
        await press(pilot, "enter", "f6", "f6", "f6", "enter", "minus", "1", "2", "f8")
        await until(pilot, lambda: bool(app.notices.kept))
        assert app.notices.kept[-1].words.startswith("从业人员: INP-010 ")
        assert "employees" not in app.notices.kept[-1].words
