"""The hooks of the hazardous chemicals plugin."""

from __future__ import annotations

from pathlib import Path

from anwei.engine.api import CommandSpec, DrillTemplate, MeasureFunction, ReportFormat, Text, hookimpl
from anwei.plugins.hazchem.board import write_board
from anwei.plugins.hazchem.drills import TEMPLATES
from anwei.plugins.hazchem.retention import days_short, days_short_of_many

FOLDER = Path(__file__).resolve().parent


@hookimpl
def anwei_facts() -> list[Path]:
    """Stores, record books, flows, driving spells and special works."""
    return [FOLDER / "facts.yaml"]


@hookimpl
def anwei_rulesets() -> list[Path]:
    """Parameters, rules with their tests, and the law mapped article by article."""
    return [FOLDER / "parameters.yaml", FOLDER / "controls.yaml", FOLDER / "rulesets"]


@hookimpl
def anwei_measures() -> list[MeasureFunction]:
    """How many days too early a record was destroyed."""
    return [
        MeasureFunction(
            name="hazchem_days_short",
            doc=Text(
                "记录在销毁之日距最早可销毁日还差的天数：最后一笔记录日期、销毁日期、保存年限",
                "days by which a record was destroyed too early: last entry, day of destruction, years to keep",
            ),
            argument_scales=(0, 0, 0),
            bounds=days_short,
            lowering=days_short_of_many,
            unit="day",
        )
    ]


@hookimpl
def anwei_reports() -> list[ReportFormat]:
    """The notice board of the guarantors of each major hazard source."""
    return [ReportFormat("source-board", write_board)]


@hookimpl
def anwei_commands() -> list[CommandSpec]:
    """When a record book may be destroyed."""
    return [
        CommandSpec(
            "keep-until",
            "anwei.plugins.hazchem.command:keep_until",
            Text("计算危险化学品记录最早可销毁的日期", "Say when a record on hazardous chemicals may be destroyed"),
        )
    ]


@hookimpl
def anwei_drill_templates() -> list[DrillTemplate]:
    """Leak, fire and poisoning."""
    return list(TEMPLATES)
