"""The diagnostics of a drill's life, its calendar files, papers and seal (DRL-101 and on), both languages."""

from __future__ import annotations

from anwei.engine.messages import ErrorText, Text

DRILL_RECORD_ERRORS: dict[str, ErrorText] = {}


def _add(code: str, zh: str, en: str, help_zh: str, help_en: str) -> None:
    if code in DRILL_RECORD_ERRORS:
        raise ValueError(f"diagnostic {code} is spelled twice")
    DRILL_RECORD_ERRORS[code] = ErrorText(Text(zh, en), Text(help_zh, help_en))


# DRL-101 ... 130: the life of a drill
_add("DRL-101", "{what:zh}不能从「{old:zh}」变为「{new:zh}」", "this {what:en} cannot go from '{old:en}' to '{new:en}'",
     "每一步都有固定的先后。从这里可以变为：{allowed:zh}。未作任何改动。", "Steps follow one another in a fixed order. From here it can become: {allowed:en}. Nothing was changed.")
_add("DRL-102", "此时不能修改：{fields}", "cannot be changed now: {fields}",
     "已经开始、已经封存的演练不能再改情况；已批准的日期只能写明理由后推迟（anwei drill move --reason）。",
     "A drill that has begun or is sealed stays as it is; an approved date moves only by postponing it with a reason (anwei drill move --reason).")
_add("DRL-103", "演练没有日期", "the drill has no date", "请先确定日期：anwei drill move 编号 日期。", "Set a date first: anwei drill move ID DATE.")
_add("DRL-104", "{day} 不在可以演练的期间内（{first} 至 {last}）", "{day} is outside the days on which it may be held ({first} to {last})",
     "在期间之外演练，不能算作完成该期间的义务。请选期间内的日期。", "Held outside these days it would not fulfil its duties. Choose a day between them.")
_add("DRL-105", "日期不合：演练日 {day}，今天 {today}", "the dates do not fit: the drill is on {day}, today is {today}",
     "没有到日子的演练不能登记为已开始或已实施。提前演练请先改期。", "A drill cannot be recorded before its day. If it is held early, move it first.")
_add("DRL-106", "没有参演人数", "nobody is recorded as having taken part", "请写明每个参演单位的实到人数：--heads 单位=人数。没有人参加的演练不计入。", "Say how many came from each unit: --heads UNIT=NUMBER. A drill without participants does not count.")
_add("DRL-107", "演练名册中没有单位：{unit}", "not on the drill's roster: {unit}", "请核对单位编号；新增单位用 anwei drill add --to。", "Check the id; anwei drill add --to puts a unit on the roster.")
_add("DRL-108", "还有未完成的整改项：{actions}", "corrective actions are still open: {actions}", "整改项核实后才能结案。用 anwei drill actions 查看。", "A drill is closed when its actions are verified. See anwei drill actions.")
_add("DRL-109", "没有写明理由（豁免还须写明批准机关）", "the reason is missing (a waiver also needs the authority)", "推迟、取消、中止、重做、豁免都要留下理由，以备查考。", "Postponing, cancelling, aborting, repeating and waiving are kept with their reason.")
_add("DRL-110", "演练记录的第 {number} 步（{step}）与前面的记录不符", "step {number} of the log ({step}) does not fit what stands before it",
     "记录可能被程序之外的手段改动。请用 anwei audit verify 校验工作库。", "The record may have been changed from outside. Check the workspace with anwei audit verify.")
_add("DRL-111", "情景注入的序号重复或无效：{numbers}", "inject numbers are repeated or not valid: {numbers}", "序号从 1 起，各不相同。", "Numbers start at 1 and differ.")
_add("DRL-112", "情景注入 {no} 只能在演练进行中下发", "inject {no} can be released only while the drill runs", "请先登记演练开始（anwei drill hold --start）。", "Record the start first (anwei drill hold --start).")
_add("DRL-113", "没有情景注入 {no}", "there is no inject {no}", "请用 anwei drill show 查看序号。", "See the numbers with anwei drill show.")
_add("DRL-114", "评估表无法使用：{reason}", "the evaluation form cannot be used: {reason}",
     "评估表要有各不相同的评估项、正的权重，以及从 0 分起的等级线；写法见 docs/zh/drill-records.md。",
     "A form needs distinct items with positive weights and bands that start at 0; see docs/en/drill-records.md.")
_add("DRL-115", "评分「{text}」无效；可写 0 至 100、-（未观察到）或：{words}", "not a mark: '{text}'; write 0 to 100, - (not observed) or one of: {words}",
     "每个评估项按百分制，或用评估表声明的等级字母。", "Marks are points of 100, or the words that the form declares.")
