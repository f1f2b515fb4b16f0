"""Runs: the same inputs, the same bytes; an incremental run equals a full one; both equal the record evaluation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from anwei.engine.catalogue.assess import assess
from anwei.engine.catalogue.open import Opened
from anwei.engine.documents.diagnostics import Diagnostics
from anwei.engine.forms import read_paths
from anwei.engine.record.finding import Verdict
from anwei.engine.workspace.changes import RemoveSubject, Write
from anwei.engine.workspace.papers import WaiverPaper, add_waiver, revoke_waiver
from anwei.engine.workspace.places import Location
from anwei.engine.workspace.running import later
from anwei.engine.workspace.running.law import LawBook
from anwei.engine.workspace.running.run import Ran, run_workspace
from anwei.engine.workspace.runs import CODES, Judged, load_verdicts, stored_digest
from anwei.engine.workspace.statements import changes_of
from anwei.engine.workspace.store import Workspace
from anwei.engine.workspace.verify import verify
from tests.running.support import TODAY, complete, cover, day, firm, law, office, opened, put, rehearsal, source

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with office(tmp_path / "office.anwei") as made:
        yield made


def ran(workspace: Workspace, on: int = TODAY, book: LawBook | None = None, **options: object) -> Ran:
    return run_workspace(workspace, book or law(), on, source("run"), **options)[0]  # type: ignore[arg-type]


def verdicts(workspace: Workspace, run: int) -> dict[tuple[str, str], Judged]:
    return {(s.id, j.rule): j for s in load_verdicts(workspace, run) for j in s.verdicts}


@pytest.mark.parametrize("few", [0, 60])
def test_a_run_says_what_checking_each_subject_says(
    workspace: Workspace, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(later, "FEW", few)
    done = ran(workspace, ahead=90)
    found = verdicts(workspace, done.info.run)
    from anwei.engine.workspace.read import Reader

    subjects = list(Reader(workspace, opened().catalogue.vocabulary).subjects())
    judged = assess(opened().catalogue, subjects, TODAY, horizon=90)
    assert len(found) == len(judged.findings) == sum(done.info.counts.values())
    for finding in judged.findings:
        one = found[finding.subject.id, finding.rule.id]
        assert (one.verdict, one.raw) == (finding.verdict, finding.raw)
        assert one.detail.due_by == (finding.due_by or 0)
        assert one.detail.lapses_on == (finding.lapses_on or 0)
        assert finding.lapses_to is None or CODES[one.detail.lapses_to] is finding.lapses_to
    assert found["B", "office.covered"].detail.lapses_on == day("2026-12-06")
    assert found["Z", "office.share"].detail.lapses_on == day("2026-12-06")
    assert done.info.ruleset == opened().catalogue.digest


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    digests = []
    for name in ("one", "two"):
        with office(tmp_path / f"{name}.anwei") as workspace:
            if name == "two":  # other numbers in the journal, the same content
                put(workspace, firm("X", staff=1))
                put(workspace, RemoveSubject("firm", "X"))
            digests.append(stored_digest(workspace, ran(workspace).info.run))
            assert stored_digest(workspace, ran(workspace).info.run) == digests[-1]
            assert stored_digest(workspace, ran(workspace, TODAY + 30).info.run) != digests[-1]
            assert verify(workspace).sound
    assert digests[0] == digests[1]


def test_fingerprints_depend_on_what_is_said_alone() -> None:
    """Not on whether a value is the very object that stands as its default, which differs between processes."""
    book = law()
    again = {r.id: structs.replace(r, severity="".join(list(r.severity))) for r in book.rules.values()}
    other = LawBook(book.opened, again, book.parameters)  # type: ignore[arg-type]
    assert other.fingerprints == book.fingerprints
    softer = {r.id: structs.replace(r, severity="minor") for r in book.rules.values()}
    assert LawBook(book.opened, softer, book.parameters).fingerprints != book.fingerprints


def test_an_incremental_run_touches_only_what_may_have_changed(workspace: Workspace) -> None:
    assert ran(workspace, incremental=True).whole == "run.whole.first"
    assert ran(workspace, incremental=True).judged == 0
    put(workspace, rehearsal("B", TODAY - 3))
    assert ran(workspace, incremental=True).judged == 2  # the firm, and the area that asks about firms
    assert ran(workspace, TODAY + 1, incremental=True).judged < 4
    assert ran(workspace, TODAY, incremental=True).whole == "run.whole.earlier"
    assert ran(workspace, TODAY, incremental=True, ahead=5).whole == "run.whole.ahead"


def test_without_its_schedule_everything_is_judged(workspace: Workspace) -> None:
    from anwei.engine.workspace.documents import Collection
    from anwei.engine.workspace.running.schedule import SCHEDULE

    ran(workspace)
    Collection(workspace, SCHEDULE).put("latest", None, source())
    assert ran(workspace, incremental=True).whole == "run.whole.schedule"


def test_a_waiver_is_applied_above_both_evaluations(workspace: Workspace) -> None:
    paper = WaiverPaper("firm", "C", "office.covered", "停产", "县安委会", TODAY, TODAY + 9)
    ran(workspace)
    id_, _ = add_waiver(workspace, paper, source("waiver"))
    for options in ({"incremental": True}, {}):
        one = verdicts(workspace, ran(workspace, **options).info.run)["C", "office.covered"]
        assert (one.verdict, one.raw, one.detail.waiver) == (Verdict.WAIVED, Verdict.FAIL, id_)
        assert one.detail.lapses_on == TODAY + 10
    last = verdicts(workspace, ran(workspace, TODAY + 9, incremental=True).info.run)
    after = verdicts(workspace, ran(workspace, TODAY + 10, incremental=True).info.run)
    assert last["C", "office.covered"].verdict is Verdict.WAIVED
    assert after["C", "office.covered"].verdict is Verdict.FAIL
    revoke_waiver(workspace, id_, "复产", source("waiver"))
    assert verdicts(workspace, ran(workspace).info.run)["C", "office.covered"].verdict is Verdict.FAIL


# -- an incremental run equals a full one ---------------------------------------------------------------------------

IDS = st.sampled_from("ABCDE")
DAYS = st.integers(day("2026-01-01"), day("2027-12-31"))
EDITS = st.one_of(
    st.builds(lambda i, n: [firm(i, staff=n)], IDS, st.integers(0, 4)),
    st.builds(lambda i, r: [firm(i, risky=r)], IDS, st.sampled_from([True, False, None])),
    st.builds(lambda i, d: [firm(i, division=d)], IDS, st.sampled_from(["340101", "340102", "350101", None])),
    st.builds(lambda i, e, n: [firm(i), cover(i, e, n)], IDS, DAYS, st.integers(0, 6)),
    st.builds(lambda i, d, p: [firm(i), rehearsal(i, d, p)], IDS, DAYS, st.integers(0, 2)),
    st.builds(lambda i: [firm(i), *complete("firm", i, "covers", "rehearsals")], IDS),
    st.builds(lambda i: [firm(i), RemoveSubject("firm", i)], IDS),
)
WAIVERS = st.tuples(
    st.sampled_from(["office.covered", "office.drilled"]),
    st.sampled_from("ABC"),
    st.integers(-5, 20),
    st.integers(0, 40),
)
STEPS = st.lists(
    st.tuples(st.integers(0, 70), st.lists(EDITS, max_size=3), st.none() | WAIVERS), min_size=1, max_size=4
)


@settings(max_examples=40)
@given(steps=STEPS, ahead=st.sampled_from([0, 15, 60]), few=st.sampled_from([0, 60]))
def test_an_incremental_run_equals_a_full_one(
    steps: list[tuple[int, list[list[object]], tuple[str, str, int, int] | None]],
    ahead: int,
    few: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Whichever way the days to come are judged."""
    with patch.object(later, "FEW", few), office(tmp_path_factory.mktemp("runs") / "office.anwei") as workspace:
        on = TODAY
        ran(workspace, on, ahead=ahead)
        for days, edits, waiver in steps:
            on += days
            for edit in edits:
                put(workspace, *edit)
            if waiver is not None and workspace_has(workspace, waiver[1]):
                rule, id_, start, length = waiver
                paper = WaiverPaper("firm", id_, rule, "停产", "县安委会", on + start, on + start + length)
                add_waiver(workspace, paper, source("waiver"))
            with patch.object(later, "FEW", 60 if few == 0 else 0):
                part = ran(workspace, on, incremental=True, ahead=ahead)
            whole = ran(workspace, on, ahead=ahead)
            assert not part.whole
            assert verdicts(workspace, part.info.run) == verdicts(workspace, whole.info.run)
            assert stored_digest(workspace, part.info.run) == stored_digest(workspace, whole.info.run)


def workspace_has(workspace: Workspace, id_: str) -> bool:
    from anwei.engine.workspace.lists import find

    return bool(find(workspace, kind="firm", id_=id_))


def test_it_does_so_under_the_shipped_rules(tmp_path: Path, opened: Opened) -> None:
    """A chain of incremental runs over the examples, three of them over days on which much changes."""
    vocabulary, book = opened.catalogue.vocabulary, LawBook.of(opened)
    paths = [ROOT / "examples/enterprises/small-shop.yaml", ROOT / "examples/districts/huinan-county"]
    with Workspace.create(Location(tmp_path / "w.anwei"), source("system")) as workspace:
        subjects = read_paths(paths, vocabulary, Diagnostics())
        workspace.apply(Write(source(), [c for s in subjects for c in changes_of(s)]), vocabulary)
        ran(workspace, TODAY, book)
        for days in (1, 10, 42):
            part = ran(workspace, TODAY + days, book, incremental=True)
            assert not part.whole
            assert part.judged < part.subjects
        whole = ran(workspace, TODAY + 42, book)
        assert stored_digest(workspace, part.info.run) == stored_digest(workspace, whole.info.run)
