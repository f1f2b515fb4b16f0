"""Themes and patterns: what kind of drill a unit can take part in, and which of its needs one participation meets.

A *theme* is a sort of drill that units may hold together. A *pattern* is one unit's participation in a theme: the
needs it covers, and so the plans of its own that it drills there. Each need gets a pattern of its own and one that
combines it with as many others as the policy lets one drill be about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from anwei.drills.model import Accepts
from anwei.drills.planning.policy import Combine, Joint, Policy

#: In which order kinds are named; the first one of a drill is its main kind.
KINDS = ("comprehensive", "special", "department", "on_site", "single")
ANY_KIND, TOPIC_KIND = "comprehensive", "special"  # for duties that name no kind; those about a topic only
DRILL_COST, EVALUATOR_COST, VISIT_COST = 40, 20, 2  # in points; an unmet duty costs 1000 times its rank


@dataclass(frozen=True)
class Recipe:
    """What a drill is: kinds (the main one first), topics, mode (empty: free) and features."""

    kinds: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    mode: str = ""
    features: tuple[str, ...] = ()
    main: str = ""  # the main kind, where a duty fixes it

    def sorted(self) -> Recipe:
        """The same with kinds in their order, the fixed main kind before all."""
        order = {k: i for i, k in enumerate(KINDS)}
        kinds = sorted(set(self.kinds), key=lambda k: (k != self.main, order.get(k, len(KINDS)), k))
        topics, features = tuple(sorted(set(self.topics))), tuple(sorted(set(self.features)))
        return Recipe(tuple(kinds), topics, self.mode, features, self.main)


@dataclass(frozen=True)
class Theme:
    """A recipe with what holding one drill of it takes."""

    index: int
    recipe: Recipe
    capacity: int
    wide: bool
    evaluators: int

    @property
    def cost(self) -> int:
        """The price of one drill in points."""
        return DRILL_COST + EVALUATOR_COST * self.evaluators

    @property
    def visit(self) -> int:
        """The price of one unit's part in it."""
        return VISIT_COST if self.capacity > 1 else 0


@dataclass(frozen=True)
class Need:
    """What units of a class need: ``count`` participations in segments ``bits`` that ``accepts`` lets count.

    ``records`` is the number of a group of the unit's own plans (-1: none) of size ``size`` and kind ``record_kind``;
    ``duty`` numbers the duty, so that periods of one duty are kept apart.
    """

    bits: int
    count: int
    price: int
    duty: int
    accepts: tuple[Accepts, ...]
    records: int = -1
    size: int = 0
    record_kind: str = ""

    def met_by(self, recipe: Recipe) -> bool:
        """Whether a drill of this recipe counts; one that covers plans must be of their kind."""
        if self.record_kind in KINDS and self.record_kind not in recipe.kinds:
            return False
        mode = recipe.mode
        return any(
            a.fits(recipe.kinds, mode or (a.modes or ("",))[0], recipe.topics, recipe.features)
            and (not a.modes or mode in a.modes)
            for a in self.accepts
        )


@dataclass(frozen=True)
class Pattern:
    """A unit's part in a theme, and the needs of its class that it covers."""

    theme: int
    covers: tuple[int, ...]


