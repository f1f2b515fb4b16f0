"""The diagnostics, both languages. Each code has a page made from these texts (docs/*/errors/)."""

from __future__ import annotations

from anwei.engine.messages import ErrorText, Text
from anwei.engine.messages.drill_errors import DRILL_ERRORS
from anwei.engine.messages.drill_record_errors import DRILL_RECORD_ERRORS
from anwei.engine.messages.fleet_errors import FLEET_ERRORS
from anwei.engine.messages.fleet_sql_errors import FLEET_SQL_ERRORS
from anwei.engine.messages.import_errors import IMPORT_ERRORS
from anwei.engine.messages.tui_errors import TUI_ERRORS
from anwei.engine.messages.workspace_errors import WORKSPACE_ERRORS

ERRORS: dict[str, ErrorText] = {}


def _add(code: str, zh: str, en: str, help_zh: str, help_en: str) -> None:
    if code in ERRORS:
        raise ValueError(f"diagnostic {code} is spelled twice")
    ERRORS[code] = ErrorText(Text(zh, en), Text(help_zh, help_en))


# DOC: the file itself
_add("DOC-001", "无法读取文件：{reason:zh}", "cannot read the file: {reason:en}",
     "文件不存在、被占用或没有权限。请核对路径和权限。", "The file is missing, locked or not permitted. Check its path and permissions.")
_add("DOC-002", "文件过大：{size} 字节，上限 {limit} 字节", "file too large: {size} bytes, limit {limit}",
     "过大的文件可能是误选或恶意文件。请拆分后再读。", "Such a file is usually a mistake or an attack. Split it.")
_add("DOC-003", "文件不是 UTF-8 编码（疑似 {guess}）", "the file is not UTF-8 (looks like {guess})",
     "YAML 与 JSON 一律用 UTF-8。请用编辑器另存为 UTF-8。", "YAML and JSON are always UTF-8. Save the file as UTF-8.")
_add("DOC-004", "YAML 语法错误：{problem}", "YAML syntax error: {problem}",
     "常见原因：缩进不齐、冒号后缺空格、引号或括号未闭合。", "Usually uneven indentation, no space after a colon, or an unclosed quote or bracket.")
_add("DOC-005", "嵌套过深，超过 {limit} 层", "nested deeper than {limit} levels",
     "正常文件不会这样深，可能是损坏或恶意文件。请改为平铺写法。", "No ordinary file is so deep; it may be damaged or hostile. Flatten it.")
_add("DOC-006", "别名展开过多，超过 {limit}", "aliases expand beyond {limit}",
     "大量别名会耗尽内存，因此拒绝。请直接写出内容。", "Many aliases can exhaust memory, so they are refused. Write the content out.")
_add("DOC-007", "重复的键「{key}」（第 {first} 行已有）", "duplicate key '{key}' (first on line {first})",
     "同一处两个相同的键，无法判断以哪个为准。请删去或改名。", "With two equal keys nobody can tell which one counts. Remove or rename one.")
_add("DOC-008", "键必须是文字", "a key must be plain text", "请把键写成普通文字。", "Write the key as plain text.")
_add("DOC-009", "数字过长：{text}…，最多 {limit} 位", "number too long: {text}…, at most {limit} digits",
     "超出可精确保存的范围。请核对单位和位数。", "It exceeds what can be held exactly. Check the unit and the digits.")

# INP: facts given as input
_add("INP-006", "不是数字：「{text}」", "not a number: '{text}'",
     "请写阿拉伯数字，可带单位，如 3200 万元。", "Write digits, with a unit if needed, such as 3200 万元.")
_add("INP-007", "应为整数：「{text}」", "must be a whole number: '{text}'", "该项只能是整数。", "Only whole numbers fit here.")
_add("INP-008", "小数位数超过 {digits} 位：「{text}」", "more than {digits} decimal digits: '{text}'",
     "该项按声明的小数位精确保存，不作四舍五入。请按规定位数填写。", "The field is held exactly and never rounded. Give fewer digits.")
_add("INP-009", "数字过大：「{text}」", "number too large: '{text}'", "请核对单位和位数。", "Check the unit and the digits.")
_add("INP-010", "超出允许范围 {low} 至 {high}：「{text}」", "outside the range {low:en} to {high:en}: '{text}'",
     "请核对数值和单位。", "Check the value and its unit.")
_add("INP-011", "写法与类型不符，应为 {expected}", "wrong shape, expected {expected}",
     "该项的类型已在事实词表中声明。", "The type is declared in the vocabulary.")
_add("INP-012", "单位「{unit}」不能换算为「{wanted}」", "unit '{unit}' does not convert to '{wanted}'",
     "请改用同类单位，或不写单位；金额写元、万元或亿元，如 40 万元。", "Use a unit of the same kind, or none; money is 元, 万元 or 亿元, such as 40 万元.")
_add("INP-013", "不是日期：「{text}」", "not a date: '{text}'",
     "请写 2026-03-05、2026.3.5 或 2026年3月5日。", "Write 2026-03-05, 2026.3.5 or 2026年3月5日.")
