"""Backups are whole, verified, and can be restored into either database."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from anwei.engine.documents.diagnostics import AnweiError
from anwei.engine.workspace.backup import back_up, restore
from anwei.engine.workspace.evidence import check_files, evidence_path, keep_file
from anwei.engine.workspace.places import Location
from anwei.engine.workspace.store import Workspace
from anwei.engine.workspace.verify import verify
from tests.workspace.support import made, plant, put, read, shop, source


@pytest.fixture
def filled(workspace: Workspace, tmp_path: Path) -> Workspace:
    paper = tmp_path / "seen.jpg"
    paper.write_bytes(b"photo")
    _, document = keep_file(workspace, paper)
    put(workspace, plant("A", people=1), shop("S", "A"), document)
    put(workspace, plant("A", people=2))
    return workspace


def test_a_backup_is_a_workspace_with_the_same_journal(filled: Workspace, tmp_path: Path) -> None:
    done = back_up(filled, tmp_path / "copy.anwei")
    assert done.files == 1 and done.verified.hash == filled.entries(limit=1)[0].hash
    with Workspace.open(done.path) as copy:
        assert read(copy) == read(filled) and copy.about == filled.about
        assert list(check_files(copy)) == []
        copy.undo(source())
        assert read(copy)["plant A"][0][2]["people"] == 1
    assert {p.name for p in tmp_path.iterdir() if p.name.startswith(".")} == set()


def test_restore_makes_a_new_workspace(filled: Workspace, tmp_path: Path, location: Location) -> None:
    done = back_up(filled, tmp_path / "copy.anwei")
    target = Location(tmp_path / "again.anwei")
    with restore(done.path, target) as again:
        assert read(again) == read(filled) and verify(again, done.verified.hash).sound
        assert list(check_files(again)) == []
    with pytest.raises(AnweiError, match="WSP-003"):
        restore(done.path, target)


def test_restore_into_the_other_database(server: str, tmp_path: Path) -> None:
    from anwei.engine.workspace.places import address_of
    from tests.workspace.conftest import new_database

    with made(tmp_path / "w.anwei") as origin:
        put(origin, plant("A", people=1))
        done = back_up(origin, tmp_path / "copy.anwei")
    location = Location(tmp_path / "office.anwei", address_of(new_database(server), ""))
    with restore(done.path, location) as there:
        assert verify(there, done.verified.hash).sound
        put(there, plant("A", people=2))
    with Workspace.open(location.path) as there:
        assert read(there)["plant A"][0][2]["people"] == 2


def test_a_backup_of_a_changed_workspace_is_refused_and_leaves_nothing(filled: Workspace, tmp_path: Path) -> None:
    with filled.database.write() as connection:
        connection.exec_driver_sql("update facts set body = '{}' where since = 2 and tab = ''")
    with pytest.raises(AnweiError, match="WSP-033"):
        back_up(filled, tmp_path / "copy.anwei")
    assert not [p for p in tmp_path.iterdir() if "copy" in p.name]


def test_a_backup_without_its_evidence_is_refused(filled: Workspace, tmp_path: Path) -> None:
    for file in filled.location.files.glob("*/*"):
        file.write_bytes(b"changed")
    with pytest.raises(AnweiError, match="WSP-033"):
        back_up(filled, tmp_path / "copy.anwei")
    assert not [p for p in tmp_path.iterdir() if "copy" in p.name]


def test_nothing_is_overwritten(filled: Workspace, tmp_path: Path) -> None:
    there = tmp_path / "copy.anwei"
    there.write_text("precious", encoding="utf-8")
    with pytest.raises(AnweiError, match="WSP-003"):
        back_up(filled, there)
    assert there.read_text(encoding="utf-8") == "precious"


def test_a_backup_while_others_write_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "w.anwei"
    made(path).close()
    stop = threading.Event()

    def write() -> None:
        with Workspace.open(path) as workspace:
            number = 0
            while not stop.is_set():
                put(workspace, *(plant(f"P-{i}", people=number) for i in range(20)))
                number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        with Workspace.open(path) as workspace:
            copies = [back_up(workspace, tmp_path / f"copy-{n}.anwei") for n in range(3)]
    finally:
        stop.set()
        writer.join()
    for copy in copies:
        with Workspace.open(copy.path) as workspace:
            people = {s[0][2]["people"] for s in read(workspace).values()}
            assert len(people) <= 1  # never half a command


@pytest.mark.parametrize("name", ["../x", "AB", "", "g" * 64, "a" * 63])
def test_names_of_evidence_never_leave_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="digest"):
        evidence_path(tmp_path, name)
