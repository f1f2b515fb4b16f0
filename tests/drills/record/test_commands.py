"""A drill from the command line, from first to last, as a secretary does it; every command in text and JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import icalendar
import pytest
from click.testing import CliRunner, Result

from anwei.drills.cli import SUBCOMMANDS, drill
from anwei.engine.api import AnweiError
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.cli.main import root
from tests.drills.record.support import office

MARKS = "evaluator: {who}\nmarks: {{safety: 95, alarm: {alarm}, action: 85, plan: S}}\n"
FINDING = "findings:\n  - {text: 报警迟缓, clause: 预案3.2, cause: training, severity: major}\ncomment: 总体有序\n"


@pytest.fixture
def place(tmp_path: Path, catalogue: Catalogue) -> Path:
    office(tmp_path / "office.anwei", catalogue).close()
    return tmp_path


class Desk:
    """One workspace and the words that stand in every command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *words: str, on: str = "2026-05-01") -> Result:
        dated = () if words[0] == "verify" else ("--date", on)
        command = [*words, *dated, "-w", str(self.folder / "office.anwei")]
        return CliRunner().invoke(drill, command)

    def ok(self, *words: str, on: str = "2026-05-01") -> str:
        done = self.run(*words, on=on)
        assert done.exit_code == 0, (words, done.output, done.exception)
        return done.stdout

    def data(self, *words: str, on: str = "2026-05-01") -> Any:
        return json.loads(self.ok(*words, "--format", "json", on=on))

    def refused(self, *words: str, on: str = "2026-05-01") -> str:
        done = self.run(*words, on=on)
        assert isinstance(done.exception, AnweiError), (words, done.output)
        return done.exception.diagnostics[0].code

    def root(self, *words: str) -> str:
        done = CliRunner().invoke(root, [*words, "-w", str(self.folder / "office.anwei")])
        assert done.exit_code == 0, done.output
        return done.output


@pytest.fixture
def desk(place: Path) -> Desk:
    return Desk(place)


def added(desk: Desk, *words: str) -> str:
    told = ("罐区火灾演练", "--on", "2026-05-12", "--kind", "专项演练", "--topic", "火灾扑救", "--mode", "live")
    who = ("--host", "E-1=30", "--unit", "E-2=12", "--venue", "罐区", "--lead", "张三")
    return str(desk.data("add", *told, *who, *words, on="2026-03-01")["drills"][0]["id"])


def evaluated(desk: Desk, id_: str, alarm: int = 80) -> None:
    for number, who in enumerate(("王专家", "李专家")):
        text = MARKS.format(who=who, alarm=alarm + 10 * number) + (FINDING if not number else "")
        (desk.folder / f"{who}.yaml").write_text(text, encoding="utf-8")
    files = ("--marks", str(desk.folder / "王专家.yaml"), "--marks", str(desk.folder / "李专家.yaml"))
    desk.ok("evaluate", id_, *files, "--confirm", on="2026-05-15")


def test_every_row_of_the_table_is_a_command() -> None:
    for name in SUBCOMMANDS:
        done = CliRunner().invoke(drill, [name, "--help"])
        assert done.exit_code == 0 and len(done.output) > 40, name


def test_a_drill_from_first_to_last(desk: Desk) -> None:
    id_ = added(desk, "--template", "hazchem.fire")
    assert desk.data("list")["drills"][0]["state"] == "planned"
    desk.ok("approve", id_, "--by", "张局长", "--number", "3号")
    desk.ok("notify", id_)
    assert desk.refused("hold", id_, "--heads", "E-1=3") == "DRL-105"  # it is not the day yet
    desk.ok("hold", id_, "--start", on="2026-05-12")
    desk.ok("hold", id_, "--release", "1", "--minute", "2", on="2026-05-12")
    desk.ok("hold", id_, "--acknowledge", "1", on="2026-05-12")
    desk.ok("hold", id_, "--finish", "1", on="2026-05-12")
    desk.ok("hold", id_, "--heads", "E-1=28", "--heads", "E-2", "--remarks", "有序", "--record-kept", on="2026-05-12")
    evaluated(desk, id_)
    shown = desk.data("show", id_)["drill"]
    assert shown["state"] == "evaluated" and shown["grade"] == "良"
    assert [s["actual"] for s in shown["seats"]] == [28, 12]
    assert shown["evaluation"]["spread"] == 25
    action = desk.data("actions", id_, "--add", "复训报警", "--finding", "01", "--owner", "赵六", "--due", "2026-06-01")
    a = action["actions"][0]["id"]
    desk.ok("close", id_, "--reported", "2026-05-20", "--to", "应急局", on="2026-05-20")
    assert desk.refused("close", id_) == "DRL-108"
    assert [x["id"] for x in desk.data("actions", "--overdue", on="2026-07-01")["actions"]] == [a]
    desk.ok("actions", a, "--step", "done_claimed", "--evidence", str(desk.folder / "王专家.yaml"))
    assert desk.refused("actions", a, "--step", "verified", "--as", "赵六") == "DRL-119"
    desk.ok("actions", a, "--step", "verified", "--as", "李四")
    desk.ok("close", id_, "--archive")
    assert desk.data("list", "--state", "archived")["drills"][0]["id"] == id_
    assert (
        "复训报警" in desk.ok("actions") and "火灾" in desk.ok("show", id_) and "归档" in desk.ok("show", id_, "--log")
    )
    checked = desk.data("verify")["checked"]
    assert [c["good"] for c in checked] == [True]


