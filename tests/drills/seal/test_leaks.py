"""No exporter tells a secret: every entry of the table, for every role, searched and compared.

Two tests of different kinds. One looks for sealed words and dates in everything that comes out, archives unpacked. The
other changes the secrets and finds every output the same byte for byte, so that order, counts and lengths tell nothing.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date
from itertools import product
from typing import Any

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from anwei.drills.papers.build import OF_A_DRILL
from anwei.drills.papers.contexts import Ask
from anwei.drills.record.model import Drill, Event, Inject, Person, Seal, Seat
from anwei.drills.record.states import DrillState, SealState
from anwei.drills.seal.exporters import EXPORTERS, Exporter, export
from anwei.drills.seal.views import Office, Raw, Viewer, view_of
from anwei.engine.api import AnweiError
from tests.drills.record.support import KIND, clerk, day, drill, lived, obligation

QUARTER = (day("2027-07-01"), day("2027-09-30"))
OFFICE = Office("青山县安委办", day("2027-03-01"), "ab")
ALIAS = "S-0123456789"
WORDS = (
    "绝密标题",
    "绝密场地",
    "绝密情景",
    "绝密注入",
    "绝密备注",
    "绝密目标",
    "绝密单位",
    "绝密评估员",
    "绝密牵头",
    "绝密联系人",
    "绝密安全",
)
VIEWERS = {
    "nobody": Viewer("participant"),
    "own": Viewer("participant", unit=f"{KIND} E-1"),
    "other": Viewer("participant", unit=f"{KIND} E-9"),
    "evaluator": Viewer("evaluator", "别的评估员"),
    "safety": Viewer("safety", "别的机构"),
}


def secret(**values: Any) -> Drill:
    told: dict[str, Any] = {
        "title": WORDS[0],
        "venue": WORDS[1],
        "scenario": WORDS[2],
        "injects": (Inject(1, WORDS[3], planned=5, control_note=WORDS[3]),),
        "remarks": WORDS[4],
        "objectives": WORDS[5],
        "safety": WORDS[10],
        "evaluators": (WORDS[7],),
        "lead": WORDS[8],
        "topics": ("flood",),
        "kinds": ("comprehensive",),
        "mode": "tabletop",
        "day": day("2027-08-17"),
        "seats": (
            Seat(KIND, "E-1", name="甲公司", planned=30, obligations=("O-1",), names=(Person(WORDS[9]),)),
            Seat(KIND, "E-2", name=WORDS[6], planned=12, obligations=("O-2",)),
        ),
        "state": DrillState.APPROVED,
        "seal": Seal(SealState.SEALED, ALIAS, "ab" * 32, "cd" * 32, *QUARTER, sealed_at="2027-01-05T08:00:00Z"),
    }
    return drill("D-SECRET", **(told | values))


def raw(hidden: Drill) -> Raw:
    """A secret drill among open ones."""
    others = (
        drill("D-1", title="公开演练甲", day=day("2027-05-12"), state=DrillState.APPROVED, seats=(Seat(KIND, "E-1"),)),
        drill("D-9", title="公开演练乙", day=day("2027-10-09"), seats=(Seat(KIND, "E-9", name="壬公司"),)),
    )
    duties = (
        obligation("O-1", "E-1", "2027-01-01", "2027-12-31"),
        obligation("O-2", "E-2", "2027-01-01", "2027-12-31"),
        obligation("O-9", "E-9", "2027-01-01", "2027-12-31"),
    )
    drills = tuple(sorted((*others, hidden), key=lambda d: (d.day, d.id)))
    moment = f"2027-01-{2 + hidden.day % 20:02d}T08:00:00Z"  # steps were taken at moments that depend on the secret
    events = {hidden.id: (Event("approve", moment, "张三", hidden.title),)}
    return Raw(drills, (), duties, stamps={d.id: moment for d in drills if d is hidden}, root="ef" * 32, events=events)


def outputs(hidden: Drill, viewer: Viewer, *, quick: bool = False) -> dict[str, bytes]:
    """Everything that every exporter gives a viewer; ``quick`` leaves out the formats made of the same context."""
    view, month = view_of(raw(hidden), viewer, OFFICE), 8
    found: dict[str, bytes] = {}
    for name in EXPORTERS:
        if quick and name.endswith((".docx", ".pdf")):
            continue
        alone = name.partition(".")[0] in OF_A_DRILL or name in ("show", "log", "reveal")
        for id_ in (ALIAS, "D-1", "D-SECRET") if alone else ("D-SECRET",):
            try:
                files = export(name, view, Ask(id_, 2027, month, reason="x"))
            except AnweiError as refused:
                found[f"{name} {id_} refused"] = refused.diagnostics[0].line("zh").replace(id_, "").encode()
                continue
            for file, data in files.items():
                found[f"{name} {id_} {file}"] = data
    return found


def said(data: bytes) -> str:
    """What an output says, whatever the format."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "".join(archive.read(n).decode("utf-8", "replace") for n in archive.namelist())
    if data.startswith(b"%PDF"):
        read = pypdf.PdfReader(io.BytesIO(data))
        return "".join(p.extract_text() for p in read.pages).replace("\n", "") + str(read.metadata)
    return data.decode().replace("\r\n ", "")


