"""A measure says the same of many subjects as of one: without a lowering its plugin does not load, one that fails or
says something else is found by the contract."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from anwei.engine.api import check_plugin
from anwei.engine.catalogue.open import Opened, open_catalogue
from anwei.engine.cli.plugin import advice
from anwei.engine.facts.subject import Subject
from anwei.engine.fleet.equivalence import plan_for
from anwei.engine.fleet.results import VERDICTS
from anwei.engine.fleet.run import run
from anwei.engine.fleet.sources import Tables
from anwei.engine.fleet.tables import to_tables
from tests.plugins.making import MODULE, RULES, Maker, load, status_of

DAY = 739_941  # 2026-11-21
MEASURE = (
    MODULE
    + """
from anwei.engine.api import Bounds, MeasureFunction, Text

def worn(valves):
    return Bounds(valves.low, valves.high)

def lowering(algebra, valves):
    return BODY

@hookimpl
def anwei_measures():
    return [MeasureFunction("worn", Text("磨损", "worn"), (0,), worn LOWERING)]
"""
)
CALLED = RULES.replace(
    "require: {{fact: {name}_valves, at_least: 1}}",
    "measures:\n      worn: {{call: worn, args: [{name}_valves]}}\n    require: {{measure: worn, at_least: 1}}",
)


def module(body: str = "valves") -> str:
    return MEASURE.replace("BODY", body).replace("LOWERING", ", lowering=lowering" if body else "")


def in_bulk(opened: Opened, subjects: Sequence[Subject]) -> dict[str, list[str]]:
    """The verdicts of every rule, in bulk."""
    rules = list(opened.catalogue.rules.values())
    plan = plan_for(opened.catalogue, rules, DAY, opened.environment)
    outcome = run(plan, Tables(to_tables(subjects, opened.catalogue.vocabulary)))["plant"]
    return {r.id: [VERDICTS[v] for v in outcome.column(r.id, "verdict").tolist()] for r in rules}


def test_a_measure_without_a_lowering_costs_its_plugin(maker: Maker) -> None:
    points = maker.plugin("bad", module(body=""), rules=CALLED), maker.plugin("good")
    opened = open_catalogue((), load(*points), use_cache=False, base=False)
    bad = status_of(opened.plugins, "bad")
    line = next(n for n, text in enumerate(module("").splitlines(), 1) if text.startswith("def worn"))
    place = f"{maker.folder / 'made_bad' / 'plugin.py'}:{line}:1"
    assert bad.state == "failed"
    assert bad.reason.en == f"{place}: PLG-003 measure 'worn' has no lowering: it can judge one subject, but not many"
    assert bad.reason.zh == f"{place}: PLG-003 指标「worn」没有成批写法（lowering）：只能逐个判断，不能成批检查"
    assert "lowering" in advice(bad, safe=False)
    (warning,) = opened.warnings
    assert warning.what("zh") == f"插件「bad」未能加载：{bad.reason.zh}"
    assert warning.what("en") == f"plugin 'bad' failed to load: {bad.reason.en}"
    assert set(opened.catalogue.rules) == {"good.valves"}


@pytest.mark.parametrize("body", ["1 / 0", "valves.low", "valves if valves.low > 1 else valves"])
def test_a_lowering_that_fails_spoils_its_rule_alone(maker: Maker, body: str) -> None:
    points = maker.plugin("bad", module(body), rules=CALLED), maker.plugin("good")
    opened = open_catalogue((), load(*points), use_cache=False, base=False)
    plants = [
        Subject("", "", {"id": f"S-{n}", "division": "", "bad_valves": n, "good_valves": n}, {}, kind="plant")
        for n in (0, 1)
    ]
    assert in_bulk(opened, plants) == {"bad.valves": ["error", "error"], "good.valves": ["fail", "pass"]}


@pytest.mark.parametrize(
    ("body", "failed"),
    [
        ("valves", []),
        ("algebra.between(algebra.graph.most(valves.low, algebra.graph.number(0)), valves.high)", ["measures"]),
        ("algebra.anything()", ["fleet", "measures"]),
        ("1 / 0", ["fleet", "measures"]),
    ],
)
def test_the_contract_tries_the_lowering(maker: Maker, body: str, failed: list[str]) -> None:
    """On the cases of the rules, and on bounds that none of them may hold."""
    maker.plugin("bad", module(body), rules=CALLED)
    found = check_plugin("made_bad.plugin")
    assert [p.check for p in found] == failed
    if "fleet" in failed:
        assert found[0].about == "bad.valves"
        assert " one by one, " in found[0].what
