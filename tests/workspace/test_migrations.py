"""Every earlier schema becomes today's, data and journal included; the result is what ``tables`` says."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from anwei.engine.documents.diagnostics import AnweiError
from anwei.engine.workspace.database import Database, new_file
from anwei.engine.workspace.lists import find
from anwei.engine.workspace.migrations import STEPS, migrate
from anwei.engine.workspace.places import Location, write_pointer
from anwei.engine.workspace.store import Workspace
from anwei.engine.workspace.tables import SCHEMA_VERSION, metadata
from anwei.engine.workspace.verify import verify
from tests.workspace.support import made, plant, put, read, shop, source


def filled(workspace: Workspace) -> None:
    put(workspace, plant("A", name="甲", division="341502", people=3), plant("B", name="乙"), shop("S-1", "A"))
    put(workspace, plant("A", people=4))


def older(location: Location, version: int, origin: Workspace) -> None:
    """The content of a workspace in an earlier schema: every table and column that it had."""
    if location.url is None:
        new_file(location.path)
    else:
        write_pointer(location.path, location.url)
    database = Database(location)
    with database.write() as connection, origin.database.read() as reading:
        migrate(connection, 0, version)
        there = sa.MetaData()
        there.reflect(connection)
        for table in there.sorted_tables:
            names = [c.name for c in table.columns]
            rows: list[dict[str, Any]] = []
            for row in reading.execute(sa.select(*(metadata.tables[table.name].c[n] for n in names))):
                rows.append(dict(row._mapping))
            if rows:
                connection.execute(sa.insert(table), rows)
        # as that version would have said it, in its own first command
        connection.execute(
            sa.update(there.tables["about"]).where(sa.text("name = 'schema'")).values(value=str(version))
        )
    database.close()


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_every_earlier_schema_is_brought_forward(location: Location, tmp_path: Any, version: int) -> None:
    with made(tmp_path / "origin.anwei") as origin:
        filled(origin)
        older(location, version, origin)
        wanted, lines = read(origin), find(origin)
    with pytest.raises(AnweiError, match="WSP-028"):
        Workspace.open(location)
    with Workspace.open(location, migrate=source("system")) as workspace:
        assert read(workspace) == wanted and find(workspace) == lines
        latest = workspace.entries(limit=1)[0]
        assert latest.kind == "migrate" and latest.command["schema"] == SCHEMA_VERSION
        found = verify(workspace)
        assert [p.params["what"] for p in found.problems] == []
        put(workspace, plant("A", people=5))
        workspace.undo(source())
        workspace.undo(source())
        assert read(workspace)["plant A"][0][2]["people"] == 3
    if location.url is None:
        copy = location.path.with_name(f"{location.path.name}.schema-{version}.bak")
        assert copy.exists() and oct(copy.stat().st_mode)[-3:] == "600"


def test_the_steps_lead_to_the_tables_of_today(location: Location) -> None:
    Workspace.create(location, source("system")).close()
    database = Database(location)
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
    database.close()


def test_a_step_that_fails_changes_nothing(location: Location, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(op: Any) -> None:
        op.create_table("half", sa.Column("a", sa.Integer))
        raise RuntimeError("in the middle")

    with made(tmp_path / "origin.anwei") as origin:
        filled(origin)
        older(location, 2, origin)
    monkeypatch.setattr("anwei.engine.workspace.migrations.STEPS", (*STEPS[:2], fails))
    with pytest.raises(RuntimeError):
        Workspace.open(location, migrate=source("system"))
    monkeypatch.undo()
    with Workspace.open(location, migrate=source("system")) as workspace, workspace.database.read() as connection:
        assert "half" not in sa.inspect(connection).get_table_names()
