"""Fixtures of the screens: a small demo county with two runs, and an index of invented figures."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from anwei.engine import services
from anwei.engine.catalogue.open import Opened
from anwei.tui import words
from tests.tui.figures import make_index

SMALL = 24  # enterprises


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory, opened: Opened) -> Path:
    """A demo county with two runs. Do not write to it: take ``place``."""
    path = tmp_path_factory.mktemp("county") / "demo.anwei"
    with services.make_demo(path, opened, enterprises=SMALL, seed=services.DEMO_SEED, runs=False) as workspace:
        law = services.LawBook.of(opened)
        day = services.demo_day(workspace)
        assert day is not None
        for on in (day - 1, day):
            services.run_workspace(workspace, law, on, services.source("run", "test"))
    return path


@pytest.fixture
def place(county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A county of one's own, with states and files beside it."""
    shutil.copy(county, tmp_path / "demo.anwei")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANWEI_USER", "tester")
    return str(tmp_path / "demo.anwei")


@pytest.fixture(scope="session")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of invented figures with hostile names."""
    return make_index(tmp_path_factory.mktemp("figures") / "made.index")


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No colours or size from outside, no animations, states of one's own, the language that is the default."""
    words.use("zh")
    for name in ("COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ANWEI_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("ANWEI_CONFIG", str(tmp_path / "config"))
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setitem(os.environ, "TZ", "UTC")
    yield
