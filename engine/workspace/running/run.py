"""``run``: judging a whole workspace on a day and keeping every verdict; all of it, or only what may have changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from anwei.engine.record.finding import Verdict
from anwei.engine.workspace.changes import Source
from anwei.engine.workspace.lists import count
from anwei.engine.workspace.running.ahead import Outlook, Waivers, look_ahead
from anwei.engine.workspace.running.cells import Cells, judge_cells
from anwei.engine.workspace.running.evidence import Evidence, Key, waivers_digest, whole_digest
from anwei.engine.workspace.running.law import LawBook, rules_by_kind
from anwei.engine.workspace.running.schedule import load_schedule, save_schedule
from anwei.engine.workspace.runs import (
    CODES,
    NO_DETAIL,
    NOT_JUDGED,
    Detail,
    Judged,
    RunInfo,
    SubjectVerdicts,
    TakenOver,
    evidence_of,
    latest_run,
    save_run,
)
from anwei.engine.workspace.store import Workspace

#: Hears how far a run is: the stage (``judging``, ``ahead``, ``keeping``), subjects done, of how many (0: not known).
Tell = Callable[[str, int, int], None]
AHEAD = 30  # days within which lapses are found exactly: what counts as near, and as far as reports look
_STEP = 50  # subjects between two tellings


@dataclass(frozen=True)
class Ran:
    """A run that was kept: how many subjects it holds and judged anew, and why it judged all of them (a label key)."""

    info: RunInfo
    subjects: int
    judged: int
    whole: str = ""


@dataclass(frozen=True)
class Evaluated:
    """A run before it is kept: what was judged (``verdicts``, read once) and what is taken over from an earlier run."""

    info: RunInfo
    verdicts: Iterable[SubjectVerdicts]
    again: dict[Key, int]
    judged: int
    whole: str
    subjects: int
    over: TakenOver | None = None


def run_workspace(
    workspace: Workspace,
    law: LawBook,
    day: int,
    source: Source,
    *,
    incremental: bool = False,
    ahead: int = AHEAD,
    tell: Tell | None = None,
) -> tuple[Ran, Evidence]:
    """Judge everything on file on a day (ordinal) and keep it as a run; with the evidence as it was read.

    ``incremental`` takes over from the last run what cannot have changed; where that is not possible, everything is
    judged and ``Ran.whole`` says why. ``ahead``: days within which lapses are found exactly. ``tell`` hears how
    far it is. Raises AnweiError.
    """
    evidence = Evidence(workspace, law.vocabulary)
    base = latest_run(workspace) if incremental else None
    done = evaluate(law, evidence, day, ahead, base, tell)
    info = save_run(workspace, done.info, _told(done, tell), source, done.over)
    save_schedule(workspace, info.run, done.again, source)
    whole = "run.whole.first" if incremental and base is None else done.whole
    return Ran(info, done.subjects, done.judged, whole), evidence


def _told(done: Evaluated, tell: Tell | None) -> Iterator[SubjectVerdicts]:
    """The verdicts of a run, telling how many have been taken."""
    for number, verdicts in enumerate(done.verdicts, 1):
        yield verdicts
        if tell is not None and number % _STEP == 0:
            tell("keeping", number, done.subjects)
    if tell is not None:
        tell("keeping", done.subjects, done.subjects)


def _hear(evidence: Evidence, tell: Tell | None, of: int) -> None:
    """Tell while subjects are read: they are judged a thousand at a time as they come."""
    if tell is None:
        return
    known = evidence.read
    evidence.heard = lambda n: tell("judging", n - known, of) if (n - known) % _STEP == 0 or n - known == of else None


def evaluate(
    law: LawBook,
    evidence: Evidence,
    day: int,
    ahead: int = AHEAD,
    base: RunInfo | None = None,
    tell: Tell | None = None,
) -> Evaluated:
    """A run that is not kept (yet), built on ``base`` where that is possible."""
    waivers = Waivers((*law.catalogue.waivers, *evidence.waivers))
    meta = run_meta(law, waivers, ahead)
    whole = hindrance(law, base, day, meta) if base is not None else ""
    schedule = load_schedule(evidence.workspace, base.run) if base is not None and not whole else None
    if base is None or whole or schedule is None:
        whole = whole or ("run.whole.schedule" if base is not None else "")
        return _all(law, evidence, day, ahead, waivers, meta, whole, tell)
    return _some(law, evidence, day, ahead, waivers, meta, base, schedule, tell)


def run_meta(law: LawBook, waivers: Waivers, ahead: int) -> dict[str, object]:
    """What a run says of how it judges, beside the digests of rules and facts."""
    return {
        "ahead": ahead,
        "law": law.fingerprints,
        "plugins": law.plugins,
        "waivers": waivers_digest(waivers.given),
    }


def hindrance(law: LawBook, base: RunInfo, day: int, meta: Mapping[str, object]) -> str:
    """Why nothing can be taken over from a run: a label key, or empty."""
    if base.ruleset != law.catalogue.digest or any(base.meta.get(n) != meta[n] for n in ("law", "plugins")):
        return "run.whole.law"
    if base.as_of > day:
        return "run.whole.earlier"
    return "run.whole.ahead" if base.meta.get("ahead") != meta["ahead"] else ""


def _all(
    law: LawBook,
    evidence: Evidence,
    day: int,
    ahead: int,
    waivers: Waivers,
    meta: Mapping[str, object],
    whole: str,
    tell: Tell | None,
) -> Evaluated:
    kinds = evidence.kinds()
    _hear(evidence, tell, sum(n for k, n in count(evidence.workspace).items() if k in kinds))
    cells = judge_cells(law, evidence, day, dict.fromkeys(kinds))
    if tell is not None:
        tell("ahead", 0, 0)
    outlook = look_ahead(law, evidence, cells.values(), day, waivers, ahead)
    digests = {(k, i): evidence.digest(k, i) for k, part in cells.items() for i in part.ids}
    info = RunInfo(
        day,
        evidence.head,
        law.catalogue.digest,
        whole_digest(digests),
        rules_by_kind(law, cells.keys()),
        meta=meta,
    )
    verdicts = _verdicts(cells.values(), day, waivers, outlook, digests)
    return Evaluated(info, verdicts, outlook.again, len(digests), whole, len(digests))


def _some(
    law: LawBook,
    evidence: Evidence,
    day: int,
    ahead: int,
    waivers: Waivers,
    meta: Mapping[str, object],
    base: RunInfo,
    schedule: dict[Key, int],
    tell: Tell | None,
) -> Evaluated:
    known = evidence_of(evidence.workspace, base.run)
    changed = evidence.changed_since(base.head)
    stale = (
        changed | {k for k, d in schedule.items() if d <= day} | _waived_anew(evidence, base, known.keys() | changed)
    )
    stale |= _askers(law, {k for k, _ in changed}, known.keys() | changed)
    wanted: dict[str, set[str] | None] = {}
    for kind, id_ in stale:
        if kind in law.vocabulary.subjects:
            ids = wanted.setdefault(kind, set())
            assert ids is not None
            ids.add(id_)
    _hear(evidence, tell, sum(len(ids) for ids in wanted.values() if ids is not None))
    cells = judge_cells(law, evidence, day, wanted)
    if tell is not None:
        tell("ahead", 0, 0)
    outlook = look_ahead(law, evidence, cells.values(), day, waivers, ahead)
    judged = {(k, i): evidence.digest(k, i) for k, part in cells.items() for i in part.ids}
    digests = {k: d for k, d in known.items() if k not in stale} | judged
    kinds = {k for k, _ in digests} | set(evidence.kinds())
    info = RunInfo(
        day, evidence.head, law.catalogue.digest, whole_digest(digests), rules_by_kind(law, kinds), meta=meta
    )
    again = {k: d for k, d in schedule.items() if k not in stale} | outlook.again
    return Evaluated(
        info,
        _verdicts(cells.values(), day, waivers, outlook, judged),
        again,
        len(judged),
        "",
        len(digests),
        TakenOver(base.run, stale),
    )


def _waived_anew(evidence: Evidence, base: RunInfo, keys: Iterable[Key]) -> set[Key]:
    """The subjects whose waivers were given, changed or revoked since."""
    before = Evidence(evidence.workspace, evidence.vocabulary, base.head).waivers
    differ = {w.subject for w in set(before) ^ set(evidence.waivers)}
    return {k for k in keys if k[1] in differ} if differ else set()


def _askers(law: LawBook, changed: set[str], keys: Iterable[Key]) -> set[Key]:
    """The subjects whose rules ask about other subjects of a kind that changed."""
    kinds = {k for k, _ in keys if k in law.vocabulary.subjects and law.asked_by(k) & changed} if changed else set()
    return {k for k in keys if k[0] in kinds}


def judge_some(
    law: LawBook, evidence: Evidence, day: int, ahead: int, wanted: dict[str, set[str] | None]
) -> Iterator[SubjectVerdicts]:
    """The verdicts of some subjects (kind -> ids, or None for all of a kind), all judged, nothing kept."""
    waivers = Waivers((*law.catalogue.waivers, *evidence.waivers))
    cells = judge_cells(law, evidence, day, wanted)
    outlook = look_ahead(law, evidence, cells.values(), day, waivers, ahead)
    digests = {(k, i): evidence.digest(k, i) for k, part in cells.items() for i in part.ids}
    return _verdicts(cells.values(), day, waivers, outlook, digests)


def _verdicts(
    cells: Iterable[Cells], day: int, waivers: Waivers, outlook: Outlook, digests: Mapping[Key, str]
) -> Iterator[SubjectVerdicts]:
    waived = {w.subject for w in waivers.given}
    for part in cells:
        names = [r.id for r in part.rules]
        for place, id_ in enumerate(part.ids):
            codes, due = part.codes[:, place].tolist(), part.due[:, place].tolist()
            key = (part.kind, id_)
            found = []
            for name, code, by in zip(names, codes, due, strict=True):
                if code == NOT_JUDGED:
                    continue
                raw = verdict = CODES[code]
                waiver = ""
                if id_ in waived:
                    verdict, given = waivers.applied(raw, name, id_, day)
                    waiver = given.file if given is not None else ""
                lapse = outlook.lapses.get((key, name))
                found.append(
                    Judged(name, verdict, raw, _detail(lapse, by, waiver) if lapse or by or waiver else NO_DETAIL)
                )
            yield SubjectVerdicts(part.kind, id_, digests[key], tuple(found))


def _detail(lapse: tuple[int, Verdict] | None, due: int, waiver: str) -> Detail:
    day, verdict = lapse if lapse is not None else (0, None)
    return Detail(day, CODES.index(verdict) if verdict is not None else -1, due, waiver=waiver)
