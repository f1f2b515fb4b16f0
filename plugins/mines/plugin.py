"""The hooks of the plugin for non-coal mines and tailings ponds."""

from __future__ import annotations

from pathlib import Path

from anwei.engine.api import DrillTemplate, Importer, PanelSpec, hookimpl
from anwei.plugins.mines.drills import TEMPLATES
from anwei.plugins.mines.geojson import read_ponds
from anwei.plugins.mines.panel import PONDS

FOLDER = Path(__file__).resolve().parent


@hookimpl
def anwei_facts() -> list[Path]:
    """Rescue functions and pond plans; the instruments that only these rules cite."""
    return [FOLDER / "facts.yaml", FOLDER / "laws.yaml"]


@hookimpl
def anwei_rulesets() -> list[Path]:
    """Parameters and rules with their tests."""
    return [FOLDER / "parameters.yaml", FOLDER / "rulesets"]


@hookimpl
def anwei_importers() -> list[Importer]:
    """Tailings ponds from a map layer."""
    return [Importer("ponds-geojson", (".geojson",), read_ponds)]


@hookimpl
def anwei_panels() -> list[PanelSpec]:
    """All ponds of a run at a glance."""
    return [PONDS]


@hookimpl
def anwei_drill_templates() -> list[DrillTemplate]:
    """Dam failure, water inrush and roof fall."""
    return list(TEMPLATES)
