"""The shipped plugins keep the contract, and the contract finds each kind of broken promise."""

from __future__ import annotations

import ast
from math import inf
from pathlib import Path

import pytest

from anwei.engine import api
from anwei.engine.api import Bounds, MeasureFunction, Text, check_plugin
from anwei.engine.plugins.contract import API, imported, lacking
from anwei.engine.plugins.soundness import unsound
from tests.plugins.making import MODULE, RULES, TESTS, Maker

ROOT = Path(__file__).resolve().parents[2]
OURS = {
    "anwei.drills.plugin": (),
    "anwei.tui.plugin": (),
    "anwei.plugins.hazchem.plugin": (),
    "anwei.plugins.mines.plugin": ("anwei.drills.plugin",),  # its tests count working days
}


@pytest.mark.parametrize("target", OURS)
def test_shipped_plugins_keep_the_contract(target: str) -> None:
    assert [str(p) for p in check_plugin(target, needs=OURS[target])] == []


@pytest.mark.parametrize("folder", ["plugins/hazchem", "plugins/mines"])
def test_plugins_import_the_public_interface_alone(folder: str) -> None:
    own = f"anwei.{folder.replace('/', '.')}"
    for file in sorted((ROOT / folder).rglob("*.py")):
        for name in imported(file):
            assert not name.startswith("anwei") or name == API or name.startswith(own), f"{file}: {name}"


def test_the_public_interface_is_what_it_lists() -> None:
    tree = ast.parse((ROOT / "engine/api.py").read_text("utf-8"))
    given = {a.asname or a.name for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) for a in n.names}
    given |= {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}
    inner = {"annotations", "TYPE_CHECKING", "LANG", "contract", "bounds"}
    assert set(api.__all__) == {n for n in given if not n.startswith("_")} - inner
    assert all(getattr(api, name) is not None for name in api.__all__)
    for name in api.__all__:
        assert f"``{name}``" in (api.__doc__ or ""), name


def test_a_clean_plugin_has_no_problem(maker: Maker) -> None:
    maker.plugin("good")
    assert check_plugin("made_good.plugin") == []


def checks(maker: Maker, module: str = MODULE, **files: str) -> list[str]:
    """The checks that a plugin fails, once each, in order."""
    maker.plugin("bad", module, **files)
    return list(dict.fromkeys(p.check for p in check_plugin("made_bad.plugin")))


def test_one_that_does_not_load(maker: Maker) -> None:
    assert checks(maker, "raise RuntimeError\n") == ["loads"]


def test_a_wrong_expectation_and_a_single_verdict(maker: Maker) -> None:
    assert checks(maker, rules_tests=TESTS.replace("expect: fail", "expect: pass")) == ["tests", "lint"]


def test_rules_without_tests(maker: Maker) -> None:
    found = checks(maker, rules_tests="tests: {name}.rules\ncases: []\n")
    assert "tests" in found


def test_a_text_in_one_language(maker: Maker) -> None:
    assert checks(maker, rules=RULES.replace("en: photographs", "en: 照片")) == ["texts"]


def test_imports_behind_the_public_interface(maker: Maker) -> None:
    module = MODULE + "\ndef late():\n    from anwei.engine.record.judge import Judge\n    return Judge\n"
    assert checks(maker, module) == ["imports"]


A = "Text('甲', 'a')"
USELESS = {
    "commands": f"CommandSpec('x', 'made_bad.plugin:nothing', {A})",
    "reports": "ReportFormat('x', lambda assessment, lang: None)",
    "panels": f"PanelSpec('x', {A}, 'table', (), lambda assessment: [['1']])",
    "importers": "Importer('x', ('PDF',), lambda path, vocabulary, diagnostics: [])",
    "drill templates": f"DrillTemplate('x', {A}, 'space', 'special')",
    "measures": f"MeasureFunction('x', {A}, (0,), lambda a: Bounds(a.high, a.low), lowering=lambda _, a: a)",
}


