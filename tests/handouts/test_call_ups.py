"""The training list names everybody whom a gap concerns, however many there are, without personal data."""

from __future__ import annotations

from anwei.engine.reports.handouts import fields
from anwei.engine.reports.handouts.document import Table
from tests.handouts.golden import handout, material

NAMED = "缺口涉及的人员"


def people(*, unmasked: bool) -> Table:
    return next(t for t in handout("training", unmasked=unmasked).tables() if t.name == NAMED)


def test_everybody_named_by_a_gap_has_a_line() -> None:
    training = [f for f in material().assessment.findings if f.is_gap and f.rule.id == "small.certificates"]
    named = {(f.subject.id, g.record) for f in training for g in f.gaps if g.record}
    rows = [(row[1], str(row[3]).split("[")[-1].rstrip("]")) for row in people(unmasked=False).rows]
    assert named and {(id_, f"people[{key}]") for id_, key in rows} == named and len(rows) == len(named)


def test_their_names_are_masked_unless_asked_for() -> None:
    names = {
        str(person.values[fields.PERSON_NAME])
        for subject in material(unmasked=True).assessment.subjects
        for person in fields.records(subject, fields.PEOPLE)
    }
    masked, shown = (" ".join(str(r[3]) for r in people(unmasked=u).rows) for u in (False, True))
    assert not any(name in masked for name in names)
    assert any(name in shown for name in names)
