"""Our lines of a calendar against the library: read back they hold the same words, written again they are the same."""

from __future__ import annotations

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from anwei.drills.ics.lines import BREAK, LIMIT, block, escaped, folded
from anwei.drills.ics.write import write
from anwei.drills.record.states import DrillState
from tests.drills.ics.support import dated, view

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=300)


def unfolded(data: bytes) -> bytes:
    return data.replace(BREAK + b" ", b"")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=400))
def test_folding_loses_nothing_and_cuts_no_character(text: str) -> None:
    data = folded(text)
    pieces = data.split(BREAK)
    assert all(len(p) <= LIMIT for p in pieces)
    assert all(p.decode() is not None for p in pieces)  # each piece is whole UTF-8
    assert unfolded(data).decode() == text


@given(TEXT)
def test_the_library_reads_the_text_that_was_written(text: str) -> None:
    shown = "".join(c if c.isprintable() or c == "\n" else "-" for c in text)
    data = block("VEVENT", [("UID", "1"), ("DESCRIPTION", escaped(shown))])
    told = str(icalendar.Event.from_ical(data)["description"])
    assert told == shown


def test_the_library_writes_the_same_calendar() -> None:
    drills = [
        dated("D-1", "2027-05-12", venue="罐区；南门, 甲;乙", lead="张三", basis="estimated", topics=("fire", "flood")),
        dated("D-2", "2027-06-12", slot="am", title="很长的标题" * 20),
        dated("D-3", "2027-06-13", state=DrillState.CANCELLED, reason="台风\n第二行 \\ 完"),
    ]
    ours = write(view(*drills))
    assert unfolded(ours) == unfolded(icalendar.Calendar.from_ical(ours).to_ical())
