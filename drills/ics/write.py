"""iCalendar (RFC 5545) of what a viewer may see: the same drills give the same bytes, and every drill keeps its UID.

A drill without a slot is an all-day event, one of a morning or an afternoon stands in China's time zone. A drill that
was called off or put off is sent as ``CANCELLED``: leaving it out would leave it in people's calendars.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from anwei.drills.model import Slot, stable_id
from anwei.drills.record.states import BEFORE_RUNNING, DrillState
from anwei.drills.words import codes_of, drill_title, shown_basis, shown_when
from anwei.engine.services import cleaned, label

if TYPE_CHECKING:
    import icalendar

    from anwei.drills.seal.views import Office, Shown, View

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
    import icalendar

    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", label("drill.ics.name", office.lang, office=office.name))
    dated = [s for s in drills if s.drill.on and s.drill.state is not DrillState.DRAFT]
    if any(s.drill.slot in HOURS for s in dated):
        calendar.add_component(_zone())
    for shown in dated:
        calendar.add_component(event_of(office, shown))
    data: bytes = calendar.to_ical()
    return data


def event_of(office: Office, shown: Shown) -> icalendar.Event:
    """One drill as an event with its alarms."""
    import icalendar

    drill, lang = shown.drill, office.lang
    off = drill.state in _OFF
    event = icalendar.Event()
    event.add("uid", uid(office.id, shown.key))
    stamp = _moment(shown.stamp)
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    event.add("sequence", drill.revision)
    start, end = _span(drill.on, drill.slot)
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("summary", cleaned(drill_title(shown, lang)))
    event.add("status", "CANCELLED" if off else "TENTATIVE" if drill.state in _TENTATIVE else "CONFIRMED")
    event.add("class", "CONFIDENTIAL" if shown.secret else "PUBLIC")
    event.add("transp", "TRANSPARENT" if off else "OPAQUE")
    if drill.venue:
        event.add("location", cleaned(drill.venue))
    if drill.topics:
        event.add("categories", codes_of("drill_topic", drill.topics, lang))
    event.add("description", cleaned("\n".join(_description(office, shown))))
    if not off and drill.state in BEFORE_RUNNING:
        for days in ALARMS:
            event.add_component(_alarm(office, days, cleaned(drill_title(shown, lang))))
    return event


def _span(day: int, slot: Slot) -> tuple[Any, Any]:
    on = date.fromordinal(day)
    if slot not in HOURS:
        return on, on + timedelta(days=1)
    zone = ZoneInfo(ZONE)
    start, end = HOURS[slot]
    return datetime.combine(on, start, zone), datetime.combine(on, end, zone)


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


def _alarm(office: Office, days: int, title: str) -> icalendar.Alarm:
    import icalendar

    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", timedelta(days=-days))
    alarm.add("description", label("drill.ics.alarm", office.lang, days=days, title=title))
    return alarm


@cache
def _zone() -> icalendar.Timezone:
    import icalendar

    first, last = _ZONE_DAYS
    return icalendar.Timezone.from_tzid(ZONE, first_date=first, last_date=last)


def _moment(text: str) -> datetime:
    """A moment of the journal in UTC, to the second; 1970 where none is known."""
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC).replace(microsecond=0)
    except ValueError:
        return _FIRST
