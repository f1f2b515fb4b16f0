"""Rules: every rule that the workspace is judged by, in words, with its numbers, its tests and what differs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar

from anwei.tui.actions import Action
from anwei.tui.dialogs.choose import Fill
from anwei.tui.jobs.law import Dated, Difference, RuleLine, Tested
from anwei.tui.shelf.background import in_background
from anwei.tui.shelf.page import Item, Reading, Shelf
from anwei.tui.shelf.reader import Entry
from anwei.tui.widgets.form import Field
from anwei.tui.widgets.vtable import Column
from anwei.tui.words import day, say

JOBS = "anwei.tui.jobs.law:"
_LAW_LIMIT_S = 120.0  # opening a catalogue that changed takes some seconds


class Rules(Shelf):
    """All rules; typing narrows, the rule of the cursor is told beside the list, Enter opens it."""

    PLACE = ("rules:Rules",)
    EMPTY = "rules.empty"
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("rules.compare", ("f4",)),
        Action("rules.values", ("f6", "p")),
    )

    @property
    def name_words(self) -> str:
        return say("rules.title")

    def columns(self) -> Sequence[Column]:
        return (
            Column("", 1),
            Column(say("rules.head.title"), least=30),
            Column(say("rules.head.kind"), 14, drop=1),
            Column(say("rules.head.weight"), 8),
            Column(say("rules.head.id"), 26, drop=2),
        )

    async def load(self) -> list[Item]:
        found: list[RuleLine] = await self.office.desk.ask(JOBS + "rules", limit=_LAW_LIMIT_S)
        return [
            Item(r.id, ("!" if r.review else "", r.title, r.kind, r.weight, r.id), r.found_by, value=r) for r in found
        ]

    async def about(self, item: Item) -> Sequence[Entry]:
        told: Sequence[Entry] = await self.office.desk.ask(JOBS + "rule", item.key)
        return told

    async def open_item(self, item: Item) -> None:
        await self.office.open_page("rules:RulePage", item.key)

    def count_words(self, shown: int, whole: int) -> str:
        review = sum(i.value.review for i in self.items or ())
        return say("rules.count", shown=shown, whole=whole, review=review)

    async def act_values(self) -> None:
        await self.office.open_page("rules:Values", "")

    async def act_compare(self) -> None:
        """Ask for two days, or for a folder."""
        index = self.office.index
        today = index.meta["today"] if index is not None else date.today().toordinal()  # noqa: DTZ011
        fields = (
            Field("before", say("rules.diff.before"), day(today), check="day"),
            Field("after", say("rules.diff.after"), day(today + 365), check="day"),
            Field("folder", say("rules.diff.folder")),
        )
        dialog = Fill(
            say("rules.diff.title"), fields, self.office.state, "rules-diff", say("rules.diff.note"), checked_days
        )
        await self.office.push_screen(dialog, self._compare)

    async def _compare(self, values: dict[str, str] | None) -> None:
        if values is not None:
            folder = str(Path(values["folder"]).expanduser()) if values["folder"] else ""
            await self.office.open_page("rules:Differences", values["before"], values["after"], folder)


def checked_days(values: dict[str, str]) -> tuple[str, str] | None:
    """What is wrong with the two days or the folder: (field, reason)."""
    from anwei.engine.services import parse_date

    if values["folder"]:
        there = Path(values["folder"]).expanduser().exists()
        return None if there else ("folder", say("rules.diff.no_folder", path=values["folder"]))
    if not values["before"] or not values["after"]:
        return ("after" if values["before"] else "before"), say("form.required")
    if parse_date(values["after"]) <= parse_date(values["before"]):
        return "after", say("rules.diff.order")
    return None


class RulePage(Reading):
    """One rule: its sentence in both languages and everything else it says."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("rules.values", ("f6", "p")),
        Action("rules.test", ("f8", "t")),
    )

    def __init__(self, id_: str) -> None:
        super().__init__()
        self.id_ = id_
        self.PLACE = ("rules:RulePage", id_)

    @property
    def name_words(self) -> str:
        return self.id_

    async def load(self) -> Sequence[Entry]:
        told: Sequence[Entry] = await self.office.desk.ask(JOBS + "rule", self.id_)
        return told

    async def act_values(self) -> None:
        await self.office.open_page("rules:Values", self.id_)

    def act_test(self) -> None:
        in_background(self, self._test, "test")

    async def _test(self) -> None:
        found = await self.office.long(say("rules.tests.title"), JOBS + "try_rule", self.id_)
        if found is not None:
            await self.office.open_page("rules:Tests", self.id_, found)


