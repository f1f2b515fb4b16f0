"""The diagnostics of themes of one's own (THM-...), both languages. Append only."""

from __future__ import annotations

from anwei.engine.messages import ErrorText, Text

TUI_ERRORS: dict[str, ErrorText] = {}


def _add(code: str, zh: str, en: str, help_zh: str, help_en: str) -> None:
    if code in TUI_ERRORS:
        raise ValueError(f"diagnostic {code} is spelled twice")
    TUI_ERRORS[code] = ErrorText(Text(zh, en), Text(help_zh, help_en))


_add("THM-001", "配色「{key}」的值「{text}」不是颜色", "'{text}' is no colour for '{key}'",
     "请写成加引号的六位十六进制数，如 \"#0f4a3a\"。", "Write six hexadecimal digits in quotes, as in \"#0f4a3a\".")
_add("THM-002", "配色「{key}」没有值", "'{key}' has no value",
     "YAML 里 # 之后是注释，所以颜色要加引号：\"#0f4a3a\"。", "In YAML a # begins a comment, so a colour stands in quotes: \"#0f4a3a\".")
_add("THM-003", "配色名「{name}」已被占用（{where}）", "the name '{name}' is taken ({where})",
     "四套内置配色 {built} 不能替换。请换一个名称。", "The four built-in themes, {built}, cannot be replaced. Choose another name.")
_add("THM-004", "「{key}」与底色「{ground}」的对比度只有 {found}:1，至少应为 {least}:1", "'{key}' on '{ground}' has a contrast of {found}:1, at least {least}:1 is wanted",
     "配色可用，但字不易看清。请把其中一个调深或调浅。", "The theme works, but is hard to read. Make one of the two darker or lighter.")
_add("THM-005", "「{name}」不能作配色名", "'{name}' cannot be the name of a theme",
     "用小写英文字母开头，后接小写字母、数字或连字符，最多 {most} 个字符；显示的名称写在 label。",
     "Begin with a lower-case letter; letters, digits and hyphens may follow, {most} at most. What people read stands under label.")
