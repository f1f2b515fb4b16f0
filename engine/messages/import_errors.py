"""The diagnostics of importing files into the workspace, both languages."""

from __future__ import annotations

from anwei.engine.messages import ErrorText, Text

IMPORT_ERRORS: dict[str, ErrorText] = {}


def _add(code: str, zh: str, en: str, help_zh: str, help_en: str) -> None:
    if code in IMPORT_ERRORS:
        raise ValueError(f"diagnostic {code} is spelled twice")
    IMPORT_ERRORS[code] = ErrorText(Text(zh, en), Text(help_zh, help_en))


# files, sheets, columns
_add("IMP-001", "工作簿里没有任何内容", "the workbook holds nothing", "可能交错了文件，或内容在其他文件里。请核对后重交。", "Perhaps the wrong file was handed in. Check it and hand in the right one.")
_add("IMP-002", "文件是空的", "the file is empty", "可能传输中断或另存失败。请重新导出后再交。", "It may have been cut off on the way. Export it again.")
_add("IMP-003", "扩展名是 Excel，内容却是网页", "named as an Excel file, but it is a web page", "不少系统导出的 .xls 其实是网页。请用 Excel 或 WPS 打开后另存为 .xlsx。", "Some systems export web pages as .xls. Open it in Excel or WPS and save it as .xlsx.")
_add("IMP-004", "工作表「{sheet}」里没有找到认识的表头（共 {rows} 行，开头是「{text}」）", "no known header found in sheet '{sheet}' ({rows} rows, beginning with '{text}')",
     "表头要有至少两列与词表的名称相符。请在映射文件里指明 header（表头行）和 columns，或在导入时指明对象种类和台账。", "A header needs at least two columns that the vocabulary knows. Name its rows and columns in a mapping file, or say when importing which kind of subject and which table it holds.")
_add("IMP-005", "没有可导入的内容", "nothing to import", "文件里没有数据行。请核对路径和文件内容。", "The files hold no rows of data. Check the path and the files.")
_add("IMP-006", "表头「{text}」可能是「{field}」（{name}）", "header '{text}' may mean '{field:en}' ({name})", "只是相像，须确认后才采用；也可在映射文件的 columns 里写明。", "It is only alike. Accept it, or name it under `columns` in a mapping file.")
_add("IMP-007", "列「{text}」没有对应的项目，不导入（最接近：{hint}）", "column '{text}' means nothing known and is not imported (nearest: {hint})", "如需导入，请在映射文件的 columns 里写明对应的项目名称；不需要的写 -。", "To import it, name its field under `columns` in a mapping file; write - if it is not wanted.")
_add("IMP-008", "列「{text}」的单位 {unit} 不能换算成 {wanted}", "column '{text}' is in {unit}, which does not convert to {wanted}", "请更正表头的单位，或在映射文件的 units 里写明。", "Correct the unit in the header, or state it under `units` in a mapping file.")
_add("IMP-020", "隐藏的工作表「{sheet}」（{rows} 行）没有读取", "hidden sheet '{sheet}' ({rows} rows) was not read", "如需导入，请取消隐藏，或在映射文件的 sheets 里列出它。", "Unhide it, or list it under `sheets` in a mapping file.")
_add("IMP-021", "工作表「{sheet}」（{rows} 行）不是台账，没有读取：{text}", "sheet '{sheet}' ({rows} rows) holds no known table and was not read: {text}", "如其中有应导入的数据，请在映射文件里指明表头行和列。", "If it holds data to import, name its header rows and columns in a mapping file.")
_add("IMP-022", "这些列对几种对象都适用：{names}；按「{chosen}」读取", "the columns fit several kinds of subjects: {names}; read as '{chosen:en}'", "请在导入时指明对象种类；无误的，确认后采用。", "Say which when importing, or accept it.")
_add("IMP-043", "与 {other} 内容完全相同，没有重复读取", "the same bytes as {other}; not read twice", "同一文件只导入一次。", "A file is imported once.")

