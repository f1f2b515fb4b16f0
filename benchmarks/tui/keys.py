"""What a key costs on a large county: our screens beside the library's stock table, over the same subjects.

    .venv/bin/python benchmarks/tui/keys.py [SUBJECTS [RULES]] [--no-stock] [--no-cli]

Makes an index of invented figures (100,000 subjects by 60 rules if nothing is said), opens the app on it without a
terminal, presses keys, and prints CPU milliseconds (median and worst), the wall time that 95 % stay below, bytes
written, and memory, each beside its budget. The stock table holds the same rows; each runs in a process of its own.
Last come two commands. Nothing is asserted; a share of 2 means twice the budget.
"""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from tabulate import tabulate

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
TIMES = 20
SIZE = (140, 40)
TODAY = 739941  # 2026-11-21, the day of the index
IDLE_S = 5.0
LOOK_S, REST_S = 2.0, 0.6  # how often the app looks round, and from when on nobody types
PER_KEY = 2000  # bytes for a step in view
#: What is behind a verdict, as long as the longest of the demo county: headings with their lines of so many characters.
BEHIND = {
    "结论": (24, 18),
    "依据": (34,),
    "差在哪里": (48,),
    "最接近的": (88,),
    "怎么办": (20, 30),
    "证据": (50,) * 11,
    "规则": (90, 30),
}

Act = Callable[[], Awaitable[Any]]


class Meter:
    """CPU time, wall time and bytes of what is done, by name."""

    def __init__(self) -> None:
        self.rows: list[list[object]] = []
        self.bytes = 0

    async def over(self, name: str, budget: float, act: Act, times: int = TIMES, after: Act | None = None) -> None:
        """Do something some times and keep the medians; what comes ``after`` is not counted."""
        spent, waited, written = [], [], []
        for _ in range(times):
            self.bytes = 0
            began, wall = time.process_time(), time.perf_counter()
            await act()
            spent.append((time.process_time() - began) * 1000)
            waited.append((time.perf_counter() - wall) * 1000)
            written.append(self.bytes)
            if after is not None:
                await after()
        slow = quantiles(waited, n=20)[-1] if len(waited) > 1 else waited[0]
        row = [name, f"{median(spent):.1f}", f"{max(spent):.1f}", budget or "", f"{slow:.0f}", f"{median(written):.0f}"]
        self.rows.append([*row, f"{median(spent) / budget:.2f}" if budget else ""])

    def once(self, name: str, spent: float, budget: float, wall: float = 0.0) -> None:
        """Something that is measured once: CPU and wall milliseconds."""
        waited = f"{wall:.0f}" if wall else ""
        self.rows.append([name, f"{spent:.1f}", "", budget, waited, "", f"{spent / budget:.2f}"])

    def watch(self, app: Any) -> None:
        """Count what the driver is given to write."""
        driver = app._driver
        driver.__class__ = type("Written", (type(driver),), {"is_headless": False})  # so that it is really written
        write = driver.write

        def counted(data: str) -> None:
            self.bytes += len(data.encode())
            write(data)

        driver.write = counted

    def put(self, title: str) -> None:
        """Print what was measured."""
        heads = (title, "CPU ms", "worst", "budget", "wall p95", "bytes", "share")
        print(tabulate(self.rows, heads, tablefmt="github", disable_numparse=True))
        print()


def pressing(pilot: Any, *names: str) -> Act:
    """Pressing some keys."""

    async def act() -> None:
        await pilot.press(*names)

    return act


def opening(pilot: Any, *names: str) -> Act:
    """Pressing some keys, until everything that is asked of other processes has been drawn, too."""
    from tests.tui.driving import settled

    async def act() -> None:
        await pilot.press(*names)
        await settled(pilot)

    return act


def card(_kind: str, _id: str, rule: str) -> Any:
    """What the other process answers about a verdict."""
    from anwei.tui.jobs.subject import Card

    told = f"{rule} 的依据、证据和办法，按规则 2026-11-21 评估所得。" * 9
    behind = ((head, tuple(told[n : n + size] for n, size in enumerate(sizes))) for head, sizes in BEHIND.items())
    return Card(rule, "fail", rule, tuple(behind))


