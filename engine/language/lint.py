"""Lint: what loads but is wrong. Warnings name the rule or parameter, the place and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from anwei.engine.documents.diagnostics import Diagnostic
from anwei.engine.documents.nodes import Node

if TYPE_CHECKING:
    from anwei.engine.catalogue.model import Catalogue


def lint(catalogue: Catalogue, tests: list[Node]) -> Iterator[Diagnostic]:
    """Every finding of every check, in the order of the catalogue."""
    yield from ()