_add("DRL-116", "评分与评估表不符：{items}", "the marks do not fit the form: {items}", "评估项不存在、分数越界，或同一评估员对同一项打了两次分。", "An unknown item, points out of range, or two marks by one evaluator for one item.")
_add("DRL-117", "没有任何评估项被观察到", "nothing on the form was observed", "至少要有一个评估项的评分，才能得出结论。", "At least one item must have points before there is a conclusion.")
_add("DRL-118", "演练尚未实施，不能登记问题", "findings can be noted only once the drill was held", "请先登记演练实施情况（anwei drill hold）。", "Record that it was held first (anwei drill hold).")
_add("DRL-119", "整改项的这一步缺少条件（责任人：{owner}）", "the action is not ready for this step (owner: {owner})",
     "核实须由责任人以外的人作出；退回要写明理由；复演要写明用哪次演练检验。", "Somebody else than the owner verifies; reopening needs a reason; a retest names the drill.")
_add("DRL-120", "演练 {drill} 不能用来检验这一整改项", "drill {drill} cannot show that the action works", "复演须在整改完成之后实施，且不是发现问题的那一次。", "The retest is another drill, held after the action was done.")
_add("DRL-121", "演练尚未实施并评估，不能确认", "the drill was not held and evaluated yet, so it cannot be confirmed", "依次登记实施（hold）、评估（evaluate），再确认参演单位。", "Record that it was held (hold) and evaluated (evaluate) first.")
_add("DRL-122", "演练仍在封存中", "the drill is still sealed", "实施后先解封（anwei drill seal --reveal），再确认；否则台账会提前泄露日期。", "Reveal it after it was held (anwei drill seal --reveal); otherwise the records would give its date away.")
_add("DRL-123", "不能确认：{unit} 没有以参演身份到场", "cannot be confirmed: {unit} was not there as a participant", "观摩、评估、控制人员不计入；参演单位要有实到人数。", "Observers, evaluators and controllers do not count; participants need a number of heads.")
_add("DRL-124", "没有演练「{id}」；是否「{hint}」？", "there is no drill '{id}'; did you mean {hint}?", "请用 anwei drill list 查看编号。", "See the ids with anwei drill list.")
_add("DRL-125", "没有整改项「{id}」；是否「{hint}」？", "there is no action '{id}'; did you mean {hint}?", "请用 anwei drill actions 查看编号。", "See the ids with anwei drill actions.")
_add("DRL-126", "演练记录无法读取：{reason}", "a drill's record cannot be read: {reason}", "可能由更新的程序写成，或文件被改动。未作任何改动。", "Perhaps a newer program wrote it, or it was changed from outside. Nothing was changed.")
_add("DRL-127", "这一事项没有期限，不能豁免或终止", "this obligation has no date, so there is nothing to waive or end",
     "来源未定周期或事实不足的，先由有权机关定周期、补齐事实；用 anwei drill duties 查看。", "Its period is not set by the source, or facts are missing: settle those first; see anwei drill duties.")
_add("DRL-128", "豁免到 {until} 为止，早于逾期的日子，起不到作用", "a waiver until {until} ends before the obligation would fail and excuses nothing",
     "请把最后一天写到 {least} 或以后（--until）。", "Give {least} or a later day (--until).")
_add("DRL-129", "这一事项没有豁免可以撤销", "nothing was waived here that could be taken back", "请用 anwei drill duties --ids 查看。", "See anwei drill duties --ids.")
_add("DRL-130", "没有应演事项「{id}」；是否「{hint}」？", "there is no obligation '{id}'; did you mean {hint}?", "请用 anwei drill duties --ids 查看编号；其他年度加 --year。", "See the ids with anwei drill duties --ids; --year names another year.")

# DRL-131 ... 139: the seal, and who may see what
_add("DRL-131", "现在不能封存", "it cannot be sealed now",
     "封存的演练须已有日期和参演单位、尚未开始，且公开的期间要包含演练日。", "A drill is sealed when it has a date and units and has not begun; the days told to participants must hold the date.")
