"""Makes the enterprises of the fleet benchmark: ``python generate.py N --out DIR [--shuffled] [--seed 7]``.

The same size and seed give the same facts, row for row. Each chunk of subjects has its own random stream, so memory
does not grow with the number of subjects: 10^7 subjects need under 2 GB, shuffled or not.

``DIR/enterprise.parquet`` holds one row a subject in the order of ids: ``id`` (int64), ``division``, the fields and
``coverage.<table>``. ``DIR/enterprise.<table>.parquet`` holds a child table: ``subject``, for trainings ``owner``
(the person's key), and the fields. Its rows follow the subjects, or come in random order with ``--shuffled``.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from pathlib import Path

import columns as col
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from workload import AS_OF, CHUNK, TABLES, table_path

BUCKET = 4_000_000  # rows shuffled at a time
DAY = (AS_OF - AS_OF.__class__(1970, 1, 1)).days
COVERAGE = ("complete", "partial", "not_reported")
MEANS = {"people": 6, "policies": 0.8, "drills": 2, "stock": 5, "hazards": 3}
TRAININGS_EACH = 2
DIVISIONS = (
    *("340100", "340102", "340202", "341500", "341502", "341503", "341522", "340800"),
    *("370100", "370102", "370202", "370303", "371002", "371302"),
    *("440100", "440103", "440106", "440300", "440305", "441900"),
    *("110101", "310104", "320102", "330106", "420103", "510104", "610112", "620522"),
)
SECTORS = ("mine", "coal_mine", "open_pit", "hazardous_chemicals", "construction", "metallurgy", "transport", "trade")
ITEMS = ("extinguisher", "respirator", "first_aid", "torch", "rope", "pump", "sandbag", "tent")


def stream(seed: int, table: str, chunk: int) -> np.random.Generator:
    """The random stream of one table in one chunk of subjects."""
    return np.random.default_rng([seed, (*TABLES, "subjects").index(table), chunk])


class Chunk:
    """A run of subjects with consecutive ids and all their records."""

    def __init__(self, seed: int, number: int, first: int, size: int) -> None:
        self.seed, self.number, self.size = seed, number, size
        self.ids = np.arange(first, first + size, dtype=np.int64)
        self.random = stream(seed, "subjects", number)
        shares = (0.74, 0.94, 0.97, 1.0)  # complete, partial, not reported, undeclared
        self.covered = {t: np.searchsorted(shares, self.random.random(size), "right") for t in TABLES}
        self.employees = np.clip(self.random.lognormal(4.8, 1.2, size), 1, 50_000).astype(np.int32)

    def tables(self) -> Iterator[tuple[str, pa.Table]]:
        """The subjects, then each child table."""
        yield "", self.subjects()
        people, subjects = self._rows("people")
        person = within_subject(subjects)
        yield "people", self.people(people, subjects, person)
        yield "trainings", self.trainings(subjects, person)
        for name in ("policies", "drills", "stock", "hazards"):
            random, owners = self._rows(name)
            yield name, getattr(self, name)(random, owners)

    def _rows(self, table: str) -> tuple[np.random.Generator, np.ndarray]:
        """A table's random stream, and for each of its records the position of the subject in the chunk."""
        random = stream(self.seed, table, self.number)
        reported = self.covered[table] != 2
        counts = random.poisson(MEANS[table] / (1 - 0.03), self.size) * reported
        return random, np.repeat(np.arange(self.size), counts)

    def subjects(self) -> pa.Table:
        r, n = self.random, self.size
        revenue = np.clip(r.lognormal(16.8, 1.6, n), 1e4, 1e11)
        cost = accrued(revenue) * r.choice([0.8, 1.0, 1.2, 1.6], n)
        established = DAY - (r.random(n) ** 2 * 12_000).astype(np.int32)
        published = DAY - r.integers(1, 700, n)
        filed = published + r.integers(0, 26, n)
        revised = DAY - r.integers(0, 400, n)
        made: dict[str, pa.Array] = {
            "id": pa.array(self.ids),
            "division": col.codes(r, r.integers(0, len(DIVISIONS), n), DIVISIONS, 0.05),
            "employees": col.whole(r, self.employees, 0.07),
            "sectors": code_sets(r, n),
            "site_class": col.codes(r, r.choice(3, n, p=[0.2, 0.4, 0.4]), ("first", "second", "third"), 0.06),
            "revenue": col.decimals(r, (revenue * 100).astype(np.int64), 2, 0.08),
            "safety_cost": col.decimals(r, (cost * 100).astype(np.int64), 2, 0.08),
            "established_on": col.days(r, established, 0.05),
            "licence_until": col.days(r, DAY + r.integers(-120, 1000, n), 0.06),
            "manager_certificate_until": col.days(r, DAY + r.integers(-100, 1000, n), 0.07),
            "has_committee": col.flags(r, r.random(n) < 0.8, 0.08),
            "dual_report": col.flags(r, r.random(n) < 0.7, 0.1),
            "plan_published_on": col.days(r, published, 0.07),
            **col.happened(r, "plan_filed_on", filed, (filed <= DAY) & (r.random(n) < 0.93)),
            **col.happened(r, "plan_revised_on", revised, r.random(n) < 0.4),
        }
        for table in TABLES:
            made[f"coverage.{table}"] = col.coded(self.covered[table], COVERAGE, self.covered[table] == 3)
        return pa.table(made)

    def people(self, r: np.random.Generator, at: np.ndarray, person: np.ndarray) -> pa.Table:
        n = len(at)
        roles = ("safety_officer", "special_operator", "rescuer", "worker")
        return pa.table(
            {
                "subject": pa.array(self.ids[at]),
                "person_id": col.keys("P", person),
                "role": col.codes(r, r.choice(4, n, p=[0.25, 0.12, 0.2, 0.43]), roles, 0.05),
                "full_time": col.flags(r, r.random(n) < 0.85, 0.06),
                "certificate_until": col.days(r, DAY + r.integers(-150, 1000, n), 0.07),
                "hired_on": col.days(r, DAY - (r.random(n) ** 1.5 * 3000).astype(np.int32), 0.05),
            }
        )

    def trainings(self, at: np.ndarray, person: np.ndarray) -> pa.Table:
        r = stream(self.seed, "trainings", self.number)
        counts = r.poisson(TRAININGS_EACH, len(at)) * (self.covered["trainings"][at] != 2)
        at, person = np.repeat(at, counts), np.repeat(person, counts)
        n = len(at)
        kinds = ("induction", "refresher", "emergency")
        return pa.table(
            {
                "subject": pa.array(self.ids[at]),
                "owner": col.keys("P", person),
                "kind": col.codes(r, r.choice(3, n, p=[0.3, 0.6, 0.1]), kinds, 0.05),
                "date": col.days(r, DAY - (r.random(n) ** 1.6 * 900).astype(np.int32), 0.05),
                "hours": col.decimals(r, r.integers(2, 33, n) * 5, 1, 0.06),
            }
        )

    def policies(self, r: np.random.Generator, at: np.ndarray) -> pa.Table:
        n = len(at)
        start = DAY - (r.random(n) ** 0.8 * 460).astype(np.int32) + 40
        limits = r.choice([300_000, 400_000, 500_000, 800_000], n, p=[0.25, 0.45, 0.2, 0.1])
        insured = np.maximum(self.employees[at] * r.choice([0.5, 0.9, 1.0, 1.1], n, p=[0.1, 0.1, 0.5, 0.3]), 0)
        return pa.table(
            {
                "subject": pa.array(self.ids[at]),
                "policy_no": col.keys("B", within_subject(at)),
                "start": col.days(r, start, 0.05),
                "end": col.days(r, start + 364, 0.05),
                "per_person_limit": col.decimals(r, limits.astype(np.int64) * 100, 2, 0.07),
                "insured": col.whole(r, np.ceil(insured).astype(np.int32), 0.08),
            }
        )

    def drills(self, r: np.random.Generator, at: np.ndarray) -> pa.Table:
        n = len(at)
        held = DAY - r.integers(0, 500, n)
        evaluated = held + r.integers(0, 36, n)
        kinds = ("comprehensive", "special", "on_site")
        return pa.table(
            {
                "subject": pa.array(self.ids[at]),
                "drill_id": col.keys("D", within_subject(at)),
                "kind": col.codes(r, r.choice(3, n, p=[0.6, 0.2, 0.2]), kinds, 0.05),
                "date": col.days(r, held, 0.05),
                **col.happened(r, "evaluated_on", evaluated, (evaluated <= DAY) & (r.random(n) < 0.9)),
                "participants": col.whole(r, r.poisson(30, n).astype(np.int32), 0.07),
            }
        )

    def stock(self, r: np.random.Generator, at: np.ndarray) -> pa.Table:
        n = len(at)
        item = r.choice(8, n, p=[0.22, 0.2, 0.2, 0.2, 0.06, 0.04, 0.04, 0.04])
        return pa.table(
            {
                "subject": pa.array(self.ids[at]),
                "item": col.codes(r, item, ITEMS, 0.05),
                "quantity": col.whole(r, r.integers(0, 60, n).astype(np.int32), 0.06),
                "expires_on": col.days(r, DAY + r.integers(-150, 1200, n), 0.07),
            }
        )

    def hazards(self, r: np.random.Generator, at: np.ndarray) -> pa.Table:
        n = len(at)
        found = DAY - r.integers(0, 400, n)
        closed = found + r.exponential(8, n).astype(np.int32)
        return pa.table(
            {
                "subject": pa.array(self.ids[at]),
                "hazard_id": col.keys("H", within_subject(at)),
                "major": col.flags(r, r.random(n) < 0.15, 0.05),
                "found_on": col.days(r, found, 0.05),
                "due_on": col.days(r, found + r.integers(10, 60, n), 0.06),
                **col.happened(r, "closed_on", closed, (closed <= DAY) & (r.random(n) < 0.92)),
            }
        )


