"""An import's proposal for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from anwei.engine.messages import Lang, Text, label
from anwei.engine.reports.layout import table, visible
from anwei.engine.workspace.importing.problems import Kind, Level, Problem
from anwei.engine.workspace.importing.proposal import Outcome

if TYPE_CHECKING:
    from anwei.engine.facts.values import Value
    from anwei.engine.facts.vocabulary import FieldSpec, Vocabulary
    from anwei.engine.workspace.importing.proposal import Entry, Proposal

EXAMPLES = 3
MAX_SHEETS = 20
MAX_LISTED = 50


def show(proposal: Proposal, vocabulary: Vocabulary, lang: Lang, *, everything: bool) -> str:
    """What was found in which sheet, the problems by kind, and what the rows would do."""
    parts = [_sheets(proposal, vocabulary, lang)] if proposal.sheets else []
    if proposal.problems:
        parts.append(_problems(proposal, lang))
        parts.append("\n".join(_details(proposal, lang, everything=everything)))
    parts.append(_outcomes(proposal, lang))
    return "\n\n".join(p for p in parts if p) + "\n"


def _sheets(proposal: Proposal, vocabulary: Vocabulary, lang: Lang) -> str:
    rows: list[list[str]] = []
    for sheet in proposal.sheets[:MAX_SHEETS]:
        spec = vocabulary.subjects[sheet.kind]
        what = spec.label.lang(lang) + (f" › {spec.tables[sheet.table].label.lang(lang)}" if sheet.table else "")
        first, last = sheet.header_rows
        wanted = [c for c in sheet.columns if c[2] != "-"]
        mapped = sum(1 for c in wanted if c[2])
        count = label("import.columns.count", lang, mapped=mapped, all=len(wanted))
        header = str(first) if first == last else f"{first}-{last}"
        rows.append([proposal.files[sheet.file].name, sheet.sheet, what, header, str(sheet.rows), count])
    if len(proposal.sheets) > MAX_SHEETS:
        rows.append([label("cli.more", lang, count=len(proposal.sheets) - MAX_SHEETS), "", "", "", "", ""])
    heads = ("file", "sheet", "what", "header", "rows", "columns")
    return table([label(f"import.head.{h}", lang) for h in heads], rows, right=(4, 5))


def _problems(proposal: Proposal, lang: Lang) -> str:
    rows: list[list[str]] = []
    for kind, problems in proposal.grouped():
        by_level: dict[str, list[Problem]] = {}
        for problem in problems:
            by_level.setdefault(_state(problem, proposal), []).append(problem)
        for state, group in by_level.items():
            count = sum(p.count for p in group)
            accept = kind if state == "fix" else ""
            blank = label("import.blank", lang)
            fixes = dict.fromkeys(f"{_short(p.text_words(lang))} → {_short(p.fix_words(lang)) or blank}" for p in group)
            proposed = group[0].fix or group[0].kind is Kind.PLACEHOLDER
            fix = next(iter(fixes)) if proposed else ""
            name, shown = label(f"import.kind.{kind}", lang), label(f"import.level.{state}", lang)
            rows.append([name, shown, str(count), _examples(group, lang), fix, accept])
    heads = ("problem", "state", "count", "example", "fix", "accept")
    return table([label(f"import.head.{h}", lang) for h in heads], rows, right=(2,), widest=36)


def _state(problem: Problem, proposal: Proposal) -> str:
    accepted = problem.level is Level.FIX and problem.kind in proposal.accepted
    return "accepted" if accepted else str(problem.level)


def _examples(problems: list[Problem], lang: Lang) -> str:
    """The first cells with what stands there."""
    shown: list[str] = []
    for problem in problems[:EXAMPLES]:
        cell = next(problem.cells(), problem.sheet)
        text = _short(problem.text_words(lang))
        shown.append(label("import.example", lang, cell=cell, text=text) if text else cell)
    return " ".join(shown)


def _details(proposal: Proposal, lang: Lang, *, everything: bool) -> Iterator[str]:
    """Every open problem in full, or the first ones; each with its place."""
    listed = proposal.problems if everything else proposal.open
    limit = len(listed) if everything else MAX_LISTED
    for problem in listed[:limit]:
        yield visible(problem.diagnostic().line(lang))
    if len(listed) > limit:
        yield label("cli.more", lang, count=len(listed) - limit)


def _outcomes(proposal: Proposal, lang: Lang) -> str:
    counts = proposal.counts()
    parts = [f"{label(f'import.outcome.{o}', lang)} {counts[o]}" for o in Outcome if counts[o] or o is Outcome.NEW]
    return "  ".join(parts)


def _short(text: str) -> str:
    flat = visible(" ".join(text.split()))
    return flat if len(flat) <= 24 else flat[:23] + "…"


# -- for programs ------------------------------------------------------------------------------------------------------


def plain(proposal: Proposal, vocabulary: Vocabulary) -> dict[str, object]:
    """The proposal as plain data (schema 1)."""
    counts = proposal.counts()
    return {
        "schema": 1,
        "ready": proposal.ready,
        "files": [{"name": f.name, "sha256": f.sha256} for f in proposal.files],
        "sheets": [
            {
                "file": proposal.files[s.file].name,
                "sheet": s.sheet,
                "kind": s.kind,
                "table": s.table,
                "header_rows": list(s.header_rows),
                "rows": s.rows,
                "columns": [dict(zip(("column", "header", "field", "how"), c, strict=True)) for c in s.columns],
            }
            for s in proposal.sheets
        ],
        "problems": [_plain_problem(p, proposal) for p in proposal.problems],
        "counts": {str(o): counts[o] for o in Outcome},
        "rows": [_plain_entry(e, vocabulary) for e in proposal.entries if e.outcome is not Outcome.UNCHANGED],
    }


def _plain_problem(problem: Problem, proposal: Proposal) -> dict[str, object]:
    return {
        "kind": str(problem.kind),
        "level": str(problem.level),
        "accepted": problem.kind in proposal.accepted and problem.level is Level.FIX,
        "code": problem.code,
        "params": {k: _plain_param(v) for k, v in problem.params.items()},
        "file": problem.file,
        "sheet": problem.sheet,
        "cells": list(problem.cells()),
        "header": problem.header,
        "text": problem.text,
        "fix": problem.fix,
    }


def _plain_param(value: object) -> object:
    if isinstance(value, Text):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, (str, int, bool, type(None))):
        return value
    return {"zh": f"{value}", "en": f"{value:en}"} if hasattr(value, "code") else str(value)


def _plain_entry(entry: Entry, vocabulary: Vocabulary) -> dict[str, object]:
    spec = vocabulary.subjects[entry.kind]
    fields = spec.tables[entry.table].fields if entry.table else spec.fields
    return {
        "outcome": str(entry.outcome),
        "kind": entry.kind,
        "subject": entry.subject,
        "table": entry.table,
        "record": list(entry.record),
        "row": entry.row,
        "sheet": entry.sheet,
        "values": {n: _plain_value(v, fields.get(n)) for n, v in entry.values.items()},
        "before": {n: _plain_value(v, fields.get(n)) for n, v in entry.before.items()},
    }


def _plain_value(value: Value, spec: FieldSpec | None) -> object:
    """A held value as it would be written in a file of facts."""
    from anwei.engine.facts.schema import in_unit
    from anwei.engine.facts.schema import plain as number
    from anwei.engine.facts.values import Blank, show_date

    if isinstance(value, Blank):
        return ""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, bool) or not isinstance(value, int) or spec is None:
        return value
    return show_date(value) if spec.type == "date" else number(in_unit(value, spec)) if spec.numeric else value
