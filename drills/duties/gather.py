"""The obligations of many units: of a workspace, or of subjects read from files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from anwei.drills.calendar import Notice, WorkCalendar
from anwei.drills.duties.expand import Expander, Waiver
from anwei.drills.duties.find import has_duties
from anwei.drills.model import Obligation
from anwei.drills.record.decisions import applied, decisions
from anwei.engine.api import Environment, Opened, Subject
from anwei.engine.services import Evidence, LawBook

if TYPE_CHECKING:
    from anwei.engine.services import Workspace


@dataclass(frozen=True)
class Unit:
    """A unit as the plan needs it. ``tags`` are its sectors (or kind), for policies that name some."""

    kind: str
    id: str
    name: str
    division: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gathered:
    """Units with their obligations in a year, as known on a day; ``head`` is the journal number they were read at."""

    year: int
    as_of: int
    units: tuple[Unit, ...]
    obligations: tuple[Obligation, ...]
    rules: str
    head: int = 0
    calendar: WorkCalendar = field(default_factory=WorkCalendar, compare=False)


def of_subjects(
    subjects: Sequence[Subject],
    opened: Opened,
    year: int,
    as_of: int,
    *,
    population: Iterable[Subject] | None = None,
    waivers: Sequence[Waiver] | None = None,
    notice: Notice | None = None,
    head: int = 0,
) -> Gathered:
    """The obligations of the subjects given; ``population`` are all that rules may ask about (default: the same)."""
    calendar = WorkCalendar(notice)
    environment: Environment = replace(opened.environment, calendar=calendar) if notice else opened.environment
    everyone = subjects if population is None else population
    expander = Expander(opened.catalogue, environment, year, as_of, population=everyone, waivers=waivers)
    units: list[Unit] = []
    found: list[Obligation] = []
    for subject in subjects:
        mine = expander.unit(subject)
        if mine:
            units.append(unit_of(subject))
            found += mine
    return Gathered(year, as_of, tuple(units), tuple(found), opened.catalogue.digest, head, calendar)


def of_workspace(
    workspace: Workspace,
    opened: Opened,
    year: int,
    as_of: int,
    *,
    ids: Sequence[str] = (),
    kind: str = "",
    notice: Notice | None = None,
) -> tuple[Gathered, Evidence]:
    """The obligations of what is on file in a workspace, with the evidence they were read from."""
    law = LawBook.of(opened)
    evidence = Evidence(workspace, law.vocabulary)
    kinds = [k for k in evidence.kinds() if (not kind or k == kind) and any(map(has_duties, law.of_kind(k)))]
    subjects = [s for k in kinds for s in (evidence.some(k, ids) if ids else evidence.of_kind(k))]
    asked = {a for k in kinds for r in law.of_kind(k) if has_duties(r) for a in law.asks(r)}
    others = [s for k in sorted(asked) for s in evidence.of_kind(k)]
    waivers = (*opened.catalogue.waivers, *evidence.waivers)
    population = [*subjects, *(s for s in others if s.kind not in kinds)]
    found = of_subjects(
        subjects,
        opened,
        year,
        as_of,
        population=population,
        waivers=waivers,
        notice=notice,
        head=evidence.head,
    )
    return replace(found, obligations=applied(found.obligations, decisions(workspace), as_of)), evidence


def unit_of(subject: Subject) -> Unit:
    """A unit with its sectors as tags."""
    sectors = subject.values.get("sectors")
    tags = tuple(sorted(map(str, sectors))) if isinstance(sectors, frozenset) else ()
    return Unit(subject.kind, subject.id, subject.name, subject.division, tags)


def by_duty(obligations: Iterable[Obligation]) -> Iterator[tuple[str, list[Obligation]]]:
    """Obligations grouped by their duty, in the order of its first one."""
    groups: dict[str, list[Obligation]] = {}
    for obligation in obligations:
        groups.setdefault(obligation.duty.key, []).append(obligation)
    yield from groups.items()
