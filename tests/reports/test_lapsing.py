"""What turns into a gap soon is listed in every format, with its day and what will be needed."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest

from anwei.engine.messages import Lang
from anwei.engine.record.finding import Verdict
from anwei.engine.reports import writer
from anwei.engine.reports.view import Report
from tests.reports.golden import NEEDS_ACTION, assessed, subjects, tiny

ALL = frozenset(Verdict)


def report(lang: Lang, within: int | None, show: frozenset[Verdict] = NEEDS_ACTION) -> Report:
    """W-2, whose officer's certificate ends on 2026-12-05, fifteen days before which nothing is wrong."""
    found = assessed(subjects("subjects.yaml")[1:], "tiny.officers", "tiny.trained")
    return Report(found, tiny(), lang, show, within=within)


@pytest.mark.parametrize("name", ["text", "md", "html"])
def test_people_read_what_lapses_and_what_they_will_need(name: str) -> None:
    said = writer(name)(report("zh", 15))
    for words in ("1 项结论将在 15 天内变为缺口", "安全员配备", "2026-12-06", "还有 15", "任命文件"):
        assert words in said.replace("\n", "").replace("  ", "")
    assert "没有需要列出的事项" not in said
    assert "letter of appointment" in writer(name)(report("en", 15))


@pytest.mark.parametrize("name", ["text", "md", "html", "sarif"])
@pytest.mark.parametrize("within", [14, None])
def test_what_lapses_later_or_is_not_asked_for_is_left_out(name: str, within: int | None) -> None:
    said = writer(name)(report("zh", within))
    assert "2026-12-06" not in said
    if name != "sarif":
        assert "没有需要列出的事项" in said


def test_sarif_has_what_lapses_as_a_result_to_look_at() -> None:
    run = json.loads(writer("sarif")(report("zh", 15)))["runs"][0]
    (result,) = run["results"]
    assert (result["ruleId"], result["kind"], result["level"]) == ("tiny.officers", "review", "none")
    assert result["message"]["text"].startswith("近 · 2026-12-06 起变为「缺」")
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "tiny.officers"


def test_sarif_names_what_is_shown_anyway_once() -> None:
    run = json.loads(writer("sarif")(report("zh", 15, ALL)))["runs"][0]
    kinds = {r["ruleId"]: r["kind"] for r in run["results"]}
    assert len(kinds) == len(run["results"]) and kinds["tiny.officers"] == "review"


def test_junit_says_it_beside_the_success() -> None:
    root = ET.fromstring(writer("junit")(report("zh", 15, ALL)))
    said = {c.attrib["name"].split()[0]: c.findtext("system-out") for c in root.iter("testcase")}
    assert said["tiny.officers"] is not None and "2026-12-06" in said["tiny.officers"]
    assert said["tiny.trained"] is None and root.attrib["failures"] == "0"
    assert [p.attrib["value"] for p in root.iter("property") if p.attrib["name"] == "lapsing"] == ["1"]
