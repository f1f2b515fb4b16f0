"""``anwei rules test --equivalence``: the record evaluation against the fleet, on the cases or on a user's own data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from anwei.engine.cli.exits import Exit
from anwei.engine.cli.main import LANG, leave
from anwei.engine.cli.narrate import note
from anwei.engine.messages import label

if TYPE_CHECKING:
    from anwei.engine.catalogue.open import Opened
    from anwei.engine.facts.subject import Subject
    from anwei.engine.fleet.case_jobs import Job
    from anwei.engine.ir.rules import Rule

WORKSPACE = ".anwei"
AHEAD = 40  # days within which the days of lapse are compared: a month end and more, at what a few seconds allow


def compare(
    opened: Opened, rules: list[Rule], extra: Sequence[Path], limit: int, data: Sequence[Path], day: int
) -> None:
    """Compare and say the first difference; exits 1 on one, 3 where there is nothing to compare.

    ``day`` is that on which the data is judged.
    """
    from anwei.engine.catalogue.open import tests_of
    from anwei.engine.fleet.case_jobs import of_cases
    from anwei.engine.fleet.equivalence import differences

    if data:
        jobs = _of_data(opened, rules, limit, data, day)
    else:
        jobs = of_cases(opened.catalogue, rules, tests_of(extra, opened.plugins), limit)
    judged: set[tuple[str, str]] = set()
    count = 0
    for subjects, asked, on in jobs:
        for found in differences(opened.catalogue, subjects, asked, on, opened.environment, ahead=AHEAD):
            note(
                label(
                    "cli.differs", LANG, rule=found.rule, subject=_named(found.subject, subjects), what=found.what,
                    record=found.record, fleet=found.fleet,
                )
            )  # fmt: skip
            leave(Exit.GAPS)
        count += len(subjects)
        judged |= {(r.id, s.kind) for r in asked for s in subjects if r.subject == s.kind}
    if not judged:
        note(label("cli.equivalent.none", LANG))
        leave(Exit.INPUT)
    note(label("cli.equivalent", LANG, subjects=count, rules=len({r for r, _ in judged})))


def _named(id_: str, subjects: Sequence[Subject]) -> str:
    """A subject and where it is written: those of cases go by a number that their author has not given."""
    place = next((s.place for s in subjects if s.id == id_), None)
    return f"{id_}, {place}" if place is not None and place.file else id_


def _of_data(opened: Opened, rules: list[Rule], limit: int, data: Sequence[Path], day: int) -> Iterator[Job]:
    """Subjects from files as ``check`` reads them, from folders of tables, or from workspaces."""
    from anwei.engine.cli.fleet_data import at_hand, kinds_in
    from anwei.engine.documents.diagnostics import Diagnostics
    from anwei.engine.fleet.subjects import read_from
    from anwei.engine.forms import read_paths

    vocabulary = opened.catalogue.vocabulary
    found: list[Subject] = []
    for path in data:
        tables = at_hand(path, opened) if path.suffix == WORKSPACE else path
        kinds = kinds_in(tables, vocabulary) if tables.is_dir() else []
        for kind in kinds:
            found += read_from(tables, vocabulary, kind, None, max(1, limit // len(kinds)) if limit else 0)
        if not kinds:
            diagnostics = Diagnostics()
            found += read_paths((path,), vocabulary, diagnostics)
            diagnostics.raise_errors()
    yield (found[:limit] if limit else found), rules, day