_add("INP-014", "日期缺少年份：「{text}」", "date without a year: '{text}'",
     "年份不能猜测。请补上年份，如 2026年3月5日。", "The year is never guessed. Add it, e.g. 2026年3月5日.")
_add("INP-015", "应为是或否：「{text}」", "must be yes or no: '{text}'", "请写 是 / 否（或 true / false）。", "Write yes or no (true or false).")
_add("INP-016", "「{text}」不是可填的名称；是否「{hint}」？", "'{text}' is none of the words to choose from; did you mean {hint:en}?",
     "请从可填的名称中选一个。", "Use one of the words to choose from.")

# SHP: shape of a document
_add("SHP-001", "此处应为 {expected}", "expected a {expected} here", "请按语言说明的写法填写。", "Write it as the language guide shows.")
_add("SHP-002", "不认识的键「{key}」；可用：{hint}", "unknown key '{key}'; allowed: {hint}",
     "不认识的键会让规则失效而无人察觉，因此拒绝。请改为最接近的键。", "An unknown key could silently disarm a rule, so it is refused. Use the nearest allowed key.")
_add("SHP-003", "缺少必填的键「{key}」", "missing key '{key}'", "请补上该键。", "Add the key.")
_add("SHP-004", "「{key}」的值应为 {expected}", "the value of '{key}' should be: {expected}", "请按所示类型或可选词填写。", "Use the type or one of the words shown.")
_add("SHP-005", "文档的第一个键不能识别；可用：{hint}", "the first key does not name a kind of document; allowed: {hint}",
     "第一个键说明文档种类。", "The first key says what the document is.")

# FCT: the vocabulary
_add("FCT-001", "「{name}」在 {where} 中已声明", "'{name}' is already declared in {where}",
     "后来的文档只能增加，不能改动已有声明。", "A later document may add, never change a declaration.")
_add("FCT-002", "没有名为「{name}」的公用结构；是否「{hint}」？", "no shape named '{name}'; did you mean '{hint}'?",
     "like 只能引用 shapes 中的名称。", "`like` refers to a name under `shapes`.")
_add("FCT-003", "不认识的单位「{unit}」；是否「{hint}」？", "unknown unit '{unit}'; did you mean '{hint}'?", "请使用单位表中的单位。", "Use a unit of the unit table.")
_add("FCT-004", "{where} 中引用了不存在的「{name}」", "{where} refers to '{name}', which does not exist", "请核对名称。", "Check the name.")
_add("FCT-005", "没有代码表「{list}」；是否「{hint}」？", "no code list '{list}'; did you mean '{hint}'?", "请先在 codes 中声明。", "Declare it under `codes`.")
_add("FCT-006", "代码表 {list} 中上级代码成环：{chain}", "codes of {list} are each other's broader code: {chain}",
     "环内的代码互为上级，规则会悄悄失效。请改正 broader。", "Rules of a broader code would silently stop to apply. Correct `broader`.")
_add("FCT-007", "代码表 {list} 中「{text}」已指 {first}，不能再指 {code}", "in {list} '{text}' already means {first}, so it cannot mean {code}",
     "填报时按名称或别名识别代码，一个词只能指一个代码。请换一个名称或别名。", "Input may use names and aliases, so a word means one code. Choose another label or alias.")
_add("FCT-008", "没有名为「{name}」的事实词表；是否「{hint}」？", "no facts document is called '{name}'; did you mean '{hint}'?",
     "extends 写所依据的 facts 文档的名称；它可能属于未加载的插件。", "`extends` names the facts document that this one builds on; perhaps it belongs to a plugin that is not loaded.")

# RUL: rules
_add("RUL-001", "没有事实「{name}」；是否：{hint}", "no fact '{name}'; did you mean: {hint}",
     "规则只能使用词表中声明的事实。请改名，或先在 facts 中声明。", "A rule may use declared facts only. Correct the name, or declare it under `facts`.")
_add("RUL-002", "没有台账、视图或对象「{name}」；是否：{hint}", "no table, view or subject '{name}'; did you mean: {hint}",
     "请核对名称。", "Check the name.")
_add("RUL-003", "「{name}」的记录属于「{parent}」，只能在其记录内使用", "records of '{name}' belong to '{parent}' and can only be used inside one of those",
     "请用 each，或在该台账的条件中使用。", "Use `each`, or use it in a condition on the parent table.")
_add("RUL-004", "没有参数「{name}」；是否「{hint}」？", "no parameter '{name}'; did you mean '{hint}'?",
     "法定数值一律写在 parameters 中，并注明出处和日期。", "Numbers of the law live under `parameters`, cited and dated.")
