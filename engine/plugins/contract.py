"""The contract tests that a plugin's own test suite runs: ``assert check_plugin("my_plugin.plugin") == []``.

Checked: it loads clean beside the shipped rules; its texts are in both languages; every rule has tests with more than
one verdict and they pass, in bulk as well as one by one; lint finds nothing; every measure is sound under random bounds
and its lowering says the same; commands, reports, panels and drill templates can be used; and its sources import
nothing of ``anwei`` but ``anwei.engine.api``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Any

from anwei.engine.catalogue.assess import Assessment
from anwei.engine.catalogue.case_facts import CaseReader
from anwei.engine.catalogue.files import read_sources
from anwei.engine.catalogue.open import ENGINE, Opened, open_catalogue
from anwei.engine.catalogue.testing import prepare, prepare_all, read_cases, run_tests
from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Diagnostics, Place
from anwei.engine.documents.nodes import Node
from anwei.engine.language.lint import lint
from anwei.engine.messages import Text
from anwei.engine.plugins.agreement import disagreement
from anwei.engine.plugins.contributions import Contribution, contribution, own_files
from anwei.engine.plugins.discovery import Installed, installed
from anwei.engine.plugins.manager import Plugins, PluginStatus
from anwei.engine.plugins.soundness import unsound

API = "anwei.engine.api"
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
ANY_DAY = 739_000  # an ordinal inside 2024: reports and panels are tried on an empty assessment of this day


@dataclass(frozen=True)
class Problem:
    """One broken promise: which check, about what (a rule id, a measure, a file), and how."""

    check: str
    about: str
    what: str

    def __str__(self) -> str:
        return f"{self.check}: {self.about}: {self.what}"


def check_plugin(target: str, *, needs: Sequence[str] = ()) -> list[Problem]:
    """Every broken promise of the plugin module ``target`` (``package.module``); empty if it keeps them all.

    ``needs`` are further plugin modules that it builds on. Raises nothing for a plugin that fails to load: that is a
    problem like others, and the first one to repair.
    """
    opened, status = open_plugin(target, needs=needs)
    return check_status(opened, status)


def check_status(opened: Opened, status: PluginStatus) -> list[Problem]:
    """The same for a plugin of a catalogue that is open already."""
    if status.state != "loaded":
        said = [p.line("en") for p in status.problems] or [status.error]
        return [Problem("loads", status.target, text) for text in said]
    found = contribution(opened.catalogue, status)
    tests, wrong = _readable(opened, status)
    judged = chain(_tests(opened, found, tests), _fleet(opened, found, tests), _lint(opened, found, tests))
    return [
        *_imports(status.target),
        *_texts(found, status),
        *(wrong or judged),  # tests that cannot be read say nothing about the rules
        *_measures(status),
        *_uses(opened, status),
    ]


def open_plugin(target: str, *, needs: Sequence[str] = ()) -> tuple[Opened, PluginStatus]:
    """The catalogue of the shipped rules with this plugin (and those it needs) alone, and how it loaded."""
    points = [_point(t) for t in (*needs, target)]
    plugins = Plugins(points, safe=False)
    opened = open_catalogue((), plugins, use_cache=False)
    return opened, next(s for s in plugins.statuses if s.target == target)


def _point(target: str) -> Installed:
    """The installed plugin of a module, or one made up for it under the name of its package."""
    parts = target.split(".")
    made_up = Installed(parts[-2] if len(parts) > 1 else parts[-1], target)
    return next((p for p in installed() if p.target == target), made_up)


# -- sources --------------------------------------------------------------------------------------------------------


def _imports(target: str) -> Iterator[Problem]:
    """Imports of anything in ``anwei`` but the public interface and the plugin's own package."""
    package = target.rpartition(".")[0]
    if package.startswith("anwei.") and not package.startswith("anwei.plugins."):
        return  # a floor of anwei itself, not a sector: what it imports is held by the import contracts of the build
    spec = find_spec(package) if package else None
    folders = list(spec.submodule_search_locations or ()) if spec else []
    single = find_spec(target)
    files = [f for folder in folders for f in sorted(Path(folder).rglob("*.py"))]
    if not files and single is not None and single.origin:
        files = [Path(single.origin)]
    for file in files:
        for name in imported(file):
            if name.split(".")[0] == "anwei" and name != API and not (package and _inside(name, package)):
                yield Problem("imports", file.name, f"{name}; import {API} instead")


