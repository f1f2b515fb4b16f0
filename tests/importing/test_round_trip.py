"""A filled form comes back as it was: imported, exported again, and after being sent back and corrected."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from anwei.engine.facts.subject import Record, Subject
from anwei.engine.facts.vocabulary import FieldSpec, SubjectSpec, Vocabulary
from anwei.engine.forms.write import FormOptions, write_subject
from anwei.engine.messages import Lang
from anwei.engine.workspace.importing.annotate import annotated
from anwei.engine.workspace.importing.columns import CREDIT_CODE
from anwei.engine.workspace.importing.pipeline import Options
from anwei.engine.workspace.importing.problems import Kind
from anwei.engine.workspace.importing.proposal import Outcome
from anwei.engine.workspace.read import Reader
from anwei.engine.workspace.store import Workspace
from tests.forms.support import edited, fact_row, facts_of, small_vocabulary, subject_of, subjects
from tests.importing.support import imported, proposed, vocabulary, workspace

SLOW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


def form_of(subject: Subject, words: Vocabulary, lang: Lang = "zh") -> bytes:
    return write_subject(subject, words, options=FormOptions(lang))


def read_back(subject: Subject, into: Workspace, words: Vocabulary) -> Subject:
    found = Reader(into, words).subject(subject.kind, subject.id)
    assert found is not None
    return found


def check(subject: Subject, words: Vocabulary, lang: Lang) -> None:
    """Form, import, form again: the same facts, and importing once more changes nothing."""
    assume(keepable(subject))
    if subject.values.get(CREDIT_CODE):
        subject.values[CREDIT_CODE] = "91350100M000100Y43"
    spec = words.subjects[subject.kind]
    first = form_of(subject, words, lang)
    with workspace() as office:
        imported(first, office, words=words)
        stored = read_back(subject, office, words)
        assert unordered(stored, spec) == unordered(subject, spec)
        again = imported(form_of(stored, words, lang), office, words=words)
        assert {e.outcome for e in again.entries} <= {Outcome.UNCHANGED}
        assert again.changes == []


@given(subjects(small_vocabulary()), st.sampled_from(["zh", "en"]))
@SLOW
def test_any_subject_of_a_difficult_vocabulary(subject: Subject, lang: Lang) -> None:
    check(subject, small_vocabulary(), lang)


@given(st.data(), st.sampled_from(["zh", "en"]))
@SLOW
def test_any_subject_of_the_shipped_vocabulary(data: st.DataObject, lang: Lang) -> None:
    check(data.draw(subjects(vocabulary())), vocabulary(), lang)


def unordered(subject: Subject, spec: SubjectSpec) -> object:
    """Everything that a subject says, whatever the order of its records and the numbers of those without a key."""

    def plain(record: Record, fields: dict[str, FieldSpec]) -> object:
        values = sorted((n, repr(v)) for n, v in record.values.items() if v is not None or fields[n].not_yet)
        nested = {
            n: sorted((plain(r, spec.tables[n].fields) for r in rows), key=repr)
            for n, rows in record.children.items()
            if rows
        }
        return record.key, [(n, v if "frozenset" not in v else sorted(record.values[n])) for n, v in values], nested

    return subject.kind, plain(subject, spec.fields), subject.coverage


def keepable(record: Record) -> bool:
    """Whether a store may hold it: ids and keys are short and without control characters."""
    keys = [
        record.id if isinstance(record, Subject) else record.key,
        *(r.key for c in record.children.values() for r in c),
    ]
    return all(k.isprintable() and len(k) < 100 for k in keys) and all(
        keepable(r) for rows in record.children.values() for r in rows
    )


ENTERPRISE = """
subject: enterprise
id: E-001
name: 宏达化工有限公司
division: "341502"
facts: {employees: 120, credit_code: 91350100M000100Y43, established_on: 2012-03-05}
tables:
  people:
    - {person_id: P1, name: 王某, role: principal, trainings: [{date: 2026-03-01, hours: 12}]}
    - {person_id: P2, name: 李某}
  policies: [{policy_id: Z-1, kind: lift_liability, end: 2027-01-31}]
