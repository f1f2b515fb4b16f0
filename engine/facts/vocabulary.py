"""The vocabulary: subject kinds with their fields, child tables, named views and code lists."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from anwei.engine.documents.diagnostics import NOWHERE, Place
from anwei.engine.messages import Text

FieldType = Literal[
    "integer", "decimal", "money", "boolean", "date", "text", "code", "codes", "ref", "refs", "division"
]
ATTESTATIONS, ITEM = "attestations", "item"  #: the table of what was seen on site, and its field that says what
SECTOR_CODES = "sector"  #: the code list of the sectors that rules speak of
NUMERIC: frozenset[str] = frozenset({"integer", "decimal", "money"})


def folded(text: str) -> str:
    """Text as it is compared: full-width forms, Roman numeral signs and case do not matter."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a code list. ``broader`` names the entry that includes it."""

    name: str
    label: Text
    broader: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(slots=True)
class CodeList:
    name: str
    codes: dict[str, Code] = field(default_factory=dict)

    def narrower(self, name: str) -> frozenset[str]:
        """The code itself and every code below it."""
        found = {name}
        grew = True
        while grew:
            more = {c.name for c in self.codes.values() if c.broader in found} - found
            found |= more
            grew = bool(more)
        return frozenset(found)

    def finer(self, name: str) -> list[Code]:
        """The codes right below a code."""
        return [c for c in self.codes.values() if c.broader == name]

    def broad(self, chosen: Iterable[str]) -> list[str]:
        """The chosen codes that have finer ones of which none is chosen."""
        given = frozenset(chosen)
        return sorted(c for c in given if len(below := self.narrower(c)) > 1 and len(below & given) == 1)

    def find(self, text: str) -> str | None:
        """The code whose name, label (zh or en) or alias is ``text``."""
        if text in self.codes:
            return text
        wanted = folded(text)
        for code in self.codes.values():
            if wanted in map(folded, (code.label.zh, code.label.en, *code.aliases)):
                return code.name
        return None


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A declared fact. ``scale`` is the number of decimal digits held exactly; ``unit`` its unit of measure.

    ``not_yet``: a blank means that it has not happened; otherwise a blank means that it is not known.
    """

    name: str
    type: FieldType
    label: Text
    scale: int = 0
    unit: str = ""
    minimum: int | None = None  # at scale
    maximum: int | None = None
    codes: str = ""  # code list of a code or codes field
    to: str = ""  # table of a ref or refs field
    not_yet: bool = False
    personal: bool = False
    help: Text | None = None
    place: Place = NOWHERE

    @property
    def numeric(self) -> bool:
        return self.type in NUMERIC


@dataclass(slots=True)
class TableSpec:
    """A child table. ``parent`` names the table whose records own these (empty: the subject itself).

    ``always_complete``: what is not on file does not exist (attestations), so coverage does not apply.
    """

    name: str
    label: Text
    key: str = ""
    parent: str = ""
    fields: dict[str, FieldSpec] = field(default_factory=dict)
    always_complete: bool = False
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class ViewSpec:
    """A named, filtered view of a table; its filter is a condition on the table's records, kept as YAML."""

    name: str
    of: str
    where: Any  # a documents Node while loading, None in the compiled form
    label: Text


@dataclass(slots=True)
class SubjectSpec:
    """A kind of subject: enterprise, township, warehouse ..."""

    name: str
    label: Text
    fields: dict[str, FieldSpec] = field(default_factory=dict)
    tables: dict[str, TableSpec] = field(default_factory=dict)
    views: dict[str, ViewSpec] = field(default_factory=dict)
    place: Place = NOWHERE

    def children(self, parent: str) -> Iterator[TableSpec]:
        """The tables whose records belong to ``parent`` (empty: to the subject)."""
        return (t for t in self.tables.values() if t.parent == parent)


@dataclass(slots=True)
class Vocabulary:
    """Everything that can be known, from all facts documents and plugins together.

    ``attested``: by kind of subject what rules ask to have been seen on site, and what each item is called; empty while
    no rules have been read.
    """

    subjects: dict[str, SubjectSpec] = field(default_factory=dict)
    codes: dict[str, CodeList] = field(default_factory=dict)
    attested: dict[str, dict[str, Text]] = field(default_factory=dict)

    def item(self, kind: str, text: str) -> str:
        """The item to be seen on site whose name is ``text``, or the only one with that label; else empty."""
        items = self.attested.get(kind, {})
        if text in items:
            return text
        wanted = folded(text)
        found = [n for n, label in items.items() if wanted in map(folded, label)]
        return found[0] if len(found) == 1 else ""

    def code_label(self, list_name: str, code: str) -> Text:
        found = self.codes[list_name].codes.get(code) if list_name in self.codes else None
        return found.label if found else Text(code, code)
