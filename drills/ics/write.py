"""iCalendar (RFC 5545) of what a viewer may see: the same drills give the same bytes, and every drill keeps its UID.

A drill without a slot is an all-day event, one of a morning or an afternoon stands in China's time zone. A drill that
was called off or put off is sent as ``CANCELLED``: leaving it out would leave it in people's calendars.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from anwei.drills.ics.lines import block, escaped
from anwei.drills.model import Slot, stable_id
from anwei.drills.record.states import BEFORE_RUNNING, DrillState
from anwei.drills.words import codes_of, drill_title, shown_basis, shown_when
from anwei.engine.services import cleaned, label

if TYPE_CHECKING:
    from anwei.drills.seal.views import Office, Shown, View
    from anwei.engine.api import Lang

ZONE = "Asia/Shanghai"
PRODID = "-//anwei//drills//ZH"
ALARMS = (30, 7, 1)  # days before
#: What a morning and an afternoon are in a calendar; the paper says the hour.
HOURS: dict[Slot, tuple[time, time]] = {"am": (time(9), time(11, 30)), "pm": (time(14, 30), time(17))}
_OFF = frozenset({DrillState.CANCELLED, DrillState.POSTPONED, DrillState.ABORTED})
_TENTATIVE = frozenset({DrillState.DRAFT, DrillState.PLANNED})
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
#: The zone's history is written out between these days; it has not changed since 1991.
_ZONE_DAYS = (date(1986, 1, 1), date(2050, 1, 1))


def uid(office: str, key: str) -> str:
    """The UID of a drill: the same for ever, whatever it is called and whenever it is held."""
    return f"{stable_id('drill', office, key)}@anwei"


def write(view: View) -> bytes:
    """A calendar with every drill that has a date for this viewer."""
    return calendar_of(view.office, view.drills)


def by_area(view: View) -> dict[str, bytes]:
    """A calendar for each township (division code) by its file name; drills without one go to ``other.ics``."""
    areas: dict[str, list[Shown]] = {}
    for shown in view.drills:
        areas.setdefault(shown.drill.area or "other", []).append(shown)
    return {f"{area}.ics": calendar_of(view.office, drills) for area, drills in sorted(areas.items())}


def calendar_of(office: Office, drills: Iterable[Shown]) -> bytes:
    """A calendar of drills, by day."""
    dated = [s for s in drills if s.drill.on and s.drill.state is not DrillState.DRAFT]
    head = [
        ("VERSION", "2.0"),
        ("PRODID", PRODID),
        ("CALSCALE", "GREGORIAN"),
        ("X-WR-CALNAME", escaped(label("drill.ics.name", office.lang, office=office.name))),
    ]
    zone = (_zone(),) if any(s.drill.slot in HOURS for s in dated) else ()
    return block("VCALENDAR", head, (*zone, *(event_of(office, s) for s in dated)))


def event_of(office: Office, shown: Shown) -> bytes:
    """One drill as an event with its alarms."""
    drill, lang = shown.drill, office.lang
    off, stamp = drill.state in _OFF, _moment(shown.stamp)
    title = cleaned(drill_title(shown, lang))
    status = "CANCELLED" if off else "TENTATIVE" if drill.state in _TENTATIVE else "CONFIRMED"
    lines = [
        ("SUMMARY", escaped(title)),
        *_span(drill.on, drill.slot),
        ("DTSTAMP", stamp),
        ("UID", uid(office.id, shown.key)),
        ("SEQUENCE", str(drill.revision)),
        *_topics(shown, lang),
        ("CLASS", "CONFIDENTIAL" if shown.secret else "PUBLIC"),
        ("DESCRIPTION", escaped(cleaned("\n".join(_description(office, shown))))),
        ("LAST-MODIFIED", stamp),
        *([("LOCATION", escaped(cleaned(drill.venue)))] if drill.venue else []),
        ("STATUS", status),
        ("TRANSP", "TRANSPARENT" if off else "OPAQUE"),
    ]
    coming = not off and drill.state in BEFORE_RUNNING
    return block("VEVENT", lines, (_alarm(office, days, title) for days in (ALARMS if coming else ())))


def _topics(shown: Shown, lang: Lang) -> Iterable[tuple[str, str]]:
    topics = codes_of("drill_topic", shown.drill.topics, lang)
    if topics:
        yield "CATEGORIES", ",".join(map(escaped, topics))


def _span(day: int, slot: Slot) -> tuple[tuple[str, str], tuple[str, str]]:
    """When it begins and ends: whole days, or hours of China's time."""
    on = date.fromordinal(day)
    if slot not in HOURS:
        after = on + timedelta(days=1)
        return ("DTSTART;VALUE=DATE", f"{on:%Y%m%d}"), ("DTEND;VALUE=DATE", f"{after:%Y%m%d}")
    start, end = HOURS[slot]
    return (f"DTSTART;TZID={ZONE}", f"{on:%Y%m%d}T{start:%H%M%S}"), (f"DTEND;TZID={ZONE}", f"{on:%Y%m%d}T{end:%H%M%S}")


def _description(office: Office, shown: Shown) -> Iterable[str]:
    drill, lang = shown.drill, office.lang
    yield f"{label('drill.field.state', lang)}: {label(f'drill.state.{drill.state.value}', lang)}"
    if drill.lead:
        yield f"{label('drill.field.lead', lang)}: {drill.lead}"
    if drill.seats:
        units = label("drill.mark.list", lang).join(s.name or s.unit for s in drill.seats)
        yield f"{label('drill.field.units', lang)}: {units}"
    basis = shown_basis(drill, lang)
    if basis:
        yield f"{shown_when(shown, lang)}"
    if drill.state in _OFF and drill.reason:
        yield f"{label('drill.field.reason', lang)}: {drill.reason}"
    if office.demo:
        yield label("cli.ws.demo", lang)


def _alarm(office: Office, days: int, title: str) -> bytes:
    told = label("drill.ics.alarm", office.lang, days=days, title=title)
    return block("VALARM", [("ACTION", "DISPLAY"), ("DESCRIPTION", escaped(told)), ("TRIGGER", f"-P{days}D")])


@cache
def _zone() -> bytes:
    """China's time with its history, as the library knows it."""
    import icalendar

    first, last = _ZONE_DAYS
    data: bytes = icalendar.Timezone.from_tzid(ZONE, first_date=first, last_date=last).to_ical()
    return data


@lru_cache(maxsize=4096)
def _moment(text: str) -> str:
    """A moment of the journal in UTC, to the second; 1970 where none is known."""
    try:
        found = datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)
    except ValueError:
        found = _FIRST
    return f"{found:%Y%m%dT%H%M%S}Z"
