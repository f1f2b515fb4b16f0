"""A plugin that fails in any way is named, explained and rolled back; the rest goes on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from anwei.engine.catalogue.assess import assess
from anwei.engine.catalogue.open import Opened, open_catalogue
from anwei.engine.documents.diagnostics import AnweiError
from anwei.engine.facts.subject import Subject
from anwei.engine.plugins import manager
from anwei.engine.plugins.discovery import Installed, installed
from anwei.engine.plugins.manager import DISABLED, SAFE_MODE, Plugins
from anwei.engine.record.finding import Verdict
from tests.plugins.making import MODULE, RULES, Maker, load, status_of

HEAD = "from pathlib import Path\nfrom anwei.engine.api import *\n\n"
DAY = 739_941  # 2026-11-21
checked_returns = pytest.mark.xfail(
    not hasattr(manager, "checked"),
    reason="manager.register does not check what hooks return yet",
    strict=True,
)


def opened_with(*points, base: bool = False) -> Opened:  # type: ignore[no-untyped-def]
    return open_catalogue((), load(*points), use_cache=False, base=base)


def plant(**values: int) -> Subject:
    return Subject("", "", {"id": "S-1", "division": "", **values}, {}, kind="plant")


def verdicts(opened: Opened, *subjects: Subject) -> dict[str, Verdict]:
    result = assess(opened.catalogue, subjects, DAY, environment=opened.environment)
    return {f.rule.id: f.verdict for f in result.findings}


FAULTS = {
    "raises at import": ("raise RuntimeError('boom')\n", "RuntimeError: boom"),
    "syntax error": ("def (\n", "SyntaxError"),
    "missing dependency": ("import no_such_package_here\n", "ModuleNotFoundError"),
    "hook raises": (HEAD + "@hookimpl\ndef anwei_facts():\n    raise OSError('disk')\n", "OSError: disk"),
    "second hook raises": (
        MODULE + "\n@hookimpl\ndef anwei_panels():\n    return 1 / 0\n",
        "ZeroDivisionError",
    ),
    "unknown hook": (HEAD + "@hookimpl\ndef anwei_colours():\n    return []\n", "no such hook: anwei_colours"),
    "hook with an argument": (HEAD + "@hookimpl\ndef anwei_facts(when):\n    return []\n", "PluginValidationError"),
}
WRONG_RETURNS = {
    "numbers": (HEAD + "@hookimpl\ndef anwei_facts():\n    return [42]\n", "list of Path, not of int"),
    "text": (HEAD + "@hookimpl\ndef anwei_rulesets():\n    return ['rules.yaml']\n", "list of Path, not of str"),
    "nothing": (HEAD + "@hookimpl\ndef anwei_facts():\n    return None\n", "not NoneType"),
    "a generator": (HEAD + "@hookimpl\ndef anwei_facts():\n    yield Path('x')\n", "not generator"),
    "no such file": (HEAD + "@hookimpl\ndef anwei_facts():\n    return [Path('/no/such.yaml')]\n", "does not exist"),
    "no measure": (HEAD + "@hookimpl\ndef anwei_measures():\n    return ['m']\n", "list of MeasureFunction"),
    "no calendar": (HEAD + "@hookimpl\ndef anwei_calendar():\n    return 7\n", "add_working_days"),
    "leaves the program": ("raise SystemExit(3)\n", "SystemExit"),
    "not marked": (HEAD + "def anwei_facts():\n    return []\n", "not marked with @hookimpl: anwei_facts"),
    "one measure twice": (
        HEAD + "M = MeasureFunction('m', Text('量', 'm'), (0,), lambda a: a, "
        "lowering=lambda _, a: a)\n"
        "@hookimpl\ndef anwei_measures():\n    return [M, M]\n",
        "name taken: m",
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_failing_plugin_is_named_and_the_rest_goes_on(maker: Maker, case: str) -> None:
    module, error = FAULTS[case]
    opened = opened_with(maker.plugin("bad", module), maker.plugin("good"))
    bad = status_of(opened.plugins, "bad")
    assert (bad.state, opened.partial) == ("failed", True)
    assert error in bad.error
    assert [(w.code, w.params["name"]) for w in opened.warnings] == [("PLG-001", "bad")]
    assert verdicts(opened, plant(good_valves=1)) == {"good.valves": Verdict.PASS}


@checked_returns
@pytest.mark.parametrize("case", WRONG_RETURNS)
def test_a_hook_that_returns_something_else_fails_its_plugin_alone(maker: Maker, case: str) -> None:
    module, error = WRONG_RETURNS[case]
    opened = opened_with(maker.plugin("bad", module), maker.plugin("good"))
    bad = status_of(opened.plugins, "bad")
    assert bad.state == "failed"
    assert error in bad.error
    assert verdicts(opened, plant(good_valves=1)) == {"good.valves": Verdict.PASS}


def test_rollback_leaves_nothing(maker: Maker) -> None:
    fault = MODULE + "\n@hookimpl\ndef anwei_panels():\n    raise ValueError\n"
    opened = opened_with(maker.plugin("bad", fault), maker.plugin("good"))
    bad = status_of(opened.plugins, "bad")
    assert bad.contributions == {}
    assert not opened.plugins.manager.has_plugin("bad")
    good = status_of(opened.plugins, "good")
    assert [c for _, c in opened.plugins.all("anwei_facts")] == good.contributions["anwei_facts"]
    catalogue = opened.catalogue
    assert set(catalogue.rules) == {"good.valves"}
    assert set(catalogue.laws) == {"good-guide"}
    assert "bad_valves" not in catalogue.vocabulary.subjects["plant"].fields
    assert "good_valves" in catalogue.vocabulary.subjects["plant"].fields


def test_broken_yaml_takes_the_plugin_out(maker: Maker) -> None:
    opened = opened_with(maker.plugin("bad", rules="ruleset: [\n"), maker.plugin("good"))
    bad = status_of(opened.plugins, "bad")
    assert bad.state == "failed"
    assert "rules.yaml:2:1: DOC-004" in bad.error
    assert "bad_valves" not in opened.catalogue.vocabulary.subjects["plant"].fields
    assert verdicts(opened, plant(good_valves=0)) == {"good.valves": Verdict.FAIL}


def test_rules_that_do_not_load_come_out_as_error(maker: Maker) -> None:
    """They can still be named, so nobody takes their absence for a pass."""
    wrong = RULES.replace("{name}_valves, at_least", "no_such_fact, at_least")
    opened = opened_with(maker.plugin("bad", rules=wrong), maker.plugin("good"))
    assert "RUL-001" in status_of(opened.plugins, "bad").error
    assert verdicts(opened, plant(good_valves=1)) == {"good.valves": Verdict.PASS, "bad.valves": Verdict.ERROR}
    finding = next(f for f in assess(opened.catalogue, [plant()], DAY).findings if f.rule.id == "bad.valves")
    assert "no_such_fact" in finding.error
    assert finding.rule.title.en == "Number of valves"


def test_a_rule_id_twice_costs_the_later_plugin(maker: Maker) -> None:
    twice = RULES.replace("id: {name}.valves", "id: good.valves")
    opened = opened_with(maker.plugin("good"), maker.plugin("late", rules=twice, rules_tests="tests: x\ncases: []\n"))
    late = status_of(opened.plugins, "late")
    assert late.state == "failed"
    assert "RUL-020 duplicate rule id 'good.valves'" in late.error
    assert verdicts(opened, plant(good_valves=1)) == {"good.valves": Verdict.PASS}
    assert opened.catalogue.rules["good.valves"].broken == ""


def test_a_rule_id_of_the_shipped_rules_costs_the_plugin(maker: Maker) -> None:
    twice = RULES.replace("id: {name}.valves", "id: insurance.liability")
    opened = opened_with(maker.plugin("bad", rules=twice, rules_tests="tests: x\ncases: []\n"), base=True)
    assert status_of(opened.plugins, "bad").state == "failed"
    assert opened.catalogue.rules["insurance.liability"].ruleset.startswith("cn.")


MEASURE = (
    MODULE
    + """
