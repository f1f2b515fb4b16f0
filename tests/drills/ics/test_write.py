"""Calendar files that go out: read back by the library, the same bytes each time, the same UID for ever."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from anwei.drills.ics.write import by_area, write
from anwei.drills.record import steps
from anwei.drills.record.states import DrillState
from tests.drills.ics.support import OFFICE, dated, view
from tests.drills.record.support import LATER, clerk, drill, lived


def events(data: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


def test_what_a_calendar_shows() -> None:
    data = write(view(dated("D-1", "2027-05-12", venue="罐区；南门", lead="张三", basis="estimated")))
    (event,) = events(data)
    assert event.decoded("dtstart") == date(2027, 5, 12) and event.decoded("dtend") == date(2027, 5, 13)
    assert event["summary"] == "甲公司火灾专项演练" and event["location"] == "罐区；南门"
    assert event["status"] == "CONFIRMED" and event["sequence"] == 0
    words = str(event["description"])
    assert "放假安排未公布，按估算" in words and "甲公司" in words and "乙公司" in words and "张三" in words
    alarms = [a.decoded("trigger") for a in event.walk("VALARM")]
    assert alarms == [timedelta(days=-30), timedelta(days=-7), timedelta(days=-1)]
    assert event.decoded("dtstamp").isoformat() == "2026-11-22T08:30:00+00:00"


def test_a_slot_stands_in_chinas_time_zone() -> None:
    data = write(view(dated("D-1", "2027-05-12", slot="pm")))
    (event,) = events(data)
    assert event.decoded("dtstart") == datetime(2027, 5, 12, 14, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    (zone,) = icalendar.Calendar.from_ical(data).walk("VTIMEZONE")
    assert zone["tzid"] == "Asia/Shanghai"
    assert any(part.decoded("tzoffsetto") == timedelta(hours=9) for part in zone.subcomponents)  # 1986 to 1991


def test_the_same_drills_give_the_same_bytes() -> None:
    drills = [dated(f"D-{i}", f"2027-0{i}-11", slot="am") for i in range(1, 6)]
    assert write(view(*drills)) == write(view(*reversed(drills)))


def test_the_uid_stays_and_the_sequence_rises() -> None:
    log = lived(DrillState.APPROVED)
    moved = steps.reschedule(log, clerk(), LATER, "台风")
    renamed = steps.amend(moved, clerk(), {"title": "另一个名称"})
    (one,), (two,), (three,) = (events(write(view(x.drill))) for x in (log, moved, renamed))
    assert one["uid"] == two["uid"] == three["uid"]
    assert one["sequence"] < two["sequence"] < three["sequence"]


def test_called_off_is_sent_and_not_left_out() -> None:
    for state in (DrillState.CANCELLED, DrillState.POSTPONED):
        (event,) = events(write(view(lived(state).drill)))
        assert event["status"] == "CANCELLED" and not event.walk("VALARM")


def test_drafts_and_drills_without_a_date_are_not_in_calendars() -> None:
    assert events(write(view(drill(state=DrillState.DRAFT), drill("D-2", day=0)))) == []


def test_one_file_for_each_township() -> None:
    files = by_area(view(dated("D-1", "2027-05-12", area="340101001"), dated("D-2", "2027-05-13")))
    assert sorted(files) == ["340101001.ics", "other.ics"]
    assert [len(events(d)) for d in files.values()] == [1, 1]


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=200))
def test_any_title_survives(title: str) -> None:
    """Folding after 75 bytes never cuts a character; commas, semicolons and line breaks are escaped."""
    made = replace(dated("D-1", "2027-05-12"), title=title)
    data = write(view(made))
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    (event,) = events(data)
    told = str(event["summary"])
    if title.isprintable():
        assert told == title
    else:
        assert not any(ord(c) < 0x20 and c != "\n" for c in told)


def test_the_office_is_part_of_the_uid() -> None:
    other = replace_office(dated("D-1", "2027-05-12"))
    assert events(write(view(dated("D-1", "2027-05-12"))))[0]["uid"] != events(other)[0]["uid"]


def replace_office(found) -> bytes:
    from dataclasses import replace as changed

    shown = view(found)
    return write(changed(shown, office=changed(OFFICE, id="another")))
