"""How facts are best kept: ``python benchmarks/store.py [SUBJECTS CHILDREN] [LAYOUT ...]`` (100,000 and 30).

Three layouts in SQLite, the same data, history in each: one row a *fact*; one row a version of a *record* with its
values as JSON; *typed* tables with a column a field, and a log of former values. Prints CPU seconds for writing all,
reading all, reading one subject, sorting all subjects by a fact, changing one fact of 1,000 subjects and reading all as
it was before that, and the size of the file. ``workspace`` is the store itself, journal and digests included: there
``sort`` is a page from the middle of the list.
"""

from __future__ import annotations

import json
import resource
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from heapq import merge
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec

FIELDS = {"employees": 120, "revenue": 320000000, "sectors": ["trade", "mine"], "licence_until": 739900, "note": "无"}
CHILD = {"role": "worker", "full_time": True, "born_on": 725000, "until": 740000, "hours": 45}
CHANGED = 1000
Row = tuple[str, str, dict[str, object]]  # table, record, values
decode = msgspec.json.decode
encode = msgspec.json.encode


def rows(number: int, children: int) -> Iterator[Row]:
    """What is on file for one subject."""
    yield (
        "",
        "",
        {"id": f"E-{number}", "name": f"第{number}企业", "division": "341502001", **FIELDS, "employees": number},
    )
    for i in range(children):
        table = ("people", "drills", "hazards")[i % 3]
        yield table, f"K-{i:04d}", {"key": f"K-{i:04d}", "name": f"张{i}", **CHILD}


class Layout:
    """A way to keep facts with history; ``since`` is the journal number of the write."""

    schema = ""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        db.executescript(self.schema)

    def put(self, subject: int, table: str, record: str, values: dict[str, object], since: int) -> None: ...
    def put_all(self, subjects: int, children: int) -> None: ...
    def read(self, where: str = "", since: int = 1 << 60) -> Iterator[list[Row]]:
        raise NotImplementedError

    def by_employees(self) -> int:
        raise NotImplementedError


class Facts(Layout):
    """One row a fact: its value as JSON."""

    schema = """create table f(s int, t text, r text, n text, since int, until int, v text,
                primary key (s, t, r, n, since)) without rowid"""

    def put_all(self, subjects: int, children: int) -> None:
        self.db.executemany(
            "insert into f values (?,?,?,?,1,null,?)",
            ((s, t, r, n, encode(v)) for s in range(subjects) for t, r, d in rows(s, children) for n, v in d.items()),
        )

    def put(self, subject: int, table: str, record: str, values: dict[str, object], since: int) -> None:
        for name, value in values.items():
            key = (subject, table, record, name)
            self.db.execute("update f set until=? where s=? and t=? and r=? and n=? and until is null", (since, *key))
            self.db.execute("insert into f values (?,?,?,?,?,null,?)", (*key, since, encode(value)))

    def read(self, where: str = "", since: int = 1 << 60) -> Iterator[list[Row]]:
        found = self.db.execute(
            f"select s,t,r,n,v from f where since<=? and (until is null or until>?) {where} order by s,t,r",
            (since, since),
        )
        for _, group in groupby(found, lambda x: x[0]):
            yield [(t, r, {x[3]: decode(x[4]) for x in g}) for (t, r), g in groupby(group, lambda x: (x[1], x[2]))]

    def by_employees(self) -> int:
        return len(
            self.db.execute(
                "select s from f where t='' and r='' and n='employees' and until is null order by cast(v as int)"
            ).fetchall()
        )


class Records(Layout):
    """One row a version of a record."""

    schema = """create table f(s int, t text, r text, since int, until int, v text,
                primary key (s, t, r, since)) without rowid"""

    def put_all(self, subjects: int, children: int) -> None:
        self.db.executemany(
            "insert into f values (?,?,?,1,null,?)",
            ((s, t, r, encode(d)) for s in range(subjects) for t, r, d in rows(s, children)),
        )

    def put(self, subject: int, table: str, record: str, values: dict[str, object], since: int) -> None:
        key = (subject, table, record)
        old = self.db.execute("select v from f where s=? and t=? and r=? and until is null", key).fetchone()
        self.db.execute("update f set until=? where s=? and t=? and r=? and until is null", (since, *key))
        self.db.execute("insert into f values (?,?,?,?,null,?)", (*key, since, encode(decode(old[0]) | values)))

    def read(self, where: str = "", since: int = 1 << 60) -> Iterator[list[Row]]:
        found = self.db.execute(
            f"select s,t,r,v from f where since<=? and (until is null or until>?) {where} order by s,t,r",
            (since, since),
        )
        for _, group in groupby(found, lambda x: x[0]):
            yield [(t, r, decode(v)) for _, t, r, v in group]

    def by_employees(self) -> int:
        return len(
            self.db.execute(
                "select s from f where t='' and until is null order by json_extract(v,'$.employees')"
            ).fetchall()
        )


