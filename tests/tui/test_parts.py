"""The parts without a screen: state, index, processes, probe, pictures, and what imports what."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

from anwei.engine import services
from anwei.tui import probe
from anwei.tui.dialogs.working import Pace
from anwei.tui.families import FAMILIES, family_of
from anwei.tui.index.query import NOTHING, Facets, Index
from anwei.tui.index.schema import FAIL, NEAR
from anwei.tui.jobs.office import Office
from anwei.tui.shots import _runs
from anwei.tui.state import State
from anwei.tui.words import use
from anwei.tui.work import Desk, Setup, Task, Trouble
from tests.tui.figures import make_index


def test_a_state_survives_and_a_broken_one_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    state = State(path)
    state.put("app", "mode", "gaps")
    assert State(path).get("app", "mode") == "gaps"
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_text("{half", encoding="utf-8")
    broken = State(path)
    assert broken.get("app", "mode") is None
    assert broken.problem
    assert path.with_suffix(".broken").exists()


def test_a_state_that_cannot_be_kept_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    state = State(tmp_path / "file" / "s.json")
    state.put("app", "mode", "gaps")
    assert state.get("app", "mode") == "gaps"
    assert state.problem


def test_facets_narrow_as_they_say(figures: Path) -> None:
    index = Index(figures)
    everything = index.ids(NOTHING)
    assert len(everything) == 60
    for facets in (Facets(verdict=FAIL), Facets(family="drill", verdict=FAIL), Facets(within=7), Facets(severity=2)):
        found = index.page(index.ids(facets))
        assert set(found) <= set(everything)
        for line in found.values():
            rules = [r for r in index.rules.values() if not facets.family or r.family == facets.family]
            rules = [r for r in rules if facets.severity < 0 or r.severity == facets.severity]
            codes = [line.code(r) for r in rules]
            if facets.verdict >= 0:
                assert facets.verdict in codes
            if facets.within:
                assert any(0 < d[0] <= index.meta["as_of"] + facets.within for d in line.dates.values())
    missed = set(everything) - set(index.ids(Facets(verdict=FAIL, family="drill")))
    drills = [r for r in index.rules.values() if r.family == "drill"]
    assert all(FAIL not in [s.code(r) for r in drills] for s in index.page(sorted(missed)).values())


def test_the_map_counted_anew_equals_the_map_summed_up(figures: Path) -> None:
    index = Index(figures)
    summed = index.summary("place", NOTHING)
    counted = index.summary("place", Facets(kind="enterprise"))
    for key, counts in counted.items():
        assert {c: n for c, n in summed[key].items() if c in counts} == counts
    assert sum(c.get(NEAR, 0) for c in summed.values()) == index.count(NEAR)


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", '"', "[/x]", "';--"])
def test_search_takes_every_character_as_it_is(text: str, figures: Path) -> None:
    index = Index(figures)
    names = {s.no: s for s in index.page(index.ids(NOTHING)).values()}
    wanted = {n for n, s in names.items() if text.lower() in f"{s.name}\n{s.id}".lower()}
    assert set(index.ids(Facets(text=text))) == wanted


def test_facets_go_through_json() -> None:
    facets = Facets(text="宏达", verdict=FAIL, within=14)
    assert Facets.of(json.loads(json.dumps(facets.plain()))) == facets
    assert Facets.of({"verdict": "x", "nonsense": 1}) == NOTHING
    assert Facets.of(None) == NOTHING


def test_the_same_figures_give_the_same_index(tmp_path: Path) -> None:
    one, other = (Index(make_index(tmp_path / n, 20, 5)) for n in ("a", "b"))
    query = "SELECT * FROM subject ORDER BY no"
    assert one.connection.execute(query).fetchall() == other.connection.execute(query).fetchall()


def test_every_topic_of_the_rules_has_a_family_of_its_own(opened: object) -> None:
    topics = [t for ts in FAMILIES.values() for t in ts]
    assert len(topics) == len(set(topics))
    assert family_of("drill") == "drill"
    assert family_of("no such topic") == "other"


@pytest.mark.asyncio
async def test_the_desk_answers_from_another_process_and_survives_its_death(place: str) -> None:
    desk = Desk(Setup(place))
    head, run, day = await desk.ask("anwei.tui.jobs.writes:status")
    assert head >= run > 0
    assert day == 739941
    with pytest.raises(Trouble) as wrong:
        await desk.ask("anwei.tui.jobs.subject:card", "enterprise", "NOBODY", "insurance.liability")
    assert wrong.value.code == "WSP-012"
    assert desk._process is not None
    waiting = asyncio.ensure_future(desk.ask("anwei.tui.jobs.writes:recompute"))
    await asyncio.sleep(0.05)
    desk._process.kill()
    with pytest.raises(Trouble) as died:
        await waiting
    assert died.value.code == "died"
    assert (await desk.ask("anwei.tui.jobs.writes:status"))[0] == head
    desk.stop()


@pytest.mark.asyncio
async def test_a_task_reports_progress_and_can_be_cancelled(place: str, tmp_path: Path) -> None:
    heard: list[tuple[int, int, str]] = []
    target = tmp_path / "x.index"
    task = Task(Setup(place), "anwei.tui.jobs.writes:recompute", (), lambda *told: heard.append(told))
    assert "缺口" in await task.run()
    assert heard
    task = Task(Setup(place), "anwei.tui.index.build:refresh", (str(target),))
    running = asyncio.ensure_future(task.run())
    await asyncio.sleep(0.3)
    task.cancel()
    with pytest.raises(Trouble) as ended:
        await running
    assert ended.value.code == "cancelled"
    assert not target.exists()


def test_the_probe_reads_where_the_cursor_stands() -> None:
    assert probe._ANSWER.search(b"\x1b[12;3R") is not None
    assert probe.Seen({"─": 2}).safe
    assert not probe.Seen({"─": 1, "中": 2}).safe
    assert not probe.Seen({"中": 1}).good


def test_runs_of_a_picture_have_one_width() -> None:
    assert _runs("ab 中文c") == [(0, "ab", 2), (2, " ", 1), (3, "中文", 4), (7, "c", 1)]


@pytest.mark.parametrize(
    "code",
    [
        "import anwei.engine.services as s; [getattr(s, n) for n in s.__all__]",
        "import anwei.engine.cli.main, anwei.engine.api, anwei.drills.plugin",
        "import anwei.plugins.hazchem.plugin, anwei.plugins.mines.plugin, anwei.tui.plugin, anwei.tui.command",
        "import anwei.tui.jobs.writes, anwei.tui.index.build, anwei.tui.probe, anwei.tui.doctor",
    ],
)
def test_nothing_but_the_screens_imports_the_library(code: str) -> None:
    program = f"import sys; {code}; sys.exit(any(m == 'textual.app' for m in sys.modules))"
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120)


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_task_says_its_share_and_the_time_left() -> None:
    use("zh")
    clock = Clock()
    pace = Pace(clock)
    assert "已用 0:00" in pace.words()
    clock.now += 10
    pace.hear(0, 0, "reading")
    assert "%" not in pace.words() and "已用 0:10" in pace.words()
    pace.hear(1, 400, "judging")
    clock.now += 30
    pace.hear(100, 400, "judging")
    assert "25%" in pace.words() and "还需约 1:30" in pace.words() and "[####" in pace.words()
    clock.now += 5
    assert "已用 0:45" in pace.words()
    pace.hear(1, 400, "keeping")  # another stage has a pace of its own
    assert pace.left == 0.0
    pace.hear(400, 400, "keeping")
    assert pace.left == 0.0 and "100%" in pace.words()


@pytest.mark.asyncio
async def test_a_recompute_tells_percent_and_can_be_cancelled(place: str) -> None:
    heard: list[tuple[int, int, str]] = []
    office = Office(Setup(place), lambda *told: heard.append(told))
    with services.Workspace.open(Path(place)) as workspace:
        subjects = sum(services.count_subjects(workspace).values())
        before = len(services.list_runs(workspace, 50))
    services.run_workspace(
        office.workspace, office.law, office.day, office.source("run"), tell=lambda *t: heard.append((t[1], t[2], t[0]))
    )
    assert {t[2] for t in heard} == {"judging", "ahead", "keeping"}
    assert all(done <= of for done, of, _ in heard if of)
    assert (subjects, subjects, "keeping") in heard
    task = Task(Setup(place), "anwei.tui.jobs.writes:recompute", (), lambda *_: task.cancel())
    with pytest.raises(Trouble) as ended:
        await task.run()
    assert ended.value.code == "cancelled"
    with services.Workspace.open(Path(place)) as workspace:
        assert len(services.list_runs(workspace, 50)) == before + 1
