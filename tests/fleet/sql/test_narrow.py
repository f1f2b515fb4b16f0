"""An engine that cannot hold all columns at once gives results in parts: rules after rules, or a rule's own columns."""

from __future__ import annotations

import pytest

from anwei.engine.documents.diagnostics import AnweiError
from anwei.engine.fleet.sql.on_duckdb import DuckDB
from anwei.engine.fleet.sql.render import Renderer
from anwei.engine.fleet.sql.selects import widest
from tests.fleet.sql.equal import DAYS, differences
from tests.fleet.sql.test_statements import REQUIRE, TABLES, plan_for


def width(*names: str) -> int:
    """Of the widest select when all is in one statement."""
    engine = DuckDB(TABLES)
    made = Renderer(plan_for(*(REQUIRE[n] for n in names)), engine.dialect, engine.layout(), days=DAYS)
    return widest([s.select for s in made.statements()])


@pytest.mark.parametrize("names", [("lapsed",), ("lapsed", "trained", "sum")])
def test_results_come_in_as_many_parts_as_columns_ask_for(
    monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...]
) -> None:
    plan, engine = plan_for(*(REQUIRE[n] for n in names)), DuckDB(TABLES)
    monkeypatch.setattr(engine.dialect, "most_columns", width(*names) - 1)
    parts = list(Renderer(plan, engine.dialect, engine.layout(), days=DAYS).statements())
    assert len(parts) > 1
    assert differences(plan, TABLES, engine) == []


def test_what_is_too_wide_by_itself_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = DuckDB(TABLES)
    monkeypatch.setattr(engine.dialect, "most_columns", 2)
    with pytest.raises(AnweiError, match="FLT-043"):
        list(Renderer(plan_for(REQUIRE["lapsed"]), engine.dialect, engine.layout(), days=DAYS).statements())