_add("RUL-005", "类型不能比较：{left} 与 {right}", "these do not compare: {left} and {right}", "请核对两边的类型。", "Check the types on both sides.")
_add("RUL-006", "单位不能比较：{left} 与 {right}", "units do not compare: {left} and {right}", "请统一量纲。", "Use the same kind of unit on both sides.")
_add("RUL-007", "不认识的写法；可用：{hint}", "no such form; allowed: {hint}", "每个条件或指标由一个关键词开头。", "Every condition or measure has one head key.")
_add("RUL-008", "事实「{name}」（{type}）不能用 {op}", "fact '{name}' ({type}) cannot take '{op}'",
     "每种类型有自己的比较词，见语言说明 4.1。", "Each type has its own comparisons, see the guide, 4.1.")
_add("RUL-009", "缺少比较词；可用：{hint}", "no comparison given; allowed: {hint}", "请写明怎样比较。", "Say how it is to be compared.")
_add("RUL-010", "代码「{code}」不在代码表 {list} 中；是否「{hint}」？", "code '{code}' is not in {list}; did you mean '{hint}'?", "请使用代码表中的名称。", "Use a name of the code list.")
_add("RUL-011", "没有指标「{name}」；是否「{hint}」？", "no measure '{name}'; did you mean '{hint}'?", "指标须先在 measures 中定义，且只能引用排在前面的指标。", "Define it under `measures` first; only earlier ones can be used.")
_add("RUL-012", "只有 blank: not_yet 的事实可以问是否空白：「{name}」", "only `blank: not_yet` facts may be asked whether they are blank: '{name}'",
     "其他事实空白表示未知，不能当作没有发生。", "For other facts a blank means unknown, never that it did not happen.")
_add("RUL-013", "不是时间长度：「{text}」", "not a length of time: '{text}'", "请写 30 days、20 working_days、12 months 或 3 years。", "Write 30 days, 20 working_days, 12 months or 3 years.")
_add("RUL-014", "没有规则「{name}」；是否「{hint}」？", "no rule '{name}'; did you mean '{hint}'?", "请核对规则编号。", "Check the rule id.")
_add("RUL-015", "没有清单「{name}」；是否「{hint}」？", "no checklist '{name}'; did you mean '{hint}'?", "请先在 checklists 中定义。", "Define it under `checklists`.")
_add("RUL-016", "if_none: not_applicable 只能用于整条 require", "`if_none: not_applicable` is only for a whole `require`", "嵌套时请用 pass、fail 或 unknown。", "Use pass, fail or unknown when nested.")
_add("RUL-017", "参数「{name}」的值是 {kind}，此处需要 {wanted}", "parameter '{name}' holds {kind}, needed here: {wanted}", "请核对参数的写法。", "Check how the parameter is written.")
_add("RUL-018", "{item} 只能在 for_each 中使用，可用的键：{hint}", "item '{item}' can only be used inside for_each; its keys: {hint}", "请核对。", "Check the place and the key.")
_add("RUL-019", "as_of 只能按天前后移动", "as_of can only be moved by days", "按月计的期限从事件起算：用 plus 或 within。", "Terms in months count from the event: use `plus` or `within`.")
_add("RUL-020", "规则编号重复：「{name}」已在 {first}", "duplicate rule id '{name}', first at {first}", "编号在全部规则集中唯一。", "Ids are unique in the whole catalogue.")
_add("RUL-021", "没有法规「{name}」；是否「{hint}」？", "no instrument '{name}'; did you mean '{hint}'?", "请先在 laws 中登记。", "Register it under `laws`.")
_add("RUL-022", "对象种类不存在：「{name}」；是否「{hint}」？", "no subject kind '{name}'; did you mean '{hint}'?", "请核对 subject。", "Check `subject`.")
_add("RUL-023", "covering 需要一个指向「{table}」的 refs 字段", "covering needs a refs field that points to '{table}'", "请在演练台账声明 refs 字段，或用 by 指明。", "Declare one in the table of drills, or name it with `by`.")
_add("RUL-024", "held 需要 every、ahead_of 或 after 之一，且只能一个", "held needs exactly one of every, ahead_of, after", "请选一种周期或触发。", "Choose one recurrence or trigger.")
_add("RUL-025", "规则互相引用成环：{chain}", "rules refer to each other in a circle: {chain}", "请去掉一处引用。", "Remove one of the references.")

# PRM: parameters
_add("PRM-001", "参数「{name}」的每个值只能写一种内容：{hint}", "each value of '{name}' holds exactly one of: {hint}", "请保留其中一种。", "Keep one of them.")
_add("PRM-002", "参数「{name}」的各个值种类不一：{kinds}", "values of '{name}' are of different kinds: {kinds}", "同一参数的值须同类，否则请拆成两个参数。", "Values of one parameter are of one kind; otherwise make two.")
_add("PRM-003", "参数「{name}」的值没有出处", "a value of '{name}' has no citation", "每个法定数值必须注明法规和条款。", "Every number of the law names its instrument and article.")

