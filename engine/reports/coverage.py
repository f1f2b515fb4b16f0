"""How far a plan is checked: its clauses counted by field of work and status, and the rules that no clause needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from anwei.engine.catalogue.model import Catalogue
from anwei.engine.ir.rules import DOMAINS, Clause, Controls
from anwei.engine.language.papers import STATUSES
from anwei.engine.messages import Lang, Text, label
from anwei.engine.reports.layout import table

#: Statuses that a verdict or a visit answers for.
COVERED = ("automated", "attested")


@dataclass(frozen=True)
class PlanCoverage:
    """One plan: its controls, and the rules that cite it although no clause names them."""

    controls: Controls
    title: Text
    unneeded: tuple[str, ...]

    @property
    def by_status(self) -> Counter[str]:
        return Counter(c.status for c in self.controls.clauses)

    def by_domain(self) -> dict[str, Counter[str]]:
        """Domain -> status -> number of clauses; only the domains that occur, in the order of DOMAINS."""
        found: dict[str, Counter[str]] = {}
        for domain in (*DOMAINS, ""):
            counts = Counter[str](c.status for c in self.controls.clauses if c.domain == domain)
            if counts:
                found[domain] = counts
        return found


def coverage(catalogue: Catalogue, controls: Controls) -> PlanCoverage:
    """The coverage of one plan."""
    needed = {rule for clause in controls.clauses for rule in clause.rules}
    citing = (r.id for r in catalogue.rules.values() if any(c.law == controls.source for c in r.cites))
    return PlanCoverage(
        controls,
        controls.title or catalogue.laws[controls.source].title,
        tuple(sorted(r for r in citing if r not in needed)),
    )


def clauses_of(controls: Controls, statuses: Iterable[str] = (), domains: Iterable[str] = ()) -> list[Clause]:
    """The clauses of these statuses and domains; an empty choice takes all."""
    wanted, fields = set(statuses), set(domains)
    return [c for c in controls.clauses if (not wanted or c.status in wanted) and (not fields or c.domain in fields)]


# -- as data ----------------------------------------------------------------------------------------------------------


def plan_object(found: PlanCoverage, lang: Lang, clauses: Iterable[Clause] = ()) -> dict[str, object]:
    """A plan as plain data; texts in one language, identifiers as they are."""
    return {
        "plan": found.controls.id,
        "source": found.controls.source,
        "title": found.title.lang(lang),
        "clauses": len(found.controls.clauses),
        "by_status": {s: found.by_status[s] for s in STATUSES},
        "by_domain": {d or "none": dict(counts) for d, counts in found.by_domain().items()},
        "unneeded_rules": list(found.unneeded),
        "listed": [clause_object(c, lang) for c in clauses],
    }


def clause_object(clause: Clause, lang: Lang) -> dict[str, object]:
    """A clause as plain data."""
    words = {
        "text": clause.text,
        "reason": clause.reason,
        "printed": clause.printed,
        "reading": clause.reading,
        "note": clause.note,
    }
    return {
        "id": clause.id,
        "section": clause.section,
        "domain": clause.domain or None,
        "status": clause.status,
        "strength": clause.strength or None,
        "rules": list(clause.rules),
        "items": list(clause.items),
        **{key: text.lang(lang) if text else None for key, text in words.items()},
    }


# -- for people -------------------------------------------------------------------------------------------------------


def plans_text(plans: Iterable[PlanCoverage], lang: Lang) -> str:
    """One row for each plan."""
    rows = [[p.controls.id, p.title.lang(lang), *_counts(p.by_status)] for p in plans]
    return table([label("coverage.plan", lang), label("coverage.source", lang), *_heads(lang)], rows, right=range(2, 9))


def plan_text(found: PlanCoverage, lang: Lang) -> str:
    """A plan by domain and status, then the rules that no clause needs."""
    rows = [[label(f"domain.{d}", lang), *_counts(counts)] for d, counts in found.by_domain().items()]
    rows.append([label("coverage.total", lang), *_counts(found.by_status)])
    title = label("coverage.title", lang, title=found.title.lang(lang), plan=found.controls.id)
    counted = table([label("coverage.domain", lang), *_heads(lang)], rows, right=range(1, 8))
    return "\n\n".join([title, counted, _unneeded(found, lang)])


def _unneeded(found: PlanCoverage, lang: Lang) -> str:
    if not found.unneeded:
        return label("coverage.none_unneeded", lang)
    head = label("coverage.unneeded", lang, count=len(found.unneeded))
    return "\n".join([head, *(f"  {rule}" for rule in found.unneeded)])


def _heads(lang: Lang) -> list[str]:
    statuses = [label(f"status.{s}", lang) for s in STATUSES]
    return [*statuses, label("coverage.total", lang), label("coverage.covered", lang)]


def _counts(counts: Counter[str]) -> list[str]:
    """Numbers by status, their total, and the share of the covered ones in whole percent, rounded down."""
    covered, total = sum(counts[s] for s in COVERED), counts.total()
    share = f"{100 * covered // total} %" if total else "-"
    return [*(str(counts[s]) if counts[s] else "" for s in STATUSES), str(total), share]


def clauses_text(clauses: Iterable[Clause], lang: Lang) -> str:
    """The clauses with what checks them, or why nothing does."""
    heads = ("clause", "section", "text", "status", "by")
    rows = [[c.id, c.section, c.text.lang(lang), label(f"status.{c.status}", lang), _by(c, lang)] for c in clauses]
    return table([label(f"coverage.{h}", lang) for h in heads], rows)


def _by(clause: Clause, lang: Lang) -> str:
    named = ["; ".join((*clause.rules, *clause.items))] if clause.rules or clause.items else []
    words = {"reason": clause.reason, "printed": clause.printed, "reading": clause.reading, "note": clause.note}
    return "; ".join(named + [label(f"coverage.{k}", lang, text=t.lang(lang)) for k, t in words.items() if t])
