"""Several processes at once, and processes that are killed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from anwei.engine.facts.subject import Subject
from anwei.engine.workspace.changes import SetRecord
from anwei.engine.workspace.read import Reader
from anwei.engine.workspace.store import Workspace
from anwei.engine.workspace.verify import verify
from tests.workspace.support import ROOT, VOCABULARY, put

EACH = 25
#: Adds one to a number again and again; where somebody else was first, reads it again.
ADDER = """
import sys
from pathlib import Path
from anwei.engine.documents.diagnostics import AnweiError
from anwei.engine.workspace.changes import NEXT, SetRecord
from anwei.engine.workspace.read import Reader
from anwei.engine.workspace.store import Workspace
from tests.workspace.support import VOCABULARY, put
conflicts = 0
with Workspace.open(Path(sys.argv[1])) as workspace:
    done = 0
    while done < int(sys.argv[2]):
        seen = workspace.head
        people = Reader(workspace, VOCABULARY).subject("plant", "P-1").values["people"]
        mine = SetRecord("plant", "P-1", {"what": sys.argv[3] + str(done)}, "loose", (NEXT,))
        try:
            put(workspace, SetRecord("plant", "P-1", {"people": people + 1}), mine, seen=seen)
        except AnweiError as error:
            assert [d.code for d in error.diagnostics] == ["WSP-011"], error
            conflicts += 1
            continue
        done += 1
print(conflicts)
"""


def plant_of(workspace: Workspace) -> Subject:
    found = Reader(workspace, VOCABULARY).subject("plant", "P-1")
    assert found is not None
    return found


def test_two_writers_lose_nothing(workspace: Workspace) -> None:
    put(workspace, SetRecord("plant", "P-1", {"people": 0}))
    words = [sys.executable, "-c", ADDER, str(workspace.location.path), str(EACH)]
    writers = [
        subprocess.Popen([*words, name], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
        for name in ("a", "b")
    ]
    for writer in writers:
        _, problems = writer.communicate(timeout=120)
        assert writer.returncode == 0, problems
    subject = plant_of(workspace)
    assert subject.values["people"] == 2 * EACH
    assert {r.values["what"] for r in subject.children["loose"]} == {f"{n}{i}" for n in "ab" for i in range(EACH)}
    assert verify(workspace).sound


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX has them")
def test_killed_200_times_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "tests.workspace.killing", str(tmp_path), "200", "20261121"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    struck = told["struck"]
    assert told["kills"] == sum(struck.values()) == 200 and told["acknowledged"] > 100
    assert min(struck["import"], struck["run"]) > 20 and struck["edit"] > 0, struck
