"""No bytes whatever make the readers fail in any other way than by saying what is wrong."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from anwei.engine.documents.diagnostics import AnweiError, Diagnostics
from anwei.engine.documents.json_text import parse_json
from anwei.engine.documents.nodes import parse_documents
from anwei.engine.forms import read_path
from anwei.engine.forms.csv_text import read_rows
from anwei.engine.forms.read import read_workbook_bytes
from tests.forms.support import small_vocabulary
from tests.inputs.hostile import form, parts_of, zipped

YAML = """subject: plant
id: P
facts: {people: 5, open: true, opened_on: 2026-03-05, sectors: [mine], budget: 3200 万元}
tables:
  shops: [{shop_id: S1, lines: [{number: 1}]}]
coverage: {shops: complete}
"""
JSON = """
{"subject": "plant", "id": "P", "facts": {"people": 5, "rate": 1.5e1}, "tables": {"loose": [{"what": "\\u7532"}]}}
"""
CSV = 'id,人数,备注\nP,5,"甲,\n""乙"""\n'
MARKS = [
    *"{}[]:,&*!|>'\"%@`#?-\n\t\r\0 \\",
    "<<",
    "---",
    "...",
    "!!python/object:os.system",
    "\ufeff",
    "\ud7ff",
    "1e999",
    "NaN",
]
STRETCHES = [b"<", b'"', b"9", b"-1", b"/>", b"&#0;", b"A1", b"<!DOCTYPE a>"]

Edit = tuple[int, int, str]
edits = st.lists(
    st.tuples(st.integers(0, 400), st.integers(0, 12), st.one_of(st.sampled_from(MARKS), st.text(max_size=4))),
    max_size=6,
)


def edited(text: str, changes: list[Edit]) -> str:
    """The text after replacing stretches of it."""
    for at, length, new in changes:
        start = at % (len(text) + 1)
        text = text[:start] + new + text[start + length :]
    return text


def read(name: str, data: bytes) -> None:
    """Read as a file; then say every problem, in both languages."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        diagnostics = Diagnostics()
        found = read_path(path, small_vocabulary(), diagnostics)
        assert found or diagnostics.errors
        for problem in diagnostics.items:
            assert problem.line("zh")
            assert problem.line("en")


@given(st.binary(max_size=300))
@example(b"\xff\xfea\x00")
@example(b"a: &a [*a]")
def test_any_bytes_as_documents(data: bytes) -> None:
    try:
        parse_documents(data, "x.yaml")
    except AnweiError as error:
        assert error.diagnostics


@given(st.one_of(st.text(max_size=200), edits.map(lambda e: edited(JSON, e))))
def test_any_text_as_json(text: str) -> None:
    try:
        parse_json(text, "x.json")
    except AnweiError as error:
        assert error.diagnostics


@given(st.one_of(st.binary(max_size=200), edits.map(lambda e: edited(CSV, e).encode("utf-8", "surrogatepass"))))
def test_any_bytes_as_csv(data: bytes) -> None:
    try:
        rows = read_rows(data, "x.csv")
    except AnweiError as error:
        assert error.diagnostics
    else:
        assert all(c.line >= 1 and c.col >= 1 for row in rows for c in row)


@pytest.mark.parametrize("name", ["plant.yaml", "plant.json", "plant.csv", "plant.xlsx", "plant.xls"])
@given(data=st.binary(max_size=200))
def test_any_bytes_as_a_file(name: str, data: bytes) -> None:
    read(name, data)


FILES = {"plant.yaml": YAML, "plant.json": JSON, "plant.csv": CSV}


@pytest.mark.parametrize("name", FILES)
@given(changes=edits)
def test_any_change_to_a_file(name: str, changes: list[Edit]) -> None:
    read(name, edited(FILES[name], changes).encode("utf-8", "surrogatepass"))


@cache
def parts() -> dict[str, bytes]:
    return parts_of(form())


def workbook(data: bytes) -> None:
    diagnostics = Diagnostics()
    try:
        read_workbook_bytes(data, "x.xlsx", small_vocabulary(), diagnostics)
    except AnweiError as error:
        assert all(d.line("zh") for d in error.diagnostics)
    assert all(d.line("en") for d in diagnostics.items)


@pytest.mark.parametrize("encoding", ["TF-8", "gbk", "utf-16"])
def test_a_part_in_an_unheard_of_encoding(encoding: str) -> None:
    name = "[Content_Types].xml"
    text = f'<?xml version="1.0" encoding="{encoding}"?>'.encode() + parts()[name].partition(b"?>")[2]
    workbook(zipped({**parts(), name: text}))


@given(st.data())
@settings(max_examples=150)
def test_any_change_to_a_part_of_a_workbook(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(parts())))
    part = bytearray(parts()[name])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, max(0, len(part) - 1)))
        new = data.draw(st.one_of(st.binary(max_size=4), st.sampled_from(STRETCHES)))
        part[at : at + data.draw(st.integers(0, 6))] = new
    workbook(zipped({**parts(), name: bytes(part)}))


@given(st.integers(0, 10**6), st.binary(min_size=1, max_size=8))
@settings(max_examples=100)
def test_any_change_to_the_bytes_of_a_workbook(at: int, new: bytes) -> None:
    data = bytearray(zipped(parts()))
    start = at % len(data)
    data[start : start + len(new)] = new
    workbook(bytes(data))


@given(st.sampled_from(sorted(parts_of(form()))))
def test_any_part_of_a_workbook_may_be_missing(name: str) -> None:
    workbook(zipped({n: d for n, d in parts().items() if n != name}))
