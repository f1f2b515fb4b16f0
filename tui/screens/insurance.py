"""Insurance: policies by their end, beside the least that the law asks, and the list of whom to call up."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from anwei.tui.actions import Action
from anwei.tui.ledger.page import LedgerPage
from anwei.tui.ledger.sheet import Ledger, Line
from anwei.tui.reports.asked import Asked
from anwei.tui.widgets.vtable import MarkTable, VTable
from anwei.tui.words import say

_CALLED = ("ending", "current", "short", "all")  # views whose lines are policies


class Insurance(LedgerPage):
    """All policies on file. F8 writes the call-up list of those marked, else of all that end soon."""

    NAME = "insurance"
    TABLE = MarkTable
    ACTIONS: ClassVar[tuple[Action, ...]] = (Action("insurance.call", ("f8", "x")),)

    async def bring(self) -> Ledger:
        found: Ledger = await self.office.desk.ask("anwei.tui.insurance.jobs:ledger")
        return found

    async def open_line(self, line: Line) -> None:
        kind, id_, rule = line.value
        await self.office.open_page("subject_page:SubjectPage", kind, id_, *((rule,) if rule else ()))

    def act_call(self) -> None:
        """Write the call-up list and note who was called up."""
        ledger = self.ledger
        if ledger is None:
            return
        marked = self.query_one("#list", VTable).marked
        listed = {x.key: x for v in ledger.views if v.name in _CALLED for x in v.lines}
        ending = next(v for v in ledger.views if v.name == "ending").lines
        chosen = [listed[str(k)] for k in marked if str(k) in listed] if marked else list(ending)
        if not chosen:
            self.office.say(say("insurance.nobody"))
            return
        self.run_worker(self._call(chosen, narrowed=bool(marked)))

    async def _call(self, chosen: list[Line], *, narrowed: bool) -> None:
        ids = tuple(dict.fromkeys(x.value[1] for x in chosen)) if narrowed else ()
        asked = Asked("insurance", ids=ids, folder=str(Path.cwd()))
        path = await self.office.long(say("insurance.calling"), "anwei.tui.reports.jobs:put", asked)
        if path is None:
            return
        told = await self.office.write("anwei.tui.insurance.calls:note", [x.key for x in chosen], str(path))
        if told is not None:
            self.query_one("#list", VTable).unmark()
            self.office.say(str(told))
