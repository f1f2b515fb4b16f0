"""Whatever a command tells or writes of a workspace, no personal data is in it unless it was asked for.

Commands are found, not listed: one that is new has to be called here, or be named among those that are not.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from anwei.engine.catalogue.open import Opened
from anwei.engine.cli.main import root
from anwei.engine.facts.vocabulary import SubjectSpec, TableSpec
from anwei.engine.workspace.changes import Change, SetRecord, Source, Write
from anwei.engine.workspace.places import Location
from anwei.engine.workspace.store import Workspace

ID = "E-1"
DAY = ("--as-of", "2026-11-21")
MARK = "私密"  # every personal value begins with it
WAIVER = ("--reason", "停产", "--approved-by", "示例安委办", "--until", "2026-12-31")
RULE = "drill.on-site"
#: How each command is called that tells of a workspace; what follows depends on what came before.
CALLS: dict[str, list[tuple[str, ...]]] = {
    "import": [("FILE", "--dry-run"), ("FILE", "--dry-run", "--format", "json")],
    "subjects": [(), ("--format", "json"), ("E-1",)],
    "history": [(ID,), (ID, "--format", "json")],
    "waiver add": [(RULE, ID, *WAIVER)],
    "waiver list": [(), ("--format", "json")],
    "waiver revoke": [("W-0001", "--reason", "复工")],
    "attest add": [(ID, "officer-duty.corrections", "--holds", "--until", "2027-05-20", "--by", f"{MARK}-观察员")],
    "attest list": [(), ("--format", "json")],
    "export": [(), ("--format", "json")],
    "run": [DAY, (*DAY, "--format", "json")],
    "runs": [(), ("--format", "json")],
    "lapsing": [("--date", DAY[1]), ("--date", DAY[1], "--format", "json")],
    "impact": [(*DAY, "--limit", "0"), (*DAY, "--format", "json")],
    "what-if": [(ID, "--set", "employees=3"), (ID, "--set", "employees=3", "--format", "json")],
    "diff": [("FIRST", "LAST"), ("FIRST", "LAST", "--format", "json")],
    "audit log": [(), ("--format", "json")],
    "audit verify": [(), ("--format", "json")],
    # every kind in every format: tests/handouts/test_masking.py
    "report": [("training", *DAY, "--format", "html"), ("gaps", *DAY, "--format", "oscal")],
    "undo": [()],
    "redo": [()],
}
APART = {"backup"}  # a copy of the workspace itself, for its owner alone


def secrets(spec: SubjectSpec | TableSpec) -> dict[str, str]:
    return {n: f"{MARK}-{spec.name}-{n}" for n, f in spec.fields.items() if f.personal and f.type == "text"}


def telling(spec: SubjectSpec) -> Iterator[Change]:
    """A subject with a secret in every personal field of every table."""
    own: dict[str, object] = {
        "name": "示例厂",
        "division": "341502101",
        "employees": 40,
        "sectors": frozenset({"machinery"}),
    }
    yield SetRecord(spec.name, ID, {**own, **secrets(spec)})  # type: ignore[arg-type]
    for table in spec.tables.values():
        if not secrets(table) or (table.parent and table.parent != "people"):
            continue
        ids = ("1",) if table.key else ("#000000",)
        owner = ("1",) if table.parent else ()
        values: dict[str, object] = {table.key: "1"} if table.key else {}
        more = {"valid_until": date(2026, 12, 5).toordinal(), "grade": "major", "role": "principal"}
        values |= {n: v for n, v in more.items() if n in table.fields}
        yield SetRecord(spec.name, ID, {**values, **secrets(table)}, table.name, (*owner, *ids))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def place(opened: Opened, tmp_path_factory: pytest.TempPathFactory) -> str:
    vocabulary = opened.catalogue.vocabulary
    path = tmp_path_factory.mktemp("office") / "office.anwei"
    source = Source("entry", "张三", "2026-11-21T08:00:00Z")
    with Workspace.create(Location(path), source) as workspace:
        workspace.apply(Write(source, telling(vocabulary.subjects["enterprise"])), vocabulary)
    return str(path)


def leaves(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield " ".join(path), command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        below = command.get_command(context, name)
        if below is not None:
            yield from leaves(below, (*path, name))


def tell(*words: str) -> str:
    """All that a command says, whatever it finds."""
    done = CliRunner().invoke(root, words)
    assert done.exit_code in (0, 1), (words, done.output)
    return done.stdout + done.stderr


def test_every_command_that_opens_a_workspace_is_called() -> None:
    found = {name for name, c in leaves(root) if any("--workspace" in p.opts for p in c.params)}
    assert found == CALLS.keys() | APART


def test_nothing_personal_is_told(place: str, tmp_path: Path) -> None:
    shown = CliRunner().invoke(root, ["export", "-w", place, "--personal"]).stdout
    assert shown.count(MARK) > 8, "it is shown where it is asked for"
    (tmp_path / "whole.yaml").write_text(shown, encoding="utf-8")
    numbers: list[str] = []
    for name, variants in CALLS.items():
        for given in variants:
            named = {"FILE": str(tmp_path / "whole.yaml"), "FIRST": numbers[:1], "LAST": numbers[-1:]}
            words = [w for word in given for w in _words(named.get(word, word))]
            said = tell(*name.split(), *words, "-w", place)
            if name == "run":
                numbers = _runs(place)
            assert MARK not in said, (name, words, said[said.index(MARK) - 200 :][:300])


def _words(named: str | list[str]) -> list[str]:
    return [named] if isinstance(named, str) else named


def _runs(place: str) -> list[str]:
    from anwei.engine.workspace.runs import list_runs

    with Workspace.open(Path(place)) as workspace:
        return [str(r.run) for r in reversed(list_runs(workspace))]
