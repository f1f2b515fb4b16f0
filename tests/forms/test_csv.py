"""Folders of CSV files: what they hold, in which encodings, and where their problems are."""

from __future__ import annotations

from pathlib import Path

import pytest

from anwei.engine.documents.diagnostics import AnweiError, Diagnostics
from anwei.engine.facts.subject import Coverage, Subject
from anwei.engine.facts.values import BLANK, parse_date
from anwei.engine.forms import read_path
from anwei.engine.forms.csv_text import read_rows
from tests.forms.support import facts_of, small_vocabulary, subject_of

FOLDER = {
    "plant.csv": "编号,名称,行政区划代码,所属行业,人数,开业日期\n"
    'P-1,甲厂,341502,矿山、商贸,120,2026.3.5\nP-2,"乙厂,二",341503,,１３０,\n',
    "shops.csv": "@subject,shop_id,kind,near\nP-1,S1,目录、清单,S2\nP-1,S/2,,\nP-2,S1,,S1、S/2\n",
    "lines.csv": "所属对象编号,所属记录编号,number\nP-1,S1,1\nP-1,S1,2\nP-2,S1,1\n",
    "stops.csv": "@subject,@owner,from\nP-1,2,2026-03-05\n",
    "coverage.csv": "@subject,table,coverage\nP-1,车间,全部填报\nP-1,lines,partial\nP-2,乡镇,未填报\n",
    "town.csv": "id,people\nT-1,300\n",
}
#: References to shops that the plant does not have.
NOT_THERE = ["INP-031 shops.csv:2:14", "INP-031 shops.csv:4:9"]


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, text in files.items():
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def read(path: Path) -> tuple[list[str], list[Subject]]:
    diagnostics = Diagnostics()
    found = read_path(path, small_vocabulary(), diagnostics)
    root = path if path.is_dir() else path.parent
    lines = [
        f"{d.code} {d.place}".replace(f"{root}/", "") for d in diagnostics.items if d.code not in ("INP-027", "INP-030")
    ]
    return lines, found


def test_a_folder(tmp_path: Path) -> None:
    problems, subjects = read(write(tmp_path, dict(FOLDER)))
    assert problems == NOT_THERE
    assert [(s.kind, s.id) for s in subjects] == [("plant", "P-1"), ("plant", "P-2"), ("town", "T-1")]
    first, second, _ = subjects
    assert first.values["sectors"] == frozenset({"mine", "trade"})
    assert first.values["opened_on"] == parse_date("2026-03-05")
    assert first.values["closed_on"] is None, "a column that is not there says nothing"
    assert (second.name, second.values["people"]) == ("乙厂,二", 130)
    assert [r.key for r in first.children["shops"]] == ["S1", "S/2"]
    assert first.children["shops"][0].values["kind"] == "lists"
    assert second.children["shops"][0].values["near"] == frozenset({"S1", "S/2"}), "known keys may hold separators"
    lines = first.children["shops"][0].children["lines"]
    assert [r.key for r in lines] == ["1", "2"]
    assert len(lines[1].children["stops"]) == 1
    assert first.coverage == {"shops": Coverage.COMPLETE, "lines": Coverage.PARTIAL}
    assert second.coverage == {"town": Coverage.NOT_REPORTED}


def test_the_same_facts_as_yaml(tmp_path: Path) -> None:
    vocabulary = small_vocabulary()
    heads = "id,people,colours,spent,closed_on,note\n"
    files = {"plant.csv": f"{heads}P,5,红,,2026-03-05,\n", "loose.csv": "subject_id,发现日期,内容\nP,,甲\n"}
    facts = "{people: 5, colours: [red], closed_on: 2026-03-05}"
    yaml = f"{{subject: plant, id: P, facts: {facts}, tables: {{loose: [{{what: 甲}}]}}}}"
    problems, subjects = read(write(tmp_path, dict(files)))
    assert problems == []
    spec = vocabulary.subjects["plant"]
    assert facts_of(subjects[0], spec) == facts_of(subject_of(yaml, vocabulary), spec)
    assert subjects[0].values["spent"] is BLANK


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(encoding: str, newline: str, tmp_path: Path) -> None:
    files = {n: t.replace("\n", newline).encode(encoding) for n, t in FOLDER.items()}
    problems, subjects = read(write(tmp_path, dict(files)))
    assert problems == NOT_THERE
    assert subjects[1].name == "乙厂,二"


def test_one_file_alone(tmp_path: Path) -> None:
    problems, subjects = read(write(tmp_path, {"town.csv": "id,people\nT-1,300\n"}) / "town.csv")
    assert problems == []
    assert [s.id for s in subjects] == ["T-1"]


