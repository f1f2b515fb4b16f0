"""``anwei plugin``, and what the other commands say when an installed plugin fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from anwei.engine.cli.plugin import advice
from anwei.engine.plugins.manager import PluginStatus
from tests.plugins.making import MODULE, RULES, Maker

RUN = "from anwei.engine.cli.main import run; run()"
UNIT = "subject: enterprise\nid: E-1\ndivision: '341502'\nfacts: {employees: 5}\n"


def install(maker: Maker, name: str, module: str = MODULE, **files: str) -> None:
    """Make a plugin and the metadata of an installed distribution that names it."""
    point = maker.plugin(name, module, **files)
    info = maker.folder / f"made_{name}-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: made-{name}\nVersion: 1.2\n")
    (info / "entry_points.txt").write_text(f"[anwei.plugins]\n{name} = {point.target}\n")


def anwei(maker: Maker, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user does, with the made plugins installed."""
    return subprocess.run(
        [sys.executable, "-c", RUN, *args],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(maker.folder), "PYTHONIOENCODING": "utf-8", "ANWEI_LANG": "en", **env},
    )


def listed(done: subprocess.CompletedProcess[str]) -> dict[str, dict[str, object]]:
    return {p["name"]: p for p in json.loads(done.stdout)["plugins"]}


def test_list_shows_origin_and_contributions(maker: Maker) -> None:
    install(maker, "valves")
    done = anwei(maker, "plugin", "list", "--format", "json")
    assert done.returncode == 0, done.stderr
    found = listed(done)
    assert set(found) >= {"drills", "hazchem", "mines", "valves"}
    assert found["valves"] == {
        "name": "valves",
        "state": "loaded",
        "distribution": "made-valves",
        "version": "1.2",
        "target": "made_valves.plugin",
        "hooks": ["anwei_facts", "anwei_rulesets"],
        "rules": 1,
        "facts": 1,
        "error": "",
        "errors": [],
        "advice": "",
    }
    assert found["hazchem"]["rules"] == 20
    assert found["mines"]["rules"] == 17


def test_list_as_a_table_in_both_languages(maker: Maker) -> None:
    english = anwei(maker, "plugin", "list")
    header = english.stdout.splitlines()[0]
    assert header.split() == ["Plugin", "State", "Distribution", "Version", "Rules", "Facts", "Hooks"]
    assert english.stderr.strip().endswith("4 loaded, 0 failed, 0 disabled")
    chinese = anwei(maker, "plugin", "list", "--lang", "zh")
    assert "已加载" in chinese.stdout
    assert "4 个已加载，0 个出错，0 个停用" in chinese.stderr


def test_a_failed_plugin_gives_exit_5_with_what_to_do(maker: Maker) -> None:
    install(maker, "valves", "raise RuntimeError('boom \\x1b[31m')\n")
    done = anwei(maker, "plugin", "list")
    assert done.returncode == 5
    assert "valves: RuntimeError: boom" in done.stdout
    assert "What to do: The plugin has a fault of its own." in done.stdout
    assert "ANWEI_DISABLE_PLUGINS=valves" in done.stdout
    assert "\x1b" not in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert listed(anwei(maker, "plugin", "list", "--format", "json"))["valves"]["state"] == "failed"


def test_safe_mode_and_switching_off_are_explained(maker: Maker) -> None:
    install(maker, "valves", "raise RuntimeError\n")
    safe = anwei(maker, "plugin", "list", "--safe")
    assert safe.returncode == 0
    assert "valves: What to do: Not loaded in safe mode." in safe.stdout
    assert "Safe mode: outside plugins are not loaded." in safe.stderr
    told = anwei(maker, "plugin", "list", "--format", "json", ANWEI_SAFE_MODE="1")
    assert json.loads(told.stdout)["safe_mode"] is True
    off = anwei(maker, "plugin", "list", ANWEI_DISABLE_PLUGINS="valves")
    assert off.returncode == 0
    assert "Switched off by ANWEI_DISABLE_PLUGINS" in off.stdout


