"""A sector that is divided further is told about: rules for one of its parts do not apply to the whole."""

from __future__ import annotations

import pytest

from anwei.engine.documents.diagnostics import Diagnostics
from anwei.engine.documents.nodes import parse_documents
from anwei.engine.facts.read import read_subject
from tests.forms.support import small_vocabulary


@pytest.mark.parametrize(
    ("sectors", "told"),
    [
        ("[mine]", ["test.yaml:1:42: INP-030 所属行业「矿山」之下还分：煤矿；只针对其中一类的规则不会检查"]),
        ("[trade, mine]", ["test.yaml:1:42: INP-030 所属行业「矿山」之下还分：煤矿；只针对其中一类的规则不会检查"]),
        ("[mine, coal_mine]", []),
        ("[coal_mine, trade]", []),
        ("[]", []),
        ('"?"', []),
    ],
)
def test_a_broad_sector_is_told_about(sectors: str, told: list[str]) -> None:
    text = f"{{subject: plant, id: P, facts: {{sectors: {sectors}}}, division: '371200'}}"
    diagnostics = Diagnostics()
    read_subject(parse_documents(text.encode(), "test.yaml")[0], small_vocabulary(), diagnostics)
    assert diagnostics.errors == []
    assert [d.line("zh") for d in diagnostics.items] == told