async def ours(index: Path) -> Meter:
    """Our screens; the first paint counts the imports, too."""
    meter = Meter()
    began, wall = time.process_time(), time.perf_counter()
    from anwei.tui.app import AnweiApp
    from anwei.tui.index.query import Index
    from anwei.tui.state import State
    from anwei.tui.work import Setup
    from tests.tui.driving import LocalDesk, settled

    setup = Setup("made.anwei")
    app = AnweiApp(setup, state=State(None))
    answers = {"writes:status": (9, 8, TODAY), "subject:assigned": "", "subject:card": card, "drills:week": []}
    app.desk = LocalDesk(setup, answers)
    opened = Index(index)
    app.index_at = lambda _place: opened  # type: ignore[method-assign]
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        spent = (time.process_time() - began) * 1000
        meter.once("start to first paint", spent, 600, (time.perf_counter() - wall) * 1000)
        began = time.process_time()
        while opened.large and opened._cube is None:
            await pilot.pause(0.1)
        await settled(pilot)
        meter.once("made quick to narrow, behind the screen", (time.process_time() - began) * 1000, 600)
        meter.watch(app)
        await meter.over("pause of the driver alone", 0, pilot.pause)
        back = pressing(pilot, "escape")
        await meter.over("into the first subject after the start", 50, opening(pilot, "enter"), 1, back)
        await meter.over("mode there and back", 60, pressing(pilot, "2", "1"))
        await _map(meter, pilot)
        await _list(meter, pilot)
        await _calendar(meter, pilot)
        await _idle(meter)
    return meter


async def _map(meter: Meter, pilot: Any) -> None:
    from anwei.tui.index.query import Facets

    await pilot.press("2")
    page = pilot.app.page
    await meter.over("down on the map", 10, pressing(pilot, "down"), 10)
    for name, facets in (
        ("map by text, matching all", Facets(text="企业")),
        ("map by severity", Facets(severity=2)),
        ("map by what lapses in 7 days", Facets(within=7)),
        ("map of everything again", Facets()),
    ):
        await meter.over(name, 100, _narrowing(pilot, page, facets), 5)


async def _list(meter: Meter, pilot: Any) -> None:
    """The matrix of subjects: moving, filters, orders, going deeper."""
    from anwei.tui.index.query import Facets

    await pilot.app.open_page("gap_list:GapList", {})
    await pilot.pause()
    page = pilot.app.page
    await meter.over("down in the matrix", 10, pressing(pilot, "down"))
    await meter.over("right in the matrix", 10, pressing(pilot, "right"), 10)
    await meter.over("page down in the matrix", 20, pressing(pilot, "pagedown"))
    for name, facets in (
        ("filter by text, matching all", Facets(text="企业")),
        ("filter by text, matching 1 %", Facets(text="d77")),
        ("filter by place", Facets(place="999901003")),
        ("filter by verdict, matching 91 %", Facets(verdict=6)),
        ("filter by severity", Facets(severity=2)),
        ("filter by what lapses in 7 days", Facets(within=7)),
        ("everything again", Facets()),
    ):
        await meter.over(name, 100, _narrowing(pilot, page, facets), 5)

    async def sorted_() -> None:
        page.order = "name" if page.order == "worst" else "worst"
        await page.renew()
        await pilot.pause()

    await meter.over("sort", 150, sorted_, 6)
    back = pressing(pilot, "escape")
    await meter.over("into a subject", 50, opening(pilot, "enter"), TIMES, back)
    await meter.over("matrix to list and back", 0, pressing(pilot, "ctrl+t", "ctrl+t"), 4)


def _narrowing(pilot: Any, page: Any, facets: Any) -> Act:
    """Narrowing to what was not asked for before."""

    async def act() -> None:
        pilot.app.index.forget()
        page.facets = facets
        await page.renew()
        await pilot.pause()

    return act


async def _calendar(meter: Meter, pilot: Any) -> None:
    """Carrying a drill over a year with 2,000 drills."""
    from anwei.tui.calendar.model import DayNote, DrillLine, Owed, Year
    from anwei.tui.calendar.reasons import Carried

    first = TODAY - 324  # the first of January
    days = tuple(DayNote((first + i - 1) % 7 < 5, "", "official", False) for i in range(365))
    drills = tuple(
        DrillLine(f"D{n}", f"演练{n}", "消", first + n * 7 % 365, "planned", "已计划", area=f"9999010{n % 12 + 1:02d}")
        for n in range(2000)
    )
    year = Year(2026, TODAY, days, drills)
    pilot.app.desk.answers |= {"drills:year": year, "drill_checks:against": ()}
    await pilot.press("escape", "4")
    page = pilot.app.page
    page._owed[page._as_of(2026)] = Owed(())
    page.show(year)
    await pilot.pause()
    page.take_up(Carried("演练", drill=replace(drills[0], day=TODAY)))
    await pilot.pause()
    for view in ("month", "week", "year"):
        page.board.set_view(view)
        await pilot.pause()
        await meter.over(f"carry a drill a day on, {view}", 15, pressing(pilot, "right"), 10)
    await pilot.press("escape")
    back = pressing(pilot, "escape")
    await meter.over("into the first conflict page", 50, opening(pilot, "f6"), 1, back)
    await meter.over("into the conflict page", 50, opening(pilot, "f6"), 6, back)
    await pilot.press("1")


