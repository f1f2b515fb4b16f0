"""What every script of the fleet benchmark shares: the day, the folder layout, the rules' order and verdict codes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
AS_OF = date(2026, 7, 15)
SUBJECT = "enterprise"
CHUNK = 100_000  # subjects made at a time, each chunk from random streams of its own
TABLES = ("people", "trainings", "policies", "drills", "stock", "hazards")
RULES = (
    "staffing.officers",
    "staffing.operators",
    "staffing.rescue-team",
    "training.hours",
    "training.share",
    "training.induction",
    "insurance.liability",
    "insurance.renewal",
    "insurance.headcount",
    "drills.half-year",
    "drills.rolling",
    "drills.after-revision",
    "stock.catalogue",
    "stock.expired",
    "hazards.major-closed",
    "hazards.rate",
    "cost.accrual",
    "licence.valid",
    "organisation.committee",
    "plan.filed",
)
PASS, FAIL, UNKNOWN, NOT_APPLICABLE = range(4)
VERDICTS = ("pass", "fail", "unknown", "not_applicable")

#: The documents that make up the catalogue; the rule files of 100 and 300 rules take the place of ``rules.yaml``.
LAW = (HERE / "facts.yaml", HERE / "parameters.yaml", HERE / "rules.yaml")


def table_path(folder: Path, table: str = "") -> Path:
    """The Parquet file of the subjects, or of one child table."""
    return folder / (f"{SUBJECT}.{table}.parquet" if table else f"{SUBJECT}.parquet")
