"""Goods that go from one warehouse to another: proposed from the nearest surplus, recorded as one command.

The batches that end first go first. Each keeps its dates and model at the other end, so that nothing is known there
that was not known here; both logs of movements get a line with the same number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from anwei.engine import services
from anwei.tui.jobs.office import Office
from anwei.tui.stock.goods import Batch, Depot, nearest_spare
from anwei.tui.stock.jobs import KIND, Store, amount, one
from anwei.tui.words import NEVER, day, say
from anwei.tui.work import Trouble

_KEPT = ("item", "model", "batch", "unit", "produced_on", "has_expiry", "expires_on", "checked_on", "quality_ok")
_OWN = "own"
_PREFIX = "DB"


@dataclass(frozen=True)
class Offer:
    """What a form begins with: from where, how much, how much there is to spare, on which day. Texts."""

    giver: str
    giver_name: str
    item_name: str
    quantity: str
    spare: str
    day: str
    head: int


def offer(office: Office, taker: str, item: str) -> Offer:
    """A transfer of what is short, as far as the nearest warehouse can spare it. Raises Trouble where none can."""
    store = Store.of(office)
    own = one(store, taker)
    goods = own.find(item)
    near = nearest_spare(own, item, store.depots)
    if goods is None or near is None:
        raise Trouble((say("stock.no_spare", item=store.item(item)),), "no_spare")
    giver, there = near
    scale = there.scale
    wanted = min(goods.short, there.spare) if goods.short else there.spare
    texts = amount(wanted, scale), amount(there.spare, scale)
    return Offer(giver.id, giver.name, store.item(item), texts[0], texts[1], day(store.on), store.office.evidence.head)


def move(office: Office, taker: str, giver: str, item: str, values: dict[str, str], head: int) -> str:
    """Record a transfer: ``values`` has quantity, day and note as typed. What was done, in words.

    Raises Trouble where the amount is not there, AnweiError where somebody changed the same stock since ``head``.
    """
    store = Store.of(office)
    to, source = one(store, taker), one(store, giver)
    spec = office.law.vocabulary.subjects[KIND].tables["stock"].fields["quantity"]
    quantity = _quantity(values["quantity"], spec, office.law.vocabulary)
    on = services.parse_date(values["day"])
    goods = source.find(item)
    usable = [b for b in goods.batches if _usable(b, on)] if goods is not None else []
    there = sum(b.amount for b in usable)
    if quantity > there:
        raise Trouble((say("stock.too_much", amount=amount(there, spec.scale)),), "too_much")
    number = _number(on, source, to)
    changes = tuple(_changes(to, source, usable, quantity, (item, on, number, values.get("note", ""))))
    receipt = office.workspace.apply(
        services.Write(office.source("entry", say("stock.moved_note", number=number)), changes, head),
        office.law.vocabulary,
    )
    told = {"item": store.item(item), "amount": amount(quantity, spec.scale), "seq": receipt.seq}
    return say("stock.moved", giver=source.name, taker=to.name, **told)


def _quantity(told: str, spec: services.FieldSpec, vocabulary: services.Vocabulary) -> int:
    try:
        value = services.parse_value(told, spec, vocabulary)
    except services.BadValue:
        value = None
    if not isinstance(value, int) or value <= 0:
        raise Trouble((say("form.number", text=told),), "quantity")
    return value


def _usable(batch: Batch, on: int) -> bool:
    """Only the office's own goods that are not past their end can be sent off."""
    return batch.ownership == _OWN and (not batch.ends or batch.ends >= on) and batch.amount > 0


def _number(on: int, *depots: Depot) -> str:
    """A number that neither log of movements has yet: ``DB-20261121-1``."""
    taken = {m.key for d in depots for m in d.subject.children.get("movements", ())}
    head = f"{_PREFIX}-{day(on).replace('-', '')}"
    return next(n for i in range(1, len(taken) + 2) if (n := f"{head}-{i}") not in taken)


def _changes(
    to: Depot, source: Depot, usable: list[Batch], quantity: int, what: tuple[str, int, str, str]
) -> Iterator[services.SetRecord]:
    item, on, number, note = what
    left = quantity
    arriving: list[tuple[Batch, int]] = []
    for batch in sorted(usable, key=lambda b: (b.ends or NEVER, b.key)):
        part = min(left, batch.amount)
        if part <= 0:
            break
        left -= part
        arriving.append((batch, part))
        yield _set(source, "stock", batch.key, _changed_by(batch, -part))
    yield _moved(source, number, item, on, quantity, inbound=False, note=note or say("stock.to", name=to.name))
    taken = {b.key for b in to.batches}
    for batch, part in arriving:
        same = next((b for b in to.batches if _alike(b, batch)), None)
        if same is not None:
            yield _set(to, "stock", same.key, _changed_by(same, part))
            continue
        key = batch.key if batch.key not in taken else f"{batch.key}-{number}"
        taken.add(key)
        kept = {n: batch.record.values[n] for n in _KEPT if n in batch.record.values}
        fresh: dict[str, services.Value] = {
            "stock_id": key,
            "ownership": _OWN,
            "quantity": part,
            "book_quantity": part,
            "received_on": on,
        }
        yield _set(to, "stock", key, {**kept, **fresh})
    yield _moved(to, number, item, on, quantity, inbound=True, note=note or say("stock.from", name=source.name))


def _changed_by(batch: Batch, part: int) -> dict[str, services.Value]:
    book = batch.record.values.get("book_quantity")
    found: dict[str, services.Value] = {"quantity": batch.amount + part}
    if isinstance(book, int):
        found["book_quantity"] = max(0, book + part)
    return found


def _alike(one_: Batch, other: Batch) -> bool:
    """Whether two batches are the same goods of the same make, end and owner, so that they can lie together."""
    same = ("item", "model", "batch", "unit", "expires_on", "produced_on", "ownership")
    return all(one_.record.values.get(n) == other.record.values.get(n) for n in same)


def _moved(
    at: Depot, number: str, item: str, on: int, quantity: int, *, inbound: bool, note: str
) -> services.SetRecord:
    values: dict[str, services.Value] = {"movement_id": number, "item": item, "inbound": inbound, "date": on}
    return _set(at, "movements", number, {**values, "quantity": quantity, "purpose": note})


def _set(at: Depot, table: str, key: str, values: dict[str, services.Value]) -> services.SetRecord:
    return services.SetRecord(KIND, at.id, values, table, (services.record_id(key, 0),))
