"""``controls`` and ``waivers`` documents."""

from __future__ import annotations

from collections.abc import Iterable

from anwei.engine.documents.diagnostics import nearest
from anwei.engine.documents.nodes import Node
from anwei.engine.documents.shape import Key, Reader, Shape
from anwei.engine.ir.nodes import Attested
from anwei.engine.ir.rules import DOMAINS, Clause, Controls, Rule, Waiver
from anwei.engine.ir.walk import walk
from anwei.engine.language.parameters import read_date
from anwei.engine.language.rules import Context
from anwei.engine.messages import Text

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
    "domain": Key("choice", False, DOMAINS),
    "text": Key("bilingual", True),
    "status": Key("choice", True, STATUSES),
    "rules": Key("names"),
    "items": Key("names"),
    "reason": Key("bilingual"),
    "strength": Key("choice", False, ("binding", "expected", "mandatory", "encouraged")),
    "printed": Key("bilingual"),
    "reading": Key("bilingual"),
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


def read_controls(documents: list[Node], context: Context, rules: Iterable[Rule] = ()) -> dict[str, Controls]:
    """Source documents mapped clause by clause; documents of one name add up, and a clause id occurs once.

    ``rules`` are the compiled rules: an item that none of them asks for decides nothing, so it is refused.
    """
    found: dict[str, Controls] = {}
    clauses: dict[str, Clause] = {}
    failed = any(d.severity == "error" for d in context.diagnostics.items)  # a rule that failed asks for nothing
    asked = attested_in(rules) if documents and not failed else None
    for document in documents:
        reader = Reader(document, CONTROLS_SHAPE, context.diagnostics)
        if not reader.ok:
            continue
        name, source = reader.text("controls"), reader.text("source")
        if source not in context.laws:
            reader.error("RUL-021", reader.place("source"), name=source, hint=nearest(source, context.laws) or "-")
        if name in found and found[name].source != source:
            reader.error("CTL-002", reader.place("controls"), name=name, first=found[name].place)
            continue
        own = list(found[name].clauses) if name in found else []  # one plan may stand in several documents
        for node in reader.elements("clauses"):
            clause = _clause(node, context, asked)
            if clause is None:
                continue
            if clause.id in clauses:
                reader.error("CTL-002", node.place, name=clause.id, first=clauses[clause.id].place)
            own.append(clauses.setdefault(clause.id, clause))
        title = _words(reader, "title") or (found[name].title if name in found else None)
        found[name] = Controls(name, source, tuple(own), title, document.place.file, document.place.line)
    return found


def attested_in(rules: Iterable[Rule]) -> frozenset[str]:
    """The items that some rule asks to have been seen on site."""
    return frozenset(n.item for rule in rules for n in walk(rule) if isinstance(n, Attested))


def _clause(node: Node, context: Context, asked: frozenset[str] | None) -> Clause | None:
    reader = Reader(node, CLAUSE_SHAPE, context.diagnostics)
    if not reader.ok:
        return None
    status = reader.choice("status")
    needed = NEEDED.get(status)
    if needed and not reader.has(needed):
        reader.error("CTL-001", node.place, status=status, needed=needed)
    if reader.has("reading") and not reader.has("printed"):
        reader.error("CTL-003", reader.place("reading"))
    for rule in reader.names("rules"):
        if rule not in context.headers and rule not in context.broken:
            reader.error("RUL-014", reader.place("rules"), name=rule, hint=nearest(rule, context.headers) or "-")
    for item in reader.names("items"):
        if asked is not None and item not in asked:
            reader.error("CTL-004", reader.place("items"), name=item, hint=nearest(item, asked) or "-")
    return Clause(
        reader.text("id"),
        reader.text("section"),
        reader.bilingual("text"),
        status,
        reader.text("strength"),
        reader.names("rules"),
        reader.names("items"),
        _words(reader, "reason"),
        _words(reader, "printed"),
        _words(reader, "reading"),
        _words(reader, "note"),
        domain=reader.choice("domain"),
        file=node.place.file,
        line=node.place.line,
    )


def _words(reader: Reader, key: str) -> Text | None:
    return reader.bilingual(key) if reader.has(key) else None
