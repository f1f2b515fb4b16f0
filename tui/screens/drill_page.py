"""One drill: everything on record about it, and the steps of its life; each is one command that one key takes back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from anwei.tui.actions import Action
from anwei.tui.calendar.told import Marked, Whole
from anwei.tui.dialogs.choose import Choose, Fill
from anwei.tui.screens.page import Page
from anwei.tui.shelf.background import in_turn
from anwei.tui.shelf.page import Reading
from anwei.tui.shelf.reader import Entry
from anwei.tui.widgets.form import Field
from anwei.tui.words import day, say
from anwei.tui.work import Trouble

STEPS = "anwei.tui.jobs.drill_steps:"
PAPERS = ("notice.docx", "work-plan.docx", "evaluation.docx", "report.docx", "summary.docx", "archive.docx")
_FINDINGS = 3


class DrillPage(Reading):
    """One drill; F8 offers what may be done with it now."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("drill.step", ("f8", "a")),
        Action("drill.export", ("f7", "x")),
    )

    def __init__(self, id_: str) -> None:
        super().__init__()
        self.id_ = id_
        self.found: Whole | None = None
        self.PLACE = ("drill_page:DrillPage", id_)

    @property
    def name_words(self) -> str:
        return self.found.title if self.found is not None else self.id_

    async def load(self) -> Sequence[Entry]:
        found = await self._asked()
        steps = "  ".join(say(f"step.{s}") for s in found.steps)
        told: list[Entry] = [(say("drills.how"), say("drill.how", steps=steps) if steps else say("drill.done"))]
        return [(say("drills.drill"), found.title), *found.entries, *told]

    async def _asked(self) -> Whole:
        """The drill as it stands now: the desk answers after whatever it is still writing. Raises Trouble."""
        found: Whole = await self.office.desk.ask("anwei.tui.jobs.drills:drill", self.id_)
        self.found = found
        return found

    def act_step(self) -> None:
        """Choose a step. Which there are is asked anew: the one before may be on its way to the books."""
        in_turn(self, self._offer, "offer")

    async def _offer(self) -> None:
        try:
            found = await self._asked()
        except Trouble as trouble:
            self.office.say_trouble(trouble)
            return
        if not found.steps:
            self.office.say(say("drill.done"))
            return
        choices = [(s, say(f"step.{s}"), "") for s in found.steps]
        await self.office.push_screen(Choose(found.title, choices), self._chosen)

    def _chosen(self, step: str | None) -> None:
        found = self.found
        if step is None or found is None:
            return
        if step == "advance":
            self._advance(found)
            return
        if step == "confirm" and any(s.few for s in found.seats):
            self._confirm(found)
            return
        fields = fields_of(step, found, self.office)
        if not fields:
            self.run_worker(self._take(step, {}), exit_on_error=False)
            return

        def told(values: dict[str, str] | None) -> None:
            if values is not None:
                self.run_worker(self._take(step, values), exit_on_error=False)

        noted = step in ("hold", "hold_now", "evaluate")
        note = say(f"step.{step}.note", words=found.form_words) if noted else ""
        draft = f"drill-{step}-{self.id_}"
        self.office.push_screen(Fill(say(f"step.{step}"), fields, self.office.state, draft, note), told)

    async def _take(self, step: str, values: dict[str, str]) -> None:
        if step == "move":
            from anwei.engine.services import parse_date

            done = await self.office.write(STEPS + "move", self.id_, parse_date(values["on"]), values.get("reason", ""))
        elif step == "correct":
            done = await self.office.write(STEPS + "correct", self.id_, values)
        else:
            done = await self.office.write(STEPS + "step", self.id_, step, values)
        if done is None:
            return
        self.office.say(str(done))
        if step == "remove":
            await self.office.back()

    def _confirm(self, found: Whole) -> None:
        """Those of whom enough came, or one of which too few did, all the same."""
        due = sum(s.due for s in found.seats)
        choices = [("", say("confirm.rest", count=due), "")] if due else []
        choices += [
            (s.key, say("confirm.one", unit=s.name), say("confirm.came", actual=s.actual, planned=s.planned, few=s.few))
            for s in found.seats
            if s.few
        ]

        def chosen(unit: str | None) -> None:
            if unit is not None:
                self.run_worker(self._take("confirm", {"unit": unit}), exit_on_error=False)

        self.office.push_screen(Choose(say("step.confirm"), choices), chosen)

    def _advance(self, found: Whole) -> None:
        """A corrective action one state on: which, then to what."""
        by_id = {a.id: a for a in found.actions}
        choices = [(a.id, f"{a.id} {a.measure}", a.state_word) for a in found.actions if a.following]

        def which(id_: str | None) -> None:
            if id_ is None:
                return
            states = [(s, say(f"advance.{s}"), "") for s in by_id[id_].following]
            self.office.push_screen(Choose(by_id[id_].measure, states), lambda s: self._to(id_, s))

        self.office.push_screen(Choose(say("step.advance"), choices), which)

    def _to(self, id_: str, state: str | None) -> None:
        if state is None:
            return

        def told(values: dict[str, str] | None) -> None:
            if values is not None:
                self.run_worker(self._advanced(id_, state, values), exit_on_error=False)

        if state == "reopened":
            fields = (Field("reason", say("drills.reason"), required=True),)
            self.office.push_screen(Fill(say("advance.reopened"), fields, self.office.state, f"action-{id_}"), told)
        else:
            told({})

    async def _advanced(self, id_: str, state: str, values: dict[str, str]) -> None:
        done = await self.office.write(STEPS + "advance", id_, state, values)
        if done is not None:
            self.office.say(str(done))

    def act_export(self) -> None:
        ask_export(self, PAPERS, 0, 0, self.id_)


