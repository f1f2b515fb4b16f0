"""Reading calendar files: hostile until shown otherwise, and never more than proposals.

Somebody moved a drill on a phone: the file that comes back says what they would like. Each event becomes a proposal
(moved, called off, new, nothing new, outdated) or a located problem; nothing is applied. A drill has one date, so no
rule of recurrence is ever expanded. Sizes, depth and counts are bounded before the file is parsed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from anwei.drills.ics.write import HOURS, ZONE
from anwei.drills.model import Slot
from anwei.drills.record.errors import refuse
from anwei.drills.record.model import Drill
from anwei.drills.record.states import DrillState
from anwei.engine.api import Diagnostics, Place

if TYPE_CHECKING:
    import icalendar

MAX_BYTES = 8 * 1024 * 1024
MAX_EVENTS = 5000
MAX_PARTS = 40_000  # components of any kind
MAX_DEPTH = 6
MAX_LINE = 200_000  # characters of one property
MAX_TEXT = 200  # characters kept of a title or place

Kind = Literal["moved", "cancelled", "new", "same", "outdated"]


@dataclass(frozen=True)
class Proposal:
    """What an event would like: ``drill`` is the id of the drill with its UID, empty for a new one."""

    kind: Kind
    uid: str
    title: str
    day: int
    slot: Slot
    drill: str = ""
    old_day: int = 0
    old_slot: Slot = "day"
    place: str = ""


@dataclass(frozen=True)
class Proposed:
    """Everything a file proposes, and what in it could not be used."""

    proposals: tuple[Proposal, ...]
    diagnostics: Diagnostics


def read(data: bytes, name: str, known: Mapping[str, Drill]) -> Proposed:
    """What a calendar file proposes. ``known`` holds the drills by UID. Raises AnweiError where it is no calendar."""
    diagnostics = Diagnostics()
    text = decoded(data, name, diagnostics)
    _bound(text, name)
    events = _events(text, name)
    if len(events) > MAX_EVENTS:
        diagnostics.error("DRL-144", Place(name), count=len(events), limit=MAX_EVENTS)
    zones = _zones(events)
    found: dict[str, tuple[int, Proposal]] = {}
    for number, event in enumerate(_only_events(events)[:MAX_EVENTS], 1):
        place = Place(name, sheet=f"VEVENT {number}")
        sequence, proposal = _read_event(event, place, known, zones, diagnostics)
        if proposal is not None and (proposal.uid not in found or found[proposal.uid][0] <= sequence):
            found[proposal.uid] = (sequence, proposal)
    order = sorted((p for _, p in found.values()), key=lambda p: (p.day, p.uid))
    return Proposed(tuple(order), diagnostics)


def decoded(data: bytes, name: str, diagnostics: Diagnostics) -> str:
    """The text of a file: UTF-8, or with a warning GB 18030, which older Chinese programs write.

    Raises AnweiError: too large (DOC-002), neither encoding (DRL-141).
    """
    if len(data) > MAX_BYTES:
        refuse("DOC-002", name, size=len(data), limit=MAX_BYTES)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        refuse("DRL-141", name)
    diagnostics.warning("DRL-142", Place(name))
    return text


def _bound(text: str, name: str) -> None:
    """Refuse what would cost the parser too much: depth, parts, endless lines (DRL-143)."""
    depth = parts = line = deepest = 0
    for raw in text.splitlines():
        line = line + len(raw) if raw[:1] in (" ", "\t") else len(raw)
        head = raw[:6].upper()
        if head == "BEGIN:":
            depth, parts = depth + 1, parts + 1
            deepest = max(deepest, depth)
        elif head[:4] == "END:":
            depth -= 1
        if deepest > MAX_DEPTH or parts > MAX_PARTS or line > MAX_LINE:
            refuse("DRL-143", name)


def _events(text: str, name: str) -> list[Any]:
    """Every event and zone of every calendar in the file. Raises AnweiError (DRL-140)."""
    import icalendar

    try:
        calendars = icalendar.Calendar.from_ical(text, multiple=True)
    except (ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
        refuse("DRL-140", name, reason=str(error)[:120] or type(error).__name__)
    found = [part for c in calendars for part in c.walk() if part.name in ("VEVENT", "VTIMEZONE")]
    if not calendars or not any(c.name == "VCALENDAR" for c in calendars):
        refuse("DRL-140", name, reason="VCALENDAR")
    return found


def _only_events(parts: Iterable[Any]) -> list[Any]:
    return [p for p in parts if p.name == "VEVENT"]


def _zones(parts: Iterable[Any]) -> frozenset[str]:
    """The zones that the file itself defines."""
    return frozenset(str(p.get("tzid", "")) for p in parts if p.name == "VTIMEZONE")


def _read_event(
    event: icalendar.Event, place: Place, known: Mapping[str, Drill], zones: frozenset[str], diagnostics: Diagnostics
) -> tuple[int, Proposal | None]:
    uid = _text(event, "uid")
    if not uid:
        diagnostics.error("DRL-145", place, name="UID")
        return 0, None
    if any(event.get(name) is not None for name in ("rrule", "rdate", "recurrence-id")):
        diagnostics.error("DRL-146", place, title=_text(event, "summary") or uid)
        return 0, None
    when = _start(event, place, zones, diagnostics)
    if when is None:
        return 0, None
    day, slot = when
    sequence = _number(event, "sequence")
    title, venue = _text(event, "summary"), _text(event, "location")
    drill = known.get(uid)
    if drill is None:
        return sequence, Proposal("new", uid, title, day, slot, place=venue)
    kind = _kind(event, drill, day, slot, sequence)
    return sequence, Proposal(kind, uid, drill.title or title, day, slot, drill.id, drill.on, drill.slot, venue)


def _kind(event: icalendar.Event, drill: Drill, day: int, slot: Slot, sequence: int) -> Kind:
    if sequence < drill.revision:
        return "outdated"
    if _text(event, "status").upper() == "CANCELLED":
        off = drill.state in (DrillState.CANCELLED, DrillState.POSTPONED, DrillState.ABORTED)
        return "same" if off else "cancelled"
    return "same" if (day, slot) == (drill.on, drill.slot) else "moved"


def _start(
    event: icalendar.Event, place: Place, zones: frozenset[str], diagnostics: Diagnostics
) -> tuple[int, Slot] | None:
    """The day and slot in China's time. A zone that nobody knows is taken as local time, with a warning."""
    try:
        raw = event.get("dtstart")
        start = getattr(raw, "dt", None)
        zone = str(getattr(raw, "params", {}).get("TZID", ""))
    except ValueError:  # icalendar keeps what it cannot read and says so when asked: 30 February
        start, zone = None, ""
    if isinstance(raw, list) or not isinstance(start, date):
        diagnostics.error("DRL-147", place, title=_text(event, "summary") or _text(event, "uid"))
        return None
    if not isinstance(start, datetime):
        return start.toordinal(), "day"
    if start.tzinfo is None:
        if zone and zone not in zones:
            diagnostics.warning("DRL-148", place, zone=zone[:40])
    else:
        try:
            start = start.astimezone(ZoneInfo(ZONE))
        except (OverflowError, ValueError):
            diagnostics.error("DRL-147", place, title=_text(event, "summary") or _text(event, "uid"))
            return None
    return start.toordinal(), "am" if start.time() < HOURS["am"][1] else "pm"


def _text(event: icalendar.Event, name: str) -> str:
    """A property as short, printable text; of several the first."""
    try:
        value = event.get(name)
    except ValueError:
        return ""
    if isinstance(value, list):
        value = value[0] if value else ""
    words = "".join(c if c.isprintable() else " " for c in str(value or ""))
    return words.strip()[:MAX_TEXT]


def _number(event: icalendar.Event, name: str) -> int:
    text = _text(event, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
