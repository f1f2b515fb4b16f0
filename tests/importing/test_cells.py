"""How single cells are read: every way of writing that townships use, and nothing guessed silently."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anwei.engine.facts.vocabulary import FieldSpec
from anwei.engine.forms.codes import CodeWords
from anwei.engine.messages import Text
from anwei.engine.workspace.importing.cells import MISSING, ColumnReader, Context, Odd
from anwei.engine.workspace.importing.credit_code import CHARACTERS, check_character, is_credit_code, repaired
from anwei.engine.workspace.importing.grid import Raw
from anwei.engine.workspace.importing.problems import Kind, Level, Problem
from tests.importing.support import vocabulary

DAY = date(2026, 3, 5).toordinal()
SPECS = {
    "date": FieldSpec("d", "date", Text("日期", "Date")),
    "people": FieldSpec("n", "integer", Text("人数", "People"), unit="person", minimum=0),
    "money": FieldSpec("m", "money", Text("金额", "Amount"), scale=2, unit="CNY"),
    "mass": FieldSpec("t", "decimal", Text("重量", "Mass"), scale=2, unit="t"),
    "ratio": FieldSpec("r", "decimal", Text("比例", "Share"), scale=4, unit="%"),
    "plain": FieldSpec("q", "decimal", Text("数量", "Quantity"), scale=2),
    "boolean": FieldSpec("b", "boolean", Text("是否", "Whether")),
    "text": FieldSpec("x", "text", Text("文字", "Text")),
    "name": FieldSpec("name", "text", Text("名称", "Name")),
    "code": FieldSpec("s", "code", Text("行业", "Sector"), codes="sector"),
    "codes": FieldSpec("s", "codes", Text("行业", "Sectors"), codes="sector"),
    "credit": FieldSpec("credit_code", "text", Text("信用代码", "Credit code")),
    "division": FieldSpec("division", "division", Text("区划", "Division")),
}


def read(kind: str, raw: Raw, unit: str = "", year: int = 2026) -> object:
    words = vocabulary()
    context = Context(year, {"河东乡": "341502101"})
    return ColumnReader(SPECS[kind], words, CodeWords(words), context, unit).read(raw)


@pytest.mark.parametrize("raw", [date(2026, 3, 5), datetime(2026, 3, 5), "2026-03-05"])  # noqa: DTZ001
def test_clean_dates(raw: Raw) -> None:
    assert read("date", raw) == DAY


@pytest.mark.parametrize(
    "raw",
    ["2026.3.5", "2026/3/5", "2026年3月5日", "２０２６．３．５", "2026. 3. 5", "2026-03-05 00:00:00", "20260305",
     46086.0, "46086", "2026年3月5号", "2026、3、5", "2026.3.5。", "2026-3-5 10:30"],
)  # fmt: skip
def test_dates_written_in_other_ways_are_read_and_noted(raw: Raw) -> None:
    found = read("date", raw)
    assert isinstance(found, Odd) and (found.level, found.kind) == (Level.NOTE, Kind.DATE_FORM)
    assert (found.value, found.fix) == (DAY, "2026-03-05")


@pytest.mark.parametrize("raw", ["3月5日", "3.5", "3-5", "26.3.5", "26年3月5日"])
def test_dates_without_their_year_are_only_proposed(raw: str) -> None:
    found = read("date", raw)
    assert isinstance(found, Odd) and (found.level, found.kind, found.value) == (Level.FIX, Kind.DATE_YEAR, DAY)


@pytest.mark.parametrize("raw", ["三月初五", "2026.2.30", "2026年3月", "待报", "3月5日至8日", 7.0])
def test_what_is_no_date_is_refused(raw: Raw) -> None:
    found = read("date", raw)
    assert isinstance(found, Odd) and found.level is Level.BAD


def test_without_a_year_to_go_by_nothing_is_proposed() -> None:
    found = read("date", "3月5日", year=0)
    assert isinstance(found, Odd) and found.level is Level.BAD


@pytest.mark.parametrize(
    ("kind", "raw", "unit", "value"),
    [
        ("people", 120.0, "", 120),
        ("people", "120", "人", 120),
        ("money", 3200.0, "万元", 3_200_000_000),
        ("money", 12.5, "", 1250),
        ("mass", 3.5, "吨", 350_000),
        ("mass", 3500.0, "公斤", 350_000),
        ("ratio", 15.0, "%", 1500),
        ("plain", 0.1 + 0.2, "吨", 30),  # a quantity without a unit of its own keeps its number
    ],
)
def test_numbers_in_the_unit_of_their_header(kind: str, raw: Raw, unit: str, value: int) -> None:
    assert read(kind, raw, unit) == value


@pytest.mark.parametrize(
    ("kind", "raw", "unit", "value"),
    [
        ("people", "１２０", "", 120),
        ("people", "1,200人", "", 1200),
        ("money", "3200万元", "元", 3_200_000_000),
        ("money", "3,200 万", "", 3_200_000_000),
        ("money", "1.5亿元", "万元", 15_000_000_000),
        ("money", "500千元", "", 50_000_000),
        ("mass", "3.5t", "公斤", 350_000),
        ("ratio", "15%", "", 1500),
        ("ratio", "１５％", "", 1500),
    ],
)
def test_numbers_written_in_other_ways_are_read_and_noted(kind: str, raw: str, unit: str, value: int) -> None:
    found = read(kind, raw, unit)
    assert isinstance(found, Odd) and (found.level, found.kind, found.value) == (Level.NOTE, Kind.NUMBER_FORM, value)


@pytest.mark.parametrize(("raw", "value"), [("约120人", 120), ("120余人", 120), ("共35", 35)])
def test_numbers_among_words_are_only_proposed(raw: str, value: int) -> None:
    found = read("people", raw)
    assert isinstance(found, Odd) and (found.level, found.kind, found.value) == (Level.FIX, Kind.NUMBER_WORDS, value)


@pytest.mark.parametrize("raw", ["10-20人", "很多", "12.5", "-3", "5吨"])
def test_what_is_no_such_number_is_refused(raw: str) -> None:
    found = read("people", raw)
    assert isinstance(found, Odd) and found.level is Level.BAD


@pytest.mark.parametrize(
    ("raw", "value"), [("是", True), ("有", True), ("无", False), ("否", False), ("√", True), (1.0, True)]
)
def test_yes_and_no(raw: Raw, value: bool) -> None:
    assert read("boolean", raw) is value


@pytest.mark.parametrize(("raw", "value"), [("已设置", True), ("未设置", False), ("不具备", False)])
def test_longer_answers_are_only_proposed(raw: str, value: bool) -> None:
    found = read("boolean", raw)
    assert isinstance(found, Odd) and (found.level, found.value) == (Level.FIX, value)


def test_codes_by_label_alias_and_nearest_word() -> None:
    assert read("code", "危险化学品") == "hazardous_chemicals"
    assert read("codes", "危险化学品、机械") == frozenset({"hazardous_chemicals", "machinery"})
    found = read("code", "危险化学品行业")
    assert isinstance(found, Odd) and (found.level, found.value) == (Level.FIX, "hazardous_chemicals")
    assert isinstance(read("code", "占星"), Odd)


@pytest.mark.parametrize("raw", ["-", "/", "——", "暂无"])
def test_strokes_are_proposed_to_be_blank(raw: str) -> None:
    found = read("date", raw)
    assert isinstance(found, Odd) and (found.kind, found.level, found.value) == (Kind.PLACEHOLDER, Level.FIX, MISSING)


def test_texts_stay_as_they_are() -> None:
    for text in ("无", "A-1/2", "第一行\n第二行", "=1+1", "００１"):
        assert read("text", text) == text
    assert read("text", "  两边有空格 ") == "两边有空格"
    assert read("text", 13900000001.0) == "13900000001"
    assert read("text", "不详") is None


def test_identifiers_that_excel_has_spoilt_are_refused() -> None:
    for raw in (341502199001011234.0, date(2026, 3, 5)):
        found = read("text", raw)
        assert isinstance(found, Odd) and found.level is Level.BAD


def test_ditto_marks_are_refused() -> None:
    assert isinstance(read("text", "同上"), Odd) and isinstance(read("people", "〃"), Odd)


def test_divisions_by_code_and_name() -> None:
    assert read("division", "341502") == "341502"
    assert read("division", 341502.0) == "341502"
    found = read("division", "河东乡")
    assert isinstance(found, Odd) and (found.level, found.value) == (Level.NOTE, "341502101")
    unknown = read("division", "无名镇")
    assert isinstance(unknown, Odd) and unknown.code == "IMP-018"


# -- credit codes ------------------------------------------------------------------------------------------------------


def test_the_published_example_of_the_standard() -> None:
    assert is_credit_code("91350100M000100Y43")
    assert not is_credit_code("91350100M000100Y44")


@given(st.text(CHARACTERS, min_size=9, max_size=9), st.integers(0, 16), st.sampled_from(CHARACTERS))
def test_any_single_wrong_character_is_noticed(tail: str, at: int, other: str) -> None:
    body = "91341502" + tail
    code = body + check_character(body)
    wrong = code[:at] + other + code[at + 1 :]
    assert is_credit_code(code)
    assert is_credit_code(wrong) == (wrong == code)


def test_look_alikes_are_proposed_and_spaces_read() -> None:
    assert repaired("9135O1OOMOOO1OOY43") == "91350100M000100Y43"
    found = read("credit", "9135O1OOMOOO1OOY43")
    assert isinstance(found, Odd) and (found.level, found.fix) == (Level.FIX, "91350100M000100Y43")
    spaced = read("credit", "91350100 M000100Y43")
    assert isinstance(spaced, Odd) and (spaced.level, spaced.value) == (Level.NOTE, "91350100M000100Y43")
    assert isinstance(read("credit", "91350100M000100Y4"), Odd)


@given(st.text(max_size=12), st.sampled_from(sorted(SPECS)))
def test_any_text_is_read_or_refused(text: str, kind: str) -> None:
    found = read(kind, text)
    if isinstance(found, Odd):
        assert found.code and (found.level is not Level.FIX or found.fix or found.kind is Kind.PLACEHOLDER)


@pytest.mark.parametrize("kind", ["code", "codes"])
def test_codes_are_proposed_in_the_language_of_who_reads(kind: str) -> None:
    near = read(kind, "危化行业")
    assert isinstance(near, Odd) and near.level is Level.FIX
    problem = Problem(near.kind, near.level, near.code, "a.xlsx", text=near.text, fix=near.fix, params=near.params)
    label = vocabulary().codes["sector"].codes[next(iter(codes_of(near.value)))].label
    assert (problem.fix_words("zh"), problem.fix_words("en")) == (label.zh, label.en)
    far = read(kind, "没有的行业")
    assert isinstance(far, Odd) and far.level is Level.BAD
    told = Problem(far.kind, far.level, far.code, "a.xlsx", text=far.text, params=far.params)
    labels = [c.label for c in vocabulary().codes["sector"].codes.values()][:6]
    english, chinese = told.diagnostic().what("en"), told.diagnostic().what("zh")
    assert all(t.en in english and t.zh in chinese for t in labels)
    assert not any(t.zh in english or t.en in chinese for t in labels)
    assert told.fix_words("en") == ""


def codes_of(value: object) -> frozenset[str]:
    return value if isinstance(value, frozenset) else frozenset({str(value)})
