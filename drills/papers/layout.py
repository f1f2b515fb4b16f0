"""What a paper consists of: lines with placeholders, particulars, tables, signatures. No paper is spelled here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from anwei.engine.api import Lang, Text
from anwei.engine.services import label

PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
NONE = Text("（无）", "(none)")
Context = dict[str, str | list[dict[str, str]]]


@dataclass(frozen=True)
class Line:
    """A paragraph with placeholders ``{{ name }}``; its role decides the type it is set in."""

    text: Text
    role: Literal["body", "heading", "to", "right", "small"] = "body"


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
    """A table with one row for each entry of the list ``rows`` in the context."""

    rows: str
    title: Text
    columns: tuple[Column, ...]
    empty: Text = NONE


@dataclass(frozen=True)
class Turn:
    """From here on the paper lies on its side."""


@dataclass(frozen=True)
class Sign:
    """Lines to be signed by hand."""

    labels: tuple[Text, ...]


Part = Line | Particulars | Grid | Turn | Sign


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
        return found

    def grids(self) -> Iterator[Grid]:
        """The tables, in order."""
        return (p for p in self.parts if isinstance(p, Grid))


def said(key: str) -> Text:
    """A sentence of the papers, in both languages."""
    return Text(label(f"drill.paper.{key}", "zh"), label(f"drill.paper.{key}", "en"))


def filled(text: str, context: Context) -> str:
    """A text with its placeholders replaced."""
    return PLACEHOLDER.sub(lambda m: str(context.get(m[1], "")), text)
