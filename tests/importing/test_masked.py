"""A file without personal data, read again, says nothing of what it masks: what is on file stays."""

from __future__ import annotations

import csv
import io

import pytest

from anwei.engine.facts.subject import Subject
from anwei.engine.facts.values import BLANK
from anwei.engine.forms.write import FormOptions, write_subject
from anwei.engine.workspace.export import plain_subject, text_of
from anwei.engine.workspace.importing.on_file import OnFile
from anwei.engine.workspace.importing.problems import Kind, Level
from anwei.engine.workspace.importing.proposal import Outcome
from anwei.engine.workspace.masking import MASK, masked
from anwei.engine.workspace.read import Reader
from tests.forms.support import subject_of
from tests.importing.messy import rows_of, workbook
from tests.importing.support import imported, of_kind, proposed, vocabulary, workspace

ENTERPRISE = """
subject: enterprise
id: E-001
name: 宏达化工有限公司
division: "341502"
facts: {contact_name: 张三, contact_phone: "13856000001"}
tables:
  people:
    - {person_id: P1, name: 王某, phone: "13856000002"}
  hazard_sources:
    - {source_id: S1, name: 储罐区, principal_guarantor: 李某}
    - {source_id: S2, name: 锅炉房}
coverage: {people: complete, hazard_sources: complete}
"""
SHEET = [
    ["编号", "单位名称", "联系人", "联系电话", "从业人数"],
    ["E-001", "宏达化工有限公司", MASK, "***", "60"],
]


def told() -> Subject:
    return subject_of(ENTERPRISE, vocabulary())


def as_text(format_: str) -> bytes:
    subject = plain_subject(masked(told(), vocabulary()), vocabulary())
    return "".join(text_of([subject], format_)).encode()  # type: ignore[arg-type]


def as_form() -> bytes:
    return write_subject(masked(told(), vocabulary()), vocabulary(), options=FormOptions("zh"))


def as_csv() -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(SHEET)
    return out.getvalue().encode()


FILES = {
    "all.yaml": lambda: as_text("yaml"),
    "all.json": lambda: as_text("json"),
    "form.xlsx": as_form,
    "list.csv": as_csv,
    "list.xlsx": lambda: workbook(("企业名单", rows_of(*SHEET))),
}


def as_plain() -> bytes:
    return "".join(text_of([plain_subject(told(), vocabulary())], "yaml")).encode()


@pytest.mark.parametrize("name", FILES)
def test_a_mask_replaces_nothing_on_file(name: str) -> None:
    data = FILES[name]()
    assert name.endswith(".xlsx") or MASK in data.decode()
    with workspace() as office:
        imported(as_plain(), office, "first.yaml")
        proposal = imported(data, office, name)
        now = Reader(office, vocabulary()).subject("enterprise", "E-001")
    assert now is not None
    assert (now.values["contact_name"], now.values["contact_phone"]) == ("张三", "13856000001")
    assert now.children["people"][0].values["name"] == "王某"
    sources = {r.key: r.values for r in now.children["hazard_sources"]}
    assert sources["S1"]["principal_guarantor"] == "李某"
    assert sources["S2"]["principal_guarantor"] is BLANK
    assert not [e for e in proposal.entries if e.outcome is Outcome.REMOVED or MASK in e.values.values()]
    notes = [p for p in proposal.problems if p.code == "IMP-045"]
    assert {p.level for p in notes} == {Level.NOTE}
    shown = {p.params["field"].zh for p in notes}  # type: ignore[attr-defined]
    assert {"联系人", "联系电话"} <= shown
    assert "按没有填写处理" in notes[0].diagnostic().what("zh")


def test_a_mask_is_no_value_of_a_new_subject() -> None:
    with workspace() as office:
        proposal = proposed(as_text("yaml"), "all.yaml", present=OnFile(office, vocabulary()))
        assert proposal.ready
        office.apply(proposal.write("test", "2026-11-21T08:30:00Z"), vocabulary())
        now = Reader(office, vocabulary()).subject("enterprise", "E-001")
    assert now is not None
    assert "contact_name" not in now.values
    assert now.children["hazard_sources"][0].values["principal_guarantor"] is None  # not known, never *not yet*


def test_one_note_for_each_field_of_a_file() -> None:
    two = as_text("yaml") + as_text("yaml").replace(b"E-001", b"E-002").replace("宏达".encode(), "兴达".encode())
    notes = of_kind(proposed(two, "all.yaml"), Kind.MASKED)
    assert sorted((p.params["field"].zh, p.count) for p in notes) == [  # type: ignore[attr-defined]
        ("主要负责人（包保）", 2),
        ("姓名", 2),
        ("电话", 2),
        ("联系人", 2),
        ("联系电话", 2),
    ]
