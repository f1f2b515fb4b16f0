"""The commands of runs, as a user types them: whole outputs in both languages, exit codes, data for programs."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from pathlib import Path

import pytest

from anwei.engine.workspace.papers import pin_rulesets
from tests.cli.run import Ran, anwei
from tests.running.support import RULES, cover, day, firm, office, put, source

GOLDEN = Path(__file__).parent / "golden"
COMMANDS: dict[str, tuple[str, ...]] = {
    "run": ("run", "--as-of", "2026-11-21"),
    "run-incremental": ("run", "--as-of", "2026-11-22", "--incremental"),
    "runs": ("runs",),
    "diff": ("diff", "{first}", "{second}"),
    "diff-none": ("diff", "{first}", "{first}"),
    "impact": ("impact", "--as-of", "2026-12-20", "--date", "2026-11-21"),
    "lapsing": ("lapsing", "--within", "30d", "--date", "2026-11-21"),
    "lapsing-few": ("lapsing", "--within", "90", "--date", "2026-11-21", "--limit", "2"),
    "what-if": ("what-if", "B", "--set", "covers[C1].end=2026-11-01", "--date", "2026-11-21"),
}
_DIGEST = re.compile(r"\b[0-9a-f]{12}\b")


class Desk:
    """A workspace of the small office with two runs on file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with office(path) as workspace:
            pin_rulesets(workspace, "", [str(RULES)], source())
            self.first = self.ran()
            put(workspace, cover("C", day("2027-03-31")), firm("A", staff=1))
            self.second = self.ran()

    def ran(self) -> int:
        return int(json.loads(self("run", "--as-of", "2026-11-21", "--format", "json").out)["run"])

    def shown(self, name: str, lang: str) -> str:
        """What a command writes to both streams, on a copy of the workspace; digests are made equal."""
        words = [w.format(first=self.first, second=self.second) for w in COMMANDS[name]]
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "office.anwei"
            shutil.copyfile(self.path, copy)
            done = anwei("--lang", lang, *words, ANWEI_WORKSPACE=str(copy), ANWEI_USER="王主任")
        assert done.code == 0, done.err
        return _DIGEST.sub("0123456789ab", done.out) + "--\n" + _DIGEST.sub("0123456789ab", done.err)

    def __call__(self, *words: str) -> Ran:
        return anwei(*words, ANWEI_WORKSPACE=str(self.path), ANWEI_USER="王主任")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk") / "office.anwei")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", COMMANDS)
def test_what_people_read(name: str, lang: str, desk: Desk) -> None:
    assert desk.shown(name, lang) == (GOLDEN / f"{name}.{lang}.txt").read_text(encoding="utf-8")


def test_what_programs_read(desk: Desk) -> None:
    told = json.loads(desk("diff", str(desk.first), str(desk.second), "--format", "json").out)
    assert told["causes"] == {"evidence": 2} and told["before"]["run"] == desk.first
    assert {(c["id"], c["rule"], c["before"], c["after"]) for c in told["changes"]} == {
        ("C", "office.covered", "fail", "pass"),
        ("C", "office.persons", "fail", "pass"),
    }
    hit = json.loads(desk("impact", "--as-of", "2026-12-20", "--date", "2026-11-21", "--format", "json").out)
    named = {n for c in hit["changes"] for x in c["causes"] for n in x["names"]}
    assert named == {"office.late", "office.persons"}
    assert hit["after"]["as_of"] == "2026-12-20" and hit["after"]["run"] is None
    ahead = json.loads(desk("lapsing", "--within", "30", "--date", "2026-11-21", "--format", "json").out)
    assert {(x["id"], x["on"]) for x in ahead["lapsing"]} >= {("B", "2026-12-06"), ("A", "2026-12-15")}
    supposed = json.loads(desk("what-if", "A", "--set", "risky=no", "--date", "2026-11-21", "--format", "json").out)
    assert [(c["rule"], c["after"]) for c in supposed["changes"]] == [("office.covered", "not_applicable")]
    runs = json.loads(desk("runs", "--format", "json").out)["runs"]
    assert [r["run"] for r in runs[-2:]] == [desk.second, desk.first]


def test_new_rules_are_compared_with_those_in_force(desk: Desk, tmp_path: Path) -> None:
    overlay = """
ruleset: office.more
title: {zh: 新增, en: More}
version: "1"
subject: firm
rules:
  - id: office.more
    title: {zh: 新增, en: More}
    severity: minor
    cites: [{law: office-law, article: "5"}]
    require: {fact: staff, at_least: 3}
    remedy: {zh: 补人, en: Hire}
    evidence: {zh: 名册, en: roster}
"""
    (tmp_path / "more.yaml").write_text(overlay, encoding="utf-8")
    done = desk("impact", "--rules", str(tmp_path / "more.yaml"), "--date", "2026-11-21", "--format", "json")
    told = json.loads(done.out)
    assert told["causes"] == {"rule": 3}
    assert {(c["id"], c["before"], c["after"]) for c in told["changes"]} == {
        ("A", None, "fail"),
        ("B", None, "pass"),
        ("C", None, "pass"),
    }


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("impact",), 2, "--rules"),
        (("what-if", "B"), 2, "--set"),
        (("what-if", "nobody", "--set", "staff=3"), 2, "nobody"),
        (("what-if", "B", "--set", "stuff=3"), 3, "staff"),
        (("diff", "998", "999"), 3, "WSP-024"),
        (("lapsing", "--within", "soon"), 2, "soon"),
        (("run", "--as-of", "yesterday"), 2, "yesterday"),
        (("run", "-w", "no-such.anwei"), 3, "no-such.anwei"),
    ],
)
def test_what_cannot_be_done_is_said(desk: Desk, words: tuple[str, ...], code: int, says: str) -> None:
    done = desk(*words)
    assert (done.code, says in done.err, "Traceback" in done.err) == (code, True, False), done.err


def test_an_empty_workspace_is_no_pass(tmp_path: Path) -> None:
    anwei("init", str(tmp_path / "empty.anwei"))
    done = anwei("run", "-w", str(tmp_path / "empty.anwei"))
    assert done.code == 3 and done.out == ""


def test_a_report_uses_the_run_of_the_day_without_options(tmp_path: Path) -> None:
    place = tmp_path / "office.anwei"
    with office(place) as workspace:
        pin_rulesets(workspace, "", [str(RULES)], source())
    asked: dict[str, str] = {"ANWEI_WORKSPACE": str(place), "ANWEI_USER": "王主任"}
    report = ("--lang", "en", "report", "leader", "--format", "md")
    assert "stored run" not in anwei(*report, **asked).out
    run = json.loads(anwei("run", "--format", "json", **asked).out)["run"]
    assert f"verdicts taken from the stored run no. {run}" in anwei(*report, **asked).out
    nearer = json.loads(anwei("run", "--ahead", "10d", "--format", "json", **asked).out)["run"]
    assert nearer > run and f"stored run no. {run}\n" in anwei(*report, **asked).out.replace("  \n", "\n")