# OVL: overlays
_add("OVL-001", "区划 {division} 的参数「{name}」为 {value:zh}，不能保证不宽于上级（{upper:zh}）的 {above:zh}",
     "parameter '{name}' of division {division} is {value:en}, looser (or not surely as strict) than {above:en} of {upper:en}",
     "下级只能加严；上级参数注明 may_relax 的除外。工作日、天、月长短不一，请按上级的单位写。",
     "A lower level may only tighten, unless the parameter says may_relax. Working days, days and months differ in length: write the unit of the value above.")
_add("OVL-002", "两个地方规则同时设定「{name}」，另一处在 {other}", "two overlays set '{name}'; the other is at {other}",
     "无法判断以哪个为准。请合并为一处。", "Nobody can tell which counts. Keep one.")
_add("OVL-003", "参数「{name}」没有注明 stricter，无法判断区划 {division} 的 {value:zh} 是否严于上级（{upper:zh}）的 {above:zh}",
     "parameter '{name}' does not say which way is stricter; {value:en} of {division} cannot be compared with {above:en} of {upper:en}",
     "请注明 stricter: higher 或 lower，或 may_relax。", "Add stricter: higher or lower, or may_relax.")
_add("OVL-004", "没有加载名为「{name}」的规则集或文档；是否「{hint}」？", "nothing that is loaded is called '{name}'; did you mean '{hint}'?",
     "extends 写地方规定所依据的规则集；它可能属于未加载的插件。", "`extends` names the rulesets that an overlay builds on; perhaps it belongs to a plugin that is not loaded.")
_add("INP-017", "不是行政区划代码：「{text}」", "not a division code: '{text}'",
     "省 2 位、市 4 位、县 6 位、乡 9 位、村 12 位数字。", "2 digits for a province, 4 a city, 6 a county, 9 a township, 12 a village.")
_add("INP-020", "没有台账或对象「{name}」；是否：{hint}", "no table or subject kind '{name}'; did you mean: {hint}", "名称见事实词表（anwei rules schema）。", "See the vocabulary for the names.")
_add("INP-021", "填报完整性应为 全部填报、部分填报 或 未填报（complete、partial、not_reported）：「{text}」", "coverage must be complete, partial or not_reported: '{text}'",
     "complete 表示全部在册，partial 表示只报了一部分，not_reported 表示未报。", "complete: all on file; partial: some; not_reported: nobody has said.")
_add("INP-022", "台账 {table} 的编号「{key}」重复", "key '{key}' occurs twice in table {table}", "编号在同一台账内唯一。", "A key is unique within its table.")
_add("INP-023", "{where} 没有「{name}」这一项；是否：{hint}", "{where} has no fact '{name}'; did you mean: {hint}",
     "自己加的列、备注等不属于采集表，请删去或移到另一个文件；写错的名称按提示改正（名称见事实词表：anwei rules schema）。",
     "A column or note of your own is no fact: delete it or keep it in another file. Correct a name that is misspelt (the vocabulary has them: anwei rules schema).")
_add("INP-024", "{field:zh}（{name}）：{problem:zh}", "{field:en} ({name}): {problem:en}", "请按该项的类型更正。", "Correct it to fit the field's type.")
_add("INP-025", "没有找到任何对象", "no subject found", "请核对路径；空的检查不算通过。", "Check the path; checking nothing is not a pass.")
_add("INP-027", "「{name}」没有行政区划代码，只按全国性规定检查", "'{name}' has no division code; it is judged by national law alone",
     "地方规定可能更严。请填写 division。", "Local law may be stricter. Fill in `division`.")
_add("INP-030", "{field}「{text}」之下还分：{finer}；只针对其中一类的规则不会检查", "{field:en} '{text:en}' is divided further: {finer:en}; rules for one of these are not checked",
     "属于其中一类的，请填到最细一级；都不属于的，可以保留。", "Give the finest that fits; if none does, leave it.")
_add("INP-031", "{field}：「{table}」中没有编号「{text}」；有：{hint}", "{field:en}: '{table:en}' has no record '{text}'; there is: {hint}",
     "对应不上的记录检查时按没有处理。请填写该台账中已有的编号，或补上那条记录。", "A rule finds no such record. Use a key of that table, or add the record.")
_add("INP-032", "没有规则要现场核实「{text}」，这条记录不起作用；是否：{hint}", "no rule asks for '{text}' to be seen on site, so this record decides nothing; did you mean: {hint:en}",
     "请从采集表的下拉列表（代码表）中选核实事项，或写它的代码。", "Choose the item from the form's drop-down (sheet of codes), or write its code.")
_add("INP-040", "没有规则适用于这些对象", "no rule concerns these subjects",
     "什么都没有检查不算通过。请核对 --only 和对象种类。", "Checking nothing is not a pass. Check --only and the kinds of the subjects.")
_add("INP-026", "编号「{id}」的 {kind} 出现两次", "{kind} '{id}' occurs twice", "同一次检查中对象编号唯一。", "Ids are unique in one run.")

