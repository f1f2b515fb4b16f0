"""Whom rows concern, what they would change, and what is never done silently."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anwei.engine.workspace.changes import SetRecord, Source
from anwei.engine.workspace.importing.mapping import FileMapping
from anwei.engine.workspace.importing.names import Similar, plain_name
from anwei.engine.workspace.importing.on_file import OnFile
from anwei.engine.workspace.importing.pipeline import Options
from anwei.engine.workspace.importing.problems import Kind, Level
from anwei.engine.workspace.importing.proposal import Outcome, Proposal
from anwei.engine.workspace.read import Reader
from anwei.engine.workspace.store import Workspace
from tests.importing.messy import code, rows_of, workbook
from tests.importing.support import AT, imported, of_kind, proposed, vocabulary, workspace

HEAD = ("编号", "企业名称", "统一社会信用代码", "区划代码", "职工人数", "停产停业日期")
FIRST = ("E-001", "宏达化工有限公司", code(1), "341502101", 5, None)


def book(*rows: tuple[object, ...], head: tuple[str, ...] = HEAD) -> bytes:
    return workbook(("企业", rows_of(head, *rows)))


def against(office: Workspace, data: bytes, options: Options | None = None) -> Proposal:
    return proposed(data, options=options, present=OnFile(office, vocabulary()))


def outcomes(proposal: Proposal) -> list[tuple[Outcome, str]]:
    return [(e.outcome, e.subject) for e in proposal.entries]


def test_the_same_file_again_changes_nothing() -> None:
    with workspace() as office:
        imported(book(FIRST), office)
        again = against(office, book(FIRST))
        assert outcomes(again) == [(Outcome.UNCHANGED, "E-001")] and again.changes == [] and again.ready


def test_a_changed_cell_changes_that_fact_alone() -> None:
    with workspace() as office:
        imported(book(FIRST), office)
        proposal = against(office, book((*FIRST[:4], 6, None)))
        (change,) = proposal.changes
        assert (
            isinstance(change, SetRecord)
            and change.values == {"employees": 6}
            and change.cells == {"employees": "企业!E2"}
        )
        assert proposal.entries[0].before == {"employees": 5}


def test_blanks_keep_what_is_on_file_and_say_so() -> None:
    with workspace() as office:
        imported(book(FIRST), office)
        proposal = against(office, book(("E-001", FIRST[1], None, None, None, None)))
        assert proposal.changes == []
        assert {next(p.cells()) for p in of_kind(proposal, Kind.BLANK_KEPT)} == {"C2", "D2", "E2"}


def test_an_event_that_was_not_asked_for_is_unknown_and_a_blank_one_has_not_happened() -> None:
    with workspace() as office:
        imported(book(FIRST[:5], head=HEAD[:5]), office)
        reader = Reader(office, vocabulary())
        found = reader.subject("enterprise", "E-001")
        assert found is not None and found.values["stopped_on"] is None
        imported(book(FIRST), office)
        found = reader.subject("enterprise", "E-001")
        assert found is not None and repr(found.values["stopped_on"]) == "BLANK"


def test_rows_are_recognised_by_credit_code_and_by_exact_name() -> None:
    with workspace() as office:
        imported(book(FIRST), office)
        by_code = against(office, book(("宏达化工（集团）", code(1), 9), head=("企业名称", "信用代码", "职工人数")))
        assert outcomes(by_code) == [(Outcome.CHANGED, "E-001")]
        by_name = against(office, book(("宏达 化工有限公司", 9), head=("企业名称", "职工人数")))
        assert outcomes(by_name)[0] == (Outcome.CHANGED, "E-001")


def test_the_same_name_elsewhere_is_somebody_else() -> None:
    with workspace() as office:
        imported(book(FIRST), office)
        proposal = against(office, book(("E-002", FIRST[1], code(2), "341503101", 7, None)))
        assert outcomes(proposal) == [(Outcome.NEW, "E-002")] and proposal.ready


def test_a_nearly_equal_name_is_reported_and_never_merged() -> None:
    row = ("E-002", "宏达化工厂", code(2), "341502101", 7, None)
    with workspace() as office:
        imported(book(FIRST), office)
        proposal = against(office, book(row))
        (problem,) = of_kind(proposal, Kind.SIMILAR_NAME)
        assert problem.level is Level.FIX and "宏达化工有限公司（E-001）" in str(problem.params["like"])
        assert outcomes(proposal) == [(Outcome.HELD, "")] and proposal.changes == []
        new = against(office, book(row), Options(accepted=frozenset({Kind.SIMILAR_NAME})))
        assert outcomes(new) == [(Outcome.NEW, "E-002")]
        different = against(office, book(row), Options(mapping=FileMapping(different=("宏达化工厂",))))
        assert outcomes(different) == [(Outcome.NEW, "E-002")]


def test_a_mapping_says_that_two_names_are_one() -> None:
    row = ("宏达化工厂", "341502101", 7)
    head = ("企业名称", "区划代码", "职工人数")
    with workspace() as office:
        imported(book(FIRST), office)
        same = Options(mapping=FileMapping(same={"宏达化工厂": "E-001"}))
        assert outcomes(against(office, book(row, head=head), same))[0] == (Outcome.CHANGED, "E-001")


def test_nearly_equal_names_within_one_file_are_reported_too() -> None:
    data = book(FIRST, ("E-002", "宏达化工厂", code(2), "341502101", 7, None))
    assert [list(p.cells()) for p in of_kind(proposed(data), Kind.SIMILAR_NAME)] == [["B3"]]


@pytest.mark.parametrize(
    "names",
    [
        ("一号仓库公司", "二号仓库公司"),
        ("东风机械厂", "西风机械厂"),
        ("永安化工", "长兴木业"),
        ("第12中心厂", "第21中心厂"),
    ],
)
def test_names_that_differ_in_number_or_direction_are_not_alike(names: tuple[str, str]) -> None:
    similar = Similar()
    similar.add(names[0], "341502", names[0])
    assert similar.like(names[1], "341502") == []


@given(st.text(min_size=1, max_size=20))
@settings(max_examples=200)
def test_a_name_is_equal_to_itself_in_any_width(name: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)
    assert plain_name(wide) == plain_name(name)


def test_id_and_credit_code_of_two_subjects_are_an_error() -> None:
    with workspace() as office:
        imported(book(FIRST, ("E-002", "恒通机械厂", code(2), "341502101", 7, None)), office)
        proposal = against(office, book(("E-001", FIRST[1], code(2), "341502101", 5, None)))
        assert [(p.kind, p.code) for p in proposal.open] == [(Kind.IDENTITY, "IMP-034")]
        assert proposal.changes == []


def test_a_townships_own_id_is_replaced_only_if_accepted() -> None:
    row = ("T-77", FIRST[1], code(1), "341502101", 8, None)
    with workspace() as office:
        imported(book(FIRST), office)
        assert [p.code for p in against(office, book(row)).open] == ["IMP-035"]
        accepted = against(office, book(row), Options(accepted=frozenset({Kind.IDENTITY})))
        assert outcomes(accepted) == [(Outcome.CHANGED, "E-001")]


def test_new_subjects_without_an_id_get_one_only_if_accepted_and_always_the_same() -> None:
    head = ("企业名称", "区划代码", "职工人数")
    data = book(("恒通机械厂", "341502101", 7), head=head)
    assert [p.code for p in proposed(data).open] == ["IMP-031"]
    with workspace() as office:
        first = imported(data, office)
        assert outcomes(first)[0][0] is Outcome.NEW
        assert {o for o, _ in outcomes(against(office, data))} == {Outcome.UNCHANGED}


def test_a_row_that_names_nobody_is_refused() -> None:
    assert [p.code for p in proposed(book((None, None, None, "341502101", 7, None), FIRST)).open] == ["IMP-030"]


def test_later_changes_of_the_office_are_not_overwritten() -> None:
    with workspace() as office:
        imported(book(FIRST), office)
        later = SetRecord("enterprise", "E-001", {"employees": 9})
        from anwei.engine.workspace.changes import Write

        office.apply(Write(Source("entry", "clerk", "2026-11-25T08:00:00Z"), (later,)), vocabulary())
        handed_out = Options(exported="2026-11-23T00:00:00Z")
        proposal = against(office, book((*FIRST[:4], 6, None)), handed_out)
        assert [p.kind for p in proposal.open] == [Kind.CHANGED_SINCE]
        assert outcomes(proposal) == [(Outcome.CONFLICT, "E-001")] and proposal.changes == []
        taken = replace(handed_out, accepted=frozenset({Kind.CHANGED_SINCE}))
        assert outcomes(against(office, book((*FIRST[:4], 6, None)), taken)) == [(Outcome.CHANGED, "E-001")]


def test_an_import_is_one_command_that_can_be_undone() -> None:
    with workspace() as office:
        proposal = imported(book(FIRST, ("E-002", "恒通机械厂", code(2), "341502101", 7, None)), office)
        assert len(proposal.changes) == 2
        office.undo(Source("system", "test", AT))
        assert list(Reader(office, vocabulary()).subjects()) == []


def test_a_write_decided_on_old_facts_is_refused() -> None:
    from anwei.engine.documents.diagnostics import AnweiError
    from anwei.engine.workspace.changes import Write

    with workspace() as office:
        imported(book(FIRST), office)
        present = OnFile(office, vocabulary())
        proposal = proposed(book((*FIRST[:4], 6, None)), present=present)
        proposal.seen = present.head
        other = SetRecord("enterprise", "E-001", {"employees": 9})
        office.apply(Write(Source("entry", "clerk", AT), (other,)), vocabulary())
        with pytest.raises(AnweiError, match="WSP-011"):
            office.apply(proposal.write("test", AT), vocabulary())
