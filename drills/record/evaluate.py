"""Scoring: many evaluators' marks to one total, its spread, its grade. Exact fractions; every raw mark is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from anwei.drills.record.errors import refuse
from anwei.drills.record.forms import TOP, Form, Item
from anwei.drills.record.model import Evaluation, Mark

UNOBSERVED = -1


def points_of(form: Form, text: str) -> int:
    """What an evaluator wrote as points: a number from 0 to 100, a word of the form, or ``-`` for not observed.

    Raises AnweiError (DRL-115) for anything else.
    """
    word = text.strip()
    if word in ("-", "－", "—"):
        return UNOBSERVED
    if word.upper() in form.words:
        return form.words[word.upper()]
    if not (word.isascii() and word.isdigit() and len(word) <= 3 and int(word) <= TOP):
        refuse("DRL-115", form.id, text=word[:20], words=", ".join(form.words) or "-")
    return int(word)


def scored(form: Form, marks: Sequence[Mark], *, on: int, comment: str = "") -> Evaluation:
    """The evaluation that the marks make. An item's points are the mean of its evaluators; the total is weighted over
    what was observed. Raises AnweiError: an unknown item or two marks by one evaluator (DRL-116), nothing observed
    (DRL-117)."""
    _check(form, marks)
    means = {item.id: _mean(marks, item) for item in form.items}
    seen = [i for i in form.items if means[i.id] is not None]
    weight = sum(i.weight for i in seen)
    if not weight:
        refuse("DRL-117", form.id)
    total = _tenths(_weighted(seen, means) / weight)
    vetoes = tuple(i.id for i in form.items if i.veto and any(m.points == 0 for m in marks if m.item == i.id))
    band = form.band(total, bool(vetoes))
    return Evaluation(
        form=form.id,
        form_version=form.version,
        marks=tuple(sorted(marks, key=lambda m: (_position(form, m.item), m.evaluator))),
        total=total,
        grade=band.grade,
        passed=band.passed and not vetoes,
        spread=spread(form, marks),
        observed=100 * weight // sum(i.weight for i in form.items),
        vetoes=vetoes,
        on=on,
        by=tuple(sorted({m.evaluator for m in marks})),
        comment=comment,
    )


def spread(form: Form, marks: Sequence[Mark]) -> int:
    """How far the evaluators lie apart: the widest difference of their own totals, in tenths; 0 for a single one."""
    totals = [t for who in {m.evaluator for m in marks} if (t := own_total(form, marks, who)) is not None]
    return max(totals) - min(totals) if len(totals) > 1 else 0


def own_total(form: Form, marks: Iterable[Mark], evaluator: str) -> int | None:
    """The total of one evaluator alone, in tenths; None if they observed nothing."""
    own = [m for m in marks if m.evaluator == evaluator and m.points != UNOBSERVED]
    weights = {i.id: i.weight for i in form.items}
    weight = sum(weights[m.item] for m in own)
    return _tenths(Fraction(sum(weights[m.item] * m.points for m in own), weight)) if weight else None


def item_spread(marks: Iterable[Mark], item: str) -> int:
    """The widest difference between evaluators for one item, in points."""
    given = [m.points for m in marks if m.item == item and m.points != UNOBSERVED]
    return max(given) - min(given) if given else 0


def _check(form: Form, marks: Sequence[Mark]) -> None:
    unknown = sorted({m.item for m in marks} - {i.id for i in form.items})
    pairs = [(m.item, m.evaluator) for m in marks]
    twice = sorted({f"{i} / {e}" for i, e in pairs if pairs.count((i, e)) > 1})
    wrong = [f"{m.item}: {m.points}" for m in marks if not UNOBSERVED <= m.points <= TOP]
    if unknown or twice or wrong:
        refuse("DRL-116", form.id, items=", ".join(unknown + twice + wrong))


def _mean(marks: Sequence[Mark], item: Item) -> Fraction | None:
    given = [m.points for m in marks if m.item == item.id and m.points != UNOBSERVED]
    return Fraction(sum(given), len(given)) if given else None


def _weighted(seen: Sequence[Item], means: dict[str, Fraction | None]) -> Fraction:
    return sum((i.weight * (means[i.id] or Fraction(0)) for i in seen), Fraction(0))


def _tenths(points: Fraction) -> int:
    """Points as tenths, halves up.

    >>> _tenths(Fraction(1785, 20)), _tenths(Fraction(17845, 200))
    (893, 892)
    """
    return int(points * 10 + Fraction(1, 2))


def _position(form: Form, item: str) -> int:
    return [i.id for i in form.items].index(item)
