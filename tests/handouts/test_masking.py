"""Personal data is in no handout unless it is asked for; what was judged stays as it was."""

from __future__ import annotations

import pytest

from anwei.engine.reports.handouts import FORMATS, KINDS, build, write
from anwei.engine.reports.handouts.veil import Veil
from tests.handouts.golden import handout, material, small, subjects
from tests.handouts.reading import READERS

PERSONAL = ("620522199001011234", "620522199102022345", "张甲", "李乙", "赵丁", "@钱")


def text_of(kind: str, format_: str) -> str:
    data = write(handout(kind), format_)
    return READERS[format_](data) if format_ in READERS else data.decode()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("format_", FORMATS)
def test_no_format_of_any_handout_shows_personal_data(kind: str, format_: str) -> None:
    text = text_of(kind, format_)
    assert not [p for p in PERSONAL if p in text]
    assert "个人信息已遮盖" in text or format_ == "csv"


def test_it_is_shown_and_said_where_it_was_asked_for() -> None:
    training = write(handout("training", unmasked=True), "md").decode()
    assert "李乙" in training and "620522199102022345" in training and "含个人信息" in training
    assert "赵丁" in write(handout("hazards", unmasked=True), "md").decode()


def test_masking_changes_no_verdict_and_no_digest() -> None:
    masked, full = material(), material(unmasked=True)
    assert [(f.rule.id, f.verdict) for f in masked.assessment.findings] == [
        (f.rule.id, f.verdict) for f in full.assessment.findings
    ]
    assert masked.evidence == full.evidence and masked.evidence_digest == full.evidence_digest


def test_longer_paths_are_renamed_before_those_they_begin_with() -> None:
    (subject,) = [s for s in subjects() if s.id == "E-1"]
    template = subject.children["people"][0]
    keys = ("7", "77", "777")
    subject.children["people"] = [type(template)(f"people[{k}]", k, {"id_number": k}) for k in keys]
    veil = Veil(subject, small().vocabulary)
    assert [veil._text(f"E-1:people[{k}].role") for k in keys] == [f"E-1:people[{n}].role" for n in (1, 2, 3)]


def test_a_handout_of_masked_material_is_built_from_masked_subjects_alone() -> None:
    for kind in KINDS:
        assert not [p for p in PERSONAL if p in repr(build(kind, material()))]
