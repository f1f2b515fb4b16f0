"""Loading: from files to the compiled catalogue. A file that does not load fails the run; nothing is skipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import msgspec

from anwei.engine.catalogue.attested import attested_items
from anwei.engine.catalogue.files import Sources
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.documents.diagnostics import Diagnostics, Place
from anwei.engine.documents.nodes import Node
from anwei.engine.documents.shape import Reader, bilingual
from anwei.engine.facts.declare import declare
from anwei.engine.ir import nodes as ir
from anwei.engine.ir.rules import Rule, RulesetInfo
from anwei.engine.ir.walk import walk
from anwei.engine.language import overlays, papers, rules
from anwei.engine.language.checklists import CHECKLISTS_SHAPE
from anwei.engine.language.guard import guard_parameters
from anwei.engine.language.parameters import read_laws, read_parameters
from anwei.engine.language.scope import PluginMeasure
from anwei.engine.messages import Text


def compile_catalogue(
    sources: Sources,
    diagnostics: Diagnostics,
    functions: Mapping[str, PluginMeasure] | None = None,
    broken: Sequence[Rule] = (),
) -> Catalogue:
    """The catalogue of all documents together. Problems go to ``diagnostics``.

    ``broken`` are the rules of plugins that were rolled back: they stay in the catalogue as errors, and a roll-up of
    their pillar stays undecided.
    """
    documents = sources.documents
    vocabulary = declare(documents["facts"], diagnostics)
    laws = read_laws(documents["laws"], diagnostics)
    parameters = read_parameters(documents["parameters"], laws, diagnostics)
    context = rules.Context(
        vocabulary,
        laws,
        parameters,
        _checklists(documents["checklists"], diagnostics),
        diagnostics,
        functions=functions or {},
        broken={r.id: r for r in broken if r.subject in vocabulary.subjects},
        known=frozenset([*_names(sources), *(r.ruleset for r in broken)]),
    )
    overlays.set_parameters(documents["overlay"], context)
    infos = [i for d in documents["ruleset"] if (i := rules.read_header(d, context)) is not None]
    infos += overlays.add_rules(documents["overlay"], context)
    guard_parameters(context.parameters, diagnostics, context.places)
    compiled = {h.id: r for h in context.headers.values() if (r := rules.read_rule(h, context)) is not None}
    extras, exclusions = overlays.read_changes(documents["overlay"], context)
    for id_, rule in compiled.items():
        if id_ in extras or id_ in exclusions:
            compiled[id_] = msgspec.structs.replace(
                rule, extras=tuple(extras.get(id_, ())), exclusions=tuple(exclusions.get(id_, ()))
            )
    compiled = {**context.broken, **compiled}
    _refuse_circles(compiled, diagnostics)
    vocabulary.attested = attested_items(compiled.values())
    catalogue = Catalogue(
        vocabulary,
        laws,
        context.parameters,
        compiled,
        _infos(infos),
        papers.read_controls(documents["controls"], context, compiled.values()),
        papers.read_waivers(documents["waivers"], context),
    )
    _drop_views(catalogue)
    return catalogue


def _names(sources: Sources) -> Iterator[str]:
    """What the documents are called."""
    for kind, documents in sources.documents.items():
        for document in documents if kind != "tests" else ():
            name = document.get(kind)
            if name is not None:
                yield name.text


def _infos(infos: list[RulesetInfo]) -> dict[str, RulesetInfo]:
    return {i.id: i for i in infos}


def _checklists(documents: list[Node], diagnostics: Diagnostics) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for document in documents:
        for name, node in Reader(document, CHECKLISTS_SHAPE, diagnostics).entries("definitions"):
            earlier = found.get(name)
            if earlier is None or earlier.get("undefined") is not None:
                found[name] = node  # a definition pack gives items to a name that a source leaves undefined
            elif node.get("undefined") is None:
                diagnostics.error("FCT-001", node.place, name=name, where="checklists")
    return found


def _drop_views(catalogue: Catalogue) -> None:
    """Views are folded into the rules that use them; their YAML is not part of the compiled form."""
    for subject in catalogue.vocabulary.subjects.values():
        subject.views = {n: replace(v, where=None) for n, v in subject.views.items()}


def _refuse_circles(compiled: dict[str, Rule], diagnostics: Diagnostics) -> None:
    """A rule may not rest on itself through other rules."""
    uses = {id_: sorted(r for r in referred(rule) if r in compiled) for id_, rule in compiled.items()}
    done: set[str] = set()
    for start in compiled:
        for circle in _circles(start, uses, [], done):
            rule = compiled[circle[0]]
            diagnostics.error("RUL-025", Place(rule.file, rule.line, 1), rule=rule.id, chain=" -> ".join(circle))


def _circles(id_: str, uses: dict[str, list[str]], chain: list[str], done: set[str]) -> Iterator[list[str]]:
    if id_ in chain:
        yield [*chain[chain.index(id_) :], id_]
    elif id_ not in done:
        for used in uses[id_]:
            yield from _circles(used, uses, [*chain, id_], done)
        done.add(id_)


def referred(rule: Rule) -> set[str]:
    """The ids of the rules that a rule rests on."""
    return {n.rule for n in walk(rule) if isinstance(n, ir.RuleHolds)}


def walk_headers(documents: Iterable[Node], reason: str) -> Iterable[Rule]:
    """The rules that documents name, as rules that only say why they could not be loaded."""
    for document in documents:
        subject, ruleset, listed = document.get("subject"), document.get("ruleset"), document.get("rules")
        for node in listed.elements() if listed is not None and listed.is_list else ():
            id_, title = node.get("id"), node.get("title")
            if id_ is None or subject is None or ruleset is None:
                continue
            pillar = node.get("pillar")
            words = bilingual(title) if title is not None and title.is_map else Text(id_.text, id_.text)
            require = ir.Undefined(Text(reason, reason))
            yield Rule(
                id_.text,
                ruleset.text,
                subject.text,
                words,
                require,
                (),
                pillar=pillar.text if pillar is not None and pillar.text in rules.PILLARS else "",  # type: ignore[arg-type]
                broken=reason,
                file=node.place.file,
                line=node.place.line,
            )
