"""Decision records: numbered without gaps, each with its parts, each in the index."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "decisions"
RECORDS = sorted(p for p in FOLDER.glob("*.md") if p.name != "README.md")


def test_numbers_have_no_gap() -> None:
    assert [int(p.name[:4]) for p in RECORDS] == list(range(1, len(RECORDS) + 1))


def test_each_record_is_complete_and_in_the_index() -> None:
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    for path in RECORDS:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {path.name[:4]} ")
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"], path.name
        assert re.search(r"^中文摘要：.+。$", text, re.MULTILINE), path.name
        assert f"]({path.name})" in index
