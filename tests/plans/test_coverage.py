"""``anwei coverage``: the numbers, the lists and the rules that nobody needs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from anwei.engine.catalogue.model import Catalogue
from anwei.engine.ir.rules import Clause, Controls
from anwei.engine.messages import Text
from anwei.engine.reports.coverage import clauses_of, clauses_text, coverage, plan_text
from tests.cli.run import anwei

SMALL = """\
controls: small
source: qingyuan-plan
clauses:
  - {id: S-1, section: 一, domain: team, text: {zh: 甲, en: A}, status: automated, rules: [qingyuan.water-rescue-team]}
  - {id: S-2, section: 一, domain: team, text: {zh: 乙, en: B}, status: not_checkable, reason: {zh: 口号, en: a slogan}}
  - {id: S-3, section: 二, domain: drill, text: {zh: 丙, en: C}, status: pending}
  - {id: S-4, section: 二, text: {zh: 丁, en: D}, status: parameter_unset, rules: [plan.drill-regular.city]}
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def data(*words: str) -> dict[str, Any]:
    ran = anwei("coverage", *words, "--format", "json", "--lang", "en")
    assert ran.code == 0, ran.err
    plans: list[dict[str, Any]] = json.loads(ran.out)["plans"]
    return {p["plan"]: p for p in plans}


def test_clauses_are_counted_by_status_and_domain(small: Path) -> None:
    found = data("small", "--rules", str(small))["small"]
    assert found["clauses"] == 4
    assert found["by_status"] == {"automated": 1, "attested": 0, "parameter_unset": 1, "not_checkable": 1, "pending": 1}
    assert found["by_domain"]["team"] == {"automated": 1, "not_checkable": 1}
    assert found["by_domain"]["drill"] == {"pending": 1}
    assert found["listed"] == []


def test_rules_that_cite_the_plan_and_that_no_clause_needs(catalogue: Catalogue, small: Path) -> None:
    citing = {r.id for r in catalogue.rules.values() if any(c.law == "qingyuan-plan" for c in r.cites)}
    found = data("small", "--rules", str(small))["small"]
    assert set(found["unneeded_rules"]) == citing - {"qingyuan.water-rescue-team", "plan.drill-regular.city"}


@pytest.mark.parametrize(("plan", "clauses"), [("luan", 345), ("qingyuan", 236), ("qinan", 241), ("yixian", 188)])
def test_a_whole_plan_needs_every_rule_that_cites_it(catalogue: Catalogue, plan: str, clauses: int) -> None:
    found = coverage(catalogue, catalogue.controls[plan])
    # plans are mapped without the plugins, whose rules may cite them all the same
    assert [r for r in found.unneeded if not r.startswith("mines.")] == []
    assert found.by_status["pending"] == 0
    assert sum(c.total() for c in found.by_domain().values()) == clauses


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (("--clauses",), ["S-1", "S-2", "S-3", "S-4"]),
        (("--status", "pending"), ["S-3"]),
        (("--status", "pending", "--status", "automated"), ["S-1", "S-3"]),
        (("--domain", "team"), ["S-1", "S-2"]),
        (("--domain", "team", "--status", "not_checkable"), ["S-2"]),
        (("--domain", "shelter"), []),
    ],
)
def test_clauses_are_listed_by_choice(small: Path, words: tuple[str, ...], ids: list[str]) -> None:
    assert [c["id"] for c in data("small", "--rules", str(small), *words)["small"]["listed"]] == ids


def test_without_a_plan_all_are_counted(catalogue: Catalogue) -> None:
    assert sorted(data()) == sorted(catalogue.controls)
    ran = anwei("coverage")
    assert ran.code == 0 and all(name in ran.out for name in catalogue.controls)


def test_an_unknown_plan_is_refused_with_the_nearest() -> None:
    ran = anwei("coverage", "qingyaun")
    assert ran.code == 2 and "qingyuan" in ran.err


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ["自动核查", "无法核查", "理由：口号"]), ("en", ["automated", "reason: a slogan"])]
)
def test_text_in_both_languages(small: Path, lang: str, words: list[str]) -> None:
    ran = anwei("coverage", "small", "--clauses", "--rules", str(small), "--lang", lang)
    assert ran.code == 0 and all(w in ran.out for w in words), ran.out


# -- parts ------------------------------------------------------------------------------------------------------------


def clause(number: int, **more: Any) -> Clause:
    return Clause(f"C-{number}", "一", Text("甲", "One"), more.pop("status", "pending"), **more)


def test_a_plan_without_clauses_says_so(catalogue: Catalogue) -> None:
    text = plan_text(coverage(catalogue, Controls("empty", "yixian-plan", ())), "en")
    total = next(line for line in text.splitlines() if line.startswith("total"))
    assert total.split() == ["total", "0", "-"]


def test_what_is_printed_and_how_it_is_read_are_shown() -> None:
    odd = clause(1, printed=Text("定期", "regularly"), reading=Text("每年", "each year"), note=Text("注", "a note"))
    shown = " ".join(clauses_text([odd], "en").split())
    assert "as printed: regularly" in shown and "reading: each year" in shown and "a note" in shown


def test_choosing_nothing_takes_all() -> None:
    kept = Controls("x", "y", (clause(1), clause(2, status="automated", domain="team")))
    assert len(clauses_of(kept)) == 2
    assert [c.id for c in clauses_of(kept, domains=["team"])] == ["C-2"]


# -- the pages --------------------------------------------------------------------------------------------------------

PAGES = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_numbers_on_the_page_are_those_of_the_catalogue(catalogue: Catalogue, lang: str) -> None:
    page = (PAGES / lang / "plans.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\|[^|]*`(\w+)`[^|]*\|\s*(\d+)\s*\|\s*(\d+)\s*\|\s*(\d+)\s*\|\s*(\d+)\s*\|$", page, re.MULTILINE
    )
    assert rows
    for plan, *numbers in rows:
        counts = coverage(catalogue, catalogue.controls[plan]).by_status
        kept = [counts.total(), counts["automated"], counts["attested"], counts["parameter_unset"]]
        assert [int(n) for n in numbers] == kept


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_example_on_the_page_loads(tmp_path: Path, lang: str) -> None:
    page = (PAGES / lang / "plans.md").read_text(encoding="utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    path = tmp_path / "example.yaml"
    path.write_text(example, encoding="utf-8")
    assert data("example", "--rules", str(path))["example"]["by_status"]["parameter_unset"] == 1
