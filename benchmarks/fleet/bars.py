"""What the benchmark asks: each bar with the jobs it needs and the figure it makes of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jobs import MORE, Work
from measure import Samples

Found = dict[str, Samples]
ENGINES = ("datalogic", "zen", "cel")
DUCKDB = ("duckdb", "duckdb in chunks")
LOADED = ("duckdb, loaded", "duckdb in chunks, loaded")


@dataclass(frozen=True)
class Bar:
    """One bar. ``must`` and ``aim`` are upper limits, or lower ones where ``higher`` is better."""

    name: str
    what: str
    must: float
    aim: float
    needs: tuple[str, ...]
    figure: Callable[[Found, Work], float]
    unit: str = "x"
    higher: bool = False

    def reached(self, figure: float) -> str:
        """``aim``, ``must`` or ``missed``."""

        def meets(limit: float) -> bool:
            return figure >= limit if self.higher else figure <= limit

        return "aim" if meets(self.aim) else "must" if meets(self.must) else "missed"


def _ratio(left: str, right: str) -> Callable[[Found, Work], float]:
    return lambda found, _: found[left].median_cpu() / found[right].median_cpu()


def _inner_ratio(left: str, right: str) -> Callable[[Found, Work], float]:
    return lambda found, _: found[left].inner() / found[right].inner()


def _against_duckdb(found: Found, _: Work) -> float:
    return found["ours"].median_cpu() / min(found[d].median_cpu() for d in DUCKDB)


def _loaded(found: Found, _: Work) -> float:
    return found["ours, loaded"].inner() / min(found[d].inner() for d in LOADED)


def _engine(found: Found) -> float:
    """CPU seconds a record of the fastest record engine."""
    return min(found[e].inner() for e in ENGINES)


def _one_more(kind: str) -> Callable[[Found, Work], float]:
    def figure(found: Found, _: Work) -> float:
        ours = (found[f"ours, {kind}"].inner() - found["ours, loaded"].inner()) / MORE
        theirs = (found[f"duckdb, {kind}"].inner() - found["duckdb, loaded"].inner()) / MORE
        return ours / theirs

    return figure


BARS = (
    Bar(
        "parquet",
        "Parquet to verdicts, CPU against DuckDB",
        *(0.6, 0.3),
        ("ours", *DUCKDB, "polars"),
        _against_duckdb,
    ),
    Bar(
        "record",
        "the fastest record engine, CPU a record against ours from Parquet",
        *(5, 10),
        ("ours", *ENGINES),
        lambda found, work: _engine(found) / (found["ours"].median_cpu() / work.size),
        higher=True,
    ),
    Bar(
        "record-loaded",
        "the fastest record engine, CPU a record against ours with data loaded",
        *(5, 35),
        ("ours, loaded", *ENGINES),
        lambda found, work: _engine(found) / (found["ours, loaded"].inner() / work.size),
        higher=True,
    ),
    Bar("loaded", "re-check with data loaded, CPU against DuckDB", *(0.3, 0.08), ("ours, loaded", *LOADED), _loaded),
    Bar(
        "attribute",
        "one more rule on attributes, against DuckDB",
        *(1, 0.3),
        ("ours, loaded", "duckdb, loaded", "ours, attribute", "duckdb, attribute"),
        _one_more("attribute"),
    ),
    Bar(
        "child",
        "one more rule with a child aggregate, against DuckDB",
        *(0.7, 0.25),
        ("ours, loaded", "duckdb, loaded", "ours, child", "duckdb, child"),
        _one_more("child"),
    ),
    Bar(
        "hundred",
        "100 rules against 20",
        *(3, 2),
        ("ours", "ours, 100 rules"),
        _ratio("ours, 100 rules", "ours"),
    ),
    Bar("memory", "peak memory", *(1.5, 0.7), ("ours",), lambda found, _: max(found["ours"].peak), "GB"),
    Bar(
        "memory-ten-times",
        "peak memory at ten times the size",
        *(4, 1),
        ("ours, ten times",),
        lambda found, _: max(found["ours, ten times"].peak),
        "GB",
    ),
    Bar(
        "shuffled",
        "shuffled against sorted children",
        *(1.5, 1.25),
        ("ours", "ours, shuffled"),
        _ratio("ours, shuffled", "ours"),
    ),
    Bar(
        "explain",
        "one record explained, against plain Python without",
        *(3, 1.5),
        ("ours, explain", "plain python"),
        _inner_ratio("ours, explain", "plain python"),
    ),
    Bar(
        "verdicts",
        "one record, verdicts only, against plain Python",
        *(1, 0.5),
        ("ours, verdicts", "plain python"),
        _inner_ratio("ours, verdicts", "plain python"),
    ),
    Bar(
        "cold",
        "a cold anwei check against a bare Python",
        *(8, 3),
        ("anwei check", "python"),
        _ratio("anwei check", "python"),
    ),
    Bar("plan", "plan of 300 rules", *(5, 1), ("ours, plan",), lambda found, _: found["ours, plan"].inner("plan"), "s"),
)
