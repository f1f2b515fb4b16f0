"""Making a demo workspace: the county as it came on file over two years, waivers, attestations, and a run a quarter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

from anwei.engine.catalogue.open import Opened
from anwei.engine.demo import names
from anwei.engine.demo.county import make_county
from anwei.engine.demo.enterprises import make_enterprise
from anwei.engine.demo.gaps import GUIDED
from anwei.engine.demo.made import Made
from anwei.engine.demo.settings import DEMO, SETTINGS, TODAY
from anwei.engine.demo.sorts import SMALL, sectors_of
from anwei.engine.facts.values import Value, show_date
from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.workspace.changes import NEXT, Change, SetDocument, SetRecord, Source, Write
from anwei.engine.workspace.papers import WaiverPaper, add_waiver
from anwei.engine.workspace.places import Location
from anwei.engine.workspace.running.law import LawBook
from anwei.engine.workspace.running.run import AHEAD, run_workspace
from anwei.engine.workspace.store import Workspace

ENTERPRISES = 600
SEED = 20261121
BY = f"{names.MARK}安委办"
#: The days on which the books were brought up to date and judged, the last two a day apart.
STAGES = tuple(
    d.toordinal()
    for d in (
        date(2024, 12, 16),
        date(2025, 3, 17),
        date(2025, 6, 16),
        date(2025, 9, 15),
        date(2025, 12, 15),
        date(2026, 3, 16),
        date(2026, 6, 15),
        date(2026, 9, 14),
        date(2026, 11, 20),
        date.fromordinal(TODAY),
    )
)
#: Above so many enterprises the books come in one piece, with a year's records and few names, and judging is left to
#: the user: such a county is for load, and nobody looks at its past.
LARGE = 5000
YEAR = 365  # days
NAMED = 4  # people of an enterprise who are on file by name


def make_demo(
    path: Path,
    opened: Opened,
    *,
    enterprises: int = ENTERPRISES,
    seed: int = SEED,
    runs: bool = True,
    told: Callable[[int], None] | None = None,
) -> Workspace:
    """A demo workspace at ``path``: the same seed gives the same facts and verdicts. ``told`` hears of each run's day.

    Raises AnweiError where something is there already.
    """
    vocabulary = opened.catalogue.vocabulary
    title = f"{names.MARK}{names.COUNTY}"
    workspace = Workspace.create(Location(path), _source(STAGES[0]), name=title, demo=True)
    try:
        if enterprises > LARGE:
            made = _lately(_subjects(vocabulary, enterprises, seed, NAMED))
            workspace.apply(Write(_source(TODAY), _all(made, _settings(vocabulary, enterprises, seed))), vocabulary)
        else:
            _grow(workspace, opened, list(_subjects(vocabulary, enterprises, seed)), enterprises, seed, runs, told)
    except BaseException:
        workspace.close()
        raise
    return workspace


def _subjects(vocabulary: Vocabulary, enterprises: int, seed: int, named: int = SMALL) -> Iterator[Made]:
    yield from make_county(vocabulary, seed)
    sectors = sectors_of(vocabulary)
    yield from (make_enterprise(vocabulary, sectors, seed, n, named=named) for n in range(enterprises))


def _lately(made: Iterable[Made]) -> Iterator[Made]:
    for subject in made:
        subject.lately(TODAY - YEAR)
        yield subject


def _all(made: Iterable[Made], settings: SetDocument) -> Iterator[Change]:
    yield settings
    for subject in made:
        yield from subject.changes(0, TODAY)


def _grow(
    workspace: Workspace,
    opened: Opened,
    made: list[Made],
    enterprises: int,
    seed: int,
    runs: bool,
    told: Callable[[int], None] | None,
) -> None:
    vocabulary, law = opened.catalogue.vocabulary, LawBook.of(opened)
    workspace.apply(Write(_source(STAGES[0]), (_settings(vocabulary, enterprises, seed),)))
    before = 0
    for day in STAGES:
        changes = [c for m in made for c in m.changes(before, day)]
        if day == TODAY:
            changes += _seen(made)
        workspace.apply(Write(_source(day), changes), vocabulary)
        if day == STAGES[-2]:
            _waive(workspace, made, opened)
        if runs:
            if told is not None:
                told(day)
            last = day >= STAGES[-2]
            run_workspace(workspace, law, day, _source(day, "run"), incremental=True, ahead=AHEAD if last else 0)
        before = day


def _source(day: int, kind: str = "demo") -> Source:
    """Who writes the demo, in the morning of a day."""
    return Source(kind, BY, f"{show_date(day)}T00:30:00Z")  # type: ignore[arg-type]


def _settings(vocabulary: Vocabulary, enterprises: int, seed: int) -> SetDocument:
    """The demo's day and seed, and where its instructive gaps are."""
    sectors = [c.name for c in sectors_of(vocabulary)]
    gaps = [
        {
            "kind": "enterprise",
            "id": f"DEMO-E{sectors.index(g.sector) + 1:06d}",
            "rule": g.rule,
            "verdict": g.verdict,
            "zh": g.text.zh,
            "en": g.text.en,
        }
        for g in GUIDED
        if g.sector in sectors and sectors.index(g.sector) < enterprises
    ]
    return SetDocument(SETTINGS, DEMO, {"today": TODAY, "seed": seed, "enterprises": enterprises, "gaps": gaps})


def _seen(made: list[Made]) -> Iterator[Change]:
    """A few on-site observations, of which one holds for three more weeks."""
    reported = [m for m in made if m.kind == "enterprise" and "employees" in m.facts]
    for index, subject in enumerate(reported[:40]):
        values: dict[str, Value] = {
            "item": "officer-duty.corrections",
            "holds": index % 9 != 4,
            "seen_on": TODAY - 60,
            "valid_until": TODAY + (21 if index == 0 else 300),
            "by": BY,
        }
        yield SetRecord(subject.kind, subject.id, values, "attestations", (NEXT,))


def _waive(workspace: Workspace, made: list[Made], opened: Opened) -> None:
    """Two waivers, one of which ends soon."""
    ids = {m.id for m in made}
    sectors = [c.name for c in sectors_of(opened.catalogue.vocabulary)]
    for sector, rule, days in (("textile", "drill.on-site", 20), ("trade", "insurance.rescuers.enterprise", 200)):
        id_ = f"DEMO-E{sectors.index(sector) + 1:06d}"
        if id_ in ids:
            paper = WaiverPaper(
                "enterprise", id_, rule, "停产检修", f"{names.MARK}{names.COUNTY}安委会", TODAY - 30, TODAY + days
            )
            add_waiver(workspace, paper, _source(STAGES[-2], "waiver"))
