"""Values in columns that no fact can have: each told once, with how many rows hold it and whose the first one is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Place
from anwei.engine.facts.values import BadValue
from anwei.engine.facts.vocabulary import FieldSpec
from anwei.engine.fleet.arrays import Array

MOST = 100  # different faults that are told; a column of the wrong kind has as many as it has rows

_Key = tuple[str, str, str, str]  # table, fact, code, what it says


@dataclass(slots=True)
class _Fault:
    table: str
    spec: FieldSpec
    bad: BadValue
    rows: int
    first: int = 0
    subject: str = ""


class Faults:
    """What is wrong in the parts of tables read so far.

    ``held``: values are those of subjects on file and have been checked when they were told. A code that the
    vocabulary no longer has is then another code, as it is to the record evaluation.
    """

    def __init__(self, *, held: bool = False) -> None:
        self.held = held
        self._found: dict[_Key, _Fault] = {}
        self._fresh: list[_Fault] = []
        self._seen: set[_Key] = set()  # in the part now read: a column may be looked at for several reasons

    def __bool__(self) -> bool:
        return bool(self._found)

    @property
    def full(self) -> bool:
        """Whether enough are told."""
        return len(self._found) >= MOST

    def note(self, table: str, spec: FieldSpec, bad: BadValue, rows: Array) -> None:
        """A value that the fact cannot have, and the rows of the part now read that hold it (at least one)."""
        key = _key(table, spec, bad)
        fresh = self._add(key, _Fault(table, spec, bad, len(rows))) if key not in self._seen else None
        self._seen.add(key)
        if fresh is not None:
            fresh.first = int(rows[0])
            self._fresh.append(fresh)

    def tell(self, table: str, spec: FieldSpec, bad: BadValue, subject: str) -> None:
        """The same of one row whose subject is known."""
        self._add(_key(table, spec, bad), _Fault(table, spec, bad, 1, subject=subject))

    def _add(self, key: _Key, fault: _Fault) -> _Fault | None:
        """Count a fault; gives it if it is the first of its kind."""
        if key in self._found:
            self._found[key].rows += fault.rows
        elif not self.full:
            self._found[key] = fault
            return fault
        return None

    def settle(self, ids: pa.Array, owners: Mapping[str, Array]) -> None:
        """A part has been read: the subjects in it, and by table the place of each record's subject among them."""
        for fault in self._fresh:
            places = owners.get(fault.table)
            place = fault.first if places is None else int(places[fault.first])
            fault.subject = str(ids[place].as_py())
        self._fresh.clear()
        self._seen.clear()

    def raise_any(self) -> None:
        """Raises AnweiError with all of them, if there are any."""
        if not self._found:
            return
        from anwei.engine.facts.read import Problem

        found = [
            Diagnostic(
                "FLT-008",
                Place(f.table),
                {
                    "field": f.spec.label,
                    "name": f.spec.name,
                    "problem": Problem(f.bad.code, f.bad.params),
                    "rows": f.rows,
                    "subject": f.subject,
                },
            )
            for f in self._found.values()
        ]
        if self.full:
            found.append(Diagnostic("FLT-009", found[-1].place, {"count": MOST}))
        raise AnweiError(found)


def _key(table: str, spec: FieldSpec, bad: BadValue) -> _Key:
    return table, spec.name, bad.code, repr(bad.params.get("text"))
