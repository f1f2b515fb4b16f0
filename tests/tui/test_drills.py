"""The drill calendar: picked up and put down with live reasons, planned as a difference, recorded, undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anwei.engine import services
from anwei.tui.calendar import clashes, drawing
from anwei.tui.calendar.board import Board
from anwei.tui.calendar.drawing import Look
from anwei.tui.calendar.model import Closed, DayNote, DrillLine, DutyLine, Year
from anwei.tui.calendar.page import Waiting
from anwei.tui.calendar.reasons import Carried, good_days, reasons, verdict
from anwei.tui.jobs import drill_plan, drill_steps, drills
from anwei.tui.jobs.office import Office
from anwei.tui.screens.drill_page import DrillPage
from anwei.tui.screens.drills import Drills
from anwei.tui.shelf.reader import Reader
from anwei.tui.theme import Inks
from anwei.tui.widgets.vtable import VTable
from anwei.tui.words import use, width, word
from anwei.tui.work import Setup
from tests.tui.driving import press, running, screen_text, until

TODAY = date(2026, 3, 2).toordinal()  # a Monday
FIRST = date(2026, 1, 1).toordinal()


def a_year(*lines: DrillLine, duties: tuple[DutyLine, ...] = (), **more: object) -> Year:
    days = tuple(DayNote((FIRST + i - 1) % 7 < 5, "", "official", False) for i in range(365))
    return Year(2026, TODAY, days, lines, duties=duties, **more)  # type: ignore[arg-type]


def a_drill(id_: str, day: int, unit: str = "enterprise A", state: str = "planned", **more: object) -> DrillLine:
    return DrillLine(id_, f"drill {id_}", "消", day, state, state, units=(unit,), names=(unit,), **more)  # type: ignore[arg-type]


def carried(line: DrillLine) -> Carried:
    return Carried(line.title, drill=line)


def states(year: Year, line: DrillLine, day: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for reason in reasons(year, carried(line), day):
        found.setdefault(reason.state, []).append(reason.words)
    return found


def test_every_reason_has_its_say() -> None:
    use("zh")
    mine = a_drill("1", TODAY + 1, first=TODAY, last=TODAY + 30, area="999901001")
    other = a_drill("2", TODAY + 2)
    near = a_drill("3", TODAY + 3, "enterprise B", area="999901001")
    year = a_year(mine, other, near, closed=(Closed(TODAY + 8, TODAY + 8, "高考"),))
    assert verdict(reasons(year, carried(mine), TODAY + 1)) == "pass"
    assert "已经过去" in states(year, mine, TODAY - 3)["fail"]
    assert any("窗口期" in w for w in states(year, mine, TODAY + 40)["fail"])
    assert any("休息日" in w for w in states(year, mine, TODAY + 5)["fail"])
    assert any("drill 2" in w for w in states(year, mine, TODAY + 2)["fail"])
    assert any("联合" in w for w in states(year, mine, TODAY + 3)["near"])
    assert any("高考" in w for w in states(year, mine, TODAY + 8)["fail"])
    approved = replace(mine, state="approved")
    assert any("已批准" in w for w in states(year, approved, TODAY + 7)["near"])


def test_drills_of_one_duty_stay_apart() -> None:
    use("zh")
    duty = DutyLine("o1", "k", "enterprise A", "甲", "t", TODAY, TODAY + 90, 2, "open", "")
    mine = a_drill("1", TODAY + 1, obligations=("o1",))
    other = a_drill("2", TODAY + 10, obligations=("o1",))
    year = a_year(mine, other, duties=(duty,), spacing=5)
    assert any("9 天" in w or "1 天" in w for w in states(year, mine, TODAY + 9)["fail"])
    assert "fail" not in states(year, mine, TODAY + 15)
    assert not year.waiting
    assert [d.id for d in a_year(mine, duties=(duty,)).waiting] == ["o1"]


@given(st.lists(st.tuples(st.integers(0, 60), st.sampled_from("ABC")), max_size=12), st.integers(0, 60))
def test_what_is_offered_has_nothing_against_it(placed: list[tuple[int, str]], near: int) -> None:
    use("zh")
    lines = [a_drill(str(n), TODAY + d, f"enterprise {u}") for n, (d, u) in enumerate(placed)]
    year = a_year(*lines)
    mine = a_drill("new", TODAY + near)
    for day in good_days(year, carried(mine), TODAY + near, 3):
        assert verdict(reasons(year, carried(mine), day)) != "fail"
    for clash in clashes.clashes(year):
        assert verdict(reasons(year, carried(clash.drill), clash.drill.day)) == "fail"
        assert all(verdict(reasons(year, carried(clash.drill), d)) != "fail" for d in clash.fixes)
    assert clashes.count(year) == len(clashes.clashes(year))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("view", ["month", "week", "year"])
@pytest.mark.parametrize("size", [(76, 14), (92, 30), (150, 50)])
def test_pictures_fill_their_width_and_know_every_day(lang: str, view: str, size: tuple[int, int]) -> None:
    use(lang)  # type: ignore[arg-type]
    lines = [a_drill(str(n), TODAY + 1) for n in range(9)]
    year = a_year(*lines)
    look = Look(year, TODAY + 1, carried(lines[0]), Inks("dark"), True)
    picture = {"month": drawing.month, "week": drawing.week, "year": drawing.year}[view](look, *size)
    assert len(picture.lines) <= size[1]
    for segments in picture.lines:
        assert sum(width(s.text) for s in segments) <= size[0]
    days = {d for _, _, _, d in picture.spots}
    assert TODAY + 1 in days
    if view == "year":
        assert days == set(range(year.first, year.last + 1))
    for line, start, _, day in picture.spots:
        assert picture.day_at(start, line) == day


@pytest.mark.asyncio
async def test_a_duty_is_lifted_dropped_undone_and_moved(place: str) -> None:
    async with running(place, size=(140, 40)) as (app, pilot):
        await press(pilot, "4")
        page = app.page
        assert isinstance(page, Drills)
        await until(pilot, lambda: page.model is not None and page.model.duties is not None)
        owed = len(page.model.waiting) if page.model is not None else 0
        assert owed
        await press(pilot, "f3")
        waiting = page.query_one("#waiting", Waiting)
        assert page.focused is waiting
        await press(pilot, "space")
        assert page.carried is not None and page.carried.duty is not None
        board = page.query_one(Board)
        assert page.focused is board
        assert "拿起" in screen_text(app) and "可排" in screen_text(app)
        day = board.day
        await press(pilot, "escape")
        assert page.carried is None and page.model is not None and not page.model.drills
        await press(pilot, "f3", "space", "enter")
        await until(pilot, lambda: page.carried is None and page.model is not None and len(page.model.drills) == 1)
        assert page.model is not None and page.model.drills[0].day == day
        assert len(page.model.waiting) == owed - 1
        await press(pilot, "space", "pagedown", "escape")
        assert board.day == day
        await press(pilot, "enter")
        assert isinstance(app.page, DrillPage)
        await until(pilot, lambda: len(app.page.query_one(Reader).entries) > 4 if app.page is not None else False)
        assert "已计划" in screen_text(app)
        await press(pilot, "escape", "ctrl+z")
        await until(pilot, lambda: page.model is not None and not page.model.drills)
        assert page.model is not None and len(page.model.waiting) == owed


@pytest.mark.asyncio
async def test_views_and_dates(place: str) -> None:
    async with running(place, size=(80, 24), lang="en") as (app, pilot):
        await press(pilot, "4")
        page = app.page
        assert isinstance(page, Drills)
        await until(pilot, lambda: page.model is not None)
        board = page.query_one(Board)
        start = board.day
        for keys, moved in (("right", 1), ("left", -1), ("down", 7), ("up", -7)):
            before = board.day
            await press(pilot, keys)
            assert board.day - before == moved
        for key, view in (
            ("f4", "week"),
            ("f4", "year"),
            ("f4", "list"),
            ("f4", "month"),
            ("y", "year"),
            ("m", "month"),
        ):
            await press(pilot, key)
            assert page.view == view
        await press(pilot, "right_square_bracket")
        await until(pilot, lambda: page.model is not None and page.model.year == 2027)
        assert "2027" in screen_text(app)
        await press(pilot, "t")
        await until(pilot, lambda: page.model is not None and page.model.year == 2026)
        assert board.day == start
        await press(pilot, "f3")
        assert page.query_one("#waiting", VTable).display and not board.display
        await press(pilot, "escape")
        assert board.display and app.current_mode == "drills"


def placed(office: Office) -> str:
    """A drill for the first duty that today allows; its id."""
    owed = drills.duties(office, 2026).duties
    assert owed is not None
    duty = min((d for d in owed if d.first <= office.day), key=lambda d: (d.last < office.day, d.last, d.id))
    drill_steps.place(office, duty.unit, duty.id, 2026, office.day)
    return drills.book_of(office).drills[0].id


def test_a_drill_is_held_evaluated_and_its_findings_followed(place: str) -> None:
    use("zh")
    office = Office(Setup(place))
    id_ = placed(office)
    whole = drills.drill(office, id_)
    assert whole.steps[0] == "approve"
    drill_steps.step(office, id_, "approve", {"by": "张主任"})
    with pytest.raises(services.AnweiError):
        drill_steps.step(office, id_, "report", {})
    drill_steps.step(office, id_, "hold", {"heads0": "12", "on": services.show_date(office.day)})
    whole = drills.drill(office, id_)
    assert whole.state == "held" and whole.seats[0].actual == 12
    marks = {f"item{n}": "90" for n in range(len(whole.form))}
    drill_steps.step(office, id_, "evaluate", {**marks, "by": "李评估", "finding0": "通道堵塞"})
    drill_steps.step(office, id_, "confirm", {})
    whole = drills.drill(office, id_)
    assert whole.state == "evaluated" and "confirm" not in whole.steps and whole.findings
    drill_steps.correct(office, id_, {"finding": "01", "measure": "清理通道", "owner": "王", "due": "2026-12-31"})
    action = drills.drill(office, id_).actions[0]
    assert action.following == ("done_claimed", "in_progress")
    drill_steps.advance(office, action.id, "done_claimed", {})
    drill_steps.advance(office, action.id, "verified", {})
    assert drills.drill(office, id_).actions[0].state_word == word("drill.action.verified")
    before = office.workspace.head
    for _ in range(2):
        office.workspace.undo(office.source("entry"))
    assert drills.drill(office, id_).actions[0].state_word == word("drill.action.open")
    assert office.workspace.head > before


def test_a_drill_that_failed_says_so_in_words(place: str) -> None:
    """Neither grades nor items that veto are shown by their codes."""
    use("zh")
    office = Office(Setup(place))
    id_ = placed(office)
    drill_steps.step(office, id_, "approve", {"by": "张主任"})
    drill_steps.step(office, id_, "hold", {"heads0": "12", "on": services.show_date(office.day)})
    whole = drills.drill(office, id_)
    marks = {f"item{n}": "0" if item.veto else "90" for n, item in enumerate(whole.form)}
    drill_steps.step(office, id_, "evaluate", {**marks, "by": "李评估"})
    whole = drills.drill(office, id_)
    told = [text for _, text in whole.entries]
    vetoes = [item.text for item in whole.form if item.veto]
    assert whole.state == "failed" and vetoes
    assert any(text.startswith("未通过") and vetoes[0] in text for text in told)
    assert any("差  " in text and "李评估" in text for text in told)
    assert not any("poor" in text or whole.form[0].id in text for text in told)


def test_calendar_and_papers_are_written(place: str, tmp_path: Path) -> None:
    use("zh")
    office = Office(Setup(place))
    id_ = placed(office)
    (ics,) = drills.export(office, "calendar", 2026, 11, "", str(tmp_path / "out"))
    assert b"BEGIN:VEVENT" in Path(ics).read_bytes()
    (notice,) = drills.export(office, "notice.docx", 2026, 11, id_, str(tmp_path / "out"))
    assert Path(notice).read_bytes()[:2] == b"PK"
    (tmp_path / "file").write_text("x")
    with pytest.raises(services.AnweiError):
        drills.export(office, "calendar", 2026, 11, "", str(tmp_path / "file"))


def test_a_proposal_is_accepted_in_parts_and_undone(place: str) -> None:
    use("zh")
    office = Office(Setup(place))
    found = drill_plan.propose(office, 2027)
    assert found.items and all(i.what == "added" for i in found.items)
    assert not drills.book_of(office).drills
    one = found.items[0].id
    _, head = drill_plan.accept(office, found.plan, [one], found.head)
    assert [d.id for d in drills.book_of(office).drills] == [one]
    with pytest.raises(services.AnweiError):
        drill_plan.accept(office, found.plan, [found.items[1].id], found.head)
    rest = [i.id for i in found.items[1:]]
    drill_plan.accept(office, found.plan, rest, head)
    kept = drill_plan.kept_plan(office.workspace, 2027)
    assert kept is not None and {d.id for d in kept.drills} == {i.id for i in found.items}
    assert not drill_plan.proposal(office, kept, office.workspace.head).items
    office.workspace.undo(office.source("entry"))
    assert [d.id for d in drills.book_of(office).drills] == [one]
