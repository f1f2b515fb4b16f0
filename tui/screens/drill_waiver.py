"""The dialogs that let a duty off: how, then who allowed it, why, and until when."""

from __future__ import annotations

from functools import partial

from anwei.tui.calendar.model import DutyLine
from anwei.tui.dialogs.choose import Choose, Fill
from anwei.tui.screens.page import Page
from anwei.tui.shelf.background import in_background
from anwei.tui.widgets.form import Field
from anwei.tui.words import day, say

JOB = "anwei.tui.jobs.drill_waivers:let_off"
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
            in_background(page, partial(_write, page, duty, number, how, values), "write")

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


async def _write(page: Page, duty: DutyLine, number: int, how: str, values: dict[str, str]) -> None:
    done = await page.office.write(JOB, duty.unit, duty.id, number, how, values)
    if done is not None:
        page.office.say(say("done.undo", told=done))