def within_subject(at: np.ndarray) -> np.ndarray:
    """The position of each record among those of its subject, from 0; ``at`` is sorted."""
    first = np.flatnonzero(np.diff(at, prepend=-1))
    return np.arange(len(at)) - np.repeat(first, np.diff(first, append=len(at)))


def accrued(revenue: np.ndarray) -> np.ndarray:
    """About the safety cost that the rule asks for, so that some enterprises meet it and others do not."""
    slices = ((0.0, 1e7, 0.0235), (1e7, 1e8, 0.0125), (1e8, 1e9, 0.0055), (1e9, np.inf, 0.002))
    return np.ceil(sum(np.clip(revenue - low, 0, high - low) * rate for low, high, rate in slices))


def code_sets(r: np.random.Generator, n: int) -> pa.Array:
    """One to three different sectors each, a twentieth not known."""
    counts = r.choice([1, 2, 3], n, p=[0.7, 0.2, 0.1])
    start, step = r.integers(0, 8, n), r.choice([1, 3, 5], n)  # odd steps of eight never meet again
    at = np.repeat(np.arange(n), counts)
    picked = (start[at] + within_subject(at) * step[at]) % 8
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    values = pa.array(np.array(SECTORS, dtype=object)[picked], pa.string())
    return pa.ListArray.from_arrays(pa.array(offsets), values, mask=pa.array(r.random(n) < 0.05))


