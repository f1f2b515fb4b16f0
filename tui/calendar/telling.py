"""What stands beside the calendar: a day, a duty, and the reasons for what is carried, as entries to read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from anwei.tui.actions import REGISTRY
from anwei.tui.calendar.model import DrillLine, DutyLine, Excuse, Year
from anwei.tui.calendar.reasons import Carried, reasons, verdict
from anwei.tui.calendar.span import Span
from anwei.tui.glyphs import verdict_mark
from anwei.tui.shelf.reader import Entry
from anwei.tui.words import day as shown
from anwei.tui.words import say, weekday

MOST = 100  # drills and duties of marked days that are told one by one


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
        entries.append((say("drills.drill"), _drill_words(drill)))
    if year.recorded.get(day):
        entries.append((say("drills.record"), say("drills.recorded", count=year.recorded[day])))
    elif not drills:
        entries.append((say("drills.drill"), say("drills.empty_day")))
    return entries


def _drill_words(drill: DrillLine) -> str:
    """A drill in a line, with the half of the day that it takes."""
    half = say(f"cal.half.{drill.half}") if drill.half else ""
    units = say("drills.count_units", count=len(drill.units))
    return "  ".join(filter(None, (drill.title, half, drill.state_word, units)))


def span_entries(year: Year, span: Span) -> list[Entry]:
    """Marked days: how many, what is on them altogether and how to go on; then each day that has something.

    A duty stands on the last day of its window. The counts are whole, of drills and duties the first ``MOST`` are told.
    """
    due: dict[int, list[DutyLine]] = defaultdict(list)
    for duty in year.waiting:
        due[duty.last].append(duty)
    counts = {d: (len(year.by_day.get(d, ())), year.recorded.get(d, 0), len(due.get(d, ()))) for d in span.days}
    whole = _count_words([sum(c) for c in zip(*counts.values(), strict=True)])
    told = say("range.days", first=shown(span.first), last=shown(span.last), days=len(span.days))
    entries: list[Entry] = [(say("range"), f"{told}  {whole or say('range.empty')}"), (say("drills.how"), _how(span))]
    room, left = MOST, 0
    for day, found in counts.items():
        if any(found):
            lines = list(_on_day(year, day, due.get(day, ())))
            entries += [(shown(day), f"{weekday(day)}  {_count_words(found)}"), *lines[:room]]
            left += len(lines[room:])
            room -= len(lines[:room])
    return [*entries, (say("drills.drill"), say("cal.more", count=left))] if left else entries


def _on_day(year: Year, day: int, due: Sequence[DutyLine]) -> Iterator[Entry]:
    """The drills of a day and the duties whose window ends on it."""
    yield from ((say("drills.drill"), _drill_words(d)) for d in year.by_day.get(day, ()))
    yield from ((say("cal.owed"), f"{d.name}  {d.title}") for d in due)


def _count_words(counts: Sequence[int]) -> str:
    """How many drills are planned, on record and owed, those that are none left out."""
    names = ("range.planned", "range.recorded", "range.due")
    return "  ".join(say(name, count=n) for name, n in zip(names, counts, strict=True) if n)


def _how(span: Span) -> str:
    """Which keys go on from here."""
    keys = {name: REGISTRY[f"board.{name}"].key for name in ("range", "swap")}
    told = (
        say("range.how.growing", **keys)
        if span.growing
        else say("range.how.kept", export=REGISTRY["drills.export"].key)
    )
    return f"{told}  {say('range.how.end', back=REGISTRY['page.back'].key)}"


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
