"""Commit and reveal: what was sealed cannot be changed afterwards, and anybody can check it."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from anwei.drills.record import steps
from anwei.drills.record.model import Log
from anwei.drills.record.states import DrillState, SealState
from anwei.drills.seal import commitments as seals
from anwei.drills.seal.views import TAG
from anwei.engine.api import AnweiError
from tests.drills.record.support import HELD, A, B, clerk, day, lived

NONCE = bytes(range(32))
HASHES = st.lists(st.binary(min_size=32, max_size=32).map(bytes.hex), min_size=1, max_size=40, unique=True)


def sealed(nonce: bytes = NONCE) -> Log:
    return seals.seal(lived(DrillState.PLANNED), clerk(HELD - 60), nonce)


def held(log: Log) -> Log:
    for step in (
        lambda x: steps.approve(x, clerk(), by="张局长"),
        lambda x: steps.notify(x, clerk()),
        lambda x: steps.prepare(x, clerk()),
        lambda x: steps.start(x, clerk(x.drill.day)),
        lambda x: steps.hold(x, clerk(x.drill.day), x.drill.day, {A: 3, B: 4}),
    ):
        log = step(log)
    return log


def code(act) -> str:
    with pytest.raises(AnweiError) as caught:
        act()
    return caught.value.diagnostics[0].code


def test_the_sheet_checks_with_nothing_but_sha256() -> None:
    log = seals.reveal(held(sealed()), clerk())
    sheet = seals.sheet(log)
    own = hashlib.sha256(bytes.fromhex(sheet.tag) + bytes.fromhex(sheet.nonce) + sheet.content.encode()).hexdigest()
    assert own == sheet.commitment == sealed().drill.seal.commitment
    assert seals.check(sheet)
    assert '"day":"2026-05-12"' in sheet.content and "enterprise E-1" in sheet.content


@pytest.mark.parametrize("field", ["content", "nonce", "commitment"])
def test_a_changed_sheet_is_found(field: str) -> None:
    sheet = seals.sheet(seals.reveal(held(sealed()), clerk()))
    value = getattr(sheet, field)
    other = value.replace("12", "13", 1) if field == "content" else ("0" if value[0] != "0" else "1") + value[1:]
    assert other != value and not seals.check(replace(sheet, **{field: other}))


def test_the_nonce_is_what_keeps_the_date_secret() -> None:
    """The same drill sealed twice gives commitments that have nothing in common; the day cannot be tried out."""
    one, two = sealed().drill.seal, sealed(bytes(32)).drill.seal
    assert one.commitment != two.commitment
    text = seals.content(sealed().drill)
    assert hashlib.sha256(TAG + text.encode()).hexdigest() not in (one.commitment, two.commitment)


def test_what_participants_know_is_the_quarter() -> None:
    seal = sealed().drill.seal
    assert (seal.first, seal.last) == (day("2026-04-01"), day("2026-06-30"))


def test_when_a_drill_can_be_sealed_and_opened() -> None:
    assert code(lambda: seals.seal(lived(DrillState.DRAFT), clerk(), NONCE)) == "DRL-131"
    assert code(lambda: seals.seal(lived(DrillState.HELD), clerk(), NONCE)) == "DRL-131"
    assert code(lambda: seals.seal(lived(DrillState.PLANNED), clerk(), b"short")) == "DRL-131"
    assert code(lambda: seals.seal(lived(DrillState.PLANNED), clerk(), NONCE, (1, 2))) == "DRL-131"
    assert code(lambda: seals.seal(sealed(), clerk(), NONCE)) == "DRL-101"
    assert code(lambda: seals.reveal(sealed(), clerk())) == "DRL-132"
    assert code(lambda: seals.reveal(lived(DrillState.HELD), clerk())) == "DRL-101"
    assert code(lambda: seals.sheet(held(sealed()))) == "DRL-132"
    assert seals.reveal(steps.cancel(sealed(), clerk(), "停产"), clerk()).drill.seal.state is SealState.REVEALED


def test_a_sealed_drill_is_not_amended_but_can_be_put_off_and_sealed_again() -> None:
    log = steps.approve(sealed(), clerk(), by="张局长")
    assert code(lambda: steps.amend(log, clerk(), {"title": "x"})) == "DRL-102"
    moved = seals.renew(steps.reschedule(log, clerk(), HELD + 100, "暴雨"), clerk(), bytes(32), "暴雨")
    first, second = log.drill.seal, moved.drill.seal
    assert first.commitment != second.commitment and first.alias == second.alias
    assert (second.first, second.last) == (day("2026-07-01"), day("2026-09-30"))
    assert [e.reason for e in moved.events if e.step == "seal again"] == ["暴雨"]
    sheet = seals.sheet(seals.reveal(held(moved), clerk(HELD + 100)))
    assert seals.check(sheet) and '"day":"2026-08-20"' in sheet.content


def test_what_was_sealed_is_checked_and_not_what_it_became() -> None:
    """Attendance, marks and findings come later; the sheet shows the drill as it stood when it was sealed."""
    log = seals.reveal(held(sealed()), clerk())
    assert log.drill.seats[0].actual == 3
    assert seals.check(seals.sheet(log))


@given(HASHES, st.data())
def test_every_seal_leads_to_the_root_and_no_other_does(found: list[str], data: st.DataObject) -> None:
    root = seals.root(found)
    assert root == seals.root(found[::-1])
    one = data.draw(st.sampled_from(found))
    path = seals.proof(found, one)
    assert seals.leads(one, path, root) and len(path) <= 6
    other = hashlib.sha256(bytes.fromhex(one)).hexdigest()
    assert not seals.leads(other, path, root)
    assert seals.root([*found, other]) != root or other in found


def test_damaged_sheets_are_wrong_and_not_a_crash() -> None:
    sheet = seals.sheet(seals.reveal(held(sealed()), clerk()), [sealed().drill.seal.commitment])
    assert seals.check(sheet) and sheet.root
    for field, value in (("nonce", "zz"), ("nonce", ""), ("root", "zz"), ("root", "00" * 32)):
        assert not seals.check(replace(sheet, **{field: value}))
    assert not seals.leads("zz", (), "00")
