"""Labels in place of names that only those who write rules know: of tables, codes, topics, kinds and parameters.

The engine's texts name a record by its stable path (``drills[D1]``) and a code as it is written, so that a script can
follow; somebody at a screen reads the labels of the vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from anwei.engine import services
from anwei.tui.families import OTHER, family_of
from anwei.tui.words import lang, say

_RECORD = re.compile(r"(?<!\w)([a-z_]+)(?=\[[^\]]*\])")  # a table before the key of a record
_NAMED = re.compile(r"\bcode=[\w.-]+, (?:label|name)=")  # of an item whose label follows
_CODED = re.compile(r"\b(or_)?code=([\w.-]+)(, )?")
_KEYED = re.compile(r"\b(minimum|maximum|year|before|total|level|setting|due|printed)=([\w.,-]*\w)")
_ROW = re.compile(r"(?<![\w=])([a-z]\w*)(?= = )")  # of a table of values


def records(spec: services.SubjectSpec, told: str) -> str:
    """A text in which records are named by the label of their table."""

    def named(found: re.Match[str]) -> str:
        table = spec.tables.get(found[1])
        return table.label.lang(lang()) if table is not None else found[1]

    return _RECORD.sub(named, told)


def without(names: Iterable[str], told: str) -> str:
    """A text without some names that stand in brackets after their label."""
    for name in names:
        told = told.replace(f"（{name}）", "").replace(f" ({name})", "")
    return told


def topic(rule: services.Rule, weight: str) -> str:
    """How much a rule weighs, with its topic in words; one that belongs to no family is left out."""
    family = family_of(rule.topic)
    words = f" · {say(f'family.{family}')}" if family != OTHER else ""
    return weight.removesuffix(f" · {rule.topic}") + words if rule.topic else weight


def values(vocabulary: services.Vocabulary, told: str) -> str:
    """A value of a parameter in words: its items and rows by their labels, where there is one label for a code."""
    if "=" not in told:
        return told
    told = _NAMED.sub("", told)
    told = _CODED.sub(lambda m: _item(vocabulary, bool(m[1]), m[2], bool(m[3])), told)
    told = _KEYED.sub(lambda m: say("item.named", name=say(f"item.{m[1]}"), value=_label(vocabulary, m[2])), told)
    return _ROW.sub(lambda m: _label(vocabulary, m[1]), told)


def _item(vocabulary: services.Vocabulary, other: bool, code: str, more: bool) -> str:
    """A code of an item, and what parts it from what follows."""
    shown = _label(vocabulary, code)
    return (say("item.or", value=shown) if other else shown) + (" " if more else "")


def _label(vocabulary: services.Vocabulary, code: str) -> str:
    """The label of a code; the code itself where several lists name it differently, or none does."""
    found = {x.codes[code].label.lang(lang()) for x in vocabulary.codes.values() if code in x.codes}
    return found.pop() if len(found) == 1 else code
