"""Words of ``anwei fleet``."""

from __future__ import annotations

from anwei.engine.messages import Text

_PAIRS: dict[str, tuple[str, str]] = {
    "cli.fleet": ("成批检查：对几百到几千万个对象套用同样的规则", "Many subjects at once: the same rules over hundreds or tens of millions"),
    "cli.fleet.check": (
        "对一个数据文件夹成批检查，结果写成 Parquet 或 Arrow。\n\n文件夹里每种对象一个文件（enterprise.parquet），每张台账一个文件（enterprise.people.parquet）；列布局见 docs/zh/fleet.md。",
        "Judge a folder of tables and write the verdicts as Parquet or Arrow.\n\nOne file a kind (enterprise.parquet) and one a table (enterprise.people.parquet); docs/en/fleet.md has the columns.",
    ),
    "cli.fleet.plan": ("显示成批检查要读哪些列、分几步；或输出 SQL", "Show which columns a fleet run reads and in which passes, or print its SQL"),
    "cli.fleet.impact": ("比较两套规则或两个日期：谁的结论会变，为什么", "Compare two sets of rules or two days: whose verdicts change, and why"),
    "cli.fleet.explain": ("逐步解释数据文件夹中的一个对象", "Explain one subject of a folder step by step"),
    "cli.fleet.tables": ("把 YAML、Excel、CSV 中的对象写成成批检查用的列", "Write subjects from YAML, Excel or CSV as the columns of a fleet run"),
    "cli.fleet.facts": ("词表文件或文件夹；给出 --facts 或 --rules 后不再使用随附规则", "facts files or folders; with --facts or --rules the shipped rules are left out"),
    "cli.fleet.rules": ("规则和参数文件或文件夹", "files or folders of rules and parameters"),
    "cli.fleet.data": ("数据文件夹（Parquet、Arrow 或 CSV），或工作库文件（.anwei）", "folder of tables (Parquet, Arrow or CSV), or a workspace (.anwei)"),
    "cli.fleet.tables_out": ("数据文件夹", "folder for the tables"),
    "cli.fleet.csv": ("写成 CSV（代码集合用分号分隔）", "write CSV (sets of codes separated by ;)"),
    "cli.fleet.out": ("结果文件夹", "folder for the results"),
    "cli.fleet.layout": ("wide：一个对象一行；long：一个对象一条规则一行", "wide: one row a subject; long: one row a subject and rule"),
    "cli.fleet.arrow": ("结果写成 Arrow 文件", "write Arrow files"),
    "cli.fleet.dates": ("加上复核日期和应完成日", "add the dates of the next change and of what is due"),
    "cli.fleet.bounds": ("加上每步数值的上下界", "add the bounds of every measure"),
    "cli.fleet.engine": ("embedded（默认）、numpy、duckdb、spark://主机:端口、sc://主机:端口 等", "embedded (default), numpy, duckdb, spark://HOST:PORT, sc://HOST:PORT ..."),
    "cli.fleet.partition": ("一次载入内存的对象数", "subjects in memory at a time"),
    "cli.fleet.memory": ("乱序记录在内存中最多占用的 MB 数，超过则写到临时文件", "megabytes that records out of order may take before they go to disk"),
    "cli.fleet.emit": ("输出该方言的 SQL：duckdb、postgres、clickhouse、spark", "print the SQL of a dialect: duckdb, postgres, clickhouse, spark"),
    "cli.fleet.to_date": ("改为这一天（默认与 --as-of 相同）", "the later day (default: that of --as-of)"),
    "cli.fleet.to_rules": ("改为这些规则和参数（可多次）；随附规则仍在其下", "the new rules and parameters (repeatable), on top of those before"),
    "cli.fleet.progress": ("检查", "checking"),
    "cli.fleet.done": ("已检查 {subjects} 个对象、{rules} 条规则，用 CPU {seconds} 秒", "{subjects} subjects judged by {rules} rules in {seconds} CPU seconds"),
    "cli.fleet.wrote": ("结果写到 {path}", "results in {path}"),
    "cli.fleet.flips": ("{count} 个结论会变", "{count} verdicts change"),
    "cli.fleet.no_subject": ("没有编号为 {id} 的{kind}", "there is no {kind} with id {id}"),
    "fleet.rule": ("规则", "rule"),
    "fleet.before": ("原结论", "before"),
    "fleet.after": ("新结论", "after"),
    "fleet.cause": ("原因", "cause"),
    "fleet.subjects": ("对象数", "subjects"),
    "fleet.table": ("表", "table"),
    "fleet.columns": ("读取的列", "columns read"),
    "fleet.pass": ("第 {number} 步：{kind}，{nodes} 个运算，{outputs} 条规则", "pass {number}: {kind}, {nodes} operations, {outputs} rules"),
    "cli.opt.equivalence": ("抽取 N 个对象，逐个检查与成批检查逐项对比（默认用全部用例）", "judge N subjects one by one and in bulk, and compare (default: those of the cases)"),
    "cli.opt.equivalence_data": ("取对象的文件或数据文件夹", "files or folder of tables to take the subjects from"),
    "cli.equivalent": ("{subjects} 个对象、{rules} 条规则：逐个与成批的结论、日期、上下界全部相同", "{subjects} subjects, {rules} rules: verdicts, dates and bounds are the same both ways"),
    "cli.differs": ("规则「{rule}」对「{subject}」不一致：{what} 逐个为 {record}，成批为 {fleet}", "rule '{rule}' differs for '{subject}': {what} is {record} one by one, {fleet} in bulk"),
}

FLEET_LABELS: dict[str, Text] = {name: Text(zh, en) for name, (zh, en) in _PAIRS.items()}
