"""``anwei compare``: which clauses say the same, who is strictest, and how it is laid out.

``ANWEI_UPDATE_GOLDEN=1`` writes the golden files anew; review the difference like any other change.
"""

from __future__ import annotations

import io
import json
import os
from fractions import Fraction
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anwei.engine.catalogue.files import read_sources
from anwei.engine.catalogue.load import compile_catalogue
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.documents.diagnostics import Diagnostics
from anwei.engine.facts.values import parse_date
from anwei.engine.ir.parameters import Parameter, Value
from anwei.engine.ir.types import Type
from anwei.engine.messages import Lang, Text
from anwei.engine.reports import plan_comparison_pages as pages
from anwei.engine.reports.handouts import write
from anwei.engine.reports.plan_comparison import Limit, Plan, Row, compare, duty, plan_of, standings
from tests.cli.run import anwei

HERE = Path(__file__).resolve().parent
GOLDEN = HERE / "golden"
DAY = parse_date("2026-06-30")
SHIPPED = ("luan", "qingyuan", "qinan", "yixian")


@cache
def small() -> Catalogue:
    diagnostics = Diagnostics()
    catalogue = compile_catalogue(read_sources([HERE / "compare.yaml"], diagnostics, HERE), diagnostics)
    diagnostics.raise_errors()
    return catalogue


def plans(catalogue: Catalogue, *names: str) -> list[Plan]:
    return [plan_of(catalogue, catalogue.controls[n]) for n in names]


def rows(*names: str, day: int = DAY) -> dict[str, Row]:
    """The rows of the small plans by the name of what they share."""
    return {r.key.name: r for r in compare(small(), plans(small(), *names), day)}


def clauses(row: Row) -> dict[str, list[str]]:
    return {plan: [c.id for c in cell.clauses] for plan, cell in row.cells.items()}


def ranks(row: Row) -> dict[str, str]:
    return {plan: cell.standing for plan, cell in row.cells.items()}


# -- which clauses say the same ---------------------------------------------------------------------------------------


def test_a_plan_holds_where_its_rules_do() -> None:
    assert [p.division for p in plans(small(), "alpha", "beta", "gamma")] == ["11", "12", "13"]


def test_clauses_of_one_number_stand_in_one_row() -> None:
    row = rows("alpha", "beta", "gamma")["plan.hours"]
    assert clauses(row) == {"alpha": ["A-4", "A-5"], "beta": ["B-4"], "gamma": ["C-3"]}


def test_a_row_is_widened_by_a_plan_that_shares_less() -> None:
    """Alpha and Beta share the indicator; Gamma has a rule of the same name without a number."""
    row = rows("alpha", "beta", "gamma")["coverage"]
    assert (row.key.kind, clauses(row)) == ("indicator", {"alpha": ["A-2"], "beta": ["B-2"], "gamma": ["C-2"]})
    assert row.cells["gamma"].limits == ()


def test_rules_of_one_name_and_items_make_rows() -> None:
    found = rows("alpha", "beta")
    assert (found["group"].key.kind, clauses(found["group"])) == ("rule", {"alpha": ["A-8"], "beta": ["B-7"]})
    assert found["plan.list"].key.kind == "item" and "plan.map" not in found  # the same clauses: told once


def test_what_one_plan_says_alone_is_no_comparison() -> None:
    assert "plan.board" not in rows("alpha", "beta", "gamma")
    assert set(rows("alpha", "gamma")) == {"plan.cut", "plan.hours", "coverage"}
    assert rows("alpha") == {}


def test_a_rule_that_checks_the_past_shares_nothing() -> None:
    """A-9 names one that reads the hours, but asks for none."""
    assert clauses(rows("alpha", "beta")["plan.hours"]) == {"alpha": ["A-4", "A-5"], "beta": ["B-4"]}


def test_rows_follow_the_fields_of_work_and_the_first_plan() -> None:
    found = list(rows("alpha", "beta"))
    assert found == ["plan.cut", "coverage", "fires", "plan.share", "plan.hours", "plan.gap", "group", "plan.list"]


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        ("alpha.group.township", "group"),
        ("plan.group.city", "group"),
        ("alpha.group", "group"),
        ("stock.rotation", "stock.rotation"),
        ("alpha", "alpha"),
        ("plan.city", "city"),
    ],
)
def test_the_duty_of_a_rule(rule: str, name: str) -> None:
    assert duty(rule, {"plan", "alpha"}) == name


# -- who is strictest -------------------------------------------------------------------------------------------------


