"""The dialogs that let a duty off (how, then who allowed it, why, and until when), and that take a waiver back."""

from __future__ import annotations

from functools import partial

from anwei.tui.calendar.model import DutyLine
from anwei.tui.dialogs.choose import Choose, Fill
from anwei.tui.screens.page import Page
from anwei.tui.shelf.background import in_background
from anwei.tui.widgets.form import Field
from anwei.tui.words import day, say

JOBS = "anwei.tui.jobs.drill_waivers:"
WAYS = ("waive", "lapse")


async def ask_let_off(page: Page, duty: DutyLine, number: int, today: int) -> None:
    """Ask how a duty of a year is let off, then for what is kept with it, and write it as one command."""
    title = f"{duty.name} {duty.title}"

    async def chosen(how: str | None) -> None:
        if how is not None:
            fields = _fields(how, max(today, duty.last + 1))
            dialog = Fill(say(f"let_off.{how}"), fields, page.office.state, f"let-off-{how}-{duty.id}", title)
            await page.office.push_screen(dialog, partial(told, how))

    def told(how: str, values: dict[str, str] | None) -> None:
        if values is not None:
            job, args = JOBS + "let_off", (duty.unit, duty.id, number, how, values)
            in_background(page, partial(_write, page, job, *args), "write")

    choices = [(way, say(f"let_off.{way}"), "") for way in WAYS]
    await page.office.push_screen(Choose(say("let_off.how", duty=title), choices), chosen)


def _fields(how: str, least: int) -> tuple[Field, ...]:
    """What is asked: of a waiver authority, reason and last day; of a closed unit the reason."""
    reason = Field("reason", say("let_off.reason"), required=True)
    if how != "waive":
        return (reason,)
    hint = say("let_off.until.hint", day=day(least))
    until = Field("until", say("let_off.until"), day(least), required=True, check="day", hint=hint)
    return Field("by", say("let_off.by"), required=True), reason, until


async def ask_take_back(page: Page, duty: DutyLine, number: int) -> None:
    """Ask why the waiver of a duty is taken back, and write it as one command."""

    def told(values: dict[str, str] | None) -> None:
        if values is not None:
            job, args = JOBS + "take_back", (duty.unit, duty.id, number, values)
            in_background(page, partial(_write, page, job, *args), "write")

    fields, title = (Field("reason", say("revoke.reason"), required=True),), f"{duty.name} {duty.title}"
    dialog = Fill(say("act.waiting.revoke"), fields, page.office.state, f"take-back-{duty.id}", title)
    await page.office.push_screen(dialog, told)


async def _write(page: Page, job: str, *args: object) -> None:
    done = await page.office.write(job, *args)
    if done is not None:
        page.office.say(say("done.undo", told=done))
