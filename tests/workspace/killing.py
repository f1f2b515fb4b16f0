"""Killing writers: ``python -m tests.workspace.killing FOLDER KILLS SEED``.

A child imports, edits, evaluates and undoes as fast as it can and acknowledges each command it was told is kept. It is
killed at a random moment; then the workspace must be whole: SQLite's integrity, every hash, every acknowledged command,
no half import. Prints JSON: how many kills, acknowledged commands and commands on file.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from anwei.engine.record.finding import Verdict
from anwei.engine.workspace import journal
from anwei.engine.workspace.changes import SetRecord, Source, Write
from anwei.engine.workspace.read import Reader
from anwei.engine.workspace.runs import Judged, RunInfo, SubjectVerdicts, save_run
from anwei.engine.workspace.store import Workspace
from anwei.engine.workspace.verify import verify
from tests.workspace.support import VOCABULARY, made, source

SIZE = 40  # subjects in an import
PER_FILE = 25  # kills before a fresh workspace


def work(path: Path, acknowledge: int, seed: int) -> None:
    """Write until killed."""
    chance = random.Random(seed)
    with Workspace.open(path) as workspace:
        while True:
            head = workspace.head
            job = chance.choice(("import", "import", "edit", "run", "undo"))
            if job == "import":
                done = workspace.apply(Write(told("import"), imported(f"I{head}")), VOCABULARY)
                seq, hash_ = done.seq, done.hash
            elif job == "edit":
                edit = SetRecord("town", "T", {"people": head})
                done = workspace.apply(Write(told("entry"), [edit]), VOCABULARY)
                seq, hash_ = done.seq, done.hash
            elif job == "undo" and workspace.undoable().undo:
                done = workspace.undo(told("entry"))
                seq, hash_ = done.seq, done.hash
            else:
                judged = (Judged("r", Verdict.PASS, Verdict.PASS),)
                found = [SubjectVerdicts("town", "T", "00" * 16, judged)]
                seq = save_run(workspace, RunInfo(739000, head, "d", "e", {"town": ["r"]}), found, told("run")).run
                hash_ = ""
            os.write(acknowledge, f"{seq} {hash_}\n".encode())


def told(kind: str) -> Source:
    return source(kind)


def imported(name: str) -> Iterator[SetRecord]:
    """An import: subjects that carry its name, each with a record."""
    for number in range(SIZE):
        id_ = f"{name}-{number}"
        yield SetRecord("plant", id_, {"note": name})
        yield SetRecord("plant", id_, {"shop_id": "S"}, "shops", ("S",))


def check(path: Path, acknowledged: list[str]) -> int:
    """Raise AssertionError unless everything is whole and every acknowledged command is there; how many there are."""
    with Workspace.open(path) as workspace:
        found = verify(workspace)
        assert found.sound, [p.line("en") for p in found.problems]
        with workspace.database.read() as connection:
            hashes = {e.seq: e.hash for e in journal.entries(connection)}
        for line in acknowledged:
            seq, _, hash_ = line.partition(" ")
            assert int(seq) in hashes, f"command {seq} was acknowledged and is lost"
            assert hash_ in ("", hashes[int(seq)]), f"command {seq} is another one"
        imports = Counter(s.values["note"] for s in Reader(workspace, VOCABULARY).subjects() if s.kind == "plant")
        assert set(imports.values()) <= {SIZE}, f"half an import: {imports}"
        return found.head


def main(folder: Path, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    path, acknowledged, total, on_file = Path(), [], 0, 0
    for number in range(kills):
        if number % PER_FILE == 0:
            path, acknowledged = folder / f"{number}.anwei", []
            with made(path) as workspace:
                workspace.apply(Write(told("entry"), [SetRecord("town", "T", {"people": 0})]), VOCABULARY)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            try:
                work(path, writing, chance.randrange(1 << 30) + number)
            finally:
                os._exit(1)
        os.close(writing)
        told_by_child = b""
        wanted = chance.randrange(4)  # after so many commands, however slow the machine is, and a random moment more
        while told_by_child.count(b"\n") < wanted and (more := os.read(reading, 4096)):
            told_by_child += more
        time.sleep(chance.uniform(0, 0.03))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        while more := os.read(reading, 4096):
            told_by_child += more
        os.close(reading)
        lines = told_by_child.decode().split("\n")[:-1]
        assert os.WTERMSIG(status) == signal.SIGKILL, "the writer ended by itself"
        acknowledged += lines
        total += len(lines)
        on_file = check(path, acknowledged)
    print(json.dumps({"kills": kills, "acknowledged": total, "last": on_file}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