class Sorted:
    """Writes one file, rows as they come."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.writer: pq.ParquetWriter | None = None

    def write(self, table: pa.Table) -> None:
        if self.writer is None:
            self.writer = pq.ParquetWriter(self.path, table.schema, store_decimal_as_integer=True)
        self.writer.write_table(table)

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()


class Shuffled:
    """Deals rows to buckets at random, then shuffles each bucket: every order of rows is equally likely."""

    def __init__(self, path: Path, rows: int, random: np.random.Generator) -> None:
        self.path, self.random = path, random
        self.folder = path.with_suffix(".buckets")
        self.folder.mkdir()
        self.buckets = [Sorted(self.folder / f"{i}.parquet") for i in range(rows // BUCKET + 1)]

    def write(self, table: pa.Table) -> None:
        dealt = self.random.integers(0, len(self.buckets), len(table))
        for number, bucket in enumerate(self.buckets):
            bucket.write(table.filter(pa.array(dealt == number)) if len(self.buckets) > 1 else table)

    def close(self) -> None:
        whole = Sorted(self.path)
        for bucket in self.buckets:
            bucket.close()
            table = pq.read_table(bucket.path)
            whole.write(table.take(pa.array(self.random.permutation(len(table)))))
        whole.close()
        shutil.rmtree(self.folder)


def generate(size: int, folder: Path, *, shuffled: bool = False, seed: int = 7) -> None:
    """Writes the subjects and child tables into ``folder``, which is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    random = np.random.default_rng([seed, 99])
    means = {**MEANS, "trainings": TRAININGS_EACH * MEANS["people"]}
    writers: dict[str, Sorted | Shuffled] = {"": Sorted(table_path(folder))}
    for table in TABLES:
        path = table_path(folder, table)
        writers[table] = Shuffled(path, int(size * means[table]), random) if shuffled else Sorted(path)
    for number, first in enumerate(range(0, size, CHUNK)):
        for table, rows in Chunk(seed, number, first + 1, min(CHUNK, size - first)).tables():
            writers[table].write(rows)
    for writer in writers.values():
        writer.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("size", type=int, help="how many enterprises")
    parser.add_argument("--out", type=Path, required=True, help="folder to write; emptied first")
    parser.add_argument("--shuffled", action="store_true", help="child rows in random order")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    generate(given.size, given.out, shuffled=given.shuffled, seed=given.seed)


if __name__ == "__main__":
    main()
