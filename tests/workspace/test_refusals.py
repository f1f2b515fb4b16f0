"""What cannot be done is refused with one clear message, and nothing is damaged."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from anwei.engine.documents.diagnostics import AnweiError
from anwei.engine.workspace.places import Location, address_of, located, nearest_workspace, network_kind
from anwei.engine.workspace.store import Workspace
from anwei.engine.workspace.verify import verify
from tests.workspace.support import ROOT, made, plant, put, read, source

linux = pytest.mark.skipif(sys.platform != "linux", reason="limits and users as Linux has them")


def limited(job: str, path: Path) -> list[str]:
    words = [sys.executable, "-m", "tests.workspace.limits", job, str(path)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def refused(act) -> str:
    with pytest.raises(AnweiError) as error:
        act()
    found = error.value.diagnostics
    assert (
        len(found) == 1 and found[0].line("zh") and found[0].help("zh") and found[0].line("en") and found[0].help("en")
    )
    return found[0].code


@linux
def test_a_full_disk_takes_the_whole_write_back(tmp_path: Path) -> None:
    path = tmp_path / "w.anwei"
    with made(path) as workspace:
        put(workspace, plant("P-1"))
    assert limited("full", path) == ["WSP-006", "ok ['plant P-1']"]
    with Workspace.open(path) as workspace:
        assert list(read(workspace)) == ["plant P-1"] and verify(workspace).sound
        put(workspace, plant("P-2"))


@linux
@pytest.mark.parametrize("what", ["folder", "file"])
def test_a_read_only_workspace_can_be_read(tmp_path: Path, what: str) -> None:
    folder = tmp_path / "office"
    folder.mkdir()
    path = folder / "w.anwei"
    with made(path) as workspace:
        put(workspace, plant("P-1"))
    path.chmod(0o444)
    root = Path(tempfile.gettempdir())  # pytest makes the folders in between for their owner alone
    for above in (p for p in (tmp_path, *tmp_path.parents) if root in p.parents):
        above.chmod(0o755)
    folder.chmod(0o555 if what == "folder" else 0o777)
    new = "WSP-010" if what == "folder" else "ok"
    lines = limited("readonly", path)
    assert lines[:2] == ["ok ['plant P-1']", "WSP-007"] and lines[2].startswith(new)


def test_a_locked_workspace_says_so(tmp_path: Path) -> None:
    path = tmp_path / "w.anwei"
    made(path).close()
    words = [sys.executable, "-m", "tests.workspace.limits", "hold", str(path)]
    with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as other:
        assert other.stdout is not None and other.stdout.readline() == "held\n"
        with Workspace.open(path, busy=0.2) as workspace:
            assert refused(lambda: put(workspace, plant())) == "WSP-005"
            assert read(workspace) == {}  # reading goes on
        other.communicate("")
    with Workspace.open(path) as workspace:
        put(workspace, plant())


def test_a_newer_schema_is_left_alone(workspace: Workspace) -> None:
    with workspace.database.write() as connection:
        connection.exec_driver_sql("update about set value = '99' where name = 'schema'")
    assert refused(lambda: Workspace.open(workspace.location, migrate=source("system"))) == "WSP-004"


def test_something_else_is_no_workspace(tmp_path: Path) -> None:
    import sqlite3

    text, empty, other = tmp_path / "a.anwei", tmp_path / "b.anwei", tmp_path / "c.anwei"
    text.write_text("subject: enterprise\n", encoding="utf-8")
    empty.touch()
    with sqlite3.connect(other) as db:
        db.execute("create table t(a)")
    db.close()
    for path in (text, empty, other):
        assert refused(lambda path=path: Workspace.open(path)) == "WSP-001"
    assert refused(lambda: Workspace.open(tmp_path / "none.anwei")) == "WSP-010"
    assert refused(lambda: Workspace.open(tmp_path)) == "WSP-010"


def test_a_damaged_file_is_told_as_such(tmp_path: Path) -> None:
    path = tmp_path / "w.anwei"
    with made(path) as workspace:
        put(workspace, *(plant(f"P-{i}", note="x" * 200) for i in range(500)))
    data = bytearray(path.read_bytes())
    for page in range(3, len(data) // 4096):
        data[page * 4096 : page * 4096 + 64] = os.urandom(64)
    path.write_bytes(bytes(data))

    def use() -> None:
        with Workspace.open(path) as workspace:
            found = verify(workspace)
            if found.sound:
                read(workspace)
            raise AnweiError(found.problems[:1])

    assert refused(use) == "WSP-008"


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "w.anwei"
    path.write_text("precious", encoding="utf-8")
    assert refused(lambda: made(path)) == "WSP-003"
    assert path.read_text(encoding="utf-8") == "precious"


def test_a_workspace_that_could_not_be_made_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anwei.engine.workspace.migrations.STEPS", ())
    with pytest.raises(AnweiError):
        made(tmp_path / "w.anwei")
    assert list(tmp_path.iterdir()) == []


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    with made(tmp_path / "w.anwei") as workspace:
        put(workspace, plant())
        modes = {p.name: oct(p.stat().st_mode)[-3:] for p in tmp_path.iterdir()}
    assert modes["w.anwei"] == "600" and set(modes.values()) == {"600"}


MOUNTS = """
/dev/sda1 / ext4 rw 0 0
//server/share /mnt/office cifs rw 0 0
server:/data /mnt/office/local\\040disk ext4 rw 0 0
nas:/x /srv nfs4 rw 0 0
user@host: /home/u/far fuse.sshfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/u/w.anwei", ""),
        ("/mnt/office/w.anwei", "cifs"),
        ("/mnt/office2/w.anwei", ""),
        ("/mnt/office/local disk/w.anwei", ""),
        ("/srv/a/b/w.anwei", "nfs4"),
        ("/home/u/far/w.anwei", "fuse.sshfs"),
    ],
)
def test_network_shares_are_known(tmp_path: Path, path: str, kind: str) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS, encoding="utf-8")
    assert network_kind(Path(path), mounts) == kind