class Typed(Layout):
    """A column a field; former values of a record go to a log."""

    tables = {
        "": ["id", "name", "division", *FIELDS],
        **{t: ["key", "name", *CHILD] for t in ("people", "drills", "hazards")},
    }
    schema = "create table old(s int, t text, r text, since int, until int, v text);" + ";".join(
        f"create table t_{t}(s int, r text, since int, {','.join(c)}, primary key (s, r)) without rowid"
        for t, c in tables.items()
    )

    def put_all(self, subjects: int, children: int) -> None:
        marks = {t: f"insert into t_{t} values ({','.join('?' * (3 + len(c)))})" for t, c in self.tables.items()}
        for s in range(subjects):
            for t, group in groupby(sorted(rows(s, children), key=lambda x: x[0]), lambda x: x[0]):
                self.db.executemany(marks[t], [(s, r, 1, *map(self.held, d.values())) for _, r, d in group])

    @staticmethod
    def held(value: object) -> object:
        return json.dumps(value) if isinstance(value, list) else value

    def put(self, subject: int, table: str, record: str, values: dict[str, object], since: int) -> None:
        names = ",".join(self.tables[table])
        key = (subject, record)
        old = self.db.execute(f"select since,{names} from t_{table} where s=? and r=?", key).fetchone()
        self.db.execute(
            "insert into old values (?,?,?,?,?,?)", (subject, table, record, old[0], since, encode(old[1:]))
        )
        sets = ",".join(f"{n}=?" for n in values)
        self.db.execute(f"update t_{table} set since=?,{sets} where s=? and r=?", (since, *values.values(), *key))

    def read(self, where: str = "", since: int = 1 << 60) -> Iterator[list[Row]]:
        found = merge(*(self.rows(t, names, where, since) for t, names in self.tables.items()), key=lambda x: x[0])
        for _, group in groupby(found, lambda x: x[0]):
            yield [(t, r, values) for _, t, r, values in group]

    def rows(self, table: str, names: list[str], where: str, since: int) -> Iterator[tuple[int, str, str, Any]]:
        past = ""
        if since < 1 << 60:
            columns = ",".join(f"v->>{i}" for i in range(len(names)))
            past = (
                f"union all select s,r,since,{columns} from old where t='{table}' and since<={since} and until>{since}"
            )
        query = f"select * from t_{table} where since<={since} {where} {past} order by s, r"
        for s, r, _, *values in self.db.execute(query):
            yield s, table, r, dict(zip(names, values, strict=True))

    def by_employees(self) -> int:
        return len(self.db.execute("select s from t_ order by employees").fetchall())


def cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def timed(act: Callable[[], object]) -> float:
    start = cpu()
    act()
    return cpu() - start


def measure(layout: type[Layout], folder: Path, subjects: int, children: int) -> list[float]:
    """CPU seconds of each job, and the size in MB."""
    path = folder / f"{layout.__name__}.db"
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("pragma journal_mode=wal")
    found = layout(db)

    def write() -> None:
        db.execute("begin immediate")
        found.put_all(subjects, children)
        db.execute("commit")

    def change() -> None:
        db.execute("begin immediate")
        for s in range(CHANGED):
            found.put(s, "people", "K-0000", {"hours": 50}, 2)
        db.execute("commit")

    def count(since: int = 1 << 60) -> None:
        seen = sum(len(r) for r in found.read("", since))
        assert seen == subjects * (children + 1), seen

    one = [f"and s={s}" for s in range(CHANGED)]
    result = [
        timed(write),
        timed(count),
        timed(lambda: [list(found.read(w)) for w in one]) / len(one) * 1000,
        timed(found.by_employees),
        timed(change),
        timed(lambda: count(1)),
    ]
    db.execute("pragma wal_checkpoint(truncate)")
    db.close()
    return [*result, path.stat().st_size / 1e6]