# cells
_add("IMP-010", "日期「{text}」读作 {fix}", "date '{text}' read as {fix}", "没有写全年份的日期按文件标题（或导入时指明）的年份补全，须确认后采用。", "A date without its full year takes that of the file's title, or the one given when importing; accept it or correct the cell.")
_add("IMP-011", "统一社会信用代码的校验位不对：「{text}」", "the check digit of the credit code is wrong: '{text}'", "按 GB 32100-2015，最后一位由前 17 位算出；多半抄错一位，或把 0、1、2、5 写成了 O、I、Z、S。请核对营业执照。", "By GB 32100-2015 the last character follows from the first 17: one is mistyped, or O, I, Z, S stand for 0, 1, 2, 5. Check the licence.")
_add("IMP-012", "单元格里是错误值", "the cell holds an error value", "公式算不出结果。请改为实际数值。", "A formula failed. Write the real value.")
_add("IMP-013", "单元格里是公式，Excel 存下的结果是 {fix}", "the cell holds a formula; Excel kept the result {fix}", "公式不会被执行，存下的结果可能过时。确认后采用，或粘贴为数值。", "Formulas are never run and the kept result may be old. Accept it, or paste the value.")
_add("IMP-014", "旧格式文件看不出「{text}」是否显示为百分比；如是则为 {fix}", "the old file format does not say whether '{text}' is shown as a percentage; if so it is {fix}", "请确认，或另存为 .xlsx 再交。", "Accept it, or save the file as .xlsx.")
_add("IMP-015", "数字夹在文字里：「{text}」", "a number among words: '{text}'", "请只填数字；约数请核实。", "Write the number alone; check it if it is only about right.")
_add("IMP-016", "「{text}」指上一格的内容", "'{text}' stands for the cell above", "排序后会指错行。请写出实际内容。", "After sorting it would mean another row. Write the value itself.")
_add("IMP-017", "「{text}」不是内容，按空白处理", "'{text}' says nothing and counts as blank", "空白表示不知道。确认后采用；确实没有的请按该项要求填写。", "Blank means not known. Accept it, or write what the field asks for.")
_add("IMP-018", "不知道「{text}」的行政区划代码", "the division code of '{text}' is not known", "请填 6、9 或 12 位代码，或先登记该乡镇（街道）。", "Write its code of 6, 9 or 12 digits, or register the township first.")
_add("IMP-019", "「{text}」读作 {fix}", "'{text}' read as {fix}", "写法不同，含义明确，已直接采用；列出备查。", "Written in another way but clear; used as read and listed for checking.")
_add("IMP-023", "合并的单元格：每行都按「{fix}」", "merged cells: every row counts as '{fix}'", "数量合并后看不出是各行都有还是合计，须确认。", "A merged quantity may be one for all rows together; accept it or write each.")

