"""The coverage of the legal sources: up to date, and no row of the fact sheet without a carrier or a reason."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
FACT_ROW = re.compile(r"(GEN|STAFF|RESP|FEE|TRN|EMG|HAZ|DRL|FIRE|SE|INS|WHS|FIV|HZD|REP)-\d{3}")
TOTAL = 249


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / ".ci" / "legal_coverage.py"))


@pytest.fixture(scope="module")
def rows(script: dict[str, Any]) -> dict[str, dict[str, Any]]:
    loaded: dict[str, dict[str, Any]] = script["rows"]()
    return loaded


@pytest.fixture(scope="module")
def carried(script: dict[str, Any]) -> dict[str, dict[str, bool]]:
    found: dict[str, dict[str, bool]] = script["carriers"]()
    return found


def test_pages_are_up_to_date(script: dict[str, Any]) -> None:
    stale = [p for p, text in script["pages"]() if not p.exists() or p.read_text(encoding="utf-8") != text]
    assert stale == [], "run: .venv/bin/python .ci/legal_coverage.py"


def test_every_row_is_listed(rows: dict[str, dict[str, Any]]) -> None:
    assert len(rows) == TOTAL
    assert [r for r in rows if not FACT_ROW.fullmatch(r)] == []


def test_every_row_named_by_a_rule_or_parameter_is_listed(
    rows: dict[str, dict[str, Any]], carried: dict[str, dict[str, bool]]
) -> None:
    assert sorted(r for r in carried if FACT_ROW.fullmatch(r) and r not in rows) == []


def test_every_row_is_carried_or_explained(
    rows: dict[str, dict[str, Any]], carried: dict[str, dict[str, bool]]
) -> None:
    assert [r for r in rows if (r in carried) == ("status" in rows[r])] == [], "carried and explained, or neither"


def test_every_text_is_in_both_languages(script: dict[str, Any], rows: dict[str, dict[str, Any]]) -> None:
    for id_, row in rows.items():
        assert set(row) <= {"topic", "status", "reason", "note"}, id_
        assert ("reason" in row) == ("status" in row), id_
        assert row.get("status", "open") in script["STATUS"], id_
        for key in ("topic", "reason", "note"):
            assert key not in row or all(row[key].get(lang) for lang in ("zh", "en")), id_


def test_the_script_sees_what_the_catalogue_sees(catalogue: Any, carried: dict[str, dict[str, bool]]) -> None:
    for rule in catalogue.rules.values():
        assert [f for f in rule.facts if rule.id not in carried.get(f, {})] == [], rule.id
    for name, parameter in catalogue.parameters.items():
        assert [f for v in parameter.values for f in v.facts if name not in carried.get(f, {})] == [], name
