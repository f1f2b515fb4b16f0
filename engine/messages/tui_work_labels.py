"""Words of what the screens do with gaps, drills of the week, and long tasks."""

from __future__ import annotations

from anwei.engine.messages import Text

_PAIRS: dict[str, tuple[str, str]] = {
    # command line
    "cli.vim": (
        "用 h j k l g G 移动光标；选择会记住",
        "h j k l g G move the cursor, too; the choice is remembered",
    ),
    # a drill for a gap
    "act.offer.plan": ("排入演练计划", "plan a drill for it"),
    "act.offer.record": ("登记已做的演练", "record a drill held for it"),
    "act.handling.letter": ("生成催办清单", "write a call-up list"),
    "offer.which": (
        "请把光标放在一家单位的一项要求上（不要标记多家）",
        "Put the cursor on one requirement of one subject (and mark no others)",
    ),
    "offer.none": ("这项要求现在没有待排的演练", "This requirement wants no drill now"),
    "offer.duty": ("为哪一项排演练", "Which duty"),
    "offer.day": ("排在哪一天：{duty}", "On which day: {duty}"),
    "offer.calendar": ("到日历上另选一天", "another day, on the calendar"),
    "offer.recorded": (
        "已登记：{title}，{day}；评估并确认出勤后计入",
        "Recorded: {title}, {day}; it counts once evaluated and confirmed",
    ),
    "planned.on": ("已排 {day}", "planned {day}"),
    "planned.held": ("已办 {day}，待评估确认", "held {day}, to be evaluated and confirmed"),
    "planned.mark": ("排", "p"),
    "planned.mark.held": ("演", "h"),
    "card.planned": ("已安排", "Planned"),
    "card.keys": ("x 催办清单   o 条文   e 全部证据", "x call-up list   o the rule   e all evidence"),
    "card.keys.drill": (
        "p 排入演练计划   a 登记已做的演练   x 催办清单   o 条文   e 全部证据",
        "p plan a drill   a record one held   x call-up list   o the rule   e all evidence",
    ),
    "card.history": ("这些事实的变化", "How these facts changed"),
    "act.subject_page.article": ("看条文和规则", "the article and the rule"),
    "act.subject_page.evidence": ("看全部证据", "all evidence"),
    "evidence.title": ("证据：{title}", "Evidence: {title}"),
    "evidence.none": ("没有人填报过这项要求用到的事实", "Nobody has told the facts that this requirement reads"),
    # facets
    "facet.scale": ("规模", "size"),
    "facet.who": ("责任人", "assigned to"),
    "gaps.corner.who": ("责任人＼要求", "person \\ requirement"),
    "gaps.no_place": ("（未填乡镇）", "(no place)"),
    "gaps.no_who": ("（未指派）", "(nobody yet)"),
    # drills of the week on the first screen
    "week.none": ("本周没有演练；4 排计划", "No drill this week; 4 plans some"),
    "week.some": ("本周演练 {count}：{drills}", "Drills this week {count}: {drills}"),
    "week.clashes": ("（冲突 {count}）", " (conflicts {count})"),
    "week.more": ("另有 {count} 场", "{count} more"),
    "week.units": ("{count}家", "{count} units"),
    # how far the year's drills are
    "progress": ("演练进度  {sorts}", "Drills held  {sorts}"),
    "progress.planned": ("已排 {count}", "planned {count}"),
    # long tasks
    "work.share": ("{percent}%  已用 {spent}  还需约 {left}", "{percent}%  {spent} gone  about {left} left"),
    "work.spent": ("已用 {spent}", "{spent} gone"),
    "work.cancel": ("Esc 取消，不会留下半截", "Esc cancels; nothing half done stays"),
    "run.ahead": ("推算何时失效", "finding when things lapse"),
    "run.keeping": ("保存结论", "keeping the verdicts"),
    # keys
    "keys.clash.start": (
        "改过的按键有 {count} 处冲突；在 0 设置 › 按键 里查看",
        "{count} changed keys clash; see 0 settings, keys",
    ),
}

TUI_WORK_LABELS: dict[str, Text] = {f"tui.{key}": Text(*pair) for key, pair in _PAIRS.items()}
