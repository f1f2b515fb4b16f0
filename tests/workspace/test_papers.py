"""Waivers, attestations, rulesets in force, and what a rule makes of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from anwei.engine.documents.diagnostics import AnweiError
from anwei.engine.workspace.evidence import check_files, referred
from anwei.engine.workspace.papers import (
    WaiverPaper,
    add_waiver,
    attest,
    list_attestations,
    list_waivers,
    pin_rulesets,
    pinned_rulesets,
    revoke_waiver,
    state_of,
    waivers,
)
from anwei.engine.workspace.read import Reader
from anwei.engine.workspace.store import Workspace
from anwei.engine.workspace.verify import verify
from tests.workspace.support import VOCABULARY, plant, put, source

TODAY = date(2026, 11, 21).toordinal()


def paper(subject: str = "P-1", days: int = 60, start: int = TODAY - 10) -> WaiverPaper:
    return WaiverPaper("plant", subject, "r.one", "工艺改造期间", "县安委会", start, TODAY + days)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "现场.jpg"
    path.write_bytes(b"photo")
    return path


def test_a_waiver_has_its_evidence_and_is_what_an_evaluation_takes(workspace: Workspace, photo: Path) -> None:
    put(workspace, plant())
    id_, receipt = add_waiver(workspace, paper(), source("waiver"), [photo])
    assert id_ == "W-0001" and receipt.seq == workspace.head
    found = waivers(workspace)
    assert [(w.rule, w.subject, w.approved_by, w.end) for w in found] == [("r.one", "P-1", "县安委会", TODAY + 60)]
    assert list(referred(workspace).values()) == ["现场.jpg"] and list(check_files(workspace)) == []
    assert verify(workspace).sound


def test_states_and_revoking(workspace: Workspace) -> None:
    put(workspace, plant())
    for days in (-1, 0, 29, 30, 60):
        add_waiver(workspace, paper(days=days), source("waiver"))
    add_waiver(workspace, paper(start=TODAY + 1), source("waiver"))
    states = [w.state for w in list_waivers(workspace, TODAY)]
    assert states == ["expired", "expiring", "expiring", "valid", "valid", "future"]
    assert list_waivers(workspace, TODAY, within=90)[4].state == "expiring"
    seq = workspace.head
    revoke_waiver(workspace, "W-0005", "已完成改造", source("waiver", day=2))
    assert list_waivers(workspace, TODAY)[4].state == "revoked" and len(waivers(workspace)) == 5
    assert len(waivers(workspace, seq)) == 6
    with pytest.raises(AnweiError, match="WSP-034"):
        revoke_waiver(workspace, "W-0005", "again", source("waiver"))
    workspace.undo(source())
    assert list_waivers(workspace, TODAY)[4].state == "valid"


@pytest.mark.parametrize(
    ("given", "code"),
    [(paper("*"), "WVR-001"), (paper(days=-11), "WVR-002"), (paper("P-9"), "WSP-012")],
)
def test_a_waiver_that_says_too_much_is_refused(workspace: Workspace, given: WaiverPaper, code: str) -> None:
    put(workspace, plant())
    with pytest.raises(AnweiError, match=code):
        add_waiver(workspace, given, source("waiver"))
    assert list_waivers(workspace, TODAY) == []


def test_attestations_are_records_with_evidence(workspace: Workspace, photo: Path) -> None:
    put(workspace, plant())
    for item, until in (("six.team", TODAY + 5), ("six.plan", TODAY + 400)):
        attest(
            workspace,
            VOCABULARY,
            "plant",
            "P-1",
            item,
            source("attestation"),
            holds=True,
            seen_on=TODAY,
            valid_until=until,
            by="李检",
            files=[photo],
        )
    reader = Reader(workspace, VOCABULARY)
    subject = reader.subject("plant", "P-1")
    assert subject is not None
    assert [r.values["item"] for r in subject.children["attestations"]] == ["six.team", "six.plan"]
    assert [a.state for a in list_attestations(reader, TODAY)] == ["expiring", "valid"]
    assert [a.state for a in list_attestations(reader, TODAY + 6)] == ["expired", "valid"]
    assert len(referred(workspace)) == 1


def test_state_of_a_paper_on_its_last_days() -> None:
    assert state_of(10, 1, 10, 30) == "expiring"
    assert state_of(11, 1, 10, 30) == "expired"
    assert state_of(1, 1, None, 30) == "valid"
    assert state_of(0, 1, 10, 30) == "future"


def test_rulesets_in_force_are_pinned_with_history(workspace: Workspace) -> None:
    assert pinned_rulesets(workspace) == ("", ())
    seq = pin_rulesets(workspace, "abc", ["rules/county"], source("setting")).seq
    pin_rulesets(workspace, "def", [], source("setting"))
    assert pinned_rulesets(workspace) == ("def", ())
    assert pinned_rulesets(workspace, seq) == ("abc", ("rules/county",))
