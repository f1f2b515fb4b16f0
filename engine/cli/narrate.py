"""What goes to stderr: diagnostics and notes, the most important line last."""

from __future__ import annotations

from collections.abc import Iterable

import click

from anwei.engine.documents.diagnostics import Diagnostic
from anwei.engine.messages import Lang, label

SHOWN = 50


def note(text: str) -> None:
    """One line of narration."""
    click.echo(text, err=True)


def report_diagnostics(diagnostics: Iterable[Diagnostic], lang: Lang) -> None:
    """Every problem with its place and, once for each code, why and what to do."""
    items = list(diagnostics)
    helped: set[str] = set()
    for item in items[:SHOWN]:
        kind = label(f"severity.{item.severity}", lang)
        note(f"anwei: {kind} {item.line(lang)}")
        if item.code not in helped:
            helped.add(item.code)
            note(f"    {item.help(lang)}")
    if len(items) > SHOWN:
        note(label("cli.more", lang, count=len(items) - SHOWN))
    errors = sum(d.severity == "error" for d in items)
    note(label("cli.problems", lang, errors=errors, warnings=len(items) - errors))
