"""What goes to stderr: diagnostics and notes, the most important line last."""

from __future__ import annotations

import os
import tempfile
import traceback
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from anwei.engine.messages import Lang, error_text, label

if TYPE_CHECKING:
    from anwei.engine.documents.diagnostics import Diagnostic

SHOWN = 50


def note(text: str) -> None:
    """One line of narration."""
    click.echo(text, err=True)


def report_internal(error: Exception, lang: Lang) -> None:
    """An error of our own: one line for the user, the traceback in a file to send along (or shown, ANWEI_DEBUG=1)."""
    trace = "".join(traceback.format_exception(error))
    if os.environ.get("ANWEI_DEBUG", "") not in ("", "0"):
        note(trace)
    with tempfile.NamedTemporaryFile("w", prefix="anwei-", suffix=".txt", delete=False, encoding="utf-8") as report:
        report.write(trace)
    note(label("cli.internal", lang, kind=type(error).__name__, path=report.name))


def _advice(item: Diagnostic, lang: Lang) -> str:
    """What to do; where a value does not fit, what the value's own problem advises: it knows what is accepted."""
    inner = item.params.get("problem")
    code, params = getattr(inner, "code", ""), getattr(inner, "params", {})
    return error_text(code).help.lang(lang).format(**params) if code else item.help(lang)


def report_diagnostics(diagnostics: Iterable[Diagnostic], lang: Lang) -> None:
    """Every problem with its place and, once, why and what to do."""
    items = list(diagnostics)
    helped: set[str] = set()  # the advice that was given
    for item in items[:SHOWN]:
        kind = label(f"severity.{item.severity}", lang)
        note(f"anwei: {kind} {item.line(lang)}")
        advice = _advice(item, lang)
        if advice not in helped:
            helped.add(advice)
            note(f"    {advice}")
    if len(items) > SHOWN:
        note(label("cli.more", lang, count=len(items) - SHOWN))
    errors = sum(d.severity == "error" for d in items)
    note(label("cli.problems", lang, errors=errors, warnings=len(items) - errors))
