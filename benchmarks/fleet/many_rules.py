"""Makes larger rule sets over the same tables: ``python many_rules.py 100 --out rules-100.yaml``.

The twenty rules of ``rules.yaml`` come first; the others are variants with other thresholds, windows, filters and
aggregates, the same ones every time. The twenty-first to the hundredth rule are the same in a set of 300.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from workload import HERE, RULES

Body = dict[str, Any]
ROLES = ("safety_officer", "special_operator", "rescuer", "worker")
KINDS = ("induction", "refresher", "emergency")
DRILLS = ("comprehensive", "special", "on_site")
SECTORS = ("mine", "hazardous_chemicals", "construction", "metallurgy", "transport", "trade")
ITEMS = ("extinguisher", "respirator", "first_aid", "torch", "rope", "pump", "sandbag", "tent")
DATES = ("licence_until", "manager_certificate_until")


def ahead(r: random.Random) -> Body:
    return {"as_of": f"+{r.randrange(0, 120)} days"}


def months(r: random.Random) -> str:
    return f"{r.choice([1, 2, 3, 4, 6, 9, 12, 18, 24, 30, 36])} months"


def staff(r: random.Random) -> Body:
    where = [{"fact": "role", "is": r.choice(ROLES)}, {"fact": "certificate_until", "on_or_after": ahead(r)}]
    if r.random() < 0.5:
        where.append({"fact": "full_time", "is": True})
    count = {"found": {"count": "people", "where": {"all": where}}}
    return {"measures": count, "require": {"measure": "found", "at_least": r.randrange(1, 4)}}


def certified(r: random.Random) -> Body:
    every = {"every": "people", "where": {"fact": "role", "one_of": sorted(r.sample(ROLES, 2))}}
    return {
        "require": {**every, "satisfies": {"fact": "certificate_until", "on_or_after": ahead(r)}, "if_none": "pass"}
    }


def hours(r: random.Random) -> Body:
    where = {"fact": "date", "within_last": months(r)}
    each = {"taught": {"each": "people", "sum": "trainings", "of": "hours", "where": where}}
    limit = {"measure": "taught", "at_least": r.randrange(2, 20)}
    every = {"every": "people", "where": {"fact": "role", "is": r.choice(ROLES)}}
    return {"measures": each, "require": {**every, "satisfies": limit, "if_none": "pass"}}


def courses(r: random.Random) -> Body:
    where = {"all": [{"fact": "kind", "is": r.choice(KINDS)}, {"fact": "date", "within_last": months(r)}]}
    role = {"fact": "role", "is_not": r.choice(ROLES)}
    measures = {
        "taken": {"each": "people", "count": "trainings", "where": where},
        "all_staff": {"count": "people", "where": role},
        "reached": {"count": "people", "where": {"all": [role, {"measure": "taken", "at_least": 1}]}},
        "part": {"ratio": ["reached", "all_staff"]},
    }
    enough = {"measure": "part", "at_least": f"{r.randrange(10, 95)} %"}
    return {"measures": measures, "require": {"any": [{"measure": "all_staff", "equals": 0}, enough]}}


def insured(r: random.Random) -> Body:
    where = [
        {"fact": "start", "on_or_before": "as_of"},
        {"fact": "end", "on_or_after": ahead(r)},
        {"fact": "per_person_limit", "at_least": f"{r.randrange(20, 80)} 万元"},
    ]
    if r.random() < 0.5:
        where.append({"fact": "insured", "at_least": "subject.employees"})
    return {"require": {"exists": "policies", "where": {"all": where}}}


def insured_sum(r: random.Random) -> Body:
    where = {"all": [{"fact": "end", "on_or_after": ahead(r)}, {"fact": "per_person_limit", "at_least": 300000}]}
    measures = {"heads": {"sum": "policies", "of": "insured", "where": where}}
    return {"measures": measures, "require": {"measure": "heads", "at_least": r.randrange(10, 400)}}


def held(r: random.Random) -> Body:
    every = r.choice(["quarter", "half_year", "year", {"rolling": months(r)}])
    duty: Body = {"held": "drills", "where": {"fact": "kind", "is": r.choice(DRILLS)}, "every": every}
    if r.random() < 0.5:
        duty["also"] = [{"fact": "evaluated_on", "within": f"{r.randrange(10, 60)} days", "after": "date"}]
    return {"require": duty}


def attended(r: random.Random) -> Body:
    where = {"fact": "date", "within_last": months(r)}
    measures = {"people_there": {r.choice(["sum", "max"]): "drills", "of": "participants", "where": where}}
    return {"measures": measures, "require": {"measure": "people_there", "at_least": r.randrange(10, 60)}}


def stocked(r: random.Random) -> Body:
    where = {"all": [{"fact": "item", "is": r.choice(ITEMS)}, {"fact": "expires_on", "on_or_after": ahead(r)}]}
    measures = {"on_hand": {"sum": "stock", "of": "quantity", "where": where}}
    return {"measures": measures, "require": {"measure": "on_hand", "at_least": r.randrange(1, 60)}}


def freshest(r: random.Random) -> Body:
    where = {"fact": "item", "one_of": sorted(r.sample(ITEMS, 3))}
    op = r.choice(["earliest", "latest"])
    measures = {"lasts": {op: "stock", "of": "expires_on", "where": where}}
    return {"measures": measures, "require": {"measure": "lasts", "on_or_after": ahead(r)}}


def treated(r: random.Random) -> Body:
    term = {"fact": "closed_on", "within": f"{r.randrange(5, 90)} days", "after": "found_on"}
    found = {"fact": "found_on", "within_last": months(r)}
    where = {"all": [found, {"fact": "major", "is": r.random() < 0.5}]}
    return {"require": {"every": "hazards", "where": where, "satisfies": term, "if_none": "pass"}}


def open_hazards(r: random.Random) -> Body:
    where = {
        "all": [{"fact": "closed_on", "blank": True}, {"fact": "found_on", "before": f"2026-0{r.randrange(1, 7)}-01"}]
    }
    measures = {"left_open": {"count": "hazards", "where": where}}
    return {"measures": measures, "require": {"measure": "left_open", "at_most": r.randrange(0, 4)}}


def dates(r: random.Random) -> Body:
    return {
        "applies": {"fact": "employees", "above": r.randrange(5, 500)},
        "require": {"all": [{"fact": d, "on_or_after": ahead(r)} for d in DATES]},
    }


def flags(r: random.Random) -> Body:
    applies = {"fact": "sectors", "includes_any": sorted(r.sample(SECTORS, r.randrange(1, 4)))}
    return {"applies": applies, "require": {r.choice(["all", "any"]): [{"fact": f, "is": True} for f in FLAGS]}}


def money(r: random.Random) -> Body:
    measures = {"part": {"ratio": ["safety_cost", "revenue"]}}
    return {"measures": measures, "require": {"measure": "part", "at_least": f"{r.randrange(2, 40) / 10} %"}}


FLAGS = ("has_committee", "dual_report")
FAMILIES: tuple[Callable[[random.Random], Body], ...] = (
    *(staff, hours, held, stocked, treated, dates, certified, courses, insured, attended, freshest, open_hazards),
    *(flags, insured_sum, money),
)


def variants(count: int) -> list[Body]:
    """``count`` rules, family after family in turn, each with numbers of its own."""
    r = random.Random(7)
    return [
        {
            "id": (name := f"more.{family.__name__.replace('_', '-')}-{number:03}"),
            "title": {"zh": name, "en": name},
            "severity": "minor",
            "cites": [{"law": "bench-act", "article": "20"}],
            **family(r),
            "evidence": {"zh": name, "en": name},
            "remedy": {"zh": name, "en": name},
        }
        for number in range(count)
        for family in [FAMILIES[number % len(FAMILIES)]]
    ]


def write_rules(rules: list[Body], path: Path) -> None:
    """The twenty rules and ``rules`` as one ruleset."""
    base = yaml.safe_load((HERE / "rules.yaml").read_text(encoding="utf-8"))
    base["rules"] += rules
    text = yaml.dump(base, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=120)
    path.write_text(text, encoding="utf-8")


class _Plain(yaml.SafeDumper):
    """Without anchors for mappings that occur twice."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the base class's signature
        return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, help="how many rules in all, at least 20")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    write_rules(variants(given.count - len(RULES)), given.out)


if __name__ == "__main__":
    main()