# rows
_add("IMP-025", "合计行，不是记录：{text}", "a row of totals, no record: {text}", "合计由系统计算，不导入。", "Totals are calculated and not imported.")
_add("IMP-026", "说明或分节行，不是记录：{text}", "a note or heading, no record: {text}", "表内的说明文字不导入。", "Notes in the table are not imported.")
_add("IMP-027", "重复的表头或列号行：{text}", "a repeated header or a row of column numbers: {text}", "不导入。", "It is not imported.")
_add("IMP-028", "编号列只是序号（{text}，共 {count} 行），不作为对象编号", "the ids only number the rows ({text}, {count} rows) and name nobody", "对象编号应长期不变。按信用代码和名称对应。", "An id must last. Rows are matched by credit code and name.")
_add("IMP-030", "没有编号、信用代码，也没有名称", "neither an id nor a credit code nor a name", "无法判断说的是谁。请补上其中一项。", "Nobody can tell whom it concerns. Fill in one of them.")
_add("IMP-031", "新对象「{text}」没有编号，拟定为 {fix}", "new subject '{text}' has no id; {fix} is proposed", "请补填信用代码或编号；确实没有的，确认后采用拟定的编号。", "Fill in its credit code or id, or accept the proposed one.")
_add("IMP-033", "「{text}」与在册的名称相近：{like}", "'{text}' is much like: {like}", "可能是同一家。是的请在映射文件的 subjects 里写明编号；不是的，确认后作为新对象导入。", "Perhaps the same. If so, name its id under `subjects` in a mapping file; if not, accept it as new.")
_add("IMP-034", "「{text}」指向不同的对象：{id} 和 {other}", "'{text}' points to different subjects: {id} and {other}", "编号、信用代码、名称不一致。请核对后更正。", "Id, credit code and name disagree. Check and correct them.")
_add("IMP-035", "编号「{text}」不在册，而信用代码或名称与 {other} 相同", "id '{text}' is not on file, but credit code or name are those of {other}", "多半是乡镇自编的编号。确认后按在册编号导入。", "Probably a number of the township's own. Accept it to use the id on file.")
_add("IMP-036", "没有写明属于哪个对象", "nothing says whose record this is", "请加一列企业名称、编号或信用代码，或在映射文件里用 subject 指明。", "Add a column with the name, id or credit code, or state `subject` in a mapping file.")
_add("IMP-037", "没有找到对象「{text}」；相近的有：{like}", "no subject '{text}'; much alike: {like}", "请先导入对象，或更正名称、编号。", "Import the subject first, or correct the name or id.")
_add("IMP-038", "「{field}」与 {where} 说的不一样", "'{field:en}' differs from what {where} says", "同一对象（或记录）在两处不一致，无法判断以哪个为准。请核实后改成一致。", "Nobody can tell which counts. Find out and make them agree.")
_add("IMP-039", "「{field}」在 {moment} 发出表格之后已被修改", "'{field:en}' was changed after the form was handed out on {moment}", "请核对；确认后以本表为准。", "Check it; accepted, what the file says counts.")
_add("IMP-040", "{count} 格空白，而库中已有内容：保留原内容", "{count} blank cells where something is on file: kept", "空白不会清除已有内容。确实不知道的请填“不详”。", "A blank never erases. Write ? where it is not known after all.")
_add("IMP-041", "「{table}」中没有「{text}」（对象 {id}）", "'{table:en}' of {id} has no '{text}'", "本行要写明属于哪一条记录。请填写该台账中已有的编号。", "This row must say which record it belongs to. Use a key of that table.")
_add("IMP-042", "「{table}」的记录没有编号", "a record of '{table:en}' without its key", "没有编号，下次无法对应。请补填；确实没有的，确认后按顺序登记。", "Without a key it cannot be matched next time. Fill it in, or accept it to be numbered.")
_add("IMP-044", "「{table}」有没能读出的行：填报完整性按“部分填报”，不移除库中的记录", "rows of '{table:en}' could not be read: its coverage counts as partial, and no record on file is taken out", "更正本表的问题后再交，才能按“全部填报”比对。", "Correct the problems of the table and hand it in again to have it compared as complete.")
_add("IMP-045", "「{field}」是“{text}”，本文件隐去了个人信息：按没有填写处理", "'{field:en}' is {text}: personal data was left out of this file; it counts as not stated",
     "库中已有的姓名、电话保持不变。需要带上个人信息的，导出时请选择包含个人信息。", "Names and phones on file stay as they are. To hand personal data over, have it included when exporting.")
_add("IMP-046", "填报完整性文件缺少「{column}」一列（表头是：{text}）", "the coverage file has no column '{column:en}' (its header: {text})",
     "第一行写 对象、台账、填报完整性 三列，以下每行说明一个对象的一张台账。", "Its first line names the columns subject, table and coverage; each line below says it of one table of one subject.")
