"""Undo and redo: of edits, of whole imports, across restarts; any sequence of commands against a simple model."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anwei.engine.documents.diagnostics import AnweiError
from anwei.engine.facts.subject import Coverage, Subject
from anwei.engine.workspace.changes import RemoveRecord, RemoveSubject, SetCoverage, SetDocument, SetRecord, Write
from anwei.engine.workspace.documents import Collection
from anwei.engine.workspace.export import as_json, as_yaml, plain_subject
from anwei.engine.workspace.statements import changes_of
from anwei.engine.workspace.store import Workspace
from anwei.engine.workspace.verify import verify
from tests.forms.support import subjects
from tests.workspace.support import VOCABULARY, made, plant, put, read, said, shop, source


def test_undo_and_redo_survive_restarts(workspace: Workspace) -> None:
    states = [read(workspace)]
    for people in (1, 2, 3):
        put(workspace, plant(people=people), shop(f"S-{people}"))
        states.append(read(workspace))
    for state in reversed(states[:-1]):
        with Workspace.open(workspace.location) as again:
            again.undo(source())
            assert read(again) == state
    for state in states[1:]:
        with Workspace.open(workspace.location) as again:
            again.redo(source())
            assert read(again) == state
    assert verify(workspace).sound


def test_a_new_command_ends_redoing(workspace: Workspace) -> None:
    put(workspace, plant(people=1))
    workspace.undo(source())
    put(workspace, plant(people=2))
    with pytest.raises(AnweiError, match="WSP-016"):
        workspace.redo(source())


def test_the_making_of_a_workspace_cannot_be_undone(workspace: Workspace) -> None:
    with pytest.raises(AnweiError, match="WSP-016"):
        workspace.undo(source())


def test_an_earlier_command_can_be_undone_alone_if_nothing_built_on_it(workspace: Workspace) -> None:
    first = put(workspace, plant("A", people=1))
    second = put(workspace, plant("B", people=1))
    put(workspace, plant("B", people=2))
    workspace.undo(source(), first)
    assert list(read(workspace)) == ["plant B"]
    with pytest.raises(AnweiError, match=r"WSP-015 no\. 3 cannot be undone.*no\. 4"):
        workspace.undo(source(), second)
    with pytest.raises(AnweiError, match="WSP-016"):
        workspace.undo(source(), first)


def test_a_subject_somebody_added_to_is_not_taken_away(workspace: Workspace) -> None:
    first = put(workspace, plant(people=1), shop("S-1"))
    put(workspace, SetRecord("plant", "P-1", {"number": 1}, "lines", ("S-1", "1")))
    with pytest.raises(AnweiError, match="WSP-015"):
        workspace.undo(source(), first)
    workspace.undo(source())
    workspace.undo(source())
    assert read(workspace) == {}


def test_documents_are_undone_with_the_facts_of_their_command(workspace: Workspace) -> None:
    put(workspace, plant(people=1), SetDocument("mapping", "m", {"A": "people"}))
    workspace.undo(source())
    assert Collection(workspace, "mapping").all() == [] and read(workspace) == {}
    workspace.redo(source())
    assert [k.body for k in Collection(workspace, "mapping").all()] == [{"A": "people"}]


@st.composite
def commands(draw: st.DrawFn) -> list[list[Any]]:
    """Commands of a few changes to two plants with a few shops, lines and documents."""
    plants, shops = st.sampled_from(["A", "B"]), st.sampled_from(["S", "T"])
    change = st.one_of(
        st.builds(lambda i, n: plant(i, people=n), plants, st.one_of(st.none(), st.integers(0, 2))),
        st.builds(lambda i, s, k: shop(s, i, kind=k), plants, shops, st.sampled_from(["maps", "lists"])),
        st.builds(lambda i, s: SetRecord("plant", i, {"number": 1}, "lines", (s, "1")), plants, shops),
        st.builds(lambda i, s: RemoveRecord("plant", i, "shops", (s,)), plants, shops),
        st.builds(lambda i: RemoveSubject("plant", i), plants),
        st.builds(lambda i, c: SetCoverage("plant", i, "shops", c), plants, st.sampled_from(list(Coverage))),
        st.builds(lambda v: SetDocument("c", "d", v), st.sampled_from([None, 1, 2])),
    )
    return draw(st.lists(st.lists(change, min_size=1, max_size=4), min_size=1, max_size=6))


@settings(max_examples=40)
@given(commands(), st.data())
def test_any_walk_of_undo_and_redo_ends_where_it_should(given_commands: list[list[Any]], data: st.DataObject) -> None:
    """Each state is what it was when it was first reached, whatever was undone and redone in between."""
    with tempfile.TemporaryDirectory() as folder, made(Path(folder) / "w.anwei") as workspace:
        states = [_state(workspace)]
        for command in given_commands:
            try:
                put(workspace, *command)
            except AnweiError:
                assert _state(workspace) == states[-1]  # refused: nothing of it was written
                continue
            states.append(_state(workspace))
        at = len(states) - 1
        for forward in data.draw(st.lists(st.booleans(), max_size=8)):
            if forward and at < len(states) - 1:
                workspace.redo(source())
                at += 1
            elif not forward and at > 0:
                workspace.undo(source())
                at -= 1
            assert _state(workspace) == states[at]
        assert verify(workspace).problems == []


def _state(workspace: Workspace) -> Any:
    return read(workspace), [(k.id, k.body) for k in Collection(workspace, "c").all()]


@settings(max_examples=60)
@given(subjects(VOCABULARY).filter(lambda s: s.id.isprintable()))
def test_any_subject_comes_back_as_it_was(subject: Subject) -> None:
    with tempfile.TemporaryDirectory() as folder, made(Path(folder) / "w.anwei") as workspace:
        if any("\0" in r or "\x1f" in r for r in _keys(subject)):
            with pytest.raises(AnweiError, match="WSP-027"):
                workspace.apply(Write(source("import"), changes_of(subject)), VOCABULARY)
            return
        workspace.apply(Write(source("import"), changes_of(subject)), VOCABULARY)
        assert read(workspace) == {f"{subject.kind} {subject.id}": said(subject)}
        again = workspace.apply(Write(source("import"), changes_of(subject)), VOCABULARY)
        assert again.rows == 0
        assert verify(workspace).problems == []


def _keys(record: Any) -> list[str]:
    return [k for rows in record.children.values() for r in rows for k in (r.key, *_keys(r))]


@settings(max_examples=60)
@given(subjects(VOCABULARY))
def test_exported_subjects_read_as_they_were(subject: Subject) -> None:
    from anwei.engine.documents.diagnostics import Diagnostics
    from anwei.engine.facts.read import read_subjects
    from tests.forms.support import facts_of

    spec = VOCABULARY.subjects[subject.kind]
    for suffix, write in ((".yaml", as_yaml), (".json", as_json)):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"out{suffix}"
            path.write_text("".join(write([plain_subject(subject, VOCABULARY)])), encoding="utf-8", newline="\n")
            diagnostics = Diagnostics()
            found = read_subjects(path, VOCABULARY, diagnostics)
        assert [d.line("en") for d in diagnostics.errors] == []
        assert facts_of(found[0], spec) == facts_of(subject, spec)
