"""Every shipped rule as a sentence in both languages: nothing raw shows up in one, and none changes unseen."""

from __future__ import annotations

import re

import pytest

from anwei.engine.catalogue.model import Catalogue
from anwei.engine.language.sentences import sentence
from anwei.engine.messages import Lang
from tests.language.golden_files import check

LANGS: tuple[Lang, ...] = ("zh", "en")
#: Words with a hyphen-less underscore are identifiers, and a brace is a slot that nothing has filled.
RAW = re.compile(r"[a-z]+_[a-z_]+|[{}]|\bNone\b")


@pytest.mark.parametrize("lang", LANGS)
def test_sentences_are_those_kept(catalogue: Catalogue, lang: Lang) -> None:
    blocks = [f"{rule.id}\n{sentence(catalogue, rule, lang)}\n" for _, rule in sorted(catalogue.rules.items())]
    check(f"sentences-{lang}.txt", "\n".join(blocks))


@pytest.mark.parametrize("lang", LANGS)
def test_no_identifier_shows_up_in_a_sentence(catalogue: Catalogue, lang: Lang) -> None:
    said = {rule.id: sentence(catalogue, rule, lang) for rule in catalogue.rules.values()}
    raw = {rule: found.group() for rule, text in said.items() if (found := RAW.search(text))}
    assert not raw


def test_every_measure_has_a_label_in_both_languages(catalogue: Catalogue) -> None:
    bare = [f"{rule.id}: {m.name}" for rule in catalogue.rules.values() for m in rule.measures
            if m.label is None or not m.label.zh or not m.label.en]
    assert not bare


def test_labels_of_one_rule_differ(catalogue: Catalogue) -> None:
    """Two steps of one rule with one label could not be told apart in a report."""
    for rule in catalogue.rules.values():
        labels = [m.label.lang(lang) for lang in LANGS for m in rule.measures if m.label is not None]
        assert len(labels) == len(set(labels)), rule.id
