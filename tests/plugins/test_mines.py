"""The mines plugin: its importer and its panel."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from anwei.engine.api import AnweiError, Diagnostics, Subject, assess, parse_date
from anwei.engine.forms import read_path
from anwei.plugins.mines.geojson import read_ponds
from anwei.plugins.mines.panel import COLUMNS, PONDS, pond_rows
from tests.conftest import opened_catalogue

DAY = date(2026, 11, 21).toordinal()
FULL = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "id": 7,
            "geometry": {"type": "Point", "coordinates": [101.7, 26.5]},
            "properties": {
                "name": "一号库",
                "division": "510402",
                "等别": "三等库",
                "坝高": 45.5,
                "是否“头顶库”": "是",
                "built_on": "2005-06-01",
                "guarantor": "张某",
                "monitored": True,
                "Networked": "yes",
                "“一库一策”方案日期": None,
            },
        },
        {"type": "Feature", "geometry": None, "properties": {"编号": "P-8", "名称": "二号库", "行政区划代码": 510402}},
    ],
}


def read(path: Path, text: str) -> tuple[list[Subject], Diagnostics]:
    path.write_text(text, "utf-8")
    diagnostics = Diagnostics()
    return read_ponds(path, opened_catalogue().catalogue.vocabulary, diagnostics), diagnostics


def test_ponds_from_a_map_layer(tmp_path: Path) -> None:
    ponds, diagnostics = read(tmp_path / "ponds.geojson", json.dumps(FULL, ensure_ascii=False))
    assert diagnostics.items == []
    first, second = ponds
    assert (first.kind, first.id, first.name, first.division) == ("tailings_pond", "7", "一号库", "510402")
    assert first.values["class"] == "class_3"
    assert first.values["dam_height"] == 455
    assert first.values["overhead"] is True
    assert first.values["built_on"] == parse_date("2005-06-01")
    assert first.values["networked"] is True
    assert (second.id, second.name, second.division) == ("P-8", "二号库", "510402")
    assert "dam_height" not in second.values


def test_the_host_finds_the_importer_by_its_suffix(tmp_path: Path) -> None:
    path = tmp_path / "尾矿库.geojson"
    path.write_text(json.dumps(FULL, ensure_ascii=False), "utf-8")
    opened = opened_catalogue()
    importers = [i for _, i in opened.plugins.all("anwei_importers")]
    diagnostics = Diagnostics()
    found = read_path(path, opened.catalogue.vocabulary, diagnostics, importers)
    assert [s.id for s in found] == ["7", "P-8"]
    assert diagnostics.items == []


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('{"type": "Feature"}', "SHP-004", 1),
        ('{"features": [\n {"type": "Feature"}]}', "SHP-004", 2),
        ('{"features": [\n {"id": "P-1",\n  "properties": {"海拔": 12}}]}', "INP-023", 3),
        ('{"features": [\n {"id": "P-1",\n  "properties": {"dam_height": "high"}}]}', "INP-024", 3),
        ('{"features": [\n {"properties": {"name": "x"}}]}', "SHP-003", 2),
    ],
)
def test_what_does_not_fit_is_an_error_with_its_place(tmp_path: Path, text: str, code: str, line: int) -> None:
    _, diagnostics = read(tmp_path / "ponds.geojson", text)
    assert [(d.code, d.place.line) for d in diagnostics.errors] == [(code, line)]


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AnweiError, match="DOC-004"):
        read(tmp_path / "ponds.geojson", '{"features": [')


def test_panel_of_ponds(tmp_path: Path) -> None:
    ponds, _ = read(tmp_path / "ponds.geojson", json.dumps(FULL, ensure_ascii=False))
    opened = opened_catalogue()
    result = assess(opened.catalogue, ponds, DAY, environment=opened.environment)
    rows = [list(row) for row in pond_rows(result)]
    assert PONDS.columns == COLUMNS
    assert all(len(row) == len(COLUMNS) for row in rows)
    by_name = {row[0]: row[1:] for row in rows}
    assert by_name["一号库"][:6] == ["3", "45.5", "✓", "✓", "✓", "✓"]
    assert by_name["二号库"][:6] == ["?", "?", "?", "✗", "?", "?"]
    assert [int(row[7]) for row in rows] == sorted((int(row[7]) for row in rows), reverse=True)
    assert "张某" not in str(rows)
