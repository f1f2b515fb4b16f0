"""Plans three counties and prints the digest of each plan as JSON: run by ``test_golden`` in processes of their own.

Needs nothing but the package itself and HiGHS, so that other Pythons can run it.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from anwei.drills.model import to_json
from anwei.drills.planning.make import make_plan
from anwei.drills.planning.policy import Share, Shifts, Venue

ROOT = Path(__file__).resolve().parents[3]
COUNTIES = ((50, 1), (50, 2), (200, 1))


def golden(units: int, seed: int) -> dict[str, Any]:
    """One county's plan: its digest and how good it is."""
    sys.path.insert(0, str(ROOT / "benchmarks" / "drills"))
    from county import county

    gathered, policy = county(units, seed)
    if seed == 2:  # places, shifts and shares too
        places = (Venue("广场", 6, a_day=2), Venue("学校操场", 4, "999901001", weekdays=(2, 4)))
        shifts = (Shifts(("甲班", "乙班"), 1, "year", sector="hazchem"),)
        policy = replace(policy, venues=places, shifts=shifts, share=(Share(30, "tabletop"),))
    made = make_plan(gathered, policy)
    return {
        "digest": hashlib.sha256(to_json(made.plan)).hexdigest(),
        "gap": made.plan.solver.gap,
        "unmet": len(made.plan.unmet),
        "conflicts": [c.what for c in made.conflicts],
    }


if __name__ == "__main__":
    told = {f"{units}/{seed}": golden(units, seed) for units, seed in COUNTIES}
    print(json.dumps({"python": ".".join(map(str, sys.version_info[:2])), "counties": told}))
