"""DuckDB, by the hand-written ``enterprises.sql``.

``--threads 0`` leaves the number of threads to DuckDB. ``--chunk N`` asks the query for N subjects at a time: on
children sorted by subject the scans skip what lies outside, and the hash tables stay small enough for the caches.
"""

from __future__ import annotations

from pathlib import Path

import columnar
import duckdb
import numpy as np
from extras import KINDS, extras
from workload import TABLES, table_path

CODES = {"people": ("role", "person_id"), "trainings": ("kind", "owner"), "drills": ("kind",), "stock": ("item",)}
KEY = "person_key"
SQL = Path(__file__).with_name("enterprises.sql")


class DuckDb:
    def __init__(self, threads: int = 1, chunk: int = 0, kind: str = "attribute", more: int = 0) -> None:
        self.connection = duckdb.connect()
        if threads:
            self.connection.execute(f"SET threads = {threads}")
        self.chunk = chunk
        added = extras(kind, more)
        self.query = (
            SQL.read_text(encoding="utf-8")
            .replace("/* more hazard aggregates */", "".join(e.aggregates for e in added))
            .replace("/* more rules */", "".join(e.verdict for e in added))
        )

    def check(self, folder: Path) -> np.ndarray:
        return self._judge({t: f"read_parquet('{table_path(folder, t)}')" for t in ("", *TABLES)})

    def load(self, folder: Path) -> None:
        """Tables in memory; codes and keys become enumerations, which compare and hash as small integers."""
        for table in ("", *TABLES):
            source, columns = f"read_parquet('{table_path(folder, table)}')", []
            for column in CODES.get(table, ()):
                name = KEY if column in ("person_id", "owner") else f"{table}_{column}"
                if column != "owner":  # a person's key once more
                    distinct = f"SELECT DISTINCT {column} FROM {source} WHERE {column} IS NOT NULL"
                    self.connection.execute(f"CREATE TYPE {name} AS ENUM ({distinct})")
                columns.append(f"{column}::{name} AS {column}")
            chosen = f"* REPLACE ({', '.join(columns)})" if columns else "*"
            self.connection.execute(f"CREATE TABLE loaded_{table} AS SELECT {chosen} FROM {source}")

    def recheck(self) -> np.ndarray:
        return self._judge({t: f"loaded_{t}" for t in ("", *TABLES)})

    def _judge(self, sources: dict[str, str]) -> np.ndarray:
        """The matrix from where each table is, all at once or chunk by chunk."""
        if not self.chunk:
            self._views(sources, "")
            return self._matrix()
        size = self.connection.execute(f"SELECT count(*) FROM {sources['']}").fetchone()[0]
        parts = []
        for first in range(1, size + 1, self.chunk):
            self._views(sources, f"BETWEEN {first} AND {first + self.chunk - 1}")
            parts.append(self._matrix())
        return np.concatenate(parts)

    def _views(self, sources: dict[str, str], which: str) -> None:
        for table, source in sources.items():
            limit = f" WHERE {'subject' if table else 'id'} {which}" if which else ""
            name = table or "enterprise"
            self.connection.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM {source}{limit}")

    def _matrix(self) -> np.ndarray:
        found = self.connection.execute(self.query).fetchnumpy()
        ids = np.asarray(found.pop("id"))
        matrix = np.stack([np.asarray(column) for column in found.values()], axis=1)
        # several threads hand over the subjects in any order
        return matrix if (ids[1:] > ids[:-1]).all() else matrix[np.argsort(ids)]


def main() -> None:
    parser = columnar.parser(__doc__)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--chunk", type=int, default=0)
    parser.add_argument("--kind", choices=KINDS, default="attribute", help="kind of the further rules")
    parser.add_argument("--more", type=int, default=0, help="how many further rules")
    given = parser.parse_args()
    columnar.run(DuckDb(given.threads, given.chunk, given.kind, given.more), given)


if __name__ == "__main__":
    main()
