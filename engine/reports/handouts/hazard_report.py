"""The dual report of major hazards: one paper to the regulator, one to the workers' congress, from the same records."""

from __future__ import annotations

from collections.abc import Iterator

from anwei.engine.facts.subject import Record, Subject
from anwei.engine.facts.vocabulary import FieldSpec
from anwei.engine.reports.handouts import fields, listing, tally
from anwei.engine.reports.handouts.document import Block, Cell, Handout, Page, Paragraph, Signatures, Table
from anwei.engine.reports.handouts.material import Material

COLUMNS = ("hazard_id", "place", "found_on", "measures", "responsible", "funds", "deadline", "plan", "closed_on")
_WIDTHS = (8, 10, 8, 16, 8, 9, 8, 12, 8)
#: To whom -> the field that says when it was reported there.
RECEIVERS = {"regulator": fields.TO_REGULATOR, "congress": fields.TO_CONGRESS}


def build(material: Material) -> Handout:
    """Both papers for each subject that has major hazards on file; a page that says so where nobody has."""
    pages = [page for s in material.assessment.subjects for page in _pages(material, s)]
    if not pages:
        pages = [Page("", (Paragraph(material.say("handout.hazards.none")), _table(material, "regulator", [])))]
    return listing.handout("hazards", material, pages)


def _pages(material: Material, subject: Subject) -> Iterator[Page]:
    major = [(subject, h) for h in fields.records(subject, fields.HAZARDS) if _is_major(material, h)]
    if not major:
        return
    for receiver in RECEIVERS:
        title = material.say(f"handout.hazards.to_{receiver}", name=subject.name)
        yield Page(title, tuple(_blocks(material, subject, receiver, major)))


def _is_major(material: Material, hazard: Record) -> bool:
    codes = material.catalogue.vocabulary.codes.get("hazard_grade")
    grade = fields.code_of(hazard, fields.HAZARD_GRADE)
    return grade in (codes.narrower(fields.MAJOR) if codes is not None else {fields.MAJOR})


def _blocks(
    material: Material, subject: Subject, receiver: str, major: list[tuple[Subject, Record]]
) -> Iterator[Block]:
    open_ = [h for _, h in major if fields.day_of(h, fields.HAZARD_CLOSED) is None]
    told = [h for _, h in major if fields.day_of(h, RECEIVERS[receiver]) is not None]
    others = len(fields.records(subject, fields.HAZARDS)) - len(major)
    counts = {"major": len(major), "open": len(open_), "told": len(told), "others": others}
    yield Paragraph(material.say("handout.hazards.counts", **counts))
    yield _table(material, receiver, major)
    duties = [f for f in tally.gaps(material.findings(subject)) if f.rule.topic in fields.HAZARD_TOPICS]
    if duties:
        yield listing.rule_table(material, duties, material.say("handout.hazards.duties"))
    who = "regulator" if receiver == "regulator" else "congress"
    yield Signatures(tuple(material.say(f"handout.sign.{k}") for k in ("reporter", who, "day")))


def _table(material: Material, receiver: str, major: list[tuple[Subject, Record]]) -> Table:
    """The major hazards with what is done about each, and when it was reported to whom this paper goes."""
    declared = _declared(material)
    columns = [(c, w) for c, w in zip(COLUMNS, _WIDTHS, strict=True) if c in declared]
    told = RECEIVERS[receiver]
    to = material.say(f"handout.hazards.{receiver}")
    rows = tuple(
        (to, s.name, *(_cell(material, h, declared.get(c)) for c, _ in columns), _cell(material, h, declared.get(told)))
        for s, h in major
    )
    heads = (
        material.say("handout.hazards.receiver"),
        material.say("head.subject"),
        *(declared[c].label.lang(material.lang) for c, _ in columns),
        material.say("handout.hazards.reported"),
    )
    widths = (8, 10, *(w for _, w in columns), 8)
    return Table(
        material.say("handout.hazards.table"),
        heads,
        rows,
        widths,
        main=True,
        empty=material.say("handout.hazards.none"),
    )


def _declared(material: Material) -> dict[str, FieldSpec]:
    """The fields of the table of hazards, of whatever kind of subject declares it first."""
    for spec in material.catalogue.vocabulary.subjects.values():
        if fields.HAZARDS in spec.tables:
            return spec.tables[fields.HAZARDS].fields
    return {}


def _cell(material: Material, hazard: Record, spec: FieldSpec | None) -> Cell:
    """A field; what has not happened yet is said so."""
    found = fields.cell(hazard, spec, material.catalogue.vocabulary, material.lang)
    return found if found != "" else material.say("handout.not_yet")