# WVR, CTL: waivers and controls
_add("WVR-001", "豁免必须针对一个具体对象：「{subject}」", "a waiver names one subject: '{subject}'", "不得用通配符豁免一批对象。", "Patterns are not allowed.")
_add("WVR-002", "豁免的截止日早于起始日", "the waiver ends before it starts", "请核对起止日期。", "Check its dates.")
_add("CTL-001", "状态 {status} 需要写明 {needed}", "status {status} needs '{needed}'", "每条款的状态须能自证。", "A clause's status must be able to prove itself.")
_add("CTL-002", "条款对照编号重复：「{name}」已在 {first}", "duplicate id in controls: '{name}', first at {first}",
     "条款对照和条款的编号在全部文件中唯一。", "Ids of controls and clauses are unique in the whole catalogue.")
_add("CTL-003", "写了读法，没有写原文", "a reading without what is printed",
     "请用 printed 写明原文有何疑义，再写 reading。", "Say with `printed` what is odd in the text, then give the reading.")
_add("CTL-004", "没有规则询问核实项「{name}」；是否「{hint}」？", "no rule asks for the attested item '{name}'; did you mean '{hint}'?",
     "没有规则使用的核实项不影响任何结论。请核对名称，或先写询问它的规则。", "An item that no rule asks for decides nothing. Check its name, or write the rule that asks for it.")
_add("TST-001", "测试中没有位置「{path}」", "the test has no place '{path}'", "set 的路径须存在于 given。", "A path under `set` must exist in `given`.")
_add("RUL-027", "没有插件指标「{name}」；是否「{hint}」？", "no plugin measure '{name}'; did you mean '{hint}'?", "请安装提供它的插件。", "Install the plugin that brings it.")
_add("RUL-028", "「{key}」的大括号不成对，或所括的不是一个名称：{text}", "the braces in '{key}' do not pair, or hold no plain name: {text}",
     "写成 {{shortfall}} 这样；大括号本身写两遍：{{{{ }}}}。", "Write a slot as {{shortfall}}; write a brace itself twice: {{{{ }}}}.")
_add("RUL-029", "「{key}」中不能填「{name}」；可用：{allowed:zh}", "'{key}' has nothing to put in for '{name}'; allowed: {allowed:en}",
     "整改要求可填 shortfall、observed、required 和本规则的指标（逐条记录的指标除外）；证据中不填数字。",
     "A remedy may name shortfall, observed, required and the rule's measures, but none that is computed for each record; evidence names no numbers.")
_add("RUL-030", "指标「{name}」在定义之前就被使用", "measure '{name}' is used before it is defined",
     "指标按所写的先后计算，只能引用排在前面的指标。请调整先后；互相引用的请拆开。",
     "Measures are computed in the order written and only earlier ones can be used. Change the order; take apart what refers to itself.")
_add("RUL-031", "插件指标「{name}」的第 {number} 个参数有 {digits} 位小数，最多 {scale} 位", "argument {number} of plugin measure '{name}' has {digits} decimal digits, at most {scale} are taken",
     "请换用小数位更少的事实或指标，或请插件作者改 argument_scales。", "Give a fact or measure with fewer digits, or let the plugin's author change argument_scales.")
_add("PLG-001", "插件「{name}」未能加载：{reason:zh}", "plugin '{name}' failed to load: {reason:en}", "其余照常运行，结论为部分结果。请更新或停用该插件。", "The rest goes on and the result is partial. Update or disable the plugin.")

# DOC-010, INP-028..., XLS, CSV: JSON, workbooks and CSV files
_add("DOC-010", "JSON 语法错误：此处应为 {expected}", "JSON syntax error: expected {expected} here",
     "JSON 不允许多余的逗号、注释、NaN 和单引号。请用能检查 JSON 的编辑器更正。", "JSON allows no trailing comma, comment, NaN or single quote. Correct it in an editor that checks JSON.")
_add("INP-028", "不认识的文件类型「{suffix}」；可读：{hint}", "unknown kind of file '{suffix}'; readable: {hint}",
     "请另存为其中一种，或安装能读这种文件的插件。", "Save it as one of these, or install a plugin that reads it.")
_add("INP-029", "已略过：不认识的文件类型「{suffix}」", "left out: unknown kind of file '{suffix}'",
     "文件夹中的这个文件没有读取。如其中有应检查的数据，请另存为可读的类型。", "This file in the folder was not read. If it holds data to check, save it as a readable kind.")
_add("XLS-001", "不是 Excel 工作簿（.xlsx）", "not an Excel workbook (.xlsx)",
     "文件内容不是 .xlsx 格式，可能只改了扩展名或传输时损坏。请用 Excel 或 WPS 打开后另存为 .xlsx。", "The content is not .xlsx; perhaps only the name was changed, or it was damaged on the way. Open it in Excel or WPS and save it as .xlsx.")
_add("XLS-002", "旧格式的 Excel 文件（.xls）", "an Excel file of the old format (.xls)",
     "请用 Excel 或 WPS 打开后另存为 .xlsx。", "Open it in Excel or WPS and save it as .xlsx.")
