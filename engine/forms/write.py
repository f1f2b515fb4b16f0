"""Writing collection forms: bilingual workbooks, blank or filled with the facts of a subject.

The same facts always give the same bytes: no clock is read. Text is always written as text, so that nothing a person
once typed can become a formula.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from anwei.engine import __version__
from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Place
from anwei.engine.facts.schema import digest
from anwei.engine.facts.subject import Coverage, Record, Subject
from anwei.engine.facts.values import BLANK, Value
from anwei.engine.facts.vocabulary import ATTESTATIONS, ITEM, SECTOR_CODES, FieldSpec, Vocabulary
from anwei.engine.forms import layout as at
from anwei.engine.forms.codes import CodeWords
from anwei.engine.forms.guide import both, help_text, to_choose
from anwei.engine.forms.layout import Layout, Sheet, cell_name
from anwei.engine.forms.needs import Needs, merged, recorded, sector_fields
from anwei.engine.forms.show import Shower, Shown
from anwei.engine.forms.validate import Validations
from anwei.engine.messages import Lang, label

MAX_TEXT = 32_767  # characters in a cell of Excel
SPARE_ROWS = 2_000  # rows below the data that get drop-downs
_COUNTY = 6  # digits of the code of a county; a shorter one is not where a subject is
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed day: the same facts give the same bytes


@dataclass(frozen=True)
class FormOptions:
    """What a form says about itself: the language of its drop-downs and titles, what it is for (sectors, and a
    division), and when it was handed out (``exported``, a moment in UTC as ISO text)."""

    lang: Lang = "zh"
    sectors: tuple[str, ...] = ()
    everything: bool = False
    exported: str = ""
    division: str = ""


PLAIN = FormOptions()
#: Cells are open unless locked one by one: under protection Excel deletes a row only if all of it is open.
_EVERY_CELL = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "locked": False}
_FACT_WIDTHS = {
    at.FACT_NAME: 4,
    at.FACT_LABEL: 30,
    at.FACT_ENGLISH: 34,
    at.FACT_VALUE: 36,
    at.FACT_UNIT: 12,
    at.FACT_HELP: 70,
}


def write_form(vocabulary: Vocabulary, kind: str, needs: Needs, options: FormOptions = PLAIN) -> bytes:
    """A blank form for a kind of subject that asks for ``needs``, its division filled in. Raises KeyError.

    Its sectors are filled in too if none of them has finer ones: a subject left with a broad one would escape the rules
    for these, so the clerk has to choose.
    """
    spec = vocabulary.subjects[kind]
    plan = at.plan(spec, vocabulary, needs, options.lang)
    head = Subject("", values={f.name: BLANK for f in plan.fields if f.not_yet}, kind=kind)
    if options.sectors and not vocabulary.codes[SECTOR_CODES].broad(options.sectors):
        head.values.update({f.name: frozenset(options.sectors) for f in sector_fields(spec) if f in plan.fields})
    if len(options.division) >= _COUNTY and "division" in needs.fields:
        head.values["division"] = options.division
    return _Writer(plan, vocabulary, options).write(head)


def write_subject(
    subject: Subject,
    vocabulary: Vocabulary,
    needs: Needs | None = None,
    options: FormOptions = PLAIN,
) -> bytes:
    """A form filled with a subject's facts: what ``needs`` asks for and everything that is on file.

    Raises AnweiError where a text does not fit into a cell, KeyError for an unknown kind.
    """
    spec = vocabulary.subjects[subject.kind]
    kept = recorded(subject, spec, vocabulary)
    wanted = kept if needs is None else merged(needs, kept)
    stated = any(t.always_complete and t.name in subject.coverage for t in spec.tables.values())
    plan = at.plan(spec, vocabulary, wanted, options.lang, attestation_coverage=stated)
    return _Writer(plan, vocabulary, options).write(subject)


@dataclass
class _Owned:
    """A record with the cell text that names its owner (empty for a subject's own records)."""

    record: Record
    owner: str = ""


@dataclass
class _Formats:
    """Cell formats by purpose."""

    book: Any
    made: dict[str, Any] = field(default_factory=dict)

    def get(self, name: str, **properties: object) -> Any:
        if name not in self.made:
            self.made[name] = self.book.add_format({**_EVERY_CELL, **properties})
        return self.made[name]

    @property
    def head(self) -> Any:
        return self.get("head", locked=True, bold=True, bg_color="#D9D9D9", border=1, text_wrap=True, align="center")

    @property
    def title(self) -> Any:
        return self.get("title", locked=True, bold=True, font_size=14)

    @property
    def note(self) -> Any:
        return self.get("note", locked=True, font_color="#666666", text_wrap=True)

    @property
    def fixed(self) -> Any:
        return self.get("fixed", locked=True, bg_color="#F2F2F2", border=1, text_wrap=True)

    def of(self, spec: FieldSpec, *, boxed: bool = False) -> Any:
        """The format of a field's cells. Text columns are text, or Excel would turn numbers of papers into dates."""
        number = {"date": "yyyy-mm-dd", "money": "#,##0.00", "boolean": "General"}.get(spec.type, "@")
        if spec.type in ("integer", "decimal"):
            number = "General"  # so that a typed 15% is kept as such
        return self.get(f"{number}{boxed}", num_format=number, border=1 if boxed else 0)


class _Writer:
    """Writes one workbook."""

    def __init__(self, plan: Layout, vocabulary: Vocabulary, options: FormOptions) -> None:
        import xlsxwriter  # type: ignore[import-untyped]  # slow, and only forms need it

        self.plan = plan
        self.vocabulary = vocabulary
        self.options = options
        self.lang = options.lang
        self.data = io.BytesIO()
        self.book: Any = xlsxwriter.Workbook(
            self.data,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "default_format_properties": dict(_EVERY_CELL),
            },
        )
        self.formats = _Formats(self.book)
        self.keys: dict[str, set[str]] = {}
        self.codes = CodeWords(vocabulary)
        self.validations = Validations(plan, self.codes, self.lang)
        self.show = Shower(self.codes, self.lang, self.keys)

    def write(self, subject: Subject) -> bytes:
        self.book.set_properties({"title": self.plan.kind.label.zh, "created": _CREATED})
        rows = self.rows_by_table(subject)
        self.guide_sheet()
        self.facts_sheet(subject)
        for sheet in self.plan.sheets:
            self.table_sheet(sheet, rows.get(sheet.table.name, []), subject.coverage.get(sheet.table.name))
        self.codes_sheet()
        self.manifest()
        self.book.close()
        return self.data.getvalue()

    # -- the guide, the codes and the manifest -------------------------------------------------------------------

    def guide_sheet(self) -> None:
        sheet = self.book.add_worksheet(label("form.sheet.guide", self.lang))
        sheet.set_column(0, 0, 110)
        sheet.write_string(0, 0, _line("form.guide.title", self.plan.kind.label), self.formats.title)
        names = [self.vocabulary.code_label("sector", c) for c in self.options.sectors]
        lines = [both("form.guide.sheets", fields=len(self.plan.fields), tables=len(self.plan.sheets))]
        if names:
            zh, en = "、".join(n.zh for n in names), ", ".join(n.en for n in names)
            lines.append(label("form.guide.for", "zh", sectors=zh) + "\n" + label("form.guide.for", "en", sectors=en))
        if self.options.everything:
            lines.append(both("form.guide.all"))
        lines += [both(f"form.guide.{n}", facts=self.plan.facts_title) for n in range(1, 10)]
        made_of = digest(self.vocabulary, self.plan.kind.name)
        lines.append(both("form.guide.version", version=__version__, digest=made_of, layout=at.LAYOUT))
        for row, text in enumerate(lines, 2):
            sheet.write_string(row, 0, text, self.formats.get("guide", text_wrap=True))
            sheet.set_row(row, 36)
        sheet.protect()

    def codes_sheet(self) -> None:
        sheet = self.book.add_worksheet(self.validations.codes_title)
        for column, (name, width) in enumerate([("list", 20), ("zh", 40), ("en", 40), ("code", 28), ("broader", 20)]):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, both(f"form.codes.{name}"), self.formats.head)
        for row, cells in enumerate(self.validations.code_rows, 1):
            for column, text in enumerate(cells):
                sheet.write_string(row, column, text)
        sheet.autofilter(0, 0, max(1, len(self.validations.code_rows)), 4)
        sheet.freeze_panes(1, 0)
        sheet.protect("", {"autofilter": True})

    def manifest(self) -> None:
        sheet = self.book.add_worksheet(at.MANIFEST)
        plan = self.plan
        lines = [
            [at.MAGIC, at.LAYOUT],
            ["kind", plan.kind.name],
            ["vocabulary", digest(self.vocabulary, plan.kind.name)],
            ["aside", label("form.sheet.guide", self.lang), self.validations.codes_title],
            ["sheet", plan.facts_title, "", *plan.fact_names],
            *(["sheet", s.title, s.table.name, *s.column_names] for s in plan.sheets),
            *([["exported", self.options.exported]] if self.options.exported else []),
        ]
        for row, cells in enumerate(lines):
            for column, text in enumerate(cells):
                sheet.write_string(row, column, text)
        sheet.very_hidden()
        sheet.protect()

    # -- the subject's own facts ---------------------------------------------------------------------------------

    def facts_sheet(self, subject: Subject) -> None:
        sheet = self.book.add_worksheet(self.plan.facts_title)
        sheet.write_string(0, 1, _line("form.guide.title", self.plan.kind.label), self.formats.title)
        for column, width in _FACT_WIDTHS.items():
            sheet.set_column(column - 1, column - 1, width, None, {"hidden": column == at.FACT_NAME})
        for column, key in enumerate(("name", "english", "value", "unit", "help"), at.FACT_LABEL):
            sheet.write_string(at.FACTS_FIRST - 2, column - 1, both(f"form.head.{key}"), self.formats.head)
        row = at.FACTS_FIRST
        for spec in self.plan.fields:
            self.fact_row(sheet, row, spec, subject.values.get(spec.name))
            row += 1
        for name, text in self.plan.coverage:
            words = [t.format(name=n) for t, n in zip(_texts("form.coverage.of"), text, strict=True)]
            self.fact_head(sheet, row, f"{at.COVERAGE}{name}", words[0], words[1], "", both("form.coverage.help"))
            self.coverage_cell(sheet, row, at.FACT_VALUE, subject.coverage.get(name))
            row += 1
        sheet.freeze_panes(at.FACTS_FIRST - 1, at.FACT_VALUE - 1)
        self.protect(sheet)

    def fact_row(self, sheet: Any, row: int, spec: FieldSpec, value: Value) -> None:
        unit = "\n".join(dict.fromkeys(at.unit_text(spec.unit))) if spec.unit else ""
        words = "\n".join(help_text(spec, self.plan.kind, "", lang) for lang in ("zh", "en"))
        if spec.codes == SECTOR_CODES:
            words += "".join(
                f"\n{hint}" for hint in to_choose(self.vocabulary.codes[SECTOR_CODES], self.options.sectors)
            )
        self.fact_head(sheet, row, spec.name, spec.label.zh, spec.label.en, unit, words)
        place = cell_name(row, at.FACT_VALUE)
        self.put(sheet, place, self.show.cell(value, spec), spec, boxed=True)
        self.validations.add(sheet, row, row, at.FACT_VALUE, spec)

    def fact_head(self, sheet: Any, row: int, *words: str) -> None:
        columns = (at.FACT_NAME, at.FACT_LABEL, at.FACT_ENGLISH, at.FACT_UNIT, at.FACT_HELP)
        for column, text in zip(columns, words, strict=True):
            form = self.formats.note if column == at.FACT_HELP else self.formats.fixed
            sheet.write_string(row - 1, column - 1, text, form)

    # -- tables --------------------------------------------------------------------------------------------------

    def rows_by_table(self, subject: Subject) -> dict[str, list[_Owned]]:
        """The records of every table in order, each with the text that names its owner."""
        found: dict[str, list[_Owned]] = {n: [_Owned(r) for r in rows] for n, rows in subject.children.items()}
        for name in self.parents_first():
            rows = found.get(name, [])
            keys = Counter(o.record.key for o in rows)
            self.keys[name] = set(keys)
            for row, owned in enumerate(rows, at.RECORDS_FIRST):
                key = owned.record.key
                plain = key and not key.startswith("#") and keys[key] == 1 and key == key.strip()
                text = self.owner_text(name, owned.record) if plain else f"#{row}"
                for child, records in owned.record.children.items():
                    found.setdefault(child, []).extend(_Owned(r, text) for r in records)
        return found

    def parents_first(self) -> list[str]:
        tables = self.plan.kind.tables
        ordered: list[str] = []
        while len(ordered) < len(tables):
            ordered += [n for n, t in tables.items() if n not in ordered and (not t.parent or t.parent in ordered)]
        return ordered

    def owner_text(self, name: str, record: Record) -> str:
        """A record's key as its own column shows it."""
        table = self.plan.kind.tables[name]
        value = self.show.cell(record.values.get(table.key), table.fields[table.key])
        if isinstance(value, date):
            return value.isoformat()
        return f"{value:f}" if isinstance(value, Decimal) else str(value)

    def table_sheet(self, sheet: Sheet, rows: Sequence[_Owned], coverage: Coverage | None) -> None:
        out = self.book.add_worksheet(sheet.title)
        table = sheet.table
        out.write_string(0, 0, f"{table.label.zh} · {table.label.en}", self.formats.title)
        if not table.always_complete:
            out.write_string(at.COVERAGE_ROW - 1, 0, both("form.coverage"), self.formats.head)
            self.coverage_cell(out, at.COVERAGE_ROW, at.COVERAGE_COLUMN, coverage)
            aside = self.formats.get("aside", font_color="#666666")
            out.write_string(at.COVERAGE_ROW - 1, at.COVERAGE_COLUMN, label("form.coverage.help", self.lang), aside)
        elif self.plan.items:
            out.write_string(at.COVERAGE_ROW - 1, 0, label("form.item.help", self.lang))
        last = at.RECORDS_FIRST + len(rows) + SPARE_ROWS
        for column, spec in enumerate(sheet.columns, 1):
            header = at.header_text(spec)
            width = min(40, max(14, *(_width(line) + 2 for line in header.splitlines())))
            out.set_column(column - 1, column - 1, width, self.formats.of(spec))
            out.write_string(at.NAMES_ROW - 1, column - 1, spec.name, self.formats.fixed)
            out.write_string(at.LABELS_ROW - 1, column - 1, header, self.formats.head)
            self.validations.add(out, at.RECORDS_FIRST, last, column, spec, table.parent)
        for row, owned in enumerate(rows, at.RECORDS_FIRST):
            self.record(out, sheet, row, owned)
        out.set_row(at.NAMES_ROW - 1, None, None, {"hidden": True})
        out.set_row(at.LABELS_ROW - 1, 34)
        out.freeze_panes(at.LABELS_ROW, 1)
        self.protect(out)

    def record(self, out: Any, sheet: Sheet, row: int, owned: _Owned) -> None:
        cells = [
            owned.owner if s.name == at.OWNER else self.show.cell(owned.record.values.get(s.name), s)
            for s in sheet.columns
        ]
        if sheet.table.name == ATTESTATIONS:
            named = zip(sheet.columns, cells, strict=True)
            kind = self.plan.kind.name
            cells = [
                self.codes.item(kind, str(c), self.lang) if s.name == ITEM and c is not None else c for s, c in named
            ]
        if all(c is None for c in cells):  # a record of which nothing is known still is a record
            column = next((i for i, s in enumerate(sheet.columns) if not s.not_yet), 0)
            cells[column] = label("form.unknown", self.lang)  # reads as not known
        for column, (spec, value) in enumerate(zip(sheet.columns, cells, strict=True), 1):
            self.put(out, cell_name(row, column), value, spec)

    # -- cells ---------------------------------------------------------------------------------------------------

    def put(self, sheet: Any, cell: str, value: Shown, spec: FieldSpec, *, boxed: bool = False) -> None:
        form = self.formats.of(spec, boxed=boxed)
        match value:
            case None:
                sheet.write_blank(cell, None, form)
            case Decimal():
                sheet.write_number(cell, float(value), form)
            case date():
                sheet.write_datetime(cell, value, form)
            case _:
                if len(value) > MAX_TEXT:
                    params = {"name": spec.label, "size": len(value), "limit": MAX_TEXT}
                    raise AnweiError([Diagnostic("XLS-020", Place("", sheet=sheet.get_name(), cell=cell), params)])
                sheet.write_string(cell, value, form)

    def coverage_cell(self, sheet: Any, row: int, column: int, coverage: Coverage | None) -> None:
        words = {c: label(f"form.coverage.{c}", self.lang) for c in Coverage}
        form = self.formats.get("coverage", border=1, bg_color="#FFF2CC")
        sheet.write(row - 1, column - 1, words[coverage] if coverage else None, form)
        title, message = label("form.coverage", self.lang), label("form.coverage.help", self.lang)
        options = {"validate": "list", "source": list(words.values()), "input_title": title, "input_message": message}
        sheet.data_validation(row - 1, column - 1, row - 1, column - 1, options)

    def protect(self, sheet: Any) -> None:
        """Headers cannot be overwritten by mistake; no password, so that nobody is locked out."""
        allowed = ("insert_rows", "delete_rows", "sort", "autofilter", "format_columns", "format_rows", "format_cells")
        sheet.protect("", dict.fromkeys(allowed, True))


def _texts(key: str) -> tuple[str, str]:
    return label(key, "zh"), label(key, "en")


def _line(key: str, kind: Sequence[str]) -> str:
    words: list[Callable[..., str]] = [t.format for t in _texts(key)]
    return " · ".join(w(kind=k) for w, k in zip(words, kind, strict=True))


def _width(text: str) -> int:
    """Columns a text takes: Chinese characters take two."""
    return sum(2 if c > "\u2e7f" else 1 for c in text)
