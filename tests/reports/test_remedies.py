"""Amounts in remedies read well before the words that follow them, in every shipped rule."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from anwei.engine.ir import nodes as ir
from anwei.engine.ir.walk import walk
from anwei.engine.language.sentences import show_amount
from anwei.engine.messages import Lang
from anwei.engine.reports.remedies import _SAID, fitted
from tests.conftest import opened_catalogue

SLOT = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize(
    ("amount", "unit", "following", "lang", "reads"),
    [
        ("7 人", "person", " 名专职人员", "zh", "7"),
        ("10 人", "person", "从业人员办理加保", "zh", "10 名"),
        ("2 人", "person", "，现有 1", "zh", "2 人"),
        ("2 人", "person", "", "zh", "2 人"),
        ("1 人 至 2 人", "person", "名", "zh", "1 至 2"),
        ("3 persons", "person", " full-time safety officers", "en", "3"),
        ("3 persons", "person", ", 2 in post", "en", "3 persons"),
        ("16 小时", "h", " 小时，应", "zh", "16"),
        ("16 h", "h", " half", "en", "16 h"),
        ("5 m", "m", " more", "en", "5 m"),
        ("5 m", "m", " m or", "en", "5"),
        ("20 m2", "m2", "平方米", "zh", "20"),
        ("3 件", "piece", "辆", "zh", "3"),
        ("0.5‰", "‰", "‰以下", "zh", "0.5"),
        ("9,000 CNY", "CNY", " more", "en", "9,000 CNY"),
        ("12.5%", "%", " 还差", "zh", "12.5%"),
    ],
)
def test_units_are_said_once(amount: str, unit: str, following: str, lang: Lang, reads: str) -> None:
    assert fitted(amount, unit, following, lang) == reads


def test_no_shipped_remedy_says_a_unit_twice() -> None:
    """Whatever number a slot may hold: measures by name, and both sides of every comparison of the requirement."""
    read = 0
    for rule in opened_catalogue().catalogue.rules.values():
        if rule.remedy is None:
            continue
        measures = {m.name: {m.type} for m in rule.measures}
        sides = [ir.type_of(s) for n in walk(rule.require) if isinstance(n, ir.Compare) for s in (n.left, n.right)]
        for lang in get_args(Lang):
            text = rule.remedy.text.lang(lang)
            for slot in SLOT.finditer(text):
                for type_ in measures.get(slot[1], set(sides)):
                    following = text[slot.end() :]
                    said = fitted(show_amount(7, type_, lang), type_.unit, following, lang)
                    unit = said.lstrip("0123456789. ")
                    nexts = (unit, *_SAID.get(type_.unit, ()))
                    assert not unit or not re.match(rf" ?(?:{'|'.join(map(re.escape, nexts))})(?![a-z])", following), (
                        f"{rule.id}: {said}{following}"
                    )
                    read += 1
    assert read > 100
