"""Making a paper: its context from what a viewer may see, then a file in the format asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from anwei.drills.papers import contexts_drill as drill
from anwei.drills.papers import contexts_year as year
from anwei.drills.papers.contexts import Ask, common, marked
from anwei.drills.papers.layout import Context
from anwei.drills.papers.layouts import LAYOUTS
from anwei.drills.seal.views import View
from anwei.engine.api import Diagnostics

BUILDERS: Mapping[str, Callable[[View, Ask], Context]] = {
    "plan": year.plan,
    "notice": drill.notice,
    "work-plan": drill.work_plan,
    "evaluation": drill.evaluation,
    "report": drill.report,
    "summary": drill.summary,
    "archive": drill.archive,
    "filing": year.filing,
    "month": year.month,
    "replan": year.replan,
}
#: Papers of one drill; the others are of a year.
OF_A_DRILL = frozenset({"notice", "work-plan", "evaluation", "report", "summary", "archive"})
#: Papers that only controllers may have before and after: they hold the scenario, or every step.
FOR_CONTROLLERS = frozenset({"work-plan", "archive", "replan"})
FORMATS = ("docx", "html", "pdf")


def build(kind: str, view: View, ask: Ask) -> Context:
    """The context of a paper, every gap marked, every character fit to be printed. Raises KeyError for a kind."""
    layout = LAYOUTS[kind]
    context = BUILDERS[kind](view, ask) | common(view)
    return marked(layout, context, view.office.lang)


def paper(
    kind: str, view: View, ask: Ask, format_: str, diagnostics: Diagnostics, templates: Path | None = None
) -> bytes:
    """A paper in one of ``FORMATS``. ``templates`` is the office's own folder of Word templates.

    Raises AnweiError: there is no such drill for this viewer (DRL-124), a template cannot be used (DRL-152).
    """
    layout, context = LAYOUTS[kind], build(kind, view, ask)
    if format_ == "docx":
        from anwei.drills.papers.word import write as write_word

        return write_word(layout, context, view.office.lang, templates, diagnostics)
    if format_ == "html":
        from anwei.drills.papers.page import write as write_page

        return write_page(layout, context, view.office)
    from anwei.drills.papers.sheet import write as write_sheet

    return write_sheet(layout, context, view.office)
