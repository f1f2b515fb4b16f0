"""The diagnostics of the workspace, both languages."""

from __future__ import annotations

from anwei.engine.messages import ErrorText, Text

WORKSPACE_ERRORS: dict[str, ErrorText] = {}


def _add(code: str, zh: str, en: str, help_zh: str, help_en: str) -> None:
    if code in WORKSPACE_ERRORS:
        raise ValueError(f"diagnostic {code} is spelled twice")
    WORKSPACE_ERRORS[code] = ErrorText(Text(zh, en), Text(help_zh, help_en))


# the store as a whole
_add("WSP-001", "不是安委工作库（{reason}）", "not an anwei workspace ({reason})",
     "可能选错了文件，或文件已损坏。请核对路径；新建工作库用 anwei init。", "Perhaps the wrong file, or it is damaged. Check the path; anwei init makes a new workspace.")
_add("WSP-002", "没有找到工作库", "no workspace found",
     "请用 --workspace 指明，或设环境变量 ANWEI_WORKSPACE，或在工作库所在文件夹中运行；新建用 anwei init。",
     "Name it with --workspace or the variable ANWEI_WORKSPACE, or work in its folder; anwei init makes a new one.")
_add("WSP-003", "这里已有文件或工作库", "something is there already",
     "为免覆盖已有数据而停止。请换一个名称。", "Stopped so that nothing is overwritten. Choose another name.")
_add("WSP-004", "工作库的格式版本是 {found}，本程序只认识到 {known}", "the workspace has schema {found}; this program knows up to {known}",
     "它由更新的程序写成。未作任何改动；请升级 anwei 后再打开。", "A newer program wrote it. Nothing was changed; upgrade anwei and open it again.")
_add("WSP-005", "工作库正被其他程序写入（{reason}）", "another program is writing to the workspace ({reason})",
     "已等候片刻，未写入任何内容。请稍后再试；若长时间如此，看是否有导入或评估仍在运行。",
     "It was waited for; nothing was written. Try again later; if it lasts, see whether an import or a run is still going on.")
_add("WSP-006", "无法写入：磁盘已满或读写出错（{reason}）", "cannot write: the disk is full or failed ({reason})",
     "本次操作已全部撤回，原有数据完好。请腾出空间或检查磁盘后重做。", "The whole operation was taken back; earlier data is intact. Free some space or check the disk, then do it again.")
_add("WSP-007", "工作库只能读取（{reason}）", "the workspace can only be read ({reason})",
     "文件或文件夹没有写权限，或以只读方式打开。请调整权限，或复制到可写的文件夹。", "The file or its folder is not writable, or it was opened for reading. Change the permissions or copy it elsewhere.")
_add("WSP-008", "工作库文件已损坏（{reason}）", "the workspace is damaged ({reason})",
     "请停止写入，复制整个文件夹留底，再用 anwei restore 从最近的备份恢复。", "Stop writing, keep a copy of the whole folder, then restore the latest backup with anwei restore.")
_add("WSP-009", "工作库不能放在网络共享上（{kind}）", "a workspace cannot be on a network share ({kind})",
     "共享文件夹上同时写入会损坏数据。请放在本机磁盘；多人使用请建在 PostgreSQL 上（anwei init --db）。",
     "Writing over a share damages data sooner or later. Keep it on a local disk; for several people use PostgreSQL (anwei init --db).")
_add("WSP-010", "无法打开：{reason:zh}", "cannot open it: {reason:en}",
     "请核对路径、文件夹是否存在以及权限。", "Check the path, whether the folder exists, and its permissions.")
_add("WSP-021", "数据库报错：{reason}", "the database reports: {reason}",
     "未写入任何内容。若是连接问题，请检查网络、地址和账号；否则请把此信息发给维护人员。",
     "Nothing was written. If it is the connection, check network, address and account; otherwise send this message to those who maintain it.")
_add("WSP-022", "数据库地址无效：{text}", "not a database address: {text}",
     "请写成 postgresql://用户@主机/数据库；本机单文件库不需要地址。", "Write postgresql://user@host/database; a single-file workspace needs no address.")
_add("WSP-023", "文件夹里有多个工作库：{names}", "several workspaces in one folder: {names}",
     "无法判断用哪一个。请用 --workspace 指明。", "Nobody can tell which is meant. Name one with --workspace.")
_add("WSP-025", "没有安装 PostgreSQL 驱动", "the PostgreSQL driver is not installed",
     "请安装：pip install 'anwei[postgres]'。", "Install it: pip install 'anwei[postgres]'.")
_add("WSP-028", "工作库的格式版本是 {found}，须升级到 {known} 才能使用", "the workspace has schema {found} and must be brought to {known} first",
     "它由较早的程序写成，现在以只读方式打开，不能升级。请以可写方式打开一次，升级会自动进行并留下原样的副本。",
     "An earlier program wrote it, and it is open for reading only. Open it once where it can be written: it is then upgraded and a copy of the old form is kept.")
# writing
_add("WSP-011", "其他人已改动「{what}」：{who}，{at}（第 {seq} 号）", "somebody changed '{what}' meanwhile: {who}, {at} (no. {seq})",
     "为免覆盖对方的改动，本次没有写入任何内容。请重新读取，核对后再改。", "Nothing was written, so that their change is not lost. Read it again, compare, then change it.")
_add("WSP-012", "没有编号为「{id}」的对象（{kind}）", "no subject '{id}' ({kind}) on file",
     "请核对编号，或先登记该对象。", "Check the id, or put the subject on file first.")
