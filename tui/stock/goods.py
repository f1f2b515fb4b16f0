"""The goods of one warehouse: per kind what is due, what is there, what is short, and when the next batch ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from anwei.engine import services
from anwei.tui.stock.quotas import Quota, quotas
from anwei.tui.words import NEVER

NEAR_DAYS = 30
BANDS = (30, 60, 90)


@dataclass(frozen=True)
class Batch:
    """One row of the stock ledger. ``amount`` is at the field's scale; ``ends`` a day (0: none or not known)."""

    key: str
    item: str
    ownership: str
    amount: int
    target: int
    unit: str
    ends: int
    record: services.Record


@dataclass(frozen=True)
class Goods:
    """One kind of goods in a warehouse. ``quota`` is what a rule asks (None: no rule that says how much).

    ``due`` and ``held`` are amounts at ``scale`` for display: those of the rule, else what the ledger itself states as
    target (``told`` is then true) and the amounts not past their end.
    """

    item: str
    scale: int
    quota: Quota | None
    batches: tuple[Batch, ...]
    held: int
    due: int | None
    told: bool
    state: str
    next_end: int
    quotas: tuple[Quota, ...] = ()

    @property
    def short(self) -> int:
        return max(0, (self.due or 0) - self.held)

    @property
    def spare(self) -> int:
        """What could be given away: what is there beyond what is due; nothing where it is not known what is due."""
        return max(0, self.held - self.due) if self.due is not None else 0

    @property
    def unit(self) -> str:
        return next((b.unit for b in self.batches if b.unit), "")


@dataclass(frozen=True)
class Depot:
    """A warehouse with its goods, the worst first."""

    id: str
    name: str
    division: str
    owner: str
    goods: tuple[Goods, ...]
    subject: services.Subject = field(repr=False)

    @property
    def batches(self) -> list[Batch]:
        return [b for g in self.goods for b in g.batches]

    def ending(self, day: int, days: int) -> int:
        """How many batches end within so many days."""
        return sum(1 for b in self.batches if 0 < b.ends <= day + days and b.ends >= day)

    def ended(self, day: int) -> int:
        """How many batches are past their end."""
        return sum(1 for b in self.batches if 0 < b.ends < day)

    def find(self, item: str) -> Goods | None:
        return next((g for g in self.goods if g.item == item), None)


def depot(
    judge: services.Judge, rules: Sequence[services.Rule], subject: services.Subject, day: int, scale: int
) -> Depot:
    """A warehouse judged on a day; ``scale`` is that of the quantity field."""
    asked: dict[str, list[Quota]] = {}
    for quota in quotas(judge, rules, subject, day):
        asked.setdefault(quota.item, []).append(quota)
    batches: dict[str, list[Batch]] = {}
    for batch in map(_batch, subject.children.get("stock", ())):
        batches.setdefault(batch.item, []).append(batch)
    wanted = [i for i, qs in asked.items() if i not in batches and any(q.decided for q in qs)]
    goods = [_goods(i, asked.get(i, []), batches.get(i, []), day, scale) for i in (*batches, *wanted)]
    order = {"fail": 0, "near": 1, "unknown": 2, "pass": 3}
    goods.sort(key=lambda g: (order[g.state], not g.short, g.next_end or NEVER, g.item))
    owner = str(subject.values.get("owner") or "")
    return Depot(subject.id, subject.name, subject.division, owner, tuple(goods), subject)


def _batch(record: services.Record) -> Batch:
    values = record.values
    item, ends = values.get("item"), values.get("expires_on")
    return Batch(
        record.key or record.path,
        str(item or ""),
        str(values.get("ownership") or ""),
        _whole(values.get("quantity")),
        _whole(values.get("target_quantity")),
        str(values.get("unit") or ""),
        ends if isinstance(ends, int) and ends < NEVER else 0,
        record,
    )


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _goods(item: str, asked: Sequence[Quota], batches: Sequence[Batch], day: int, scale: int) -> Goods:
    known = [q for q in asked if q.decided]
    quota = max(known, key=lambda q: (q.state == "fail", q.due[0]), default=None)
    told = max((b.target for b in batches), default=0) or None
    due: int | None
    if quota is not None:
        scale, held, due = quota.scale, int(quota.counted[0]), int(quota.due[0])
    else:
        held, due = sum(b.amount for b in batches if not b.ends or b.ends >= day), told
    ends = sorted(b.ends for b in batches if b.ends)
    next_end = ends[0] if ends else 0
    state = quota.state if quota is not None else "unknown"
    if state == "pass" and next_end and next_end <= day + NEAR_DAYS:
        state = "near"
    from_ledger = quota is None and told is not None
    return Goods(item, scale, quota, tuple(batches), held, due, from_ledger, state, next_end, tuple(asked))


def nearest_spare(own: Depot, item: str, depots: Sequence[Depot]) -> tuple[Depot, Goods] | None:
    """The nearest other warehouse that has some of an item to spare: by division, then by how much it has."""
    found = [(d, g) for d in depots if d.id != own.id and (g := d.find(item)) is not None and g.spare > 0]
    return max(found, key=lambda f: (_shared(own.division, f[0].division), f[1].spare, f[0].id), default=None)


def _shared(one: str, other: str) -> int:
    """How many levels of administration two divisions share: province, city, county, township, village."""
    return next((n for n, size in ((5, 12), (4, 9), (3, 6), (2, 4), (1, 2)) if one[:size] == other[:size] != ""), 0)