def fields_of(step: str, found: Whole, office: Any) -> tuple[Field, ...]:
    """What a step asks for."""
    today = day(office.index.meta["today"]) if office.index is not None else day(found.day)
    reason = Field("reason", say("drills.reason"), required=True)
    match step:
        case "move":
            return (
                Field("on", say("drills.day"), day(found.day), required=True, check="day"),
                Field("reason", say("drills.reason"), required=found.state in ("approved", "notified", "prepared")),
            )
        case "approve":
            return (Field("by", say("drill.by"), required=True), Field("number", say("drill.number")))
        case "hold" | "hold_now":
            heads = [
                Field(
                    f"heads{n}",
                    f"{s.name} {s.role}",
                    str(s.planned or ""),
                    check="number",
                    hint=say("drill.heads.hint"),
                )
                for n, s in enumerate(found.seats)
            ]
            by = (Field("by", say("drill.by"), required=True),) if found.state == "planned" else ()
            on = Field("on", say("drill.held"), day(found.day) or today, required=True, check="day")
            remarks = Field("remarks", say("drill.remarks"))
            return (*by, on, *heads, remarks, Field("files", say("drill.files"), hint=say("drill.files.hint")))
        case "evaluate":
            marks = [_mark(n, item) for n, item in enumerate(found.form)]
            findings = [Field(f"finding{n}", say("drill.finding", number=n + 1)) for n in range(_FINDINGS)]
            by = (Field("by", say("drill.evaluator"), required=True),)
            on = Field("on", say("drill.evaluated"), today, required=True, check="day")
            return (*by, on, *marks, *findings, Field("comment", say("drill.comment")))
        case "report":
            return (Field("on", say("drill.reported"), today, required=True, check="day"), Field("to", say("drill.to")))
        case "postpone" | "cancel" | "abort":
            return (reason,)
        case "correct":
            first = found.findings[0][0] if found.findings else ""
            known = "  ".join(f"{i} {t}" for i, t in found.findings)
            return (
                Field("finding", say("drill.finding.which"), first, hint=known),
                Field("measure", say("drill.measure"), required=True),
                Field("owner", say("drill.owner"), required=True),
                Field("due", say("drill.due"), required=True, check="day"),
            )
    return ()


def _mark(place: int, item: Marked) -> Field:
    """The points for a line of the evaluation form."""
    veto = say("drill.veto") if item.veto else ""
    told = say("drill.item", number=place + 1, text=item.text, weight=item.weight, veto=veto)
    return Field(f"item{place}", told, hint=say("drill.mark.hint"))


def ask_export(
    page: Page, kinds: Sequence[str], year: int, month: int, drill: str, days: tuple[int, int] = (0, 0)
) -> None:
    """Ask what to write and where, then write it; of the drills between two days alone, where they are given."""
    title = say("drillout.range", first=day(days[0]), last=day(days[1])) if days[1] else say("drillout.title")

    def chosen(kind: str | None) -> None:
        if kind is None:
            return

        def told(values: dict[str, str] | None) -> None:
            if values is not None:
                page.run_worker(_written(page, kind, year, month, drill, values["folder"], days), exit_on_error=False)

        fields = (Field("folder", say("drillout.folder"), str(Path.cwd()), required=True),)
        page.office.push_screen(Fill(_name(kind), fields, page.office.state, f"export-{kind}"), told)

    page.office.push_screen(Choose(title, [(k, _name(k), "") for k in kinds]), chosen)


def _name(kind: str) -> str:
    return say(f"drillout.{kind.removesuffix('.docx')}")


async def _written(
    page: Page, kind: str, year: int, month: int, drill: str, folder: str, days: tuple[int, int]
) -> None:
    place = str(Path(folder).expanduser())
    done = await page.office.long(
        say("drillout.title"), "anwei.tui.jobs.drills:export", kind, year, month, drill, place, days
    )
    if done:
        page.office.say(say("drillout.done", count=len(done), path=done[0]))
    elif done is not None:
        page.office.say(say("drillout.none"))
