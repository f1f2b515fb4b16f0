"""From the rows of a table found in a sheet to statements: what each row says of which subject or record.

Columns are typed one by one, each distinct value once; rows are put together afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from anwei.engine.facts.values import Value
from anwei.engine.facts.vocabulary import FieldSpec, SubjectSpec, TableSpec, Vocabulary
from anwei.engine.forms.codes import CodeWords
from anwei.engine.workspace.importing.cells import MISSING, ColumnReader, Context, Marked, Missing, Odd, Typed
from anwei.engine.workspace.importing.columns import IGNORED, Column
from anwei.engine.workspace.importing.grid import Grid, Raw
from anwei.engine.workspace.importing.headers import Block
from anwei.engine.workspace.importing.problems import Kind, Level, Problem


@dataclass(frozen=True, slots=True)
class Origin:
    """Where statements come from: the file (its index and name), the sheet, and where each field's column stands."""

    file: int
    name: str
    sheet: str
    prefixes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    lines: bool = False
    form: bool = False
    exported: str = ""  # the moment (UTC, ISO text) when a form was handed out, as it says

    def cell(self, name: str, number: int) -> str:
        """The place of a field in a row as the store keeps it: ``企业台账!D18`` or ``18:4``."""
        default = ("", ":1") if self.lines else (f"{self.sheet}!A", "")
        before, after = self.prefixes.get(name, default)
        return f"{before}{number}{after}"

    def cells(self, names: Sequence[str], number: int) -> dict[str, str]:
        """The places of several fields of one row."""
        row = str(number)
        prefixes = self.prefixes
        return {n: prefixes[n][0] + row + prefixes[n][1] for n in names if n in prefixes}


@dataclass(slots=True)
class Statement:
    """What one row says. ``values`` are those that stand in it; ``blank`` are the asked fields whose cell is empty.

    ``links`` hold what says whose record it is (``id``, ``name`` ...; ``@owner`` for the owner). ``doubtful`` are the
    fields left out because of an open problem. ``number`` is the row.
    """

    kind: SubjectSpec
    table: TableSpec | None
    values: dict[str, Value]
    origin: Origin
    number: int
    links: dict[str, Value] = field(default_factory=dict)
    blank: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    cells: Mapping[str, str] | None = None  # where they do not follow from the column

    @property
    def fields(self) -> Mapping[str, FieldSpec]:
        return self.table.fields if self.table is not None else self.kind.fields

    def cells_of(self, names: Sequence[str]) -> dict[str, str]:
        """Where the values of some fields stood."""
        if self.cells is not None:
            return {n: self.cells[n] for n in names if n in self.cells}
        return self.origin.cells(names, self.number)

    def problem(self, kind: Kind, level: Level, code: str, name: str = "", **params: object) -> Problem:
        """A problem of this row, at the cell of a field where one is named."""
        text, fix = str(params.pop("text", "")), str(params.pop("fix", ""))
        params = {"text": text[:60], "fix": fix, **params}
        place = (self.origin.name, *self._at(name))
        return Problem(kind, level, code, *place, text=text, fix=fix, params=params, lines=self.origin.lines)

    def _at(self, name: str) -> tuple[str, str, tuple[int, ...]]:
        """Sheet, column and row of a field, or of the row where no field is named."""
        cell = self.cells.get(name, "") if self.cells is not None else ""
        if cell and self.origin.lines:
            line, _, col = cell.partition(":")
            return "", col, (int(line),)
        if cell:
            sheet, _, address = cell.rpartition("!")
            column = address.rstrip("0123456789")
            return sheet, column, (int(address[len(column) :]),)
        return self.origin.sheet, self.origin.columns.get(name, ""), (self.number,) if self.number else ()


