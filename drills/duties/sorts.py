"""Which drills count for a duty: its ``where`` and ``also`` conditions as plain codes.

A condition becomes alternatives (``Accepts``) of what a drill must be: kind, mode, topics, features. What no plan can
settle beforehand (a record kept, an evaluation written) becomes a promise. A drill's main kind is the fact ``kind``,
its further kinds are ``also_exercised``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

import msgspec

from anwei.drills.model import Accepts
from anwei.engine.services import ir, walk

KIND, FURTHER, MODE, TOPICS, FEATURES = "kind", "also_exercised", "mode", "topics", "features"
MOST = 24  # alternatives at most; a condition with more keeps the first ones, which is stricter, never looser


def accepted(node: ir.Condition | None, item: str = "", all_codes: Sequence[str] = ()) -> tuple[Accepts, ...]:
    """The sorts of drill that meet a condition; one that asks nothing if there is no condition.

    ``item`` is the code of the catalogue item the duty is asked for; ``all_codes`` are the codes of kinds and modes,
    for conditions that exclude some. An empty result says that no drill can meet it.
    """
    if node is None:
        return (Accepts(),)
    return tuple(dict.fromkeys(_merged(_sorts(node, item, all_codes))))[:MOST]


def _sorts(node: ir.Condition, item: str, codes: Sequence[str]) -> list[Accepts]:
    match node:
        case ir.All():
            return [a for parts in product(*(_sorts(t, item, codes) for t in node.terms)) for a in _both(parts)]
        case ir.AnyOf():
            return [a for t in node.terms for a in _sorts(t, item, codes)]
        case ir.CodeIs() if node.field.name in (KIND, MODE):
            found = _codes(node, item)
            if node.negated:
                found = tuple(c for c in codes if c not in found)
            return [Accepts(main=found) if node.field.name == KIND else Accepts(modes=found)]
        case ir.CodesHave() if node.field.name in (FURTHER, TOPICS, FEATURES) and node.mode != "none":
            return _having(node, item)
        case ir.Refers():
            return [Accepts()]
    return [Accepts(promises=tuple(sorted(_facts(node))))]


def _codes(node: ir.CodeIs, item: str) -> tuple[str, ...]:
    return node.item_groups.get(item, (item,)) if node.item else node.codes


def _having(node: ir.CodesHave, item: str) -> list[Accepts]:
    groups = (node.item_groups.get(item, (item,)),) if node.item else node.groups
    name = node.field.name
    if name == FURTHER:
        union = tuple(dict.fromkeys(c for g in groups for c in g))
        return [Accepts(kinds=union)] if node.mode == "any" else []
    asked = (tuple(dict.fromkeys(c for g in groups for c in g)),) if node.mode == "any" else groups
    return [Accepts(topics=asked) if name == TOPICS else Accepts(features=asked)]


def _facts(node: ir.Condition) -> set[str]:
    """The facts of the drill that a condition reads."""
    return {n.name for n in walk(node) if isinstance(n, ir.Field) and n.depth > 0}


def _both(parts: Iterable[Accepts]) -> list[Accepts]:
    """What meets all parts: nothing if two of them name kinds or modes that exclude each other."""
    whole = Accepts()
    for part in parts:
        main, modes = _common(whole.main, part.main), _common(whole.modes, part.modes)
        kinds = _common(whole.kinds, part.kinds)
        if None in (main, modes, kinds):
            return []
        whole = Accepts(
            main or (),
            kinds or (),
            modes or (),
            tuple(dict.fromkeys(whole.topics + part.topics)),
            tuple(dict.fromkeys(whole.features + part.features)),
            tuple(dict.fromkeys(whole.promises + part.promises)),
        )
    return [whole]


def _common(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[str, ...] | None:
    """The codes that both allow (empty allows all); None if there is none."""
    if not left or not right:
        return left or right
    return tuple(c for c in left if c in right) or None


def _merged(sorts: list[Accepts]) -> list[Accepts]:
    """``kind is one of X, or also exercised one of X`` is one sort: any of the drill's kinds is one of X."""
    plain = {msgspec.structs.replace(s, kinds=()): s.kinds for s in sorts if s.kinds and not s.main}
    found: list[Accepts] = []
    for sort in sorts:
        bare = msgspec.structs.replace(sort, main=(), kinds=())
        if sort.main and not sort.kinds and set(plain.get(bare, ())) == set(sort.main):
            continue
        found.append(sort)
    return found