coverage: {people: complete, policies: partial}
"""


@pytest.fixture(scope="module")
def enterprise() -> Subject:
    return subject_of(ENTERPRISE, vocabulary())


def test_where_each_value_stood_is_kept(enterprise: Subject) -> None:
    proposal = proposed(form_of(enterprise, vocabulary()), "form.xlsx")
    cells = {(c.table, n): cell for c in proposal.changes if hasattr(c, "cells") for n, cell in c.cells.items()}
    book = openpyxl.load_workbook(io.BytesIO(form_of(enterprise, vocabulary())))
    sheet, _, cell = cells["", "employees"].partition("!")
    assert book[sheet][cell].value == 120
    sheet, _, cell = cells["trainings", "hours"].partition("!")
    assert book[sheet][cell].value == 12


def test_a_complete_table_takes_out_who_is_gone_and_a_partial_one_does_not(enterprise: Subject) -> None:
    with workspace() as office:
        imported(form_of(enterprise, vocabulary()), office)
        shorter = subject_of(ENTERPRISE, vocabulary())
        del shorter.children["people"][0]
        shorter.children["policies"].clear()
        proposal = imported(form_of(shorter, vocabulary()), office)
        removed = {(e.table, e.record) for e in proposal.entries if e.outcome is Outcome.REMOVED}
        assert removed == {("people", ("P1",))}
        now = read_back(enterprise, office, vocabulary())
        assert [r.key for r in now.children["people"]] == ["P2"]
        assert [r.key for r in now.children["policies"]] == ["Z-1"]


def test_a_blank_form_erases_nothing(enterprise: Subject) -> None:
    with workspace() as office:
        imported(form_of(enterprise, vocabulary()), office)
        blank = subject_of("{subject: enterprise, id: E-001, division: '341502'}", vocabulary())
        proposal = imported(write_subject(blank, vocabulary(), options=FormOptions("zh", everything=True)), office)
        assert proposal.changes == []


def test_unknown_said_in_words_replaces_what_was_known(enterprise: Subject) -> None:
    def unknown(book: openpyxl.Workbook) -> None:
        sheet = book["基本情况"]
        sheet.cell(fact_row(sheet, "employees"), 4).value = "不详"

    with workspace() as office:
        data = form_of(enterprise, vocabulary())
        imported(data, office)
        imported(edited(data, unknown), office)
        assert read_back(enterprise, office, vocabulary()).values.get("employees") is None


def test_filled_imported_annotated_corrected_changes_no_other_cell(enterprise: Subject) -> None:
    def mistake(book: openpyxl.Workbook) -> None:
        sheet = book["基本情况"]
        sheet.cell(fact_row(sheet, "employees"), 4).value = "很多"
        sheet.cell(fact_row(sheet, "established_on"), 4).value = "3月5日"

    data = edited(form_of(enterprise, vocabulary()), mistake)
    first = proposed(data, "form.xlsx")
    assert {p.kind for p in first.open} == {Kind.VALUE, Kind.DATE_YEAR} or {p.kind for p in first.open} == {Kind.VALUE}
    sent = annotated(data, path_of("form.xlsx"), first.open, "zh")

    def correct(book: openpyxl.Workbook) -> None:
        sheet = book["基本情况"]
        sheet.cell(fact_row(sheet, "employees"), 4).value = 121
        sheet.cell(fact_row(sheet, "established_on"), 4).value = "2012-03-06"

    with workspace() as office:
        imported(form_of(enterprise, vocabulary()), office)
        before = read_back(enterprise, office, vocabulary())
        proposal = imported(edited(sent, correct), office, options=Options())
        after = read_back(enterprise, office, vocabulary())
        assert [
            (e.outcome, e.table, set(e.values)) for e in proposal.entries if e.outcome is not Outcome.UNCHANGED
        ] == [(Outcome.CHANGED, "", {"employees", "established_on"})]
        same = replace(after, values=after.values | {n: before.values[n] for n in ("employees", "established_on")})
        spec = vocabulary().subjects["enterprise"]
        assert facts_of(same, spec) == facts_of(before, spec)


def path_of(name: str):
    from pathlib import Path

    return Path(name)
