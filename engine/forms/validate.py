"""Drop-downs and checks that Excel itself makes while a form is being filled in.

They help and never decide: where the reader takes more than Excel can check (``3200 万元``, 不详), Excel only asks.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from anwei.engine.facts.schema import in_unit, plain
from anwei.engine.facts.vocabulary import ATTESTATIONS, ITEM, FieldSpec
from anwei.engine.forms.codes import CodeWords
from anwei.engine.forms.guide import help_text
from anwei.engine.forms.layout import Layout
from anwei.engine.messages import Lang, label

MAX_TITLE, MAX_MESSAGE = 32, 255
_ASK = {"error_type": "warning"}


class Validations:
    """The validations of one form, and the rows of its sheet of codes that the drop-downs point to."""

    def __init__(self, plan: Layout, codes: CodeWords, lang: Lang) -> None:
        self.plan = plan
        self.codes = codes
        self.lang = lang
        self.codes_title = label("form.sheet.codes", lang)
        self.code_rows: list[tuple[str, str, str, str, str]] = []
        self.ranges: dict[str, str] = {}
        columns = (*plan.fields, *(c for sheet in plan.sheets for c in sheet.columns))
        for name in sorted({s.codes for s in columns if s.codes}):
            self._list(name)
        if plan.items:
            self._items()

    def _items(self) -> None:
        """What can be seen on site, after the code lists."""
        first = len(self.code_rows) + 2
        kind = self.plan.kind
        for name in self.plan.items:
            zh, en = self.codes.item(kind.name, name, "zh"), self.codes.item(kind.name, name, "en")
            self.code_rows.append((kind.tables[ATTESTATIONS].label.lang(self.lang), zh, en, name, ""))
        self._range(ITEM, first)

    def _list(self, name: str) -> None:
        """One code list as a block of rows; the last row lets a clerk say that it is not known."""
        first = len(self.code_rows) + 2
        for code in self.codes.vocabulary.codes[name].codes.values():
            zh, en = self.codes.shown(name, code.name, "zh"), self.codes.shown(name, code.name, "en")
            self.code_rows.append((name, zh, en, code.name, code.broader))
        self.code_rows.append((name, label("form.unknown", "zh"), label("form.unknown", "en"), "?", ""))
        self._range(name, first)

    def _range(self, name: str, first: int) -> None:
        """Where a list's words stand, from its first row to the last one written."""
        column = "B" if self.lang == "zh" else "C"
        self.ranges[name] = f"='{self.codes_title}'!${column}${first}:${column}${len(self.code_rows) + 1}"

    def add(self, sheet: Any, first: int, last: int, column: int, spec: FieldSpec, parent: str = "") -> None:
        """Put a field's validation on rows ``first`` to ``last`` (from 1) of a column."""
        title = spec.label.lang(self.lang)[:MAX_TITLE]
        message = help_text(spec, self.plan.kind, parent, self.lang)[:MAX_MESSAGE]
        rule = self.rule(spec)
        if spec.name == ITEM and spec is self.plan.kind.tables[ATTESTATIONS].fields[ITEM] and ITEM in self.ranges:
            rule = {"validate": "list", "source": self.ranges[ITEM], **_ASK}
            message = label("form.item.help", self.lang)[:MAX_MESSAGE]
        options = {**rule, "input_title": title, "input_message": message}
        sheet.data_validation(first - 1, column - 1, last - 1, column - 1, options)

    def rule(self, spec: FieldSpec) -> dict[str, object]:
        match spec.type:
            case "boolean":
                return {"validate": "list", "source": [label(f"form.{k}", self.lang) for k in ("yes", "no", "unknown")]}
            case "code":
                return {"validate": "list", "source": self.ranges[spec.codes]}
            case "date":
                return {
                    "validate": "date",
                    "criteria": "between",
                    "minimum": date(1900, 3, 1),
                    "maximum": date(9999, 12, 31),
                    **_ASK,
                }
            case "integer" | "decimal" | "money":
                kind = "integer" if spec.type == "integer" and in_unit(1, spec) == 1 else "decimal"
                return {"validate": kind, **_bounds(spec), **_ASK}
            case _:
                return {"validate": "any"}


def _bounds(spec: FieldSpec) -> dict[str, object]:
    low = None if spec.minimum is None else plain(in_unit(spec.minimum, spec))
    high = None if spec.maximum is None else plain(in_unit(spec.maximum, spec))
    if low is not None and high is not None:
        return {"criteria": "between", "minimum": low, "maximum": high}
    if high is not None:
        return {"criteria": "<=", "value": high}
    return {"criteria": ">=", "value": low if low is not None else -999_999_999_999}
