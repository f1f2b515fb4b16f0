"""A reference to a record that is not there is told about at its place; a table that is not filled in may hold it."""

from __future__ import annotations

import pytest

from anwei.engine.documents.diagnostics import Diagnostics
from anwei.engine.documents.nodes import parse_documents
from anwei.engine.facts.read import read_subject
from tests.forms.support import small_vocabulary

SHOPS = "{shop_id: S1, near: [S2]}, {shop_id: S2}"


@pytest.mark.parametrize(
    ("main_shop", "shops", "coverage", "told"),
    [
        ("S1", SHOPS, "", []),
        ("Ｓ1", SHOPS, "", []),
        ("S-1", SHOPS, "", ["3:14: 主车间：「车间」中没有编号「S-1」；有：S1"]),
        ("甲", SHOPS, "partial", ["3:14: 主车间：「车间」中没有编号「甲」；有：S1、S2"]),
        (
            "S1",
            "{shop_id: S1, near: [S2, S1, S3]}",
            "",
            [f"6:31: 相邻车间：「车间」中没有编号「{s}」；有：S1" for s in ("S2", "S3")],
        ),
        ("S1", "", "", []),
        ("S1", "", "complete", ["3:14: 主车间：「车间」中没有编号「S1」"]),
        ('"?"', SHOPS, "", []),
        ("", SHOPS, "", []),
    ],
)
def test_references(main_shop: str, shops: str, coverage: str, told: list[str]) -> None:
    text = f"""subject: plant
facts:
  main_shop: {main_shop}
id: P
tables:
  shops: [{shops}]
division: "371200"
coverage: {{{f"shops: {coverage}" if coverage else ""}}}
"""
    diagnostics = Diagnostics()
    read_subject(parse_documents(text.encode(), "test.yaml")[0], small_vocabulary(), diagnostics)
    assert diagnostics.errors == []
    found = [f"{d.place.line}:{d.place.col}: {d.what('zh')}" for d in diagnostics.items if d.code == "INP-031"]
    assert found == told
