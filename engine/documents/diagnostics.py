"""Diagnostics: what is wrong, where, why, and what to do, in the user's language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from anwei.engine.messages import Lang, error_text

Severity = Literal["error", "warning"]


class Place(msgspec.Struct, frozen=True, gc=False):
    """A position in a file (1-based line and column) or in a workbook (sheet and cell)."""

    file: str
    line: int = 0
    col: int = 0
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        if self.sheet:
            return f"{self.file} › {self.sheet}" + (f"!{self.cell}" if self.cell else "")
        if self.line:
            return f"{self.file}:{self.line}:{self.col}"
        return self.file


NOWHERE = Place("")
NO_HINT = "-"
_QUESTION = re.compile(r"[；;，][^；;，]*\{hint[^}]*\}.*\Z")


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem. ``params`` fill the slots of the code's texts; ``rule`` names the rule it concerns."""

    code: str
    place: Place
    params: Mapping[str, object] = field(default_factory=dict)
    severity: Severity = "error"
    rule: str = ""

    def what(self, lang: Lang) -> str:
        template = error_text(self.code).what.lang(lang)
        if self.params.get("hint") == NO_HINT:
            template = _QUESTION.sub("", template)  # nothing is near what was written: nothing to ask
        return template.format(**self.params)

    def help(self, lang: Lang) -> str:
        return error_text(self.code).help.lang(lang).format(**self.params)

    def line(self, lang: Lang) -> str:
        """One line: place, code, rule, what."""
        rule = f" [{self.rule}]" if self.rule else ""
        return f"{self.place}: {self.code}{rule} {self.what(lang)}"


class AnweiError(Exception):
    """Input that cannot be used. Carries every diagnostic found, errors and warnings."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("; ".join(d.line("en") for d in self.diagnostics))


class Diagnostics:
    """Collects problems so that all of them are reported at once."""

    def __init__(self) -> None:
        self.items: list[Diagnostic] = []

    def error(self, code: str, place: Place, /, *, rule: str = "", **params: object) -> None:
        self.add(Diagnostic(code, place, params, "error", rule))

    def warning(self, code: str, place: Place, /, *, rule: str = "", **params: object) -> None:
        self.add(Diagnostic(code, place, params, "warning", rule))

    def add(self, diagnostic: Diagnostic) -> None:
        """Keep a problem once: a shared shape is read for each of its subjects."""
        if diagnostic not in self.items[-200:]:
            self.items.append(diagnostic)

    @property
    def errors(self) -> list[Diagnostic]:
        return [d for d in self.items if d.severity == "error"]

    def raise_errors(self) -> None:
        """Raise AnweiError with everything collected if there is at least one error."""
        if self.errors:
            raise AnweiError(self.items)


def nearest(word: str, allowed: Iterable[str]) -> str:
    """The allowed word most like ``word``, or an empty string."""
    import difflib  # only where something is misspelt

    found = difflib.get_close_matches(word, list(allowed), n=1, cutoff=0.5)
    return found[0] if found else ""
