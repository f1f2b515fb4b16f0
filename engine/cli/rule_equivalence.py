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

Job = tuple[list["Subject"], list["Rule"], int]
ROUND = 200  # subjects compared at a time


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
        for found in differences(opened.catalogue, subjects, asked, on, opened.environment):
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
    """Subjects from files as ``check`` reads them, or from folders of tables."""
    from anwei.engine.documents.diagnostics import Diagnostics
    from anwei.engine.fleet.pieces import there
    from anwei.engine.fleet.subjects import read_from
    from anwei.engine.forms import read_paths

    vocabulary = opened.catalogue.vocabulary
    found: list[Subject] = []
    for path in data:
        kinds = [k for k in vocabulary.subjects if path.is_dir() and there(path, k)]
        for kind in kinds:
            found += read_from(path, vocabulary, kind, None, limit)
        if not kinds:
            diagnostics = Diagnostics()
            found += read_paths((path,), vocabulary, diagnostics)
            diagnostics.raise_errors()
    yield (found[:limit] if limit else found), rules, day


def _of_cases(opened: Opened, rules: list[Rule], extra: Sequence[Path], limit: int) -> Iterator[Job]:
    """The subjects of the cases: those that stand alone together by day, populations one by one."""
    from anwei.engine.catalogue.open import sources_of
    from anwei.engine.catalogue.testing import read_cases, subjects_of

    catalogue, wanted = opened.catalogue, {r.id for r in rules}
    documents = sources_of(extra, opened.plugins).documents["tests"]
    cases = [c for c in read_cases(catalogue, documents) if c.rule in wanted]
    step = max(1, len(cases) // limit) if limit else 1
    together: dict[int, list[tuple[Subject, Rule]]] = {}
    for case in cases[::step][: limit or None]:
        rule = catalogue.rules[case.rule]
        subjects = subjects_of(case, catalogue)
        if len(subjects) > 1 or asks_others(rule, catalogue.rules):
            yield _renamed(subjects), [rule], case.as_of
        else:
            together.setdefault(case.as_of, []).append((subjects[0], rule))
    for day, pairs in sorted(together.items()):
        for start in range(0, len(pairs), ROUND):
            part = pairs[start : start + ROUND]
            subjects = _renamed([s for s, _ in part])
            yield subjects, list({r.id: r for _, r in part}.values()), day


def asks_others(rule: Rule, rules: dict[str, Rule]) -> bool:
    """Whether a verdict depends on who else is there."""
    from anwei.engine.ir import nodes as ir
    from anwei.engine.ir.walk import walk

    return any(
        getattr(getattr(n, "source", None), "subjects", False)
        or (isinstance(n, ir.RuleHolds) and asks_others(rules[n.rule], rules))
        for n in walk(rule)
    )


def _renamed(subjects: Sequence[Subject]) -> list[Subject]:
    """The same subjects under ids of their own: cases re-use theirs."""
    return [replace(s, values={**s.values, "id": f"{i}"}) for i, s in enumerate(subjects)]
