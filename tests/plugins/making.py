"""Making plugins for tests: a package in a temporary folder and the entry point that names it."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from anwei.engine.plugins.discovery import Installed
from anwei.engine.plugins.manager import Plugins, PluginStatus

FACTS = """
facts: {name}
subjects:
  plant:
    label: {{zh: 工厂, en: Plant}}
    fields:
      {name}_valves: {{type: integer, min: 0, label: {{zh: 阀门数, en: Valves}}}}
"""
LAWS = """
laws: {name}
instruments:
  {name}-guide: {{title: {{zh: 阀门指南, en: Valve guide}}, in_force: 2020-01-01, rank: guide}}
"""
RULES = """
ruleset: {name}.rules
title: {{zh: 阀门, en: Valves}}
version: "1"
subject: plant
rules:
  - id: {name}.valves
    title: {{zh: 阀门数量, en: Number of valves}}
    severity: minor
    cites: [{{law: {name}-guide}}]
    require: {{fact: {name}_valves, at_least: 1}}
    remedy: {{zh: 加装阀门, en: Fit valves}}
    evidence: {{zh: 照片, en: photographs}}
"""
TESTS = """
tests: {name}.rules
cases:
  - rule: {name}.valves
    as_of: 2026-11-21
    given: {{{name}_valves: 1}}
    expect: pass
    vary:
      - {{set: {{{name}_valves: 0}}, expect: fail}}
      - {{set: {{{name}_valves: null}}, expect: {{verdict: unknown, missing: [{name}_valves]}}}}
"""
MODULE = """
from pathlib import Path
from anwei.engine.api import hookimpl

FOLDER = Path(__file__).parent

@hookimpl
def anwei_facts():
    return [FOLDER / "facts.yaml", FOLDER / "laws.yaml"]

@hookimpl
def anwei_rulesets():
    return [FOLDER / "rules.yaml", FOLDER / "rules.tests.yaml"]
"""


class Maker:
    """Writes plugin packages into one folder that is on the import path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def plugin(self, name: str, module: str = MODULE, **files: str) -> Installed:
        """A plugin called ``name``: the given module, and the usual files or ``files`` (by stem) in their place."""
        package = self.folder / f"made_{name}"
        package.mkdir()
        (package / "__init__.py").write_text("")
        (package / "plugin.py").write_text(dedent(module), "utf-8")
        usual = {"facts": FACTS, "laws": LAWS, "rules": RULES, "rules.tests": TESTS}
        given = {k.replace("_tests", ".tests"): v for k, v in files.items()}
        for stem, text in {**usual, **given}.items():
            (package / f"{stem}.yaml").write_text(dedent(text).format(name=name), "utf-8")
        return Installed(name, f"made_{name}.plugin")


def load(*points: Installed, safe: bool = False) -> Plugins:
    return Plugins(points, safe=safe)


def status_of(plugins: Plugins, name: str) -> PluginStatus:
    return next(s for s in plugins.statuses if s.name == name)
