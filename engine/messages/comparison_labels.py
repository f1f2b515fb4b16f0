"""Words of ``anwei compare``: plans side by side."""

from __future__ import annotations

from anwei.engine.messages import Text

_PAIRS: dict[str, tuple[str, str]] = {
    "cli.compare": (
        "并列比较几个规划：同一要求各规划的数值、效力和条款，以及哪个最严。\n\n由同一数值、指标、规则或核实项判断的条款视为同一要求；"
        "至少两个规划有的才列出。不写规划名时比较全部地方规划。",
        "Plans side by side: what each asks on the same obligation, with its numbers, strength and clauses, and which is strictest.\n\n"
        "Clauses decided by the same number, indicator, rule or item count as one obligation; those of at least two plans are listed. "
        "Without PLAN all local plans are compared.",
    ),
    "cli.opt.compare.domain": ("只看这些领域（可重复）", "these domains only (repeatable)"),
    "cli.opt.compare.numbers": ("只看有数值的要求", "obligations with a number only"),
    "cli.opt.compare.differing": ("只看数值不同的要求", "obligations whose numbers differ only"),
    "cli.opt.compare.format": ("格式：{names}；缺省按文件后缀，没有文件时为 text", "format: {names}; by default that of the file's suffix, otherwise text"),
    "cli.compare.two": ("比较至少需要两个不同的规划", "a comparison needs at least two different plans"),
    "cli.compare.needs_file": ("{format} 格式要用 -o 写入文件", "{format} needs a file: give -o"),
    "cli.compare.count": ("{plans} 个规划共有 {rows} 项要求，{numbers} 项有数值，{differing} 项数值不同",
                          "{plans} plans share {rows} obligations, {numbers} with a number, {differing} of which differ"),
    "compare.title": ("规划并列比较", "Plans side by side"),
    "compare.basis": ("取 {day} 在各区划有效的数值", "numbers in force on {day} in the division of each plan"),
    "compare.domain": ("领域", "domain"), "compare.obligation": ("要求", "obligation"), "compare.table": ("要求对照", "Obligations"),
    "compare.plans": ("规划", "plans"), "compare.rows": ("共有要求", "shared obligations"),
    "compare.numbered": ("有数值的", "with a number"), "compare.differing": ("数值不同的", "numbers that differ"),
    "compare.clause": ("{id}（{section}）", "{id} ({section})"), "compare.absent": ("没有", "none"),
    "compare.standing.strictest": ("最严", "strictest"), "compare.standing.between": ("居中", "between"),
    "compare.standing.laxest": ("最宽", "laxest"), "compare.standing.equal": ("相同", "equal"),
    "compare.strength.binding": ("约束性", "binding"),
    "compare.none": ("没有共有的要求", "no obligation in common"),
    "compare.remark": ("“最严”只在单位和方向相同的单个数值之间比较；印刷有疑义、一个规划有几个数值的不比较。",
                       "'Strictest' compares single numbers of the same unit and direction; where a plan has several readings, nothing is ranked."),
}  # fmt: skip

COMPARISON_LABELS: dict[str, Text] = {key: Text(*pair) for key, pair in _PAIRS.items()}