class Values(Shelf):
    """The numbers of the law by place and date, each with its source; of one rule, or all."""

    EMPTY = "rules.values.none"

    def __init__(self, rule: str) -> None:
        super().__init__()
        self.rule = rule
        self.PLACE = ("rules:Values", rule)

    @property
    def name_words(self) -> str:
        return say("rules.parameters")

    def columns(self) -> Sequence[Column]:
        return (
            Column("", 1),
            Column(say("rules.parameter"), least=22),
            Column(say("rules.head.where"), 8, drop=1),
            Column(say("rules.head.span"), 24, drop=2),
            Column(say("rules.head.value"), 18),
        )

    async def load(self) -> list[Item]:
        found: list[Dated] = await self.office.desk.ask(JOBS + "parameters", self.rule, limit=_LAW_LIMIT_S)
        return [
            Item(f"{n}|{v.parameter}", (_mark(v), v.label, v.where, v.span, v.value), v.found_by, not v.now, v)
            for n, v in enumerate(found)
        ]

    async def about(self, item: Item) -> Sequence[Entry]:
        told: Sequence[Entry] = await self.office.desk.ask(JOBS + "parameter", item.value.parameter)
        return told

    async def open_item(self, item: Item) -> None:
        await self.office.open_page("rules:ParameterPage", item.value.parameter)

    def count_words(self, shown: int, whole: int) -> str:
        now = sum(i.value.now for i in self.items or ())
        return say("rules.values", shown=shown, whole=whole, now=now)


def _mark(value: Dated) -> str:
    return ">" if value.now else "!" if value.mark else ""


class ParameterPage(Reading):
    """One parameter: every value with its dates, place and source, and the rules that read it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name_ = name
        self.PLACE = ("rules:ParameterPage", name)

    @property
    def name_words(self) -> str:
        return self.name_

    async def load(self) -> Sequence[Entry]:
        told: Sequence[Entry] = await self.office.desk.ask(JOBS + "parameter", self.name_)
        return told


class Tests(Shelf):
    """The cases of a rule as they came out, those that failed first."""

    EMPTY = "rules.tests.none"

    def __init__(self, rule: str, found: list[Tested]) -> None:
        super().__init__()
        self.rule, self.found = rule, found

    @property
    def name_words(self) -> str:
        return say("rules.tests")

    def columns(self) -> Sequence[Column]:
        return (
            Column(say("rules.tests.came"), 12),
            Column(say("rules.tests.expected"), 16),
            Column(say("rules.tests.case")),
        )

    async def load(self) -> list[Item]:
        ordered = sorted(enumerate(self.found), key=lambda p: (not p[1].problems, p[0]))
        return [
            Item(
                str(n),
                (say("rules.tests.bad" if t.problems else "rules.tests.good"), t.expected, t.name),
                f"{t.name} {t.expected}".lower(),
                quiet=not t.problems,
                value=t,
            )
            for n, t in ordered
        ]

    async def about(self, item: Item) -> Sequence[Entry]:
        case: Tested = item.value
        return [
            (say("rules.tests.case"), case.name),
            (say("rules.tests.expected"), case.expected),
            (say("rules.tests.came"), say("rules.tests.bad" if case.problems else "rules.tests.good")),
            *((say("rules.tests.problem"), p) for p in case.problems),
            (say("rules.tests.place"), case.place),
        ]

    def count_words(self, shown: int, whole: int) -> str:  # noqa: ARG002
        return say("rules.tests.count", whole=whole, failed=sum(bool(t.problems) for t in self.found))


class Differences(Shelf):
    """What differs between two days (ISO text), or what a folder of rules would change."""

    EMPTY = "rules.diff.none"

    def __init__(self, before: str, after: str, folder: str) -> None:
        super().__init__()
        self.before, self.after, self.folder = before, after, folder
        self.found: list[Difference] | None = None
        self.PLACE = ("rules:Differences", before, after, folder)

    @property
    def name_words(self) -> str:
        return say("rules.diff")

    def columns(self) -> Sequence[Column]:
        return (Column(say("rules.diff.what"), 8), Column("", 10), Column(say("rules.head.title")))

    async def load(self) -> list[Item]:
        from anwei.engine.services import parse_date

        if self.folder:
            title = say("rules.diff.title")
            found: list[Difference] | None = await self.office.long(title, JOBS + "against", self.folder)
        else:
            days = parse_date(self.before), parse_date(self.after)
            found = await self.office.desk.ask(JOBS + "between_days", *days, limit=_LAW_LIMIT_S)
        return [
            Item(f"{d.kind}|{d.id}", (d.what, d.kind, d.title), f"{d.id} {d.title} {d.what}".lower(), value=d)
            for d in found or ()
        ]

    async def about(self, item: Item) -> Sequence[Entry]:
        change: Difference = item.value
        parts: list[Entry] = []
        for head, before, after in change.parts:
            parts += [(say("rules.diff.was", head=head), before), (say("rules.diff.is", head=head), after)]
        return [(change.what, f"{change.title}  [{change.id}]"), *parts]

    def count_words(self, shown: int, whole: int) -> str:
        return say("rules.diff.count", shown=shown, whole=whole)
