"""Personal data kept out of findings: they speak of the masked copy of their subject, and of its records by number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from anwei.engine.facts.subject import Record, Subject
from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.record.finding import Finding, Gap
from anwei.engine.workspace.masking import masked


class Veil:
    """Findings of one subject without its personal data. What they say of the law stays as it was judged."""

    def __init__(self, subject: Subject, vocabulary: Vocabulary) -> None:
        self.subject = masked(subject, vocabulary)
        self._renamed = dict(_renamed(subject, self.subject))
        self._paths = sorted(self._renamed.items(), key=lambda p: -len(p[0]))  # people[P10] before people[P1]

    def finding(self, finding: Finding) -> Finding:
        """The finding with the masked subject and the new names of its records."""
        if not self._paths:
            return replace(finding, subject=self.subject)
        nearest = finding.nearest
        if nearest is not None:
            nearest = replace(nearest, record=self._text(nearest.record), failed=self._gaps(nearest.failed))
        missing = tuple(replace(m, path=self._text(m.path)) for m in finding.missing)
        gaps = self._gaps(finding.gaps)
        return replace(finding, subject=self.subject, gaps=gaps, nearest=nearest, missing=missing)

    def _gaps(self, gaps: Sequence[Gap]) -> tuple[Gap, ...]:
        return tuple(self._gap(g) for g in gaps)

    def _gap(self, gap: Gap) -> Gap:
        option = gap.option and replace(gap.option, record=self._text(gap.option.record))
        records = tuple(self._renamed.get(r, r) for r in gap.records)
        return replace(gap, record=self._text(gap.record), records=records, option=option)

    def _text(self, text: str) -> str:
        for before, after in self._paths:
            if before in text:
                return text.replace(before, after)
        return text


def _renamed(before: Record, after: Record) -> Iterator[tuple[str, str]]:
    """The records whose path changed; both copies hold them in the same order."""
    for name, rows in before.children.items():
        for old, new in zip(rows, after.children.get(name, []), strict=True):
            if old.path != new.path:
                yield old.path, new.path
            yield from _renamed(old, new)
