"""Words of ``anwei fleet``."""

from __future__ import annotations

from anwei.engine.messages import Text

_PAIRS: dict[str, tuple[str, str]] = {
    "cli.fleet": (
        "成批检查：对几百到几千万个对象套用同样的规则",
        "Many subjects at once: the same rules over hundreds or tens of millions",
    ),
    "cli.fleet.check": (
        "对一个数据文件夹成批检查，结果写成 Parquet 或 Arrow。\n\n文件夹里每种对象一个文件（enterprise.parquet），每张台账一个文件（enterprise.people.parquet）；列布局见 docs/zh/fleet.md。",
        "Judge a folder of tables and write the verdicts as Parquet or Arrow.\n\nOne file a kind (enterprise.parquet) and one a table (enterprise.people.parquet); docs/en/fleet.md has the columns.",
    ),
    "cli.fleet.plan": (
        "显示成批检查要读哪些列、分几步；或输出 SQL",
        "Show which columns a fleet run reads and in which passes, or print its SQL",
    ),
    "cli.fleet.impact": (
        "比较两套规则或两个日期：谁的结论会变，为什么",
        "Compare two sets of rules or two days: whose verdicts change, and why",
    ),
    "cli.fleet.explain": ("逐步解释数据文件夹中的一个对象", "Explain one subject of a folder step by step"),
    "cli.fleet.tables": (
        "把 YAML、Excel、CSV 中的对象写成成批检查用的列",
        "Write subjects from YAML, Excel or CSV as the columns of a fleet run",
    ),
    "cli.fleet.facts": (
        "词表文件或文件夹；给出 --facts 后不再使用随附规则",
        "facts files or folders; with --facts the shipped rules are left out",
    ),
    "cli.fleet.rules": ("规则和参数文件或文件夹", "files or folders of rules and parameters"),
    "cli.fleet.data": (
        "数据文件夹（Parquet、Arrow 或 CSV），或工作库文件（.anwei）",
        "folder of tables (Parquet, Arrow or CSV), or a workspace (.anwei)",
    ),
    "cli.fleet.tables_out": ("数据文件夹", "folder for the tables"),
    "cli.fleet.csv": ("写成 CSV（代码集合用分号分隔）", "write CSV (sets of codes separated by ;)"),
    "cli.fleet.out": ("结果文件夹", "folder for the results"),
    "cli.fleet.layout": (
        "wide：一个对象一行；long：一个对象一条规则一行",
        "wide: one row a subject; long: one row a subject and rule",
    ),
    "cli.fleet.arrow": ("结果写成 Arrow 文件", "write Arrow files"),
    "cli.fleet.dates": ("加上复核日期和应完成日", "add the dates of the next change and of what is due"),
    "cli.fleet.lapses": (
        "加上这么多天内（如 90d）结论自动改变的确切日期和新结论",
        "add the exact days within so many (90d) on which verdicts change by themselves, and to what",
    ),
    "cli.fleet.lapses_here": (
        "--lapses 只能在本机计算（--engine embedded 或 numpy）；SQL 引擎用 --dates 给出复核日期",
        "--lapses is computed here only (--engine embedded or numpy); SQL engines give recheck_on with --dates",
    ),
    "cli.fleet.since": (
        "上次结果的文件夹（wide，带 --dates）：只重查有变化或到期的对象",
        "results of an earlier run (wide, with --dates): only who changed or is due is judged again",
    ),
    "cli.fleet.changed": (
        "写有新材料的对象编号的文本文件，一行一个（可多次）；新增和移除的对象自动识别",
        "text file with the ids of subjects with new evidence, one a line (repeatable); those that came or went are found",
    ),
    "cli.fleet.since_plain": (
        "--since 只能与 --dates 合用（本机引擎），不能与 --lapses、--bounds 合用",
        "--since goes with --dates alone (engine embedded or numpy), not with --lapses or --bounds",
    ),
    "cli.fleet.changed_alone": ("--changed 只能与 --since 合用", "--changed goes with --since alone"),
    "cli.fleet.bounds_wide": ("--bounds 只能写成宽表（--layout wide）", "--bounds needs wide results (--layout wide)"),
    "cli.fleet.flips_parquet": (
        "{path} 应以 .parquet 结尾：逐条清单写成 Parquet",
        "{path} should end in .parquet: the list is written as Parquet",
    ),
    "cli.fleet.failed": (
        "插件失败，这些规则没有结论：{rules}；原因见 anwei fleet explain",
        "a plugin failed, these rules have no verdict: {rules}; anwei fleet explain says why",
    ),
    "cli.fleet.again": ("有变化或到期的对象：{count} 个", "{count} subjects changed or are due"),
    "cli.fleet.whole": ("全部重新检查：{reason}", "everything is judged again: {reason}"),
    "cli.fleet.whole.kind": ("上次结果中没有这类对象", "the earlier results lack a kind of subject"),
    "cli.fleet.whole.law": (
        "规则、参数、选用的规则或豁免已改变",
        "the rules, parameters, rules chosen or waivers differ",
    ),
    "cli.fleet.whole.dates": (
        "上次结果没有复核日期（--dates），或不是 wide",
        "the earlier results have no dates (--dates), or are not wide",
    ),
    "cli.fleet.whole.most": ("有变化或到期的对象多达 {count} 个", "as many as {count} subjects changed or are due"),
    "cli.fleet.whole.earlier": ("上次结果的日期更晚", "the earlier results are of a later day"),
    "cli.fleet.needs_data": ("引擎 {engine} 需要 --data", "the engine {engine} needs --data"),
    "cli.fleet.schema": ("数据表所在的数据库模式（PostgreSQL、Spark）", "schema of the tables (PostgreSQL, Spark)"),
    "cli.fleet.bounds": ("加上每步数值的上下界", "add the bounds of every measure"),
    "cli.fleet.engine": (
        "embedded（默认）、numpy、duckdb、spark://主机:端口、sc://主机:端口 等",
        "embedded (default), numpy, duckdb, spark://HOST:PORT, sc://HOST:PORT ...",
    ),
    "cli.fleet.partition": (
        "一次载入内存的对象数；不写则按 --memory 决定",
        "subjects in memory at a time; by default as many as --memory allows",
    ),
    "cli.fleet.memory": (
        "数据在内存中大约占用的 MB 数；乱序的记录超过它就写到临时文件",
        "megabytes for the data held; records out of order that take more go to disk",
    ),
    "cli.fleet.emit": (
        "输出该方言的 SQL：duckdb、postgres、clickhouse、spark",
        "print the SQL of a dialect: duckdb, postgres, clickhouse, spark",
    ),
    "cli.fleet.to_date": ("改为这一天（默认与 --as-of 相同）", "the later day (default: that of --as-of)"),
    "cli.fleet.to_rules": (
        "改为这些规则和参数（可多次）；随附规则仍在其下",
        "the new rules and parameters (repeatable), on top of those before",
    ),
    "cli.fleet.progress": ("检查", "checking"),
    "cli.fleet.done": (
        "已检查 {subjects} 个对象、{rules} 条规则，用 CPU {seconds} 秒",
        "{subjects} subjects judged by {rules} rules in {seconds} CPU seconds",
    ),
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
    "fleet.pass": (
        "第 {number} 步：{kind}，{nodes} 个运算，{outputs} 条规则",
        "pass {number}: {kind}, {nodes} operations, {outputs} rules",
    ),
    "cli.opt.equivalence": (
        "抽取 N 个对象，逐个检查与成批检查逐项对比（默认用全部用例）",
        "judge N subjects one by one and in bulk, and compare (default: those of the cases)",
    ),
    "cli.opt.equivalence_data": ("取对象的文件或数据文件夹", "files or folder of tables to take the subjects from"),
    "cli.equivalent": (
        "{subjects} 个对象、{rules} 条规则：逐个与成批的结论、日期、上下界全部相同",
        "{subjects} subjects, {rules} rules: verdicts, dates and bounds are the same both ways",
    ),
    "cli.differs": (
        "规则「{rule}」对「{subject}」不一致：{what} 逐个为 {record}，成批为 {fleet}",
        "rule '{rule}' differs for '{subject}': {what} is {record} one by one, {fleet} in bulk",
    ),
}

FLEET_LABELS: dict[str, Text] = {name: Text(zh, en) for name, (zh, en) in _PAIRS.items()}
