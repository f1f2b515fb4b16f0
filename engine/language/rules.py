"""``ruleset`` documents: rules with their scope, measures, requirement, remedy and evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from anwei.engine.documents.diagnostics import Diagnostics, Place, nearest
from anwei.engine.documents.nodes import Node
from anwei.engine.documents.shape import Key, Reader, Shape
from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.ir.nodes import Aggregate, Compare, Condition, Constant, Every
from anwei.engine.ir.parameters import FOREVER, Law, Parameter
from anwei.engine.ir.rules import Remedy, Rule, RulesetInfo
from anwei.engine.ir.types import COUNT
from anwei.engine.language import arithmetic, conditions, held, measures, wholes
from anwei.engine.language.named import add_measures
from anwei.engine.language.parameters import CONFIDENCE, check_division, read_cites, read_date
from anwei.engine.language.scope import Level, PluginMeasure, Scope, parse_length
from anwei.engine.language.slots import GAP_SLOTS, check_slots
from anwei.engine.messages import Text

#: The modules whose import registers the forms of the language.
FORM_MODULES = (conditions, wholes, held, measures, arithmetic)
PILLARS = ("responsibility", "management", "investment", "training", "rescue")
RULESET_SHAPE: Shape = {
    "ruleset": Key("name", True),
    "title": Key("bilingual", True),
    "version": Key("text", True),
    "subject": Key("name", True),
    "division": Key("name"),
    "rules": Key("list", True),
    "note": Key("bilingual"),
}
RULE_SHAPE: Shape = {
    "id": Key("name", True),
    "title": Key("bilingual", True),
    "pillar": Key("choice", False, PILLARS),
    "topic": Key("name"),
    "severity": Key("choice", True, ("minor", "major", "critical")),
    "strength": Key("choice", False, ("mandatory", "expected", "encouraged")),
    "effective": Key("map"),
    "cites": Key("cites", True),
    "facts": Key("names"),
    "applies": Key("condition"),
    "measures": Key("measures"),
    "require": Key("condition", True),
    "remedy": Key("map", True),
    "evidence": Key("bilingual", True),
    "confidence": Key("choice", False, CONFIDENCE),
    "note": Key("bilingual"),
    "subject": Key("name"),
}
REMEDY_SHAPE: Shape = {"within": Key("duration"), "zh": Key("text", True), "en": Key("text", True)}
EFFECTIVE_SHAPE: Shape = {"from": Key("date"), "until": Key("date")}


@dataclass
class Header:
    """A rule's place in the catalogue before its body is read: names may refer forward."""

    id: str
    subject: str
    ruleset: RulesetInfo
    node: Node
    pillar: str
    division: str = ""


