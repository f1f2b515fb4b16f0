"""What a key costs on a large county: our screens beside the library's stock table, over the same subjects.

    .venv/bin/python benchmarks/tui/keys.py [SUBJECTS [RULES]] [--no-stock]

Makes an index of invented figures (100,000 subjects by 60 rules if nothing is said), opens the app on it without a
terminal, presses keys, and prints CPU milliseconds (the median and the worst of twenty), bytes written, and memory,
each beside its budget. The stock table holds the same rows. Nothing is asserted; a share of 2 means twice the budget.
"""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from typing import Any

from tabulate import tabulate

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
TIMES = 20


class Meter:
    """CPU time and bytes of what is done, by name."""

    def __init__(self) -> None:
        self.rows: list[list[object]] = []
        self.bytes = 0

    async def over(self, name: str, budget: float, act: Callable[[], Awaitable[Any]], times: int = TIMES) -> None:
        """Do something some times and keep the median."""
        spent, written = [], []
        for _ in range(times):
            self.bytes = 0
            began = time.process_time()
            await act()
            spent.append((time.process_time() - began) * 1000)
            written.append(self.bytes)
        row = [name, f"{median(spent):.1f}", f"{max(spent):.1f}", budget or "", f"{median(written):.0f}"]
        self.rows.append([*row, f"{median(spent) / budget:.2f}" if budget else ""])

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
        heads = (title, "CPU ms", "worst", "budget", "bytes", "share")
        print(tabulate(self.rows, heads, tablefmt="github", disable_numparse=True))
        print()


async def ours(index: Path) -> Meter:
    """Our screens; the first paint counts the imports, too."""
    meter = Meter()
    began = time.process_time()
    from anwei.tui.app import AnweiApp
    from anwei.tui.index.query import Index
    from anwei.tui.screens.gap_list import GapList
    from anwei.tui.state import State
    from anwei.tui.work import Setup
    from tests.tui.driving import LocalDesk

    setup = Setup("made.anwei")

    async def first() -> Any:
        app = AnweiApp(setup, state=State(None))
        app.desk = LocalDesk(setup, {"writes:status": (9, 8, 739941), "subject:assigned": ""})
        opened = Index(index)
        app.index_at = lambda _place: opened  # type: ignore[method-assign]
        return app

    app = await first()
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.pause()
        spent = (time.process_time() - began) * 1000
        meter.rows.append(["first paint", f"{spent:.1f}", "", 600, "", f"{spent / 600:.2f}"])
        meter.watch(app)

        def key(*names: str) -> Callable[[], Awaitable[None]]:
            async def act() -> None:
                await pilot.press(*names)

            return act

        await meter.over("pause of the driver alone", 0, pilot.pause)
        await meter.over("mode there and back", 60, key("2", "1"))
        await pilot.press("2")
        await meter.over("down on the map", 10, key("down"), 10)
        await app.open_page("gap_list:GapList", {})
        await pilot.pause()
        page = app.page
        assert isinstance(page, GapList)
        await meter.over("down in the matrix", 10, key("down"))
        await meter.over("right in the matrix", 10, key("right"))
        await meter.over("page down in the matrix", 20, key("pagedown"))

        await _views(meter, pilot, page, key)
    return meter


async def _views(meter: Meter, pilot: Any, page: Any, key: Callable[..., Callable[[], Awaitable[None]]]) -> None:
    """Filters, orders and going deeper, on the list of gaps."""
    from anwei.tui.index.query import Facets

    def narrowed(facets: Facets) -> Callable[[], Awaitable[None]]:
        async def act() -> None:
            page.facets = facets
            await page.renew()
            await pilot.pause()

        return act

    await meter.over("filter by text", 100, narrowed(Facets(text="企业")), 5)
    await meter.over("filter by place", 100, narrowed(Facets(place="999901003")), 5)
    await meter.over("filter by verdict", 100, narrowed(Facets(verdict=6)), 5)
    await meter.over("everything again", 150, narrowed(Facets()), 5)

    async def sorted_() -> None:
        page.order = "name" if page.order == "worst" else "worst"
        await page.renew()
        await pilot.pause()

    await meter.over("sort", 150, sorted_, 6)
    await meter.over("into a subject and back", 100, key("enter", "escape"), 6)
    await meter.over("matrix to list and back", 0, key("ctrl+t", "ctrl+t"), 4)


async def stock(index: Path) -> Meter:
    """The stock table with the same subjects."""
    from textual.app import App, ComposeResult
    from textual.widgets import DataTable

    from anwei.tui.index.query import NOTHING, Index

    class Plain(App[None]):
        def compose(self) -> ComposeResult:
            yield DataTable(cursor_type="row")

        def on_mount(self) -> None:
            from rich.text import Text

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

    meter = Meter()
    began = time.process_time()
    app = Plain()
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.pause()
        spent = (time.process_time() - began) * 1000
        meter.rows.append(["first paint", f"{spent:.1f}", "", 600, "", f"{spent / 600:.2f}"])
        meter.watch(app)
        for name, budget, keyname in (("down", 10, "down"), ("page down", 20, "pagedown")):
            await meter.over(name, budget, lambda k=keyname: pilot.press(k))  # type: ignore[misc]

        async def sort() -> None:
            table = app.query_one(DataTable)
            table.sort(next(iter(table.columns)), key=str)
            await pilot.pause()

        await meter.over("sort", 150, sort, 2)
    return meter


def memory() -> str:
    """The most memory that this process has held."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB"


def main() -> None:
    numbers = [int(a) for a in sys.argv[1:] if a.isdigit()]
    subjects, rules = (numbers + [100_000, 60][len(numbers) :])[:2]
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "made.index"
        began = time.monotonic()
        make = f"make_index(Path({str(index)!r}), {subjects}, {rules}, hostile=False)"
        code = f"from pathlib import Path; from tests.tui.figures import make_index; {make}"
        subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)  # apart: its memory is not ours
        size, spent = index.stat().st_size // 2**20, time.monotonic() - began
        print(f"{subjects} subjects x {rules} rules: index {size} MB, made in {spent:.0f} s\n")
        asyncio.run(ours(index)).put("anwei")
        print(f"memory at most {memory()} (budget 120 MB)\n")
        if "--no-stock" not in sys.argv:
            asyncio.run(stock(index)).put("stock DataTable")
            print(f"memory at most {memory()}")


if __name__ == "__main__":
    main()
