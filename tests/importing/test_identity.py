"""Whom rows concern, what they would change, and what is never done silently."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anwei.engine.facts.subject import Coverage, Subject
from anwei.engine.forms.needs import everything
from anwei.engine.workspace.changes import SetCoverage, SetRecord, Source
from anwei.engine.workspace.importing.mapping import FileMapping
from anwei.engine.workspace.importing.names import SIMILAR, Similar, core, plain_name
from anwei.engine.workspace.importing.on_file import OnFile
from anwei.engine.workspace.importing.pipeline import Options, propose
from anwei.engine.workspace.importing.problems import Kind, Level
from anwei.engine.workspace.importing.proposal import Outcome, Proposal
from anwei.engine.workspace.read import Reader
from anwei.engine.workspace.store import Workspace
from tests.cli.run import ROOT
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


def test_a_form_says_itself_when_it_was_handed_out() -> None:
    """What the office changed since is kept; what an earlier version of the form brought is not the office's change."""
    from anwei.engine.forms.write import FormOptions, write_subject
    from anwei.engine.workspace.changes import Write

    def form(employees: int) -> bytes:
        values = {"id": "E-001", "name": "宏达化工有限公司", "employees": employees}
        subject = Subject("", "E-001", values, kind="enterprise")
        options = FormOptions(exported="2026-11-20T00:00:00Z")
        return write_subject(subject, vocabulary(), everything(vocabulary().subjects["enterprise"]), options)

    with workspace() as office:
        imported(form(5), office)
        assert outcomes(against(office, form(6)))[0] == (Outcome.CHANGED, "E-001")
        later = SetRecord("enterprise", "E-001", {"employees": 9})
        office.apply(Write(Source("entry", "clerk", "2026-11-25T08:00:00Z"), (later,)), vocabulary())
        proposal = against(office, form(6))
        assert [p.kind for p in proposal.open] == [Kind.CHANGED_SINCE]
        assert outcomes(proposal) == [(Outcome.CONFLICT, "E-001")]


COVERAGE = "对象编号,台账,填报完整性\nE-001,{table},{word}\n"


def test_coverage_of_a_folder_is_taken_from_its_file(tmp_path: Path) -> None:
    """Written by hand or by export; for a subject of the same folder or one on file."""
    (tmp_path / "enterprise.csv").write_text("编号,企业名称\nE-001,宏达化工有限公司\n", encoding="utf-8")
    stated = tmp_path / "coverage.csv"
    stated.write_text(COVERAGE.format(table="人员台账", word="complete"), encoding="utf-8")
    with workspace() as office:
        proposal = imported_folder(tmp_path, office)
        (change,) = [c for c in proposal.changes if isinstance(c, SetCoverage)]
        assert (change.subject, change.table, change.coverage, change.cell) == (
            "E-001", "people", Coverage.COMPLETE, "2:3",
        )  # fmt: skip
        (subject,) = Reader(office, vocabulary()).subjects()
        assert subject.coverage == {"people": Coverage.COMPLETE}
        (tmp_path / "enterprise.csv").unlink()
        stated.write_text(COVERAGE.format(table="people", word="partial"), encoding="utf-8")
        assert len(imported_folder(tmp_path, office).changes) == 1
        again = folder_proposal(tmp_path, office)
        assert again.ready and again.changes == []


@pytest.mark.parametrize(
    ("line", "code"),
    [("E-009,people,complete", "IMP-037"), ("E-001,persons,complete", "INP-020"), ("E-001,people,most", "INP-021")],
)
def test_what_a_coverage_file_says_wrongly_is_located(tmp_path: Path, line: str, code: str) -> None:
    (tmp_path / "enterprise.csv").write_text("编号,企业名称\nE-001,宏达化工有限公司\n", encoding="utf-8")
    (tmp_path / "coverage.csv").write_text(f"subject,table,coverage\n{line}\n", encoding="utf-8")
    with workspace() as office:
        (problem,) = folder_proposal(tmp_path, office).open
        assert (problem.code, problem.rows, Path(problem.file).name) == (code, (2,), "coverage.csv")


