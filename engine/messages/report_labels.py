"""Words of the reports."""

from __future__ import annotations

from anwei.engine.messages import Text

_PAIRS: dict[str, tuple[str, str]] = {
    "mark.list": ("；", "; "), "mark.clause": ("；", "; "),
    "amount.none": ("尚未发生", "has not happened"), "amount.some": ("相应数量的", "the required number of"),
    "amount.at_least": ("至少 {low}", "at least {low}"), "amount.at_most": ("至多 {high}", "at most {high}"),
    "amount.between": ("{low} 至 {high}", "{low} to {high}"), "amount.any": ("未知", "not known"),
    "gap.sides": ("实际 {observed}，要求 {required}", "found {observed}, required {required}"),
    "gap.short": ("差 {amount}", "short by {amount}"), "gap.excess": ("超出 {amount}", "over by {amount}"),
    "gap.more": ("……另有 {count} 项", "... and {count} more"),
    "finding.nearest": ("{record} 满足 {total} 项条件中的 {met} 项，不满足：{failed}", "{record} meets {met} of {total}; not met: {failed}"),
    "finding.waived": ("已豁免：{reason}（{by} 批准，至 {until}；原结论 {raw}）", "waived: {reason} (approved by {by}, until {until}; raw verdict {raw})"),
    "finding.lapses": ("{day} 起变为「{verdict}」（还有 {days} 天）", "becomes '{verdict}' on {day} (in {days} days)"),
    "finding.report_missing": ("补报：{facts}", "report: {facts}"),
    "finding.remedy_by": ("{text}（{day} 前）", "{text} (by {day})"),
    "finding.needs_review": ("所用条款或数值尚未与正式文本核对", "a clause or number used still has to be compared with the official text"),
    "missing.fact": ("{name}（{path}）", "{name} ({path})"),
    "missing.coverage": ("{name}是否已全部填报（{path}）", "whether {name} is completely on file ({path})"),
    "missing.record": ("缺少记录 {path}", "record {path} is not on file"),
    "missing.attestation": ("现场核实：{name}", "on-site attestation: {name}"),
    "missing.parameter": ("来源没有给出数值：{name}", "parameter not set by the source: {name}"),
    "missing.definition": ("{name}", "{name}"),
    "cite.law": ("《{title}》", "{title}"), "cite.article": ("《{title}》第 {where} 条", "{title}, art. {where}"),
    "cite.section": ("《{title}》{where}", "{title}, section {where}"),
    "param.used": ("{name}：{value}，{start} 起，依据{cites}", "{name}: {value}, from {start}, by {cites}"),
    "param.not_in_force": ("{name}：当日无适用值", "{name}: no value in force on that day"),
    "param.review": ("【待核对】", " [needs review]"), "param.strict": ("{value}（不含本数）", "{value} (exclusive)"),
    "param.plain": ("{value}", "{value}"), "param.unset": ("来源未给出数值", "not set by the source"),
    "param.items": ("目录 {count} 项", "catalogue of {count} items"), "param.steps": ("{count} 档", "{count} steps"),
    "strength.mandatory": ("强制", "mandatory"), "strength.expected": ("预期", "expected"),
    "strength.encouraged": ("鼓励", "encouraged"),
    "severity.critical": ("重大", "critical"), "severity.major": ("较大", "major"), "severity.minor": ("一般", "minor"),
    "head.article": ("依据", "article"), "head.reason": ("原因", "reason"), "head.gap": ("缺口", "gap"),
    "head.nearest": ("最接近", "nearest"), "head.evidence": ("佐证", "evidence"), "head.missing": ("待补事实", "missing"),
    "head.step": ("计算", "step"), "head.parameter": ("参数", "parameter"), "head.due": ("应完成日", "due by"),
    "head.lapses": ("失效日", "lapses"), "head.remedy": ("整改", "remedy"), "head.review": ("待核对", "review"),
    "head.id": ("编号", "id"), "head.subject": ("对象", "subject"), "head.verdict": ("结论", "verdict"),
    "head.rule": ("规则", "rule"), "head.title": ("名称", "title"), "head.pillar": ("要素", "pillar"),
    "head.severity": ("等级", "severity"), "head.strength": ("效力", "strength"), "head.shortfall": ("差额", "shortfall"),
    "head.kind": ("对象种类", "kind"), "head.division": ("区划", "division"), "head.topic": ("主题", "topic"),
    "total": ("合计", "total"),
    "run.basis": ("检查日 {day} · 规则摘要 {digest}", "as of {day} · rules digest {digest}"),
    "run.partial": ("注意：插件 {plugin} 出错，结果不完整", "note: plugin {plugin} failed, the result is partial"),
    "pillar.responsibility": ("责任", "responsibility"), "pillar.management": ("管理", "management"),
    "pillar.investment": ("投入", "investment"), "pillar.training": ("培训", "training"),
    "pillar.rescue": ("应急救援", "rescue"), "pillar.": ("其他", "other"),
}

REPORT_LABELS: dict[str, Text] = {key: Text(*pair) for key, pair in _PAIRS.items()}