def test_the_facts_follow_and_undo_takes_them_back(desk: Desk) -> None:
    id_ = added(desk)
    desk.ok("approve", id_, "--by", "张局长")
    desk.ok("notify", id_)
    desk.ok("hold", id_, "--heads", "E-1=28", on="2026-05-12")
    evaluated(desk, id_)
    assert id_ in desk.root("history", "E-1") and id_ not in desk.root("history", "E-2")
    desk.root("undo")
    assert desk.data("show", id_)["drill"]["state"] == "held"


def test_dry_runs_keep_nothing(desk: Desk) -> None:
    id_ = added(desk)
    before = desk.root("audit", "log")
    for words in (
        ("add", "又一次", "--topic", "fire", "--dry-run"),
        ("move", id_, "2026-05-13", "--dry-run"),
        ("approve", id_, "--by", "张局长", "--dry-run"),
        ("cancel", id_, "--reason", "停产", "--dry-run"),
        ("seal", id_, "--dry-run"),
        ("remove", id_, "--reason", "误录", "--dry-run"),
        ("actions", id_, "--add", "x", "--dry-run"),
    ):
        assert desk.data(*words)["dry_run"] is True
    assert desk.root("audit", "log") == before


def test_an_approved_date_moves_only_with_a_reason(desk: Desk) -> None:
    id_ = added(desk)
    desk.ok("move", id_, "2026-05-14", on="2026-03-02")
    desk.ok("approve", id_, "--by", "张局长")
    assert desk.refused("move", id_, "2026-05-20") == "DRL-109"
    desk.ok("move", id_, "2026-05-20", "--reason", "暴雨")
    steps = [e["step"] for e in desk.data("show", id_, "--log")["events"]]
    assert steps == ["add", "plan", "move", "approve", "postpone", "plan"]


def test_a_failed_drill_brings_a_draft_that_repeats_it(desk: Desk) -> None:
    id_ = added(desk)
    desk.ok("approve", id_, "--by", "张局长")
    desk.ok("notify", id_)
    desk.ok("hold", id_, "--heads", "E-1=28", on="2026-05-12")
    (desk.folder / "bad.yaml").write_text("evaluator: 王\nmarks: {safety: 0, alarm: 100}\n", encoding="utf-8")
    done = desk.data("evaluate", id_, "--marks", str(desk.folder / "bad.yaml"), on="2026-05-15")
    assert [d["state"] for d in done["drills"]] == ["failed", "draft"]
    again = desk.data("show", done["drills"][1]["id"])["drill"]
    assert again["redo_of"] == id_ and "held_on" not in again and again["seats"][0].get("actual", 0) == 0


def test_sealed_drills_are_shown_to_controllers_alone(desk: Desk) -> None:
    id_ = added(desk, "--blind-time", "--blind-scenario", "--scenario", "绝密")
    desk.ok("seal", id_, on="2026-03-02")
    (line,) = desk.data("list", "--for", "participant")["drills"]
    assert line["day"] == "" and line["when"] == "2026年第二季度内一次（保密）" and line["title"] == "保密演练"
    assert desk.data("list")["drills"][0]["day"] == "2026-05-12"
    assert desk.refused("show", id_, "--for", "participant") == "DRL-124"
    desk.ok("approve", id_, "--by", "张局长")
    desk.ok("notify", id_)
    assert desk.refused("seal", id_, "--reveal") == "DRL-132"
    desk.ok("hold", id_, "--heads", "E-1=28", on="2026-05-12")
    sheet = desk.folder / "reveal.json"
    desk.ok("seal", id_, "--reveal", "-o", str(sheet), on="2026-05-13")
    assert desk.data("verify", str(sheet), id_)["checked"][0]["good"] is True
    told = json.loads(sheet.read_text(encoding="utf-8"))
    assert json.loads(told["content"])["day"] == "2026-05-12"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("2026-05-12", "2026-05-11"), encoding="utf-8")
    assert desk.run("verify", str(sheet)).exit_code == 3
    assert id_ not in "".join(x for x in desk.root("audit", "log").splitlines() if "approve" in x or "notify" in x)