def test_a_network_share_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path / "w.anwei").close()
    monkeypatch.setattr("anwei.engine.workspace.places.network_kind", lambda path: "cifs")
    assert refused(lambda: made(tmp_path / "new.anwei")) == "WSP-009"
    assert refused(lambda: Workspace.open(tmp_path / "w.anwei")) == "WSP-009"


def test_the_nearest_workspace(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    made(tmp_path / "w.anwei").close()
    assert nearest_workspace(inner) == tmp_path / "w.anwei"
    made(tmp_path / "v.anwei").close()
    assert refused(lambda: nearest_workspace(inner)) == "WSP-023"


@pytest.mark.parametrize("text", ["mysql://a/b", "nonsense", "sqlite:///x.db", ""])
def test_other_databases_are_refused(text: str) -> None:
    assert refused(lambda: address_of(text, "place")) == "WSP-022"


def test_an_unreachable_server_is_told(tmp_path: Path) -> None:
    location = Location(tmp_path / "w.anwei", address_of("postgresql://u:secret@127.0.0.1:1/d", ""))
    with pytest.raises(AnweiError) as error:
        Workspace.create(location, source("system"), busy=1)
    assert error.value.diagnostics[0].code == "WSP-021"
    assert "secret" not in error.value.diagnostics[0].line("en")
    assert not location.path.exists()


def test_the_pointer_to_a_server_holds_no_password(server: str, tmp_path: Path) -> None:
    from tests.workspace.conftest import new_database

    url = address_of(new_database(server).replace("anwei@", "anwei:secret@"), "")
    location = Location(tmp_path / "w.anwei", url)
    Workspace.create(location, source("system")).close()
    text = location.path.read_text(encoding="utf-8")
    assert "secret" not in text and oct(location.path.stat().st_mode)[-3:] == "600"
    with Workspace.open(location.path) as workspace:
        assert workspace.head == 1
    found = located(location.path).url
    assert found is not None and found.password is None and found.database == url.database
