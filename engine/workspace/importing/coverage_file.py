"""``coverage.csv`` of an exported or hand-made folder: how complete each subject's tables are.

Columns subject, table and coverage, by name or label; a line says one thing of one table. It never takes a record away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from anwei.engine.documents.diagnostics import nearest
from anwei.engine.facts.subject import Coverage
from anwei.engine.facts.vocabulary import Vocabulary, folded
from anwei.engine.forms.csv_tables import COVERAGE_FILE, SUBJECT
from anwei.engine.forms.read import COVERAGE_WORDS
from anwei.engine.messages import Text
from anwei.engine.messages.form_labels import FORM_LABELS
from anwei.engine.workspace.changes import SetCoverage
from anwei.engine.workspace.importing.grid import Book, text_of
from anwei.engine.workspace.importing.identity import Identifier
from anwei.engine.workspace.importing.problems import Kind, Level, Problem
from anwei.engine.workspace.importing.proposal import Present

_HEADS = {
    "subject": (
        SUBJECT,
        "subject",
        "subject_id",
        "对象编号",
        *FORM_LABELS["form.csv.what.subject"],
        *FORM_LABELS["form.csv.subject"],
    ),
    "table": ("table", *FORM_LABELS["form.csv.table"]),
    "coverage": ("coverage", *FORM_LABELS["form.coverage"]),
}


#: How each column is called in messages, in both languages.
_ASKED = {
    "subject": FORM_LABELS["form.csv.what.subject"],
    "table": FORM_LABELS["form.csv.table"],
    "coverage": FORM_LABELS["form.coverage"],
}
#: What may stand in the last column: the codes, the words of the forms, and those of the glossary.
_WORDS = {
    **COVERAGE_WORDS,
    "完整": str(Coverage.COMPLETE),
    "部分": str(Coverage.PARTIAL),
    "未报": str(Coverage.NOT_REPORTED),
}


@dataclass(frozen=True, slots=True)
class Stated:
    """One line: texts by column name, and where each stands."""

    file: int
    name: str
    line: int
    texts: Mapping[str, str]
    columns: Mapping[str, int]

    def problem(self, kind: Kind, code: str, column: str, **params: object) -> Problem:
        text = self.texts[column]
        place = (self.name, "", str(self.columns[column]), (self.line,))
        return Problem(kind, Level.BAD, code, *place, text=text, params={"text": text[:60], **params}, lines=True)


def is_coverage(stem: str) -> bool:
    """Whether a CSV file of this name states coverage."""
    return stem.casefold() == COVERAGE_FILE


def read_coverage(book: Book, number: int) -> list[Stated] | Problem | None:
    """The lines of the file; the problem where its header lacks one of the three columns; None where it lacks more."""
    grid = book.grids[0]
    header = [folded(text_of(c)) for c in grid.rows[0]] if grid.rows else []
    columns: dict[str, int] = {}
    for name, words in _HEADS.items():
        wanted = {folded(w) for w in words}
        place = next((i for i, head in enumerate(header) if head in wanted), None)
        if place is not None:
            columns[name] = place
    if len(columns) < len(_HEADS) - 1:
        return None
    missing = next((n for n in _HEADS if n not in columns), "")
    if missing:
        params = {"column": Text(*_ASKED[missing]), "text": "，".join(map(text_of, grid.rows[0]))[:60]}
        return Problem(
            Kind.FILE, Level.BAD, "IMP-046", book.name, "", "1", (grid.numbers[0],), params=params, lines=True
        )
    return [
        Stated(
            number,
            book.name,
            grid.numbers[row],
            {n: text_of(grid.rows[row][i]).strip() for n, i in columns.items()},
            {n: i + 1 for n, i in columns.items()},
        )
        for row in range(1, len(grid.rows))
    ]


def coverage_changes(
    lines: Iterable[Stated], identifier: Identifier, vocabulary: Vocabulary, present: Present, on: int
) -> Iterator[SetCoverage | Problem]:
    """What each line changes, then what is wrong: one problem for all lines that say the same. ``on`` is the day
    (ordinal) of which it is said."""
    wrong: dict[tuple[str, str, str, str], Problem] = {}
    for found in _line_by_line(lines, identifier, vocabulary, present, on):
        if isinstance(found, SetCoverage):
            yield found
            continue
        key = (found.file, found.code, found.column, found.text)
        first = wrong.get(key)
        wrong[key] = found if first is None else replace(first, rows=first.rows + found.rows)
    yield from wrong.values()


def _line_by_line(
    lines: Iterable[Stated], identifier: Identifier, vocabulary: Vocabulary, present: Present, on: int
) -> Iterator[SetCoverage | Problem]:
    for line in lines:
        id_ = line.texts["subject"]
        kind = next((k for k, index in identifier.indexes.items() if id_ in index.by_id), "")
        if not kind:
            yield line.problem(Kind.NO_SUBJECT, "IMP-037", "subject", like="-")
            continue
        words = {folded(w): n for n, s in vocabulary.subjects.items() for w in (n, *s.label)}
        words |= {folded(w): n for n, t in vocabulary.subjects[kind].tables.items() for w in (n, *t.label)}
        named = line.texts["table"]
        table = words.get(folded(named), "")
        stated = _WORDS.get(folded(line.texts["coverage"]), "")
        if not table:
            hint = nearest(folded(named), words) or ", ".join(list(vocabulary.subjects[kind].tables)[:6])
            yield line.problem(Kind.VALUE, "INP-020", "table", name=named[:60], hint=hint)
        elif not stated:
            yield line.problem(Kind.VALUE, "INP-021", "coverage")
        else:
            current = present.subjects(kind, [id_]).get(id_)
            if current is None or current.coverage.get(table) != stated:
                cell = f"{line.line}:{line.columns['coverage']}"
                yield SetCoverage(kind, id_, table, Coverage(stated), on, cell, line.file)
