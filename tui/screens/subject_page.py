"""One subject: its verdicts with everything behind each, its history, what lapses when, its facts and what-if."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.timer import Timer
from textual.widgets import Static

from anwei.tui.actions import Action
from anwei.tui.dialogs.choose import Choose, Fill, Tell
from anwei.tui.glyphs import verdict_mark, verdict_word
from anwei.tui.index.query import SubjectLine, verdict_name
from anwei.tui.index.schema import FAIL, WORST
from anwei.tui.jobs.subject import Card, Fact, Turn
from anwei.tui.screens.planned import OPEN, planned_words
from anwei.tui.screens.subject_card import CardView
from anwei.tui.screens.views import Handling, Key
from anwei.tui.shelf.background import in_background
from anwei.tui.widgets.form import Field
from anwei.tui.widgets.grid import Grid
from anwei.tui.widgets.vtable import Column, Row, VTable, cells_for
from anwei.tui.words import day, say, text
from anwei.tui.work import Trouble

SIDES = ("verdicts", "timeline", "history", "facts")
_JUDGED = ("verdicts", "timeline")
REST_S = 0.12
WHEN = 19  # cells of a day and a time with seconds
_JOB = "anwei.tui.jobs.subject:"


class SubjectPage(Handling):
    """Left a list (verdicts, timeline, history or facts: F6), right what is behind the line of the cursor."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("subject_page.side", ("f6",)),
        Action("subject_page.suppose", ("f4",)),
        Action("subject_page.everything", ("ctrl+e",), bar=False),
        Action("subject_page.article", ("alt+o", "o"), bar=False),
        Action("subject_page.evidence", ("alt+e", "e"), bar=False),
    )

    def __init__(self, kind: str, id_: str, rule: str = "") -> None:
        super().__init__()
        self.kind, self.id_, self._wanted = kind, id_, rule
        self.PLACE = ("subject_page:SubjectPage", kind, id_, *((rule,) if rule else ()))
        self.side = "verdicts"
        self.everything = False
        self._card: Card | None = None
        self._assigned = ""
        self._later: Timer | None = None

    def body(self) -> ComposeResult:
        yield Static(id="facets", classes="line")
        yield VTable(id="list")
        yield CardView(id="card-side")

    @property
    def name_words(self) -> str:
        line = self.line
        return line.name if line is not None else self.id_

    @property
    def line(self) -> SubjectLine | None:
        """The subject in the index; None where it is not there (yet)."""
        index = self.office.index
        return index.subject(self.kind, self.id_) if index is not None else None

    # -- showing -------------------------------------------------------------------------------------------------

    async def fill(self) -> None:
        """What the index knows is there at once; the rest is asked of the desk while keys are heard."""
        if self.side in _JUDGED:
            self._show_verdicts()
        self._show_head()
        in_background(self, self._load, "load")

    async def _load(self) -> None:
        try:
            self._assigned = await self.office.desk.ask(_JOB + "assigned", self.kind, self.id_)
            await (self._show_card() if self.side in _JUDGED else self._show_side())
            self._show_head()
        except Trouble as trouble:
            self.show_trouble(trouble)

    async def _show_side(self) -> None:
        """The list of the side and the card beside it."""
        table = self.query_one(VTable)
        if self.side == "history":
            rows = await self.office.desk.ask(_JOB + "history", self.kind, self.id_)
            heads = ("when", "who", "fact", "before", "after", "origin")
            when = cells_for([say("head.when"), *(r[0] for r in rows)], WHEN)
            widths = ((when, 0), (10, 2), (0, 0), (14, 0), (14, 0), (22, 1))  # cells, and which goes first
            columns = [Column(say(f"head.{h}"), n, drop=d) for h, (n, d) in zip(heads, widths, strict=True)]
            table.show_rows(columns, [Row(i, tuple(r)) for i, r in enumerate(rows)], say("empty.history"))
        elif self.side == "facts":
            facts = await self.office.desk.ask(_JOB + "facts", self.kind, self.id_)
            columns = [Column(say("head.fact"), 44), Column(say("head.value"))]
            table.show_rows(columns, [Row(f.path, (f.label, f.value), value=f) for f in facts], say("empty.facts"))
        else:
            self._show_verdicts()
        self.query_one(CardView).set_class(self.side not in _JUDGED, "gone")
        self._show_head()
        await self._show_card()

    def _show_head(self) -> None:
        line, index = self.line, self.office.index
        told = [say(f"side.{s}") if s != self.side else f"[{say(f'side.{s}')}]" for s in SIDES]
        parts = [" ".join(told)]
        if line is not None and index is not None:
            parts += [line.id, line.credit, index.name("place", line.place), index.name("sector", line.sector)]
            parts += [f"{verdict_mark('fail').strip()} {line.gaps}  {verdict_mark('unknown').strip()} {line.unknowns}"]
        parts.append(self._assigned)
        self.query_one("#facets", Static).update(text(" " + "  ".join(p for p in parts if p)), layout=False)

    def _show_verdicts(self) -> None:
        table = self.query_one(VTable)
        columns = (
            Column(say("head.state"), 4, verdict=True),
            Column(say("head.requirement")),
            Column(say("head.when"), 15),
        )
        rows = self._timeline() if self.side == "timeline" else self._verdicts()
        table.show_rows(columns, rows, say("empty.verdicts"))
        if self._wanted and self._wanted in table.keys:
            table.move(list(table.keys).index(self._wanted))
            self._wanted = ""

    def _verdicts(self) -> list[Row]:
        """Worst first; what does not concern it only on demand."""
        line, index = self.line, self.office.index
        if line is None or index is None:
            return []
        found = []
        for rule in index.rules.values():
            code = line.code(rule)
            if not verdict_name(code) or (code == 3 and not self.everything and rule.id != self._wanted):
                continue
            lapses, _, due, _ = line.dates.get(rule.pos, (0, -1, 0, ""))
            when = planned_words(index, line, rule) if verdict_name(code) in OPEN else ""
            when = when or day(due if code == FAIL else lapses)
            row = Row(rule.id, (verdict_name(code), rule.title, when), quiet=code == 3)
            found.append((WORST.index(code), -rule.severity, rule.pos, row))
        return [row for *_, row in sorted(found, key=lambda f: f[:3])]

    def _timeline(self) -> list[Row]:
        """What is due or lapses, by day: gaps by the day on which they were due, the rest by the day it lapses."""
        line, index = self.line, self.office.index
        if line is None or index is None:
            return []
        found = []
        for rule in index.rules.values():
            code = line.code(rule)
            lapses, _, due, _ = line.dates.get(rule.pos, (0, -1, 0, ""))
            on = lapses or due
            if on and verdict_name(code):
                found.append((on, rule.pos, Row(rule.id, (verdict_name(code), rule.title, day(on)))))
        return [row for *_, row in sorted(found, key=lambda f: f[:2])]

    async def _show_card(self) -> None:
        """The verdict of the cursor, judged anew in the desk."""
        row, view = self.query_one(VTable).current, self.query_one(CardView)
        if row is None or self.side not in _JUDGED:
            self._card = None
            view.show(None)
            return
        try:
            found: Card = await self.office.desk.ask(_JOB + "card", self.kind, self.id_, row.key)
        except Trouble as trouble:
            view.tell(trouble.lines)
            return
        if self.query_one(VTable).current is row:
            before, self._card = self.waived, self._with_plan(found)
            view.show(self._card)
            if self.waived != before:
                self.refresh_bars()

    def _with_plan(self, card: Card) -> Card:
        """A card with the drill that is on the books for it, and what may be done."""
        line, index = self.line, self.office.index
        rule = next((r for r in index.rules.values() if r.id == card.rule), None) if index is not None else None
        told = planned_words(index, line, rule) if line is not None and rule is not None else ""
        first, *rest = card.sections
        planned = ((say("card.planned"), (told,)),) if told and card.verdict in OPEN else ()
        keys = say("card.keys.drill" if rule is not None and rule.family == "drill" else "card.keys")
        keys += f"   {say('card.keys.waived')}" if card.verdict == "waived" else ""
        return replace(card, sections=(first, *planned, *rest, (say("drills.how"), (keys,))))

    def on_grid_moved(self, event: Grid.Moved) -> None:  # noqa: ARG002
        if self._later is not None:
            self._later.stop()
        self._later = self.set_timer(REST_S, self._rested)

    def _rested(self) -> None:
        """The cursor stands still: its card is asked for while keys are heard."""
        in_background(self, self._show_card, "card")

    # -- actions -------------------------------------------------------------------------------------------------

    async def act_side(self) -> None:
        """The next side of the subject."""
        self.side = SIDES[(SIDES.index(self.side) + 1) % len(SIDES)]
        self.query_one(VTable).row = 0
        await self._show_side()

    async def act_everything(self) -> None:
        """With or without what does not concern it."""
        self.everything = not self.everything
        await self._show_side()

    async def on_grid_opened(self, event: Grid.Opened) -> None:
        row = event.grid.current if isinstance(event.grid, VTable) else None
        if row is not None and self.side == "facts":
            await self._suppose(row.value)
        elif self._card is not None:
            lines = _lines(self._card)
            await self.app.push_screen(Tell(self._card.title, lines))

    async def act_suppose(self) -> None:
        """Suppose that a fact is another one."""
        row = self.query_one(VTable).current
        if self.side == "facts" and row is not None:
            await self._suppose(row.value)
            return
        facts: list[Fact] = await self.office.desk.ask(_JOB + "facts", self.kind, self.id_)
        offered = [(f.path, f.label, f.value) for f in facts]
        chosen = {f.path: f for f in facts}

        async def suppose(path: str | None) -> None:
            if path is not None:
                await self._suppose(chosen[path])

        await self.app.push_screen(Choose(say("whatif.choose"), offered), suppose)

    async def _suppose(self, fact: Fact) -> None:
        fields = (Field("value", fact.label, hint=say("whatif.hint", value=fact.value)),)
        dialog = Fill(say("whatif.title"), fields, self.office.state, f"whatif-{self.id_}-{fact.path}", self.name_words)
        await self.app.push_screen(dialog, lambda values: self._supposed(fact, values))

    def _supposed(self, fact: Fact, values: dict[str, str] | None) -> None:
        if values is not None:
            self.run_worker(self._judge(fact, values["value"]), exclusive=True, group="what-if")

    async def _judge(self, fact: Fact, value: str) -> None:
        """Show what would change; Enter keeps it, Esc drops it."""
        settings = (f"{fact.path}={value}",)
        self.office.tell(say("whatif.judging"))
        try:
            turns: list[Turn] = await self.office.desk.ask(_JOB + "what_if", self.kind, self.id_, settings)
        except Trouble as trouble:
            named = (line.replace(f"{settings[0]}: ", f"{fact.label}: ", 1) for line in trouble.lines)
            self.office.say_trouble(replace(trouble, lines=tuple(named)))
            return
        finally:
            self.office.tell("")
        told = [_turned(t, self.name_words) for t in turns] or [say("whatif.nothing")]
        head = (self.name_words, say("whatif.set", what=fact.label, value=value))
        lines = (*head, "", *told, "", say("whatif.keep"))
        await self.app.push_screen(Tell(say("whatif.title"), lines), lambda kept: self._kept(settings, kept))

    def _kept(self, settings: tuple[str, ...], kept: bool | None) -> None:
        if kept:
            self.run_worker(self._written(_JOB + "keep", (self.kind, self.id_, settings)))

    async def act_article(self) -> None:
        """The rule of the cursor with its articles."""
        if self.rule:
            await self.office.open_page("rules:RulePage", self.rule)

    async def act_evidence(self) -> None:
        """Everything that was told about the facts of the requirement: value, who, when, file and cell."""
        row = self.query_one(VTable).current
        if self.rule and row is not None:
            told = await self.office.desk.ask(_JOB + "evidence", self.kind, self.id_, self.rule)
            title = say("evidence.title", title=row.texts[1])
            await self.app.push_screen(Tell(title, told or [say("evidence.none")]))

    @property
    def chosen(self) -> list[Key]:
        return [(self.kind, self.id_)]

    @property
    def waived(self) -> bool:
        return self._card is not None and (self._card.rule, self._card.verdict) == (self.rule, "waived")

    @property
    def rule(self) -> str:
        row = self.query_one(VTable).current
        if row is None:
            return self._wanted  # not shown yet
        return str(row.key) if self.side in _JUDGED else ""

    def export_rows(self) -> list[tuple[str, ...]]:
        table = self.query_one(VTable)
        rows = [table.at(i).texts for i in range(table.rows)]
        if self.side in _JUDGED:
            return [(verdict_word(t[0]), *t[1:]) for t in rows]
        return rows


def _lines(card: Card) -> list[str]:
    """A card as lines: headings, then what belongs below them."""
    lines = [f"{verdict_mark(card.verdict)}  {card.title}"]
    for heading, told in card.sections:
        lines += ["", heading, *(f"  {t}" for t in told)]
    return lines


def _turned(turn: Turn, own: str) -> str:
    """A verdict that would change, with its subject where that is another one."""
    whose = "" if turn.subject == own else f"  {turn.subject}"
    return f"{verdict_mark(turn.before)} > {verdict_mark(turn.after)} {turn.title}{whose}"
