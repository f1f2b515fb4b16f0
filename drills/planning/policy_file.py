"""Reading a drills policy: shapes, places, and every error at once."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path

from anwei.drills.planning.policy import Blackout, Combine, Joint, Policy, Resource, Share, Shifts, Venue
from anwei.engine.api import (
    AnweiError,
    BadValue,
    Diagnostic,
    Diagnostics,
    Node,
    Place,
    Vocabulary,
    open_catalogue,
    parse_date,
    read_documents,
)
from anwei.engine.services import Key, Shape, ShapeReader, nearest

POLICY: Shape = {
    "drills_policy": Key("name", True),
    "year": Key("integer"),
    "joint": Key("list"),
    "combine": Key("map"),
    "share": Key("list"),
    "coverage": Key("list"),
    "spacing": Key("list"),
    "lead_time": Key("map"),
    "blackout": Key("list"),
    "resource": Key("list"),
    "venues": Key("list"),
    "freeze": Key("map"),
    "overdue": Key("value"),
}
JOINT: Shape = {
    "kind": Key("name"),
    "topic": Key("name"),
    "capacity": Key("integer", True),
    "same": Key("choice", choices=("township", "county")),
    "evaluators": Key("integer"),
}
COMBINE: Shape = {"kinds": Key("integer"), "topics": Key("integer"), "plans": Key("integer")}
SHARE: Shape = {
    "of": Key("choice", choices=("drills",)),
    "every": Key("choice", choices=("year",)),
    "where": Key("map", True),
    "at_least": Key("value", True),
}
WHERE: Shape = {"mode": Key("name"), "features": Key("names")}
COVERAGE: Shape = {"of": Key("choice", True, choices=("attendance", "shifts")), "at_least": Key("value", True)}
SHIFTS: Shape = {
    **COVERAGE,
    "shifts": Key("names", True),
    "every": Key("choice", choices=("year", "half_year", "quarter")),
    "unit": Key("name"),
    "area": Key("name"),
    "sector": Key("name"),
    "kind": Key("name"),
}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
VENUE: Shape = {
    "name": Key("text", True),
    "area": Key("name"),
    "capacity": Key("integer", True),
    "a_day": Key("integer"),
    "open": Key("names"),
    "from": Key("date"),
    "to": Key("date"),
    "closed": Key("list"),
}
CLOSED: Shape = {"from": Key("date", True), "to": Key("date", True)}
SPACING: Shape = {"same": Key("choice", choices=("duty",)), "at_least": Key("value", True)}
LEAD: Shape = {"notice": Key("value"), "papers_approved": Key("value")}
BLACKOUT: Shape = {
    "unit": Key("name"),
    "area": Key("name"),
    "sector": Key("name"),
    "kind": Key("name"),
    "from": Key("date", True),
    "to": Key("date", True),
    "reason": Key("text"),
}
RESOURCE: Shape = {
    "kind": Key("choice", True, choices=("evaluator", "vehicle", "venue")),
    "every": Key("choice", True, choices=("day", "week", "month")),
    "at_most": Key("integer", True),
    "from": Key("date"),
    "to": Key("date"),
    "topic": Key("name"),
}
FREEZE: Shape = {"next": Key("value"), "approved_months": Key("boolean")}
MOST = 100_000
_PERCENT = re.compile(r"(\d{1,3})\s*[%％]\Z")
_SPAN = re.compile(r"(\d{1,4})\s*(days?|working_days|天|日|个工作日)\Z")


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of the shipped catalogue, which knows the codes that a policy may name."""
    return open_catalogue().catalogue.vocabulary


def parse(path: Path, year: int) -> Policy:
    """The policy of a file. Raises AnweiError with everything that is wrong in it."""
    documents = read_documents(path)
    if len(documents) != 1 or documents[0].get("drills_policy") is None:
        raise AnweiError([Diagnostic("DRL-008", documents[0].place if documents else Place(str(path)))])
    diagnostics = Diagnostics()
    policy = _Reading(diagnostics).policy(documents[0])
    if policy is not None and policy.year and policy.year != year:
        found = documents[0].get("year")
        place = found.place if found is not None else documents[0].place
        diagnostics.error("DRL-009", place, found=policy.year, wanted=year)
    diagnostics.raise_errors()
    assert policy is not None
    return policy