_add("DRL-132", "现在不能解封，或尚未解封", "it cannot be revealed yet, or is still sealed", "演练实施或取消之后才能解封；解封之后才有揭示单。", "A seal is opened after the drill was held or called off; only then is there a sheet to check.")
_add("DRL-133", "这份材料只供控制人员使用", "this is for controllers only", "材料中有情景或办理经过。请以控制人员身份导出（--for controller）。", "It holds the scenario or every step. Export it as a controller (--for controller).")
_add("DRL-134", "评分表的写法不对：{reason}", "the sheet of marks is not right: {reason}", "一份评分表有 evaluator、marks，可有 findings、comment；anwei drill evaluate 编号 --blank 输出空白表。", "A sheet has evaluator and marks, and may have findings and comment; anwei drill evaluate ID --blank prints an empty one.")
_add("DRL-135", "演练没有编号为 {id} 的问题；现有：{ids}", "the drill has no finding {id}; there are: {ids}", "请用 anwei drill show 查看问题编号。", "See the findings with anwei drill show.")
_add("DRL-136", "不是揭示单：{reason}", "not a reveal sheet: {reason}", "请选择 anwei drill seal --reveal -o 写出的 JSON 文件。", "Choose the JSON file written by anwei drill seal --reveal -o.")
_add("DRL-137", "情景或名册文件的写法不对：{reason}", "the file of injects or names is not right: {reason}", "情景文件有 injects 列表，每条至少有 content；名册文件有 roster，按单位编号列出 name、post、phone。", "A scenario holds a list `injects`, each with its content; a roster holds `roster` with name, post and phone by unit id.")
_add("DRL-138", "各参演单位实到人数都不足应到人数的 {percent} %：{units}", "of each unit fewer than {percent} % of those called came: {units}",
     "这一比例来自年度计划的政策（coverage 的 attendance）。确实应当计入的，用 anwei drill evaluate --confirm --unit 逐个写明；应到人数有误的，须在演练前用 anwei drill add --to 更正。",
     "The share is the policy's (coverage, attendance). Name a unit that is to count all the same: anwei drill evaluate --confirm --unit. How many are called is put right before the drill with anwei drill add --to.")

# DRL-140 ... 149: calendar files
_add("DRL-140", "不是日历文件：{reason}", "not a calendar file: {reason}", "请选择扩展名为 .ics 的 iCalendar 文件。", "Choose an iCalendar file (.ics).")
_add("DRL-141", "日历文件的编码既不是 UTF-8，也不是 GB 18030", "the calendar file is neither UTF-8 nor GB 18030", "请用日历程序重新导出为 UTF-8。", "Export it again as UTF-8.")
_add("DRL-142", "日历文件不是 UTF-8，按 GB 18030 读取", "the calendar file is not UTF-8; it was read as GB 18030", "请核对中文是否正确；建议重新导出为 UTF-8。", "Check that the Chinese text is right; UTF-8 is safer.")
_add("DRL-143", "日历文件的结构过深、过多或行过长", "the calendar file is too deep, too long or has endless lines", "正常的演练日历远达不到这些上限，文件可能损坏或有恶意，因此没有读取。", "No ordinary calendar of drills comes near these limits; it may be damaged or hostile, so it was not read.")
_add("DRL-144", "日历文件有 {count} 个事件，只看前 {limit} 个", "the calendar file holds {count} events; only the first {limit} are looked at", "请按乡镇分文件导入。", "Import one file for each township.")
_add("DRL-145", "日历事件没有 {name}", "the event has no {name}", "没有它就无法知道是哪一次演练，该事件略过。", "Without it nobody can tell which drill it is; the event was passed over.")
_add("DRL-146", "重复的日历事件「{title}」略过", "the repeating event '{title}' was passed over", "一次演练只有一个日期，重复规则不展开。请在日历中改为单次事件。", "A drill has one date; rules of recurrence are not expanded. Make it a single event.")
_add("DRL-147", "日历事件「{title}」的日期无效", "the event '{title}' has no valid date", "日历上没有这一天（如 2 月 30 日），或没有写开始日期。", "There is no such day (30 February), or the start is missing.")
_add("DRL-148", "不认识时区「{zone}」，按北京时间读取", "the time zone '{zone}' is not known; read as Beijing time", "请核对提议的日期。", "Check the proposed date.")

# DRL-150 ... 159: papers and what leaves the workspace
_add("DRL-151", "模板中有不认识的占位符：{names}", "the template has placeholders that nobody knows: {names}", "已印为【待填写】。请核对名称；可用的占位符见 docs/zh/drill-records.md。", "They are printed as to be filled in. Check the names; docs/en/drill-records.md lists them.")
_add("DRL-152", "模板无法使用：{reason}", "the template cannot be used: {reason}", "请用 Word 打开核对占位符的括号和循环；或删去它，改用自带模板。", "Check braces and loops of the placeholders in Word, or remove it to use the shipped one.")
