"""The pictures of the calendar: year, month and week as lines of segments, and where on them which day lies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from rich.segment import Segment
from rich.style import Style

from anwei.tui.calendar.model import DrillLine, Year
from anwei.tui.calendar.reasons import Carried, reasons, verdict
from anwei.tui.calendar.span import Span
from anwei.tui.theme import Inks
from anwei.tui.widgets.grid import ink
from anwei.tui.words import fit, say
from anwei.tui.words import width as cells_of

MINI = (92, 26)  # cells and lines that twelve small months take
_HEAT = ((6, "#"), (3, ":"), (1, "."))
HALVES = ("am", "pm")
_HALF = 2  # cells of the mark of a half of a day
_SIGNS = {"fail": "x", "near": "~", "pass": " "}


@dataclass
class Picture:
    """Lines to draw, and (line, first cell, cell after the last, day) of every day on them."""

    lines: list[list[Segment]] = field(default_factory=list)
    spots: list[tuple[int, int, int, int]] = field(default_factory=list)

    def day_at(self, x: int, y: int) -> int:
        """The day at a place; 0 for none."""
        return next((d for line, a, b, d in self.spots if line == y and a <= x < b), 0)


@dataclass(frozen=True)
class Look:
    """What is drawn: the year, the day of the cursor, what is carried, in which inks, and the days that are marked.

    ``known`` keeps what carrying something to a day would mean: it is the same wherever the cursor stands.
    """

    year: Year
    cursor: int
    carried: Carried | None
    inks: Inks
    focus: bool
    known: dict[int, str] = field(default_factory=dict, compare=False)
    span: Span | None = None

    def state(self, day: int) -> str:
        """What carrying something there would mean; empty where nothing is carried."""
        if self.carried is None:
            return ""
        if day not in self.known:
            self.known[day] = verdict(reasons(self.year, self.carried, day))
        return self.known[day]

    def style(self, day: int, *, inside: bool = True) -> Style:
        """The ink of a day."""
        note, inks = self.year.note(day), self.inks
        state = self.state(day) if inside else ""
        style = inks.verdict(state) if state else inks.plain if note.workday and inside else inks.dim
        here = day == self.cursor and self.focus
        style = ink(style, here, inks)
        if not here and self.span is not None and day in self.span.days:
            style += Style(bgcolor=inks.head.bgcolor)
        return style + Style(bold=True, underline=True) if day == self.year.today else style

    def half(self, day: int, half: str, *, inside: bool = True) -> Style:
        """The ink of the mark of a half of a day: mornings and afternoons are told apart."""
        colours = self.inks.accent if half == "am" else self.inks.head
        return self.style(day, inside=inside) + Style(color=colours.color, bold=half == "am")

    def sign(self, day: int) -> str:
        """Holiday, make-up day, today; while something is carried, whether it could go there; marked days."""
        note = self.year.note(day)
        mark = say("cal.off") if note.odd and not note.workday else say("cal.work") if note.odd else ""
        today = "<" if day == self.year.today else ""
        can = _SIGNS[self.state(day)] if self.carried is not None else ""
        return mark + today + can + (self.span.sign(day) if self.span is not None else "")


def monday(day: int) -> int:
    """The Monday of the week of a day."""
    return day - (day - 1) % 7


def month(look: Look, width: int, height: int) -> Picture:
    """The month of the cursor: seven columns; each day with its drills."""
    on = date.fromordinal(look.cursor)
    first = date(on.year, on.month, 1).toordinal()
    after = (date(on.year, on.month, 28) + timedelta(days=4)).replace(day=1).toordinal()
    start, weeks = monday(first), -(-(after - monday(first)) // 7)
    picture = Picture()
    _names(picture, look, width)
    for number in range(weeks):
        lines = max(1, (height - 1 - len(picture.lines) + 1) // (weeks - number))
        days = range(start + 7 * number, start + 7 * number + 7)
        _band(picture, look, days, width, lines, lambda d: first <= d < after)
    return picture


def _names(picture: Picture, look: Look, width: int) -> None:
    head = look.inks.head
    cells = _columns(width)
    picture.lines.append([Segment(fit(" " + say(f"weekday.{i + 1}"), c), head) for i, c in enumerate(cells)])


def _columns(width: int) -> list[int]:
    """Seven columns that fill the width."""
    return [width * (i + 1) // 7 - width * i // 7 for i in range(7)]


def _band(
    picture: Picture, look: Look, days: Sequence[int], width: int, lines: int, inside: Callable[[int], bool]
) -> None:
    """One week of a month as some lines."""
    columns = _columns(width)
    texts = [day_lines(look, d, c - 1, lines) for d, c in zip(days, columns, strict=True)]
    for line in range(lines):
        x, segments = 0, []
        for day, cells, told in zip(days, columns, texts, strict=True):
            style = look.style(day, inside=inside(day))
            marks = _halves(look, day, cells - 1 - cells_of(told[0]), inside(day)) if line == 0 else []
            room = cells - 1 - _HALF * len(marks)
            segments += [Segment(fit(told[line], room), style), *marks, Segment(" ", look.inks.plain)]
            picture.spots.append((len(picture.lines), x, x + cells, day))
            x += cells
        picture.lines.append(segments)


def _halves(look: Look, day: int, room: int, inside: bool) -> list[Segment]:
    """The two halves of a day that has drills of half a day, as many cells for either, where there is room for them."""
    taken = {d.half for d in look.year.by_day.get(day, ())} & set(HALVES)
    if not taken or room < _HALF * len(HALVES):
        return []
    return [
        Segment(fit(say(f"cal.{h}") if h in taken else "", _HALF), look.half(day, h, inside=inside)) for h in HALVES
    ]


def day_lines(look: Look, day: int, cells: int, lines: int) -> list[str]:
    """What stands on a day: its number and sign, then its drills, as many as fit."""
    drills = look.year.by_day.get(day, [])
    carried = look.carried if day == look.cursor else None
    head = f"{date.fromordinal(day).day:>2}{look.sign(day)}"
    recorded = look.year.recorded.get(day, 0)
    on_record = [say("cal.recorded", count=recorded)] if recorded else []
    if lines == 1:
        return [f"{head} {summed(drills) or ''.join(on_record)}".rstrip()]
    told = [f"+ {carried.title}"] if carried is not None else on_record
    room = lines - 1 - len(told)
    titles = [f"{d.title}" for d in drills]
    if len(titles) > room or cells < 14:
        titles = [summed(drills)] if drills else []
        if room > 1 and cells >= 14:
            titles = [d.title for d in drills[: room - 1]] + [say("cal.more", count=len(drills) - room + 1)]
    shown = [head, *told, *titles][:lines]
    return shown + [""] * (lines - len(shown))


def summed(drills: Sequence[DrillLine]) -> str:
    """Drills in short: the first character of what they are about and how many."""
    return " ".join(f"{short}{n}" for short, n in Counter(d.short for d in drills).items())


def week(look: Look, width: int, height: int) -> Picture:
    """The week of the cursor: one band a day."""
    picture = Picture()
    start = monday(look.cursor)
    for number in range(7):
        day = start + number
        lines = max(1, (height - len(picture.lines)) // (7 - number))
        drills = look.year.by_day.get(day, [])
        note = look.year.note(day)
        on = date.fromordinal(day)
        head = f" {on.month:>2}-{on.day:02d} {say(f'weekday.{number + 1}')} {look.sign(day)}"
        carried = look.carried if day == look.cursor else None
        titles = [("", f"+ {carried.title}")] if carried is not None else []
        titles += [(d.half, f"{d.state_word}  {d.title}") for d in drills]
        if look.year.recorded.get(day):
            titles.append(("", say("cal.recorded", count=look.year.recorded[day])))
        if not titles and note.name and not note.workday:
            titles = [("", note.name)]
        if len(titles) > lines:
            titles = [*titles[: lines - 1], ("", say("cal.more", count=len(titles) - lines + 1))]
        for line in range(lines):
            half, told = titles[line] if line < len(titles) else ("", "")
            left = fit(head if line == 0 else "", 18)
            picture.spots.append((len(picture.lines), 0, width, day))
            picture.lines.append(_week_line(look, day, left, half, told, max(1, width - 18)))
    return picture


def _week_line(look: Look, day: int, left: str, half: str, told: str, cells: int) -> list[Segment]:
    """A line of a week: the day, then what is on it, that of half a day after the mark of the half."""
    style = look.style(day)
    if not half:
        return [Segment(left + fit(told, cells), style)]
    mark = Segment(fit(say(f"cal.{half}"), _HALF + 1), look.half(day, half))
    return [Segment(left, style), mark, Segment(fit(told, max(1, cells - _HALF - 1)), style)]


def year(look: Look, width: int, height: int) -> Picture:
    """The whole year: twelve small months where they fit, else one line a month; what is unplanned by month."""
    return _small_months(look, width) if (width, height) >= MINI and height >= MINI[1] else _month_rows(look, width)


def owed_by_month(look: Look) -> Counter[int]:
    """How many drills are still owed by the end of each month; what is late counts for the first."""
    found: Counter[int] = Counter()
    for duty in look.year.waiting:
        missing = duty.needed - look.year.given[duty.id]
        last = min(max(duty.last, look.year.first), look.year.last)
        found[date.fromordinal(last).month] += missing
    return found


def _month_rows(look: Look, width: int) -> Picture:
    """One line a month, two cells a day: how many drills there are, ``+`` for ten and more."""
    picture, head, owed = Picture(), look.inks.head, owed_by_month(look)
    numbers = "".join(f"{d:>2}" for d in range(1, 32))
    picture.lines.append([Segment(fit(" " * 5 + numbers + " " + say("cal.owed"), width), head)])
    for number in range(1, 13):
        segments = [Segment(fit(say(f"cal.month.{number}"), 5), look.inks.plain)]
        x, first = 5, date(look.year.year, number, 1).toordinal()
        for day in range(first, first + 31):
            if date.fromordinal(day).month == number:
                count = look.year.load(day)
                told = " +" if count > 9 else f"{count:>2}" if count else " ." if look.year.note(day).workday else "  "
                segments.append(Segment(told, look.style(day)))
                picture.spots.append((len(picture.lines), x, x + 2, day))
            else:
                segments.append(Segment("  ", look.inks.plain))
            x += 2
        missing = f" {owed[number]:>4}" if owed[number] else ""
        segments.append(Segment(fit(missing, max(1, width - x)), look.inks.verdict("near")))
        picture.lines.append(segments)
    return picture


def _small_months(look: Look, width: int) -> Picture:
    """Twelve months in rows of four; a mark beside a day says how many drills it has."""
    picture, owed = Picture(), owed_by_month(look)
    cells = width // 4
    for row in range(3):
        months = range(1 + row * 4, 5 + row * 4)
        heads = [
            f"{say(f'cal.month.{m}')}  {say('cal.owed')} {owed[m]}" if owed[m] else say(f"cal.month.{m}")
            for m in months
        ]
        picture.lines.append([Segment(fit(" " + h, cells), look.inks.head) for h in heads])
        starts = [monday(date(look.year.year, m, 1).toordinal()) for m in months]
        for line in range(6):
            segments: list[Segment] = []
            for place, (number, start) in enumerate(zip(months, starts, strict=True)):
                x = place * cells
                for day in range(start + 7 * line, start + 7 * line + 7):
                    inside = date.fromordinal(day).month == number and date.fromordinal(day).year == look.year.year
                    count = look.year.load(day)
                    heat = next((sign for least, sign in _HEAT if count >= least), " ")
                    told = f"{date.fromordinal(day).day:>2}{heat}" if inside else "   "
                    segments.append(Segment(told, look.style(day) if inside else look.inks.plain))
                    if inside:
                        picture.spots.append((len(picture.lines), x, x + 3, day))
                    x += 3
                segments.append(Segment(" " * (cells - 21), look.inks.plain))
            picture.lines.append(segments)
        picture.lines.append([])
    picture.lines.append([Segment(" " + say("cal.heat"), look.inks.dim)])
    return picture
