"""Records that a damaged file could not tell stay on file: only what a table says nothing of is taken out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from anwei.engine.facts.subject import Coverage
from anwei.engine.forms.write import FormOptions, write_subject
from anwei.engine.workspace.changes import RemoveRecord
from anwei.engine.workspace.importing.on_file import OnFile
from anwei.engine.workspace.importing.proposal import Outcome, Proposal
from anwei.engine.workspace.read import Reader
from tests.forms.support import column, edited, subject_of
from tests.importing.support import AT, imported, proposed, vocabulary, workspace

ENTERPRISE = """
subject: enterprise
id: E-001
name: 宏达化工有限公司
division: "341502"
tables:
  people:
    - person_id: P1
      name: 王某
      trainings: [{date: 2026-03-01, hours: 12}, {date: 2026-04-01, hours: 8}, {date: 2026-05-01, hours: 4}]
    - {person_id: P2, name: 李某, trainings: [{date: 2026-06-01, hours: 16}]}
coverage: {people: complete, trainings: complete}
"""
PEOPLE, TRAININGS = "人员台账", "培训记录"


def form() -> bytes:
    return write_subject(subject_of(ENTERPRISE, vocabulary()), vocabulary(), options=FormOptions("zh"))


def renamed(book: Any) -> None:
    book[PEOPLE].title = "人员"


def without_header(book: Any) -> None:
    book[PEOPLE].delete_rows(3, 2)


def merged(book: Any) -> None:
    book[TRAININGS].merge_cells("A5:A7")


def without_owner_column(book: Any) -> None:
    owner = column(book[TRAININGS], "@owner")
    book[TRAININGS].cell(3, owner).value = book[TRAININGS].cell(4, owner).value = None


def wrong_owner(book: Any) -> None:
    book[TRAININGS].cell(6, column(book[TRAININGS], "@owner")).value = "P9"


def formula_for_a_key(book: Any) -> None:
    book[PEOPLE].cell(6, column(book[PEOPLE], "person_id")).value = '="P"&2'


def blank_key_and_another_name(book: Any) -> None:
    book[PEOPLE].cell(6, column(book[PEOPLE], "person_id")).value = None
    book[PEOPLE].cell(6, column(book[PEOPLE], "name")).value = "李小某"


def key_of_an_owner_retyped(book: Any) -> None:
    book[PEOPLE].cell(6, column(book[PEOPLE], "person_id")).value = "P-2"


def left_out(data: bytes, name: str = "form.xlsx") -> tuple[Proposal, dict[str, Coverage], list[str]]:
    """Import the form, then a damaged one without its problem cells: proposal, coverage and records on file."""
    with workspace() as office:
        imported(form(), office)
        proposal = proposed(data, name, present=OnFile(office, vocabulary()))
        if proposal.changes:
            office.apply(proposal.write("test", AT), vocabulary())
        now = Reader(office, vocabulary()).subject("enterprise", "E-001")
        assert now is not None
        people = now.children["people"]
        trainings = [f"{p.key} {t.values['hours']}" for p in people for t in p.children.get("trainings", [])]
        return proposal, now.coverage, [*(p.key for p in people), *trainings]


@pytest.mark.parametrize(
    "damage",
    [
        renamed,
        without_header,
        merged,
        without_owner_column,
        wrong_owner,
        formula_for_a_key,
        blank_key_and_another_name,
        key_of_an_owner_retyped,
    ],
)
def test_what_could_not_be_read_is_left_alone(damage: Callable[[Any], None]) -> None:
    proposal, coverage, now = left_out(edited(form(), damage))
    assert proposal.open
    assert not [c for c in proposal.changes if isinstance(c, RemoveRecord)]
    assert Outcome.REMOVED not in {e.outcome for e in proposal.entries}
    assert {"P1", "P2", "P1 120", "P1 80", "P1 40", "P2 160"} <= set(now)  # tenths of an hour
    assert coverage["trainings"] is Coverage.PARTIAL  # what a rule must not take for everything
    notes = [p.diagnostic().what("zh") for p in proposal.problems if p.code == "IMP-044"]
    assert "「培训记录」有没能读出的行：填报完整性按“部分填报”，不移除库中的记录" in notes


def test_a_problem_of_another_table_or_cell_takes_nothing_away_from_a_complete_one() -> None:
    def change(book: Any) -> None:
        book[TRAININGS].delete_rows(7)
        book[TRAININGS].cell(7, column(book[TRAININGS], "hours")).value = "很多"

    proposal, coverage, now = left_out(edited(form(), change))
    assert proposal.open
    assert [e.table for e in proposal.entries if e.outcome is Outcome.REMOVED] == ["trainings"]
    assert coverage["trainings"] is coverage["people"] is Coverage.COMPLETE
    assert len(now) == 5


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("- {person_id: P2, name: 李某, trainings: [{date: 2026-06-01, hours: 16}]}", "- P2"),
        ("{person_id: P2,", "{person_id: [P2],"),
        ("trainings: [{date: 2026-06-01, hours: 16}]", "trainings: {date: 2026-06-01}"),
    ],
)
def test_the_same_in_yaml(old: str, new: str) -> None:
    proposal, coverage, now = left_out(ENTERPRISE.replace(old, new).encode(), "facts.yaml")
    assert proposal.open
    assert not [c for c in proposal.changes if isinstance(c, RemoveRecord)]
    assert {"P1", "P2"} <= set(now)
    assert coverage["people"] is Coverage.PARTIAL


def test_a_problem_of_one_subject_in_a_file_does_not_concern_the_others() -> None:
    other = ENTERPRISE.replace("E-001", "E-002").replace("宏达", "远大").replace("hours: 16", "hours: 长")
    shorter = ENTERPRISE.replace("    - {person_id: P2, name: 李某, trainings: [{date: 2026-06-01, hours: 16}]}\n", "")
    broken = other.replace("- {person_id: P2", "- {person_id: [P2]")
    proposal, coverage, now = left_out(f"{shorter}---\n{broken}".encode(), "facts.yaml")
    removed = [(e.subject, e.table, e.record) for e in proposal.entries if e.outcome is Outcome.REMOVED]
    assert removed == [("E-001", "people", ("P2",))]
    assert coverage["people"] is Coverage.COMPLETE
    assert "P2" not in now
