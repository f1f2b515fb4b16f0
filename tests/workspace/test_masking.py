"""Nothing personal leaves in a masked subject."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest
from hypothesis import given, settings

from anwei.engine.documents.diagnostics import Diagnostics
from anwei.engine.documents.nodes import parse_documents
from anwei.engine.facts.declare import declare
from anwei.engine.facts.subject import Record, Subject
from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.workspace.export import plain_subject
from anwei.engine.workspace.masking import MASK, masked
from tests.forms.support import subject_of, subjects
from tests.workspace.support import VOCABULARY

FACTS = """
facts: mask
subjects:
  firm:
    label: {zh: 企业, en: Firm}
    fields:
      boss: {type: text, personal: true, label: {zh: 负责人, en: Head}}
      keeper: {type: ref, to: people, label: {zh: 保管人, en: Keeper}}
    tables:
      people:
        label: {zh: 人员, en: People}
        key: card
        fields:
          card: {type: text, personal: true, label: {zh: 证件号, en: Card}}
          born_on: {type: date, personal: true, label: {zh: 出生日期, en: Born}}
          role: {type: text, label: {zh: 岗位, en: Role}}
      shifts:
        label: {zh: 班次, en: Shifts}
        fields: {crew: {type: refs, to: people, label: {zh: 人员, en: Crew}}}
"""
SUBJECT = """
subject: firm
id: F-1
name: 宏达
facts: {boss: 王某某, keeper: C-222}
tables:
  people:
    - {card: C-111, born_on: 1980-01-02, role: 安全员}
    - {card: C-222, role: 库管}
  shifts: [{crew: [C-111, C-222, C-999]}]
"""


@pytest.fixture
def vocabulary() -> Vocabulary:
    diagnostics = Diagnostics()
    found = declare(parse_documents(FACTS.encode(), "facts"), diagnostics)
    diagnostics.raise_errors()
    return found


def test_personal_values_keys_and_references(vocabulary: Vocabulary) -> None:
    subject = subject_of(SUBJECT, vocabulary)
    before = deepcopy(subject)
    shown = plain_subject(masked(subject, vocabulary), vocabulary)
    assert shown["facts"] == {"boss": MASK, "keeper": "2"}
    assert shown["tables"] == {
        "people": [{"card": "1", "role": "安全员"}, {"card": "2", "role": "库管"}],
        "shifts": [{"crew": sorted(["1", "2", MASK])}],
    }
    assert [r.path for r in masked(subject, vocabulary).children["people"]] == ["people[1]", "people[2]"]
    text = json.dumps(shown, ensure_ascii=False)
    assert not any(word in text for word in ("王某某", "C-111", "C-222", "C-999", "1980"))
    assert subject == before


@settings(max_examples=60)
@given(subjects(VOCABULARY))
def test_all_that_is_not_personal_stays(subject: Subject) -> None:
    shown = masked(subject, VOCABULARY)
    _same(subject, shown, subject.kind, "")
    assert masked(shown, VOCABULARY) == shown


def _same(one: Record, other: Record, kind: str, table: str) -> None:
    spec = VOCABULARY.subjects[kind]
    fields = spec.tables[table].fields if table else spec.fields
    for name, value in one.values.items():
        if not fields[name].personal:
            assert other.values[name] == value
        elif isinstance(value, str):
            assert other.values[name] == MASK
    assert one.path == other.path and one.children.keys() == other.children.keys()
    for name, rows in one.children.items():
        for left, right in zip(rows, other.children[name], strict=True):
            _same(left, right, kind, name)
