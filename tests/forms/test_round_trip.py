"""Whatever is on file for a subject comes back from a filled form exactly as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anwei.engine.catalogue.model import Catalogue
from anwei.engine.documents.diagnostics import Diagnostics
from anwei.engine.facts.subject import Subject
from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.forms import read_path
from anwei.engine.messages import Lang
from tests.conftest import opened_catalogue
from tests.forms.support import facts_of, round_trip, small_vocabulary, subject_of, subjects

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def check(subject: Subject, vocabulary: Vocabulary, lang: Lang) -> None:
    spec = vocabulary.subjects[subject.kind]
    assert facts_of(round_trip(subject, vocabulary, lang), spec) == facts_of(subject, spec)


@given(subjects(small_vocabulary()), st.sampled_from(["zh", "en"]))
@settings(max_examples=150)
def test_any_subject_of_a_difficult_vocabulary(subject: Subject, lang: Lang) -> None:
    check(subject, small_vocabulary(), lang)


@given(st.data(), st.sampled_from(["zh", "en"]))
@settings(max_examples=60)
def test_any_subject_of_the_shipped_vocabulary(data: st.DataObject, lang: Lang) -> None:
    vocabulary = opened_catalogue().catalogue.vocabulary
    check(data.draw(subjects(vocabulary)), vocabulary, lang)


@pytest.mark.parametrize("path", sorted(EXAMPLES.rglob("*.yaml")), ids=lambda p: p.stem)
def test_the_shipped_examples(path: Path, catalogue: Catalogue) -> None:
    diagnostics = Diagnostics()
    for subject in read_path(path, catalogue.vocabulary, diagnostics):
        check(subject, catalogue.vocabulary, "zh")
    assert diagnostics.errors == []


def test_a_record_of_which_nothing_is_known_stays_a_record() -> None:
    vocabulary = small_vocabulary()
    subject = subject_of("{subject: plant, id: P, tables: {shops: [{}, {lines: [{}]}], loose: [{}, {}]}}", vocabulary)
    check(subject, vocabulary, "zh")


def test_records_without_a_key_keep_their_own_records() -> None:
    vocabulary = small_vocabulary()
    rows = "[{what: 甲, pieces: [{what: 一}]}, {what: 甲, pieces: [{what: 二}]}]"
    text = f"{{subject: plant, id: P, tables: {{loose: {rows}}}}}"
    check(subject_of(text, vocabulary), vocabulary, "zh")
