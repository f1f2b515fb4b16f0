"""Shares: so many of a year's drills are held in a mode and with features that the policy asks for.

They are spread evenly over the drills that leave them open. Where too few do, the share is told as out of reach, with
the numbers that anybody can count again in the plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from anwei.drills.model import Bottleneck, PlannedDrill
from anwei.drills.planning.policy import Policy, Share
from anwei.drills.words import codes_of, joined
from anwei.engine.api import Lang, Text

OPEN_MODE = "live"  # where neither a duty nor a share says how a drill is held
RESOURCE, TIER = "share", 4


def share_out(drills: Sequence[PlannedDrill], policy: Policy) -> list[PlannedDrill]:
    """Modes and features for the shares that the policy asks: spread evenly over the drills that leave them open."""
    made = list(drills)
    for share in policy.share:
        wanted = -(-len(made) * share.percent // 100)
        fits = [i for i, d in enumerate(made) if _has(d, share.mode, share.features)]
        taken = set(fits)
        free = [i for i, d in enumerate(made) if i not in taken and not d.frozen and _open(d, share.mode)]
        missing = min(max(0, wanted - len(fits)), len(free))
        for number in range(missing):
            i = free[number * len(free) // missing]
            extra = tuple(dict.fromkeys((*made[i].features, *share.features)))
            made[i] = msgspec.structs.replace(made[i], mode=made[i].mode or share.mode, features=extra)
    return [d if d.mode else msgspec.structs.replace(d, mode=OPEN_MODE) for d in made]


def _open(drill: PlannedDrill, mode: str) -> bool:
    """Whether a drill may still be given a mode."""
    return not mode or drill.mode in ("", mode)


def _has(drill: PlannedDrill, mode: str, features: Sequence[str]) -> bool:
    return (not mode or (drill.mode or OPEN_MODE if mode == OPEN_MODE else drill.mode) == mode) and set(
        features
    ) <= set(drill.features)


def out_of_reach(drills: Sequence[PlannedDrill], policy: Policy) -> Iterator[Bottleneck]:
    """The shares that the drills of a plan (after ``share_out``) do not have, each with why.

    ``need`` and ``available`` count drills; a drill that cannot be changed has another mode, because of the duties that
    it meets or for another share, or it stays as an earlier plan has it.
    """
    for share in policy.share:
        need = -(-len(drills) * share.percent // 100)
        other = [d for d in drills if not _has(d, share.mode, share.features)]
        have = len(drills) - len(other)
        if have < need:
            kept = sum(d.frozen for d in other)
            first, last = min(d.day for d in drills), max(d.day for d in drills)
            text = Text(*(_sentence(share, lang, len(drills), need, have, kept, len(other) - kept) for lang in LANGS))
            yield Bottleneck(TIER, RESOURCE, first, last, need, have, text)


LANGS: tuple[Lang, Lang] = ("zh", "en")


def _sentence(share: Share, lang: Lang, of: int, need: int, have: int, kept: int, set_: int) -> str:
    modes = codes_of("drill_mode", [share.mode] if share.mode else [], lang)
    what = joined([*modes, *codes_of("drill_feature", share.features, lang)], lang)
    if lang == "zh":
        why = [
            f"{set_} 场的形式已由所履行的义务或其他比例确定" if set_ else "",
            f"{kept} 场按原计划不变" if kept else "",
        ]
        return f"比例达不到（{what}）：应占 {share.percent} %，{of} 场中需 {need} 场，最多 {have} 场；" + "，".join(
            filter(None, why)
        )
    why = [
        f"{set_} have another mode, set by the duties they meet or by another share" if set_ else "",
        f"{kept} stay as they were planned" if kept else "",
    ]
    told = f"share out of reach ({what}): {share.percent} % wanted, {need} of {of} drills, at most {have} can be; "
    return told + ", ".join(filter(None, why))
