"""Words of ``anwei coverage``: the plans clause by clause."""

from __future__ import annotations

from anwei.engine.messages import Text

_PAIRS: dict[str, tuple[str, str]] = {
    "cli.coverage": (
        "逐条对照规划：每一条款由规则自动核查、由现场核实、原文未定数值或内容、无法核查或待办。\n\n不写规划名时列出全部规划；"
        "写规划名时按领域和状态统计，并列出引用该规划但没有条款用到的规则。",
        "Plans clause by clause: checked by rules, seen on site, left open by the text, not checkable, or pending.\n\n"
        "Without PLAN every plan is counted; with PLAN by domain and status, with the rules that cite the plan and that no clause needs.",
    ),
    "cli.opt.coverage.status": ("列出这些状态的条款（可重复）", "list the clauses of these statuses (repeatable)"),
    "cli.opt.coverage.domain": ("只看这些领域（可重复）", "these domains only (repeatable)"),
    "cli.opt.coverage.clauses": ("列出全部条款", "list every clause"),
    "cli.unknown.plan": ("没有叫「{name}」的规划", "no plan is called '{name}'"),
    "cli.coverage.count": ("共 {plans} 个规划、{clauses} 条条款", "{plans} plans, {clauses} clauses"),
    "coverage.title": ("{title}（{plan}）", "{title} ({plan})"),
    "coverage.plan": ("规划", "plan"), "coverage.source": ("依据", "source"), "coverage.domain": ("领域", "domain"),
    "coverage.total": ("合计", "total"), "coverage.clause": ("条款", "clause"), "coverage.section": ("章节", "section"),
    "coverage.text": ("内容", "content"), "coverage.status": ("状态", "status"), "coverage.by": ("核查方式", "checked by"),
    "coverage.covered": ("已落到规则或核实", "by rule or on site"),
    "coverage.unneeded": ("引用本规划但没有条款用到的规则（{count} 条）：", "rules that cite this plan and that no clause needs ({count}):"),
    "coverage.none_unneeded": ("引用本规划的规则都有条款用到。", "Every rule that cites this plan is needed by a clause."),
    "coverage.printed": ("原文疑义：{text}", "as printed: {text}"), "coverage.reading": ("读法：{text}", "reading: {text}"),
    "coverage.reason": ("理由：{text}", "reason: {text}"), "coverage.note": ("说明：{text}", "note: {text}"),
    "status.automated": ("自动核查", "automated"), "status.attested": ("现场核实", "attested"),
    "status.parameter_unset": ("原文未定", "left open"), "status.not_checkable": ("无法核查", "not checkable"),
    "status.pending": ("待办", "pending"),
    "domain.": ("未分领域", "no domain"), "domain.indicator": ("指标", "indicators"),
    "domain.responsibility": ("责任", "responsibility"), "domain.five_in_place": ("企业五到位", "five in place"),
    "domain.hazard_rectification": ("隐患治理", "hazards"), "domain.enforcement": ("监管执法", "enforcement"),
    "domain.training": ("培训", "training"), "domain.insurance": ("保险", "insurance"),
    "domain.warehouse": ("物资储备", "supplies"), "domain.plan_management": ("预案管理", "emergency plans"),
    "domain.drill": ("演练", "drills"), "domain.team": ("队伍", "teams"), "domain.shelter": ("避难场所", "shelters"),
    "domain.monitoring": ("监测预警", "monitoring"), "domain.facility": ("设施和系统", "facilities"),
    "domain.grassroots": ("基层", "grass roots"), "domain.publicity": ("宣传", "publicity"), "domain.other": ("其他", "other"),
}  # fmt: skip

PLAN_LABELS: dict[str, Text] = {key: Text(*pair) for key, pair in _PAIRS.items()}
