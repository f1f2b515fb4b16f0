"""Every paper marks what nobody has compared with the official text yet, and says what the mark means."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from anwei.engine.catalogue.files import read_sources
from anwei.engine.catalogue.load import compile_catalogue
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.documents.diagnostics import Diagnostics
from anwei.engine.messages import Lang
from anwei.engine.reports.handouts import FORMATS, KINDS, build, write
from anwei.engine.reports.handouts.material import Material, Scope, Standing, Told, gather
from anwei.engine.reports.handouts.oscal import write as write_oscal
from tests.handouts.golden import AS_OF, HERE, handout, subjects
from tests.handouts.reading import READERS

#: A rule of each list that is from memory, and a parameter value that a rule reads.
CHANGES = (
    (
        "title: {zh: 责任保险, en: Liability cover}",
        "title: {zh: 责任保险, en: Liability cover}\n    confidence: memory",
    ),
    ("title: {zh: 人员持证, en: Certificates}", "title: {zh: 人员持证, en: Certificates}\n    confidence: conflicting"),
    (
        "title: {zh: 重大隐患双报告, en: Dual report}",
        "title: {zh: 重大隐患双报告, en: Dual report}\n    confidence: memory",
    ),
    ("{from: 2020-01-01, value: 2,", "{from: 2020-01-01, value: 2, confidence: memory,"),
)


@cache
def law() -> Catalogue:
    text = (HERE / "small.yaml").read_text(encoding="utf-8")
    for before, after in CHANGES:
        assert text.count(before) == 1
        text = text.replace(before, after)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "small.yaml"
        path.write_text(text, encoding="utf-8")
        diagnostics = Diagnostics()
        catalogue = compile_catalogue(read_sources([path], diagnostics, Path(folder)), diagnostics)
    diagnostics.raise_errors()
    return catalogue


@cache
def material(lang: Lang = "zh", sector: str = "") -> Material:
    return gather(law(), subjects(), AS_OF, lang, scope=Scope(sector=sector), told=Told())


def paper(kind: str, format_: str, lang: Lang = "zh") -> str:
    data = write(build(kind, material(lang, "making" if kind == "sector" else "")), format_)
    return READERS[format_](data) if format_ in READERS else data.decode()


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_paper_marks_what_needs_review(kind: str, format_: str) -> None:
    said = "".join(paper(kind, format_).split())
    listed = not (format_ == "csv" and kind in ("training", "insurance", "hazards"))  # those hold records alone
    assert ("【待核对】" in said) == listed
    if format_ != "csv":
        assert "【待核对】所用条款或数值尚未与正式文本核对。" in said


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_compared_is_not_marked(kind: str) -> None:
    assert "待核对" not in write(handout(kind), "md").decode()


def test_marks_stand_in_both_languages_and_for_values_too() -> None:
    said = paper("gaps", "md", "en")
    for title in ("Safety officers", "Liability cover", "Certificates"):
        assert f"{title} \\[needs review\\]" in said
    assert "Notice board \\[needs review\\]" not in said


def test_a_stored_verdict_is_marked_like_one_that_was_judged() -> None:
    found = [f for f in material().assessment.findings if f.subject.kind == "enterprise" and f.is_gap]
    stored = [Standing(f.rule, f.subject, f.as_of, f.verdict) for f in found]
    assert list(map(material().marked, found)) == list(map(material().marked, stored))
    marked = {f.rule.id for f in stored if material().to_review(f)}
    assert "small.officers" in marked and marked <= {
        "small.officers",
        "small.cover",
        "small.certificates",
        "small.dual",
    }


def test_programs_read_it_as_a_property() -> None:
    assert '"needs-review"' in write_oscal(material()).decode()
