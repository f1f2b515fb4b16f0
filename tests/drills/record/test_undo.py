"""Every writing command of a drill's life is one line of the journal, and undo takes each back to what stood before."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from anwei.engine.catalogue.model import Catalogue
from anwei.engine.services import Collection, Workspace
from anwei.engine.workspace.places import Location
from tests.drills.record.support import office
from tests.drills.record.test_commands import MARKS, Desk

HAPPENED = (
    ("2026-01-05", "waive O-2 --by 县安委会 --until 2026-12-31 --reason 停产"),
    ("2026-01-05", "waive O-2 --revoke --reason 复产"),
    (
        "2026-03-01",
        "add 罐区火灾演练 --on 2026-05-12 --kind special --topic fire --mode live --host E-1=30 --unit E-2=12",
    ),
    ("2026-03-02", "move D2026-0001 2026-05-13"),
    ("2026-03-03", "seal D2026-0001"),
    ("2026-03-04", "approve D2026-0001 --by 张局长 --number 3号"),
    ("2026-03-05", "move D2026-0001 2026-05-14 --reason 台风"),
    ("2026-03-06", "approve D2026-0001 --by 张局长 --number 4号"),
    ("2026-04-01", "notify D2026-0001"),
    ("2026-05-14", "hold D2026-0001 --heads E-1=28 --heads E-2"),
    ("2026-05-15", "seal D2026-0001 --reveal"),
    ("2026-05-16", "evaluate D2026-0001 --marks wang.yaml --confirm"),
    ("2026-05-16", "actions D2026-0001 --add 复训 --owner 赵六 --due 2026-06-01"),
    ("2026-05-20", "actions A-0001 --step done_claimed"),
    ("2026-05-21", "actions A-0001 --step verified --as 李四"),
    ("2026-05-22", "close D2026-0001 --reported 2026-05-22 --to 应急局"),
    ("2026-05-23", "close D2026-0001 --archive"),
    ("2026-05-24", "add 防汛演练 --on 2026-08-01 --topic flood"),
    ("2026-05-25", "cancel D2026-0002 --reason 改期 --postpone"),
    ("2026-05-26", "remove D2026-0002 --reason 误录"),
)
KEPT = ("drill", "drill_action", "drill_settled", "drill_plan", "drill_root")


@pytest.fixture
def desk(tmp_path: Path, catalogue: Catalogue) -> Desk:
    office(tmp_path / "office.anwei", catalogue).close()
    (tmp_path / "wang.yaml").write_text(MARKS.format(who="王专家", alarm=80), encoding="utf-8")
    return Desk(tmp_path)


def standing(desk: Desk) -> tuple[int, object]:
    """The last number of the journal; every document of drills, and what the units have on record."""
    with Workspace.open(Location(desk.folder / "office.anwei")) as workspace:
        documents = [(name, k.id, repr(k.body)) for name in KEPT for k in Collection(workspace, name).all()]
        head = workspace.head
    return head, (sorted(documents), desk.root("export", "--format", "yaml"))


def test_each_command_is_one_line_and_goes_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk.folder)
    states = [standing(desk)]
    for day, words in HAPPENED:
        desk.ok(*words.split(), on=day)
        states.append(standing(desk))
    heads = [head for head, _ in states]
    assert heads == list(range(heads[0], heads[0] + len(states)))  # one command, one line
    assert all(a != b for (_, a), (_, b) in pairwise(states))  # each changed something
    for (_, before), (number, _) in reversed(list(pairwise(states))):
        desk.root("undo", str(number))  # by its number: some of them are other people's
        assert standing(desk)[1] == before