from anwei.engine.api import Bounds, MeasureFunction, Text

def worn(valves):
    if valves.low > 2:
        raise ValueError("too many valves")
    return Bounds(valves.low, valves.high)

@hookimpl
def anwei_measures():
    return [MeasureFunction("worn", Text("磨损", "worn"), (0,), worn, lowering=lambda algebra, valves: valves)]
"""
)
CALLED = RULES.replace(
    "require: {{fact: {name}_valves, at_least: 1}}",
    "measures:\n      worn: {{call: worn, args: [{name}_valves]}}\n    require: {{measure: worn, at_least: 1}}",
)


def test_a_measure_that_raises_while_judging_spoils_its_rule_alone(maker: Maker) -> None:
    opened = opened_with(maker.plugin("bad", MEASURE, rules=CALLED), maker.plugin("good"))
    assert not opened.partial
    assert verdicts(opened, plant(bad_valves=2, good_valves=1)) == {
        "bad.valves": Verdict.PASS,
        "good.valves": Verdict.PASS,
    }
    result = assess(opened.catalogue, [plant(bad_valves=3, good_valves=1)], DAY, environment=opened.environment)
    found = {f.rule.id: f for f in result.findings}
    assert found["good.valves"].verdict is Verdict.PASS
    assert found["bad.valves"].verdict is Verdict.ERROR
    assert found["bad.valves"].error == "worn: ValueError: too many valves"
    assert found["bad.valves"].possible == frozenset({Verdict.ERROR})


def test_a_measure_that_nobody_brings_is_an_error_of_the_rules(maker: Maker) -> None:
    opened = opened_with(maker.plugin("bad", rules=CALLED), maker.plugin("good"))
    assert "RUL-027" in status_of(opened.plugins, "bad").error
    assert verdicts(opened, plant(good_valves=1))["bad.valves"] is Verdict.ERROR


def test_two_plugins_of_one_name(maker: Maker) -> None:
    first, second = maker.plugin("good"), maker.plugin("other")
    same = Installed("good", second.target)
    plugins = load(first, same)
    assert [(s.target, s.state) for s in plugins.statuses] == [
        ("made_good.plugin", "loaded"),
        ("made_other.plugin", "failed"),
    ]
    assert plugins.statuses[1].error == "name taken: good"
    assert plugins.manager.has_plugin("good")


@checked_returns
def test_two_plugins_with_one_report_format(maker: Maker) -> None:
    report = HEAD + "@hookimpl\ndef anwei_reports():\n    return [ReportFormat('page', lambda a, lang: '')]\n"
    plugins = load(maker.plugin("first", report), maker.plugin("second", report))
    assert [s.state for s in plugins.statuses] == ["loaded", "failed"]
    assert plugins.statuses[1].error == "ValueError: name taken: page (anwei_reports)"


@checked_returns
def test_ours_load_first() -> None:
    """A clash of names costs the newcomer, whatever its place in the alphabet."""
    ours = [p for p in installed() if p.name == "hazchem"]
    newcomer = Installed("hazchem", "made_up.plugin", "aaa", "1")
    plugins = Plugins([newcomer, *ours], safe=False)
    assert [(s.distribution, s.state) for s in plugins.statuses] == [("anwei", "loaded"), ("aaa", "failed")]


def test_switched_off_by_name(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DISABLED, "bad,other")
    opened = opened_with(maker.plugin("bad", "raise RuntimeError\n"), maker.plugin("good"))
    assert status_of(opened.plugins, "bad").state == "disabled"
    assert not opened.partial
    assert set(opened.catalogue.rules) == {"good.valves"}


def test_safe_mode_loads_only_what_comes_with_anwei(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = [p for p in installed() if p.name == "drills"]
    point = maker.plugin("good")
    monkeypatch.setenv(SAFE_MODE, "1")
    plugins = Plugins([point, *ours])
    assert {s.name: s.state for s in plugins.statuses} == {"drills": "loaded", "good": "disabled"}
    assert Plugins([point], safe=True).statuses[0].state == "disabled"
    assert "made_good.plugin" not in sys.modules  # never imported in safe mode
    monkeypatch.setenv(SAFE_MODE, "0")
    assert Plugins([point]).statuses[0].state == "loaded"


def test_a_broken_code_list_takes_its_plugin_out_alone(maker: Maker) -> None:
    codes = "facts: {name}\ncodes: {{kind: {{a: {{zh: 甲, en: A, broader: typo}}}}}}\n"
    opened = opened_with(maker.plugin("bad", facts=codes), maker.plugin("good"))
    bad = status_of(opened.plugins, "bad")
    assert bad.state == "failed"
    assert "made_bad/facts.yaml:2:" in bad.error
    assert "FCT-004 kind refers to 'typo'" in bad.error
    assert verdicts(opened, plant(good_valves=1))["good.valves"] is Verdict.PASS


def test_every_problem_of_its_files_is_told(maker: Maker) -> None:
    wrong = RULES.replace("severity: minor", "severity: huge")
    second = RULES[RULES.index("  - id:") :].replace("{name}.valves", "{name}.taps").replace("{name}-guide", "no-guide")
    bad = status_of(opened_with(maker.plugin("bad", rules=wrong + second)).plugins, "bad")
    assert [p.code for p in bad.problems] == ["SHP-004", "RUL-021"]
    assert bad.error == bad.problems[0].line("en")
    assert bad.reason.en == f"{bad.error}; 1 more, see anwei plugin list"


def test_an_error_of_its_code_has_file_and_line(maker: Maker) -> None:
    fault = HEAD + "@hookimpl\ndef anwei_facts():\n    raise OSError('disk')\n"
    plugins = load(maker.plugin("bad", fault), maker.plugin("worse", "raise RuntimeError('boom')\n"))
    file = maker.folder / "made_bad/plugin.py"
    assert status_of(plugins, "bad").error == f"OSError: disk ({file}:6)"
    assert status_of(plugins, "worse").error == f"RuntimeError: boom ({maker.folder / 'made_worse/plugin.py'}:1)"


def test_what_it_prints_while_it_loads_is_no_data(maker: Maker, capsys: pytest.CaptureFixture[str]) -> None:
    module = "print('at import')\n" + MODULE.replace("    return [", "    print('in a hook')\n    return [")
    assert status_of(load(maker.plugin("loud", module)), "loud").state == "loaded"
    said = capsys.readouterr()
    assert said.out == ""
    assert "at import\nin a hook\n" in said.err


PARAMETERS = """
parameters: {name}
{name}.least:
  label: {{zh: 阀门下限, en: Least valves}}
  stricter: higher
  values: [{{from: 2020-01-01, value: 2, cites: [{{law: {name}-guide}}]}}]
