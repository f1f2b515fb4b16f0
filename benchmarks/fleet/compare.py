"""Whether everybody says the same: verdict matrices against each other and against the record evaluation."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from jobs import Work
from measure import Job, out_path
from records import reference
from workload import CHUNK, RULES, VERDICTS


def differences(ran: list[Job], work: Work) -> list[str]:
    """Where jobs over the same subjects and rules differ, from each other or from the record evaluation."""
    groups: defaultdict[str, list[Job]] = defaultdict(list)
    for job in ran:
        if job.group:
            groups[job.group].append(job)
    found = []
    judged = reference(work.lines().read_text(encoding="utf-8").splitlines())
    for group, members in groups.items():
        first = np.load(out_path(work.outs, members[0]))
        if group != "ten times" or work.size % CHUNK == 0:  # else its first enterprises are others
            found += _differences(members[0].name, first, "record evaluation", judged)
        for other in members[1:]:
            found += _differences(members[0].name, first, other.name, np.load(out_path(work.outs, other)))
    return found


def _differences(name: str, left: np.ndarray, other: str, right: np.ndarray) -> list[str]:
    """A line for each rule on which two matrices differ; only what both of them hold is compared."""
    subjects, rules = min(len(left), len(right)), min(left.shape[1], right.shape[1])
    found = []
    for rule, (mine, theirs) in enumerate(zip(left[:subjects, :rules].T, right[:subjects, :rules].T, strict=True)):
        at = np.flatnonzero(mine != theirs)
        if len(at):
            which = RULES[rule] if rule < len(RULES) else f"rule {rule + 1}"
            said = f"{_verdict(mine[at[0]])} and {_verdict(theirs[at[0]])}"
            found.append(f"{which}: {name} and {other} differ on {len(at)} subjects, first on {at[0] + 1}: {said}")
    return found


def _verdict(code: int) -> str:
    return VERDICTS[code] if code < len(VERDICTS) else str(code)
