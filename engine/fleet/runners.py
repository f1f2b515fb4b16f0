"""Which way of running suits how many subjects: both say the same, array for array."""

from __future__ import annotations

from importlib.util import find_spec

from anwei.engine.fleet.run import Runner

#: Subjects from which the compiled machine pays: below, loading it takes longer than NumPy takes for all of them.
COMPILED_FROM = 50_000


def runner_for(subjects: int) -> Runner:
    """The quicker of the two; NumPy, too, where the compiler is not installed."""
    if subjects >= COMPILED_FROM and find_spec("numba") is not None:
        from anwei.engine.fleet.compiled import Compiled

        return Compiled()
    from anwei.engine.fleet.interpret import run_pass

    return run_pass