_add("WSP-013", "记录编号「{record}」的层次与台账「{table}」不符", "record id '{record}' does not fit table '{table}'",
     "下级台账的记录要写明其所属记录的编号。", "A record of a nested table needs the id of the record it belongs to.")
_add("WSP-014", "台账「{table}」中没有记录「{record}」", "table '{table}' has no record '{record}'",
     "请核对编号；下级记录要先有其所属记录。", "Check the id; the record it belongs to must be on file first.")
_add("WSP-015", "不能撤销第 {target} 号：「{what}」后来又被改动（第 {later} 号，{who}）", "no. {target} cannot be undone: '{what}' was changed again later (no. {later}, {who})",
     "请先撤销较晚的一次（anwei undo {later}），或直接改正有关内容。", "Undo the later one first (anwei undo {later}), or correct the content itself.")
_add("WSP-016", "没有可撤销或重做的操作（{what:zh}）", "there is nothing to undo or redo ({what:en})",
     "anwei audit log 列出全部操作；已撤销的、建库和运行不能撤销。", "anwei audit log lists every operation; what is undone already, the creation and runs cannot be undone.")
_add("WSP-036", "上一次操作（第 {seq} 号「{what}」）是 {who} 做的，没有撤销", "the last operation (no. {seq}, '{what:en}') is {who}'s: nothing was undone",
     "{own}撤销某一次请写明编号：anwei undo 编号；确要撤销 {who} 的这一次：anwei undo {seq}。", "{own:en}Name the number to undo one: anwei undo NUMBER; to take back that of {who} after all: anwei undo {seq}.")
_add("WSP-024", "没有第 {seq} 号", "there is no number {seq}", "请用 anwei audit log 核对编号。", "See the numbers with anwei audit log.")
_add("WSP-026", "对象编号「{id}」与填写的编号「{other}」不一致", "subject id '{id}' differs from the id stated, '{other}'",
     "编号是对象的身份，不能改写。请作为新对象登记，并将原对象移除。", "The id is what a subject is known by and cannot change. Register a new subject and remove the old one.")
_add("WSP-027", "{what}的编号不能用：{id}", "not usable as an id ({what}): {id}",
     "编号不能为空，不超过 {limit} 字，不含换行等控制字符。", "An id is not empty, has at most {limit} characters and no line breaks or control characters.")
_add("WSP-035", "内容含有不完整的字符，无法保存", "the text holds half a character and cannot be kept",
     "来源文件多半在传输或转码中损坏。请重新取得原文件，或重新录入该项。", "The file it came from was probably damaged by a conversion. Get the original again, or type the text anew.")
# reading
_add("WSP-018", "库中有词表不认识的内容：{name}", "on file is something the vocabulary does not know: {name}",
     "可能少装了一个插件。该内容仍在库中，只是本次没有使用。", "Perhaps a plugin is not installed. It stays on file and was only not used.")
_add("WSP-019", "「{name}」存入时的类型是 {then}，现在词表中是 {now}", "'{name}' was stored as {then}; the vocabulary now says {now}",
     "已按“不详”处理，原值仍在库中。请重新导入该项，或改回词表。", "It is read as not known; the values stay on file. Import the field again, or change the vocabulary back.")
_add("WSP-020", "佐证文件缺失或已被改动：{name}", "an evidence file is missing or was changed: {name}",
     "请从备份找回原文件，放回工作库旁的 .files 文件夹。", "Bring the original back from a backup into the .files folder beside the workspace.")
_add("WSP-017", "佐证文件过大：{size} 字节，上限 {limit}", "the evidence file is too large: {size} bytes, limit {limit}",
     "请压缩或拆分后再登记。", "Compress or split it first.")
# audit
_add("WSP-029", "审计日志在第 {expected} 号处断裂（读到第 {seq} 号）", "the journal breaks at no. {expected} (found no. {seq})",
     "该行被改动、删除或插入过。请与备份核对。", "That row was changed, removed or inserted. Compare it with a backup.")
_add("WSP-030", "「{what}」在日志之外被改动过（第 {seq} 号，{who}）", "'{what}' was changed behind the journal's back (no. {seq}, {who})",
     "有人绕过程序直接改了数据库。请与备份核对，再通过程序改正。", "Somebody edited the database directly. Compare it with a backup, then correct it through the program.")
_add("WSP-031", "日志中没有所给的校验值 {head}", "the hash {head} is not in the journal",
     "此后的日志可能被整体改写，或这是另一个工作库。请与备份核对。", "The journal may have been rewritten since, or this is another workspace. Compare it with a backup.")
_add("WSP-032", "第 {seq} 号（{who}）写入的内容与日志不符", "what no. {seq} ({who}) wrote does not fit the journal",
     "有内容被改动、删除或插入。同时列出的记录就是被改动的地方；请与备份核对。", "Something was changed, removed or inserted; the records listed with this say where. Compare with a backup.")
_add("WSP-033", "备份未通过校验，已弃去：{reason:zh}", "the backup did not pass verification and was discarded: {reason:en}",
     "原工作库没有改动。请先运行 anwei audit verify，处理问题后再备份。", "The workspace itself was not changed. Run anwei audit verify, see to the problem, then back up again.")
# attestations and waivers
_add("WSP-034", "没有豁免「{id}」，或已撤回", "there is no waiver '{id}', or it was revoked", "请用 anwei waiver list 核对编号。", "See the ids with anwei waiver list.")