def dates(on: int) -> tuple[str, ...]:
    d = date.fromordinal(on)
    return (d.isoformat(), f"{d:%Y%m%d}", f"{d.month}月{d.day}日", str(on))


@pytest.mark.parametrize("who", VIEWERS)
def test_nothing_secret_comes_out(who: str) -> None:
    hidden = secret()
    found = outputs(hidden, VIEWERS[who])
    assert len(found) > len(EXPORTERS)
    wanted = (*WORDS, *dates(hidden.day), "D-SECRET", "cd" * 32)
    leaks = [(name, w) for name, data in found.items() for w in wanted if w in said(data) + name.split(" ", 2)[2]]
    assert leaks == []


def test_the_search_would_find_a_leak() -> None:
    """The same search finds every secret in what controllers get: it is not blind to a format."""
    hidden = secret()
    everything = outputs(hidden, Viewer("controller"))
    for format_ in ("docx", "html", "pdf"):
        text = said(everything[f"work-plan.{format_} D-SECRET work-plan-D-SECRET.{format_}"])
        assert WORDS[0] in text and WORDS[2] in text and dates(hidden.day)[2] in text
    assert dates(hidden.day)[1] in said(everything["calendar D-SECRET drills.ics"])


_text = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=12)


@settings(max_examples=25)
@given(
    on=st.integers(*QUARTER),
    words=st.lists(_text, min_size=6, max_size=6),
    state=st.sampled_from([s for s in DrillState if s not in (DrillState.CANCELLED, DrillState.ARCHIVED)]),
    who=st.sampled_from(sorted(VIEWERS)),
    heads=st.integers(0, 500),
)
def test_other_secrets_give_the_same_bytes(on: int, words: list[str], state: DrillState, who: str, heads: int) -> None:
    """Non-interference: whatever is secret, an output is the same; so nothing about it can be read off."""
    one = secret()
    seats = (replace(one.seats[0], planned=heads), replace(one.seats[1], unit="E-3", name=words[5]))
    two = replace(
        one,
        day=on,
        title=words[0],
        venue=words[1],
        scenario=words[2],
        lead=words[3],
        evaluators=(words[4],),
        topics=("fire", "gas"),
        kinds=("special",),
        state=state,
        revision=7,
        seats=seats,
        held_on=on if state in (DrillState.HELD, DrillState.EVALUATED) else 0,
    )
    viewer = VIEWERS[who]
    if viewer.unit:
        two = replace(two, seats=(one.seats[0], seats[1]))  # a unit knows how many of its own people it sends
    assert outputs(one, viewer, quick=True) == outputs(two, viewer, quick=True)