_add("XLS-003", "工作簿有打开密码", "the workbook is protected by a password",
     "请在 Excel 中去掉打开密码后再交。", "Remove the password to open it in Excel, then hand it in.")
_add("XLS-004", "工作簿已损坏，无法读取：{reason}", "the workbook is damaged and cannot be read: {reason}",
     "请用 Excel 打开并修复，或把数据复制到新的采集表。", "Open and repair it in Excel, or copy the data to a new form.")
_add("XLS-005", "工作簿展开后过大：{what} {size}，上限 {limit}", "the workbook is too large when unpacked: {what:en} {size}, limit {limit}",
     "正常的采集表远小于此，可能是恶意文件。请删去无关内容或拆分。", "An ordinary form is far smaller; it may be hostile. Remove what does not belong or split it.")
_add("XLS-006", "工作簿内含实体声明（{part}），已拒绝", "the workbook declares entities ({part}) and is refused",
     "Excel 不会写出这种内容，可能是恶意文件。请用 Excel 重新另存。", "Excel never writes this; it may be hostile. Save it again from Excel.")
_add("XLS-007", "这不是由 anwei form 生成的采集表", "this is not a form made by `anwei form`",
     "请用 anwei form 生成采集表，再把数据复制进去；表内隐藏的说明页不能删除。", "Make a form with `anwei form` and copy the data into it; its hidden sheet must stay.")
_add("XLS-008", "缺少工作表「{sheet}」", "sheet '{sheet}' is missing",
     "工作表被删除或改名。没有数据也要保留空表，并选填报完整性。", "It was deleted or renamed. Keep it even when empty, and state its coverage.")
_add("XLS-009", "多出的工作表「{sheet}」里有内容；采集表有：{hint}", "extra sheet '{sheet}' has content; the form has: {hint}",
     "多出的工作表不会被读取，为免遗漏数据，请移入相应的工作表或删去。", "It would not be read. Move its data to the right sheet or delete it.")
_add("XLS-010", "合并的单元格 {range}", "merged cells {range}",
     "合并后无法判断数据属于哪一行。请取消合并，逐行填写。", "Nobody can tell which row a merged value belongs to. Unmerge and fill each row.")
_add("XLS-011", "单元格里是公式", "the cell holds a formula",
     "公式不会被执行。请复制后用“选择性粘贴 - 数值”改为数值。", "Formulas are never run. Copy the cell and paste it back as a value.")
_add("XLS-012", "单元格里是错误值 {text}", "the cell holds the error value {text}",
     "请改为实际数值；不知道的填“不详”。", "Write the real value, or ? where it is not known.")
_add("XLS-013", "列「{name}」出现两次", "column '{name}' occurs twice",
     "无法判断以哪一列为准。请删去一列。", "Nobody can tell which one counts. Delete one.")
_add("XLS-014", "缺少列「{name}」", "column '{name}' is missing",
     "采集表的列不能删除或改名；没有数据请留空。", "Columns of the form must not be deleted or renamed; leave them blank where there is no data.")
_add("XLS-015", "此处有内容，但没有对应的项目名称", "there is content here, but nothing says what it is",
     "表格范围以外的内容不会被读取。请移入相应的列或行，或删去。", "Content outside the form would not be read. Move it to its column or row, or delete it.")
_add("XLS-016", "数字「{text}」超过 15 位，Excel 已丢失末位", "number '{text}' has more than 15 digits; Excel has lost the last ones",
     "编号、证号请先把单元格设为“文本”再重新填写。", "Set the cell to text first, then type the number again.")
_add("XLS-017", "文字项里是日期或时间「{text}」", "a date or time '{text}' in a text field",
     "Excel 可能把编号误认为日期。请把单元格设为“文本”再重新填写。", "Excel may have mistaken a number for a date. Set the cell to text, then type it again.")
_add("XLS-018", "「{parent}」中没有编号「{key}」", "'{parent}' has no record '{key}'",
     "本行要写明属于哪一条记录。请填写该表中已有的编号。", "This row must say which record it belongs to. Use a key of that table.")
_add("XLS-019", "「{parent}」中不止一条编号为「{key}」", "more than one record of '{parent}' has the key '{key}'",
     "无法判断属于哪一条。请先使编号唯一，或填 #行号。", "Nobody can tell which one is meant. Make the keys unique, or write #row.")
_add("XLS-020", "「{name}」的文字有 {size} 个字符，单元格最多 {limit} 个", "the text of '{name:en}' has {size} characters, a cell holds {limit}",
     "Excel 单元格放不下。请缩短后再导出。", "It does not fit into an Excel cell. Shorten it first.")
_add("XLS-021", "采集表用的是另一版事实词表（{found}，现为 {current}）", "the form was made with another vocabulary ({found}, now {current})",
     "仍按现行词表读取；新增的项目按未知处理。建议重新生成采集表。", "It is read by the present vocabulary; what is new counts as not known. Better make the form anew.")
_add("XLS-022", "采集表的格式版本是 {found}，本程序能读 {current}", "the form has layout {found}, this program reads {current}",
     "请用本版本重新生成采集表。", "Make the form anew with this version.")
