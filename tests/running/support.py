"""What the tests of runs share: a small catalogue, an office with an area and some firms, days in words."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from anwei.engine.catalogue.open import Opened, open_catalogue
from anwei.engine.facts.subject import Coverage
from anwei.engine.plugins.manager import Plugins
from anwei.engine.workspace.changes import SetCoverage, SetRecord, Source, Write
from anwei.engine.workspace.places import Location
from anwei.engine.workspace.running.law import LawBook
from anwei.engine.workspace.store import Workspace

HERE = Path(__file__).parent
RULES = HERE / "office.yaml"


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


TODAY = day("2026-11-21")


def source(kind: str = "entry") -> Source:
    return Source(kind, "张三", "2026-11-21T08:00:00Z")  # type: ignore[arg-type]


@cache
def opened() -> Opened:
    return open_catalogue((RULES,), Plugins(()), use_cache=False, base=False)


def changed_law(folder: Path, *changes: tuple[str, str]) -> LawBook:
    """The same law with words replaced."""
    text = RULES.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "other.yaml").write_text(text, encoding="utf-8")
    return LawBook.of(open_catalogue((folder / "other.yaml",), Plugins(()), use_cache=False, base=False))


@cache
def law() -> LawBook:
    return LawBook.of(opened())


def put(workspace: Workspace, *changes: Any) -> None:
    workspace.apply(Write(source(), changes), opened().catalogue.vocabulary)


def firm(id_: str, **values: Any) -> SetRecord:
    return SetRecord("firm", id_, {"name": f"示例{id_}", "division": "340101", **values})


def cover(id_: str, end: int, persons: int = 4, key: str = "C1") -> SetRecord:
    return SetRecord("firm", id_, {"cover_id": key, "end": end, "persons": persons}, "covers", (key,))


def rehearsal(id_: str, on: int, place: int = 0) -> SetRecord:
    return SetRecord("firm", id_, {"date": on}, "rehearsals", (f"#{place:06d}",))


def complete(kind: str, id_: str, *tables: str) -> list[SetCoverage]:
    return [SetCoverage(kind, id_, t, Coverage.COMPLETE) for t in tables]


def office(path: Path) -> Workspace:
    """An area with three firms: A insured and drilled, B insured for two more weeks and not drilled, C not insured."""
    made = Workspace.create(Location(path), source("system"), name="示例")
    put(made, SetRecord("area", "Z", {"name": "示例片区", "division": "3401"}), *complete("area", "Z", "firm"))
    for id_, end in (("A", "2027-06-30"), ("B", "2026-12-05"), ("C", "")):
        put(made, firm(id_, staff=5, risky=True), *complete("firm", id_, "covers", "rehearsals"))
        if end:
            put(made, cover(id_, day(end)))
    put(made, rehearsal("A", day("2026-03-02"), 0), rehearsal("A", day("2026-09-01"), 1))
    return made
