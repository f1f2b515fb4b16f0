"""Words of what the screens do with gaps, drills of the week, and long tasks, and of the doctor of terminals."""

from __future__ import annotations

from anwei.engine.messages import Text

_PAIRS: dict[str, tuple[str, str]] = {
    # command line
    "cli.vim": (
        "用 h j k l g G 移动光标；选择会记住",
        "h j k l g G move the cursor, too; the choice is remembered",
    ),
    # doctor
    "doctor.terminal": (
        "终端      {kind} {columns}x{lines} {colours}  {speed}",
        "terminal  {kind} {columns}x{lines} {colours}  {speed}",
    ),
    "doctor.true": ("真彩色", "true colour"),
    "doctor.256": ("256 色", "256 colours"),
    "doctor.speed": ("往返 {millis} 毫秒", "round trip {millis} ms"),
    "doctor.silent": ("终端没有回答探测", "the terminal did not answer the probe"),
    "doctor.widths": ("字宽      {widths}  {verdict}", "widths    {widths}  {verdict}"),
    "doctor.wide": (
        "歧义字符占两格：启用安全符号。建议改用 Windows Terminal",
        "ambiguous characters take two cells: safe glyphs are used. Windows Terminal is better",
    ),
    "doctor.good": ("正常", "good"),
    "doctor.bad": (
        "中文不是两格宽：请换一种等宽字体或终端",
        "Chinese is not two cells wide: use another monospaced font or terminal",
    ),
    "doctor.input": (
        "输入      程序 {program}  语言 {locale}  时区 {zone}",
        "input     program {program}  locale {locale}  time zone {zone}",
    ),
    "doctor.no_workspace": (
        "工作库    这里没有；直接运行 anwei 可新建或看演示",
        "workspace none here; run anwei to make one or to see the demo",
    ),
    "doctor.data": (
        "工作库    {path}  对象 {subjects}  操作 {head}",
        "workspace {path}  subjects {subjects}  commands {head}",
    ),
    "doctor.plugins": ("插件      正常 {good}  出错 {failed}", "plugins   good {good}  failed {failed}"),
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
    # nothing was ever on file
    "late.none": ("无记录 应{day}", "none; due {day}"),
    "late.never": (
        "起算以来在案一次也没有，首次应于 {day} 前完成",
        "none on file since the duty began; the first was due by {day}",
    ),
    "late.never.some": (
        "起算以来有的项目在案一次也没有，首次应于 {day} 前完成",
        "for some items none on file since the duty began; the first was due by {day}",
    ),
    # items of values
    "item.named": ("{name} {value}", "{name} {value}"),
    "item.or": ("或{value}", "or {value}"),
    "item.minimum": ("最少", "at least"),
    "item.maximum": ("最多", "at most"),
    "item.year": ("年度", "year"),
    "item.before": ("上年", "year before"),
    "item.total": ("总量", "total"),
    "item.level": ("级别", "level"),
    "item.setting": ("场所", "setting"),
    "item.due": ("应为", "due"),
    "item.printed": ("原文", "as printed"),
    # a duty of the calendar that somebody lets off
    "act.waiting.waive": ("豁免或终止", "let off"),
    "let_off.how": ("怎样免除：{duty}", "How it is let off: {duty}"),
    "let_off.waive": ("经批准豁免到某一天", "waived by an authority up to a day"),
    "let_off.lapse": ("单位已关闭，不再应演", "the unit has closed; nothing is owed any more"),
    "let_off.by": ("批准机关", "authority that lets it off"),
    "let_off.reason": ("理由", "reason"),
    "let_off.until": ("豁免的最后一天", "last day of the waiver"),
    "let_off.until.hint": ("不早于 {day}；再早就起不到作用", "not before {day}: earlier it would excuse nothing"),
    "let_off.waived": ("已豁免：{duty}，到 {day} 为止", "Waived: {duty}, up to {day}"),
    "let_off.lapsed": ("已终止：{duty}", "Nothing owed any more: {duty}"),
    "drills.never": ("无记录", "none"),
    "act.waiting.revoke": ("撤回豁免", "revoke the waiver"),
    "let_off.waived.told": ("经批准豁免", "waived"),
    "let_off.lapsed.told": ("单位已关闭，已终止", "ended: the unit has closed"),
    "let_off.until.told": ("到 {day} 为止", "up to {day}"),
    "let_off.state": ("已免除", "Let off"),
    "let_off.how.revoke": ("Alt+W 撤回豁免，重新应演", "Alt+W revokes the waiver: it is owed again"),
    "let_off.nothing": ("这一项已免除，不用排", "This was let off: there is nothing to plan"),
    "let_off.revoked": ("已撤回豁免，重新应演：{duty}", "The waiver is revoked, it is owed again: {duty}"),
    "act.handling.revoke": ("撤回豁免", "revoke the waiver"),
    "revoke.reason": ("撤回理由", "why it is revoked"),
    "revoke.done": ("已撤回 {count} 份豁免：{ids}", "{count} waivers were revoked: {ids}"),
    "card.keys.waived": ("Alt+W 撤回豁免", "Alt+W revokes the waiver"),
    # attendance: a unit of which too few came
    "drill.few": ("不足 {percent} %，未确认", "under {percent} %, not confirmed"),
    "drill.left_out.unit": ("{unit} {actual}/{planned} 人", "{unit} {actual} of {planned}"),
    "drill.left_out": ("实到不足 {percent} %，未确认：{units}", "under {percent} % came, not confirmed: {units}"),
    "confirm.rest": ("确认到场足够的 {count} 个单位", "confirm the {count} units of which enough came"),
    "confirm.one": ("仍然确认 {unit}", "confirm {unit} all the same"),
    "confirm.came": ("实到 {actual}/{planned}，{few}", "{actual} of {planned} came, {few}"),
    "let_off.planned": ("；为它排的演练还在：{drills}", "; drills planned for it remain: {drills}"),
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