_add("XLS-023", "表头不完整：第 {row} 行找不到项目名称", "damaged header: no names found in row {row}",
     "表头行被删除或移动。请把数据复制到新的采集表。", "The header was deleted or moved. Copy the data to a new form.")
_add("XLS-024", "没有填写编号", "the id is missing", "每个对象要有编号，才能与其他资料对应。", "Every subject needs an id so that it can be matched.")
_add("XLS-025", "文件已存在：{path}", "the file exists already: {path}",
     "为免覆盖已填的数据而停止。请换一个文件名，或加 --force。", "Stopped so that filled-in data is not overwritten. Choose another name or add --force.")
_add("XLS-026", "只写了年月、没有日：{text}", "a month without its day: {text}",
     "Excel 把“2026年11月”存成当月 1 日，而哪一日不能猜测。请写全，如 2026-11-30；要求填月末的，填当月最后一日。",
     "Excel keeps a typed month as its first day, and the day is never guessed. Write it in full, such as 2026-11-30; for a month, its last day.")
_add("XLS-027", "合计或说明行，不作为记录：{text}", "a total or a note, not read as a record: {text}",
     "合计由系统计算，说明不读取；确是一条记录的，请换一个编号或填写其他各列。", "Totals are calculated and notes not read. If it is a record, give it another key or fill in its other columns.")
_add("XLS-028", "这一行只有编号「{text}」，按一条记录读取", "this row has nothing but the key '{text}'; it is read as a record",
     "是说明、签名等文字的，请从台账中删去；确是一条记录的，请补填其他各列。", "If it is a note or a signature, delete it from the table; if it is a record, fill in its other columns.")
_add("CSV-001", "文件编码不能识别（不是 UTF-8，也不是 GBK{guess}）", "unknown encoding (neither UTF-8 nor GBK{guess})",
     "请在 Excel 中另存为“CSV UTF-8”。", "Save it from Excel as 'CSV UTF-8'.")
_add("CSV-002", "文件里混有两种编码：此行是 {this}，前面是 {first}", "two encodings in one file: this line is {this}, earlier ones {first}",
     "多半是把两个文件拼在一起。请分别另存为 UTF-8 后再合并。", "Probably two files were joined. Save each as UTF-8, then join them.")
_add("CSV-003", "引号没有成对", "unbalanced quotes",
     "含逗号或换行的内容要用一对英文引号括起来，内容里的引号写两遍。", "A value with commas or line breaks needs a pair of quotes; quotes inside it are doubled.")
_add("CSV-004", "本行有 {found} 格，表头只有 {wanted} 格", "this row has {found} cells, the header {wanted}",
     "可能内容里有未加引号的逗号。请加引号或删去多余的格。", "Perhaps a comma without quotes. Add quotes or remove the extra cells.")
_add("CSV-005", "列「{name}」出现两次", "column '{name}' occurs twice", "无法判断以哪一列为准。请删去一列。", "Nobody can tell which one counts. Delete one.")
_add("CSV-006", "缺少列「{name}」", "column '{name:en}' is missing",
     "每行要写明属于哪个对象（或哪条记录）。请补上这一列。", "Every row must say which subject (or record) it belongs to. Add the column.")
_add("CSV-007", "没有编号为「{key}」的{what}", "no {what:en} with id '{key}'",
     "请核对编号；对象写在以对象种类命名的文件里。", "Check the id; subjects are listed in the file named after their kind.")
_add("CSV-008", "编号为「{key}」的{what}不止一个", "more than one {what:en} with id '{key}'", "请先使编号唯一。", "Make the ids unique first.")
_add("CSV-009", "文件名「{name}」不是对象种类，也不是台账；是否：{hint}", "the file name '{name}' is neither a subject kind nor a table; did you mean: {hint}",
     "CSV 以文件名说明内容：<对象种类>.csv、<台账>.csv 或 coverage.csv。", "A CSV file says by its name what it holds: <kind>.csv, <table>.csv or coverage.csv.")
_add("CSV-010", "没有表头", "there is no header", "第一行要写列名（代号或中文名称）。", "The first row holds the column names (names or labels).")
_add("CSV-011", "没有列「{name}」；是否：{hint}", "no column '{name}'; did you mean: {hint}", "请用事实词表中的名称或中文名称；列与列之间用英文逗号隔开。", "Use a name or label of the vocabulary, with commas between the columns.")

