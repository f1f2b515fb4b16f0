"""Handouts: reports that people hand on, each computed once and laid out in every format.

A kind builds pages of text, figures, tables and charts from one judged scope (``material``); a writer lays them out.
Nothing is judged here, data never becomes markup or a formula, and personal data stays masked unless it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from anwei.engine.reports.handouts.document import Handout
    from anwei.engine.reports.handouts.material import Material

_HERE = "anwei.engine.reports.handouts"

#: Kind -> the function that builds it.
KINDS: dict[str, str] = {
    "leader": "brief:build",
    "township": "sheets:build_township",
    "sector": "sheets:build_sector",
    "certificate": "certificate:build",
    "gaps": "gap_list:build",
    "hazards": "hazard_report:build",
    "training": "call_ups:build_training",
    "insurance": "call_ups:build_insurance",
}

#: Format -> the module whose ``write(handout) -> bytes`` makes it.
FORMATS: dict[str, str] = {
    "html": "as_html",
    "docx": "as_docx",
    "xlsx": "as_xlsx",
    "pdf": "as_pdf",
    "csv": "as_csv",
    "md": "as_markdown",
}

#: The whole assessment of the scope, for programs; made from the material, whatever the kind.
OSCAL = "oscal"

#: Formats that are no text: they go to a file.
BINARY = frozenset({"docx", "xlsx", "pdf"})


def build(kind: str, material: Material) -> Handout:
    """A handout of a kind. Raises KeyError for an unknown one."""
    module, _, name = KINDS[kind].partition(":")
    from anwei.engine.reports.handouts.cleaning import cleaned

    made: Callable[[Material], Handout] = getattr(import_module(f"{_HERE}.{module}"), name)
    return cleaned(made(material))


def write(handout: Handout, format_: str) -> bytes:
    """A handout in a format; the same handout gives the same bytes. Raises KeyError for an unknown one."""
    made: Callable[[Handout], bytes] = import_module(f"{_HERE}.{FORMATS[format_]}").write
    return made(handout)