@dataclass
class Context:
    """What every rule is read against."""

    vocabulary: Vocabulary
    laws: dict[str, Law]
    parameters: dict[str, Parameter]
    checklists: dict[str, Node]
    diagnostics: Diagnostics
    headers: dict[str, Header] = field(default_factory=dict)
    functions: Mapping[str, PluginMeasure] = field(default_factory=dict)
    broken: Mapping[str, Rule] = field(default_factory=dict)  # rules of plugins that were rolled back
    known: frozenset[str] = frozenset()  # the names of all documents, which an overlay may build on
    places: dict[tuple[str, str, int], Place] = field(default_factory=dict)  # of values: parameter, division, first day

    @cached_property
    def pillars(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """Rule ids by subject kind and pillar. Rules of one division stay out: a roll-up is the same everywhere."""
        found: dict[tuple[str, str], list[str]] = {}
        for header in self.headers.values():
            if header.pillar and not header.division:
                found.setdefault((header.subject, header.pillar), []).append(header.id)
        for rule in self.broken.values():
            if rule.pillar and rule.id not in self.headers:
                found.setdefault((rule.subject, rule.pillar), []).append(rule.id)
        return {key: tuple(ids) for key, ids in found.items()}

    @cached_property
    def rule_ids(self) -> frozenset[str]:
        return frozenset(self.headers) | self.broken.keys()

    def scope(self, header: Header) -> Scope:
        """The scope in which the body of a rule is read."""
        effective = Reader(header.node.get("effective") or Node({}, header.node.place), EFFECTIVE_SHAPE, Diagnostics())
        subject = self.vocabulary.subjects[header.subject]
        return Scope(
            self.vocabulary,
            (Level(subject),),
            self.parameters,
            self.diagnostics,
            header.id,
            rules=self.rule_ids,
            checklists=self.checklists,
            rules_by_pillar=self.pillars,
            functions=self.functions,
            effective_from=read_date(effective, "from", 0),
        )


def read_header(document: Node, context: Context) -> RulesetInfo | None:
    """Register the rules of a ``ruleset`` document so that names can refer forward."""
    reader = Reader(document, RULESET_SHAPE, context.diagnostics)
    if not reader.ok:
        return None
    info = RulesetInfo(
        reader.text("ruleset"),
        reader.bilingual("title"),
        reader.text("version"),
        reader.text("subject"),
        document.place.file,
    )
    check_division(reader)
    for node in reader.elements("rules"):
        add_header(node, info, context, reader.text("division"))
    return info


def add_header(node: Node, info: RulesetInfo, context: Context, division: str = "") -> Header | None:
    """Register one rule; reports a duplicate id or an unknown subject."""
    id_node = node.get("id")
    if id_node is None:
        context.diagnostics.error("SHP-003", node.place, key="id")
        return None
    first = context.headers.get(id_node.text)
    if first is not None:
        context.diagnostics.error("RUL-020", id_node.place, name=id_node.text, first=first.node.place)
        return None
    own, pillar = node.get("subject"), node.get("pillar")
    subject = own.text if own is not None else info.subject
    if subject not in context.vocabulary.subjects:
        hint = nearest(subject, context.vocabulary.subjects) or "-"
        context.diagnostics.error("RUL-022", node.place, name=subject, hint=hint)
        return None
    header = Header(id_node.text, subject, info, node, pillar.text if pillar is not None else "", division)
    context.headers[header.id] = header
    return header


def read_rule(header: Header, context: Context) -> Rule | None:
    """The rule of a header, or None after reporting what is wrong with it."""
    before = len(context.diagnostics.errors)
    reader = Reader(header.node, RULE_SHAPE, context.diagnostics, rule=header.id)
    if not reader.ok:
        return None
    scope = context.scope(header)
    measures = reader.node_of("measures")
    if measures is not None:
        add_measures(measures, scope)
    applies_node = reader.node_of("applies")
    applies = conditions.condition(applies_node, scope) if applies_node is not None else None
    require, guard = requirement(reader.node_of("require"), scope)
    if guard is not None:
        applies = conditions.both(applies, guard)
    effective = Reader(reader.node_of("effective") or Node({}, header.node.place), EFFECTIVE_SHAPE, context.diagnostics)
    cites = read_cites(reader.elements("cites"), context.laws, context.diagnostics, header.id)
    plain = [m.name for m in scope.measures.values() if not m.scope]  # one for each record has no number of its own
    remedy = _remedy(reader, context, plain)
    evidence = reader.node_of("evidence")
    if evidence is not None:
        check_slots(evidence, "evidence", (), context.diagnostics, header.id)
    if require is None or len(context.diagnostics.errors) > before:
        return None
    return Rule(
        header.id,
        header.ruleset.id,
        header.subject,
        reader.bilingual("title"),
        require,
        cites,
        reader.choice("severity"),
        reader.choice("strength", "mandatory"),
        reader.choice("pillar"),
        reader.text("topic"),
        read_date(effective, "from", 0),
        read_date(effective, "until", FOREVER),
        header.division,
        applies,
        tuple(scope.measures.values()),
        remedy,
        reader.bilingual("evidence"),
        reader.choice("confidence", "seen"),
        reader.names("facts"),
        file=header.node.place.file,
        line=header.node.place.line,
    )


def requirement(node: Node | None, scope: Scope) -> tuple[Condition | None, Condition | None]:
    """A whole requirement, and the scope that ``if_none: not_applicable`` turns into."""
    if node is None:
        return None, None
    if_none = node.get("if_none")
    if node.get("every") is None or if_none is None or if_none.text != "not_applicable":
        return conditions.condition(node, scope), None
    reader = Reader(node, _EVERY_KEYS, scope.diagnostics, rule=scope.rule)
    built: Every | None = wholes.every(reader, scope, "pass") if reader.ok else None
    if built is None:
        return None, None
    count = Aggregate("count", built.source, COUNT, built.where)
    return built, Compare("at_least", count, Constant(1, COUNT))


_EVERY_KEYS: Shape = {
    "every": Key("source", True),
    "where": Key("condition"),
    "satisfies": Key("condition", True),
    "if_none": Key("name"),
}


def _remedy(reader: Reader, context: Context, measures: Iterable[str]) -> Remedy | None:
    node = reader.node_of("remedy")
    if node is None:
        return None
    shape = Reader(node, REMEDY_SHAPE, context.diagnostics, rule=reader.rule)
    within = parse_length(shape.text("within")) if shape.has("within") else None
    if shape.has("within") and within is None:
        shape.error("RUL-013", shape.place("within"), text=shape.text("within"))
    check_slots(node, "remedy", (*GAP_SLOTS, *measures), context.diagnostics, reader.rule)
    return Remedy(Text(shape.text("zh"), shape.text("en")), within)


__all__ = ["Context", "Header", "add_header", "add_measures", "read_header", "read_rule", "requirement"]
