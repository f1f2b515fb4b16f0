"""Rows that people write below a table and that are no records: totals, notes, who filled it in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from anwei.engine.forms.workbook import Cell

TOTAL = re.compile(
    r"\s*(?:[本全]?[县市区乡镇村街道]{0,3})?(?:合|总|小|共|累)\s*计\s*(?:[:：（(0-9].*)?\Z|\s*(?:sub)?total\b.{0,12}\Z",
    re.IGNORECASE | re.DOTALL,
)
NOTE = re.compile(
    r"\s*(?:备\s*注|注\s*[:：0-9一]|附\s*注|说\s*明|填\s*表|填\s*报|制\s*表|审\s*核|审\s*批|单位负责人|负责人\s*[:：（(签]|"
    r"联系人\s*[:：]|联系电话\s*[:：]|※|\*\s*\S|note\b)",
    re.IGNORECASE,
)
FEW = 2  # texts that a total or a note may have; a row with more says something of its own


def aside(cells: Sequence[Cell]) -> Literal["total", "note", ""]:
    """Why the filled cells of a row, from left to right, are no record; empty where they are one."""
    first = cells[0].value if cells else ""
    if not isinstance(first, str):
        return ""
    texts = [c for c in cells if not isinstance(c.value, Decimal)]
    if TOTAL.match(first) and len(texts) <= FEW:
        return "total"
    return "note" if NOTE.match(first) and len(cells) <= FEW else ""
