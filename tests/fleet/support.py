"""The benchmark's enterprises as a small folder of tables."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

from anwei.engine.catalogue.model import Catalogue
from anwei.engine.catalogue.open import open_catalogue
from anwei.engine.fleet.equivalence import plan_for
from anwei.engine.fleet.plan import Plan
from anwei.engine.plugins.manager import Plugins

WORK = Path(__file__).resolve().parents[2] / "benchmarks" / "fleet"
FILES = [WORK / n for n in ("facts.yaml", "parameters.yaml", "rules.yaml")]
DAY = 739797  # 2026-06-30


@cache
def catalogue() -> Catalogue:
    return open_catalogue(FILES, Plugins(found=()), base=False).catalogue


def plan(day: int = DAY, *, dates: bool = False, bounds: bool = False, only: str = "*") -> Plan:
    rules = catalogue().select([only])
    return plan_for(catalogue(), rules, day, dates=dates, bounds=bounds)


def generate(folder: Path, count: int = 300, *more: str) -> Path:
    """``count`` enterprises in a folder."""
    command = [sys.executable, str(WORK / "generate.py"), str(count), "--out", str(folder), *more]
    subprocess.run(command, check=True, capture_output=True)
    return folder
