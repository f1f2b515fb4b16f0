"""The demo county: the same for the same seed, marked as demo, and every instructive gap is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from anwei.engine.catalogue.open import Opened
from anwei.engine.demo import names
from anwei.engine.demo.build import make_demo
from anwei.engine.demo.enterprises import make_enterprise
from anwei.engine.demo.settings import DEMO, SETTINGS, TODAY, demo_day
from anwei.engine.demo.sorts import SMALL, sectors_of
from anwei.engine.workspace.changes import Source
from anwei.engine.workspace.documents import Collection
from anwei.engine.workspace.lists import count, find
from anwei.engine.workspace.places import Location
from anwei.engine.workspace.read import Reader
from anwei.engine.workspace.running.cells import judge_cells
from anwei.engine.workspace.running.evidence import Evidence, whole_digest
from anwei.engine.workspace.running.lapsing import lapsing
from anwei.engine.workspace.running.law import LawBook
from anwei.engine.workspace.runs import CODES
from anwei.engine.workspace.store import Workspace
from tests.cli.run import anwei


@pytest.fixture(scope="module")
def county(opened: Opened, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A demo with one enterprise of each sector, without runs."""
    path = tmp_path_factory.mktemp("demo") / "demo.anwei"
    sectors = len(sectors_of(opened.catalogue.vocabulary))
    with make_demo(path, opened, enterprises=sectors, runs=False) as workspace:
        yield workspace


def test_it_is_a_county_with_all_sectors(county: Workspace, opened: Opened) -> None:
    found = count(county)
    assert (found["county"], found["township"], found["warehouse"]) == (1, 12, 3)
    assert found["enterprise"] == len(sectors_of(opened.catalogue.vocabulary)) > 60
    assert {"village", "shelter", "rescue_team", "school"} < found.keys()


def test_it_is_marked_as_demo_everywhere(county: Workspace) -> None:
    assert county.demo and demo_day(county) == TODAY
    lines = find(county, limit=1000)
    assert all(x.name.startswith(names.MARK) and x.id.startswith("DEMO-") for x in lines)
    assert all(x.division.startswith(names.COUNTY_DIVISION) for x in lines)
    assert len({(x.kind, x.name) for x in lines}) == len(lines)


def test_everything_in_it_can_be_read(county: Workspace, opened: Opened) -> None:
    """Every code exists, every number is within its range, and no person is named."""
    vocabulary = opened.catalogue.vocabulary
    reader = Reader(county, vocabulary)
    for subject in reader.subjects():
        spec = vocabulary.subjects[subject.kind]
        assert subject.values.get("contact_name") is None
        records = [(spec.fields, subject)]
        for record_spec, record in records:
            for name, value in record.values.items():
                field = record_spec[name]
                used = value if isinstance(value, frozenset) else [value] if isinstance(value, str) else []
                assert not field.codes or set(used) <= vocabulary.codes[field.codes].codes.keys(), (name, value)
                assert field.minimum is None or not isinstance(value, int) or value >= field.minimum
                assert name not in ("phone", "contact_phone")
                assert not (record is not subject and name == "name" and field.personal)
            for table, rows in record.children.items():
                records += [(spec.tables[table].fields, r) for r in rows]  # type: ignore[list-item]
    assert reader.diagnostics.items == []


def test_every_instructive_gap_is_found(county: Workspace, opened: Opened) -> None:
    law = LawBook.of(opened)
    kept = Collection(county, SETTINGS).get(DEMO)
    assert kept is not None and isinstance(kept.body, dict)
    gaps = kept.body["gaps"]
    assert len(gaps) >= 15 and len({g["id"] for g in gaps}) == len(gaps)
    rules = [law.rules[r] for r in {g["rule"] for g in gaps}]
    evidence = Evidence(county, law.vocabulary)
    cells = judge_cells(law, evidence, TODAY, {"enterprise": {g["id"] for g in gaps}}, rules)["enterprise"]
    row_of = {r.id: i for i, r in enumerate(cells.rules)}
    found = {(g["id"], g["rule"]): CODES[cells.codes[row_of[g["rule"]], cells.ids.index(g["id"])]] for g in gaps}
    wanted = {(g["id"], g["rule"]): "pass" if g["verdict"] == "lapsing" else g["verdict"] for g in gaps}
    assert found == wanted


