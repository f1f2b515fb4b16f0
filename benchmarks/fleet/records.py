"""Enterprises as one JSON text each, in the shape of a subject file; and what anwei's record evaluation says of them.

``python records.py DATA --out FILE [--limit N] [--units]`` writes one line an enterprise. With ``--units`` it is flat
and in whole units, as the record engines get it: dates are days since 1970, numbers are in units of their last digit,
and -1 is a date of which nobody knows whether it has come.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from workload import AS_OF, LAW, RULES, SUBJECT, TABLES, VERDICTS, table_path

KEYS = {"people": "person_id"}
NESTED = {"trainings": "people"}
EPOCH = date(1970, 1, 1).toordinal()
Row = dict[str, Any]


def json_lines(folder: Path, limit: int | None = None) -> Iterator[str]:
    """One JSON text for each of the first ``limit`` enterprises."""
    for record in records(folder, limit):
        yield json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def unit_lines(folder: Path, limit: int | None = None) -> Iterator[str]:
    """One flat JSON text in whole units for each of the first ``limit`` enterprises."""
    for row, tables in rows_of(folder, limit):
        coverage = {t: row.pop(f"coverage.{t}") for t in TABLES}
        record = _units(row) | {t: [_units(r) for r in rows] for t, rows in tables.items()}
        record["coverage"] = {t: said for t, said in coverage.items() if said is not None}
        yield json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def _units(row: Row) -> Row:
    facts: Row = {}
    for name, value in row.items():
        field, _, mark = name.partition(".")
        if mark == "unknown" and value:
            facts[field] = -1
        elif not mark and value is not None:
            facts[name] = [_units(r) for r in value] if name in NESTED else _unit(value)
    return facts


def _unit(value: Any) -> Any:
    if isinstance(value, date):
        return value.toordinal() - EPOCH
    if isinstance(value, Decimal):
        return int("".join(map(str, value.as_tuple().digits)))
    return value


def records(folder: Path, limit: int | None = None) -> Iterator[Row]:
    """Each enterprise as a subject file holds it: facts, tables with nested records, coverage."""
    for row, tables in rows_of(folder, limit):
        yield _record(row, tables)


def rows_of(folder: Path, limit: int | None) -> Iterator[tuple[Row, dict[str, list[Row]]]]:
    """Each subject's row with the rows of its tables, nested ones below their parents."""
    subjects = pq.read_table(table_path(folder))
    subjects = subjects if limit is None else subjects.slice(0, limit)
    last = subjects["id"][-1].as_py()
    rows = {t: _by_subject(folder, t, last) for t in TABLES}
    for row in subjects.to_pylist():
        tables = {t: rows[t].get(row["id"], []) for t in TABLES}
        for nested, parent in NESTED.items():
            owners = {r[KEYS[parent]]: r for r in tables[parent]}
            for owner in owners.values():
                owner[nested] = []
            for child in tables.pop(nested):
                owners[child.pop("owner")][nested].append(child)
        yield row, tables


def _by_subject(folder: Path, table: str, last: int) -> dict[int, list[Row]]:
    """The rows of a child table by subject, for subjects up to ``last``."""
    found: dict[int, list[Row]] = {}
    for batch in pq.ParquetFile(table_path(folder, table)).iter_batches(1 << 20):
        near = pa.Table.from_batches([batch]).filter(pc.less_equal(batch["subject"], last))
        for row in near.to_pylist():
            found.setdefault(row.pop("subject"), []).append(row)
    return found


def _record(row: Row, tables: dict[str, list[Row]]) -> Row:
    identity, division = row.pop("id"), row.pop("division")
    coverage = {t: said for t in TABLES if (said := row.pop(f"coverage.{t}")) is not None}
    return {
        "subject": SUBJECT,
        "id": str(identity),
        **({"division": division} if division is not None else {}),
        "facts": _facts(row),
        "tables": {t: [_facts(r) for r in rows] for t, rows in tables.items() if rows},
        "coverage": coverage,
    }


def _facts(row: Row) -> Row:
    """What is known of a row; ``?`` where nobody knows whether it has happened."""
    facts: Row = {}
    for name, value in row.items():
        field, _, mark = name.partition(".")
        if mark == "unknown" and value:
            facts[field] = "?"
        elif not mark and value is not None:
            facts[name] = [_facts(r) for r in value] if name in NESTED else _plain(value)
    return facts


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def reference(lines: list[str]) -> np.ndarray:
    """The verdict matrix of the project's own record evaluation, a row an enterprise, a column a rule."""
    from anwei.engine.catalogue.assess import judge_for
    from anwei.engine.catalogue.open import open_catalogue
    from anwei.engine.documents.diagnostics import Diagnostics
    from anwei.engine.documents.nodes import parse_documents
    from anwei.engine.facts.read import read_subject
    from anwei.engine.plugins.manager import Plugins

    catalogue = open_catalogue(LAW, Plugins(found=()), base=False).catalogue
    diagnostics, rules = Diagnostics(), [catalogue.rules[r] for r in RULES]
    found = np.empty((len(lines), len(RULES)), dtype=np.uint8)
    for at, line in enumerate(lines):
        (node,) = parse_documents(line.encode(), f"{at}.json")
        subject = read_subject(node, catalogue.vocabulary, diagnostics)
        diagnostics.raise_errors()
        assert subject is not None
        judge = judge_for(catalogue, [subject])
        found[at] = [VERDICTS.index(judge.verdict(r, subject, AS_OF.toordinal())[0]) for r in rules]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--units", action="store_true", help="flat and in whole units")
    given = parser.parse_args()
    lines = unit_lines if given.units else json_lines
    with given.out.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines(given.data, given.limit))


if __name__ == "__main__":
    main()