def test_more_is_stricter_or_less_is() -> None:
    found = rows("alpha", "beta", "gamma")
    assert ranks(found["plan.cut"]) == {"alpha": "strictest", "beta": "laxest", "gamma": "between"}
    assert ranks(found["plan.hours"]) == {"alpha": "laxest", "beta": "strictest", "gamma": "laxest"}


def test_the_value_of_the_day_counts() -> None:
    before = rows("alpha", "beta", "gamma", day=parse_date("2025-12-31"))["plan.hours"]
    assert ranks(before) == {"alpha": "between", "beta": "strictest", "gamma": "laxest"}


def test_what_cannot_be_compared_is_not_ranked() -> None:
    found = rows("alpha", "beta")
    assert set(ranks(found["plan.share"]).values()) == {""}  # left open by Alpha
    assert set(ranks(found["fires"]).values()) == {""}  # two readings in Beta
    assert set(ranks(found["plan.gap"]).values()) == {""}  # months and days
    assert ranks(found["coverage"]) == {"alpha": "equal", "beta": "equal"}


def test_numbers_differ_where_ranked_apart_or_left_open() -> None:
    found = rows("alpha", "beta")
    assert {key for key, row in found.items() if row.differs} == {"plan.cut", "plan.hours", "plan.share"}
    assert {key for key, row in found.items() if not row.numbered} == {"group", "plan.list"}


def limit(amount: int, scale: int, stricter: str, strict: bool) -> Limit:
    parameter = Parameter("p", Text("数", "n"), Type("number", scale), (), stricter)  # type: ignore[arg-type]
    return Limit(parameter, Value(0, (), "number", amount=amount, strict=strict))


NUMBERS = st.tuples(st.integers(-50, 50), st.integers(0, 2), st.booleans())


@given(st.lists(NUMBERS, min_size=2, max_size=5), st.sampled_from(["higher", "lower"]))
def test_the_strictest_admits_nothing_that_another_refuses(numbers: list[tuple[int, int, bool]], stricter: str) -> None:
    """By the meaning of a limit, on a grid finer than any scale: stricter means that fewer values pass."""
    given_ = {str(n): (limit(a, s, stricter, strict),) for n, (a, s, strict) in enumerate(numbers)}
    grid = [Fraction(n, 200) for n in range(-10_100, 10_101, 1)]

    def passing(found: tuple[Limit, ...]) -> int:
        bound, strict = Fraction(found[0].value.amount, 10 ** found[0].parameter.type.scale), found[0].value.strict
        return sum(
            (x > bound or (x == bound and not strict))
            if stricter == "higher"
            else (x < bound or (x == bound and not strict))
            for x in grid
        )

    counts = {plan: passing(found) for plan, found in given_.items()}
    for plan, standing in standings(given_).items():
        if standing == "equal":
            assert len(set(counts.values())) == 1
        else:
            least, most = min(counts.values()), max(counts.values())
            expected = "strictest" if counts[plan] == least else "laxest" if counts[plan] == most else "between"
            assert standing == expected


# -- laid out ---------------------------------------------------------------------------------------------------------


