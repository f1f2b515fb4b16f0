"""``anwei rules test --equivalence``: the record evaluation against the fleet, on the cases or on a user's own data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from anwei.engine.cli.exits import Exit
from anwei.engine.cli.main import LANG, leave
from anwei.engine.cli.narrate import note
from anwei.engine.messages import label

if TYPE_CHECKING:
    from anwei.engine.catalogue.open import Opened
    from anwei.engine.facts.subject import Subject
    from anwei.engine.ir.rules import Rule

WORKSPACE = ".anwei"
Job = tuple[list["Subject"], list["Rule"], int]
ROUND = 200  # subjects compared at a time
AHEAD = 40  # days within which the days of lapse are compared: a month end and more, at what a few seconds allow


def compare(
    opened: Opened, names: Sequence[str], extra: Sequence[Path], limit: int, data: Sequence[Path], day: int
) -> None:
    """Compare and say the first difference; exits 1 on one. ``day`` is that on which the data is judged."""
    from anwei.engine.fleet.equivalence import differences

    rules = opened.catalogue.select(names)
    jobs = _of_data(opened, rules, limit, data, day) if data else _of_cases(opened, rules, extra, limit)
    judged: set[tuple[str, str]] = set()
    count = 0
    for subjects, asked, on in jobs:
        for found in differences(opened.catalogue, subjects, asked, on, opened.environment, ahead=AHEAD):
            note(
                label(
                    "cli.differs", LANG, rule=found.rule, subject=found.subject, what=found.what,
                    record=found.record, fleet=found.fleet,
                )
            )  # fmt: skip
            leave(Exit.GAPS)
        count += len(subjects)
        judged |= {(r.id, s.kind) for r in asked for s in subjects if r.subject == s.kind}
    note(label("cli.equivalent", LANG, subjects=count, rules=len({r for r, _ in judged})))


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


def _of_cases(opened: Opened, rules: list[Rule], extra: Sequence[Path], limit: int) -> Iterator[Job]:
    """The subjects of the cases: those that stand alone together by day, populations one by one."""
    from anwei.engine.catalogue.open import sources_of
    from anwei.engine.catalogue.testing import read_cases, subjects_of
    from anwei.engine.fleet.others import asked_about

    catalogue, wanted = opened.catalogue, {r.id for r in rules}
    documents = sources_of(extra, opened.plugins).documents["tests"]
    cases = [c for c in read_cases(catalogue, documents) if c.rule in wanted]
    step = max(1, len(cases) // limit) if limit else 1
    together: dict[int, list[tuple[Subject, Rule]]] = {}
    for case in cases[::step][: limit or None]:
        rule = catalogue.rules[case.rule]
        subjects = subjects_of(case, catalogue)
        if len(subjects) > 1 or asked_about(rule, catalogue.rules):
            yield _renamed(subjects), [rule], case.as_of
        else:
            together.setdefault(case.as_of, []).append((subjects[0], rule))
    for day, pairs in sorted(together.items()):
        for start in range(0, len(pairs), ROUND):
            part = pairs[start : start + ROUND]
            subjects = _renamed([s for s, _ in part])
            yield subjects, list({r.id: r for _, r in part}.values()), day


def _renamed(subjects: Sequence[Subject]) -> list[Subject]:
    """The same subjects under ids of their own: cases re-use theirs."""
    return [replace(s, values={**s.values, "id": f"{i}"}) for i, s in enumerate(subjects)]