def test_doctor_runs_the_contract(maker: Maker) -> None:
    install(maker, "valves")
    done = anwei(maker, "plugin", "doctor", "valves")
    assert (done.returncode, done.stdout) == (0, "valves: no problem found\n")
    install(maker, "pumps", rules_tests="tests: {name}.rules\ncases: []\n")
    done = anwei(maker, "plugin", "doctor", "valves", "pumps", "--format", "json")
    assert done.returncode == 5
    found = listed(done)
    assert found["valves"]["problems"] == []
    problems = found["pumps"]["problems"]
    assert isinstance(problems, list)
    what = "needs tests that expect at least two different verdicts"
    assert {"check": "tests", "about": "pumps.valves", "what": what} in problems
    assert anwei(maker, "plugin", "doctor", "taps").returncode == 2


def test_check_goes_on_and_says_that_it_is_partial(maker: Maker, tmp_path: Path) -> None:
    wrong = RULES.replace("{name}_valves, at_least", "no_such_fact, at_least")
    install(maker, "valves", rules=wrong.replace("subject: plant", "subject: enterprise"))
    unit = tmp_path / "unit.yaml"
    unit.write_text(UNIT, "utf-8")
    done = anwei(maker, "check", str(unit), "--date", "2026-11-21", "--format", "json", "--exit-zero")
    assert done.returncode == 5, done.stderr
    assert "PLG-001" in done.stderr
    found = json.loads(done.stdout)
    assert "valves" in json.dumps(found)
    verdicts = {f["rule"]: f["verdict"] for f in found["findings"]} if "findings" in found else {}
    assert verdicts.get("valves.valves", "error") == "error"
    safe = anwei(maker, "check", str(unit), "--date", "2026-11-21", "--exit-zero", "--safe")
    assert safe.returncode == 0, safe.stderr


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("name taken: hazchem", "Two plugins have one name"),
        ("TypeError: no such hook: anwei_x", "another version of anwei"),
        ("ImportError: cannot import name 'X' from 'anwei.engine.api' (a/api.py)", "another version of anwei"),
        ("ModuleNotFoundError: No module named 'x'", "pip install --force-reinstall made"),
        ("a/rules.yaml:2:1: DOC-004 YAML syntax error", "rule files do not load"),
        ("ValueError: x", "fault of its own"),
    ],
)
def test_advice_fits_the_error(error: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anwei.engine.cli.plugin.LANG", "en")
    assert words in advice(PluginStatus("x", "x.plugin", "made", "1", "failed", error), safe=False)


RULE = "hazchem.store-register"
RULE_COMMANDS = [
    ("rules", "list", RULE),
    ("rules", "show", RULE),
    ("rules", "test", RULE),
    ("rules", "lint"),
    ("coverage",),
]


def test_commands_about_rules_say_that_a_plugin_failed(maker: Maker) -> None:
    install(maker, "valves", rules="ruleset: [\n")
    for words in RULE_COMMANDS:
        done = anwei(maker, *words)
        assert done.returncode == 5, (words, done.stderr)
        assert "PLG-001" in done.stderr


def test_a_rule_to_test_that_is_not_there_is_refused(maker: Maker) -> None:
    for words in (("nosuch",), ("nosuch", "--equivalence")):
        done = anwei(maker, "rules", "test", *words)
        assert (done.returncode, "no rule 'nosuch'" in done.stderr) == (2, True), done.stderr


def test_comparing_nothing_is_no_agreement(maker: Maker) -> None:
    install(maker, "valves", rules_tests="tests: {name}.rules\ncases: []\n")
    done = anwei(maker, "rules", "test", "valves.valves", "--equivalence")
    assert (done.returncode, "There is nothing to compare" in done.stderr) == (3, True), done.stderr


def test_every_problem_of_a_plugin_is_listed(maker: Maker) -> None:
    second = RULES[RULES.index("  - id:") :].replace("{name}.valves", "{name}.taps").replace("minor", "tiny")
    install(maker, "valves", rules=RULES.replace("minor", "huge") + second)
    done = anwei(maker, "plugin", "list")
    assert done.stdout.count("SHP-004") == 2
    found = listed(anwei(maker, "plugin", "list", "--format", "json"))["valves"]
    assert [e.count("SHP-004") for e in found["errors"]] == [1, 1]  # type: ignore[attr-defined]
