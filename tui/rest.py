"""Memory while keys are heard: what stays is left out of collections, and what pages leave behind goes while it rests.

A page that is closed is a ring of objects that only a whole collection takes away. Python begins one when enough was
made, which is in the middle of drawing the next page; it then takes longer than drawing does.
"""

from __future__ import annotations

import gc

from textual._styles_cache import StylesCache  # the version is pinned

#: Objects made before the youngest are looked through, and rounds of each age before the next: short rounds, and a
#: whole one by itself only where somebody opens a dozen pages without a pause.
_ROUNDS = (2_000, 5, 6)


def settle() -> None:
    """What is there stays: no collection looks through it again, and whole ones come when nobody types.

    Only the first time: later, what is there may be a page that was closed, and would never go.
    """
    if gc.get_threshold() != _ROUNDS:
        gc.freeze()
        gc.set_threshold(*_ROUNDS)


def let_go() -> None:
    """Forget two styles for each widget: that cache of the library holds 1,024 of them with every line they drew."""
    StylesCache.get_inner_outer.cache_clear()


def tidy() -> bool:
    """Take away what nothing leads to any more, where enough was made since the last time; whether it was."""
    made = gc.get_threshold() == _ROUNDS and gc.get_count()[2] > 0
    if made:
        let_go()
        gc.collect()
    return made