VOCABULARY = """
facts: bench
codes: {sector: {trade: {zh: 商贸, en: Trade}, mine: {zh: 矿山, en: Mines}}}
shapes:
  row:
    fields: &fields
      key: {type: text, label: {zh: 编号, en: Key}}
      role: {type: text, label: {zh: 岗位, en: Role}}
      full_time: {type: boolean, label: {zh: 专职, en: Full time}}
      born_on: {type: date, label: {zh: 出生, en: Born}}
      until: {type: date, label: {zh: 有效至, en: Until}}
      hours: {type: decimal, scale: 1, label: {zh: 学时, en: Hours}}
      name: {type: text, label: {zh: 姓名, en: Name}}
subjects:
  enterprise:
    label: {zh: 企业, en: Enterprise}
    fields:
      employees: {type: integer, label: {zh: 人数, en: Employees}}
      revenue: {type: money, label: {zh: 收入, en: Revenue}}
      sectors: {type: codes, of: sector, label: {zh: 行业, en: Sectors}}
      licence_until: {type: date, label: {zh: 许可证, en: Licence}}
      note: {type: text, label: {zh: 备注, en: Note}}
    tables:
      people: {label: {zh: 人员, en: People}, key: key, fields: *fields}
      drills: {label: {zh: 演练, en: Drills}, key: key, fields: *fields}
      hazards: {label: {zh: 隐患, en: Hazards}, key: key, fields: *fields}
"""


def changes(subjects: int, children: int) -> Iterator[Any]:
    """The same data as changes of the workspace."""
    from anwei.engine.workspace.changes import SetRecord

    for number in range(subjects):
        for table, record, values in rows(number, children):
            held = {n: frozenset(v) if isinstance(v, list) else v for n, v in values.items()}
            yield SetRecord("enterprise", f"E-{number}", held, table, (record,) if record else ())


def measure_workspace(folder: Path, subjects: int, children: int) -> list[float]:
    """The same jobs by the workspace itself, and verifying everything."""
    from anwei.engine.documents.diagnostics import Diagnostics
    from anwei.engine.documents.nodes import parse_documents
    from anwei.engine.facts.declare import declare
    from anwei.engine.workspace.changes import SetRecord, Source, Write
    from anwei.engine.workspace.lists import find
    from anwei.engine.workspace.places import Location
    from anwei.engine.workspace.read import Reader
    from anwei.engine.workspace.store import Workspace
    from anwei.engine.workspace.verify import verify

    vocabulary = declare(parse_documents(VOCABULARY.encode(), "bench"), Diagnostics())
    told = Source("import", "bench", "2026-11-21T08:00:00Z")
    path = folder / "bench.anwei"
    with Workspace.create(Location(path), told) as workspace:
        reader = Reader(workspace, vocabulary)

        def count(at: int | None = None) -> None:
            assert sum(1 for _ in reader.subjects(at=at)) == subjects

        edits = [SetRecord("enterprise", f"E-{s}", {"hours": 50}, "people", ("K-0000",)) for s in range(CHANGED)]
        result = [
            timed(lambda: workspace.apply(Write(told, changes(subjects, children)), vocabulary)),
            timed(count),
            timed(lambda: [reader.subject("enterprise", f"E-{s}") for s in range(100)]) / 100 * 1000,
            timed(lambda: find(workspace, limit=100, offset=subjects // 2)),
            timed(lambda: workspace.apply(Write(told, edits), vocabulary)),
            timed(lambda: count(2)),
        ]
        print(
            f"{'  verify':12}{timed(lambda: verify(workspace)):10.2f}{timed(lambda: workspace.undo(told)):10.2f} (undo)"
        )
    return [*result, path.stat().st_size / 1e6]


def main(subjects: int, children: int, only: tuple[str, ...]) -> None:
    print(f"{subjects:,} subjects with {children} child records each, Python {sys.version.split()[0]}")
    heads = ("write", "read", "one (ms)", "sort", "change", "past", "MB")
    print(f"{'layout':12}" + "".join(f"{h:>10}" for h in heads))
    with tempfile.TemporaryDirectory() as name:
        for layout in (Facts, Records, Typed):
            if not only or layout.__name__.lower() in only:
                show(layout.__name__.lower(), measure(layout, Path(name), subjects, children))
                (Path(name) / f"{layout.__name__}.db").unlink()
        if not only or "workspace" in only:
            show("workspace", measure_workspace(Path(name), subjects, children))


def show(name: str, figures: list[float]) -> None:
    print(f"{name:12}" + "".join(f"{f:10.2f}" for f in figures), flush=True)


if __name__ == "__main__":
    size = [int(a) for a in sys.argv[1:] if a.isdigit()]
    main(*(size or (100_000, 30)), only=tuple(a for a in sys.argv[1:] if not a.isdigit()))