def kept(name: str, data: str) -> None:
    """The data is the golden file of this name."""
    path = GOLDEN / name
    if os.environ.get("ANWEI_UPDATE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        path.write_bytes(data.encode())
    assert path.read_bytes().decode() == data


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_golden(lang: Lang) -> None:
    chosen = plans(small(), "alpha", "beta", "gamma")
    found = compare(small(), chosen, DAY)
    kept(f"compare-{lang}.txt", pages.text(chosen, found, DAY, lang) + "\n")
    handout = pages.handout(chosen, found, DAY, lang)
    kept(f"compare-{lang}.html", write(handout, "html").decode())
    data = pages.comparison_object(chosen, found, DAY, lang)
    kept(f"compare-{lang}.json", json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n")


def test_words_of_a_plan_never_become_markup() -> None:
    chosen = plans(small(), "alpha", "beta")
    html = write(pages.handout(chosen, compare(small(), chosen, DAY), DAY, "en"), "html").decode()
    assert "List &amp; map &lt;b&gt;" in html and "map <b>" not in html


def test_excel_holds_a_line_for_each_obligation_and_a_column_for_each_plan() -> None:
    chosen = plans(small(), "alpha", "beta", "gamma")
    found = compare(small(), chosen, DAY)
    book = openpyxl.load_workbook(io.BytesIO(write(pages.handout(chosen, found, DAY, "en"), "xlsx")))
    lines = [list(row) for row in book["Obligations"].iter_rows(values_only=True)]
    head = next(n for n, line in enumerate(lines) if line[0] == "domain")
    assert lines[head][:5] == ["domain", "obligation", "Plan of Alpha", "Plan of Beta", "Plan of Gamma"]
    body = [line for line in lines[head + 1 :] if line[0]]
    assert [line[1] for line in body] == [r.name.en for r in found]
    assert body[0][2:5] == [
        "15% · strictest · binding · A-1 (一)",
        "10% · laxest · binding · B-1 (1)",
        "12% [needs review] · between · binding · C-1 (Ⅰ)",
    ]


def test_nothing_in_common_is_said() -> None:
    chosen = plans(small(), "alpha", "beta")
    assert "no obligation in common" in pages.text(chosen, [], DAY, "en")
    assert "no obligation in common" in write(pages.handout(chosen, [], DAY, "en"), "html").decode()


# -- the command ------------------------------------------------------------------------------------------------------


def test_the_shipped_plans_by_their_printed_numbers() -> None:
    ran = anwei("compare", *SHIPPED, "--as-of", "2026-06-30", "--format", "json", "--lang", "en")
    assert ran.code == 0, ran.err
    found = {r["key"]: r["cells"] for r in json.loads(ran.out)["obligations"]}

    def said(key: str) -> dict[str, tuple[str, str | None]]:
        return {p: (c["limits"][0]["value"], c["standing"]) for p, c in found[key].items() if c["limits"]}

    assert said("plan.deaths-reduction") == {
        "luan": ("15%", "strictest"),
        "qingyuan": ("15%", "strictest"),
        "qinan": ("10%", "laxest"),
        "yixian": ("15% [needs review]", "strictest"),
    }
    assert said("relief.hours") == {
        "luan": ("8 h", "between"),
        "qingyuan": ("8 h (exclusive)", "strictest"),
        "qinan": ("10 h", "laxest"),
        "yixian": ("10 h", "laxest"),
    }
    assert said("plan.info-coverage") == {"qingyuan": ("95", "strictest"), "qinan": ("92", "laxest")}
    assert {p: [x["id"] for x in c["clauses"]] for p, c in found["plan.three-bases.warning"].items()} == {
        "luan": ["LUAN-257"],
        "yixian": ["YIXIAN-166"],
    }


def test_the_command_chooses(tmp_path: Path) -> None:
    words = ("compare", "luan", "qinan", "--as-of", "2026-06-30", "--lang", "en")
    data = {
        option: json.loads(anwei(*words, "--format", "json", *option.split()).out)["obligations"]
        for option in ("", "--numbers", "--differing", "--domain drill")
    }
    assert len(data[""]) > len(data["--numbers"]) > 0
    assert all(any(c["limits"] for c in r["cells"].values()) for r in data["--numbers"])
    assert data["--differing"] and all(r["differs"] for r in data["--differing"])
    assert {r["domain"] for r in data["--domain drill"]} == {"drill"}


@pytest.mark.parametrize(
    ("suffix", "start"), [("html", b"<!doctype"), ("xlsx", b"PK"), ("json", b"{"), ("md", b"#"), ("txt", b"numbers")]
)
def test_the_suffix_of_the_file_is_the_format(tmp_path: Path, suffix: str, start: bytes) -> None:
    path = tmp_path / f"made.{suffix}"
    ran = anwei("compare", "luan", "qinan", "--as-of", "2026-06-30", "--lang", "en", "-o", str(path))
    assert ran.code == 0 and ran.out == ""
    assert path.read_bytes().removeprefix(b"\xef\xbb\xbf").lstrip().startswith(start)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("luan",), "at least two"),
        (("luan", "luan"), "at least two"),
        (("luan", "qinaan"), "qinan"),
        (("luan", "qinan", "--format", "xlsx"), "-o"),
        (("luan", "qinan", "--format", "yaml"), "yaml"),
        (("luan", "qinan", "--domain", "weather"), "weather"),
        (("luan", "qinan", "--as-of", "soon"), "soon"),
    ],
)
def test_what_cannot_be_compared_is_refused(words: tuple[str, ...], said: str) -> None:
    ran = anwei("compare", *words, "--lang", "en")
    assert ran.code == 2 and said in ran.err and "Traceback" not in ran.err


def test_without_names_the_local_plans_are_compared() -> None:
    ran = anwei("compare", "--format", "json", "--as-of", "2026-06-30", "--lang", "en")
    named = [p["plan"] for p in json.loads(ran.out)["plans"]]
    assert {*SHIPPED} <= {*named} and "hazchem-law" not in named


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    ran = anwei("compare", "luan", "qinan", "-o", str(tmp_path / "none" / "made.txt"), "--lang", "en")
    assert ran.code != 0 and "DOC-011" in ran.err and "Traceback" not in ran.err
