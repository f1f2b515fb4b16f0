"""The rule author's guide: every document on it loads, its tests pass, and no form of the language is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from anwei.engine.catalogue.files import KINDS
from anwei.engine.documents.nodes import parse_documents
from anwei.engine.language import held
from anwei.engine.language.checklists import ITEM_SHAPE
from anwei.engine.language.forms import CONDITIONS, MEASURES
from anwei.engine.language.overlays import OVERLAY_SHAPE
from anwei.engine.language.papers import STATUSES
from anwei.engine.language.parameters import CONTENTS
from anwei.engine.language.rules import FORM_MODULES, RULE_SHAPE
from anwei.engine.record.finding import Verdict
from tests.docs.guide import ROOT, Guide, blocks, documents, keys, load

LANGS = ("en", "zh")


def path(lang: str) -> Path:
    return ROOT / "docs" / lang / "rule-language.md"


@pytest.fixture(scope="module", params=LANGS)
def guide(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Guide:
    return load(path(request.param), tmp_path_factory.mktemp(request.param))


def test_every_document_loads_without_a_problem(guide: Guide) -> None:
    assert guide.problems == []


def test_every_case_comes_out_as_written(guide: Guide) -> None:
    assert [(o.rule, o.name, o.problems) for o in guide.outcomes if o.problems] == []
    assert {o.rule for o in guide.outcomes} == set(guide.catalogue.rules)


def test_the_cases_show_every_verdict_but_error(guide: Guide) -> None:
    assert {o.expected for o in guide.outcomes} == set(Verdict) - {Verdict.ERROR}


def test_every_block_is_a_document(guide: Guide) -> None:
    assert documents(guide.blocks).get("", []) == []
    assert set(KINDS) | {"subject"} == set(documents(guide.blocks))


def test_every_form_and_key_is_shown(guide: Guide) -> None:
    assert FORM_MODULES
    shown = set().union(*(keys(d) for b in guide.blocks for d in parse_documents(b.encode(), "guide")))
    wanted = {*MEASURES, *CONDITIONS, *CONDITIONS["held"].keys, *held.EVERY_SHAPES, *CONTENTS}
    wanted |= {*OVERLAY_SHAPE, *RULE_SHAPE, *ITEM_SHAPE}
    text = "\n".join(guide.blocks)
    assert wanted - shown - {"note", "above", "facts", "subjects"} == set()
    assert [s for s in STATUSES if f"status: {s}" not in text] == []


def test_both_languages_show_the_same_documents() -> None:
    en, zh = (blocks(path(lang)) for lang in LANGS)
    assert en == zh


def test_both_languages_name_every_comparison_and_period() -> None:
    words = {k for f in CONDITIONS.values() for k in f.keys} | set(held.PERIODS) | set(held.EVERY_SHAPES)
    for lang in LANGS:
        text = path(lang).read_text(encoding="utf-8")
        assert [w for w in sorted(words) if w not in text] == []