class Patterns:
    """Makes the patterns of classes and numbers the themes that they use."""

    def __init__(self, policy: Policy, weights: dict[str, int]) -> None:
        self.policy = policy
        self.weights = weights
        self.themes: list[Theme] = []
        self._known: dict[Recipe, int] = {}

    def of(self, needs: Sequence[Need]) -> tuple[Pattern, ...]:
        """The patterns of a class, the most useful ones first."""
        order = sorted(range(len(needs)), key=lambda i: (-needs[i].price, needs[i].bits.bit_count(), i))
        recipes = {i: [r for a in needs[i].accepts if (r := self._recipe(needs[i], a)) is not None] for i in order}
        found: dict[Pattern, None] = {}
        for i in order:
            for base in recipes[i][:2]:
                merged = base
                for j in order:
                    if j != i and needs[i].bits & needs[j].bits:
                        merged = next((m for r in recipes[j] if (m := _merge(merged, r, self.policy.combine))), merged)
                for recipe in dict.fromkeys((merged, base)):
                    pattern = self._pattern(recipe.sorted(), i, needs, order)
                    if pattern is not None:
                        found[pattern] = None
        return tuple(found)

    def shared(self, needs: Sequence[Need], own: Sequence[Pattern], themes: Iterable[int]) -> tuple[Pattern, ...]:
        """The patterns of a class with those by which it can join drills that others hold (``themes``)."""
        order = sorted(range(len(needs)), key=lambda i: (-needs[i].price, needs[i].bits.bit_count(), i))
        found = dict.fromkeys(own)
        for theme in sorted(self._widest(themes) - {p.theme for p in own}):
            covered: set[int] = set()
            for i in order:
                pattern = self._pattern(self.themes[theme].recipe, i, needs, order) if i not in covered else None
                if pattern is not None:
                    found[pattern] = None
                    covered.update(pattern.covers)
        return tuple(found)

    def _widest(self, themes: Iterable[int]) -> set[int]:
        """The themes of which no other one is about at least as much, for the same number of units."""
        known = sorted(set(themes))
        return {t for t in known if not any(self._wider(self.themes[u], self.themes[t]) for u in known if u != t)}

    @staticmethod
    def _wider(left: Theme, right: Theme) -> bool:
        """Whether one theme is about all that another one is, and more, and holds as many for the same price."""
        a, b = left.recipe, right.recipe
        return (
            (a.mode, a.main, left.wide, left.evaluators) == (b.mode, b.main, right.wide, right.evaluators)
            and left.capacity >= right.capacity
            and set(a.kinds) >= set(b.kinds)
            and set(a.topics) >= set(b.topics)
            and set(a.features) >= set(b.features)
            and (a.kinds, a.topics, a.features) != (b.kinds, b.topics, b.features)
        )

    def _pattern(self, recipe: Recipe, first: int, needs: Sequence[Need], order: Sequence[int]) -> Pattern | None:
        if not needs[first].met_by(recipe):
            return None
        covers, groups = {first}, {needs[first].records: needs[first].size}
        for overlapping in (True, False):
            for j in order:
                need = needs[j]
                if j in covers or not need.met_by(recipe) or bool(need.bits & needs[first].bits) != overlapping:
                    continue
                if need.records in groups or need.records < 0:
                    covers.add(j)
                elif overlapping and sum(groups.values()) + need.size <= self.policy.combine.plans:
                    covers.add(j)
                    groups[need.records] = need.size
        return Pattern(self._theme(recipe), tuple(sorted(covers)))

    def _recipe(self, need: Need, sort: Accepts) -> Recipe | None:
        kinds = self._pick(sort.main or sort.kinds)
        main = kinds if sort.main else ""
        if not kinds:
            kinds = need.record_kind if need.record_kind in KINDS else TOPIC_KIND if sort.topics else ANY_KIND
        topics = tuple(dict.fromkeys(self._pick(g) for g in sort.topics))
        features = tuple(dict.fromkeys(self._pick(g) for g in sort.features))
        named = (kinds, need.record_kind) if need.record_kind in KINDS else (kinds,)
        return Recipe(named, topics, sort.modes[0] if sort.modes else "", features, main).sorted()

    def _pick(self, codes: tuple[str, ...]) -> str:
        """The code that most duties ask for, so that units can meet in one drill."""
        return max(codes, key=lambda c: (self.weights.get(c, 0), -codes.index(c)), default="")

    def _theme(self, recipe: Recipe) -> int:
        if recipe not in self._known:
            joint = joint_for(recipe, self.policy)
            index = self._known[recipe] = len(self.themes)
            self.themes.append(Theme(index, recipe, max(1, joint.capacity), joint.wide, joint.evaluators))
        return self._known[recipe]


def joint_for(recipe: Recipe, policy: Policy) -> Joint:
    """The first entry of the policy that fits a drill."""
    main = recipe.kinds[0] if recipe.kinds else ""
    for joint in policy.joint:
        if joint.kind in ("", main) and (not joint.topic or joint.topic in recipe.topics):
            return joint
    return Joint(capacity=1)


def _merge(left: Recipe, right: Recipe, limits: Combine) -> Recipe | None:
    """Both in one drill, if their modes and main kinds agree and the policy allows so much in one."""
    if (left.mode and right.mode and left.mode != right.mode) or (left.main and right.main and left.main != right.main):
        return None
    whole = Recipe(
        left.kinds + right.kinds,
        left.topics + right.topics,
        left.mode or right.mode,
        left.features + right.features,
        left.main or right.main,
    ).sorted()
    return whole if len(whole.kinds) <= limits.kinds and len(whole.topics) <= limits.topics else None
