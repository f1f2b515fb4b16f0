"""Everything that is registered is complete: nodes have evaluators and sentences, forms have documentation."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path
from typing import get_args

import pytest

from anwei.engine.catalogue.model import Catalogue
from anwei.engine.ir import nodes as ir
from anwei.engine.language.forms import CONDITIONS, MEASURES
from anwei.engine.language.rules import FORM_MODULES
from anwei.engine.language.sentences import sentence
from anwei.engine.messages.errors import ERRORS
from anwei.engine.messages.labels import LABELS
from anwei.engine.record.dispatch import CONDITIONS as CONDITION_EVALUATORS
from anwei.engine.record.dispatch import NUMBERS as NUMBER_EVALUATORS
from anwei.engine.record.judge import EVALUATOR_MODULES

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted(p for folder in ("engine", "drills", "plugins") for p in (ROOT / folder).rglob("*.py"))


def test_every_node_has_an_evaluator() -> None:
    assert EVALUATOR_MODULES
    assert set(NUMBER_EVALUATORS) == set(get_args(ir.Number))
    assert set(CONDITION_EVALUATORS) == set(get_args(ir.Condition))


def test_every_node_says_what_it_is() -> None:
    for node in (*get_args(ir.Number), *get_args(ir.Condition)):
        assert node.__doc__ or node.__name__ in ("Add", "Multiply", "Larger", "Smaller", "All", "AnyOf", "Not")


@pytest.mark.parametrize("form", [*MEASURES.values(), *CONDITIONS.values()], ids=lambda f: f"{f.category}-{f.head}")
def test_every_form_is_documented_in_both_languages(form) -> None:
    assert FORM_MODULES
    assert form.doc.zh and form.doc.en and form.example
    assert form.head in form.keys
    assert form.head in form.example


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_shipped_rule_can_be_said(catalogue: Catalogue, lang: str) -> None:
    for rule in catalogue.rules.values():
        text = sentence(catalogue, rule, lang)
        assert len(text) > 10 and "{" not in text


def slots(text: str) -> set[str]:
    return {name.split(":")[0] for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sorted(LABELS.whole()))
def test_labels_exist_in_both_languages_with_the_same_slots(key: str) -> None:
    text = LABELS[key]
    assert text.zh and text.en
    assert slots(text.zh) == slots(text.en) or key.startswith("missing.")


@pytest.mark.parametrize("code", sorted(ERRORS))
def test_diagnostics_exist_in_both_languages_with_the_same_slots(code: str) -> None:
    entry = ERRORS[code]
    assert entry.what.zh and entry.what.en and entry.help.zh and entry.help.en
    assert slots(entry.what.zh) == slots(entry.what.en)
    assert re.fullmatch(r"[A-Z]{3}-\d{3}", code)


def test_every_diagnostic_code_in_the_sources_has_its_texts() -> None:
    used = {
        c
        for p in SOURCES
        if p.name != "errors.py"
        for c in re.findall(r'"([A-Z]{3}-\d{3})"', p.read_text(encoding="utf-8"))
    }
    assert used <= set(ERRORS)
    assert set(ERRORS) <= used, "texts that nothing uses"


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_clock_no_eval_no_pickle(path: Path) -> None:
    """The day of the check is an argument; data never becomes code.

    One module writes code: from typed nodes, in which a text of the data is a literal, or an object under our name.
    """
    allowed = {"engine/cli/check.py", "engine/cli/workspace_clock.py"}  # the edge where day and moment come in
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            writes_code = name == "exec" and str(path.relative_to(ROOT)) == "engine/fleet/scalar/__init__.py"
            assert writes_code or name not in ("eval", "exec", "pickle.loads", "marshal.loads"), f"{path}:{node.lineno}"
            if str(path.relative_to(ROOT)) not in allowed:
                assert not re.search(r"(\.today|\.now|\.utcnow)$|^time\.time$", name), f"{path}:{node.lineno} {name}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_are_short_and_say_what_they_are_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 450
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), f"{path} has no docstring"
