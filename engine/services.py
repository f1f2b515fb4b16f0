"""What the floors above the engine use of it: drills and screens import from here and from ``anwei.engine.api`` only.

``api`` is for plugins and stays small and stable. These are the services of an office: its workspace (subjects, facts
with history, documents, journal), runs over it, and the typed rules with their record evaluation. Add a name here when
a floor above needs it; what is heavy (columns, compilers, spreadsheets) is imported inside the functions that use it.
"""

from __future__ import annotations

from anwei.engine.cli.check import day_option
from anwei.engine.cli.exits import Exit
from anwei.engine.cli.main import leave
from anwei.engine.cli.narrate import note, report_diagnostics
from anwei.engine.cli.workspace import catalogue_of, found_workspace, opened_workspace
from anwei.engine.facts.values import BLANK, Value, parse_value
from anwei.engine.ir import nodes as ir
from anwei.engine.ir.rules import Rule
from anwei.engine.ir.walk import walk
from anwei.engine.messages import label
from anwei.engine.workspace.changes import (
    Receipt,
    RemoveRecord,
    RemoveSubject,
    SetCoverage,
    SetDocument,
    SetRecord,
    Source,
    Write,
    record_id,
)
from anwei.engine.workspace.documents import Collection, Kept
from anwei.engine.workspace.read import Reader, Selection
from anwei.engine.workspace.running.evidence import Evidence
from anwei.engine.workspace.running.law import LawBook
from anwei.engine.workspace.store import Workspace

__all__ = [
    "BLANK",
    "Collection",
    "Evidence",
    "Exit",
    "Kept",
    "LawBook",
    "Reader",
    "Receipt",
    "RemoveRecord",
    "RemoveSubject",
    "Rule",
    "Selection",
    "SetCoverage",
    "SetDocument",
    "SetRecord",
    "Source",
    "Value",
    "Workspace",
    "Write",
    "catalogue_of",
    "day_option",
    "found_workspace",
    "ir",
    "label",
    "leave",
    "note",
    "opened_workspace",
    "parse_value",
    "record_id",
    "report_diagnostics",
    "walk",
]
