"""The commands of a workspace, as a user runs them."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from anwei.engine.catalogue.open import Opened
from anwei.engine.documents.diagnostics import Diagnostics
from anwei.engine.forms import read_paths
from anwei.engine.workspace.changes import SourceFile, Write
from anwei.engine.workspace.statements import changes_of
from anwei.engine.workspace.store import Workspace
from tests.cli.run import ROOT, Ran, anwei
from tests.workspace.support import source

SHOP = "examples/enterprises/small-shop.yaml"
NEXT_YEAR = (date.today() + timedelta(days=200)).isoformat()  # noqa: DTZ011 - the commands take today as their day
SOON = (date.today() + timedelta(days=20)).isoformat()  # noqa: DTZ011


class Office:
    """A workspace with one example on file, and ``anwei`` told to use it."""

    def __init__(self, path: Path, id_: str) -> None:
        self.path = path
        self.id = id_

    def run(self, *words: str, **more: str) -> Ran:
        return anwei(*words, ANWEI_WORKSPACE=str(self.path), ANWEI_USER="王主任", **more)


@pytest.fixture
def office(tmp_path: Path, opened: Opened) -> Office:
    path = tmp_path / "qingshan.anwei"
    assert anwei("init", str(path), "--name", "青山县", "--as", "王主任").code == 0
    vocabulary = opened.catalogue.vocabulary
    subject = read_paths([ROOT / SHOP], vocabulary, Diagnostics())[0]
    told = source("import", by="李四", files=("small-shop.yaml",))
    with Workspace.open(path) as workspace:
        workspace.apply(Write(told, changes_of(subject)), vocabulary)
    assert told.files == (SourceFile("small-shop.yaml", "ab" * 32),)
    return Office(path, subject.id)


def test_init_makes_a_private_file_and_overwrites_nothing(tmp_path: Path) -> None:
    made = anwei("init", str(tmp_path / "office"))
    assert made.code == 0 and "office.anwei" in made.err
    assert oct((tmp_path / "office.anwei").stat().st_mode)[-3:] == "600"
    again = anwei("init", str(tmp_path / "office"))
    assert again.code == 3 and "WSP-003" in again.err and "Traceback" not in again.err


def test_without_a_workspace_it_says_where_it_looked(tmp_path: Path) -> None:
    done = anwei("subjects", "-w", str(tmp_path / "none.anwei"))
    assert done.code == 3 and "WSP-010" in done.err
    assert anwei("--lang", "en", "subjects", ANWEI_WORKSPACE=str(tmp_path)).code == 3


def test_subjects_and_history(office: Office) -> None:
    listed = office.run("subjects", "--format", "json")
    assert [s["id"] for s in json.loads(listed.out)["subjects"]] == [office.id]
    assert office.id in office.run("subjects", office.id[:3]).out
    told = json.loads(office.run("history", office.id, "--format", "json").out)
    assert {(s["by"], s["file"]) for s in told["statements"]} == {("李四", "small-shop.yaml")}
    table = office.run("history", office.id)
    assert table.code == 0 and "small-shop.yaml" in table.out
    assert office.run("history", "nobody").code == 2


def test_undo_redo_and_log(office: Office) -> None:
    assert office.run("undo", "2").code == 0
    assert office.run("subjects", "--format", "json").out.count('"id"') == 0
    assert office.run("redo").code == 0
    entries = json.loads(office.run("audit", "log", "--format", "json").out)["entries"]
    assert [e["kind"] for e in entries] == ["redo", "undo", "import", "init"]
    assert [e["who"] for e in entries] == ["王主任", "王主任", "李四", "王主任"]
    assert "导入；small-shop.yaml" in office.run("audit", "log").out
    nothing = office.run("redo")
    assert nothing.code == 3 and "WSP-016" in nothing.err


def test_another_users_operation_is_undone_by_its_number_only(office: Office) -> None:
    refused = office.run("undo")
    assert refused.code == 3 and "WSP-036" in refused.err
    assert "第 2 号「导入」" in refused.err and "李四" in refused.err and "anwei undo 2" in refused.err
    assert office.run("subjects", "--format", "json").out.count('"id"') == 1
    waiver = ("waiver", "add", "insurance.liability", office.id, "--reason", "改造", "--approved-by", "县安委会")
    assert office.run(*waiver, "--until", NEXT_YEAR).code == 0
    other = office.run("undo", "--as", "李四")
    assert other.code == 3 and "王主任" in other.err and "您自己的上一次是第 2 号" in other.err
    own = office.run("undo")
    assert own.code == 0 and "已撤销第 3 号（豁免" in own.err and "所做" not in own.err
    insisted = office.run("undo", "2")
    assert insisted.code == 0 and "该操作由 李四 所做" in insisted.err


def test_times_are_those_of_the_office(office: Office) -> None:
    at = json.loads(office.run("audit", "log", "--format", "json").out)["entries"][-1]["at"]
    moment = datetime.fromisoformat(at)
    for zone, hours in (("Asia/Shanghai", 8), ("UTC", 0), ("Etc/GMT+5", -5)):
        shown = moment.astimezone(timezone(timedelta(hours=hours))).strftime("%Y-%m-%d %H:%M:%S")
        assert shown in office.run("audit", "log", TZ=zone).out
    assert "2026-11-01 16:00:00" in office.run("history", office.id, TZ="Asia/Shanghai").out


def test_history_says_coverage_in_words(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "coverage.csv"
    file.write_text(f"对象编号,台账,填报完整性\n{office.id},演练台账,部分填报\n", encoding="utf-8")
    assert office.run("import", str(file)).code == 0
    shown = office.run("history", office.id).out
    assert "@coverage" not in shown and " partial" not in shown
    lines = [x.split() for x in shown.splitlines() if "coverage.csv" in x]
    assert "演练台账 填报完整性 全部填报 部分填报" in " ".join(" ".join(x) for x in lines)
    today = date.today()  # noqa: DTZ011 - coverage is stated of the office's own day
    assert str(today.toordinal()) not in shown and today.isoformat() in " ".join(" ".join(x[3:]) for x in lines)


def test_a_backup_beside_its_workspace_says_what_follows(office: Office, tmp_path: Path) -> None:
    elsewhere = office.run("backup", str(tmp_path / "far" / "b.anwei")) if (tmp_path / "far").mkdir() is None else None
    assert elsewhere is not None and elsewhere.code == 0 and "WSP-023" not in elsewhere.err
    beside = office.run("backup", str(tmp_path / "b.anwei"))
    assert beside.code == 0 and "WSP-023" in beside.err and f"--workspace {office.path}" in beside.err


def test_verify_finds_what_was_changed_behind_its_back(office: Office) -> None:
    sound = office.run("audit", "verify", "--format", "json")
    assert sound.code == 0 and json.loads(sound.out)["sound"] is True
    with Workspace.open(office.path) as workspace, workspace.database.write() as connection:
        connection.exec_driver_sql("update facts set body = '{}' where tab <> '' and tab <> '@coverage'")
        connection.exec_driver_sql("update facts set body = '{}' where tab = ''")
    found = office.run("audit", "verify")
    assert found.code == 3 and "WSP-030" in found.err and "李四" in found.err and "校验未通过" in found.err
    assert office.run("audit", "verify", "--head", "0" * 64).err.count("WSP-031") == 1


def test_waivers(office: Office, tmp_path: Path) -> None:
    paper = tmp_path / "批复.pdf"
    paper.write_bytes(b"%PDF")
    words = ("waiver", "add", "insurance.liability", office.id, "--reason", "改造", "--approved-by", "县安委会")
    added = office.run(*words, "--until", SOON, "--evidence", str(paper))
    assert added.code == 0 and added.out.strip() == "W-0001"
    assert office.run(*words, "--until", NEXT_YEAR).out.strip() == "W-0002"
    states = [w["state"] for w in json.loads(office.run("waiver", "list", "--format", "json").out)["waivers"]]
    assert states == ["expiring", "valid"]
    due = json.loads(office.run("waiver", "list", "--within", "365d", "--due", "--format", "json").out)["waivers"]
    assert len(due) == 2
    assert office.run("waiver", "revoke", "W-0001", "--reason", "已改造").code == 0
    assert "已撤回" in office.run("waiver", "list").out
    assert office.run("waiver", "revoke", "W-0009", "--reason", "x").code == 3
    wrong = office.run("waiver", "add", "insurance.liabilty", office.id, *words[4:], "--until", SOON)
    assert wrong.code == 2 and "insurance.liability" in wrong.err
    assert office.run("waiver", "list", "--within", "soon").code == 2


def test_attestations(office: Office, opened: Opened) -> None:
    from anwei.engine.ir.nodes import Attested
    from anwei.engine.ir.walk import walk

    rules = [r for r in opened.catalogue.rules.values() if r.subject == "enterprise"]
    item = next(n.item for r in rules for n in walk(r) if isinstance(n, Attested))
    words = ("attest", "add", office.id, item, "--holds", "--until", SOON, "--by", "李检")
    assert office.run(*words).code == 0
    listed = json.loads(office.run("attest", "list", "--format", "json").out)["attestations"]
    added = [(a["item"], a["state"], a["holds"], a["who"]) for a in listed if a["until"] == SOON]
    assert added == [(item, "expiring", True, "＊＊＊")]
    assert "李检" in office.run("attest", "list", "--personal").out
    wrong = office.run("attest", "add", office.id, "no-such-item", "--fails", "--until", SOON)
    assert wrong.code == 2 and "no-such-item" in wrong.err


def test_exports_read_as_they_were_and_hide_persons(office: Office, tmp_path: Path) -> None:
    out = tmp_path / "out.yaml"
    assert office.run("export", "--personal", "-o", str(out)).code == 0
    day = ("--date", "2026-11-21", "--exit-zero", "--format", "csv")
    assert anwei("check", str(out), *day).out == anwei("check", SHOP, *day).out
    masked = office.run("export", "--format", "json")
    assert json.loads(masked.out)["subjects"][0]["id"] == office.id and "--personal" in masked.err
    before = office.run("export", "--as-of", "2026-10-31", "--format", "json")
    assert json.loads(before.out) == {"subjects": []}
    assert office.run("export", "-o", str(tmp_path / "folder")).code == 0
    assert [p.name for p in (tmp_path / "folder").iterdir()] == ["subjects-001.yaml"]


def test_backup_and_restore(office: Office, tmp_path: Path) -> None:
    copy, again = tmp_path / "copy.anwei", tmp_path / "again" / "w.anwei"
    again.parent.mkdir()
    assert office.run("backup", str(copy)).code == 0
    assert anwei("restore", str(copy), str(again)).code == 0
    assert office.run("export").out == anwei("export", "-w", str(again)).out
    assert office.run("backup", str(copy)).code == 3


def test_help_in_both_languages() -> None:
    for words in (("waiver", "add"), ("attest", "add"), ("audit", "verify"), ("init",), ("export",), ("undo",)):
        for lang in ("zh", "en"):
            done = anwei("--lang", lang, *words, "--help")
            assert done.code == 0 and "--" in done.out
