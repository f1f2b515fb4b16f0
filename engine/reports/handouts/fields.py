"""The names of the base vocabulary by which handouts find people, policies, hazards, sectors and places.

A vocabulary that lacks one of them loses the list made of it, never the handout. No sector is named here.
"""

from __future__ import annotations

from collections.abc import Iterator

from anwei.engine.facts.schema import in_unit
from anwei.engine.facts.subject import Record, Subject
from anwei.engine.facts.values import Blank, in_groups
from anwei.engine.facts.vocabulary import FieldSpec, Vocabulary
from anwei.engine.language.sentences import LABELLED_UNITS
from anwei.engine.messages import Lang, label
from anwei.engine.reports.handouts.document import Cell, Day

ENTERPRISE = "enterprise"
SECTORS = "sectors"
PLACES = ("city", "county", "township", "village")
TOWNSHIP_DIGITS = 9  # of a division code: county 6, township 9, village 12

PEOPLE, PERSON_NAME, PERSON_POST, PERSON_LEFT = "people", "name", "role", "left_on"
OWN_CERTIFICATE = "certificate_until"
CERTIFICATES, CERTIFICATE_UNTIL = "certificates", "valid_until"
CERTIFICATE_KINDS = ("operation", "kind")  # the first that is known says which certificate it is

POLICIES, POLICY_END, POLICY_CANCELLED = "policies", "end", "cancelled_on"
POLICY_SAME = ("kind", "insured_object")  # a later policy alike in these replaces an earlier one

HAZARDS, HAZARD_GRADE, MAJOR, HAZARD_CLOSED = "hazards", "grade", "major", "closed_on"
TO_REGULATOR, TO_CONGRESS = "reported_to_regulator_on", "reported_to_congress_on"

TRAINING_PILLARS, TRAINING_TOPICS = ("training",), ("training", "emergency_training", "fire_training")
INSURANCE_TOPICS = ("insurance",)
HAZARD_TOPICS = ("hazard",)


def records(owner: Record, table: str) -> list[Record]:
    """The records of a table; none where there is no such table."""
    return owner.children.get(table, [])


def day_of(record: Record, name: str) -> int | None:
    """A date field as a day ordinal; None where it is blank, not known or not declared."""
    value = record.values.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def code_of(record: Record, name: str) -> str:
    """A code or text field; empty where it is blank or not known."""
    value = record.values.get(name)
    return value if isinstance(value, str) else ""


def cell(record: Record, spec: FieldSpec | None, vocabulary: Vocabulary, lang: Lang) -> Cell:
    """A field for people: codes by label, dates as days, amounts with their unit; empty where it is not known."""
    value = record.values.get(spec.name) if spec is not None else None
    if spec is None or value is None or isinstance(value, Blank):
        return ""
    if isinstance(value, bool):
        return label("form.yes" if value else "form.no", lang)
    if isinstance(value, frozenset):
        names = (vocabulary.code_label(spec.codes, v).lang(lang) for v in sorted(value))
        return label("mark.enumeration", lang).join(names)
    if spec.type == "date" and isinstance(value, int):
        return Day(value)
    if isinstance(value, int):
        return _amount(value, spec, lang)
    return vocabulary.code_label(spec.codes, value).lang(lang) if spec.type == "code" else value


def _amount(value: int, spec: FieldSpec, lang: Lang) -> Cell:
    unit = spec.unit or ("CNY" if spec.type == "money" else "")
    if not spec.scale and not unit:
        return value
    amount = in_unit(value, spec)
    text = in_groups(amount)
    known = LABELLED_UNITS.get(unit)
    return f"{text} {label(known, lang) if known else unit}".strip()


def people(subject: Subject, as_of: int) -> Iterator[Record]:
    """Those who had not left by a day."""
    for person in records(subject, PEOPLE):
        left = day_of(person, PERSON_LEFT)
        if left is None or left >= as_of:
            yield person