async def _idle(meter: Meter) -> None:
    """Doing nothing: CPU milliseconds a second; 10 are one per cent. Before it comes what the keys left behind."""
    began = time.process_time()
    await asyncio.sleep(LOOK_S + REST_S)
    meter.once("freeing what pages left, once nobody types", (time.process_time() - began) * 1000, 50)
    began = time.process_time()
    await asyncio.sleep(IDLE_S)
    meter.once("idle, CPU ms a second", (time.process_time() - began) * 1000 / IDLE_S, 10)


async def stock(index: Path) -> Meter:
    """The stock table with the same subjects."""
    meter = Meter()
    began, wall = time.process_time(), time.perf_counter()
    from rich.text import Text
    from textual.app import App, ComposeResult
    from textual.widgets import DataTable

    from anwei.tui.index.query import NOTHING, Index

    class Plain(App[None]):
        def compose(self) -> ComposeResult:
            yield DataTable(cursor_type="row")

        def on_mount(self) -> None:
            table = self.query_one(DataTable)
            opened = Index(index)
            table.add_columns("name", "place", "gaps", "undecided")
            ids = opened.ids(NOTHING)
            for start in range(0, len(ids), 500):
                lines = opened.page(ids[start : start + 500])
                for n in ids[start : start + 500]:
                    s = lines[n]
                    table.add_row(Text(s.name), s.place, s.gaps, s.unknowns)
            table.focus()

    app = Plain()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        spent = (time.process_time() - began) * 1000
        meter.once("start to first paint", spent, 600, (time.perf_counter() - wall) * 1000)
        meter.watch(app)
        for name, budget, keyname in (("down", 10, "down"), ("page down", 20, "pagedown")):
            await meter.over(name, budget, pressing(pilot, keyname))

        async def sort() -> None:
            table = app.query_one(DataTable)
            table.sort(next(iter(table.columns)), key=str)
            await pilot.pause()

        await meter.over("sort", 150, sort, 2)
    return meter


def commands() -> Meter:
    """Commands: the help, and checking one enterprise; CPU of the process as a whole, Python's start included."""
    meter = Meter()
    enterprise = ROOT / "examples" / "enterprises"
    one = next(p for p in sorted(enterprise.rglob("*.yaml")) if p.is_file())
    for name, budget, words in (("anwei --help", 120, ["--help"]), ("anwei check of one", 300, ["check", str(one)])):
        program = [sys.executable, "-c", "from anwei.engine.cli.main import run; run()", *words]
        subprocess.run(program, capture_output=True, check=False)  # caches
        spent, waited = [], []
        for _ in range(5):
            before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            subprocess.run(program, capture_output=True, check=False)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent.append((after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000)
            waited.append((time.perf_counter() - wall) * 1000)
        meter.once(name, median(spent), budget, max(waited))
    return meter


def memory() -> str:
    """The most memory that this process has held."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB"


def one(which: str, index: Path) -> None:
    """One of the two, in this process."""
    asyncio.run({"anwei": ours, "stock DataTable": stock}[which](index)).put(which)
    print(f"memory at most {memory()} (budget 120 MB)\n")


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], Path(sys.argv[3]))
        return
    numbers = [int(a) for a in sys.argv[1:] if a.isdigit()]
    subjects, rules = (numbers + [100_000, 60][len(numbers) :])[:2]
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "made.index"
        began = time.monotonic()
        make = f"make_index(Path({str(index)!r}), {subjects}, {rules}, hostile=False)"
        code = f"from pathlib import Path; from tests.tui.figures import make_index; {make}"
        subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)  # apart: its memory is not ours
        size, spent = index.stat().st_size // 2**20, time.monotonic() - began
        print(f"{subjects} subjects x {rules} rules: index {size} MB, made in {spent:.0f} s\n", flush=True)
        for which in ("anwei", *(("stock DataTable",) if "--no-stock" not in sys.argv else ())):
            subprocess.run([sys.executable, __file__, "--one", which, str(index)], check=True)
    if "--no-cli" not in sys.argv:
        commands().put("commands")


if __name__ == "__main__":
    main()
