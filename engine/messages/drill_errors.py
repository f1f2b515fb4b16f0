"""The diagnostics of drills (DRL-...), both languages. Append only."""

from __future__ import annotations

from anwei.engine.messages import ErrorText, Text

DRILL_ERRORS: dict[str, ErrorText] = {}


def _add(code: str, zh: str, en: str, help_zh: str, help_en: str) -> None:
    if code in DRILL_ERRORS:
        raise ValueError(f"diagnostic {code} is spelled twice")
    DRILL_ERRORS[code] = ErrorText(Text(zh, en), Text(help_zh, help_en))


# DRL-001 ... 029: policy, holiday notices, plans
_add("DRL-001", "演练计划要求中的日期「{text}」无效", "not a date in the drills policy: '{text}'",
     "请写成 2027-09-20。", "Write it as 2027-09-20.")
_add("DRL-002", "「{key}」中有未知的「{name}」；可用：{hint}", "'{key}' names the unknown '{name}'; there are: {hint}",
     "请核对名称。没有这样的项目，该要求就不会起作用。", "Check the name. Without such a thing the entry would have no effect.")
_add("DRL-003", "结束日期早于开始日期", "the end lies before the start", "请核对两个日期。", "Check both dates.")
_add("DRL-004", "时间长度「{text}」不能用在这里", "'{text}' is no length of time that fits here",
     "请写成 30 days 或 10 working_days。", "Write it as 30 days or 10 working_days.")
_add("DRL-005", "「{key}」须在 {low} 至 {high} 之间，现为 {text}", "'{key}' must lie between {low} and {high}, not {text}",
     "请改正数值。", "Correct the number.")
_add("DRL-006", "放假通知第 {line} 行无法读取：{text}", "line {line} of the holiday notice cannot be read: {text}",
     "每行四列：日期、休或班、名称、文号，例如 2027-01-01,休,元旦,国办发明电〔2026〕某号。", "Four columns: date, off or work, name, source, as in 2027-01-01,off,New Year,notice number.")
_add("DRL-007", "放假通知中 {day} 出现两次，且互相矛盾", "{day} occurs twice in the holiday notice, once off and once worked",
     "请核对原通知，删去错误的一行。", "Compare it with the notice and remove the wrong line.")
_add("DRL-008", "文件不是演练计划要求（应有 drills_policy）", "the file is not a drills policy (drills_policy is missing)",
     "文件以 drills_policy: 名称 开头，见 docs/zh/drills.md。", "The file begins with drills_policy: NAME; see docs/en/drills.md.")
_add("DRL-009", "计划要求是 {found} 年的，现在编制 {wanted} 年", "the policy is for {found}, the plan for {wanted}",
     "请使用该年度的要求，或去掉 year。", "Use the policy of that year, or leave out year.")
_add("DRL-010", "保存的计划无法读取：{reason}", "the kept plan cannot be read: {reason}",
     "可能由更新的程序写成，或文件被改动。计划未作改动；请升级程序，或用 anwei history 查看。", "Perhaps a newer program wrote it, or the file was changed. Nothing was changed; upgrade, or look at its history.")
_add("DRL-011", "计划程序中途停止：{reason}", "the planning process stopped: {reason}",
     "没有保存任何内容，已保存的计划完好。请重试；或加 --rounds 0 只用贪心方案。", "Nothing was kept; earlier plans are intact. Try again, or use --rounds 0 for the greedy plan alone.")
