"""The diagnostics of fleet runs on SQL engines, both languages."""

from __future__ import annotations

from anwei.engine.messages import ErrorText, Text

FLEET_SQL_ERRORS: dict[str, ErrorText] = {
    "FLT-040": ErrorText(
        Text("有日期超出 {first} 至 {last}，这段之外没有工作日和周期的对照表", "a day lies outside {first} to {last}, for which there is a table of working days and periods"),
        Text("请核对日期；确属如此的，请用更宽的日期范围重新生成 SQL。", "Check the dates; if they are right, make the SQL with a wider range of days."),
    ),
    "FLT-041": ErrorText(
        Text("列「{field}」有 {count} 个数值位数过多或过大，如 {example}", "{count} numbers of column '{field}' have too many digits or are too large, such as {example}"),
        Text("数值不得多于声明的小数位数，且在该位数下不超过 2^60；不会代为舍入。请更正数据或修改声明。", "Numbers have at most the declared digits and stay below 2^60 at that scale; none is rounded. Correct the data or the declaration."),
    ),
    "FLT-042": ErrorText(
        Text("{engine} 没有读到任何对象表", "{engine} has no table of subjects"),
        Text("应有以对象种类命名的表或视图（如 enterprise、enterprise__people），见 docs/zh/fleet-sql.md。", "There should be tables or views named by kind, such as enterprise and enterprise__people; see docs/en/fleet-sql.md."),
    ),
    "FLT-043": ErrorText(
        Text("规则「{rule_id}」需要 {count} 列，{engine} 一张表至多 {most} 列", "rule '{rule_id}' needs {count} columns; {engine} holds at most {most}"),
        Text("请换用 DuckDB、ClickHouse 或 Spark，或直接用 anwei fleet check。", "Use DuckDB, ClickHouse or Spark, or anwei fleet check itself."),
    ),
    "FLT-046": ErrorText(
        Text("不认识这个引擎地址", "no engine is known by this address"),
        Text("地址应以下列之一开头：{known}。", "An address begins with one of {known}."),
    ),
    "FLT-047": ErrorText(
        Text("缺少软件包 {package}", "the package {package} is missing"),
        Text("请安装：pip install '{install}'。", "Install it: pip install '{install}'."),
    ),
    "FLT-045": ErrorText(
        Text("缺少列「{field}」：{engine} 的列表不能为空值，无法区分「未知」和「没有」", "column '{field}' is missing: {engine} holds no null list, so unknown and none look alike"),
        Text("请增加该布尔列：列表已知为真，未知为假。见 docs/zh/fleet-sql.md。", "Add this boolean column: true where the list is known. See docs/en/fleet-sql.md."),
    ),
    "FLT-044": ErrorText(
        Text("列「{field}」是 {got} 型，SQL 运行不支持", "column '{field}' is {got}, which SQL runs do not read"),
        Text("应为 {type}。列布局见 docs/zh/fleet-sql.md。", "It should be {type}; docs/en/fleet-sql.md has the layout."),
    ),
    "FLT-048": ErrorText(
        Text("列「{field}」有 {count} 个值不是该事实可有的值，如「{example}」", "{count} values of column '{field}' are none that it can have, such as '{example}'"),
        Text("代码须写代码名（不是标签或别名），区划须为 2、4、6、9 或 12 位数字，coverage 须为 complete、partial 或 not_reported，数值须在声明范围内；不知道的留空（NULL），文本前后不带空格。请在数据或视图中更正。", "Codes are written by their names (no labels or aliases), divisions with 2, 4, 6, 9 or 12 digits, coverage as complete, partial or not_reported, numbers within the declared range; what is not known is NULL, and text has no blanks around it. Correct the data or the view."),
    ),
    "FLT-049": ErrorText(
        Text("引擎报错：{reason}", "the engine reports an error: {reason}"),
        Text("请核对引擎地址、权限和数据；与某列的值有关的，请在数据或视图中更正。", "Check the address, the permissions and the data; if it is about the values of a column, correct the data or the view."),
    ),
}  # fmt: skip
