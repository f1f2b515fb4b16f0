"""The commands that show rules, parameters, schemas and explanations."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from anwei.engine.catalogue.model import Catalogue
from tests.cli.run import TINY, Ran, anwei

SUBJECTS = "tests/reports/subjects.yaml"


def data(*words: str) -> dict[str, Any]:
    ran = anwei(*words, "--format", "json")
    assert ran.code == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    assert found["schema"] == 1
    return found


# -- rules list and show --------------------------------------------------------------------------------------------


def test_list_names_every_rule_and_counts_on_stderr(catalogue: Catalogue) -> None:
    listed = data("rules", "list")["rules"]
    assert [r["rule"] for r in listed] == list(catalogue.rules)
    ran = anwei("rules", "list")
    assert str(len(catalogue.rules)) in ran.err and str(len(catalogue.rules)) not in ran.out.splitlines()[-1]


def test_list_filters_add_up() -> None:
    kinds = data("rules", "list", "--kind", "enterprise", "--pillar", "training")["rules"]
    assert kinds and {(r["kind"], r["pillar"]) for r in kinds} == {("enterprise", "training")}
    review = data("rules", "list", "--needs-review")["rules"]
    assert review and all(r["needs_review"] for r in review)
    topics = data("rules", "list", "--topic", "insurance")["rules"]
    assert {r["topic"] for r in topics} == {"insurance"}
    assert {r["ruleset"] for r in data("rules", "list", "tiny.*", *TINY)["rules"]} == {"tiny.workshop"}


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("rules", "list", "insurance.liabilty"), "insurance.liability"),
        (("rules", "show", "insurance.liabilty"), "insurance.liability"),
        (("rules", "list", "--kind", "enterprize"), "enterprise"),
        (("rules", "list", "--topic", "insurence"), "insurance"),
        (("params", "show", "tiny.limits", *TINY), "tiny.limit"),
        (("rules", "schema", "rulesets"), "ruleset"),
        (("explain", "tiny.oficers", *TINY), "tiny.officers"),
        (("explain", "XLS-999"), "XLS-0"),
        (("explain", "coverag"), "coverage"),
        (("explain", "tiny.cover", SUBJECTS, "--subject", "W-22", *TINY), "W-2"),
    ],
)
def test_unknown_names_are_refused_with_the_nearest(words: tuple[str, ...], hint: str) -> None:
    ran = anwei(*words, "--lang", "en")
    assert (ran.code, ran.out) == (2, "")
    assert f"did you mean: {hint}" in ran.err


def test_show_says_everything_about_a_rule() -> None:
    rule = data("rules", "show", "tiny.officers", *TINY)["rules"][0]
    assert rule["sentence"]["zh"].startswith("适用于所有作坊") and rule["sentence"]["en"].startswith("Applies to every")
    assert (rule["tests"], rule["legal_facts"]) == (2, ["TINY-003"])
    assert rule["citations"][0]["article_text"] == "第3条第2款"
    assert [p["name"] for p in rule["parameters"]] == ["tiny.officers"]
    assert rule["place"]["file"].endswith("tiny.yaml") and rule["place"]["line"] > 1
    text = anwei("rules", "show", "tiny.officers", "tiny.cover", *TINY).out
    assert "第3条第2款" in text and "2 个用例" in text and "tiny.yaml:" in text
    assert text.count("每人责任限额（tiny.limit）") == 3


def test_every_shipped_rule_can_be_shown_in_both_languages(catalogue: Catalogue) -> None:
    from anwei.engine.reports.lawbook import Book, listed

    for lang in ("zh", "en"):
        book = Book(catalogue, lang)
        for rule in catalogue.rules.values():
            assert rule.id in listed(rule.id, book.rule_entries(rule), lang)
            json.dumps(book.rule_object(rule))
        for parameter in catalogue.parameters.values():
            assert listed(parameter.name, book.parameter_entries(parameter, None), lang)
            json.dumps(book.parameter_object(parameter))


# -- rules diff -----------------------------------------------------------------------------------------------------


def changed(tmp_path: Path, *swaps: tuple[str, str]) -> list[dict[str, Any]]:
    text = Path(TINY[1]).read_text(encoding="utf-8")
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "b.yaml").write_text(text, encoding="utf-8")
    found: list[dict[str, Any]] = data("rules", "diff", str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml"))["changes"]
    return found


def test_the_same_rules_do_not_differ(tmp_path: Path) -> None:
    assert changed(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "id_", "parts"),
    [
        ("value: 40 万元", "value: 45 万元", "tiny.limit", ["value"]),
        ("above: 50", "above: 60", "tiny.officers", ["value"]),
        ("{held: rehearsals, every: year}", "{held: rehearsals, every: half_year}", "tiny.drill", ["requirement"]),
        ("zh: 年度演练", "zh: 每年演练", "tiny.drill", ["title"]),
        ("en: Yearly drill", "en: Annual drill", "tiny.drill", ["title"]),
        ("until: 2025-12-31", "until: 2026-12-31", "tiny.notice", ["in_force"]),
        ("is: true}", "is: false}", "tiny.patrols", ["scope"]),
        ("severity: critical", "severity: major", "tiny.cover", ["weight"]),
        ("zh: 照片", "zh: 照片和说明", "tiny.notice", ["evidence"]),
        ("facts: [TINY-003]", "facts: [TINY-004]", "tiny.officers", ["legal_facts"]),
    ],
)
def test_diff_names_the_rule_and_what_changed(tmp_path: Path, old: str, new: str, id_: str, parts: list[str]) -> None:
    changes = changed(tmp_path, (old, new))
    assert [(c["id"], c["change"], [p["part"] for p in c["parts"]]) for c in changes] == [(id_, "changed", parts)]


def test_diff_shows_sentences_before_and_after(tmp_path: Path) -> None:
    part = changed(tmp_path, ("every: year}", "every: half_year}"))[0]["parts"][0]
    assert part["before"].startswith("每年") and part["after"].startswith("每半年")


def test_diff_tells_added_and_removed(tmp_path: Path) -> None:
    changes = changed(tmp_path, ("id: tiny.trained", "id: tiny.schooled"))
    assert [(c["id"], c["change"]) for c in changes] == [("tiny.schooled", "added"), ("tiny.trained", "removed")]


def test_diff_of_two_days_shows_what_the_law_changed() -> None:
    changes = data("rules", "diff", "--as-of", "2024-12-31", "--as-of", "2026-06-01", *TINY)["changes"]
    tiny = {c["id"]: c for c in changes if c["id"].startswith("tiny.")}
    assert {k: v["change"] for k, v in tiny.items()} == {"tiny.notice": "removed", "tiny.limit": "changed"}
    words = [(p["before"], p["after"]) for p in tiny["tiny.limit"]["parts"]]
    assert "300,000 元" in words[0][0] and "400,000 元" in words[0][1]
    assert words[1][0] is None and "500,000 元" in words[1][1]
    assert data("rules", "diff", "--as-of", "2026-06-01", "--as-of", "2026-06-01")["changes"] == []


def test_diff_wants_two_of_a_kind() -> None:
    for words in ((), ("--as-of", "2026-01-01"), (TINY[1],), (TINY[1], TINY[1], "--as-of", "2026-01-01")):
        assert anwei("rules", "diff", *words).code == 2


# -- params ---------------------------------------------------------------------------------------------------------


def test_the_value_in_force_depends_on_the_day_and_the_division() -> None:
    def amount(*words: str) -> str:
        found: str = data("params", "show", "tiny.limit", *TINY, *words)["parameters"][0]["in_force"]["value"]["amount"]
        return found

    assert amount("--as-of", "2024-12-31") == "300000.00"
    assert amount("--as-of", "2025-01-01") == "400000.00"
    assert amount("--as-of", "2026-01-01", "--division", "341502") == "500000.00"
    assert amount("--as-of", "2026-01-01", "--division", "370000") == "400000.00"
    before = data("params", "show", "tiny.limit", *TINY, "--as-of", "2019-12-31")["parameters"][0]
    assert before["in_force"] is None and len(before["values"]) == 3


def test_parameters_name_their_rules_facts_and_notes() -> None:
    text = " ".join(anwei("params", "show", "tiny.limit", "tiny.patrols", *TINY, "--lang", "en").out.split())
    assert "TINY-001" in text and "tiny.cover" in text and "needs review: from memory" in text
    assert "the source says 'often'" in text and "not set by the source" in text


def test_params_list_holds_every_parameter(catalogue: Catalogue) -> None:
    assert [p["name"] for p in data("params", "list")["parameters"]] == list(catalogue.parameters)
    assert len(anwei("params", "list").out.splitlines()) > len(catalogue.parameters)


def test_params_review_lists_every_value_and_rule_in_doubt(catalogue: Catalogue) -> None:
    found = data("params", "list", "--needs-review")
    doubted = [
        (p.name, v.confidence) for p in catalogue.parameters.values() for v in p.values if v.confidence != "seen"
    ]
    assert [(v["parameter"], v["confidence"]) for v in found["values"]] == doubted
    assert [r["rule"] for r in found["rules"]] == [r.id for r in catalogue.rules.values() if r.confidence != "seen"]
    assert all(v["citations"] for v in found["values"])


# -- explain --------------------------------------------------------------------------------------------------------


def test_explain_a_rule_a_parameter_a_code_and_a_term() -> None:
    assert "第3条第2款" in anwei("explain", "tiny.officers", *TINY).out
    assert "500,000" in anwei("explain", "tiny.limit", *TINY).out
    assert "XLS-007" in anwei("explain", "xls-007").out
    assert anwei("explain", "coverage").out == anwei("explain", "填报完整性").out
    assert data("explain", "DOC-007")["what"]["en"].startswith("duplicate key")


def test_explain_a_verdict_shows_steps_parameters_and_what_would_decide() -> None:
    ran = anwei("explain", "tiny.officers", SUBJECTS, "--date", "2026-11-21", "--subject", "W-1", *TINY)
    assert ran.code == 0
    for words in ("计算", "在岗人数 = 1", "参数", "差 1", "补配 1"):
        assert words in ran.out
    ran = anwei("explain", "tiny.cover", SUBJECTS, "--date", "2026-11-21", "--subject", "W-2", *TINY)
    assert "待补事实" in ran.out and "covers[B-9].end" in ran.out and "W-1" not in ran.out
    findings = json.loads(anwei("explain", "tiny.cover", SUBJECTS, *TINY, "--format", "json").out)["findings"]
    assert [f["subject"]["id"] for f in findings] == ["W-1", "W-2"]


def test_explain_wants_a_subject_of_the_right_kind() -> None:
    ran = anwei("explain", "insurance.liability", SUBJECTS, *TINY, "--lang", "en")
    assert ran.code == 2 and "Enterprise" in ran.err


# -- completion -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_completion_scripts_name_the_command(shell: str) -> None:
    ran = anwei("completion", shell)
    assert ran.code == 0 and "_ANWEI_COMPLETE" in ran.out and "anwei" in ran.out


def test_completion_knows_subcommands_and_options() -> None:
    def words(line: str, count: int) -> list[str]:
        ran: Ran = anwei(COMP_WORDS=line, COMP_CWORD=str(count), _ANWEI_COMPLETE="bash_complete")
        return [x.partition(",")[2] for x in ran.out.splitlines()]

    assert {"check", "explain", "rules", "params", "form", "plugin", "completion"} <= set(words("anwei ", 1))
    assert {"diff", "lint", "list", "schema", "show", "test"} <= set(words("anwei rules ", 2))
    assert words("anwei rules list --pi", 3) == ["--pillar"]


def test_completion_of_an_unknown_shell_is_refused() -> None:
    assert anwei("completion", "cmd").code == 2


# -- rules mutate ---------------------------------------------------------------------------------------------------


def test_mutate_lists_what_tests_do_not_notice() -> None:
    ran = anwei("rules", "mutate", "staffing.full-time-officer", "--lang", "en")
    assert ran.code == 0 and "mutants" in ran.err
    again = anwei("rules", "mutate", "no-such-rule", "--lang", "en")
    assert again.code == 2 and "no-such-rule" in again.err