@pytest.mark.parametrize(
    "head",
    ["对象,台账,填报完整性", "所属对象编号,台账,填报完整性", "subject,table,coverage", "Subject id,Table,Coverage"],
)
@pytest.mark.parametrize(
    ("word", "meant"),
    [
        *((w, Coverage.COMPLETE) for w in ("全部填报", "完整", "complete")),
        *((w, Coverage.PARTIAL) for w in ("部分填报", "部分", "partial")),
        *((w, Coverage.NOT_REPORTED) for w in ("未填报", "未报", "not reported", "not_reported")),
    ],
)
def test_coverage_is_said_in_either_language(tmp_path: Path, head: str, word: str, meant: Coverage) -> None:
    (tmp_path / "enterprise.csv").write_text("编号,企业名称\nE-001,宏达化工有限公司\n", encoding="utf-8")
    (tmp_path / "coverage.csv").write_text(f"{head}\nE-001,人员台账,{word}\n", encoding="utf-8")
    with workspace() as office:
        proposal = folder_proposal(tmp_path, office)
        assert [p.code for p in proposal.open] == []
        (change,) = [c for c in proposal.changes if isinstance(c, SetCoverage)]
        assert change.coverage is meant


@pytest.mark.parametrize(("page", "lang"), [("zh", "zh"), ("en", "en")])
def test_the_example_of_the_page_on_importing_works(tmp_path: Path, page: str, lang: str) -> None:
    text = (ROOT / f"docs/{page}/import.md").read_text(encoding="utf-8")
    (example,) = [b for b in re.findall(r"```csv\n(.*?)```", text, re.DOTALL) if b.startswith(("对象,", "subject,"))]
    (tmp_path / "enterprise.csv").write_text("编号,企业名称\nE-SD-001,宏达化工有限公司\n", encoding="utf-8")
    (tmp_path / "coverage.csv").write_text(example, encoding="utf-8")
    with workspace() as office:
        proposal = folder_proposal(tmp_path, office)
        assert [p.diagnostic().line(lang) for p in proposal.open] == []  # type: ignore[arg-type]
        stated = [(c.table, c.coverage) for c in proposal.changes if isinstance(c, SetCoverage)]
    assert stated == [("people", Coverage.COMPLETE), ("drills", Coverage.PARTIAL)]


def test_a_missing_column_of_a_coverage_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "enterprise.csv").write_text("编号,企业名称\nE-001,宏达化工有限公司\n", encoding="utf-8")
    (tmp_path / "coverage.csv").write_text("对象,台账,填得全不全\nE-001,人员台账,完整\n", encoding="utf-8")
    with workspace() as office:
        (problem,) = folder_proposal(tmp_path, office).open
    assert problem.code == "IMP-046"
    assert problem.diagnostic().what("zh") == "填报完整性文件缺少「填报完整性」一列（表头是：对象，台账，填得全不全）"
    assert "'Coverage'" in problem.diagnostic().what("en")


def test_the_same_mistake_of_many_lines_is_one_problem(tmp_path: Path) -> None:
    (tmp_path / "enterprise.csv").write_text("编号,企业名称\nE-001,宏达化工有限公司\n", encoding="utf-8")
    lines = "\n".join(["E-001,people,most"] * 30)
    (tmp_path / "coverage.csv").write_text(f"subject,table,coverage\n{lines}\n", encoding="utf-8")
    with workspace() as office:
        (problem,) = folder_proposal(tmp_path, office).open
    assert problem.rows == tuple(range(2, 32))
    told = problem.diagnostic().what("zh")
    assert all(w in told for w in ("全部填报", "部分填报", "未填报"))


def folder_proposal(folder: Path, office: Workspace) -> Proposal:
    return propose([folder], vocabulary(), OnFile(office, vocabulary()), Options())


def imported_folder(folder: Path, office: Workspace) -> Proposal:
    proposal = folder_proposal(folder, office)
    assert proposal.ready, proposal.open
    office.apply(proposal.write("test", AT), vocabulary())
    return proposal


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


@given(st.lists(st.text("宏达恒通永安瑞祥", min_size=1, max_size=14), min_size=1, max_size=30))
def test_names_that_are_alike_are_found_without_looking_at_all(names: list[str]) -> None:
    """By their rarest characters exactly those are found that comparing each with each finds."""
    from rapidfuzz import fuzz

    similar = Similar()
    for name in names[1:]:
        similar.add(name, "3415", name)
    wanted = core(plain_name(names[0]))
    alike = [n for n in names[1:] if n != names[0] and fuzz.ratio(wanted, core(plain_name(n))) >= SIMILAR]
    found = similar.like(names[0], "3415", limit=100)
    assert sorted(n for n, _ in found) == (sorted(alike) if len(wanted) >= 3 else [])
