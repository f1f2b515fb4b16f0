"""What stands beside the calendar: a day, a duty, and the reasons for what is carried, as entries to read."""

from __future__ import annotations

from collections.abc import Sequence

from anwei.tui.calendar.model import DutyLine, Excuse, Year
from anwei.tui.calendar.reasons import Carried, reasons, verdict
from anwei.tui.glyphs import verdict_mark
from anwei.tui.shelf.reader import Entry
from anwei.tui.words import day as shown
from anwei.tui.words import say, weekday


def progress_words(progress: Sequence[tuple[str, int, int, int]]) -> str:
    """How far each sort of drill is, on one line: held of asked, and how many of the rest are planned."""
    if not progress:
        return ""
    told = []
    for sort, held, planned, whole in progress:
        left = whole - held - planned
        words = f"{sort} {held}/{whole}"
        words += f" {say('progress.planned', count=planned)}" if planned else ""
        told.append(words + (f" {verdict_mark('fail')}{left}" if left > 0 else ""))
    return say("progress", sorts="  ".join(told))


def day_entries(year: Year, day: int) -> list[Entry]:
    """A day: what it is, and its drills."""
    if not day:
        return []
    note = year.note(day)
    name = note.name or say("why.work" if note.workday else "why.off")
    told = f"{shown(day)} {weekday(day)}  {name} ({say(f'basis.{note.basis}')})"
    drills = year.by_day.get(day, [])
    entries: list[Entry] = [(say("drills.day"), told)]
    for drill in drills:
        units = say("drills.count_units", count=len(drill.units))
        entries.append((say("drills.drill"), f"{drill.title}  {drill.state_word}  {units}"))
    if year.recorded.get(day):
        entries.append((say("drills.record"), say("drills.recorded", count=year.recorded[day])))
    elif not drills:
        entries.append((say("drills.drill"), say("drills.empty_day")))
    return entries


def duty_entries(duty: DutyLine, off: Excuse | None = None) -> list[Entry]:
    """A duty: who owes what by when, and by which article; why it is not asked for where it was let off."""
    told: list[Entry] = [(say("drills.state"), f"{duty.status}  {say('drills.times', count=duty.needed)}")]
    how = say("drills.how.lift")
    if off is not None:
        told, how = [(say("let_off.state"), off.words)], say("let_off.how.revoke") if off.waived else ""
    return [
        (say("drills.who"), duty.name),
        (say("drills.duty"), duty.title + (f" [{duty.record}]" if duty.record else "")),
        (say("drills.window"), f"{shown(duty.first)} – {shown(duty.last)}"),
        (say("drills.record"), say("late.never", day=shown(duty.last)) if duty.never else ""),
        *told,
        (say("drills.what"), duty.what),
        (say("drills.cites"), duty.cites),
        (say("drills.how"), how),
    ]


def reason_entries(year: Year, carried: Carried, day: int) -> list[Entry]:
    """What is carried, whether the day would do, and every reason."""
    found = reasons(year, carried, day)
    state = verdict(found)
    head = f"{shown(day)} {weekday(day)}  {say(f'why.{state}')}"
    entries: list[Entry] = [(say("drills.lifted"), carried.title), (verdict_mark(state), head)]
    return [*entries, *((verdict_mark(r.state), r.words) for r in found)]
