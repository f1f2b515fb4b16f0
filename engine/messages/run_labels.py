"""Words of runs over a workspace and of the demo county."""

from __future__ import annotations

from anwei.engine.messages import Text

_PAIRS: dict[str, tuple[str, str]] = {
    # commands
    "cli.run": ("评估工作库中的全部对象，保存每一条结论。", "Judge everything in the workspace and keep every verdict."),
    "cli.runs": ("列出已保存的评估。", "List the runs on file."),
    "cli.run.diff": ("比较两次评估：哪些结论变了，为什么。", "Compare two runs: which verdicts changed, and why."),
    "cli.run.impact": ("规则或法定参数变化会影响谁：不保存，只比较。", "Whom a change of the law will hit: compared, not kept."),
    "cli.run.lapsing": ("不再登记新情况时，哪些结论将在近期失效。", "Which verdicts lapse soon if nothing new is recorded."),
    "cli.run.what_if": ("假设某些事实不同，哪些结论会变；什么都不保存。\n\n例：anwei what-if E-001 --set employees=120 --set 'people[P01].assessed_on=2026-11-01'", "Which verdicts would change if some facts were others; nothing is kept.\n\nExample: anwei what-if E-001 --set employees=120 --set 'people[P01].assessed_on=2026-11-01'"),
    "cli.demo": ("生成演示库：一个虚构的县，内容固定，日期固定。", "Make a demo workspace: a fictitious county, always the same, on a fixed day."),
    # options
    "cli.run.opt.as_of": ("评估日，默认今天；演示库默认取库中的“今天”", "day of the run, default today; a demo workspace brings its own"),
    "cli.run.opt.incremental": ("只评估上次以后可能变化的对象，结果与全部评估相同", "judge only what may have changed since the last run; the result is that of a full run"),
    "cli.run.opt.ahead": ("查出多少天内的确切失效日；0 为不查", "find exact lapse dates within so many days; 0 for none"),
    "cli.run.opt.new_rules": ("新的规则文件或文件夹，加在现行规则之上", "new rule files or folders, on top of those in force"),
    "cli.run.opt.impact_as_of": ("将来的日期：按那一天施行的法律评估", "a later day: by the law in force on that day"),
    "cli.run.opt.date": ("比较的起点，默认今天", "day to compare from, default today"),
    "cli.run.opt.within": ("多少天之内，如 90d", "within how many days, such as 90d"),
    "cli.run.opt.every": ("列出所有变化，包括转好的", "list all changes, also those for the better"),
    "cli.run.opt.set": ("假设的事实：路径=值，可写多次", "a supposed fact: path=value; may be given several times"),
    "cli.run.opt.limit": ("文字输出最多列出多少条；0 为全部", "how many lines of text at most; 0 for all"),
    "cli.run.opt.runs": ("最多列出多少次", "how many runs at most"),
    "cli.demo.opt.scale": ("企业数，默认 600；大数用于压力测试", "number of enterprises, default 600; large numbers are for load tests"),
    "cli.demo.opt.seed": ("随机种子：同一种子，同一内容", "seed: the same seed gives the same content"),
    "cli.demo.opt.no_runs": ("只生成数据，不评估", "make data only, without runs"),
    # what they say
    "run.done": ("第 {run} 号评估，评估日 {day}：{subjects} 个对象，本次评估 {judged} 个", "run {run} as of {day}: {subjects} subjects, {judged} judged anew"),
    "run.ruleset": ("规则摘要 {ruleset}；事实摘要 {evidence}；结果摘要 {digest}", "rules {ruleset}; evidence {evidence}; result {digest}"),
    "run.whole": ("已全部重新评估：{reason}", "everything was judged anew: {reason}"),
    "run.whole.first": ("还没有评估过", "there is no earlier run"),
    "run.whole.law": ("规则、参数或插件有变化", "rules, parameters or plugins have changed"),
    "run.whole.earlier": ("评估日早于上次评估", "the day lies before that of the last run"),
    "run.whole.ahead": ("查失效日的天数与上次不同", "lapses are looked for within another number of days"),
    "run.whole.schedule": ("没有上次评估的复查日程", "there is no schedule of the last run"),
    "run.errors": ("{count} 条结论因插件出错无法得出，结果不完整", "{count} verdicts could not be reached because a plugin failed: the result is partial"),
    "run.no_subjects": ("工作库中还没有对象，没有可评估的内容；请先导入", "no subject on file, nothing to judge; import some first"),
    "run.none": ("没有变化", "nothing changed"),
    "run.flips": ("共 {count} 条结论不同", "{count} verdicts differ"),
    "run.by_cause": ("其中：{causes}", "of these: {causes}"),
    "run.cause_count": ("{cause} {count}", "{cause} {count}"),
    "run.shown": ("仅列前 {limit} 条；用 --limit 0 列全部，或用 --format json", "the first {limit} only; --limit 0 lists all, or use --format json"),
    "run.lapses": ("{day} 起 {days} 天内共 {count} 条", "{count} within {days} days of {day}"),
    "run.what_if": ("假设之下有 {count} 条结论不同（未保存）", "{count} verdicts would differ (nothing was kept)"),
    "run.impact.one": ("请用 --rules 给出新规则，或用 --as-of 给出日期", "give new rules with --rules, or a day with --as-of"),
    "run.totals": ("之前：{before}\n之后：{after}", "before: {before}\nafter:  {after}"),
    "run.set_needed": ("请用 --set 给出至少一项假设", "give at least one supposed fact with --set"),
    "cause.evidence": ("事实", "evidence"),
    "cause.time": ("时间", "time"),
    "cause.rule": ("规则", "rule"),
    "cause.parameter": ("参数", "parameter"),
    "cause.waiver": ("豁免", "waiver"),
    "cause.named": ("{cause}（{names}）", "{cause} ({names})"),
    "verdict.none": ("—", "-"),
    # heads
    "head.run": ("评估号", "run"), "head.run_day": ("评估日", "as of"),
    "head.rules_digest": ("规则摘要", "rules"), "head.facts_digest": ("事实摘要", "evidence"),
    "head.cause": ("原因", "cause"), "head.lapses_on": ("失效日", "lapses on"),
    "head.name_of": ("名称", "name of subject"),
    # the demo
    "demo.made": ("已生成演示库 {path}（均为虚构），演示日期 {day}", "made demo workspace {path} (all of it invented), demo day {day}"),
    "demo.count": ("{label} {count}", "{label} {count}"),
    "demo.next": ("试试：anwei -h；anwei runs -w {path}；anwei lapsing -w {path}；anwei diff {first} {last} -w {path}", "try: anwei -h; anwei runs -w {path}; anwei lapsing -w {path}; anwei diff {first} {last} -w {path}"),
    "demo.today": ("演示日期：{day}", "demo day: {day}"),
    "demo.running": ("评估 {day} …", "judging {day} ..."),
    "demo.bad_scale": ("企业数应为 1 到 2000000", "the number of enterprises must be 1 to 2000000"),
}

RUN_LABELS: dict[str, Text] = {key: Text(*pair) for key, pair in _PAIRS.items()}
