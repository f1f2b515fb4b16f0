"""The diagnostics of fleet runs, both languages."""

from __future__ import annotations

from anwei.engine.messages import ErrorText, Text

FLEET_ERRORS: dict[str, ErrorText] = {}


def _add(code: str, zh: str, en: str, help_zh: str, help_en: str) -> None:
    if code in FLEET_ERRORS:
        raise ValueError(f"diagnostic {code} is spelled twice")
    FLEET_ERRORS[code] = ErrorText(Text(zh, en), Text(help_zh, help_en))


_add("FLT-001", "列「{field}」应为{type}，数据中的类型是 {got}", "column '{field}' should hold {type:en}; its type in the data is {got}", "请按列布局（docs/zh/fleet.md）写出：日期为 date32 或时间戳，数量和金额为整数或 decimal，是否为 bool，代码为文本，代码列表为文本的 list。", "Write it as the layout (docs/en/fleet.md) says: dates as date32 or timestamps, numbers and money as integers or decimals, truths as bool, codes as text, sets of codes as lists of text.")
_add("FLT-002", "文件无法读取：{reason}", "the file cannot be read: {reason}", "请核对文件是否完整、格式（Parquet、Arrow 或 CSV）与扩展名是否一致。", "Check that it is whole, and of the format that its name says (Parquet, Arrow or CSV).")
_add("FLT-003", "有记录属于不存在的对象「{subject}」", "a record belongs to a subject that is not there: '{subject}'", "请核对该表的 subject 列与对象表的 id 列。", "Check the column `subject` of this table against `id` of the subjects.")
_add("FLT-004", "有下级记录属于不存在的上级记录「{owner}」（对象「{subject}」）", "a nested record belongs to a record that is not there: '{owner}' (subject '{subject}')", "请核对该表的 owner 列与上级表的关键字列。", "Check the column `owner` against the key of the parent table.")
_add("FLT-005", "规则「{rule_id}」使用的插件算法「{name}」没有成批写法，不能用于成批检查", "rule '{rule_id}' calls the plugin measure '{name}', which has no lowering: it cannot be part of a fleet run", "请插件作者为该算法补充 lowering，或用 --only 选择其他规则。", "Ask the plugin's author for a `lowering`, or choose other rules with --only.")
_add("FLT-006", "文件夹里没有任何对象表", "the folder holds no table of subjects", "应有 <对象种类>.parquet（如 enterprise.parquet），列布局见 docs/zh/fleet.md。", "There should be <kind>.parquet, such as enterprise.parquet; docs/en/fleet.md has the layout.")
_add("FLT-007", "数值「{field}」过大，成批运算会超出范围", "the number '{field}' is too large for fleet arithmetic", "成批检查的数值在声明位数下不超过 2^60。请核对单位；确属如此的，请用 anwei check 逐个检查。", "Numbers of a fleet run stay below 2^60 at their declared scale. Check the unit; if it is right, judge the subject with anwei check.")
_add("FLT-008", "{field}（{name}）：{problem}；共 {rows} 行，首见于对象「{subject}」", "{field:en} ({name}): {problem:en}; {rows} rows, the first of subject '{subject}'", "请在数据中更正；确实不知道的留空（null）。", "Correct it in the data; where it is not known, leave it null.")
_add("FLT-009", "不同的错误超过 {count} 种，其余没有列出", "more than {count} different faults; the others are not listed", "多半是某列放错了内容。先更正以上各项，再检查一次。", "Perhaps a column holds something else. Correct these first and check again.")
_add("FLT-010", "缺少列「{field}」", "column '{field}' is missing", "对象表要有 id，台账要有 subject，下级台账还要有 owner，其上级台账要有 row 或关键字列（docs/zh/fleet.md）。", "Subjects need `id`, their tables `subject`, nested tables `owner` too, and the table above these `row` or its key (docs/en/fleet.md).")
_add("FLT-011", "列「{field}」出现两次", "column '{field}' is there twice", "请只保留一列。", "Keep one of them.")
_add("FLT-012", "列「{field}」中有值无法换算：{reason}", "column '{field}' holds values that do not convert: {reason}", "请核对该列的数值和类型。", "Check its values and its type.")
_add("FLT-013", "同一张表有几份：{files}", "the same table stands in several files: {files}", "请只保留一份，或把各部分放进一个以表名命名的文件夹。", "Keep one, or put the parts into one folder named as the table.")
_add("FLT-014", "文件夹里没有 Parquet 或 Arrow 文件", "the folder holds no Parquet or Arrow file", "以表名命名的文件夹要有该表的各部分。没有记录的表请写出只有列名的文件；没有填报的请删去文件夹。", "A folder named as a table holds its parts. Write a file with columns and no row for a table without records; remove the folder if nobody has reported it.")
_add("FLT-015", "「{name}」不是词表中的表，没有读取；是否：{hint}", "'{name}' is no table of the vocabulary and is not read; did you mean {hint}?", "文件名应为 <对象种类> 或 <对象种类>.<台账>。", "Files are named <kind> or <kind>.<table>.")
_add("FLT-016", "缺少上级台账 {table}", "the table above it, {table}, is missing", "下级台账的记录属于上级台账的记录，两张表都要有。", "Records of a nested table belong to records of the table above: both must be there.")
_add("FLT-017", "有 {count} 个对象没有编号（id 为空）", "{count} subjects have no id (null)", "请补上编号：结果和台账按编号对应。", "Give them one: results and tables go by it.")
_add("FLT-018", "有 {count} 个编号重复：{ids}", "{count} ids stand for several subjects: {ids}", "编号在同一种对象内唯一。请去重，或更正编号。", "An id is unique within its kind. Remove the repetitions or correct the ids.")
_add("FLT-019", "结果文件夹里有不是检查结果的文件，没有写入", "the folder for the results holds a file that is no result; nothing was written", "请另选一个文件夹（不要用数据文件夹），以免覆盖或混淆。", "Choose another folder, not that of the data: nothing is overwritten or mixed up then.")
_add("FLT-020", "编号「{owner}」在对象「{subject}」中出现两次", "key '{owner}' is there twice for subject '{subject}'", "下级记录按编号归属，编号在同一对象的台账内须唯一。请去重或更正。", "Nested records belong to a key, which must be unique within the subject's table. Remove the repetition or correct it.")
_add("FLT-021", "首行没有任何认识的列：「{text}」", "no column of the layout in the first line: '{text}'", "首行为列名，列之间用英文逗号分隔，列名与词表一致（区分大小写）；编码用 UTF-8 或 GBK。", "The first line names the columns, separated by commas, spelled as the vocabulary has them; UTF-8 or GBK.")
_add("FLT-022", "列「{field}」应为{type}，此处是「{text}」", "column '{field}' should hold {type:en}, here it says '{text}'", "数字只写数字，日期写 2026-03-05，是否写 true 或 false；不知道的留空。", "Numbers as digits alone, dates as 2026-03-05, truths as true or false; empty where it is not known.")
