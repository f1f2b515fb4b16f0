"""Jobs of the stock screens: the ledger of all warehouses, and that of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from anwei.engine import services
from anwei.tui.glyphs import bar, verdict_word
from anwei.tui.jobs.office import Office
from anwei.tui.ledger.sheet import Head, Ledger, Line, View, tidy
from anwei.tui.shelf.reader import Entry
from anwei.tui.stock.goods import BANDS, Depot, Goods, depot, nearest_spare
from anwei.tui.stock.quotas import Quota
from anwei.tui.words import NEVER, day, lang, say, word

KIND = "warehouse"
_PLACES = ("county", "township")
_MOVES_TOLD = 5
_WORST_FIRST = ("fail", "near", "unknown", "pass")
_BAR = 12


@dataclass(frozen=True)
class Store:
    """All warehouses of an office, judged on its day."""

    office: Office
    on: int
    depots: tuple[Depot, ...]
    places: dict[str, str]

    @classmethod
    def of(cls, office: Office) -> Store:
        """The warehouses as they are on file now."""
        subjects, on = list(office.evidence.of_kind(KIND)), office.day
        catalogue = office.opened.catalogue
        judge = services.judge_for(catalogue, subjects, office.opened.environment)
        scale = office.law.vocabulary.subjects[KIND].tables["stock"].fields["quantity"].scale
        places = {s.division: s.name for kind in _PLACES for s in office.evidence.of_kind(kind)}
        depots = [depot(judge, catalogue.rules_for(KIND, s.division), s, on, scale) for s in subjects]
        return cls(office, on, tuple(depots), places)

    def item(self, code: str) -> str:
        """The name of a kind of goods."""
        return tidy(self.office.law.vocabulary.code_label("item", code).lang(lang())) if code else say("stock.nameless")

    def place(self, division: str) -> str:
        return tidy(self.places.get(division, division))


def amount(value: float, scale: int) -> str:
    """An amount as people write it: ``38``, ``2.5``; what has no bound is not known."""
    if value in (float("inf"), float("-inf")):
        return say("stock.not_known")
    whole, part = divmod(int(value), 10**scale)
    return f"{whole}.{part:0{scale}d}".rstrip("0").rstrip(".") if scale and part else str(whole)


def between(bounds: tuple[float, float], scale: int) -> str:
    """Bounds as people write them: ``38``, ``38-60``."""
    low, high = (amount(b, scale) for b in bounds)
    return low if bounds[0] == bounds[1] else f"{low}-{high}"


# -- all warehouses ----------------------------------------------------------------------------------------------------


def overview(office: Office) -> Ledger:
    """Every warehouse with how many kinds of goods are short and how many batches end soon."""
    store = Store.of(office)
    lines = tuple(sorted((_depot_line(store, d) for d in store.depots), key=lambda x: x.sorts["worst"]))
    heads = (
        Head(say("head.state"), 4, verdict=True),
        Head(say("stock.warehouse")),
        Head(say("head.place"), 12, drop=1),
        Head(say("stock.kinds"), 6, right=True, drop=2),
        Head(say("stock.short_kinds"), 6, right=True),
        Head(say("stock.ending", days=BANDS[0]), 10, right=True),
        Head(say("stock.next_end"), 10),
    )
    sorts = (("worst", say("ledger.by.worst")), ("name", say("ledger.by.name")), ("ending", say("ledger.by.ending")))
    short = tuple(x for x in lines if x.quiet is False and x.texts[4] != "0")
    views = (
        View("all", say("stock.view.all_depots"), heads, lines, sorts, say("empty.stock")),
        View("short", say("stock.view.short_depots"), heads, short, sorts, say("stock.none_short")),
    )
    return Ledger(say("mode.stock"), (_band(store.on, store.depots),), views)


def _band(on: int, depots: Iterable[Depot]) -> str:
    """How many batches end within 30, 60 and 90 days, and how many have ended."""
    listed = list(depots)
    parts = [say("stock.band", days=n, count=sum(d.ending(on, n) for d in listed)) for n in BANDS]
    return " " + "  ".join([*parts, say("stock.ended", count=sum(d.ended(on) for d in listed))])


def _depot_line(store: Store, depot_: Depot) -> Line:
    on = store.on
    states = [g.state for g in depot_.goods]
    state = next((s for s in _WORST_FIRST if s in states), "unknown")
    ends = min((b.ends for b in depot_.batches if b.ends >= on), default=0)
    short = [g for g in depot_.goods if g.short]
    texts = (
        state,
        tidy(depot_.name),
        store.place(depot_.division),
        str(len(depot_.goods)),
        str(len(short)),
        str(depot_.ending(on, BANDS[0])),
        day(ends),
    )
    detail: list[Entry] = [(say("stock.owner"), tidy(depot_.owner)), (say("head.number"), depot_.id)]
    detail += [(say("stock.short"), _short_words(store, g)) for g in short]
    worst = (_WORST_FIRST.index(state), ends or NEVER)
    sorts = {"worst": worst, "name": (depot_.name,), "ending": (ends or NEVER,)}
    return Line(depot_.id, texts, sorts, tuple(detail), (depot_.id,))


def _short_words(store: Store, goods: Goods) -> str:
    amounts = amount(goods.held, goods.scale), amount(goods.due or 0, goods.scale)
    return say("stock.short_words", item=store.item(goods.item), held=amounts[0], due=_starred(goods, amounts[1]))


def _starred(goods: Goods, told: str) -> str:
    """What is due, marked where only the ledger itself says so."""
    return f"{told}*" if goods.told else told


# -- one warehouse -----------------------------------------------------------------------------------------------------


def warehouse(office: Office, id_: str) -> Ledger:
    """The goods, batches and movements of one warehouse. Raises Trouble where there is none."""
    store = Store.of(office)
    own = one(store, id_)
    goods = tuple(_goods_line(store, own, g) for g in own.goods)
    by_item = {g.item: g for g in own.goods}
    short = tuple(x for x in goods if by_item[x.key].short)
    last = store.on + BANDS[-1]
    ending = tuple(x for x in goods if 0 < by_item[x.key].next_end <= last)
    heads = _goods_heads()
    sorts = tuple((n, say(f"ledger.by.{n}")) for n in ("worst", "short", "ending", "name"))
    views = (
        View("all", say("stock.view.all"), heads, goods, sorts, say("stock.nothing")),
        View("short", say("stock.view.short"), heads, short, sorts, say("stock.none_short")),
        View("ending", say("stock.view.ending"), heads, ending, sorts, say("stock.none_ending")),
        _batches_view(store, own),
        _moves_view(store, own),
    )
    note = (" " + say("stock.told"),) if any(g.told for g in own.goods) else ()
    return Ledger(tidy(own.name), (_band(store.on, [own]), *note), views)


def one(store: Store, id_: str) -> Depot:
    """The warehouse with an id. Raises Trouble."""
    from anwei.tui.work import Trouble

    found = next((d for d in store.depots if d.id == id_), None)
    if found is None:
        raise Trouble((say("stock.gone", id=id_),), "gone")
    return found


def _goods_heads() -> tuple[Head, ...]:
    return (
        Head(say("head.state"), 4, verdict=True),
        Head(say("stock.item")),
        Head(say("stock.due"), 8, right=True),
        Head(say("stock.held"), 8, right=True),
        Head(say("stock.short"), 7, right=True),
        Head(say("stock.share"), _BAR + 5),
        Head(say("stock.next_end"), 10),
        Head(say("stock.next_step"), 36, drop=1),
    )


def _goods_line(store: Store, own: Depot, goods: Goods) -> Line:
    due, held = goods.due, goods.held
    share = "" if not due else f"{bar(held / due, _BAR)} {min(held * 100 // due, 999)}%"
    step = _step(store, own, goods)
    unit = f"({tidy(goods.unit)})" if goods.unit else ""
    texts = (
        goods.state,
        store.item(goods.item) + unit,
        _starred(goods, amount(due, goods.scale)) if due is not None else "",
        amount(held, goods.scale),
        amount(goods.short, goods.scale) if goods.short else "",
        share,
        day(goods.next_end),
        step,
    )
    sorts: dict[str, tuple[object, ...]] = {
        "worst": (),
        "short": (-(goods.short / (due or 1)), goods.item),
        "ending": (goods.next_end or NEVER,),
        "name": (store.item(goods.item),),
    }
    return Line(goods.item, texts, sorts, tuple(_told(store, own, goods, step)), (own.id, goods.item))


def _step(store: Store, own: Depot, goods: Goods) -> str:
    """What to do next: get the goods from the nearest warehouse that can spare them, or replace what ends."""
    on = store.on
    if goods.next_end and goods.next_end < on:
        return say("stock.step.ended", days=on - goods.next_end)
    if goods.short:
        near = nearest_spare(own, goods.item, store.depots)
        if near is None:
            return say("stock.step.buy")
        return say("stock.step.move", name=tidy(near[0].name), spare=amount(near[1].spare, near[1].scale))
    if goods.next_end and goods.next_end <= on + BANDS[-1]:
        return say("stock.step.rotate", days=goods.next_end - on)
    return ""


def _told(store: Store, own: Depot, goods: Goods, step: str) -> Iterator[Entry]:
    """Everything behind a line: the quotas of the rules with their articles, the batches, the last movements."""
    yield store.item(goods.item), store.item(goods.item)
    yield say("head.state"), verdict_word(goods.state)
    if goods.told:
        yield say("stock.quota"), say("stock.told")
    for quota in goods.quotas:
        if quota.decided or quota.due[0] > 0:
            yield from _quota_told(store, quota)
    if step:
        yield say("stock.next_step"), step + (f" {say('stock.transfer_key')}" if _movable(store, own, goods) else "")
    for batch in goods.batches:
        told = say(
            "stock.batch",
            batch=tidy(batch.key),
            mode=_mode(store, batch.ownership),
            amount=amount(batch.amount, _scale(store)),
            unit=tidy(batch.unit),
            end=day(batch.ends) or "-",
        )
        yield say("stock.batches"), told
    moves = [m for m in _moves(own) if m.values.get("item") == goods.item]
    for move in moves[:_MOVES_TOLD]:
        yield (
            say("stock.movements"),
            "  ".join(t for t in _move_texts(store, move)[:1] + _move_texts(store, move)[2:] if t),
        )


def _quota_told(store: Store, quota: Quota) -> Iterator[Entry]:
    catalogue = store.office.opened.catalogue
    words = {"due": between(quota.due, quota.scale), "held": between(quota.counted, quota.scale)}
    title = tidy(quota.rule.title.lang(lang()))
    yield say("stock.quota"), say("stock.quota_words", title=title, state=verdict_word(quota.state), **words)
    cites = (services.cite(c, catalogue.laws, lang()) for c in quota.rule.cites)
    yield say("stock.basis"), tidy(word("mark.list").join(cites))


def _movable(store: Store, own: Depot, goods: Goods) -> bool:
    return bool(goods.short) and nearest_spare(own, goods.item, store.depots) is not None


def _scale(store: Store) -> int:
    return store.office.law.vocabulary.subjects[KIND].tables["stock"].fields["quantity"].scale


def _mode(store: Store, code: str) -> str:
    spec = store.office.law.vocabulary.subjects[KIND].tables["stock"].fields["ownership"]
    return tidy(store.office.law.vocabulary.code_label(spec.codes, code).lang(lang())) if code else ""


def _batches_view(store: Store, own: Depot) -> View:
    """Every row of the stock ledger, the next to end first."""
    on, heads = store.on, ("batch_no", "item", "mode", "held", "next_end", "checked", "place")
    cells = (10, 16, 10, 10, 10, 10, 0)
    lines = []
    for batch in sorted(own.batches, key=lambda b: (b.ends or NEVER, b.key)):
        values = batch.record.values
        checked = values.get("checked_on")
        texts = (
            tidy(batch.key),
            store.item(batch.item),
            _mode(store, batch.ownership),
            f"{amount(batch.amount, _scale(store))} {tidy(batch.unit)}".strip(),
            day(batch.ends),
            day(checked) if isinstance(checked, int) else "",
            tidy(values.get("place") or ""),
        )
        goods = own.find(batch.item)
        detail = tuple(_told(store, own, goods, _step(store, own, goods))) if goods is not None else ()
        quiet = 0 < batch.ends < on
        lines.append(Line(f"batch:{batch.key}", texts, {}, detail, (own.id, batch.item), quiet))
    shown = tuple(Head(say(f"stock.{n}"), c, right=n == "held") for n, c in zip(heads, cells, strict=True))
    return View("batches", say("stock.view.batches"), shown, tuple(lines), (), say("stock.nothing"))


def _moves(own: Depot) -> list[services.Record]:
    """The movements, the latest first."""
    found = own.subject.children.get("movements", [])
    return sorted(found, key=lambda m: (-int(m.values.get("date") or 0), m.key))  # type: ignore[arg-type]


def _move_texts(store: Store, move: services.Record) -> tuple[str, ...]:
    values = move.values
    inbound, on, quantity = values.get("inbound"), values.get("date"), values.get("quantity")
    way = "" if not isinstance(inbound, bool) else say("stock.inbound" if inbound else "stock.outbound")
    return (
        day(on) if isinstance(on, int) else "",
        tidy(move.key),
        way,
        store.item(str(values.get("item") or "")),
        amount(quantity, _scale(store)) if isinstance(quantity, int) else "",
        tidy(values.get("purpose") or ""),
    )


def _moves_view(store: Store, own: Depot) -> View:
    """The log of movements."""
    heads = zip(("date", "move_id", "way", "item", "amount", "purpose"), (10, 14, 6, 16, 10, 0), strict=True)
    lines = [
        Line(f"move:{n}:{m.key}", _move_texts(store, m), {}, (), (own.id, str(m.values.get("item") or "")))
        for n, m in enumerate(_moves(own))
    ]
    shown = tuple(Head(say(f"stock.{n}"), c, right=n == "amount") for n, c in heads)
    return View("moves", say("stock.view.moves"), shown, tuple(lines), (), say("stock.no_moves"))
