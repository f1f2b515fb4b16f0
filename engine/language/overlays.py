"""``overlay`` documents: what a lower level sets, tightens, adds or excludes. Loosening is refused."""

from __future__ import annotations

import msgspec

from anwei.engine.documents.diagnostics import NO_HINT, Diagnostics, Place, nearest
from anwei.engine.documents.nodes import Node
from anwei.engine.documents.shape import Key, Reader, Shape
from anwei.engine.facts.subject import significant, within
from anwei.engine.ir.rules import Exclusion, Extra, RulesetInfo
from anwei.engine.language import conditions
from anwei.engine.language.named import add_measures
from anwei.engine.language.parameters import check_division, overlay_values, read_cites
from anwei.engine.language.rules import Context, add_header, requirement
from anwei.engine.messages import Text

OVERLAY_SHAPE: Shape = {
    "overlay": Key("name", True),
    "extends": Key("names", True),
    "division": Key("name", True),
    "title": Key("bilingual"),
    "version": Key("text"),
    "cites": Key("cites", True),
    "set": Key("map"),
    "tighten": Key("list"),
    "add": Key("list"),
    "exclude": Key("list"),
    "note": Key("bilingual"),
}
TIGHTEN_SHAPE: Shape = {
    "rule": Key("name", True),
    "require": Key("condition"),
    "applies": Key("condition"),
    "measures": Key("measures"),
    "cites": Key("cites", True),
    "note": Key("bilingual"),
    "facts": Key("names"),
}
EXCLUDE_SHAPE: Shape = {"rule": Key("name", True), "reason": Key("bilingual", True), "cites": Key("cites", True)}


def set_parameters(documents: list[Node], context: Context) -> None:
    """Add the values that overlays set to the parameters they extend."""
    owners: dict[tuple[str, str], tuple[str, Place]] = {}
    divisions: dict[str, str] = {}
    for document in documents:
        reader = Reader(document, OVERLAY_SHAPE, context.diagnostics)
        if not reader.ok:
            continue
        check_division(reader)
        _refuse_name(reader, divisions)
        for name in reader.names("extends"):
            if name not in context.known:
                reader.error(
                    "OVL-004", reader.place("extends"), name=name, hint=nearest(name, context.known) or NO_HINT
                )
        for name, node in reader.entries("set"):
            _set(name, node, reader, context, owners)


def _refuse_name(reader: Reader, divisions: dict[str, str]) -> None:
    """Documents of one overlay add up, so they speak of one division; another one needs a name of its own."""
    name, division = reader.text("overlay"), significant(reader.text("division"))
    if divisions.setdefault(name, division) != division:
        reader.error("FCT-001", reader.place("overlay"), name=name, where=f"overlay ({divisions[name]})")


def _set(
    name: str, node: Node, reader: Reader, context: Context, owners: dict[tuple[str, str], tuple[str, Place]]
) -> None:
    parameter, division = context.parameters.get(name), reader.text("division")
    if parameter is None:
        hint = nearest(name, context.parameters) or "-"
        reader.error("RUL-004", reader.node.place, name=name, hint=hint)
        return
    owner = owners.get((name, significant(division)))
    if owner is not None:
        reader.error("OVL-002", node.place, name=name, other=owner[1])
        return
    owners[name, significant(division)] = (reader.text("overlay"), node.place)
    if not node.is_list:
        reader.error("SHP-004", node.place, key=name, expected="list of values")
        return
    values = overlay_values(parameter, node.elements(), division, context.laws, context.diagnostics, node)
    for value, written in zip(values, node.elements(), strict=False):  # equally many, unless one was reported
        context.places[name, value.division, value.start] = written.place
    context.parameters[name] = msgspec.structs.replace(parameter, values=(*parameter.values, *values))


