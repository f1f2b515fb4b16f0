"""A finding in words: what every writer shows, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from anwei.engine.catalogue.assess import Assessment
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.facts.subject import Subject
from anwei.engine.facts.values import show_date
from anwei.engine.ir.nodes import CodeIs, CodesHave
from anwei.engine.ir.rules import Rule
from anwei.engine.ir.walk import walk
from anwei.engine.language.sentences import Sentences, show_amount
from anwei.engine.messages import Lang, Text, label
from anwei.engine.record.finding import Finding, Gap, Missing, Quantity, Verdict
from anwei.engine.record.periods import Weekdays, add
from anwei.engine.record.standing import as_in_force
from anwei.engine.reports.law_words import cite, cite_all, used
from anwei.engine.reports.remedies import filled

MAX_RECORDS = 10  # named in one gap


@dataclass(frozen=True)
class Report:
    """An assessment to be written: with the catalogue for its words, a language, and what to leave out."""

    assessment: Assessment
    catalogue: Catalogue
    lang: Lang
    show: frozenset[Verdict] = frozenset(Verdict)
    partial: tuple[str, ...] = ()  # plugins that failed
    explain: bool = False
    within: int | None = None  # what turns into a gap within so many days is listed; None: not asked for

    def views(self) -> list[View]:
        """The findings to show, gaps first within each subject as judged."""
        return [self._view(f) for f in self.assessment.findings if f.verdict in self.show]

    def is_soon(self, finding: Finding) -> bool:
        """Whether it turns into a gap within the days asked for."""
        return self.within is not None and finding.becomes_gap(self.within)

    @cached_property
    def soon(self) -> list[View]:
        """What turns into a gap within the days asked for, the earliest first."""
        found = [f for f in self.assessment.findings if self.is_soon(f)]
        return [self._view(f) for f in sorted(found, key=lambda f: f.lapses_on or 0)]

    def _view(self, finding: Finding) -> View:
        return View(finding, self.catalogue, self.lang, self.explain)


@dataclass(frozen=True)
class View:
    """One finding in words. Every property is plain text, possibly empty."""

    finding: Finding
    catalogue: Catalogue
    lang: Lang
    whole: bool = False  # whether lists are shown however long they are

    def say(self, key: str, **slots: object) -> str:
        return label(key, self.lang, **slots)

    def words(self, text: Text | None) -> str:
        return text.lang(self.lang) if text is not None else ""

    @cached_property
    def rule(self) -> Rule:
        """The rule as it stands where the subject is: with what overlays add and cite."""
        return as_in_force(self.finding.rule, self.finding.subject.division)

    @property
    def title(self) -> str:
        return self.words(self.finding.rule.title)

    @property
    def verdict(self) -> str:
        return self.say(f"verdict.{self.finding.verdict.value}")

    @property
    def articles(self) -> str:
        """The citations: instrument and article."""
        return cite_all(self.rule.cites, self.catalogue.laws, self.lang)

    @property
    def evidence(self) -> str:
        return self.words(self.finding.rule.evidence)

    @property
    def sentence(self) -> str:
        return Sentences(self.catalogue, self.rule, self.lang).whole()

    @property
    def steps(self) -> list[tuple[str, str, str]]:
        """Each measure: its name, its value or bounds, and what it is."""
        sentences = Sentences(self.catalogue, self.rule, self.lang)
        return [
            (self.words(s.label) or s.name, self.amount(s.value), sentences.measure(s.name)) for s in self.finding.steps
        ]

    def amount(self, value: Quantity | None) -> str:
        """``3 persons``, ``2 to 5``, ``at least 2``; what has not happened is said so."""
        if value is None:
            return self.say("amount.none")
        if value.exact:
            return show_amount(value.low, value.type, self.lang)
        low, high = (show_amount(v, value.type, self.lang) for v in (value.low, value.high))
        if value.high == float("inf"):
            return self.say("amount.at_least", low=low) if value.low != float("-inf") else self.say("amount.any")
        if value.low == float("-inf"):
            return self.say("amount.at_most", high=high)
        return self.say("amount.between", low=low, high=high)

    @property
    def parameters(self) -> list[str]:
        """The parameter values used, each with date, citation and whether it still has to be reviewed."""
        return [used(u, self.catalogue.laws, self.lang) for u in self.finding.parameters]

    @property
    def gaps(self) -> list[str]:
        """What does not hold, with both sides and the shortfall. Alternatives of which one is enough stand together, as
        do items of a catalogue that lack the same."""
        return self._lacking(self.finding.gaps)

    def _lacking(self, gaps: Iterable[Gap], told: str = "") -> list[str]:
        """The texts of gaps; the record is left out where it was ``told`` before."""
        grouped = groupby(gaps, key=lambda g: g.option and (id(g.option.choice), g.option.record, id(g.item)))
        return [
            text
            for option, same in grouped
            for text in (self._items(same, told) if option is None else self._either(same, told))
        ]

    def _items(self, gaps: Iterable[Gap], told: str) -> list[str]:
        grouped = groupby(gaps, key=lambda g: id(g) if g.item is None else (id(g.node), g.record))
        return [self._together(list(same), told) for _, same in grouped]

    def _either(self, gaps: Iterable[Gap], told: str) -> list[str]:
        """The alternatives of one choice in one text, numbered, each with what it lacks."""
        options = [list(own) for _, own in groupby(gaps, key=lambda g: g.option.number if g.option else 0)]
        option = options[0][0].option
        where = option.record if option is not None else ""
        texts = [
            self.say("gap.option", number=n, text=self.say("mark.clause").join(self.gap_text(g, where) for g in own))
            for n, own in enumerate(options, 1)
        ]
        said = self.say("gap.either", options=self.say("mark.list").join(texts))
        return [f"{where}: {said}" if where and where != told else said]

    def _together(self, gaps: list[Gap], told: str) -> str:
        if len(gaps) == 1:
            return self.gap_text(gaps[0], told)
        names = self.say("mark.enumeration").join(self._item_sides(g) for g in gaps)
        condition = Sentences(self.catalogue, self.rule, self.lang).condition(gaps[0].node)
        return self.say("gap.items", count=len(gaps), names=names, condition=condition)

    def _item_sides(self, gap: Gap) -> str:
        """An item's name with what is there of what is needed: ``tent 3/10``."""
        if gap.observed is None or gap.required is None:
            return self._item_name(gap)
        plain = [self.amount(q).removesuffix(f" {q.type.unit}") for q in (gap.observed, gap.required)]
        return f"{self._item_name(gap)} {plain[0]}/{plain[1]}"

    def _item_name(self, gap: Gap) -> str:
        """The item's own label, else the label of the code by which the rule finds its records, else its code."""
        assert gap.item is not None
        named = gap.item.get("label") or gap.item.get("name")
        if isinstance(named, Text):
            return self.words(named)
        for node in walk(self.rule):
            if isinstance(node, (CodeIs, CodesHave)) and node.item in gap.item and node.field.codes:
                return self.words(self.catalogue.vocabulary.code_label(node.field.codes, str(gap.item[node.item])))
        return str(gap.item.get("code", ""))

    def gap_text(self, gap: Gap, told: str = "") -> str:
        """One gap; the record is left out where it was ``told`` before."""
        sentences = Sentences(self.catalogue, self.rule, self.lang)
        if gap.record and gap.record.split("[")[0] in self._tables():
            sentences.kinds.append((self.finding.rule.subject, gap.record.rsplit(".", 1)[-1].split("[")[0]))
        elif gap.record:
            sentences.kinds.append((gap.record.split(":")[0], ""))
        text = sentences.condition(gap.node)
        where = gap.record if gap.item is None else self._item_name(gap)
        where = where if where != told else ""
        if gap.observed is None:
            text = self.say("gap.unmet", condition=text)
        parts = [f"{where}: {text}" if where else text]
        if gap.observed is not None and gap.required is not None:
            parts.append(self.say("gap.sides", observed=self.amount(gap.observed), required=self.amount(gap.required)))
        if gap.shortfall is not None:
            parts.append(self.say(self._short_key(gap), amount=self.amount(gap.shortfall)))
        if gap.records:
            names = self.say("mark.enumeration").join(self.shortened(gap.records, MAX_RECORDS))
            parts.append(self.say("gap.records", names=names))
        return self.say("mark.clause").join(parts)

    def _tables(self) -> set[str]:
        return set(self.catalogue.vocabulary.subjects[self.finding.rule.subject].tables)

    @staticmethod
    def _short_key(gap: Gap) -> str:
        return "gap.excess" if getattr(gap.node, "op", "") in ("at_most", "below") else "gap.short"

    @property
    def shortfall(self) -> str:
        gap = self.finding.gap
        return self.amount(gap.shortfall) if gap is not None and gap.shortfall is not None else ""

    @property
    def nearest(self) -> str:
        found = self.finding.nearest
        if found is None:
            return ""
        failed = self.say("mark.clause").join(self._lacking(found.failed, found.record))
        return self.say("finding.nearest", record=found.record, met=found.met, total=found.total, failed=failed)

    @property
    def missing(self) -> list[str]:
        """The facts that would decide, in words and with their stable path."""
        return [self._missing(m) for m in self.finding.missing]

    def _missing(self, missing: Missing) -> str:
        name = self.words(missing.label)
        key = f"missing.{missing.kind}"
        return self.say(key, name=name or missing.path.split(":", 1)[-1], path=missing.path)

    @property
    def reason(self) -> str:
        finding = self.finding
        parts = [self.say(finding.reason)] if finding.reason else []
        if finding.error:
            parts.append(finding.error)
        if finding.exclusion is not None:
            parts.append(self.words(finding.exclusion.reason))
        if finding.waiver is not None:
            waiver = finding.waiver
            parts.append(
                self.say(
                    "finding.waived",
                    reason=waiver.reason,
                    by=waiver.approved_by,
                    until=show_date(waiver.end),
                    raw=self.say(f"verdict.{finding.raw.value}"),
                )
            )
        return self.say("mark.clause").join(parts)

    @property
    def lapses(self) -> str:
        """When the verdict changes with no new evidence, and to what."""
        finding = self.finding
        if finding.lapses_on is None or finding.lapses_to is None:
            return ""
        return self.say(
            "finding.lapses",
            day=show_date(finding.lapses_on),
            days=finding.lapses_on - finding.as_of,
            verdict=self.say(f"verdict.{finding.lapses_to.value}"),
        )

    @property
    def due(self) -> str:
        return show_date(self.finding.due_by) if self.finding.due_by is not None else ""

    @property
    def remedy(self) -> str:
        """What to do, with the numbers filled in and by when; empty where nothing is to be done."""
        finding = self.finding
        if finding.rule.remedy is None or finding.verdict not in (Verdict.FAIL, Verdict.UNKNOWN):
            return ""
        if finding.verdict is Verdict.UNKNOWN:
            facts = self.say("mark.list").join(self._first(self.missing, 4))
            return self.say("finding.report_missing", facts=facts)
        text = filled(self)
        return self.say("finding.remedy_by", text=text, day=show_date(self.remedy_by)) if self.remedy_by else text

    @property
    def remedy_by(self) -> int | None:
        """The last day of the remedy's term, counted from the day of the check; None without a term."""
        remedy = self.finding.rule.remedy
        if remedy is None or remedy.within is None or self.finding.verdict is not Verdict.FAIL:
            return None
        return add(self.finding.as_of, remedy.within.count, remedy.within.unit, Weekdays())

    def shortened(self, texts: Sequence[str], limit: int) -> list[str]:
        """The first texts and, where there are more, how many were left out; all of them where it is ``whole``."""
        return list(texts) if self.whole else self._first(texts, limit)

    def _first(self, texts: Sequence[str], limit: int) -> list[str]:
        if len(texts) <= limit:
            return list(texts)
        return [*texts[:limit], self.say("gap.more", count=len(texts) - limit)]

    @property
    def review(self) -> str:
        return self.say("finding.needs_review") if self.finding.needs_review else ""


def by_subject(views: Sequence[View]) -> list[tuple[Subject, list[View]]]:
    """Views grouped by subject, in order."""
    grouped: dict[int, tuple[Subject, list[View]]] = {}
    for view in views:
        grouped.setdefault(id(view.finding.subject), (view.finding.subject, []))[1].append(view)
    return list(grouped.values())


_ORDER = (Verdict.FAIL, Verdict.ERROR, Verdict.UNKNOWN, Verdict.WAIVED, Verdict.PASS, Verdict.NOT_APPLICABLE)
_SEVERITY = ("critical", "major", "minor")


def worst_first(views: Sequence[View]) -> list[View]:
    """Gaps before undecided ones, mandatory before encouraged, severe before minor."""
    return sorted(views, key=_rank)


def _rank(view: View) -> tuple[int, bool, int]:
    rule = view.finding.rule
    return _ORDER.index(view.finding.verdict), rule.strength == "encouraged", _SEVERITY.index(rule.severity)


__all__ = ["Report", "View", "by_subject", "cite", "used", "worst_first"]