@pytest.mark.parametrize("kind", USELESS)
def test_contributions_that_cannot_be_used(maker: Maker, kind: str) -> None:
    hook = f"@hookimpl\ndef anwei_{kind.replace(' ', '_')}():\n    return [{USELESS[kind]}]\n"
    assert checks(maker, f"{MODULE}\nfrom anwei.engine.api import *\n{hook}") == [kind]


def measure(bounds, arguments: int = 1) -> MeasureFunction:  # type: ignore[no-untyped-def]
    return MeasureFunction("m", Text("量", "measure"), (0,) * arguments, bounds)


def test_soundness_accepts_true_bounds() -> None:
    assert unsound(measure(lambda a: a)) == ""
    assert unsound(measure(lambda a: Bounds(-inf, inf))) == ""
    assert (
        unsound(
            measure(
                lambda a, b: (
                    Bounds(a.low - b.high, a.high - b.low)
                    if inf not in (a.high, b.high) and -inf not in (a.low, b.low)
                    else Bounds(-inf, inf)
                ),
                2,
            )
        )
        == ""
    )


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        (lambda a: Bounds(a.low, a.low), "not sound"),  # forgets that the argument may be greater
        (lambda a: Bounds(-a.low, -a.high), "no bounds"),  # upside down
        (lambda a: Bounds(a.low * 0, a.high * 0), "no bounds"),  # infinity times zero is not a number
        (lambda a: Bounds(int(a.low), int(a.high)), "OverflowError"),  # an open end is infinite
    ],
)
def test_soundness_finds_wrong_bounds(bounds, words: str) -> None:  # type: ignore[no-untyped-def]
    assert words in unsound(measure(bounds))


def test_soundness_finds_a_measure_with_a_memory() -> None:
    seen: list[int] = []

    def counting(a: Bounds) -> Bounds:
        seen.append(1)
        return Bounds(-inf, len(seen))

    assert "not pure" in unsound(measure(counting))


@pytest.mark.parametrize(
    ("zh", "en", "expected"),
    [
        ("阀门", "Valves", True),
        ("Valves", "Valves", False),
        ("阀门", "", False),
        ("阀门", "阀门 valves", False),
        ("一库一策 A", "A", True),
    ],
)
def test_both_languages(zh: str, en: str, expected: bool) -> None:
    assert (not lacking(Text(zh, en))) is expected


def said(maker: Maker, **files: str) -> list[str]:
    maker.plugin("bad", **files)
    return [str(p) for p in check_plugin("made_bad.plugin")]


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ("cases:", "cases: [", "DOC-004 YAML syntax error"),
        ("rule: {name}.valves", "rule: {name}.valvs", "RUL-014 no rule 'bad.valvs'; did you mean 'bad.valves'?"),
        ("expect: pass", "expect: passed", "SHP-004 the value of 'verdict' should be: pass"),
        ("given: {{{name}_valves: 1}}", "given: {{{name}_valvs: 1}}", "INP-023"),
        ("given: {{{name}_valves: 1}}", "given: {{{name}_valves: many}}", "INP-024"),
    ],
)
def test_tests_that_cannot_be_read_are_problems_with_a_place(maker: Maker, right: str, wrong: str, words: str) -> None:
    """They are told once, and nothing is said of the rules that they would have tested."""
    (problem,) = said(maker, rules_tests=TESTS.replace(right, wrong, 1))
    assert problem.startswith(f"tests: {maker.folder / 'made_bad/rules.tests.yaml'}:")
    assert words in problem


def test_what_a_text_lacks_is_said(maker: Maker) -> None:
    problems = said(maker, rules=RULES.replace("en: Fit valves", "en: 加阀"))
    assert problems == ["texts: bad.valves: remedy: Chinese characters in the en text '加阀'"]


def test_a_report_that_raises_is_a_problem_like_others(maker: Maker) -> None:
    report = MODULE + (
        "\nfrom anwei.engine.api import ReportFormat\n@hookimpl\ndef anwei_reports():\n"
        "    return [ReportFormat('odd', lambda found, lang: 1 / 0)]\n"
    )
    maker.plugin("bad", report)
    assert [str(p) for p in check_plugin("made_bad.plugin")] == ["reports: odd: ZeroDivisionError: division by zero"]
