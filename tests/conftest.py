"""Fixtures shared by all tests: the shipped catalogue and its test cases, loaded once for each process."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from anwei.engine.catalogue.open import Opened, open_catalogue, sources_of
from anwei.engine.catalogue.testing import Case, read_cases

if TYPE_CHECKING:
    from anwei.engine.catalogue.model import Catalogue

settings.register_profile(
    "anwei",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    print_blob=True,
    derandomize="CI" in os.environ,  # a submission is judged by what it changes; other runs look for something new
)
settings.load_profile("anwei")


@cache
def opened_catalogue() -> Opened:
    return open_catalogue()


@cache
def shipped_cases() -> tuple[Case, ...]:
    opened = opened_catalogue()
    return tuple(read_cases(opened.catalogue, sources_of((), opened.plugins).documents["tests"]))


@pytest.fixture(scope="session")
def opened() -> Opened:
    """The catalogue as ``anwei`` opens it, plugins included."""
    return opened_catalogue()


@pytest.fixture(scope="session")
def catalogue(opened: Opened) -> Catalogue:
    return opened.catalogue


@pytest.fixture(scope="session")
def cases() -> tuple[Case, ...]:
    """Every case written beside the shipped rules."""
    return shipped_cases()