def test_calendars_and_papers_are_written(desk: Desk) -> None:
    id_ = added(desk)
    events = icalendar.Calendar.from_ical(desk.ok("ics")).walk("VEVENT")
    assert len(events) == 1
    calendar = desk.folder / "a.ics"
    calendar.write_bytes(desk.ok("ics").replace("20260512", "20260519").encode())
    (proposal,) = desk.data("ics", "--read", str(calendar))["proposals"]
    assert (proposal["what"], proposal["id"], proposal["day_now"]) == ("moved", id_, "2026-05-19")
    for name in ("n.docx", "n.html", "n.pdf"):
        desk.ok("papers", "notice", id_, "-o", str(desk.folder / name))
        assert (desk.folder / name).stat().st_size > 1000
    desk.ok("papers", "plan", "--year", "2026", "-o", str(desk.folder / "p.docx"))
    assert desk.run("papers", "plan", id_).exit_code == 2
    assert desk.run("papers", "work-plan", id_, "--for", "nobody").exit_code == 2
    assert desk.refused("papers", "work-plan", id_, "--for", "participant") == "DRL-133"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("evaluator: 王\nmarks: {nonsense: 3}\n", "DRL-116"),
        ("evaluator: 王\nmarks: {safety: 101}\n", "DRL-115"),
        ("evaluator: 王\nmarks: {safety: [1]}\n", "DRL-134"),
        ("marks: {safety: 1}\n", "DRL-134"),
        ("evaluator: 王\nmark: {safety: 1}\n", "DRL-134"),
        ("evaluator: 王\nmarks: {safety: '-'}\n", "DRL-117"),
        ("evaluator: 王\nmarks: {safety: 90}\nfindings: [{text: x, cause: bad luck}]\n", "DRL-134"),
        ("evaluator: [\n", "DOC-004"),
        ("- 1\n", "DRL-134"),
    ],
)
def test_wrong_sheets_are_refused_at_their_place(desk: Desk, text: str, code: str) -> None:
    id_ = added(desk)
    desk.ok("approve", id_, "--by", "张局长")
    desk.ok("notify", id_)
    desk.ok("hold", id_, "--heads", "E-1=28", on="2026-05-12")
    (desk.folder / "bad.yaml").write_text(text, encoding="utf-8")
    assert desk.refused("evaluate", id_, "--marks", str(desk.folder / "bad.yaml"), on="2026-05-15") == code


def test_a_blank_sheet_can_be_filled_in(desk: Desk) -> None:
    id_ = added(desk)
    blank = desk.ok("evaluate", id_, "--blank")
    assert "safety:" in blank and "evaluator:" in blank


def test_a_scenario_and_names_from_files(desk: Desk) -> None:
    scene, people = desk.folder / "s.yaml", desk.folder / "r.yaml"
    scene.write_text("injects:\n  - {content: 起火, planned: 10}\n  - {content: 报警, planned: 0}\n", encoding="utf-8")
    people.write_text("roster:\n  E-1: [{name: 钱七, post: 班长}]\n", encoding="utf-8")
    id_ = added(desk, "--injects", str(scene), "--roster", str(people))
    told = desk.data("show", id_)["drill"]
    assert [i["content"] for i in told["injects"]] == ["报警", "起火"]
    assert told["seats"][0]["names"][0]["name"] == "钱七"
    assert "names" not in desk.data("show", id_, "--for", "participant")["drill"]["seats"][0]
    for text in ("injects: 3", "injects: [{text: x}]", "injects: [{content: x, planned: soon}]", "injects: [1]", "[]"):
        scene.write_text(text, encoding="utf-8")
        assert desk.refused("add", "x", "--injects", str(scene)) == "DRL-137", text
    scene.write_text("injects: [{content: x, no: 1}, {content: y, no: 1}]", encoding="utf-8")
    assert desk.refused("add", "x", "--injects", str(scene)) == "DRL-111"
    people.write_text("roster: {E-9: []}", encoding="utf-8")
    assert desk.refused("add", "x", "--host", "E-1", "--roster", str(people)) == "DRL-107"


def test_wrong_words_are_told_with_what_is_possible(desk: Desk) -> None:
    assert desk.run("add").exit_code == 2
    assert desk.run("add", "x", "--unit", "E-1=many").exit_code == 2
    assert desk.run("add", "x", "--unit", "E-404").exit_code == 2
    assert desk.refused("add", "x", "--topic", "volcano") == "INP-016"
    assert desk.run("add", "x", "--template", "none").exit_code == 2
    assert desk.run("approve", "--by", "x").exit_code == 2
    assert desk.refused("show", "D-0") == "DRL-124"
