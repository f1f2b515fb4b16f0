"""``anwei rules boundary``: the test cases that rules lack, shown or written beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from anwei.engine.cli.main import LANG
from anwei.engine.cli.names import EXTRA, settle
from anwei.engine.cli.names import opened as opened_with
from anwei.engine.cli.narrate import note
from anwei.engine.cli.rule_book import select
from anwei.engine.messages import label

if TYPE_CHECKING:
    from anwei.engine.catalogue.boundaries import Boundaries, Proposal
    from anwei.engine.catalogue.mutation import Mutant
    from anwei.engine.ir.parameters import Parameter
    from anwei.engine.ir.rules import Rule


@click.command("boundary", help=label("cli.rules.boundary", LANG))
@click.argument("names", nargs=-1, required=True)
@EXTRA
@click.option("--write", is_flag=True, help=label("cli.opt.write", LANG))
def boundary(names: tuple[str, ...], extra: tuple[Path, ...], write: bool) -> None:
    from anwei.engine.catalogue.boundaries import Boundaries
    from anwei.engine.catalogue.case_files import files_with, shown
    from anwei.engine.catalogue.open import tests_of
    from anwei.engine.catalogue.testing import prepare_all, unreachable

    opened = opened_with(extra)
    chosen = select(opened.catalogue, names)
    documents = tests_of(extra, opened.plugins)
    trials, excused = prepare_all(opened.catalogue, documents), unreachable(documents)
    found: list[Proposal] = []
    left = rules = 0
    for rule in chosen:
        if rule.id not in trials:
            note(label("cli.rules.no_cases", LANG, rule=rule.id))
            continue
        mine, lacking = _cases(Boundaries(rule, trials[rule.id], opened.catalogue, opened.environment), excused)
        found += mine
        rules, left = rules + bool(mine), left + lacking
    if write:
        for path, text, count in files_with(found, documents, opened.catalogue.vocabulary):
            path.write_text(text, encoding="utf-8")
            note(label("cli.rules.written", LANG, path=path, cases=count))
    elif found:
        click.echo(shown(found, opened.catalogue.vocabulary))
    note(label("cli.rules.bounded", LANG, cases=len(found), rules=rules, left=left))
    settle(opened)


def _cases(boundaries: Boundaries, excused: set[tuple[str, str]]) -> tuple[list[Proposal], int]:
    """The cases that a rule lacks, and for how many facts and numbers none was found."""
    from anwei.engine.catalogue.boundaries import distinct
    from anwei.engine.catalogue.edges import EFFORT, Edges
    from anwei.engine.catalogue.mutation import edges as edge_mutants
    from anwei.engine.catalogue.mutation import thresholds
    from anwei.engine.language.leaves import never_unknown

    rule, trials = boundaries.rule, boundaries.trials
    facts = list(boundaries.unknown_facts())
    named = {p.about for p in facts}
    unfound = [f.path for f in never_unknown(rule, [t.subjects for t in trials]) if f.path not in named]
    numbers = [m for m in _alive(boundaries, thresholds) if (rule.id, m.change) not in excused]
    edges = Edges(boundaries)
    found = [*facts, *edges.proposals(numbers, EFFORT), *edges.proposals(_alive(boundaries, edge_mutants), EFFORT // 5)]
    agreed = [p for p in distinct(found, trials) if not _disagrees(boundaries, p)]
    unfound += [m.change for m in edges.unreached if m.kind == "number"]
    for what in unfound:
        note(label("cli.rules.no_boundary", LANG, rule=rule.id, what=what))
    return agreed, len(unfound)


def _alive(boundaries: Boundaries, chosen: Callable[[Rule, dict[str, Parameter]], Iterator[Mutant]]) -> list[Mutant]:
    """The mutants of a sort that the cases of the rule let pass."""
    from anwei.engine.catalogue.mutation import survivors

    catalogue = boundaries.catalogue
    wrong = chosen(boundaries.rule, catalogue.parameters)
    return survivors(catalogue, wrong, boundaries.trials, boundaries.environment)[1]


def _disagrees(boundaries: Boundaries, proposal: Proposal) -> bool:
    """Whether the engine says otherwise; that is told, and such a case is not written."""
    found = boundaries.disagreement(proposal)
    if found is not None:
        case = proposal.base.case
        note(
            label(
                "cli.rules.disagrees",
                LANG,
                place=case.place,
                rule=case.rule,
                name=proposal.name,
                expected=proposal.expected.value,
                said=found.said.value,
                missing=", ".join(found.missing) or "-",
            )
        )
    return found is not None
