"""Hook specifications. Every hook is optional; each returns plain values, so that the host decides when to use them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pluggy

from anwei.engine.messages import Text

if TYPE_CHECKING:
    from anwei.engine.catalogue.assess import Assessment
    from anwei.engine.documents.diagnostics import Diagnostics
    from anwei.engine.facts.subject import Subject
    from anwei.engine.facts.vocabulary import Vocabulary
    from anwei.engine.fleet.bounds import FleetBounds
    from anwei.engine.messages import Lang
    from anwei.engine.record.bounds import Bounds
    from anwei.engine.record.periods import Calendar

PROJECT = "anwei"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@dataclass(frozen=True)
class MeasureFunction:
    """A measure of a plugin's own: ``{call: NAME, args: [operand, ...]}`` in YAML.

    ``bounds`` gets one Bounds for each argument, in whole units of the scales in ``argument_scales``, and returns
    Bounds at ``scale``. It must be sound: for any values within the arguments' bounds the true result lies within the
    returned bounds. It must be pure; an exception turns the verdict into ``error``.

    ``lowering`` says the same for many subjects at once: it gets an ``Algebra`` and one FleetBounds for each argument
    and returns FleetBounds whose ends equal those of ``bounds``. A plugin with a measure that has none does not load:
    no rule may be judged one by one but not in bulk.
    """

    name: str
    doc: Text
    argument_scales: tuple[int, ...]
    bounds: Callable[..., Bounds]
    scale: int = 0
    unit: str = ""
    lowering: Callable[..., FleetBounds] | None = None


@dataclass(frozen=True)
class Importer:
    """Reads subjects from files with one of the suffixes (lower case, with the dot)."""

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[Path, Vocabulary, Diagnostics], list[Subject]]


@dataclass(frozen=True)
class ReportFormat:
    """A further ``--format``: writes an assessment as text."""

    name: str
    write: Callable[[Assessment, Lang], str]


@dataclass(frozen=True)
class CommandSpec:
    """A subcommand of ``anwei``, imported only when it is run: ``target`` is ``package.module:click_command``."""

    name: str
    target: str
    help: Text


@dataclass(frozen=True)
class PanelSpec:
    """A declarative screen panel: rows are data, the host draws, filters and prints them."""

    id: str
    title: Text
    kind: Literal["table", "key_values", "matrix", "timeline", "notes"]
    columns: tuple[Text, ...]
    rows: Callable[[Assessment], Sequence[Sequence[str]]]


@dataclass(frozen=True)
class DrillTemplate:
    """Injects and roles for a kind of drill in a sector."""

    id: str
    title: Text
    sector: str
    drill_kind: str
    injects: tuple[Text, ...] = field(default=())


class Hooks:
    """The hooks. A plugin implements any of them with ``@hookimpl`` from ``anwei.engine.api``."""

    @hookspec
    def anwei_facts(self) -> list[Path]:  # type: ignore[empty-body]
        """YAML files or folders with ``facts`` (and ``laws``) documents."""

    @hookspec
    def anwei_rulesets(self) -> list[Path]:  # type: ignore[empty-body]
        """YAML files or folders with parameters, rulesets, checklists, overlays, controls and tests."""

    @hookspec
    def anwei_measures(self) -> list[MeasureFunction]:  # type: ignore[empty-body]
        """Measures that rules may ``call``."""

    @hookspec
    def anwei_importers(self) -> list[Importer]:  # type: ignore[empty-body]
        """Readers for further file formats."""

    @hookspec
    def anwei_reports(self) -> list[ReportFormat]:  # type: ignore[empty-body]
        """Further output formats of ``anwei check``."""

    @hookspec
    def anwei_commands(self) -> list[CommandSpec]:  # type: ignore[empty-body]
        """Further subcommands."""

    @hookspec
    def anwei_panels(self) -> list[PanelSpec]:  # type: ignore[empty-body]
        """Declarative panels for the screens."""

    @hookspec
    def anwei_drill_templates(self) -> list[DrillTemplate]:  # type: ignore[empty-body]
        """Drill templates of the sector."""

    @hookspec(firstresult=True)
    def anwei_calendar(self) -> Calendar | None:
        """The calendar that counts working days; the first plugin that has one wins."""


HOOK_NAMES = tuple(n for n in vars(Hooks) if n.startswith("anwei_"))
