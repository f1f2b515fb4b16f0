"""The sheets of one workbook: which holds a table, what its columns mean, and the statements of its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from anwei.engine.documents.diagnostics import nearest
from anwei.engine.facts.units import dimension
from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.forms.codes import CodeWords
from anwei.engine.workspace.importing.cells import Context
from anwei.engine.workspace.importing.columns import IGNORED, Column, guess_columns, targets
from anwei.engine.workspace.importing.extent import find_rows
from anwei.engine.workspace.importing.grid import Book, Grid, text_of
from anwei.engine.workspace.importing.headers import SEARCHED, Block, Finder, Given, header_texts
from anwei.engine.workspace.importing.mapping import MappingBook, SheetMapping
from anwei.engine.workspace.importing.problems import Kind, Level, Problem
from anwei.engine.workspace.importing.proposal import SheetReport
from anwei.engine.workspace.importing.rows import Origin, SheetReader, Statement, walk_left_out
from anwei.engine.workspace.importing.told import ANNOTATED
from anwei.engine.workspace.importing.words import in_known_unit, plain_word

if TYPE_CHECKING:
    from anwei.engine.workspace.importing.pipeline import Options

#: Columns that only number the rows or are signed; nobody misses them.
_UNINTERESTING = frozenset(map(plain_word, ("序号", "序", "行号", "No.", "number", "#", "签字", "签名", "盖章")))


@dataclass(frozen=True, slots=True)
class Default:
    """The subject of rows that do not name one: its id, and texts in which its name may stand."""

    subject: str = ""
    texts: tuple[str, ...] = ()


@dataclass(slots=True)
class Reading:
    """What one workbook holds."""

    statements: list[tuple[list[Statement], Default]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    reports: list[SheetReport] = field(default_factory=list)


class Sheets:
    """Reads sheets with one vocabulary; finders are kept because every workbook needs the same."""

    def __init__(self, vocabulary: Vocabulary, codes: CodeWords, options: Options, book: MappingBook) -> None:
        self.vocabulary = vocabulary
        self.codes = codes
        self.options = options
        self.book = book
        self.finders: dict[tuple[str, str], Finder] = {}

    def finder(self, kind: str, table: str) -> Finder:
        if (kind, table) not in self.finders:
            found = targets(self.vocabulary, kind, table)
            self.finders[kind, table] = Finder([t for t in found if not table or t.table is not None])
        return self.finders[kind, table]

    def read(self, book: Book, number: int, context: Callable[[str], Context]) -> Reading:
        """Every sheet that holds a table. A file without any is reported."""
        reading = Reading()
        passed: list[Grid] = []
        for grid in book.grids:
            mapping = self.options.mapping.sheet(book.name, grid.title)
            if mapping.ignore or _is_annotation(grid):
                continue
            if grid.hidden and mapping.sheet == "*":
                reading.problems.append(_sheet_problem(book, grid, Level.NOTE, "IMP-020"))
                continue
            block = self.block(book, grid, mapping)
            if block is None:
                passed.append(grid)
            else:
                self.table(book, number, block, mapping, context, reading)
        for grid in passed:
            level = Level.NOTE if reading.reports else Level.BAD
            reading.problems.append(_sheet_problem(book, grid, level, "IMP-004" if level is Level.BAD else "IMP-021"))
        if not reading.reports and not passed:
            reading.problems.append(Problem(Kind.FILE, Level.BAD, "IMP-001", book.name))
        return reading

    def block(self, book: Book, grid: Grid, mapping: SheetMapping) -> Block | None:
        """The table of a sheet: as the user says, as it was understood before, or as its words say."""
        kind, table = mapping.kind or self.options.kind, mapping.table or self.options.table
        hint = f"{Path(book.name).stem} {grid.title} " + _top_texts(grid)
        given = mapping.given
        block = self.finder(kind, table).find(grid, hint, given)
        if block is None:
            return None if given.columns or kind or table else self.remembered(grid, hint)
        if not given.columns:
            known_kind, known_table, learned = self.book.recall(block.headers, grid.title)
            if learned.columns and known_kind in self.vocabulary.subjects and not (kind or table):
                rows = grid.numbers[block.first], grid.numbers[block.last]
                again = Given(*rows, learned.columns, given.units, "learned")
                block = self.finder(known_kind, known_table).find(grid, hint, again) or block
                block.rivals = ()
        if kind:
            block.rivals = ()
        return block

    def remembered(self, grid: Grid, hint: str) -> Block | None:
        """A table whose headers say nothing, but were explained before."""
        for row in range(min(len(grid.rows), SEARCHED) if self.book.documents else 0):
            headers = [h[0] if h else "" for h in header_texts(grid, row, row)]
            kind, table, learned = self.book.recall(headers, grid.title)
            if learned.columns and kind in self.vocabulary.subjects:
                number = grid.numbers[row]
                again = Given(number, number, learned.columns, {}, "learned")
                return self.finder(kind, table).find(grid, hint, again)
        return None

    def table(
        self,
        book: Book,
        number: int,
        block: Block,
        mapping: SheetMapping,
        context: Callable[[str], Context],
        reading: Reading,
    ) -> None:
        """The rows of a table found."""
        find_rows(block)
        grid = block.grid
        sheet = "" if grid.lines else grid.title
        origin = Origin(number, book.name, sheet, lines=grid.lines)
        self.drop_unused(block)
        guess_columns(block.mapped, [c.index for c in block.mapped.columns if not c.field])
        self.check_units(block)
        said = context(f"{block.title} {grid.title}")
        accepted = self.options.accepted
        reader = SheetReader(
            block, origin, self.vocabulary, self.codes, said, accepted, old_format=book.format == "xls"
        )
        statements = reader.statements()
        reading.problems += [*_column_problems(block, book.name), *reader.problems, *walk_left_out(block, book.name)]
        target = block.mapped.target
        if block.rivals and Kind.KIND_GUESS not in accepted:
            names = "、".join(block.rivals)
            params = {"chosen": target.kind.label, "names": names}
            problem = Problem(Kind.KIND_GUESS, Level.FIX, "IMP-022", book.name, grid.title, params=params)
            reading.problems.append(problem)
        default = Default(mapping.subject, (block.title, grid.title, Path(book.name).stem))
        reading.statements.append((statements, default))
        self.book.learn(block.mapped, block.headers, grid.title, guesses=Kind.COLUMN_GUESS in accepted)
        rows = grid.numbers[block.first], grid.numbers[block.last]
        table = target.table.name if target.table else ""
        reading.reports.append(
            SheetReport(number, grid.title, target.kind.name, table, rows, len(statements), _columns(block))
        )

    def drop_unused(self, block: Block) -> None:
        """Columns without header and content, and those that only number the rows, are of no interest."""
        for column in block.mapped.columns:
            if column.field:
                continue
            if plain_word(column.header) in _UNINTERESTING or not _holds_anything(block, column):
                column.field, column.how = IGNORED, ""

    def check_units(self, block: Block) -> None:
        """A header's unit that cannot be converted to the field's is none of ours: 用时（秒） of a plain number."""
        for column in block.mapped.columns:
            spec = block.mapped.target.fields.get(column.field)
            if spec is not None and not (spec.numeric and spec.unit):
                column.unit = ""


def _holds_anything(block: Block, column: Column) -> bool:
    return any(block.grid.rows[r][column.index] != "" for r in block.rows)


def _column_problems(block: Block, file: str) -> Iterator[Problem]:
    """Columns that are only guessed, mean nothing known, or have a unit that does not fit."""
    grid, target = block.grid, block.mapped.target
    sheet = "" if grid.lines else grid.title
    row = (grid.numbers[block.last if block.grid.rows[block.last][0] else block.first],)
    for column in block.mapped.columns:
        place = (file, sheet, grid.column_name(column.index), row, column.header)
        header = column.header[:40]
        if column.how == "guess":
            spec = target.fields[column.field]
            params = {"text": header, "field": spec.label, "name": column.field}
            fix = spec.label.zh
            yield Problem(Kind.COLUMN_GUESS, Level.FIX, "IMP-006", *place, header, fix, params, grid.lines)
        elif not column.field:
            hint = nearest(plain_word(header), target.words) if header else ""
            params = {"text": header, "hint": hint or "-"}
            yield Problem(Kind.COLUMN_UNKNOWN, Level.NOTE, "IMP-007", *place, header, "", params, grid.lines)
        elif column.unit and column.field in target.fields and not _fits(column.unit, target.fields[column.field].unit):
            params = {"text": header, "unit": column.unit, "wanted": target.fields[column.field].unit}
            yield Problem(Kind.COLUMN_UNIT, Level.BAD, "IMP-008", *place, header, "", params, grid.lines)


def _fits(unit: str, wanted: str) -> bool:
    from decimal import Decimal

    return dimension(in_known_unit(Decimal(1), unit)[1]) == dimension(wanted)


def _columns(block: Block) -> tuple[tuple[str, str, str, str], ...]:
    return tuple(
        (block.grid.column_name(c.index), c.header, c.field, c.how) for c in block.mapped.columns if c.header or c.field
    )


def _sheet_problem(book: Book, grid: Grid, level: Level, code: str) -> Problem:
    found = _top_texts(grid)
    params = {"sheet": grid.title, "rows": len(grid.rows), "text": found[:60]}
    return Problem(Kind.SHEET, level, code, book.name, "" if grid.lines else grid.title, params=params)


def _top_texts(grid: Grid) -> str:
    return " ".join(t for row in grid.rows[:4] for c in row if isinstance(c, str) and (t := text_of(c).strip()))[:300]


def _is_annotation(grid: Grid) -> bool:
    return bool(grid.rows) and ANNOTATED in [text_of(c) for c in grid.rows[0]]


__all__ = ["Default", "Reading", "Sheets"]
