"""The facts that a drill proves: one record in the table of drills of each unit that it counts for.

Only fields that the vocabulary of that kind of subject has are written, and only what is known: what nobody said about
a drill stays not known in the facts, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from anwei.drills.record.credit import credited
from anwei.drills.record.model import CREDITED_ROLES, Action, Drill, Seat
from anwei.drills.record.states import ACTION_DONE

if TYPE_CHECKING:
    from anwei.engine.api import Vocabulary
    from anwei.engine.services import FieldSpec, RemoveRecord, SetRecord, Value

TABLE = "drills"


def fields_of(vocabulary: Vocabulary, kind: str) -> Mapping[str, FieldSpec]:
    """The fields of a kind's table of drills; empty where it has none."""
    subject = vocabulary.subjects.get(kind)
    table = subject.tables.get(TABLE) if subject is not None else None
    return table.fields if table is not None else {}


def facts_of(drill: Drill, seat: Seat, actions: Iterable[Action], fields: Mapping[str, FieldSpec]) -> dict[str, Value]:
    """What the drill proves for one unit, by field of its table of drills."""
    partners = "、".join(s.name or s.unit for s in drill.seats if s.key != seat.key and s.role in CREDITED_ROLES)
    found: dict[str, Value] = {
        "drill_id": drill.id,
        "title": drill.title or None,
        "kind": drill.kinds[0] if drill.kinds else None,
        "also_exercised": frozenset(drill.kinds[1:]) or None,
        "mode": drill.mode or None,
        "topics": frozenset(drill.topics) or None,
        "features": frozenset(features_of(drill)) or None,
        "date": drill.held_on,
        "partners": partners or None,
        "participants": seat.actual,
        "announced_on": drill.announced_on or None,
        "signage": drill.signage,
        "record_kept": drill.record_kept or None,
        "reported_on": drill.reported_on or None,
        **{field: frozenset(ids) or None for field, ids in seat.refs.items()},
        **_assessed(drill, actions),
    }
    return {n: v for n, v in found.items() if v is not None and n in fields}


def _assessed(drill: Drill, actions: Iterable[Action]) -> dict[str, Value]:
    """What the evaluation says: when, whether in writing, what was found and what of it has been put right."""
    if drill.evaluation is None:
        return {}
    waiting = {a.finding for a in actions if a.drill == drill.id and a.state not in ACTION_DONE}
    closed = sum(f.id not in waiting for f in drill.findings)
    return {
        "evaluated_on": drill.evaluation.on or None,
        "written_evaluation": drill.evaluation.written,
        "findings": len(drill.findings),
        "findings_closed": closed,
    }


def features_of(drill: Drill) -> tuple[str, ...]:
    """The features by code: those named, and those that its flags say."""
    flags = {
        "blind_time": drill.blind_time,
        "blind_scenario": drill.blind_scenario,
        "no_script": drill.script == "none",
        "joint": sum(s.role in CREDITED_ROLES for s in drill.seats) > 1,
    }
    return tuple(dict.fromkeys((*drill.features, *(n for n, is_so in flags.items() if is_so))))


def changes(
    old: Drill | None,
    new: Drill | None,
    before: Iterable[Action],
    after: Iterable[Action],
    vocabulary: Vocabulary,
) -> Iterator[SetRecord | RemoveRecord]:
    """The changes of facts that lead from what ``old`` proved to what ``new`` proves."""
    from anwei.engine.services import RemoveRecord, SetRecord

    proved = _proofs(old, tuple(before), vocabulary)
    proves = _proofs(new, tuple(after), vocabulary)
    for key in sorted(proved.keys() | proves.keys()):
        kind, unit = key
        id_ = (new or old or Drill("")).id
        if key not in proves:
            yield RemoveRecord(kind, unit, TABLE, (id_,))
        elif (values := _different(proved.get(key), proves[key])) is not None:
            yield SetRecord(kind, unit, values, TABLE, (id_,))


def _proofs(
    drill: Drill | None, actions: tuple[Action, ...], vocabulary: Vocabulary
) -> dict[tuple[str, str], dict[str, Value]]:
    if drill is None:
        return {}
    found = {}
    for seat in credited(drill):
        fields = fields_of(vocabulary, seat.kind)
        if fields:
            found[seat.kind, seat.unit] = facts_of(drill, seat, actions, fields)
    return found


def _different(old: dict[str, Value] | None, new: dict[str, Value]) -> dict[str, Value] | None:
    """The new values where they differ; what is no longer said becomes not known. None where nothing differs."""
    if old is None:
        return new
    gone: dict[str, Value] = dict.fromkeys(old.keys() - new.keys())
    values = gone | {n: v for n, v in new.items() if n not in old or old[n] != v}
    return values or None
