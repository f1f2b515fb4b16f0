"""The public interface for plugin authors: import from here and from nowhere else in ``anwei``.

A plugin is a module named by an entry point in the group ``anwei.plugins``. It implements any of the hooks with
``@hookimpl`` and returns plain values of the types below; the host decides when to use them.

* hooks: ``hookimpl`` and what hooks return: ``MeasureFunction``, ``Importer``, ``ReportFormat``, ``CommandSpec``,
  ``PanelSpec``, ``DrillTemplate``, ``Calendar``
* texts: ``Text`` (both languages), ``Lang``, ``cli_lang`` (the language a command should answer in)
* numbers and days: ``Bounds``, ``exactly``; days are ordinals of ``datetime.date``: ``parse_date`` (raises
  ``BadValue``), ``show_date``,
  ``add_months``, ``FOREVER`` (9999-12-31)
* subjects: ``Subject``, ``Record``, ``Coverage``, ``Vocabulary``, ``read_subjects``, ``read_subject``
* files: ``read_documents`` (YAML or JSON with places), ``Node``, ``Place``, ``Diagnostic``, ``Diagnostics``,
  ``AnweiError``
* rules: ``open_catalogue``, ``Opened``, ``Catalogue``, ``assess``, ``Assessment``, ``Environment``, ``Population``,
  ``Finding``, ``Verdict``
* measures for many subjects at once: ``Algebra`` makes ``FleetBounds`` of ``Expr``; its ``graph`` has the operations
* contract tests for a plugin's own test suite: ``check_plugin``, ``open_plugin``, ``Problem``

What is listed in ``__all__`` keeps its name and meaning within a major version; everything else may change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from anwei.engine.catalogue.assess import Assessment, Environment, assess
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.catalogue.open import Opened, open_catalogue
from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Diagnostics, Place
from anwei.engine.documents.nodes import Node, read_documents
from anwei.engine.facts.read import read_subject, read_subjects
from anwei.engine.facts.subject import Coverage, Record, Subject
from anwei.engine.facts.values import BadValue, parse_date, show_date
from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.messages import Lang, Text
from anwei.engine.plugins.spec import (
    CommandSpec,
    DrillTemplate,
    Importer,
    MeasureFunction,
    PanelSpec,
    ReportFormat,
    hookimpl,
)
from anwei.engine.record.bounds import FOREVER, Bounds, exactly
from anwei.engine.record.context import Population
from anwei.engine.record.finding import Finding, Verdict
from anwei.engine.record.periods import Calendar, add_months

if TYPE_CHECKING:
    from anwei.engine.fleet.bounds import Algebra, FleetBounds
    from anwei.engine.fleet.graph import Expr
    from anwei.engine.plugins.contract import Problem, check_plugin, open_plugin

__all__ = [
    "FOREVER",
    "Algebra",
    "AnweiError",
    "Assessment",
    "BadValue",
    "Bounds",
    "Calendar",
    "Catalogue",
    "CommandSpec",
    "Coverage",
    "Diagnostic",
    "Diagnostics",
    "DrillTemplate",
    "Environment",
    "Expr",
    "Finding",
    "FleetBounds",
    "Importer",
    "Lang",
    "MeasureFunction",
    "Node",
    "Opened",
    "PanelSpec",
    "Place",
    "Population",
    "Problem",
    "Record",
    "ReportFormat",
    "Subject",
    "Text",
    "Verdict",
    "Vocabulary",
    "add_months",
    "assess",
    "check_plugin",
    "cli_lang",
    "exactly",
    "hookimpl",
    "open_catalogue",
    "open_plugin",
    "parse_date",
    "read_documents",
    "read_subject",
    "read_subjects",
    "show_date",
]


def cli_lang() -> Lang:
    """The language of the running command line: ``--lang``, else ``ANWEI_LANG``, else zh."""
    from anwei.engine.cli.main import LANG

    return LANG


def __getattr__(name: str) -> object:
    """The contract tests are imported when they are used: they bring the whole language with them."""
    if name in ("Problem", "check_plugin", "open_plugin"):
        from anwei.engine.plugins import contract

        return getattr(contract, name)
    if name in ("Algebra", "FleetBounds"):
        from anwei.engine.fleet import bounds

        return getattr(bounds, name)
    if name == "Expr":
        from anwei.engine.fleet.graph import Expr

        return Expr
    raise AttributeError(name)
