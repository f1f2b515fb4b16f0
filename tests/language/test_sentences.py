"""Every shipped rule as a sentence in both languages: nothing raw shows up in one, and none changes unseen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from anwei.engine.catalogue.model import Catalogue
from anwei.engine.ir import nodes as ir
from anwei.engine.ir.rules import Rule
from anwei.engine.ir.walk import walk
from anwei.engine.language.sentences import sentence
from anwei.engine.messages import Lang
from tests.language.golden_files import check

LANGS: tuple[Lang, ...] = ("zh", "en")
#: A word with an underscore is an identifier, and a brace is a slot that nothing has filled.
RAW = re.compile(r"[a-z]+_[a-z_]+|[{}]|\bNone\b")


def named_in(rule: Rule) -> set[str]:
    """Names that have no label to be said by: keys of catalogue items and functions of plugins."""
    nodes = list(walk(rule))
    keys = {n.key for n in nodes if isinstance(n, ir.Item)} | {
        n.item for n in nodes if isinstance(n, (ir.CodeIs, ir.CodesHave))
    }
    return keys | {n.function for n in nodes if isinstance(n, ir.Call)}


def own(catalogue: Catalogue) -> list[Rule]:
    """The rules of the catalogue itself; those of plugins are their own authors' to label."""
    return [rule for rule in catalogue.rules.values() if "plugins" not in Path(rule.file).parts]


@pytest.mark.parametrize("lang", LANGS)
def test_sentences_are_those_kept(catalogue: Catalogue, lang: Lang) -> None:
    blocks = [f"{rule.id}\n{sentence(catalogue, rule, lang)}\n" for _, rule in sorted(catalogue.rules.items())]
    check(f"sentences-{lang}.txt", "\n".join(blocks))


@pytest.mark.parametrize("lang", LANGS)
def test_no_identifier_shows_up_in_a_sentence(catalogue: Catalogue, lang: Lang) -> None:
    raw = {rule.id: set(RAW.findall(sentence(catalogue, rule, lang))) - named_in(rule) for rule in own(catalogue)}
    assert not {rule: names for rule, names in raw.items() if names}


def test_every_measure_has_a_label_in_both_languages(catalogue: Catalogue) -> None:
    assert not [f"{rule.id}: {m.name}" for rule in own(catalogue) for m in rule.measures if m.label is None]


def test_labels_of_one_rule_differ(catalogue: Catalogue) -> None:
    """Two steps of one rule with one label could not be told apart in a report."""
    for rule in catalogue.rules.values():
        labels = [m.label.lang(lang) for lang in LANGS for m in rule.measures if m.label is not None]
        assert len(labels) == len(set(labels)), rule.id
