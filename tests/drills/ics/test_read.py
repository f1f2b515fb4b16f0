"""Calendar files that come in: proposals for what was changed, located problems for what cannot be used, no crash."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anwei.drills.ics.read import MAX_EVENTS, read
from anwei.drills.ics.write import uid, write
from anwei.engine.api import AnweiError
from tests.drills.ics.support import OFFICE, dated, known, view
from tests.drills.record.support import day

DRILL = dated("D-1", "2027-05-12", revision=2)
UID = uid(OFFICE.id, "D-1")


def calendar(*lines: str, uid_: str = UID) -> bytes:
    body = "\r\n".join(("BEGIN:VCALENDAR", "BEGIN:VEVENT", f"UID:{uid_}", *lines, "END:VEVENT", "END:VCALENDAR", ""))
    return body.encode()


def proposals(data: bytes) -> list[tuple[str, str, int]]:
    found = read(data, "a.ics", known(DRILL))
    assert found.diagnostics.errors == []
    return [(p.kind, p.drill, p.day) for p in found.proposals]


def codes(data: bytes) -> list[str]:
    return [d.code for d in read(data, "a.ics", known(DRILL)).diagnostics.items]


def test_our_own_file_proposes_nothing() -> None:
    assert proposals(write(view(DRILL))) == [("same", "D-1", DRILL.day)]


def test_a_moved_event_is_a_proposal_and_changes_nothing() -> None:
    data = write(view(DRILL)).replace(b"20270512", b"20270518").replace(b"20270513", b"20270519")
    (found,) = read(data, "a.ics", known(DRILL)).proposals
    assert (found.kind, found.day, found.old_day) == ("moved", day("2027-05-18"), DRILL.day)


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (("DTSTART;VALUE=DATE:20270512", "SEQUENCE:2", "STATUS:CANCELLED"), "cancelled"),
        (("DTSTART;VALUE=DATE:20270601", "SEQUENCE:1"), "outdated"),
        (("DTSTART:20270512T013000Z", "SEQUENCE:3"), "moved"),  # 09:30 in China: a slot instead of the whole day
    ],
)
def test_kinds_of_proposals(lines: tuple[str, ...], kind: str) -> None:
    assert [p.kind for p in read(calendar(*lines), "a.ics", known(DRILL)).proposals] == [kind]


def test_an_unknown_uid_is_a_new_drill() -> None:
    data = calendar("DTSTART;VALUE=DATE:20270601", "SUMMARY:防汛演练", uid_="x@y")
    (found,) = read(data, "a.ics", known(DRILL)).proposals
    assert (found.kind, found.title, found.drill) == ("new", "防汛演练", "")


def test_the_last_of_two_events_with_one_uid_counts() -> None:
    one = calendar("DTSTART;VALUE=DATE:20270601", "SEQUENCE:5")
    two = calendar("DTSTART;VALUE=DATE:20270602", "SEQUENCE:4")
    assert [d for _, _, d in proposals(one + two)] == [day("2027-06-01")]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (calendar("DTSTART;VALUE=DATE:20270230"), ["DRL-147"]),
        (calendar("DTSTART:20270230T100000"), ["DRL-147"]),
        (calendar(), ["DRL-147"]),
        (calendar("DTSTART:99991231T235959Z"), ["DRL-147"]),
        (calendar("DTSTART;VALUE=DATE:20270601", "DTSTART;VALUE=DATE:20270602"), ["DRL-147"]),
        (calendar("DTSTART;VALUE=DATE:20270601", "RRULE:FREQ=SECONDLY"), ["DRL-146"]),
        (calendar("DTSTART;VALUE=DATE:20270601", "RRULE:FREQ=DAILY;COUNT=99999999"), ["DRL-146"]),
        (calendar("DTSTART;VALUE=DATE:20270601", "RRULE:FREQ=NONSENSE"), ["DRL-146"]),
        (calendar("DTSTART;VALUE=DATE:20270601", "RECURRENCE-ID:20270601"), ["DRL-146"]),
        (calendar("DTSTART;VALUE=DATE:20270601", uid_=""), ["DRL-145"]),
        (calendar("DTSTART;TZID=Mars/Phobos:20270601T100000"), ["DRL-148"]),
        (calendar("DTSTART;TZID=中国标准时间:20270601T100000"), ["DRL-148"]),
    ],
)
def test_what_cannot_be_used_is_told(data: bytes, expected: list[str]) -> None:
    assert codes(data) == expected


def test_a_zone_that_the_file_defines_needs_no_warning() -> None:
    part = ("BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0800", "TZOFFSETTO:+0800", "END:STANDARD")
    zone = "\r\n".join(("BEGIN:VTIMEZONE", "TZID:Own", *part, "END:VTIMEZONE", ""))
    data = calendar("DTSTART;TZID=Own:20270601T100000").replace(b"BEGIN:VEVENT", zone.encode() + b"BEGIN:VEVENT")
    assert codes(data) == []


def test_older_chinese_programs_write_gbk() -> None:
    data = calendar("DTSTART;VALUE=DATE:20270601", "SUMMARY:防汛演练", uid_="x@y").decode().encode("gbk")
    found = read(data, "a.ics", {})
    assert [d.code for d in found.diagnostics.items] == ["DRL-142"]
    assert found.proposals[0].title == "防汛演练"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "DRL-140"),
        (b"%PDF-1.7", "DRL-140"),
        (b"BEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT\r\n", "DRL-140"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "DRL-140"),
        (b"\xff\xfe\x00\x80", "DRL-141"),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:X\r\n" * 10 + b"END:X\r\n" * 10 + b"END:VCALENDAR\r\n", "DRL-143"),
        (b"BEGIN:VCALENDAR\r\nX:" + b"\r\n " * 3 + b"a" * 300_000 + b"\r\nEND:VCALENDAR\r\n", "DRL-143"),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:X\r\nEND:X\r\n" * 50_000 + b"END:VCALENDAR\r\n", "DRL-143"),
        (b" " * (9 * 1024 * 1024), "DOC-002"),
    ],
)
def test_files_that_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(AnweiError) as caught:
        read(data, "a.ics", {})
    assert [d.code for d in caught.value.diagnostics] == [code]


def test_a_flood_of_events_is_bounded() -> None:
    one = "BEGIN:VEVENT\r\nUID:{}@x\r\nDTSTART;VALUE=DATE:20270601\r\nEND:VEVENT\r\n"
    data = "BEGIN:VCALENDAR\r\n" + "".join(one.format(i) for i in range(MAX_EVENTS + 5)) + "END:VCALENDAR\r\n"
    found = read(data.encode(), "a.ics", {})
    assert len(found.proposals) == MAX_EVENTS
    assert [d.code for d in found.diagnostics.items] == ["DRL-144"]


@given(st.binary(max_size=400), st.integers(0, 400))
def test_any_damage_gives_proposals_or_a_message(noise: bytes, at: int) -> None:
    data = write(view(DRILL, dated("D-2", "2027-06-01", slot="am")))
    damaged = data[:at] + noise + data[at + len(noise) :]
    try:
        found = read(damaged, "a.ics", known(DRILL))
    except AnweiError as error:
        assert error.diagnostics[0].code.startswith(("DRL-14", "DOC-002"))
    else:
        assert all(p.kind in ("moved", "cancelled", "new", "same", "outdated") for p in found.proposals)