def imported(file: Path) -> list[str]:
    """The full names of the modules that a source file imports, wherever in the file."""
    found: list[str] = []
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [a.name for a in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.append(node.module)
            if node.module in ("anwei", "anwei.engine"):  # from anwei.engine import api
                found[-1:] = [f"{node.module}.{a.name}" for a in node.names]
    return found


def _inside(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


# -- texts ----------------------------------------------------------------------------------------------------------


def _texts(found: Contribution, status: PluginStatus) -> Iterator[Problem]:
    """Texts that lack a language, or have the other one in its place."""
    for rule in found.rules:
        texts = {"title": rule.title, "remedy": rule.remedy.text if rule.remedy else None, "evidence": rule.evidence}
        for key, text in texts.items():
            if fault := lacking(text):
                yield Problem("texts", rule.id, f"{key}: {fault}")
    for hook, items in status.contributions.items():
        for item in items:
            for text in _texts_in(item):
                if fault := lacking(text):
                    yield Problem("texts", f"{hook} {getattr(item, 'name', getattr(item, 'id', ''))}", fault)


def lacking(text: Text | None) -> str:
    """What a text lacks: Chinese characters in its zh part, an en part that is filled and has none; or nothing."""
    if text is None:
        return "missing"
    if not _CHINESE.search(text.zh):
        return f"no Chinese characters in the zh text {text.zh!r}"
    if not text.en.strip():
        return f"no en text beside {text.zh!r}"
    return f"Chinese characters in the en text {text.en!r}" if _CHINESE.search(text.en) else ""


def _texts_in(item: Any) -> Iterator[Text]:
    for value in vars(item).values() if hasattr(item, "__dict__") else ():
        if isinstance(value, Text):
            yield value
        elif isinstance(value, tuple):
            yield from (v for v in value if isinstance(v, Text))


# -- rules and tests ------------------------------------------------------------------------------------------------


def _readable(opened: Opened, status: PluginStatus) -> tuple[list[Node], list[Problem]]:
    """The documents of tests, and all that is wrong with them: syntax, names, facts of the cases."""
    diagnostics = Diagnostics()
    tests = read_sources(own_files(status), diagnostics, ENGINE.parent).documents["tests"]
    problems = {(p.place, p.code): p for p in diagnostics.errors}
    try:
        cases = read_cases(opened.catalogue, tests)
    except AnweiError as error:
        cases, problems = [], problems | _errors(error)
    facts = CaseReader(opened.catalogue.vocabulary)
    for case in cases:
        try:
            prepare(case, opened.catalogue, facts)
        except AnweiError as error:
            problems |= _errors(error)  # a variation repeats what its case has wrong
    return tests, [Problem("tests", str(p.place), f"{p.code} {p.what('en')}") for p in problems.values()]


def _errors(error: AnweiError) -> dict[tuple[Place, str], Diagnostic]:
    return {(p.place, p.code): p for p in error.diagnostics if p.severity == "error"}


def _tests(opened: Opened, found: Contribution, tests: Sequence[Node]) -> Iterator[Problem]:
    """Rules without tests, with one verdict only, and tests that do not come out as expected."""
    verdicts: dict[str, set[str]] = {rule.id: set() for rule in found.rules}
    for outcome in run_tests(opened.catalogue, tests, None, opened.environment):
        verdicts.setdefault(outcome.rule, set()).add(outcome.expected.value)
        for problem in outcome.problems:
            yield Problem("tests", outcome.rule, f"{outcome.place} {outcome.name}: {problem}")
    for rule, expected in verdicts.items():
        if len(expected) < 2:
            yield Problem("tests", rule, "needs tests that expect at least two different verdicts")


def _fleet(opened: Opened, found: Contribution, tests: Sequence[Node]) -> Iterator[Problem]:
    """Rules that say something else of the subjects of their cases in bulk than one by one."""
    from anwei.engine.fleet.case_jobs import of_cases
    from anwei.engine.fleet.equivalence import differences

    told: set[str] = set()
    for subjects, rules, day in of_cases(opened.catalogue, found.rules, tests):
        try:
            found_here = list(differences(opened.catalogue, subjects, rules, day, opened.environment))
        except AnweiError as error:
            yield Problem("fleet", ", ".join(r.id for r in rules), str(error))
            continue
        for one in found_here:
            if one.rule not in told:  # the first of each rule says enough
                told.add(one.rule)
                what = f"{one.what} is {one.record} one by one, {one.fleet} in bulk"
                yield Problem("fleet", one.rule, f"{date.fromordinal(day)}: {what}")


def _lint(opened: Opened, found: Contribution, tests: Sequence[Node]) -> Iterator[Problem]:
    for item in [*opened.warnings, *lint(opened.catalogue, prepare_all(opened.catalogue, tests))]:
        if item.place.file in found.files:
            yield Problem("lint", str(item.place), f"{item.code} {item.what('en')}")


def _measures(status: PluginStatus) -> Iterator[Problem]:
    for measure in status.contributions.get("anwei_measures", ()):
        problem = unsound(measure) or disagreement(measure)
        if problem:
            yield Problem("measures", measure.name, problem)


# -- use ------------------------------------------------------------------------------------------------------------


def _uses(opened: Opened, status: PluginStatus) -> Iterator[Problem]:
    """Commands that cannot be imported; reports and panels that fail on an empty assessment; unknown drill codes."""
    empty = Assessment(ANY_DAY, opened.catalogue.digest, (), ())
    given = status.contributions
    for command in given.get("anwei_commands", ()):
        module, _, attribute = command.target.partition(":")
        try:
            found = getattr(import_module(module), attribute)
        except (ImportError, AttributeError, ValueError) as error:
            yield Problem("commands", command.name, f"{command.target}: {error}")
            continue
        if not callable(found):
            yield Problem("commands", command.name, f"{command.target} is not a command")
    for report in given.get("anwei_reports", ()):
        written, fault = _tried(lambda write: [write(empty, "zh"), write(empty, "en")], report.write)
        if fault or not all(isinstance(text, str) for text in written):
            yield Problem("reports", report.name, fault or "does not write text")
    for panel in given.get("anwei_panels", ()):
        rows, fault = _tried(lambda rows: list(rows(empty)), panel.rows)
        if fault or any(len(row) != len(panel.columns) for row in rows):
            yield Problem("panels", panel.id, fault or "rows and columns differ in number")
    for importer in given.get("anwei_importers", ()):
        if not importer.suffixes or any(not s.startswith(".") or s != s.lower() for s in importer.suffixes):
            yield Problem("importers", importer.name, "suffixes are lower case and start with a dot")
    codes = opened.catalogue.vocabulary.codes
    for template in given.get("anwei_drill_templates", ()):
        for code, name in ((template.sector, "sector"), (template.drill_kind, "drill_kind")):
            if code not in codes[name].codes:
                yield Problem("drill templates", template.id, f"no {name} {code}")


def _tried(call: Callable[[Any], list[Any]], own: Any) -> tuple[list[Any], str]:
    """What a plugin's own code gives; nothing and its error where it raises one: the other promises are checked yet."""
    try:
        return call(own), ""
    except Exception as error:
        return [], f"{type(error).__name__}: {error}"