# LNT: what loads but is wrong
_add("LNT-001", "参数「{name}」的分档没有逐档升高，有的档取不到", "the tiers of '{name}' do not ascend; one can never be reached", "请按下限从小到大排列。", "Order them by their lower bound.")
_add("LNT-002", "参数「{name}」的累进级距没有逐级升高", "the brackets of '{name}' do not ascend", "请按上限从小到大排列，最后一级不写上限。", "Order them by upper bound; the last has none.")
_add("LNT-003", "参数「{name}」的值截止日 {end} 早于起始日 {start}", "a value of '{name}' ends on {end}, before it starts on {start}", "请核对日期。", "Check the dates.")
_add("LNT-004", "参数「{name}」在 {start} 至 {end} 没有值", "'{name}' has no value from {start} to {end}", "请补上，或说明该期间不适用。", "Fill the gap, or say why there is none.")
_add("LNT-005", "参数「{name}」有两个值都从 {start} 起", "'{name}' has two values from {start}", "请保留一个。", "Keep one.")
_add("LNT-006", "「{name}」从 {start} 起，但所引 {law} 自 {in_force} 才施行", "'{name}' holds from {start}, but {law} is in force only from {in_force}", "数值不能早于出处。请核对日期或改引当时的文件。", "A number cannot be older than its source. Correct the date or cite the instrument of that time.")
_add("LNT-007", "「{name}」引用的 {law} 已于 {repealed} 废止", "'{name}' cites {law}, repealed on {repealed}", "请改引现行文件。", "Cite the instrument in force.")
_add("LNT-008", "规则「{name}」没有出处", "rule '{name}' has no citation", "请注明法规和条款。", "Name instrument and article.")
_add("LNT-009", "规则「{name}」中有结果恒定的条件", "rule '{name}' holds a condition that never changes", "没有事实能改变它。请删去或改正。", "No fact can change it. Remove or correct it.")
_add("LNT-010", "指标「{name}」没有被使用", "measure '{name}' is not used", "请删去，或在 require 中使用。", "Remove it or use it.")
_add("LNT-011", "规则「{name}」的测试没有展示：{verdicts}", "the tests of '{name}' do not show: {verdicts}", "每条规则至少各有一个合、缺、疑的用例。", "Each rule has at least one case for pass, fail and unknown.")
_add("LNT-012", "规则「{name}」的测试中从未未知的事实：{facts}", "facts never unknown in the tests of '{name}': {facts}", "规则读取的每项事实都应在它的某个用例中未知一次。anwei rules boundary {name} --write 可以补上。", "Each fact a rule reads is unknown in one of its cases. anwei rules boundary {name} --write adds such cases.")
_add("LNT-013", "参数「{name}」没有规则使用", "no rule reads parameter '{name}'", "请删去，或写出使用它的规则。", "Remove it, or write the rule that needs it.")
_add("LNT-014", "规则「{name}」的用例没有发现数值的改动：{change}", "no case of '{name}' notices: {change}", "没有用例站在这个数值的界上。anwei rules boundary {name} --write 可以补上；确实不可及的写入测试文档的 unreachable。", "No case stands on the edge of this number. anwei rules boundary {name} --write adds one; what no case can reach is declared under unreachable in a tests document.")
_add("LNT-015", "规则「{name}」声明为不可及的改动已可发现，或已不存在：{change}", "'{name}' declares unreachable what a case notices or what is gone: {change}", "请从测试文档的 unreachable 中删去。", "Remove it from unreachable in the tests document.")
_add("LNT-016", "条款「{name}」标为 automated，但其规则都缺数值：{parameters}", "clause '{name}' is called automated, but all its rules lack a number: {parameters}",
     "这样的规则永远下不了结论。请改为 parameter_unset，或补上数值。", "Such rules never come to a verdict. Call it parameter_unset, or set the number.")
_add("LNT-017", "条款「{name}」标为 parameter_unset，但其规则不缺数值或定义：{rules}", "clause '{name}' is called parameter_unset, but its rules lack no number and no definition: {rules}",
     "已能检查的条款请改为 automated。", "Call a clause that can be checked automated.")
_add("DOC-011", "无法写入文件：{reason}", "cannot write the file: {reason}",
     "文件夹不存在、没有权限，或文件正被其他程序打开。", "The folder is missing, not permitted, or the file is open in another program.")
_add("PLG-002", "插件的读取程序「{name}」出错：{reason}", "the importer '{name}' of a plugin failed: {reason}",
     "文件没有读取，其余照常。请更新该插件，或把文件另存为 .xlsx。", "The file was not read; the rest was. Update the plugin, or save the file as .xlsx.")
_add("PLG-003", "指标「{name}」没有成批写法（lowering）：只能逐个判断，不能成批检查", "measure '{name}' has no lowering: it can judge one subject, but not many",
     "同一规则逐个和成批必须得出同样的结论，因此整个插件不加载。请作者按插件编写指南第 4 节补上。", "One by one and in bulk a rule must say the same, so the plugin is left out. Its author adds one as section 4 of the plugin author's guide shows.")

for _table in (WORKSPACE_ERRORS, IMPORT_ERRORS, FLEET_ERRORS, FLEET_SQL_ERRORS, DRILL_ERRORS, DRILL_RECORD_ERRORS, TUI_ERRORS):
    _twice = ERRORS.keys() & _table.keys()
    if _twice:
        raise ValueError(f"diagnostics spelled twice: {', '.join(sorted(_twice))}")
    ERRORS |= _table
