"""The panel of tailings ponds: what is known of each and how many rules it breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from anwei.engine.api import Assessment, PanelSpec, Subject, Text, Verdict

YES, NO, UNKNOWN = "✓", "✗", "?"
COLUMNS = (
    Text("尾矿库", "Pond"),
    Text("等别", "Class"),
    Text("坝高（米）", "Dam (m)"),
    Text("头顶库", "Overhead"),
    Text("包保责任人", "Guarantor"),
    Text("在线监测", "Monitored"),
    Text("联网", "Networked"),
    Text("缺口", "Gaps"),
    Text("存疑", "Undecided"),
)


def pond_rows(assessment: Assessment) -> Sequence[Sequence[str]]:
    """One row for each pond of the run, those with most gaps first."""
    counts: dict[str, Counter[Verdict]] = {}
    for finding in assessment.findings:
        counts.setdefault(finding.subject.id, Counter())[finding.verdict] += 1
    ponds = [s for s in assessment.subjects if s.kind == "tailings_pond"]
    ponds.sort(key=lambda p: (-counts.get(p.id, Counter())[Verdict.FAIL], p.id))
    return [_row(pond, counts.get(pond.id, Counter())) for pond in ponds]


def _row(pond: Subject, count: Counter[Verdict]) -> list[str]:
    values = pond.values
    height = values.get("dam_height")
    class_ = values.get("class")
    return [
        pond.name,
        str(class_).removeprefix("class_") if isinstance(class_, str) else UNKNOWN,
        f"{height // 10}.{height % 10}" if isinstance(height, int) else UNKNOWN,
        _mark(values.get("overhead")),
        _named(values.get("guarantor")),
        _mark(values.get("monitored")),
        _mark(values.get("networked")),
        str(count[Verdict.FAIL]),
        str(count[Verdict.UNKNOWN]),
    ]


def _mark(value: object) -> str:
    if value is None:
        return UNKNOWN
    return YES if value is True else NO


def _named(value: object) -> str:
    """Whether somebody is named; the name itself is personal and stays out of the panel."""
    if value is None:
        return UNKNOWN
    return YES if isinstance(value, str) else NO


PONDS = PanelSpec("mines.ponds", Text("尾矿库一览", "Tailings ponds"), "table", COLUMNS, pond_rows)