def add_rules(documents: list[Node], context: Context) -> list[RulesetInfo]:
    """Register the rules that overlays add, limited to their division."""
    infos: list[RulesetInfo] = []
    for document in documents:
        reader = Reader(document, OVERLAY_SHAPE, Diagnostics())
        nodes = reader.elements("add")
        if not nodes:
            continue
        title = reader.bilingual("title", Text(reader.text("overlay"), reader.text("overlay")))
        info = RulesetInfo(reader.text("overlay"), title, reader.text("version", "1"), "", document.place.file)
        infos.append(info)
        for node in nodes:
            base = context.headers.get(next(iter(reader.names("extends")), ""))
            subject = node.get("subject")
            kind = (
                subject.text if subject is not None else _subject_of(reader, context) or (base.subject if base else "")
            )
            add_header(node, msgspec.structs.replace(info, subject=kind), context, reader.text("division"))
    return infos


def _subject_of(reader: Reader, context: Context) -> str:
    extended = set(reader.names("extends"))
    return next((h.subject for h in context.headers.values() if h.ruleset.id in extended), "")


def read_changes(documents: list[Node], context: Context) -> tuple[dict[str, list[Extra]], dict[str, list[Exclusion]]]:
    """What overlays tighten and exclude, by rule id."""
    extras: dict[str, list[Extra]] = {}
    exclusions: dict[str, list[Exclusion]] = {}
    for document in documents:
        reader = Reader(document, OVERLAY_SHAPE, Diagnostics())
        overlay, division = reader.text("overlay"), reader.text("division")
        for node in reader.elements("tighten"):
            shape = Reader(node, TIGHTEN_SHAPE, context.diagnostics)
            extra = _tighten(shape, overlay, division, context) if shape.ok else None
            if extra is not None:
                _refuse_twice(extra, extras.get(shape.text("rule"), []), shape)
                extras.setdefault(shape.text("rule"), []).append(extra)
        for node in reader.elements("exclude"):
            shape = Reader(node, EXCLUDE_SHAPE, context.diagnostics)
            if not shape.ok or not _known(shape, context):
                continue
            _refuse_said(shape, overlay, extras, exclusions)
            cites = read_cites(shape.elements("cites"), context.laws, context.diagnostics)
            exclusions.setdefault(shape.text("rule"), []).append(
                Exclusion(overlay, division, shape.bilingual("reason"), cites)
            )
    return extras, exclusions


def _refuse_twice(extra: Extra, others: list[Extra], shape: Reader) -> None:
    """Measures of one name in divisions that both hold somewhere would be taken for one another."""
    for other in others:
        nested = within(extra.division, other.division) or within(other.division, extra.division)
        for name in {m.name for m in extra.measures} & {m.name for m in other.measures} if nested else ():
            shape.error("FCT-001", shape.place("measures"), name=name, where=f"measures ({other.overlay})")


def _refuse_said(
    shape: Reader, overlay: str, extras: dict[str, list[Extra]], exclusions: dict[str, list[Exclusion]]
) -> None:
    """An overlay says of a rule either that it is tightened or, once, that it is excluded."""
    rule = shape.text("rule")
    for what, found in (("tighten", extras), ("exclude", exclusions)):
        if any(f.overlay == overlay for f in found.get(rule, ())):
            shape.error("FCT-001", shape.place("rule"), name=rule, where=f"{overlay}: {what}")


def _known(shape: Reader, context: Context) -> bool:
    name = shape.text("rule")
    if name in context.headers:
        return True
    shape.error("RUL-014", shape.place("rule"), name=name, hint=nearest(name, context.headers) or "-")
    return False


def _tighten(shape: Reader, overlay: str, division: str, context: Context) -> Extra | None:
    if not _known(shape, context):
        return None
    scope = context.scope(context.headers[shape.text("rule")])
    base = context.headers[shape.text("rule")].node.get("measures")
    if base is not None:
        add_measures(base, scope)
    inherited = set(scope.measures)
    own = shape.node_of("measures")
    if own is not None:
        add_measures(own, scope)
    require, guard = requirement(shape.node_of("require"), scope)
    applies_node = shape.node_of("applies")
    applies = conditions.condition(applies_node, scope) if applies_node is not None else None
    if guard is not None:
        shape.error("RUL-016", shape.place("require"))
    if require is None and applies is None:
        shape.error("SHP-003", shape.node.place, key="require | applies")
        return None
    cites = read_cites(shape.elements("cites"), context.laws, context.diagnostics)
    measures = tuple(m for m in scope.measures.values() if m.name not in inherited)
    return Extra(overlay, division, cites, require, applies, measures)
