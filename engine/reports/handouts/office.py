"""Handouts of an office: from its workspace to the material of a report, and a finished report to a file.

The command line and the screens ask for the same reports; both say what is wanted with ``Wanted``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from anwei.engine.messages import Lang
from anwei.engine.record.finding import Verdict
from anwei.engine.record.judge import HORIZON
from anwei.engine.reports.handouts import KINDS, OSCAL, build, fields, write
from anwei.engine.reports.handouts.judging import Judging
from anwei.engine.reports.handouts.material import Material, RunPoint, Scope, Told, places_of
from anwei.engine.reports.handouts.tally import MAX_RUNS
from anwei.engine.workspace.errors import refuse
from anwei.engine.workspace.running.evidence import Evidence
from anwei.engine.workspace.running.law import LawBook
from anwei.engine.workspace.runs import list_runs, load_verdicts
from anwei.engine.workspace.store import Workspace

if TYPE_CHECKING:
    from anwei.engine.catalogue.open import Opened

_IDS = 5000  # subjects of a run asked for at a time
_OWN = 0o600  # who may read a file with personal data
#: Kind of report -> the tables that its lists are made from; the others need no records beyond those judged.
_TABLES = {
    "hazards": (fields.HAZARDS,),
    "training": (fields.PEOPLE, fields.CERTIFICATES),
    "insurance": (fields.POLICIES,),
}


@dataclass(frozen=True)
class Wanted:
    """A report: its kind and format, whom it is about, how many days ahead it looks, whether personal data is shown."""

    kind: str
    format: str
    scope: Scope = Scope()  # noqa: RUF009 - frozen
    within: int = 30
    unmasked: bool = False

    @property
    def horizon(self) -> int:
        """How far lapses are looked for: where every verdict is put into words it says when, however late."""
        return HORIZON if self.wholly else self.within

    @property
    def wholly(self) -> bool:
        """Whether every verdict is put into words, with the day it lapses on, however late."""
        return self.kind == "certificate" or self.format == OSCAL


def material_of(
    workspace: Workspace, opened: Opened, day: int, lang: Lang, wanted: Wanted, evidence: Evidence | None = None
) -> Material:
    """The judged scope of a report with the counts of earlier runs. Raises KeyError for an unknown kind.

    Verdicts are those of a saved run where one says what judging now would, else all are judged at once; only what is
    put into words is judged one by one. ``evidence`` tells afterwards what could not be read.
    """
    if wanted.kind not in KINDS:
        raise KeyError(wanted.kind)
    facts = evidence if evidence is not None else Evidence(workspace, opened.catalogue.vocabulary)
    everyone = list(facts.listed(_TABLES.get(wanted.kind, ())))
    chosen = [s for s in everyone if wanted.scope.holds(s, opened.catalogue)]
    told = Told(workspace.about.get("name", ""), workspace.demo, tuple(s.name for s in opened.plugins.failed))
    judging = Judging(LawBook.of(opened), facts, day, lang, wanted.scope, wanted.within, wanted.unmasked)
    judge = judging.wholly if wanted.wholly else judging.counted
    material = judge(chosen, places_of(everyone), told)
    runs = tuple(reversed(list(runs_of(workspace, material))))
    return replace(material, told=replace(material.told, runs=runs))


def concerns(material: Material, kind: str) -> bool:
    """Whether the scope holds anybody whom the kind of report is about."""
    return bool(material.enterprises if kind in ("certificate", "sector") else material.assessment.subjects)


def runs_of(workspace: Workspace, material: Material) -> Iterator[RunPoint]:
    """The last runs, the latest first: their gaps and undecided verdicts within the scope."""
    keys = list(material.by_subject)
    for info in list_runs(workspace, MAX_RUNS):
        counts = dict(info.counts)
        if material.scope != Scope():
            counts = {}
            for start in range(0, len(keys), _IDS):
                for subject in load_verdicts(workspace, info.run, keys[start : start + _IDS]):
                    for judged in subject.verdicts:
                        counts[judged.verdict] = counts.get(judged.verdict, 0) + 1
        unknown = counts.get(Verdict.UNKNOWN, 0) + counts.get(Verdict.ERROR, 0)
        yield RunPoint(info.as_of, counts.get(Verdict.FAIL, 0), unknown)


def made(material: Material, kind: str, format_: str) -> bytes:
    """The bytes of a report. Raises ModuleNotFoundError where a library of the extra ``office`` is not installed."""
    if format_ == OSCAL:
        from anwei.engine.reports.handouts.oscal import write as write_oscal

        return write_oscal(material)
    return write(build(kind, material), format_)


def put(data: bytes, path: Path, *, secret: bool) -> None:
    """To a file: whole or not at all. Raises AnweiError (DOC-011) where that fails."""
    part = path.parent / f".{path.name}.part"  # also where the path has no name: a folder
    try:
        part.write_bytes(data)
        if secret:
            part.chmod(_OWN)
        part.replace(path)
    except OSError as error:
        refuse("DOC-011", str(path), reason=error.strerror or type(error).__name__)
    finally:
        part.unlink(missing_ok=True)
