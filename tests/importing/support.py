"""What the tests of importing share: reading bytes as a file, and a workspace that exists for one test."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.workspace.changes import Source
from anwei.engine.workspace.importing.mapping import MappingBook
from anwei.engine.workspace.importing.on_file import OnFile, mapping_book
from anwei.engine.workspace.importing.pipeline import Options, propose
from anwei.engine.workspace.importing.problems import Kind, Level, Problem
from anwei.engine.workspace.importing.proposal import Present, Proposal
from anwei.engine.workspace.places import Location
from anwei.engine.workspace.store import Workspace
from tests.conftest import opened_catalogue

AT = "2026-11-21T08:30:00Z"
EVERYTHING = Options(accepted=frozenset(Kind))


def vocabulary() -> Vocabulary:
    return opened_catalogue().catalogue.vocabulary


def proposed(
    data: bytes,
    name: str = "河东乡_2026年11月.xlsx",
    options: Options | None = None,
    present: Present | None = None,
    *,
    words: Vocabulary | None = None,
    book: MappingBook | None = None,
    accept: tuple[Kind, ...] = (),
) -> Proposal:
    """What importing a file of these bytes would do."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        chosen = options or Options()
        if accept:
            chosen = replace(chosen, accepted=frozenset(accept))
        return propose([path], words or vocabulary(), present, chosen, book)


@contextmanager
def workspace() -> Iterator[Workspace]:
    with tempfile.TemporaryDirectory() as folder:
        location = Location(Path(folder) / "office.anwei", None)
        with Workspace.create(location, Source("system", "test", AT)) as made:
            yield made


def imported(
    data: bytes,
    into: Workspace,
    name: str = "form.xlsx",
    options: Options = EVERYTHING,
    words: Vocabulary | None = None,
) -> Proposal:
    """Import a file of these bytes; nothing may stand in the way."""
    words = words or vocabulary()
    present = OnFile(into, words)
    proposal = proposed(data, name, options, present, words=words, book=mapping_book(into))
    assert [p.diagnostic().line("en") for p in proposal.open] == []
    proposal.seen = present.head
    if proposal.changes:
        into.apply(proposal.write("test", AT), words)
    return proposal


def of_kind(proposal: Proposal, kind: Kind) -> list[Problem]:
    return [p for p in proposal.problems if p.kind is kind]


def shown(problem: Problem) -> tuple[Level, list[str], str, str]:
    return problem.level, list(problem.cells()), problem.text, problem.fix
