"""What leaves the books of a large office: the annual plan in three formats and the calendar, CPU seconds and size.

Run ``python benchmarks/drill_papers.py 5000``: so many drills, each with one duty (the plan has twice as many rows).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from anwei.drills.ics.write import write
from anwei.drills.model import Accepts, AnnualPlan, Citation, Duty, Obligation
from anwei.drills.papers.build import FORMATS, paper
from anwei.drills.papers.contexts import Ask
from anwei.drills.record.model import Drill, Seat
from anwei.drills.record.states import DrillState
from anwei.drills.seal.views import CONTROLLER, Office, Raw, View, view_of
from anwei.engine.api import Diagnostics, Text

YEAR = 2027
FIRST = date(YEAR, 1, 4).toordinal()
MEASURES = Text("生产安全事故应急预案管理办法", "Measures on emergency plans")


def office(count: int) -> View:
    """All that a controller may see of so many drills."""
    return view_of(
        Raw(
            tuple(map(drill, range(count))),
            (),
            tuple(map(owed, range(count))),
            {},
            {f"D-{n:05d}": "2026-11-22T08:00:00Z" for n in range(count)},
            AnnualPlan(YEAR, approved_on=FIRST - 20, approved_by="张局长", number="青安委〔2027〕3号"),
        ),
        CONTROLLER,
        Office("青山县安委办", FIRST, "ab"),
    )


def owed(number: int) -> Obligation:
    """A half-yearly duty of one firm."""
    name = f"第{number}号化工有限责任公司"
    cites = (Citation("plan-measures", "33(1)", MEASURES),)
    duty = Duty("drill.special", Text("专项预案演练", "Special drill"), "enterprise", f"E-{number}", name, cites=cites)
    return Obligation(f"O-{number}", duty, FIRST, FIRST + 178, accepts=(Accepts(kinds=("special",)),))


def drill(number: int) -> Drill:
    """The drill that meets it."""
    name = f"第{number}号化工有限责任公司"
    return Drill(
        f"D-{number:05d}",
        title=f"{name}危险化学品泄漏演练",
        state=DrillState.PLANNED,
        kinds=("special",),
        topics=("fire",),
        mode="live",
        day=FIRST + number % 150,
        basis="estimated",
        venue="厂区罐区",
        lead="安环部",
        seats=(Seat("enterprise", f"E-{number}", name=name, role="host", planned=20, obligations=(f"O-{number}",)),),
    )


def timed(name: str, make: Callable[[], bytes]) -> None:
    """Print how long something takes and how large it is."""
    begin = time.process_time()
    size = len(make())
    print(f"{name:6} {time.process_time() - begin:6.2f} s {size // 1024:6} KB", flush=True)


def main(count: int) -> None:
    """The plan in every format, then the calendar."""
    view = office(count)
    for format_ in FORMATS:
        timed(format_, lambda f=format_: paper("plan", view, Ask("", YEAR), f, Diagnostics()))  # type: ignore[misc]
    timed("ics", lambda: write(view))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
