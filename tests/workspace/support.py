"""What the tests of the workspace share: a vocabulary, sources, changes and comparing subjects."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from anwei.engine.facts.subject import Record, Subject
from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.workspace.changes import SetRecord, Source, SourceFile, Write
from anwei.engine.workspace.places import Location
from anwei.engine.workspace.read import Reader
from anwei.engine.workspace.store import Workspace
from tests.forms.support import small_vocabulary

ROOT = Path(__file__).resolve().parents[2]
VOCABULARY: Vocabulary = small_vocabulary()


def source(kind: str = "entry", by: str = "张三", day: int = 1, second: int = 0, files: tuple[str, ...] = ()) -> Source:
    """A source in November 2026."""
    at = f"2026-11-{day:02d}T08:00:{second:02d}Z"
    return Source(kind, by, at, tuple(SourceFile(f, "ab" * 32) for f in files))  # type: ignore[arg-type]


def plant(id_: str = "P-1", **values: Any) -> SetRecord:
    """Facts of a plant."""
    return SetRecord("plant", id_, values)


def shop(key: str, id_: str = "P-1", **values: Any) -> SetRecord:
    """A shop of a plant."""
    return SetRecord("plant", id_, {"shop_id": key, **values}, "shops", (key,))


def put(workspace: Workspace, *changes: Any, seen: int | None = None, **told: Any) -> int:
    """Write changes as one command; its number."""
    return workspace.apply(Write(source(**told), changes, seen), VOCABULARY).seq


def made(path: Path, **options: Any) -> Workspace:
    """A new workspace in a file."""
    return Workspace.create(Location(path), source("system"), **options)


def read(workspace: Workspace, at: int | None = None) -> dict[str, Any]:
    """Everything on file, for comparing: subject id -> what it says."""
    reader = Reader(workspace, VOCABULARY)
    found = {f"{s.kind} {s.id}": said(s) for s in reader.subjects(at=at)}
    assert reader.diagnostics.items == []
    return found


def said(subject: Subject) -> Any:
    """A subject for comparing: records in the order of their paths, coverage by table."""
    return _record(subject), {t: str(c) for t, c in sorted(subject.coverage.items())}


def _record(record: Record) -> Any:
    children = {
        n: sorted((_record(r) for r in rows), key=lambda r: r[0]) for n, rows in record.children.items() if rows
    }
    return record.path, record.key, dict(record.values), children