def test_the_same_seed_gives_the_same_county(opened: Opened, tmp_path: Path) -> None:
    def digest(name: str, **options: Any) -> tuple[str, dict[tuple[str, str], str]]:
        with make_demo(tmp_path / name, opened, runs=False, **options) as workspace:
            evidence = Evidence(workspace, opened.catalogue.vocabulary)
            found = {(s.kind, s.id): "" for k in evidence.kinds() for s in evidence.of_kind(k)}
            digests = {key: evidence.digest(*key) for key in found}
        return whole_digest(digests), digests

    one, subjects = digest("a.anwei", enterprises=8)
    assert digest("b.anwei", enterprises=8)[0] == one
    assert digest("c.anwei", enterprises=8, seed=1)[0] != one
    more = digest("d.anwei", enterprises=11)[1]
    assert {k: d for k, d in more.items() if k in subjects} == subjects  # more enterprises leave the others as they are


def test_runs_tell_of_two_years(opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from anwei.engine.demo import build
    from anwei.engine.workspace.runs import list_runs

    stages = (build.STAGES[0], *build.STAGES[-2:])
    monkeypatch.setattr(build, "STAGES", stages)
    days: list[int] = []
    with make_demo(tmp_path / "demo.anwei", opened, enterprises=3, told=days.append) as workspace:
        assert [r.as_of for r in list_runs(workspace)] == sorted(stages, reverse=True) == sorted(days, reverse=True)
        soon = lapsing(LawBook.of(opened), Evidence(workspace, opened.catalogue.vocabulary), TODAY, 45)
    assert soon


def test_the_command_makes_one_and_overwrites_nothing(tmp_path: Path) -> None:
    made = anwei("demo", str(tmp_path / "here"), "--scale", "2", "--no-runs")
    assert made.code == 0 and made.out.strip() == str(tmp_path / "here" / "demo.anwei")
    again = anwei("--lang", "en", "demo", str(tmp_path / "here"), "--scale", "2", "--no-runs")
    assert again.code == 3 and "WSP-003" in again.err and "Traceback" not in again.err
    shown = anwei("subjects", "-w", made.out.strip())
    assert "演示库" in shown.err
    wrong = anwei("demo", str(tmp_path / "there"), "--scale", "0")
    assert wrong.code == 2


def test_a_real_workspace_has_no_day_of_its_own(tmp_path: Path) -> None:
    told = Source("system", "张三", "2026-11-21T08:00:00Z")
    with Workspace.create(Location(tmp_path / "office.anwei"), told) as workspace:
        assert demo_day(workspace) is None


def test_a_county_for_load_keeps_the_last_year_and_the_latest_of_each_kind(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from anwei.engine.demo import build

    monkeypatch.setattr(build, "LARGE", 3)
    monkeypatch.setattr(build, "NAMED", SMALL)  # who is on file by name decides what else is made up
    with (
        make_demo(tmp_path / "large.anwei", opened, enterprises=4) as large,
        make_demo(tmp_path / "small.anwei", opened, enterprises=3, runs=False) as small,
    ):
        last = {s.id: s for s in Reader(large, opened.catalogue.vocabulary).subjects()}
        whole = {s.id: s for s in Reader(small, opened.catalogue.vocabulary).subjects()}
    assert whole.keys() < last.keys()
    for id_, one in whole.items():
        for table, rows in one.children.items():
            if table == "attestations":  # seen on the last day, in the small county alone
                continue
            kept = {r.path for r in last[id_].children.get(table, [])}
            kinds = {r.values.get("kind") for r in rows}
            assert kept <= {r.path for r in rows}
            assert {r.values.get("kind") for r in last[id_].children.get(table, [])} == kinds, (id_, table)
    firms = [s for s in last.values() if s.kind == "enterprise"]
    dates = [i.values["date"] for s in firms for i in s.children.get("inspections", [])]
    assert dates and min(d for d in dates if isinstance(d, int)) > TODAY - build.YEAR - 1


def test_few_people_of_an_enterprise_for_load_are_named(opened: Opened) -> None:
    vocabulary = opened.catalogue.vocabulary
    sectors = sectors_of(vocabulary)
    made = [make_enterprise(vocabulary, sectors, 1, n, named=4) for n in range(40)]
    people = [sum(e.table == "people" for e in m.entries) for m in made]
    assert max(people) == 4 and min(people) < 4
