"""Reports of a workspace take their verdicts from a saved run where it says what judging now would, and equal those
that judge everybody one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from anwei.engine.catalogue.open import Opened
from anwei.engine.demo.build import make_demo
from anwei.engine.demo.names import township_division
from anwei.engine.demo.settings import TODAY
from anwei.engine.reports.handouts import KINDS, build
from anwei.engine.reports.handouts.material import Material, Scope, gather
from anwei.engine.reports.handouts.office import Wanted, made, material_of
from anwei.engine.workspace.changes import SetRecord, Source, Write
from anwei.engine.workspace.papers import waivers
from anwei.engine.workspace.read import Reader
from anwei.engine.workspace.running.law import LawBook
from anwei.engine.workspace.running.run import run_workspace
from anwei.engine.workspace.store import Workspace

WITHIN = 60
CLERK = Source("entry", "张三", "2026-11-21T08:00:00Z")
TOWNSHIP = township_division(0)


def put_in_order(opened: Opened, path: Path) -> Workspace:
    """A demo with all that reports print: waivers, major hazards, certificates that end, undecided verdicts."""
    workspace = make_demo(path, opened, enterprises=10, runs=False)
    major = {"hazard_id": "ZD-1", "grade": "major", "place": "罐区", "found_on": TODAY - 20, "deadline": TODAY + 9}
    records = [SetRecord("enterprise", "DEMO-E000001", major, "hazards", ("ZD-1",))]
    workspace.apply(Write(CLERK, records), opened.catalogue.vocabulary)
    return workspace


@pytest.fixture(scope="module")
def office(opened: Opened, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with put_in_order(opened, tmp_path_factory.mktemp("office") / "office.anwei") as workspace:
        yield workspace


@pytest.fixture(scope="module")
def judged(office: Workspace, opened: Opened) -> Workspace:
    """The same with a run of the day that looks as far ahead as the reports."""
    run_workspace(office, LawBook.of(opened), TODAY, replace_kind("run"), ahead=WITHIN + 5)
    return office


def replace_kind(kind: str) -> Source:
    return Source(kind, CLERK.by, CLERK.at)  # type: ignore[arg-type]


_anew: dict[tuple[object, ...], Material] = {}


def anew(workspace: Workspace, opened: Opened, wanted: Wanted) -> Material:
    """Everybody judged one by one, as for files; the same for all kinds that ask for the same."""
    asked = (workspace.place, workspace.head, wanted.scope, wanted.horizon, wanted.unmasked)
    if asked not in _anew:
        _anew[asked] = gather(
            opened.catalogue,
            list(Reader(workspace, opened.catalogue.vocabulary).subjects()),
            TODAY,
            "zh",
            scope=wanted.scope,
            environment=opened.environment,
            waivers=waivers(workspace),
            within_days=wanted.within,
            horizon=wanted.horizon,
            unmasked=wanted.unmasked,
        )
    return _anew[asked]


def same(workspace: Workspace, opened: Opened, wanted: Wanted) -> Material:
    found = material_of(workspace, opened, TODAY, "zh", wanted)
    expected = anew(workspace, opened, wanted)
    assert found.evidence_digest == expected.evidence_digest
    untold = replace(found, told=expected.told)  # what it says of the office, and of the run
    assert build(wanted.kind, untold) == build(wanted.kind, expected)
    return found


def scope_of(kind: str) -> Scope:
    return Scope(sector="trade") if kind == "sector" else Scope()


@pytest.mark.parametrize(("kind", "unmasked"), [*((k, False) for k in KINDS), ("training", True), ("gaps", True)])
def test_a_report_from_a_run_equals_one_that_judges_everybody(
    judged: Workspace, opened: Opened, kind: str, unmasked: bool
) -> None:
    wanted = Wanted(kind, "md", scope_of(kind), WITHIN, unmasked)
    material = same(judged, opened, wanted)
    says = "结论取自已保存的第" in made(material, kind, "md").decode()
    assert says == bool(material.told.run) == (kind != "certificate")


@pytest.mark.parametrize("scope", [Scope(TOWNSHIP), Scope(ids=("DEMO-G", "DEMO-E000001"))])
def test_so_does_one_of_a_few(judged: Workspace, opened: Opened, scope: Scope) -> None:
    material = same(judged, opened, Wanted("gaps", "md", scope, WITHIN))
    assert material.told.run and material.assessment.findings


@pytest.mark.parametrize("kind", ["leader", "gaps"])
def test_where_no_run_looks_far_enough_all_are_judged_at_once(judged: Workspace, opened: Opened, kind: str) -> None:
    assert not same(judged, opened, Wanted(kind, "md", Scope(TOWNSHIP), WITHIN + 30)).told.run
