"""What the floors above the engine use of it: drills and screens import from here and from ``anwei.engine.api`` only.

``api`` is for plugins and stays small and stable. These are the services of an office: its workspace (subjects, facts
with history, documents, journal), runs over it, and the typed rules with their record evaluation. Add a name here when
a floor above needs it: among the imports for type checkers, in ``__all__`` and in ``service_homes``. A module is
imported when one of its names is first used, so that a screen that only speaks does not wait for the database.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from anwei.engine.service_homes import HOMES

if TYPE_CHECKING:
    from anwei.engine.catalogue.assess import judge_for
    from anwei.engine.catalogue.open import Opened, open_catalogue, sources_of
    from anwei.engine.catalogue.testing import run_tests as run_rule_tests
    from anwei.engine.cli.check import day_option
    from anwei.engine.cli.exits import Exit
    from anwei.engine.cli.main import leave
    from anwei.engine.cli.names import FORMAT, put_json
    from anwei.engine.cli.narrate import note, report_diagnostics
    from anwei.engine.cli.plugin import ADVICE as PLUGIN_ADVICE
    from anwei.engine.cli.rule_book import count_tests as count_rule_tests
    from anwei.engine.cli.run import day_of, given_day
    from anwei.engine.cli.workspace import (
        EVIDENCE,
        NOTE,
        WHO,
        WORKSPACE,
        catalogue_of,
        found_workspace,
        one_subject,
        opened_workspace,
        put_table,
    )
    from anwei.engine.cli.workspace_clock import account, source
    from anwei.engine.demo.build import SEED as DEMO_SEED
    from anwei.engine.demo.build import make_demo
    from anwei.engine.demo.settings import demo_day
    from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Diagnostics, Place, nearest
    from anwei.engine.documents.nodes import Node, read_documents
    from anwei.engine.documents.shape import Key, Shape
    from anwei.engine.documents.shape import Reader as ShapeReader
    from anwei.engine.facts.read import SUFFIXES as DATA_SUFFIXES
    from anwei.engine.facts.subject import Record, Subject, within
    from anwei.engine.facts.values import BLANK, BadValue, Value, parse_date, parse_value, show_date
    from anwei.engine.facts.vocabulary import FieldSpec, SubjectSpec, TableSpec, Vocabulary
    from anwei.engine.forms import read_paths
    from anwei.engine.ir import nodes as ir
    from anwei.engine.ir.parameters import Citation, Law, Parameter
    from anwei.engine.ir.parameters import Value as LawValue
    from anwei.engine.ir.rules import Rule
    from anwei.engine.ir.types import Length
    from anwei.engine.ir.walk import walk
    from anwei.engine.messages import Lang, Text, label
    from anwei.engine.plugins.contract import check_status as check_plugin_status
    from anwei.engine.plugins.contributions import contribution
    from anwei.engine.plugins.manager import Plugins, PluginStatus
    from anwei.engine.plugins.spec import Importer
    from anwei.engine.record import periods as legal_periods
    from anwei.engine.record.context import Context
    from anwei.engine.record.dispatch import condition as condition_of
    from anwei.engine.record.dispatch import number as number_of
    from anwei.engine.record.finding import Finding
    from anwei.engine.record.judge import Judge
    from anwei.engine.record.lookups import length_of
    from anwei.engine.record.records import matching
    from anwei.engine.record.recurrences import windows_of
    from anwei.engine.record.standing import scope_and_requirement
    from anwei.engine.reports.archives import steady
    from anwei.engine.reports.differences import Change as LawChange
    from anwei.engine.reports.differences import between as law_between
    from anwei.engine.reports.differences import between_days as law_between_days
    from anwei.engine.reports.handouts import FORMATS as REPORT_FORMATS
    from anwei.engine.reports.handouts import KINDS as REPORT_KINDS
    from anwei.engine.reports.handouts import OSCAL
    from anwei.engine.reports.handouts import build as build_handout
    from anwei.engine.reports.handouts import document as handout
    from anwei.engine.reports.handouts import write as write_handout
    from anwei.engine.reports.handouts.cleaning import cleaned
    from anwei.engine.reports.handouts.material import Scope, Told, gather
    from anwei.engine.reports.handouts.material import Scope as ReportScope
    from anwei.engine.reports.handouts.office import Wanted as ReportWanted
    from anwei.engine.reports.handouts.office import concerns as report_concerns
    from anwei.engine.reports.handouts.office import made as report_made
    from anwei.engine.reports.handouts.office import material_of as report_material
    from anwei.engine.reports.handouts.office import put as put_report
    from anwei.engine.reports.handouts.pdf_drawing import FONT as PDF_FONT
    from anwei.engine.reports.handouts.pdf_drawing import register_font as register_pdf_font
    from anwei.engine.reports.handouts.pdf_text import MISSING as PDF_MISSING
    from anwei.engine.reports.handouts.pdf_text import settable as pdf_settable
    from anwei.engine.reports.html import POLICY as HTML_POLICY
    from anwei.engine.reports.html import text as html_text
    from anwei.engine.reports.law_words import cite
    from anwei.engine.reports.lawbook import Book as RuleBook
    from anwei.engine.reports.layout import table as text_table
    from anwei.engine.reports.view import View
    from anwei.engine.workspace.changes import (
        Receipt,
        RemoveRecord,
        RemoveSubject,
        SetCoverage,
        SetDocument,
        SetRecord,
        Source,
        SourceKind,
        Write,
        record_id,
    )
    from anwei.engine.workspace.documents import Collection, Kept
    from anwei.engine.workspace.errors import refuse
    from anwei.engine.workspace.evidence import keep_file
    from anwei.engine.workspace.history_words import field_of, field_words, record_words, stored_words, value_words
    from anwei.engine.workspace.importing.annotate import annotated
    from anwei.engine.workspace.importing.annotate import for_file as problems_of_file
    from anwei.engine.workspace.importing.books import WORKBOOKS
    from anwei.engine.workspace.importing.columns import IGNORED as IGNORED_COLUMN
    from anwei.engine.workspace.importing.columns import targets as import_targets
    from anwei.engine.workspace.importing.headers import Given as HeaderGiven
    from anwei.engine.workspace.importing.mapping import FileMapping, SheetMapping
    from anwei.engine.workspace.importing.on_file import OnFile, mapping_book
    from anwei.engine.workspace.importing.pipeline import CSV as CSV_SUFFIXES
    from anwei.engine.workspace.importing.pipeline import Options as ImportOptions
    from anwei.engine.workspace.importing.pipeline import propose
    from anwei.engine.workspace.importing.problems import Kind as ProblemKind
    from anwei.engine.workspace.importing.problems import Level as ProblemLevel
    from anwei.engine.workspace.importing.problems import Problem as ImportProblem
    from anwei.engine.workspace.importing.proposal import Entry as ImportEntry
    from anwei.engine.workspace.importing.proposal import Outcome, Proposal, SheetReport
    from anwei.engine.workspace.importing.proposal import Progress as ImportProgress
    from anwei.engine.workspace.journal import Entry as JournalEntry
    from anwei.engine.workspace.lists import Said, history
    from anwei.engine.workspace.lists import count as count_subjects
    from anwei.engine.workspace.lists import find as find_subjects
    from anwei.engine.workspace.overview import Bytes as VerdictBytes
    from anwei.engine.workspace.overview import Card, cards, verdict_bytes
    from anwei.engine.workspace.own_last import LastDone, last_done, undo_own
    from anwei.engine.workspace.papers import WAIVERS, WaiverPaper, add_waiver, list_waivers, pinned_rulesets
    from anwei.engine.workspace.places import Location, located
    from anwei.engine.workspace.read import Reader, Selection
    from anwei.engine.workspace.running.cells import judge_over
    from anwei.engine.workspace.running.evidence import Evidence
    from anwei.engine.workspace.running.law import LawBook
    from anwei.engine.workspace.running.run import evaluate, run_workspace
    from anwei.engine.workspace.running.what_if import what_if, with_settings
    from anwei.engine.workspace.runs import CODES, Detail, RunInfo, list_runs
    from anwei.engine.workspace.store import Workspace
    from anwei.engine.workspace.verify import verify as verify_workspace


__all__ = [
    "BLANK",
    "CODES",
    "CSV_SUFFIXES",
    "DATA_SUFFIXES",
    "DEMO_SEED",
    "EVIDENCE",
    "FORMAT",
    "HTML_POLICY",
    "IGNORED_COLUMN",
    "NOTE",
    "OSCAL",
    "PDF_FONT",
    "PDF_MISSING",
    "PLUGIN_ADVICE",
    "REPORT_FORMATS",
    "REPORT_KINDS",
    "WAIVERS",
    "WHO",
    "WORKBOOKS",
    "WORKSPACE",
    "AnweiError",
    "BadValue",
    "Card",
    "Citation",
    "Collection",
    "Context",
    "Detail",
    "Diagnostic",
    "Diagnostics",
    "Evidence",
    "Exit",
    "FieldSpec",
    "FileMapping",
    "Finding",
    "HeaderGiven",
    "ImportEntry",
    "ImportOptions",
    "ImportProblem",
    "ImportProgress",
    "Importer",
    "JournalEntry",
    "Judge",
    "Kept",
    "Key",
    "Lang",
    "LastDone",
    "Law",
    "LawBook",
    "LawChange",
    "LawValue",
    "Length",
    "Location",
    "Node",
    "OnFile",
    "Opened",
    "Outcome",
    "Parameter",
    "Place",
    "PluginStatus",
    "Plugins",
    "ProblemKind",
    "ProblemLevel",
    "Proposal",
    "Reader",
    "Receipt",
    "Record",
    "RemoveRecord",
    "RemoveSubject",
    "ReportScope",
    "ReportWanted",
    "Rule",
    "RuleBook",
    "RunInfo",
    "Said",
    "Scope",
    "Selection",
    "SetCoverage",
    "SetDocument",
    "SetRecord",
    "Shape",
    "ShapeReader",
    "SheetMapping",
    "SheetReport",
    "Source",
    "SourceKind",
    "Subject",
    "SubjectSpec",
    "TableSpec",
    "Text",
    "Told",
    "Value",
    "VerdictBytes",
    "View",
    "Vocabulary",
    "WaiverPaper",
    "Workspace",
    "Write",
    "account",
    "add_waiver",
    "annotated",
    "build_handout",
    "cards",
    "catalogue_of",
    "check_plugin_status",
    "cite",
    "cleaned",
    "condition_of",
    "contribution",
    "count_rule_tests",
    "count_subjects",
    "day_of",
    "day_option",
    "demo_day",
    "evaluate",
    "field_of",
    "field_words",
    "find_subjects",
    "found_workspace",
    "gather",
    "given_day",
    "handout",
    "history",
    "html_text",
    "import_targets",
    "ir",
    "judge_for",
    "judge_over",
    "keep_file",
    "label",
    "last_done",
    "law_between",
    "law_between_days",
    "leave",
    "legal_periods",
    "length_of",
    "list_runs",
    "list_waivers",
    "located",
    "make_demo",
    "mapping_book",
    "matching",
    "nearest",
    "note",
    "number_of",
    "one_subject",
    "open_catalogue",
    "opened_workspace",
    "parse_date",
    "parse_value",
    "pdf_settable",
    "pinned_rulesets",
    "problems_of_file",
    "propose",
    "put_json",
    "put_report",
    "put_table",
    "read_documents",
    "read_paths",
    "record_id",
    "record_words",
    "refuse",
    "register_pdf_font",
    "report_concerns",
    "report_diagnostics",
    "report_made",
    "report_material",
    "run_rule_tests",
    "run_workspace",
    "scope_and_requirement",
    "show_date",
    "source",
    "sources_of",
    "steady",
    "stored_words",
    "text_table",
    "undo_own",
    "value_words",
    "verdict_bytes",
    "verify_workspace",
    "walk",
    "what_if",
    "windows_of",
    "with_settings",
    "within",
    "write_handout",
]


def __getattr__(name: str) -> object:
    """The name from its module, kept for the next time."""
    home, _, there = HOMES.get(name, "").partition(":")
    if not home:
        raise AttributeError(name)
    module = import_module(home)
    found = getattr(module, there, None) or import_module(f"{home}.{there}")
    globals()[name] = found
    return found
