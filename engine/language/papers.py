"""``controls`` and ``waivers`` documents."""

from __future__ import annotations

from anwei.engine.documents.diagnostics import nearest
from anwei.engine.documents.nodes import Node
from anwei.engine.documents.shape import Key, Reader, Shape
from anwei.engine.ir.rules import Clause, Controls, Waiver
from anwei.engine.language.parameters import read_date
from anwei.engine.language.rules import Context

WAIVERS_SHAPE: Shape = {"waivers": Key("name", True), "entries": Key("list", True), "note": Key("bilingual")}
WAIVER_SHAPE: Shape = {
    "rule": Key("name", True),
    "subject": Key("name", True),
    "reason": Key("text", True),
    "approved_by": Key("text", True),
    "from": Key("date", True),
    "until": Key("date", True),
    "evidence": Key("text"),
}
CONTROLS_SHAPE: Shape = {
    "controls": Key("name", True),
    "source": Key("name", True),
    "title": Key("bilingual"),
    "clauses": Key("list", True),
    "note": Key("bilingual"),
}
STATUSES = ("automated", "attested", "parameter_unset", "not_checkable", "pending")
CLAUSE_SHAPE: Shape = {
    "id": Key("name", True),
    "section": Key("text", True),
    "text": Key("bilingual", True),
    "status": Key("choice", True, STATUSES),
    "rules": Key("names"),
    "items": Key("names"),
    "reason": Key("bilingual"),
    "strength": Key("choice", False, ("binding", "expected", "mandatory", "encouraged")),
    "note": Key("bilingual"),
}
#: What each status must say for itself.
NEEDED = {"automated": "rules", "attested": "items", "parameter_unset": "rules", "not_checkable": "reason"}


def read_waivers(documents: list[Node], context: Context) -> tuple[Waiver, ...]:
    """Waivers; a malformed one stops the load, so that none is silently wider or longer than approved."""
    found: list[Waiver] = []
    for document in documents:
        for node in Reader(document, WAIVERS_SHAPE, context.diagnostics).elements("entries"):
            reader = Reader(node, WAIVER_SHAPE, context.diagnostics)
            if not reader.ok:
                continue
            rule, subject = reader.text("rule"), reader.text("subject")
            start, end = read_date(reader, "from", 0), read_date(reader, "until", 0)
            if rule not in context.headers:
                reader.error("RUL-014", reader.place("rule"), name=rule, hint=nearest(rule, context.headers) or "-")
            if "*" in subject or "?" in subject:
                reader.error("WVR-001", reader.place("subject"), subject=subject)
            if end < start:
                reader.error("WVR-002", reader.place("until"))
            found.append(
                Waiver(
                    rule,
                    subject,
                    reader.text("reason"),
                    reader.text("approved_by"),
                    start,
                    end,
                    node.place.file,
                    node.place.line,
                )
            )
    return tuple(found)


def read_controls(documents: list[Node], context: Context) -> dict[str, Controls]:
    """Source documents mapped clause by clause."""
    found: dict[str, Controls] = {}
    for document in documents:
        reader = Reader(document, CONTROLS_SHAPE, context.diagnostics)
        if not reader.ok:
            continue
        if reader.text("source") not in context.laws:
            hint = nearest(reader.text("source"), context.laws) or "-"
            reader.error("RUL-021", reader.place("source"), name=reader.text("source"), hint=hint)
        clauses = tuple(c for n in reader.elements("clauses") if (c := _clause(n, context)) is not None)
        found[reader.text("controls")] = Controls(reader.text("controls"), reader.text("source"), clauses)
    return found


def _clause(node: Node, context: Context) -> Clause | None:
    reader = Reader(node, CLAUSE_SHAPE, context.diagnostics)
    if not reader.ok:
        return None
    status = reader.choice("status")
    needed = NEEDED.get(status)
    if needed and not reader.has(needed):
        reader.error("CTL-001", node.place, status=status, needed=needed)
    for rule in reader.names("rules"):
        if rule not in context.headers:
            reader.error("RUL-014", reader.place("rules"), name=rule, hint=nearest(rule, context.headers) or "-")
    return Clause(
        reader.text("id"),
        reader.text("section"),
        reader.bilingual("text"),
        status,
        reader.text("strength"),
        reader.names("rules"),
        reader.names("items"),
        reader.bilingual("reason") if reader.has("reason") else None,
    )
