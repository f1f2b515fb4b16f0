"""The page of conflicts says what the planner's check says, beside what the calendar sees."""

from __future__ import annotations

from pathlib import Path

import pytest

from anwei.engine.catalogue.model import Catalogue
from anwei.tui.calendar.told import Against
from anwei.tui.jobs.drill_checks import against
from anwei.tui.jobs.office import Office
from anwei.tui.screens.drill_clashes import Clashes, merged
from anwei.tui.words import use
from anwei.tui.work import Setup
from tests.drills.record.support import day, office
from tests.drills.record.test_commands import Desk
from tests.tui.driving import running, screen_text, until
from tests.tui.test_drills import TODAY, a_drill, a_year

ON = "2026-01-05"


@pytest.fixture
def desk(tmp_path: Path, catalogue: Catalogue) -> Desk:
    """An office with a plan on the books, of which one drill was called off."""
    office(tmp_path / "office.anwei", catalogue).close()
    found = Desk(tmp_path)
    assert found.run("plan", "2026", "--rounds", "0", on=ON).exit_code == 0
    found.ok("add", "--from-plan", "2026", on=ON)
    id_ = found.data("list", on=ON)["drills"][0]["id"]
    found.ok("cancel", id_, "--reason", "停产", on=ON)
    return found


def test_the_calendars_reasons_come_first_and_the_planners_are_added() -> None:
    use("zh")
    saturday = a_drill("1", TODAY + 5)
    fine = a_drill("2", TODAY + 1, "enterprise B")
    year = a_year(saturday, fine)
    only = merged(year, ())
    assert [c.drill.id for c in only] == ["1"]
    told = merged(year, (Against("1", "不是工作日", ""), Against("2", "参演单位过多：9，上限 5", "乙公司")))
    assert [c.drill.id for c in told] == ["2", "1"]
    assert told[0].words == ("参演单位过多：9，上限 5 乙公司",) and told[0].fixes
    assert told[1].words == (*only[0].words, "不是工作日") and told[1].fixes == only[0].fixes


def test_the_job_tells_what_the_command_tells(desk: Desk) -> None:
    use("zh")
    bureau = Office(Setup(str(desk.folder / "office.anwei"), day=day(ON)))
    try:
        found = against(bureau, 2026)
        assert found and all("安排 0 次" in a.why and a.about for a in found)
        assert against(bureau, 2031) == ()  # no plan, nothing to check
    finally:
        bureau.workspace.close()


@pytest.mark.asyncio
async def test_the_page_shows_both(desk: Desk) -> None:
    async with running(str(desk.folder / "office.anwei")) as (app, pilot):
        await app.open_page("drill_clashes:Clashes", 2026)
        await until(pilot, lambda: isinstance(app.page, Clashes) and app.page.items is not None)
        assert app.page.items
        assert "安排" in screen_text(app)
