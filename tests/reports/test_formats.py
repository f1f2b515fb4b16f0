"""CSV, JUnit, SARIF, HTML and Markdown are valid, complete, and never let data become markup or formulas."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest

from anwei.engine.messages import Lang
from anwei.engine.record.finding import Verdict
from anwei.engine.reports import writer
from anwei.engine.reports.as_csv import neutral
from anwei.engine.reports.junit import ELEMENTS
from anwei.engine.reports.layout import cells, split, visible
from anwei.engine.reports.sarif import KINDS
from tests.reports.golden import CASES, report


def rows(lang: Lang, case: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(writer("csv")(report(lang, case)), newline="")))


# -- csv ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_csv_has_one_row_for_each_finding(case: str) -> None:
    text = writer("csv")(report("zh", case))
    assert len(rows("zh", case)) == len(report("zh", case).views())
    assert text.endswith("\r\n") and text.startswith("检查日,")
    assert len({len(r) for r in csv.reader(io.StringIO(text, newline=""))}) == 1


def test_csv_neutralises_formulas_and_keeps_numbers() -> None:
    hostile = rows("zh", "hostile")[0]
    assert hostile["编号"] == "'=cmd|' /C calc'!A0"
    assert "\x1b" not in hostile["对象"] and "\u202e" not in hostile["对象"] and "\n" in hostile["对象"]
    kept = {r["对象"] for r in rows("zh", "hostile")}
    assert "-3" in kept
    for text in ("=1", "+1+1", "-x", "@a", "\tx", "\rx", "＝1"):
        assert neutral(text).startswith("'")
    for text in ("-5", "+3.25", "-1,000", "12%", "5", "a=b", ""):
        assert neutral(text) == text


# -- junit ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("case", CASES)
def test_junit_counts_agree_with_its_cases(lang: Lang, case: str) -> None:
    root = ET.fromstring(writer("junit")(report(lang, case)))
    assert root.tag == "testsuites"
    for parent in [root, *root]:
        found = Counter(child.tag for c in parent.iter("testcase") for child in c)
        wanted = {"failures": found["failure"], "errors": found["error"], "skipped": found["skipped"]}
        assert {k: int(parent.attrib[k]) for k in wanted} == wanted
        assert int(parent.attrib["tests"]) == len(list(parent.iter("testcase")))


def test_junit_shows_every_verdict() -> None:
    assert set(ELEMENTS) == set(Verdict)
    root = ET.fromstring(writer("junit")(report("en", "all-verdicts")))
    findings = report("en", "all-verdicts").assessment.findings
    for case, finding in zip(root.iter("testcase"), findings, strict=True):
        assert [c.tag for c in case] == ([ELEMENTS[finding.verdict]] if ELEMENTS[finding.verdict] else [])
        for child in case:
            assert child.attrib["type"] == finding.verdict.value and child.attrib["message"]


# -- sarif ----------------------------------------------------------------------------------------------------------

LEVELS = {"none", "note", "warning", "error"}


def sarif(case: str) -> dict[str, Any]:
    data = json.loads(writer("sarif")(report("en", case)))
    assert data["version"] == "2.1.0" and len(data["runs"]) == 1
    run: dict[str, Any] = data["runs"][0]
    return run


@pytest.mark.parametrize("case", CASES)
def test_sarif_is_well_formed(case: str) -> None:
    run = sarif(case)
    ids = [r["id"] for r in run["tool"]["driver"]["rules"]]
    assert len(ids) == len(set(ids))
    for result in run["results"]:
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in LEVELS
        assert (result["level"] == "none") == (result["kind"] != "fail")  # SARIF 3.27.9, 3.27.10
        assert result["message"]["text"] and result["partialFingerprints"]["anwei/v1"]
        for location in result["locations"]:
            region = location.get("physicalLocation", {}).get("region")
            assert region is None or min(region.values()) >= 1


def test_sarif_levels_follow_severity_and_waivers_are_suppressions() -> None:
    run = sarif("all-verdicts")
    assert set(KINDS) == set(Verdict)
    levels = {r["ruleId"]: r["level"] for r in run["results"] if r["kind"] == "fail"}
    assert levels == {
        "tiny.cover": "error",
        "tiny.officers": "warning",
        "tiny.trained": "note",
        "tiny.drill": "warning",
        "tiny.kit": "note",
    }
    waived = [r for r in run["results"] if "suppressions" in r]
    assert [r["properties"]["verdict"] for r in waived] == ["waived"]
    assert run["invocations"][0]["executionSuccessful"] is False
    prints = [r["partialFingerprints"]["anwei/v1"] for r in run["results"]]
    assert len(prints) == len(set(prints))


def test_sarif_without_a_file_has_no_physical_location() -> None:
    locations = [x for r in sarif("no-location")["results"] for x in r["locations"]]
    assert locations and all("physicalLocation" not in x and x["logicalLocations"] for x in locations)


# -- html and markdown ----------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """Collects the tags of a page and what it links to."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.open: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        if tag not in ("meta", "br"):
            self.open.append(tag)
        self.links += [v or "" for k, v in attrs if k in ("src", "href", "action", "srcset") or k.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("case", CASES)
def test_html_is_one_balanced_file_without_scripts_or_links(lang: Lang, case: str) -> None:
    text = writer("html")(report(lang, case))
    page = Page()
    page.feed(text)
    assert page.open == [] and page.links == [] and page.tags["script"] == 0
    assert page.tags["article"] == len(report(lang, case).views())
    assert "@import" not in text and "url(" not in text


def test_html_shows_hostile_names_as_they_are() -> None:
    page = Page()
    page.feed(writer("html")(report("zh", "hostile")))
    assert any('红星厂[/一车间] <script>alert("1")</script> | @here **x** &amp; 🔥' in w for w in page.words)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_markdown_rows_all_have_the_same_cells(lang: Lang) -> None:
    lines = writer("md")(report(lang, "hostile")).splitlines()
    table = [x for x in lines if x.startswith("|")]
    assert len({x.replace("\\|", "").count("|") for x in table}) == 1
    assert not any("<script" in x or "](" in x.replace("\\](", "") or "://" in x for x in lines)


# -- text -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("case", CASES)
def test_text_keeps_to_its_width_and_sends_nothing_to_the_terminal(lang: Lang, case: str) -> None:
    text = writer("text")(report(lang, case))
    assert max(cells(x) for x in text.splitlines()) <= 100
    assert all(c == "\n" or visible(c) == c for c in text)


def test_text_says_what_it_leaves_out() -> None:
    assert "……另有 16 项" in writer("text")(report("zh", "long-text"))


def test_lines_do_not_begin_with_closing_punctuation() -> None:
    assert split("安全生产管理人员，应当", 16) == ["安全生产管理人", "员，应当"]
    assert "".join(split("一二三四五六七八九十" * 9, 20)) == "一二三四五六七八九十" * 9


def test_names_and_numbers_stay_whole_where_a_line_may_break_before_them() -> None:
    assert split("安全生产责任保险实施办法（2025年）", 26) == ["安全生产责任保险实施办法", "（2025年）"]
    assert split("涉及 people[P01]、people[P02]、people[P03]", 32) == ["涉及 people[P01]、people[P02]、", "people[P03]"]
    assert split("一二三四五六(七八)九十", 17)[1][0] not in ")）"
