"""Remedies with their numbers filled in: how an amount reads before the word that follows it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from anwei.engine.messages import Lang, label
from anwei.engine.record.finding import Quantity

if TYPE_CHECKING:
    from anwei.engine.reports.view import View

_SLOT = re.compile(r"\{([^{}]+)\}|\{\{|\}\}")
_OF_GAP = ("shortfall", "observed", "required")
_COUNTED = ("person", "piece")
#: Unit -> the words with which a text may go on that say the unit themselves.
_SAID: dict[str, tuple[str, ...]] = {
    "person": ("名", "人", "位"),
    "piece": ("辆", "台", "套", "个", "艘", "架", "只", "支", "项"),
    "h": ("小时", "hours"),
    "m": ("米",),
    "m2": ("平方米",),
    "m3": ("立方米",),
    "t": ("吨",),
    "km": ("公里", "千米"),
    "‰": ("per",),
}


def filled(view: View) -> str:
    """The remedy of a finding's rule in words, with its numbers; empty where the rule has none.

    A slot names the shortfall, what was found or is required, or a measure of the rule; an unknown number is said in
    words. A measure that a rule calls by one of the first names is what its remedy means: ``required`` may be a total,
    while the gap is that of one record.
    """
    remedy = view.finding.rule.remedy
    if remedy is None:
        return ""
    text, known = view.words(remedy.text), _known(view)
    return _SLOT.sub(lambda m: _shown(m[1], text[m.end() :], known, view) if m[1] else m[0][0], text)


def _known(view: View) -> dict[str, Quantity | None]:
    """The numbers that a remedy may name. A measure that has not happened is there, and None."""
    gap = view.finding.gap
    found = {name: getattr(gap, name) for name in _OF_GAP if gap is not None and getattr(gap, name) is not None}
    return {**found, **{step.name: step.value for step in view.finding.steps}}


def _shown(name: str, following: str, known: dict[str, Quantity | None], view: View) -> str:
    if name not in known:
        return view.say("amount.some")
    value = known[name]
    return view.amount(value) if value is None else fitted(view.amount(value), value.type.unit, following, view.lang)


def fitted(amount: str, unit: str, following: str, lang: Lang) -> str:
    """An amount as it stands before ``following``: the unit is said once, and people are counted in words that fit.

    >>> fitted("7 人", "person", " 名专职人员", "zh"), fitted("10 人", "person", "从业人员", "zh")
    ('7', '10 名')
    >>> fitted("3 persons", "person", " full-time officers", "en"), fitted("16 小时", "h", "，不足", "zh")
    ('3', '16 小时')
    """
    word = unit if unit in "‰%" else f" {_word(unit, lang)}"
    rest = following.lstrip(" ")
    if not unit or not rest:
        return amount
    if any(_begins(rest, said) for said in (word.strip(), *_SAID.get(unit, ()))):
        return amount.replace(word, "")
    if unit in _COUNTED and rest[0].isalpha():  # a noun follows; punctuation does not
        if lang == "en":
            return amount.replace(word, "")
        if unit == "person":
            return amount.replace(word, " 名")
    return amount


def _begins(text: str, word: str) -> bool:
    """Whether a text begins with a word, and not with a longer one: ``more`` does not begin with ``m``."""
    return text.startswith(word) and not (word[-1].isascii() and word[-1].isalnum() and text[len(word) :][:1].isalpha())


def _word(unit: str, lang: Lang) -> str:
    from anwei.engine.language.sentences import LABELLED_UNITS

    return label(LABELLED_UNITS[unit], lang) if unit in LABELLED_UNITS else unit
