"""Stock: the warehouses, and one warehouse with what is due, held, short and ending."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from anwei.tui.actions import Action
from anwei.tui.dialogs.choose import Fill
from anwei.tui.ledger.page import LedgerPage
from anwei.tui.ledger.sheet import Ledger, Line
from anwei.tui.shelf.background import in_turn
from anwei.tui.stock.transfer import Offer
from anwei.tui.widgets.form import DRAFTS, Field
from anwei.tui.words import say
from anwei.tui.work import Trouble

_JOBS = "anwei.tui.stock.jobs:"
_TRANSFER = "anwei.tui.stock.transfer:"


class Stock(LedgerPage):
    """All warehouses, as they are on file."""

    NAME = "stock"

    async def bring(self) -> Ledger:
        found: Ledger = await self.office.desk.ask(_JOBS + "overview")
        return found

    async def open_line(self, line: Line) -> None:
        await self.office.open_page("stock:Warehouse", *line.value)


class Warehouse(LedgerPage):
    """One warehouse. F8 records what comes from the nearest warehouse that can spare it."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (Action("stock.transfer", ("f8", "d")),)

    def __init__(self, id_: str) -> None:
        super().__init__()
        self.id_ = id_
        self.PLACE = ("stock:Warehouse", id_)

    @property
    def name_words(self) -> str:
        return self.ledger.title if self.ledger is not None else self.id_

    async def bring(self) -> Ledger:
        found: Ledger = await self.office.desk.ask(_JOBS + "warehouse", self.id_)
        return found

    def act_transfer(self) -> None:
        """Take the goods of the line from the nearest warehouse that has some to spare."""
        if self.line is not None and self.line.value:
            in_turn(self, partial(self._offer, self.line.value[1]), "offer")

    async def _offer(self, item: str) -> None:
        try:
            offer: Offer = await self.office.desk.ask(_TRANSFER + "offer", self.id_, item)
        except Trouble as trouble:
            self.office.say_trouble(trouble)
            return
        fields = (
            Field("quantity", say("stock.amount"), offer.quantity, required=True, check="number"),
            Field("day", say("stock.date"), offer.day, required=True, check="day"),
            Field("note", say("stock.purpose")),
        )
        title = say("stock.transfer_title", item=offer.item_name, name=offer.giver_name)
        note = say("stock.transfer_note", spare=offer.spare)
        draft = f"transfer-{self.id_}-{item}"
        dialog = Fill(title, fields, self.office.state, draft, note)
        await self.app.push_screen(dialog, lambda v: self._sent(offer, item, v))

    def _sent(self, offer: Offer, item: str, values: dict[str, str] | None) -> None:
        if values is not None:
            self.run_worker(self._move(offer, item, values))

    async def _move(self, offer: Offer, item: str, values: dict[str, str]) -> None:
        told = await self.office.write(_TRANSFER + "move", self.id_, offer.giver, item, values, offer.head)
        if told is not None:
            self.office.say(str(told))
        else:  # nothing typed is lost: it is there when the form is opened again
            self.office.state.put(DRAFTS, f"transfer-{self.id_}-{item}", values)
