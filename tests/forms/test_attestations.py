"""What is asked to have been seen on site stands in the form by its label; any other text is told about."""

from __future__ import annotations

from typing import Any

import pytest

from anwei.engine.catalogue.model import Catalogue
from anwei.engine.documents.diagnostics import Diagnostics
from anwei.engine.facts.subject import Subject
from anwei.engine.forms.needs import Needs, concerned, needed
from anwei.engine.forms.read import read_workbook_bytes
from anwei.engine.forms.write import FormOptions, write_form, write_subject
from tests.forms.support import column, edited, subject_of

SHEET = "现场核实"
LABEL = "拟订制度、规程和预案"
SUBJECT = """
subject: enterprise
id: E-001
division: "341502"
tables:
  attestations: [{item: officer-duty.drafting, holds: true, seen_on: 2026-06-01, by: 甲}]
"""


def needs(catalogue: Catalogue) -> Needs:
    spec = catalogue.vocabulary.subjects["enterprise"]
    return needed(catalogue, spec, concerned(catalogue, spec, ["machinery"]))


def read(data: bytes, catalogue: Catalogue) -> tuple[list[str], Subject]:
    diagnostics = Diagnostics()
    (subject,) = read_workbook_bytes(data, "form.xlsx", catalogue.vocabulary, diagnostics)
    return [d.line("zh") for d in diagnostics.items], subject


def test_the_items_of_its_rules_are_in_the_drop_down(catalogue: Catalogue) -> None:
    import io

    import openpyxl

    asked = needs(catalogue)
    data = write_form(catalogue.vocabulary, "enterprise", asked, FormOptions("zh"))
    book = openpyxl.load_workbook(io.BytesIO(data))
    rules: Any = book[SHEET].data_validations.dataValidation
    rule = next(r for r in rules if "A5" in r)
    assert (rule.type, rule.errorStyle) == ("list", "warning")
    title, cells = rule.formula1.replace("$", "").replace("'", "").rsplit("!", 1)
    shown = {row[0].value for row in book[title][cells]}
    assert LABEL in shown
    assert len(shown) == len(asked.items) < len(catalogue.vocabulary.attested["enterprise"])
    assert "代码表" in book[SHEET]["A2"].value


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_item_comes_back_as_it_was(catalogue: Catalogue, lang: Any) -> None:
    subject = subject_of(SUBJECT, catalogue.vocabulary)
    data = write_subject(subject, catalogue.vocabulary, needs(catalogue), FormOptions(lang))
    problems, found = read(data, catalogue)
    assert problems == []
    assert [r.values for r in found.children["attestations"]] == [r.values for r in subject.children["attestations"]]


@pytest.mark.parametrize(
    ("text", "item", "told"),
    [
        (LABEL, "officer-duty.drafting", []),
        ("Drafting of rules, procedures and plans", "officer-duty.drafting", []),
        ("officer-duty.drafting", "officer-duty.drafting", []),
        ("拟定制度、规程和预案", "拟定制度、规程和预案", [f"是否：{LABEL}"]),
        ("大家都很好", "大家都很好", ["没有规则要现场核实「大家都很好」，这条记录不起作用"]),
    ],
)
def test_what_no_rule_asks_is_told_at_its_cell(catalogue: Catalogue, text: str, item: str, told: list[str]) -> None:
    def change(book: Any) -> None:
        book[SHEET].cell(5, column(book[SHEET], "item")).value = text

    data = write_subject(subject_of(SUBJECT, catalogue.vocabulary), catalogue.vocabulary, needs(catalogue))
    problems, found = read(edited(data, change), catalogue)
    assert [r.values["item"] for r in found.children["attestations"]] == [item]
    assert len(problems) == len(told)
    for line, words in zip(problems, told, strict=True):
        assert line.startswith(f"form.xlsx › {SHEET}!A5: INP-032 ") and line.endswith(words)


def test_every_item_has_a_label(catalogue: Catalogue) -> None:
    labels = [label for items in catalogue.vocabulary.attested.values() for label in items.values()]
    assert len(labels) > 2_000
    assert all(label.zh and label.en for label in labels)