class _Reading:
    """Reads the parts of one file into one list of problems."""

    def __init__(self, diagnostics: Diagnostics) -> None:
        self.diagnostics = diagnostics

    def policy(self, node: Node) -> Policy | None:
        reader = ShapeReader(node, POLICY, self.diagnostics)
        if not node.is_map:
            return None
        given: dict[str, object] = {"name": reader.text("drills_policy"), "year": reader.integer("year")}
        if reader.has("joint"):
            given["joint"] = (*(self._joint(n) for n in reader.elements("joint")), Joint(capacity=1))
        given["blackout"] = tuple(b for n in reader.elements("blackout") if (b := self._blackout(n)) is not None)
        given["resource"] = tuple(self._resource(n) for n in reader.elements("resource"))
        given["venues"] = tuple(self._venue(n) for n in reader.elements("venues"))
        given["share"] = tuple(s for n in reader.elements("share") if (s := self._share(n)) is not None)
        given |= self._rest(reader)
        return Policy(**given)  # type: ignore[arg-type]

    def _rest(self, reader: ShapeReader) -> dict[str, object]:
        given: dict[str, object] = {}
        combine = self._sub(reader, "combine", COMBINE)
        if combine is not None:
            base = Combine()
            given["combine"] = Combine(
                *(self._whole(combine, k, getattr(base, k), 1) for k in ("kinds", "topics", "plans"))
            )
        shifts: list[Shifts] = []
        for node in reader.elements("coverage"):
            of = node.get("of")
            if of is not None and of.value == "shifts":
                shifts.append(self._shifts(ShapeReader(node, SHIFTS, self.diagnostics)))
            else:
                given["attendance"] = self._percent(ShapeReader(node, COVERAGE, self.diagnostics), "at_least")
        given["shifts"] = tuple(shifts)
        for node in reader.elements("spacing"):
            given["spacing"] = self._length(ShapeReader(node, SPACING, self.diagnostics), "at_least")[0]
        lead = self._sub(reader, "lead_time", LEAD)
        if lead is not None:
            given["notice"] = self._length(lead, "notice", working=True)
            given["papers"] = self._length(lead, "papers_approved", working=True)
        freeze = self._sub(reader, "freeze", FREEZE)
        if freeze is not None:
            given["freeze_next"] = self._length(freeze, "next")[0]
            given["freeze_approved"] = freeze.boolean("approved_months")
        if reader.has("overdue"):
            given["overdue"] = self._length(reader, "overdue")[0]
        return given

    def _sub(self, reader: ShapeReader, key: str, shape: Shape) -> ShapeReader | None:
        node = reader.node_of(key)
        return ShapeReader(node, shape, self.diagnostics) if node is not None and node.is_map else None

    def _joint(self, node: Node) -> Joint:
        reader = ShapeReader(node, JOINT, self.diagnostics)
        return Joint(
            self._code(reader, "kind", "drill_kind"),
            self._code(reader, "topic", "drill_topic"),
            self._whole(reader, "capacity", 1, 1),
            reader.text("same") == "county",
            self._whole(reader, "evaluators", Joint().evaluators, 0),
        )

    def _share(self, node: Node) -> Share | None:
        reader = ShapeReader(node, SHARE, self.diagnostics)
        where = self._sub(reader, "where", WHERE)
        if where is None:
            return None
        return Share(
            self._percent(reader, "at_least"),
            self._code(where, "mode", "drill_mode"),
            self._codes(where, "features", "drill_feature"),
        )

    def _blackout(self, node: Node) -> Blackout | None:
        reader = ShapeReader(node, BLACKOUT, self.diagnostics)
        first, last = self._day(reader, "from"), self._day(reader, "to")
        if first is None or last is None:
            return None
        if last < first:
            self.diagnostics.error("DRL-003", reader.place("to"))
        return Blackout(
            first,
            last,
            reader.text("unit"),
            reader.text("area"),
            self._code(reader, "sector", "sector"),
            self._kind(reader),
            reader.text("reason"),
        )

    def _resource(self, node: Node) -> Resource:
        reader = ShapeReader(node, RESOURCE, self.diagnostics)
        first = self._day(reader, "from") if reader.has("from") else 0
        last = self._day(reader, "to") if reader.has("to") else 0
        limit = self._whole(reader, "at_most", 0, 0)
        return Resource(
            reader.text("kind"),
            reader.text("every"),
            limit,
            first or 0,
            last or 0,
            self._code(reader, "topic", "drill_topic"),
        )

    def _shifts(self, reader: ShapeReader) -> Shifts:
        where = (reader.text("unit"), reader.text("area"), self._code(reader, "sector", "sector"), self._kind(reader))
        times = self._whole(reader, "at_least", 1, 1)
        return Shifts(reader.names("shifts"), times, reader.text("every") or "year", *where)

    def _venue(self, node: Node) -> Venue:
        reader = ShapeReader(node, VENUE, self.diagnostics)
        names = reader.names("open")
        for name in names:
            if name not in WEEKDAYS:
                hint = ", ".join(WEEKDAYS)
                self.diagnostics.error("DRL-002", reader.place("open"), key="open", name=name, hint=hint)
        first = self._day(reader, "from") if reader.has("from") else 0
        last = self._day(reader, "to") if reader.has("to") else 0
        return Venue(
            reader.text("name"),
            self._whole(reader, "capacity", 2, 2),
            reader.text("area"),
            self._whole(reader, "a_day", 1, 1),
            tuple(sorted({WEEKDAYS.index(n) for n in names if n in WEEKDAYS})),
            first or 0,
            last or 0,
            tuple(s for n in reader.elements("closed") if (s := self._closed(n)) is not None),
        )

    def _closed(self, node: Node) -> tuple[int, int] | None:
        reader = ShapeReader(node, CLOSED, self.diagnostics)
        first, last = self._day(reader, "from"), self._day(reader, "to")
        if first is not None and last is not None and last < first:
            self.diagnostics.error("DRL-003", reader.place("to"))
        return None if first is None or last is None else (first, last)

    def _whole(self, reader: ShapeReader, key: str, default: int, low: int) -> int:
        value = reader.integer(key, default)
        if not low <= value <= MOST:
            self.diagnostics.error("DRL-005", reader.place(key), key=key, low=low, high=MOST, text=value)
        return value

    def _day(self, reader: ShapeReader, key: str) -> int | None:
        if not reader.has(key):
            return None
        try:
            return parse_date(reader.text(key))
        except BadValue:
            self.diagnostics.error("DRL-001", reader.place(key), text=reader.text(key))
            return None

    def _code(self, reader: ShapeReader, key: str, list_: str) -> str:
        """A code of a list of the vocabulary; another one would silently have no effect."""
        return next(iter(self._codes(reader, key, list_)), "")

    def _codes(self, reader: ShapeReader, key: str, list_: str) -> tuple[str, ...]:
        return self._known(reader, key, vocabulary().codes[list_].codes) if reader.has(key) else ()

    def _kind(self, reader: ShapeReader) -> str:
        """A kind of unit."""
        return next(iter(self._known(reader, "kind", vocabulary().subjects) if reader.has("kind") else ()), "")

    def _known(self, reader: ShapeReader, key: str, known: Collection[str]) -> tuple[str, ...]:
        names = reader.names(key)
        for name in names:
            if name not in known:
                hint = nearest(name, known) or ", ".join(list(known)[:12])
                self.diagnostics.error("DRL-002", reader.place(key), key=key, name=name, hint=hint)
        return names

    def _percent(self, reader: ShapeReader, key: str) -> int:
        match = _PERCENT.match(reader.text(key).strip())
        if match is None or not 0 < int(match[1]) <= 100:
            if reader.has(key):
                self.diagnostics.error(
                    "DRL-005", reader.place(key), key=key, low="1 %", high="100 %", text=reader.text(key)
                )
            return 0
        return int(match[1])

    def _length(self, reader: ShapeReader, key: str, *, working: bool = False) -> tuple[int, str]:
        if not reader.has(key):
            return 0, "days"
        match = _SPAN.match(reader.text(key).strip())
        unit = "working_days" if match is not None and match[2] in ("working_days", "个工作日") else "days"
        if match is None or (unit == "working_days" and not working):
            self.diagnostics.error("DRL-004", reader.place(key), text=reader.text(key))
            return 0, "days"
        return int(match[1]), unit
