"""Killing writers: ``python -m tests.workspace.killing FOLDER KILLS SEED``.

A child imports, edits, evaluates and undoes and acknowledges each command it was told is kept. One of them is its aim:
an import of several batches, an evaluation of the whole workspace as ``anwei run`` does it, an edit or an undo. It is
killed at a random moment of that; then the workspace must be whole: SQLite's integrity, every hash, every acknowledged
command, no half import, no half edit, and a run that says what judging everything again says. Prints JSON: how many
kills, acknowledged commands, the last command on file, and what was under way how often.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from anwei.engine.workspace import journal
from anwei.engine.workspace.changes import Change, SetRecord, Write
from anwei.engine.workspace.places import Location
from anwei.engine.workspace.read import Reader
from anwei.engine.workspace.rows import BATCH
from anwei.engine.workspace.running.evidence import Evidence
from anwei.engine.workspace.running.run import AHEAD, evaluate, run_workspace
from anwei.engine.workspace.runs import latest_run, load_verdicts
from anwei.engine.workspace.store import Workspace
from anwei.engine.workspace.verify import verify
from tests.running.support import TODAY, complete, cover, firm, law, opened, put, source

SIZE = 22  # subjects in an import
COVERS = 100  # records of each: one subject's are not all in one batch
PER_FILE = 5  # kills before a fresh workspace
AIMS = ("import", "run", "edit", "import", "run", "undo")
VOCABULARY = opened().catalogue.vocabulary


def work(path: Path, tell: int, aim: str, seed: int) -> None:
    """Write until killed: perhaps something first, then what is aimed at again and again."""
    chance = random.Random(seed)
    with Workspace.open(path) as workspace:
        for job in chance.choices(AIMS, k=chance.randrange(2)):
            do(workspace, job, tell, chance)
        os.write(tell, b"aim\n")
        while True:
            do(workspace, aim, tell, chance)


def do(workspace: Workspace, job: str, tell: int, chance: random.Random) -> None:
    """One command; says that it begins, and then its number, its hash and its seconds."""
    if job == "undo" and not workspace.undoable().undo:
        job = "edit"
    os.write(tell, f"begin {job}\n".encode())
    began, head = time.perf_counter(), workspace.head
    if job == "run":
        ran, _ = run_workspace(workspace, law(), TODAY, source("run"), incremental=chance.random() < 0.5)
        seq, hash_ = ran.info.run, ""
    elif job == "undo":
        done = workspace.undo(source())
        seq, hash_ = done.seq, done.hash
    else:
        changes = imported(f"I{head}") if job == "import" else edited(head)
        done = workspace.apply(Write(source("import" if job == "import" else "entry"), changes), VOCABULARY)
        seq, hash_ = done.seq, done.hash
    os.write(tell, f"done {seq} {time.perf_counter() - began:.6f} {hash_}\n".encode())


def imported(name: str) -> Iterator[Change]:
    """An import: subjects whose ids begin with its name, each with its records."""
    for number in range(SIZE):
        id_ = f"{name}-{number}"
        yield firm(id_, staff=number % 7, risky=number % 3 > 0)
        yield from (cover(id_, TODAY + 20 * (place % 4) + number % 3, key=f"C{place}") for place in range(COVERS))
        yield from complete("firm", id_, "covers", "rehearsals")


def edited(number: int) -> list[Change]:
    """An edit of two subjects, which always say the same."""
    return [SetRecord("firm", id_, {"staff": number}) for id_ in ("A", "B")]


def fresh(path: Path) -> None:
    """A workspace with the two subjects, an area that asks about all of them, and a run."""
    with Workspace.create(Location(path), source("system"), name="示例") as made:
        area = SetRecord("area", "Z", {"name": "示例片区", "division": "3401"})
        pair = (firm(id_, staff=0, risky=True) for id_ in ("A", "B"))
        put(made, area, *complete("area", "Z", "firm"), *pair)
        run_workspace(made, law(), TODAY, source("run"))


def check(path: Path, acknowledged: list[str], judged: int) -> tuple[int, int]:
    """Raise AssertionError unless everything is whole and every acknowledged command is there; how many there are, and
    the last run. It is judged again where it is later than ``judged``."""
    with Workspace.open(path) as workspace:
        found = verify(workspace)
        assert found.sound, [p.line("en") for p in found.problems]
        with workspace.database.read() as connection:
            hashes = {e.seq: e.hash for e in journal.entries(connection)}
        for line in acknowledged:
            seq, _, hash_ = line.split(" ")
            assert int(seq) in hashes, f"command {seq} was acknowledged and is lost"
            assert hash_ in ("", hashes[int(seq)]), f"command {seq} is another one"
        check_facts(workspace)
        last = latest_run(workspace)
        assert last is not None
        if last.run > judged:
            check_run(workspace)
        return found.head, last.run


def check_facts(workspace: Workspace) -> None:
    """Each import is there with all its subjects and records or not at all, and so is each edit."""
    firms = [s for s in Reader(workspace, VOCABULARY).subjects() if s.kind == "firm"]
    subjects = Counter(s.id.partition("-")[0] for s in firms if "-" in s.id)
    assert set(subjects.values()) <= {SIZE}, f"half an import: {subjects}"
    assert {len(s.children["covers"]) for s in firms if "-" in s.id} <= {COVERS}, "an import lacks records"
    pair = [s.values["staff"] for s in firms if s.id in ("A", "B")]
    assert len(pair) in (0, 2) and len(set(pair)) < 2, f"half an edit: {pair}"


def check_run(workspace: Workspace) -> None:
    """The last run holds every subject that was on file, with the verdicts of judging everything again."""
    info = latest_run(workspace)
    assert info is not None
    again = evaluate(law(), Evidence(workspace, VOCABULARY, info.head), info.as_of, AHEAD)
    kept = {(v.kind, v.id): v for v in load_verdicts(workspace, info.run)}
    assert kept == {(v.kind, v.id): v for v in again.verdicts}, f"run {info.run} is not whole"
    assert info.evidence == again.info.evidence
    assert info.counts == Counter(j.verdict.value for v in kept.values() for j in v.verdicts)


class Killer:
    """Starts writers and kills them; knows from earlier ones how long each job takes."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.seconds = {"import": 0.2, "run": 0.2, "edit": 0.01, "undo": 0.02}
        self.struck: Counter[str] = Counter()

    def kill(self, path: Path, aim: str) -> list[str]:
        """Kill a writer at a random moment of its aim, however slow the machine is; what it acknowledged."""
        reading, writing = os.pipe()
        seed = self.chance.randrange(1 << 30)
        child = os.fork()
        if child == 0:
            os.close(reading)
            try:
                work(path, writing, aim, seed)
            finally:
                os._exit(1)
        os.close(writing)
        told = b""
        while b"aim\n" not in told and (more := os.read(reading, 4096)):
            told += more
        time.sleep(self.chance.uniform(0, self.seconds[aim]))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        while more := os.read(reading, 4096):
            told += more
        os.close(reading)
        assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL, "the writer ended by itself"
        return self.heard(told.decode().split("\n")[:-1])

    def heard(self, lines: list[str]) -> list[str]:
        """The acknowledged commands; notes what was under way and how long jobs take."""
        job, acknowledged = "nothing", []
        for line in lines:
            word, _, rest = line.partition(" ")
            if word == "begin":
                job = rest
            elif word == "done":
                self.seconds[job] = float(rest.split(" ")[1])
                acknowledged.append(rest)
                job = "nothing"
        self.struck[job] += 1
        return acknowledged


def main(folder: Path, kills: int, seed: int) -> None:
    assert SIZE * (COVERS + 3) > BATCH, "an import takes several batches"
    killer, begun = Killer(seed), folder / "begun.anwei"
    fresh(begun)
    path, acknowledged, total, last, judged = Path(), [], 0, 0, 0
    for number in range(kills):
        if number % PER_FILE == 0:
            path, acknowledged, judged = folder / f"{number}.anwei", [], 0
            shutil.copyfile(begun, path)
        lines = killer.kill(path, AIMS[number % len(AIMS)])
        acknowledged += lines
        total += len(lines)
        last, judged = check(path, acknowledged, judged)
    print(json.dumps({"kills": kills, "acknowledged": total, "last": last, "struck": killer.struck}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