class SheetReader:
    """Reads the rows of one block. Problems are collected in ``problems``."""

    def __init__(
        self,
        block: Block,
        origin: Origin,
        vocabulary: Vocabulary,
        codes: CodeWords,
        context: Context,
        accepted: frozenset[Kind],
        *,
        old_format: bool = False,
    ) -> None:
        self.block = block
        self.grid: Grid = block.grid
        self.vocabulary = vocabulary
        self.codes = codes
        self.context = context
        self.accepted = accepted
        self.old_format = old_format
        self.problems: list[Problem] = []
        self.columns = [c for c in block.mapped.columns if self._wanted(c)]
        prefixes = {c.field: self.grid.place_prefix(c.index) for c in self.columns}
        names = {c.field: self.grid.column_name(c.index) for c in self.columns}
        lines = self.grid.lines
        self.origin = Origin(origin.file, origin.name, "" if lines else self.grid.title, prefixes, names, lines)

    def _wanted(self, column: Column) -> bool:
        if not column.field or column.field == IGNORED:
            return False
        return column.how != "guess" or Kind.COLUMN_GUESS in self.accepted

    def statements(self) -> list[Statement]:
        """Every row as a statement, in order."""
        target = self.block.mapped.target
        numbers = [self.grid.numbers[r] for r in self.block.rows]
        doubtful: dict[int, list[str]] = {}
        typed = [self.column(c, numbers, doubtful) for c in self.columns]
        fields = [c.field for c in self.columns]
        own = target.own
        is_own = [f in own for f in fields]
        all_own = all(is_own)
        asked = tuple(f for f, o in zip(fields, is_own, strict=True) if o)
        found: list[Statement] = []
        for index, (number, row) in enumerate(zip(numbers, zip(*typed, strict=True), strict=True)):
            said = {f: v for f, v in zip(fields, row, strict=True) if v is not MISSING}
            if not said:
                continue
            links: dict[str, Value] = {}
            if not all_own:
                links = {f: said.pop(f) for f in fields if f not in own and f in said}
            blank = tuple(f for f in asked if f not in said) if len(said) < len(asked) else ()
            open_ = tuple(doubtful.get(index, ()))
            found.append(Statement(target.kind, target.table, said, self.origin, number, links, blank, open_))
        return found

    def column(self, column: Column, numbers: list[int], doubtful: dict[int, list[str]]) -> list[Value | Missing]:
        """The values of a column for every row; what is open is MISSING there and noted in ``doubtful``."""
        spec = self.block.mapped.target.fields[column.field]
        reader = ColumnReader(spec, self.vocabulary, self.codes, self.context, column.unit)
        raws = self.raws(column, spec)
        memo: dict[Raw | Marked, Typed] = {raw: reader.read(raw) for raw in set(raws)}
        odd = {raw: found for raw, found in memo.items() if isinstance(found, Odd)}
        if not odd:
            return [memo[raw] for raw in raws]  # type: ignore[misc]
        rows: dict[Raw | Marked, list[int]] = {}
        for index, raw in enumerate(raws):
            if raw in odd:
                rows.setdefault(raw, []).append(index)
        for raw, indices in rows.items():
            found = odd[raw]
            memo[raw] = self.used(found)
            self.report(found, column, tuple(numbers[i] for i in indices))
            used = found.level is Level.NOTE or (found.level is Level.FIX and found.kind in self.accepted)
            if not used or found.kind is Kind.MASKED:
                for index in indices:
                    doubtful.setdefault(index, []).append(column.field)
        return [memo[raw] for raw in raws]  # type: ignore[misc]

    def used(self, found: Odd) -> Value | Missing:
        """The value that is used for an odd cell."""
        if found.level is Level.NOTE or (found.level is Level.FIX and found.kind in self.accepted):
            return found.value
        return MISSING

    def report(self, found: Odd, column: Column, rows: tuple[int, ...]) -> None:
        self.problems.append(
            Problem(
                found.kind,
                found.level,
                found.code,
                self.origin.name,
                self.origin.sheet,
                self.grid.column_name(column.index),
                rows,
                column.header,
                found.text,
                found.fix,
                found.params,
                self.grid.lines,
            )
        )

    # -- raw values ------------------------------------------------------------------------------------------------

    def raws(self, column: Column, spec: FieldSpec) -> list[Raw | Marked]:
        """The raw values of a column, with what the file says about single cells."""
        rows = self.grid.rows
        index = column.index
        raws: list[Raw | Marked] = [rows[r][index] for r in self.block.rows]
        if bool in set(map(type, raws)):  # in a memo True would be the same key as 1
            raws = [str(r).upper() if isinstance(r, bool) else r for r in raws]
        self._percent(raws, index, spec)
        self._marked(raws, index)
        self._merged(raws, index)
        return raws

    def _percent(self, raws: list[Raw | Marked], column: int, spec: FieldSpec) -> None:
        """Numbers shown as percentages; the old format does not say which are."""
        if not spec.numeric:
            return
        if self.old_format and spec.unit in ("%", "‰"):
            for index, raw in enumerate(raws):
                if isinstance(raw, float) and 0 < raw <= 1:
                    raws[index] = Marked(raw, "ratio")
        marked = self.grid.marks.percent
        for index, row in enumerate(self.block.rows) if marked else ():
            raw = raws[index]
            if isinstance(raw, (int, float)) and self.grid.at(row, column) in marked:
                raws[index] = f"{raw * 100:.15g}%"

    def _marked(self, raws: list[Raw | Marked], column: int) -> None:
        marks = self.grid.marks
        for index, row in enumerate(self.block.rows) if marks.formulas or marks.errors or marks.months else ():
            at, raw = self.grid.at(row, column), raws[index]
            if at in marks.errors:
                raws[index] = Marked("#", "error")
            elif at in marks.months and raw != "" and not isinstance(raw, Marked):
                raws[index] = Marked(raw, "month")
            elif at in marks.formulas and raw != "" and not isinstance(raw, Marked):
                raws[index] = Marked(raw, "formula")

    def _merged(self, raws: list[Raw | Marked], column: int) -> None:
        """A cell merged over several rows stands for each of them."""
        if not self.block.rows or not self.grid.merged:
            return
        where = {self.grid.numbers[r]: i for i, r in enumerate(self.block.rows)}
        first, last = self.grid.numbers[self.block.rows[0]], self.grid.numbers[self.block.rows[-1]]
        for top, left, bottom, _right in self.grid.merged_at(first, last):
            if left != self.grid.left + column or bottom == top or top not in where:
                continue
            raw = raws[where[top]]
            for number in range(top + 1, min(bottom, last) + 1):
                if number in where and raw != "" and raws[where[number]] == "":
                    raws[where[number]] = raw if isinstance(raw, Marked) else Marked(raw, "merged")


def walk_left_out(block: Block, file: str) -> Iterator[Problem]:
    """Rows of a block that are no records, as notes."""
    grid = block.grid
    for left in block.left_out:
        number = grid.numbers[left.row]
        params = {"text": left.text, "reason": left.reason}
        sheet = "" if grid.lines else grid.title
        yield Problem(
            Kind.ROW_LEFT_OUT,
            Level.NOTE,
            _REASON_CODES[left.reason],
            file,
            sheet,
            "",
            (number,),
            text=left.text,
            params=params,
            lines=grid.lines,
        )


_REASON_CODES = {
    "total": "IMP-025",
    "note": "IMP-026",
    "section": "IMP-026",
    "header": "IMP-027",
    "numbering": "IMP-027",
}
