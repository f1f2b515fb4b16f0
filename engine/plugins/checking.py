"""What a hook may return: checked when a plugin is loaded, so that a wrong value fails that plugin and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from anwei.engine.documents.diagnostics import Diagnostics, Place
from anwei.engine.plugins.spec import (
    CommandSpec,
    DrillTemplate,
    Importer,
    MeasureFunction,
    PanelSpec,
    ReportFormat,
)

#: Hook -> the type of each element of the list that it returns.
TYPES: Mapping[str, type] = {
    "anwei_facts": Path,
    "anwei_rulesets": Path,
    "anwei_measures": MeasureFunction,
    "anwei_importers": Importer,
    "anwei_reports": ReportFormat,
    "anwei_commands": CommandSpec,
    "anwei_panels": PanelSpec,
    "anwei_drill_templates": DrillTemplate,
}
CALENDAR = "anwei_calendar"


def checked(hook: str, found: Any) -> list[Any]:
    """What a hook returned as a list.

    Raises TypeError for a wrong type, FileNotFoundError for a path that is not there, AnweiError (PLG-003) for a
    measure that says nothing of many subjects: no rule may be judged by one evaluation only.
    """
    if hook == CALENDAR:
        if found is not None and not callable(getattr(found, "add_working_days", None)):
            raise TypeError(f"{hook} must return a calendar with add_working_days, or None, not {_kind(found)}")
        return [] if found is None else [found]
    wanted = TYPES[hook]
    if not isinstance(found, (list, tuple)):
        raise TypeError(f"{hook} must return a list of {wanted.__name__}, not {_kind(found)}")
    for item in found:
        if not isinstance(item, wanted):
            raise TypeError(f"{hook} must return a list of {wanted.__name__}, not of {_kind(item)}")
        if isinstance(item, Path) and not item.exists():
            raise FileNotFoundError(f"{hook} names {item}, which does not exist")
    if wanted is MeasureFunction:
        _refuse_unlowered(found)
    return list(found)


def _refuse_unlowered(measures: Iterable[MeasureFunction]) -> None:
    diagnostics = Diagnostics()
    for measure in measures:
        if measure.lowering is None:
            diagnostics.error("PLG-003", _place(measure.bounds), name=measure.name)
    diagnostics.raise_errors()


def _place(function: Any) -> Place:
    """Where a function is written; its module where it has no source of its own."""
    code = getattr(function, "__code__", None)
    if code is None:
        return Place(str(getattr(function, "__module__", "")))
    return Place(code.co_filename, code.co_firstlineno, 1)


def names_in(contributions: Mapping[str, Iterable[Any]]) -> list[tuple[str, str]]:
    """The names that must be unique among all plugins, each with its hook, in order and with repetitions."""
    return [
        (hook, str(getattr(item, "name", "") or getattr(item, "id", "")))
        for hook, items in contributions.items()
        if hook in TYPES and TYPES[hook] is not Path
        for item in items
    ]


def refuse_clash(contributions: Mapping[str, Iterable[Any]], taken: Iterable[tuple[str, str]]) -> None:
    """Raise ValueError if a name is used twice, by this plugin or by those loaded before it."""
    seen = set(taken)
    for hook, name in names_in(contributions):
        if (hook, name) in seen:
            raise ValueError(f"name taken: {name} ({hook})")
        seen.add((hook, name))


def _kind(value: Any) -> str:
    return type(value).__name__