---
"""
LOOSER = """
laws: county
instruments: {county-plan: {title: {zh: 县, en: County plan}, in_force: 2020-01-01, rank: local_plan}}
---
overlay: county
extends: good.rules
division: "3415"
cites: [{law: county-plan}]
set:
  good.least: [{from: 2024-01-01, value: 1, cites: [{law: county-plan}]}]
"""


def test_an_overlay_that_loosens_a_plugins_number_is_blamed_itself(maker: Maker, tmp_path: Path) -> None:
    """The plugin is right and stays."""
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(LOOSER, "utf-8")
    plugins = load(maker.plugin("good", rules=PARAMETERS + RULES))
    with pytest.raises(AnweiError) as refused:
        open_catalogue([overlay], plugins, use_cache=False, base=False)
    (problem,) = refused.value.diagnostics
    assert (problem.code, problem.place.file, problem.place.line) == ("OVL-001", str(overlay), 10)
    assert "is 1, looser (or not surely as strict) than 2 of the whole country" in problem.what("en")
    assert status_of(plugins, "good").state == "loaded"


def test_a_plugin_that_was_taken_out_is_named_where_the_rest_does_not_load(maker: Maker, tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(LOOSER, "utf-8")
    with pytest.raises(AnweiError) as refused:
        open_catalogue([overlay], load(maker.plugin("good", rules="ruleset: [\n")), use_cache=False, base=False)
    assert refused.value.diagnostics[0].code == "PLG-001"
    assert {"OVL-004", "RUL-004"} <= {d.code for d in refused.value.diagnostics}


WHOLE = """
@hookimpl
def anwei_measures():
    from anwei.engine.api import MeasureFunction, Text
    return [MeasureFunction("whole", Text("整数", "whole"), (0,), lambda a: a, lowering=lambda _, a: a)]
"""


def test_an_argument_with_too_many_digits_is_named(maker: Maker) -> None:
    called = RULES.replace("    require:", "    measures: {{all: {{call: whole, args: [0.25]}}}}\n    require:")
    bad = status_of(opened_with(maker.plugin("bad", MODULE + WHOLE, rules=called)).plugins, "bad")
    assert bad.error.endswith(
        "RUL-031 [bad.valves] argument 1 of plugin measure 'whole' has 2 decimal digits, at most 0 are taken"
    )
