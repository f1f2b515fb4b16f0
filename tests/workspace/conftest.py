"""Fixtures: workspaces on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from anwei.engine.workspace.places import Location, address_of
from anwei.engine.workspace.store import Workspace
from tests.workspace.postgres import running
from tests.workspace.support import source


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL server; where none can be had, the tests that need it are skipped, and say so."""
    with running() as address:
        if address is None:
            pytest.skip("NO POSTGRESQL: neither found nor installable; the workspace was not tested on it")
        yield address


def new_database(server: str) -> str:
    """The address of a new, empty database."""
    name = f"t{uuid4().hex}"
    engine = sa.create_engine(address_of(server, ""), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return server.rpartition("/")[0] + f"/{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> Location:
    """Where a new workspace may be made, on either database."""
    path = tmp_path / "office.anwei"
    if request.param == "sqlite":
        return Location(path)
    return Location(path, address_of(new_database(request.getfixturevalue("server")), ""))


@pytest.fixture
def workspace(location: Location) -> Iterator[Workspace]:
    """A new workspace on either database."""
    with Workspace.create(location, source("system"), name="青山县") as made:
        yield made
