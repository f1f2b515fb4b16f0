"""Words of the output formats and of the commands that show rules, parameters and explanations."""

from __future__ import annotations

from anwei.engine.messages import Text

_PAIRS: dict[str, tuple[str, str]] = {
    # reports
    "report.title": ("安全生产合规检查报告", "Work-safety compliance report"),
    "subject.title": ("{name}（{kind} {id}）", "{name} ({kind} {id})"),
    "title.strength": ("〔{strength}〕", " [{strength}]"),
    "step.line": ("{name} = {value}（{what}）", "{name} = {value} ({what})"),
    "run.nothing": ("没有需要列出的事项", "nothing to list"),
    "head.line": ("{head}：{text}", "{head}: {text}"),
    "head.as_of": ("检查日", "as of"), "head.raw": ("豁免前结论", "raw verdict"),
    "head.lapses_to": ("失效后结论", "verdict then"), "head.remedy_by": ("整改期限", "remedy by"),
    "head.sentence": ("规则", "rule"),
    "param.season": ("{start} 至 {end}", "{start} to {end}"),
    "param.step": ("{start} 起：{value}", "from {start}: {value}"),
    "param.step.rate": ("{start} 起：{rate}，向上取整", "from {start}: {rate}, rounded up"),
    "param.slice": ("至 {bound} {unit}：{rate}", "up to {bound} {unit}: {rate}"),
    "param.slice.rest": ("超出部分：{rate}", "above that: {rate}"),
}

COMMAND_LABELS: dict[str, Text] = {key: Text(*pair) for key, pair in _PAIRS.items()}