PLANT = "id,name\nP-1,甲\n"
COVERAGE = "@subject,table,coverage\n"
BROKEN: list[tuple[dict[str, str | bytes], list[str]]] = [
    ({"plant.csv": "id,people\nP-1,许多\n"}, ["INP-024 plant.csv:2:5"]),
    ({"plant.csv": 'id,note,opened_on\nP-1,"第一行\n第二行",3月5日\n'}, ["INP-024 plant.csv:3:6"]),
    ({"plant.csv": "id,peopel\nP-1,5\n"}, ["CSV-011 plant.csv:1:4"]),
    ({"plant.csv": "id,人数,people\nP-1,5,6\n"}, ["CSV-005 plant.csv:1:7"]),
    ({"plant.csv": "name\n甲\n"}, ["CSV-006 plant.csv:1:1"]),
    ({"plant.csv": "id,name\n,甲\n"}, ["XLS-024 plant.csv:2:1"]),
    ({"plant.csv": "id,name\nP-1,甲,乙\n"}, ["CSV-004 plant.csv:2:7"]),
    ({"plant.csv": 'id,name\nP-1,"甲\n'}, ["CSV-003 plant.csv:2:5"]),
    ({"plant.csv": 'id,name\nP-1,"甲"乙\n'}, ["CSV-003 plant.csv:2:8"]),
    ({"plant.csv": 'id,name\nP-1,甲"乙\n'}, ["CSV-003 plant.csv:2:6"]),
    ({"plant.csv": ""}, ["CSV-010 plant.csv:1:1"]),
    ({"plant.csv": "\n , \n"}, ["CSV-010 plant.csv:1:1"]),
    ({"plant.csv": "id,name\n"}, ["INP-025 {folder}"]),
    ({"plant.csv": "id\nP-1\nP-1\n"}, ["INP-026 plant.csv:3:1"]),
    ({"plant.csv": PLANT, "shop.csv": "@subject\nP-1\n"}, ["CSV-009 shop.csv"]),
    ({"plant.csv": PLANT, "shops.csv": "shop_id\nS1\n"}, ["CSV-006 shops.csv:1:1"]),
    ({"plant.csv": PLANT, "shops.csv": "@subject,shop_id\nP-9,S1\n"}, ["CSV-007 shops.csv:2:1"]),
    ({"plant.csv": PLANT, "shops.csv": "@subject,shop_id\n,S1\n"}, ["CSV-007 shops.csv:2:1"]),
    (
        {"plant.csv": "id\nX\n", "town.csv": "id\nX\n", "coverage.csv": "@subject,table,coverage\nX,shops,全部填报\n"},
        ["CSV-008 coverage.csv:2:1"],
    ),
    ({"plant.csv": PLANT, "lines.csv": "@subject,@owner,number\nP-1,S1,1\n"}, ["CSV-007 lines.csv:2:5"]),
    (
        {
            "plant.csv": PLANT,
            "shops.csv": "@subject,shop_id\nP-1,S1\nP-1,S1\n",
            "lines.csv": "@subject,@owner\nP-1,S1\n",
        },
        ["CSV-008 lines.csv:2:5", "INP-022 shops.csv:3:1"],
    ),
    ({"plant.csv": PLANT, "coverage.csv": f"{COVERAGE}P-1,shops,差不多\n"}, ["INP-021 coverage.csv:2:11"]),
    ({"plant.csv": PLANT, "coverage.csv": f"{COVERAGE}P-1,shop,全部填报\n"}, ["INP-020 coverage.csv:2:5"]),
    ({"plant.csv": b"id,name\nP-1,\xff\xff\n"}, ["CSV-001 plant.csv:2:5"]),
    ({"plant.csv": "id,name\nP-1,甲\n".encode("utf-16")}, ["CSV-001 plant.csv:1:1"]),
    ({"plant.csv": b"id,name\nP-1,\0\n"}, ["CSV-001 plant.csv:1:1"]),
    ({"plant.csv": "id,name\nP-1,甲厂\n".encode() + "P-2,乙厂\n".encode("gbk")}, ["CSV-002 plant.csv:3:1"]),
    ({"plant.csv": "编号,名称\n".encode("gbk") + "P-1,甲厂\n".encode()}, ["CSV-002 plant.csv:2:1"]),
]


@pytest.mark.parametrize(("files", "expected"), BROKEN, ids=lambda v: v[0] if isinstance(v, list) else "")
def test_problems_are_placed(files: dict[str, str | bytes], expected: list[str], tmp_path: Path) -> None:
    problems, _ = read(write(tmp_path, files))
    assert problems == [e.replace("{folder}", str(tmp_path)) for e in expected]


def test_every_file_is_read_even_if_one_is_broken(tmp_path: Path) -> None:
    files = {"plant.csv": "id,people\nP-1,许多\n", "town.csv": b"id,name\nT,\xff\xff\n"}
    assert read(write(tmp_path, dict(files)))[0] == ["CSV-001 town.csv:2:3", "INP-024 plant.csv:2:5"]


def cells(text: str) -> list[list[tuple[str, int, int]]]:
    return [[(c.text, c.line, c.col) for c in row] for row in read_rows(text.encode(), "x.csv")]


def test_cells_and_places() -> None:
    assert cells("a,b\n1,\n") == [[("a", 1, 1), ("b", 1, 3)], [("1", 2, 1), ("", 2, 3)]]
    assert cells('"x\ny",z\nw') == [[("x\ny", 1, 1), ("z", 2, 4)], [("w", 3, 1)]]
    assert cells('"a""b"') == [[('a"b', 1, 1)]]
    assert cells("a,b,") == [[("a", 1, 1), ("b", 1, 3), ("", 1, 5)]]
    assert cells("") == []
    assert cells("\n\na\n\n") == [[("a", 3, 1)]]
    with pytest.raises(AnweiError):
        cells('a,"b')
