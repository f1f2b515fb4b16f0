"""The report ``source-board``: the notice board of major hazard sources with their guarantors, as Markdown.

It names the guarantors, because the board is made to be put up at the source.
"""

from __future__ import annotations

from collections.abc import Sequence

from anwei.engine.api import Assessment, Lang, Record, Subject, Text, Verdict, show_date

TITLE = Text("重大危险源安全包保公示", "Major hazard sources and their guarantors")
DAY = Text("截至 {day}", "as of {day}")
NONE = Text("没有登记重大危险源的单位。", "No unit with a registered major hazard source.")
GAPS = Text("待补齐：", "To be completed:")
HEAD = (
    Text("危险源", "Source"),
    Text("级别", "Class"),
    Text("主要负责人", "Principal"),
    Text("技术负责人", "Technical"),
    Text("操作负责人", "Operation"),
    Text("应急管理部门备案", "Filed with emergency department"),
    Text("消防救援机构备案", "Filed with fire service"),
)
CLASSES = {
    "class_1": Text("一级", "1"),
    "class_2": Text("二级", "2"),
    "class_3": Text("三级", "3"),
    "class_4": Text("四级", "4"),
}
TOPIC = "hazard-source"
EMPTY = "—"


def write_board(assessment: Assessment, lang: Lang) -> str:
    """The board of every unit that has sources, each with its open items. Ends with a line break."""
    day = DAY.lang(lang).format(day=show_date(assessment.as_of))
    lines = [f"# {TITLE.lang(lang)}", "", day, ""]
    units = [s for s in assessment.subjects if s.children.get("hazard_sources")]
    for unit in units:
        lines += _unit(assessment, unit, lang)
    if not units:
        lines += [NONE.lang(lang), ""]
    return "\n".join(lines)


def _unit(assessment: Assessment, unit: Subject, lang: Lang) -> list[str]:
    lines = [f"## {_cell(unit.name)} ({_cell(unit.id)})", ""]
    lines.append(_row([h.lang(lang) for h in HEAD]))
    lines.append(_row(["---"] * len(HEAD)))
    lines += [_row(_source(record, lang)) for record in unit.children["hazard_sources"]]
    open_items = [
        f.rule.title.lang(lang)
        for f in assessment.findings
        if f.subject is unit and f.rule.topic == TOPIC and f.verdict in (Verdict.FAIL, Verdict.UNKNOWN)
    ]
    if open_items:
        lines += ["", GAPS.lang(lang), *(f"- {_cell(item)}" for item in open_items)]
    return [*lines, ""]


def _source(record: Record, lang: Lang) -> list[str]:
    values = record.values
    class_ = CLASSES.get(str(values.get("class")))
    people = [values.get(f"{post}_guarantor") for post in ("principal", "technical", "operation")]
    days = [values.get("filed_on"), values.get("filed_with_fire_on")]
    return [
        str(values.get("name") or record.key),
        class_.lang(lang) if class_ else EMPTY,
        *(p if isinstance(p, str) else EMPTY for p in people),
        *(show_date(d) if isinstance(d, int) else EMPTY for d in days),
    ]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_cell(c) for c in cells)} |"


def _cell(text: str) -> str:
    """Text that stays one cell and is no markup."""
    kept = " ".join(text.split())
    for sign in ("\\", "|", "<", "`", "[", "*", "_"):
        kept = kept.replace(sign, f"\\{sign}")
    return kept
