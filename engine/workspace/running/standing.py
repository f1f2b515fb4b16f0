"""Every verdict of a day, without judging what is judged already: from a saved run where one says the same as judging
now would, else judged now, all at once as a run does it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from anwei.engine.workspace.rows import batches
from anwei.engine.workspace.running.ahead import Waivers
from anwei.engine.workspace.running.evidence import Evidence, Key
from anwei.engine.workspace.running.law import LawBook
from anwei.engine.workspace.running.run import hindrance, judge_some, run_meta
from anwei.engine.workspace.runs import RunInfo, SubjectVerdicts, list_runs, load_verdicts

_RECENT = 12  # runs that are looked at
_IDS = 5000  # subjects of a run asked for at a time


@dataclass(frozen=True)
class Standing:
    """The verdicts of some subjects, read once; ``run`` is the saved run they come from, None where they were judged
    for this."""

    verdicts: Iterable[SubjectVerdicts]
    run: RunInfo | None


def standing(law: LawBook, evidence: Evidence, day: int, ahead: int, keys: Collection[Key] | None = None) -> Standing:
    """The verdicts on a day (ordinal), with lapses ``ahead`` days ahead, of the subjects named (all by default).

    A run may say more of lapses than was asked for. Subjects whose kind has no rules may be missing.
    """
    info = saved_run(law, evidence, day, ahead)
    if info is not None:
        return Standing(_taken(evidence, info.run, keys), info)
    return Standing(judge_some(law, evidence, day, ahead, _by_kind(evidence, keys)), None)


def saved_run(law: LawBook, evidence: Evidence, day: int, ahead: int) -> RunInfo | None:
    """The latest run that says what judging now would: of that day, by these rules, plugins and waivers, over facts
    that nobody has touched since, looking far enough ahead."""
    meta = run_meta(law, Waivers((*law.catalogue.waivers, *evidence.waivers)), ahead)
    for info in list_runs(evidence.workspace, _RECENT):
        seen = info.meta.get("ahead")
        far = isinstance(seen, int) and seen >= ahead
        if far and info.as_of == day and not hindrance(law, info, day, {**meta, "ahead": seen}):
            same = info.meta.get("waivers") == meta["waivers"] and not evidence.changed_since(info.head)
            if same:
                return info
    return None


def _taken(evidence: Evidence, run: int, keys: Collection[Key] | None) -> Iterator[SubjectVerdicts]:
    if keys is None:
        yield from load_verdicts(evidence.workspace, run)
        return
    for some in batches(keys, _IDS):
        yield from load_verdicts(evidence.workspace, run, some)


def _by_kind(evidence: Evidence, keys: Collection[Key] | None) -> dict[str, set[str] | None]:
    if keys is None:
        return dict.fromkeys(evidence.kinds())
    found: dict[str, set[str] | None] = {}
    for kind, id_ in keys:
        ids = found.setdefault(kind, set())
        assert ids is not None
        ids.add(id_)
    return found
