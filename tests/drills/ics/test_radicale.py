"""A real calendar server and a real client: what we write is kept, moved, called off and comes back as it was."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import icalendar
import pytest
from msgspec.structs import replace

from anwei.drills.ics.read import read
from anwei.drills.ics.write import write
from anwei.drills.record import steps
from anwei.drills.record.model import Drill
from anwei.drills.record.states import DrillState
from tests.drills.ics.support import dated, known, view
from tests.drills.record.support import clerk, day, drill, lived

caldav = pytest.importorskip("caldav")
pytest.importorskip("radicale")
SECONDS = 30


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Radicale server on the loopback interface; it is stopped at the end."""
    folder = tmp_path_factory.mktemp("radicale")
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [sys.executable, "-m", "radicale", "--hosts", f"127.0.0.1:{port}", "--auth-type", "none", "--config", ""]
    command += ["--storage-filesystem-folder", str(folder), "--logging-level", "error"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port, running)
        yield f"http://127.0.0.1:{port}/"
    finally:
        running.terminate()
        running.wait(SECONDS)


def _wait(port: int, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        if running.poll() is not None:
            pytest.fail(f"the server ended with {running.returncode}")
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("the server did not start")


@pytest.fixture
def calendar(server: str, request: pytest.FixtureRequest) -> Any:
    client = caldav.DAVClient(url=server, username="anwei", password="x")
    return client.principal().make_calendar(name=f"演练 {request.node.name}")


def put(calendar: Any, *drills: Drill) -> None:
    """Send each event in a calendar of its own, as clients do."""
    whole = icalendar.Calendar.from_ical(write(view(*drills)))
    for event in whole.walk("VEVENT"):
        single = icalendar.Calendar()
        single.add("prodid", str(whole["prodid"]))
        single.add("version", "2.0")
        for zone in whole.walk("VTIMEZONE"):
            single.add_component(zone)
        single.add_component(event)
        calendar.save_event(single.to_ical().decode(), no_create=False)


def kept(calendar: Any) -> bytes:
    return b"".join(e.data.encode() for e in calendar.events())


def test_round_trip(calendar: Any) -> None:
    first = dated("D-1", "2027-05-12", slot="pm", venue="罐区")
    second, third = dated("D-2", "2027-06-01"), dated("D-3", "2027-11-09")
    put(calendar, first, second, third)
    found = read(kept(calendar), "server.ics", known(first, second, third))
    assert found.diagnostics.items == []
    assert [(p.kind, p.drill) for p in found.proposals] == [("same", "D-1"), ("same", "D-2"), ("same", "D-3")]


def test_updates_replace_and_do_not_add(calendar: Any) -> None:
    log = lived(DrillState.APPROVED)
    put(calendar, log.drill, dated("D-2", "2027-06-01"))
    moved = steps.reschedule(log, clerk(), log.drill.day + 6, "台风")
    put(calendar, moved.drill)
    put(calendar, steps.cancel(moved, clerk(), "停产").drill)
    assert len(calendar.events()) == 2
    (event,) = [e for e in icalendar_events(calendar) if e["status"] == "CANCELLED"]
    assert event.decoded("dtstart").toordinal() == moved.drill.day


def test_what_somebody_moves_on_the_server_comes_back_as_a_proposal(calendar: Any) -> None:
    made = dated("D-1", "2027-05-12")
    put(calendar, made)
    (event,) = calendar.events()
    event.data = event.data.replace("20270512", "20270519").replace("20270513", "20270520")
    event.save(increase_seqno=False)
    (found,) = read(kept(calendar), "server.ics", known(made)).proposals
    assert (found.kind, found.drill, found.day) == ("moved", "D-1", day("2027-05-19"))


def test_the_server_finds_drills_by_time(calendar: Any) -> None:
    put(calendar, dated("D-1", "2027-05-12", slot="am"), dated("D-2", "2027-06-01"), replace(drill("D-3"), day=0))
    found = calendar.search(start=datetime(2027, 5, 1, tzinfo=UTC), end=datetime(2027, 5, 31, tzinfo=UTC), event=True)
    assert len(found) == 1


def icalendar_events(calendar: Any) -> list[icalendar.Event]:
    return [e for kept_ in calendar.events() for e in icalendar.Calendar.from_ical(kept_.data).walk("VEVENT")]
