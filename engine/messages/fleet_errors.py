"""The diagnostics of fleet runs, both languages."""

from __future__ import annotations

from anwei.engine.messages import ErrorText, Text

FLEET_ERRORS: dict[str, ErrorText] = {}


def _add(code: str, zh: str, en: str, help_zh: str, help_en: str) -> None:
    if code in FLEET_ERRORS:
        raise ValueError(f"diagnostic {code} is spelled twice")
    FLEET_ERRORS[code] = ErrorText(Text(zh, en), Text(help_zh, help_en))


_add("FLT-001", "列「{field}」应为 {type}，数据中是 {got}", "column '{field}' should hold {type}, the data has {got}", "请按列布局（docs/zh/fleet.md）写出：日期为 date32，金额为声明位数的 decimal，代码为文本。", "Write it as the layout (docs/en/fleet.md) says: dates as date32, money as decimals of the declared scale, codes as text.")
_add("FLT-002", "文件无法读取：{reason}", "the file cannot be read: {reason}", "请核对文件是否完整、是否为 Parquet 或 Arrow 格式。", "Check that it is whole, and Parquet or Arrow.")
_add("FLT-003", "有记录属于不存在的对象「{subject}」", "a record belongs to a subject that is not there: '{subject}'", "请核对该表的 subject 列与对象表的 id 列。", "Check the column `subject` of this table against `id` of the subjects.")
_add("FLT-004", "有下级记录属于不存在的上级记录「{owner}」（对象「{subject}」）", "a nested record belongs to a record that is not there: '{owner}' (subject '{subject}')", "请核对该表的 owner 列与上级表的关键字列。", "Check the column `owner` against the key of the parent table.")
_add("FLT-005", "规则「{rule_id}」使用的插件算法「{name}」没有成批写法，不能用于成批检查", "rule '{rule_id}' calls the plugin measure '{name}', which has no lowering: it cannot be part of a fleet run", "请插件作者为该算法补充 lowering，或用 --only 选择其他规则。", "Ask the plugin's author for a `lowering`, or choose other rules with --only.")
_add("FLT-006", "文件夹里没有任何对象表", "the folder holds no table of subjects", "应有 <对象种类>.parquet（如 enterprise.parquet），列布局见 docs/zh/fleet.md。", "There should be <kind>.parquet, such as enterprise.parquet; docs/en/fleet.md has the layout.")
_add("FLT-007", "数值「{field}」过大，成批运算会超出范围", "the number '{field}' is too large for fleet arithmetic", "成批检查的数值在声明位数下不超过 2^60。请核对单位；确属如此的，请用 anwei check 逐个检查。", "Numbers of a fleet run stay below 2^60 at their declared scale. Check the unit; if it is right, judge the subject with anwei check.")