@pytest.mark.parametrize(("time", "scenario"), list(product((False, True), repeat=2)))
def test_flags_say_what_is_hidden(time: bool, scenario: bool) -> None:
    hidden = secret(blind_time=time, blind_scenario=scenario)
    (shown,) = [s for s in view_of(raw(hidden), VIEWERS["own"], OFFICE).drills if s.secret]
    both = time == scenario
    assert (shown.drill.day == 0) == (time or both)
    assert (shown.drill.title == "") == (scenario or both)
    assert (shown.drill.topics == ()) == (scenario or both)
    assert shown.drill.scenario == "" and shown.drill.injects == ()
    everything = "".join(map(said, outputs(hidden, VIEWERS["own"], quick=True).values()))
    if time or both:
        assert not any(w in everything for w in dates(hidden.day))
    if scenario or both:
        assert not any(w in everything for w in (WORDS[0], WORDS[2], WORDS[3]))


def test_participants_are_told_the_quarter() -> None:
    (shown,) = [s for s in view_of(raw(secret()), VIEWERS["own"], OFFICE).drills if s.secret]
    assert shown.when.zh == "2027年第三季度内一次（保密）"


def test_evaluators_see_their_days_and_safety_services_what_they_must_know() -> None:
    hidden = secret(safety_notice=("消防救援大队",))
    (shown,) = [s for s in view_of(raw(hidden), Viewer("evaluator", WORDS[7]), OFFICE).drills if s.secret]
    assert shown.drill.day == hidden.day and shown.drill.venue == WORDS[1]
    assert shown.drill.scenario == "" and shown.drill.title == "" and shown.drill.injects == ()
    (shown,) = [s for s in view_of(raw(hidden), Viewer("safety", "消防救援大队"), OFFICE).drills if s.secret]
    assert shown.drill.day == hidden.day and shown.drill.title == WORDS[0] and shown.drill.injects == ()


def test_the_gap_list_does_not_turn_green() -> None:
    lines = {x.obligation.id: x for x in view_of(raw(secret()), VIEWERS["nobody"], OFFICE).duties}
    assert lines["O-2"].standing == "open" and lines["O-2"].drill == ""


def test_after_it_was_revealed_it_is_a_drill_like_others() -> None:
    seal = replace(secret().seal, state=SealState.REVEALED)
    open_ = secret(seal=seal, state=DrillState.EVALUATED, held_on=day("2027-08-17"))
    shown = view_of(raw(open_), VIEWERS["nobody"], OFFICE).shown("D-SECRET")
    assert shown is not None and shown.drill.title == WORDS[0] and shown.drill.scenario == WORDS[2]
    assert shown.drill.seats[0].names == ()  # names stay personal


def test_names_and_injects_of_open_drills_stay_with_the_controllers() -> None:
    log = lived(
        DrillState.APPROVED, drill(injects=(Inject(1, "泄漏"),), seats=(Seat(KIND, "E-1", names=(Person("钱七"),)),))
    )
    everything = "".join(map(said, outputs(replace(log.drill, id="D-SECRET"), VIEWERS["nobody"], quick=True).values()))
    assert "钱七" not in everything and "泄漏" not in everything
    assert clerk().by == "李四"


def test_an_exporter_without_a_declaration_cannot_be_made() -> None:
    with pytest.raises(TypeError):
        Exporter("anwei.drills.seal.outputs:listed")  # type: ignore[call-arg]
    careless = {"x": Exporter("anwei.drills.seal.outputs:listed", "")}  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        export("x", view_of(raw(secret()), Viewer("participant"), OFFICE), Ask(), careless)


def test_an_exporter_that_reads_more_than_the_view_is_found() -> None:
    """The search is not vacuous: an exporter with the raw drills in hand is caught by it."""
    leaking = said(view_of(raw(secret()), Viewer("controller"), OFFICE).drills[1].drill.title.encode())
    assert WORDS[0] in leaking
