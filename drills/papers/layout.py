"""What a paper consists of: lines with placeholders, particulars, tables, signatures. No paper is spelled here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from anwei.engine.api import Lang, Text
from anwei.engine.services import label

PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
#: Placeholders that may well be empty: they are no gaps to be filled in, and a line of nothing else is left out.
OPTIONAL = frozenset({"basis", "seal_line", "remark", "veto_line", "form_note"})
NONE = Text("（无）", "(none)")
Context = dict[str, str | list[dict[str, str]]]


@dataclass(frozen=True)
class Line:
    """A paragraph with placeholders ``{{ name }}``; its role decides the type it is set in."""

    text: Text
    role: Literal["body", "heading", "to", "small"] = "body"

    def optional(self, lang: Lang) -> str:
        """The placeholder without which there is no such line; empty for a line that always stands."""
        found = PLACEHOLDER.fullmatch(self.text.lang(lang))
        return found[1] if found is not None and found[1] in OPTIONAL else ""


@dataclass(frozen=True)
class Particulars:
    """Two columns: what it is called, and a placeholder."""

    rows: tuple[tuple[Text, str], ...]


@dataclass(frozen=True)
class Column:
    """A column of a table: the key in each row, its head, its share of the width; ``needed`` cells are never empty."""

    key: str
    head: Text
    width: int = 2
    needed: bool = False


@dataclass(frozen=True)
class Grid:
    """A table with one row for each entry of the list ``rows`` in the context. After a heading its title is not set."""

    rows: str
    title: Text
    columns: tuple[Column, ...]
    empty: Text = NONE


@dataclass(frozen=True)
class Turn:
    """From here on the paper lies on its side."""


@dataclass(frozen=True)
class Annex:
    """What an annex begins with: its number at the margin, its title in the middle."""

    number: int
    title: Text


@dataclass(frozen=True)
class Signed:
    """The office and below it a day (a placeholder), where the stamp goes."""

    day: str


@dataclass(frozen=True)
class Imprint:
    """The last lines of an official paper between two rules: who issued it, and on which day (a placeholder)."""

    day: str


@dataclass(frozen=True)
class Sign:
    """Lines to be signed by hand."""

    labels: tuple[Text, ...]


Part = Line | Particulars | Grid | Turn | Annex | Signed | Imprint | Sign


@dataclass(frozen=True)
class Layout:
    """A paper. ``official`` ones carry the red head with the issuing office and the number of the document."""

    kind: str
    title: Text
    parts: tuple[Part, ...]
    official: bool = False

    def fields(self, lang: Lang) -> set[str]:
        """The placeholders outside tables."""
        found = set(PLACEHOLDER.findall(self.title.lang(lang))) | ({"office", "number"} if self.official else set())
        for part in self.parts:
            if isinstance(part, Line):
                found |= set(PLACEHOLDER.findall(part.text.lang(lang)))
            elif isinstance(part, Particulars):
                found |= {name for _, name in part.rows}
            elif isinstance(part, Annex):
                found |= set(PLACEHOLDER.findall(part.title.lang(lang)))
            elif isinstance(part, (Signed, Imprint)):
                found |= {"office", part.day}
        return found

    def grids(self) -> Iterator[Grid]:
        """The tables, in order."""
        return (p for p in self.parts if isinstance(p, Grid))

    def placed(self) -> Iterator[tuple[Part, bool, bool]]:
        """Each part; whether it stands right below a heading, which then is its title; and whether it is one of the
        last two above the stamp, which must not stand on a page without any of the text."""
        for number, part in enumerate(self.parts):
            before = self.parts[number - 1] if number else None
            titled = isinstance(before, Annex) or (isinstance(before, Line) and before.role == "heading")
            yield part, titled, any(isinstance(p, Signed) for p in self.parts[number + 1 : number + 3])


def heading(zh: str, en: str) -> Line:
    """A heading of a part."""
    return Line(Text(zh, en), "heading")


def value(name: str, role: Literal["body", "small"] = "body") -> Line:
    """A paragraph that is one placeholder."""
    return Line(Text(f"{{{{ {name} }}}}", f"{{{{ {name} }}}}"), role)


def said(key: str) -> Text:
    """A sentence of the papers, in both languages."""
    return Text(label(f"drill.paper.{key}", "zh"), label(f"drill.paper.{key}", "en"))


def filled(text: str, context: Context) -> str:
    """A text with its placeholders replaced."""
    return PLACEHOLDER.sub(lambda m: str(context.get(m[1], "")), text)
