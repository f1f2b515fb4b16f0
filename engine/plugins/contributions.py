"""What each plugin brought into a catalogue: its files, rules, facts and tests, found by where they were declared."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from anwei.engine.catalogue.files import yaml_files
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.catalogue.open import ENGINE
from anwei.engine.ir.rules import Rule
from anwei.engine.plugins.manager import PluginStatus

FILE_HOOKS = ("anwei_facts", "anwei_rulesets")


@dataclass(frozen=True)
class Contribution:
    """The YAML files of one plugin, as they are shown in messages, and what the catalogue holds from them."""

    files: frozenset[str]
    rules: tuple[Rule, ...]
    parameters: tuple[str, ...]
    facts: tuple[str, ...]  # "subject.field" and "subject.table.field"


def contribution(catalogue: Catalogue, status: PluginStatus) -> Contribution:
    """What a plugin contributed to a catalogue; empty for one that is not loaded."""
    files = frozenset(shown(f) for f in own_files(status))
    return Contribution(
        files,
        tuple(r for r in catalogue.rules.values() if r.file in files),
        tuple(p.name for p in catalogue.parameters.values() if p.file in files),
        tuple(_facts(catalogue, files)),
    )


def own_files(status: PluginStatus) -> list[Path]:
    """The YAML files that a plugin names in its hooks, in a stable order, each once."""
    roots = [Path(p) for hook in FILE_HOOKS for p in status.contributions.get(hook, ())]
    return list(dict.fromkeys(yaml_files(roots)))


def shown(path: Path) -> str:
    """A file as messages show it: relative to the installation where it lies inside."""
    base = ENGINE.parent
    return str(path.relative_to(base)) if path.is_relative_to(base) else str(path)


def _facts(catalogue: Catalogue, files: frozenset[str]) -> list[str]:
    found: list[str] = []
    for subject in catalogue.vocabulary.subjects.values():
        found += [f"{subject.name}.{f.name}" for f in subject.fields.values() if f.place.file in files]
        for table in subject.tables.values():
            found += [f"{subject.name}.{table.name}.{f.name}" for f in table.fields.values() if f.place.file in files]
    return found
