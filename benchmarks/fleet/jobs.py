"""The commands that the benchmark measures, made from the folders of its data."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from extras import KINDS, extras
from many_rules import variants, write_rules
from measure import PEERS, Job
from workload import HERE, RULES

OURS = HERE / "ours.py"
MORE = 32  # further rules of a kind, to see what one costs
SAMPLE = 2000  # enterprises judged one by one
CHUNK = 122_880  # subjects at a time: a row group of a DuckDB table
EXAMPLE = "examples/enterprises/hazardous-chemicals-maker.yaml"
START = "from anwei.engine.cli.main import run; run()"


@dataclass(frozen=True)
class Work:
    """The folder with everything that is made for a run."""

    folder: Path
    size: int

    @property
    def outs(self) -> Path:
        return self.folder / "matrices"

    def data(self, *, shuffled: bool = False, times: int = 1) -> Path:
        return self.folder / f"{'shuffled' if shuffled else 'sorted'}-{self.size * times}"

    def rules(self, name: str) -> Path:
        return self.folder / f"rules-{name}.yaml"

    def lines(self, *, units: bool = False) -> Path:
        return self.folder / f"{'units' if units else 'records'}-{self.size}.jsonl"

    def prepare(self, *, shuffled: bool, huge: bool) -> None:
        """Make what is not there yet: data, records as JSON, rule files."""
        self.outs.mkdir(parents=True, exist_ok=True)
        self._generate(self.data(), self.size)
        if shuffled:
            self._generate(self.data(shuffled=True), self.size, "--shuffled")
        if huge:
            self._generate(self.data(times=10), self.size * 10)
        for units in (False, True):
            options = ["--units"] if units else []
            if not self.lines(units=units).exists():
                out = ["--out", str(self.lines(units=units)), "--limit", str(SAMPLE)]
                _run(HERE / "records.py", str(self.data()), *out, *options)
        for count in (100, 300):
            write_rules(variants(count - len(RULES)), self.rules(str(count)))
        for kind in KINDS:
            write_rules([e.rule for e in extras(kind, MORE)], self.rules(kind))

    def _generate(self, folder: Path, size: int, *options: str) -> None:
        if not folder.exists():
            half = folder.with_suffix(".part")
            _run(HERE / "generate.py", str(size), "--out", str(half), *options)
            half.rename(folder)


def _run(script: Path, *args: str) -> None:
    print(f"{script.name} {' '.join(args)}", file=sys.stderr, flush=True)
    subprocess.run([sys.executable, str(script), *args], check=True)


def jobs(work: Work, inner: int = 3) -> dict[str, Job]:
    """Every job by name; ``inner`` rounds within a process where it loads data first."""
    data = str(work.data())
    duckdb, again = PEERS / "duckdb_sql.py", ("--rounds", str(inner))
    chunked = ("--chunk", str(CHUNK))
    found = [
        Job("ours", OURS, ("check", data), "all"),
        Job("duckdb", duckdb, ("check", data), "all"),
        Job("duckdb in chunks", duckdb, ("check", data, *chunked), "all"),
        Job("polars", PEERS / "polars_lazy.py", ("check", data, "--streaming"), "all"),
        Job("ours, shuffled", OURS, ("check", str(work.data(shuffled=True))), "all"),
        Job("ours, loaded", OURS, ("recheck", data, *again), "all"),
        Job("duckdb, loaded", duckdb, ("recheck", data, *again), "all"),
        Job("duckdb in chunks, loaded", duckdb, ("recheck", data, *again, *chunked), "all"),
        Job("ours, 100 rules", OURS, ("check", data, "--rules", str(work.rules("100"))), "hundred"),
        Job("ours, ten times", OURS, ("check", str(work.data(times=10))), "ten times"),
        Job("ours, plan", OURS, ("compile", "--rules", str(work.rules("300")))),
        Job("python", None, ("-c", "pass")),
        Job("anwei check", None, ("-c", START, "check", EXAMPLE, "--date", "2026-07-15", "--exit-zero")),
    ]
    for kind in KINDS:
        more = ("--kind", kind, "--more", str(MORE))
        found += [
            Job(f"ours, {kind}", OURS, ("recheck", data, *again, "--rules", str(work.rules(kind))), kind),
            Job(f"duckdb, {kind}", duckdb, ("recheck", data, *again, *more), kind),
        ]
    return {job.name: job for job in [*found, *_record_jobs(work, again)]}


def _record_jobs(work: Work, again: tuple[str, ...]) -> list[Job]:
    """Jobs over a sample of records, one at a time."""
    units, lines = str(work.lines(units=True)), str(work.lines())
    return [
        Job("datalogic", PEERS / "datalogic.py", (units, *again), "sample"),
        Job("zen", PEERS / "zen_engine.py", (units, *again), "sample"),
        Job("cel", PEERS / "cel_rust.py", (units, *again), "sample"),
        Job("plain python", PEERS / "plain_python.py", (units, "--parsed", *again), "sample"),
        Job("ours, verdicts", OURS, ("verdicts", lines, *again), "sample"),
        Job("ours, explain", OURS, ("explain", lines, "--rounds", "1"), "sample"),
    ]
