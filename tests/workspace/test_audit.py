"""The journal finds every change made behind its back, and names the first row that no longer fits."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from sqlalchemy import inspect

from anwei.engine.record.finding import Verdict
from anwei.engine.workspace import journal
from anwei.engine.workspace.changes import RemoveRecord, SetDocument
from anwei.engine.workspace.evidence import check_files, evidence_path, keep_file
from anwei.engine.workspace.runs import Judged, RunInfo, SubjectVerdicts, save_run
from anwei.engine.workspace.store import Workspace
from anwei.engine.workspace.tables import metadata
from anwei.engine.workspace.verify import verify
from tests.workspace.support import made, plant, put, shop, source


def filled(workspace: Workspace) -> None:
    """Commands of every sort."""
    put(
        workspace, plant("A", name="甲", people=1), plant("B", name="乙"), shop("S-1", "A"), shop("S-2", "A"), by="李四"
    )
    put(workspace, plant("A", people=2), SetDocument("drill", "D-1", {"state": "planned"}))
    put(workspace, RemoveRecord("plant", "A", "shops", ("S-2",)))
    put(workspace, SetDocument("drill", "D-1", {"state": "held"}))
    workspace.undo(source(by="王五"))
    judged = [SubjectVerdicts("plant", i, "00" * 16, (Judged("r", Verdict.FAIL, Verdict.FAIL),)) for i in "AB"]
    save_run(workspace, RunInfo(739000, workspace.head, "d", "e", {"plant": ["r"]}), judged, source("run"))


TAMPERING = {
    "a fact": "update facts set body = replace(body, '2', '9') where tab = '' and since = 3",
    "a removed fact brought back": "update facts set until = null where rec = 'S-2' and since = 2",
    "who said it": "update facts set said = '{}' where tab = 'shops' and since = 2",
    "a record deleted": "delete from facts where rec = 'S-1'",
    "a record added": "insert into facts select subject, tab, 'S-9', since, until, body, said, mark from facts "
    "where rec = 'S-1'",
    "history cut": "update facts set since = 3 where rec = 'S-1'",
    "a subject renamed": "update subjects set id = 'C' where id = 'B'",
    "what lists show": "update subjects set name = '丙' where id = 'B'",
    "a document": "update items set body = '{\"state\":\"held\"}' where id = 'D-1' and until is null",
    "a document deleted": "delete from items where id = 'D-1' and until is null",
    "a digest": "update touched set digest = mark from facts where facts.subject = touched.subject and touched.seq = 2",
    "a touched row deleted": "delete from touched where seq = 3",
    "a verdict": "update verdicts set codes = evidence where subject = 1",
    "a verdict deleted": "delete from verdicts where subject = 1",
    "the day of a run": "update runs set as_of = as_of - 1",
    "what a run had read": "update runs set head = head - 1",
    "who did it": "update audit set who = '李四' where seq = 6",
    "when": "update audit set at = '2026-10-01T08:00:00Z' where seq = 3",
    "a row of the journal deleted": "delete from audit where seq = 4",
    "the last row deleted": "delete from audit where seq = 7",
    "the journal reordered": "update audit set seq = 99 where seq = 7",
}


def test_a_sound_workspace_is_sound(workspace: Workspace) -> None:
    filled(workspace)
    found = verify(workspace)
    assert found.problems == [] and found.entries == 7 and found.rows > 10


@pytest.mark.parametrize("change", TAMPERING)
def test_tampering_is_found(tmp_path: Path, change: str) -> None:
    with made(tmp_path / "w.anwei") as workspace:
        filled(workspace)
        with workspace.database.write() as connection:
            assert connection.exec_driver_sql(TAMPERING[change]).rowcount
        assert not verify(workspace).sound


def test_tampering_is_found_on_either_database(workspace: Workspace) -> None:
    filled(workspace)
    with workspace.database.write() as connection:
        connection.exec_driver_sql(TAMPERING["a fact"])
    assert {p.code for p in verify(workspace).problems} == {"WSP-030", "WSP-032"}


def test_the_record_and_who_wrote_it_are_named(tmp_path: Path) -> None:
    with made(tmp_path / "w.anwei") as workspace:
        filled(workspace)
        with workspace.database.write() as connection:
            connection.exec_driver_sql("update facts set body = '{}' where rec = 'S-1'")
        problem = verify(workspace).problems[0]
    assert problem.code == "WSP-030" and "plant A shops[S-1]" in problem.line("zh")
    assert "李四, 2026-11-01T08:00:00Z" in problem.line("en") and "no. 2" in problem.line("en")


def test_a_rewritten_journal_is_found_by_a_hash_noted_elsewhere(tmp_path: Path) -> None:
    with made(tmp_path / "w.anwei") as workspace:
        filled(workspace)
        noted = verify(workspace).hash
        assert verify(workspace, noted).sound
        with workspace.database.write() as connection:
            rows = list(journal.entries(connection))
            connection.exec_driver_sql("update audit set who = '某人' where seq = 7")
            last = rows[0]
            command = msgspec.json.encode(last.command, order="sorted").decode()
            forged = journal.entry_hash(last.previous, 7, last.at, "某人", last.kind, None, command, last.content)
            connection.exec_driver_sql("update audit set hash = ? where seq = 7", (forged,))
        assert verify(workspace).sound  # nothing inside can tell
        assert [p.code for p in verify(workspace, noted).problems] == ["WSP-031"]


def test_a_changed_or_missing_evidence_file_is_found(tmp_path: Path) -> None:
    paper = tmp_path / "photo.jpg"
    paper.write_bytes(b"seen")
    with made(tmp_path / "w.anwei") as workspace:
        digest, document = keep_file(workspace, paper)
        put(workspace, document)
        assert list(check_files(workspace)) == []
        kept = evidence_path(workspace.location.files, digest)
        assert oct(kept.stat().st_mode)[-3:] == "600"
        kept.write_bytes(b"not seen")
        assert [d.code for d in check_files(workspace)] == ["WSP-020"]
        kept.unlink()
        assert [d.code for d in check_files(workspace)] == ["WSP-020"]


def test_every_table_is_covered(workspace: Workspace) -> None:
    """A table that is added must be added to the verification, too."""
    with workspace.database.read() as connection:
        there = set(inspect(connection).get_table_names())
    assert there == set(metadata.tables)
    changed = {table for table in there if any(f" {table} " in sql for sql in TAMPERING.values())}
    assert changed | {"about"} == there


def test_what_the_workspace_says_of_itself_is_covered(workspace: Workspace) -> None:
    with workspace.database.write() as connection:
        connection.exec_driver_sql("update about set value = 'yes' where name = 'demo'")
    assert not verify(workspace).sound
