"""Words and short phrases of the whole project, both languages.

Here are those of verdicts, units and the command line; further tables hold those of their own field.
"""

from __future__ import annotations

from importlib import import_module

from anwei.engine.messages import Text

_PAIRS: dict[str, tuple[str, str]] = {
    "severity.error": ("错误", "error"),
    "severity.warning": ("提示", "warning"),
    "verdict.pass": ("合", "pass"),
    "verdict.fail": ("缺", "gap"),
    "verdict.unknown": ("疑", "unknown"),
    "verdict.not_applicable": ("免", "not applicable"),
    "verdict.waived": ("豁", "waived"),
    "verdict.error": ("错", "error"),
    "reason.not_yet_in_force": ("规则尚未施行", "the rule is not yet in force"),
    "reason.no_longer_in_force": ("规则已失效", "the rule is no longer in force"),
    "reason.other_division": ("仅适用于其他地区", "for another division only"),
    "reason.excluded": ("地方规则予以排除", "excluded by an overlay"),
    "reason.out_of_scope": ("不在适用范围", "outside the rule's scope"),
    "reason.plugin": ("插件出错", "a plugin failed"),
    "cli.commands": ("命令", "Commands"),
    "cli.plugin_commands": ("插件另有命令，如 drill（应急演练）、doctor（检查终端）；在终端中只输入 anwei 打开界面。", "Plugins add commands, such as drill (emergency drills) and doctor (looks at the terminal); anwei alone in a terminal opens the screens."),
    "cli.root": ("安委：安全生产合规检查与应急演练。\n\n例：\n\n  anwei check examples/enterprises\n\n  anwei explain insurance.liability\n\n  anwei form enterprise --sector hazardous_chemicals -o 采集表.xlsx", "anwei: work-safety compliance and emergency drills.\n\nExamples:\n\n  anwei check examples/enterprises\n\n  anwei explain insurance.liability\n\n  anwei form enterprise --sector hazardous_chemicals -o form.xlsx"),
    "cli.exits": ("退出码：0 无缺口；1 有缺口；2 用法或配置错误；3 输入不可用；4 只有存疑项（--fail-on unknown）；5 插件出错、结果不完整；70 内部错误；130 中断。", "Exit codes: 0 no gaps; 1 gaps; 2 usage or configuration; 3 unusable input; 4 only undecided items (--fail-on unknown); 5 a plugin failed, partial result; 70 internal error; 130 interrupted."),
    "cli.opt.lang": ("界面语言", "language"),
    "cli.opt.version": ("显示版本", "show the version"),
    "cli.opt.rules": ("另加规则文件或文件夹", "further rule files or folders"),
    "cli.opt.strict": ("有提示也算不通过", "fail on warnings too"),
    "cli.opt.verbose": ("列出每个用例", "list every case"),
    "cli.internal": ("anwei: 内部错误（{kind}）。详情已写入 {path}，请随问题一并提交", "anwei: internal error ({kind}). Details are in {path}; please send it along"),
    "cli.plugin_command": ("插件 {plugin} 的命令未能加载：{reason}", "the command of plugin {plugin} failed to load: {reason}"),
    "cli.more": ("……另有 {count} 条", "... and {count} more"),
    "cli.problems": ("共 {errors} 个错误，{warnings} 个提示", "{errors} errors, {warnings} warnings"),
    "cli.rules": ("查看和校核规则", "look at and check rules"),
    "cli.rules.lint": ("校核规则：能加载但有毛病的地方", "lint: what loads but is wrong"),
    "cli.rules.linted": ("已校核 {rules} 条规则、{parameters} 个参数", "linted {rules} rules and {parameters} parameters"),
    "cli.rules.mutate": ("改错规则的各处，列出测试没有发现的改动", "break the rules on purpose and list what their tests do not notice"),
    "cli.rules.mutated": ("共 {total} 处改动，{alive} 处未被发现", "{total} mutants, {alive} not noticed"),
    "cli.rules.test": ("运行规则旁边的测试", "run the tests beside the rules"),
    "cli.rules.tested": ("运行 {ran} 个用例，{failed} 个不符", "{ran} cases run, {failed} failed"),
    "amount.never": ("从未", "never"),
    "amount.unbounded": ("不限", "unbounded"),
    "unit.CNY": ("元", "CNY"),
    "unit.person": ("人", "persons"),
    "unit.household": ("户", "households"),
    "unit.day": ("天", "days"),
    "unit.month": ("个月", "months"),
    "unit.year": ("年", "years"),
    "unit.h": ("小时", "h"),
    "unit.class_hour": ("学时", "class hours"),
    "unit.min": ("分钟", "min"),
    "unit.s": ("秒", "s"),
    "unit.piece": ("件", "pieces"),
    "cli.check": ("按规则检查对象：文件（YAML、JSON、Excel 采集表、CSV）或文件夹，列出缺口、依据、差额、失效日和整改建议。", "Check subjects in files (YAML, JSON, the Excel form, CSV) or folders: gaps, articles, shortfalls, lapse dates, remedies."),
    "cli.opt.date": ("检查日，默认今天", "day of the check, default today"),
    "cli.opt.format": ("输出格式：{names}；默认按输出文件的后缀，否则 text", "output format: {names}; by default the suffix of the output file, else text"),
    "cli.opt.output": ("写入文件而不是标准输出", "write to a file instead of standard output"),
    "cli.opt.only": ("只用这些规则或规则集（可用 * 结尾）", "only these rules or rulesets (a trailing * matches)"),
    "cli.opt.all": ("连同合格和不适用的一并列出", "show passes and not applicable ones too"),
    "cli.opt.undecided": ("逐条列出不能判断的规则，而不是汇总要补报的事实", "list every undecided rule instead of the facts to report"),
    "cli.opt.explain": ("列出计算步骤和所用参数", "show steps and the parameters used"),
    "cli.opt.fail_on": ("从哪一级起以非零退出", "from which level on to exit non-zero"),
    "cli.opt.lapsing": ("列出多少天内将变为缺口的结论；--fail-on lapsing 按此判断", "list what turns into a gap within so many days; --fail-on lapsing counts these"),
    "cli.opt.exit_zero": ("有缺口也以 0 退出", "exit 0 even with gaps"),
    "cli.opt.safe": ("安全模式：不加载外部插件", "safe mode: load no outside plugins"),
    "cli.late_date": ("日期太远：{text}，最晚 {last}", "too late a date: {text}, at most {last}"),
    "cli.bad_date": ("不是日期：{text}", "not a date: {text}"),
    "cli.no_rules": ("没有规则或规则集叫 {names}", "no rule or ruleset is called {names}"),
    "cli.no_format": ("没有输出格式 {name}；可用：{names}", "no output format {name}; there are: {names}"),
    "cli.written": ("已写入 {path}", "written to {path}"),
}

#: The other tables: module and name, those that most commands need first.
_TABLES = (
    ("report_labels", "REPORT_LABELS"),
    ("sentence_labels", "SENTENCES"),
    ("plugin_labels", "PLUGIN_LABELS"),
    ("command_labels", "COMMAND_LABELS"),
    ("plan_labels", "PLAN_LABELS"),
    ("workspace_labels", "WORKSPACE_LABELS"),
    ("run_labels", "RUN_LABELS"),
    ("boundary_labels", "BOUNDARY_LABELS"),
    ("comparison_labels", "COMPARISON_LABELS"),
    ("drill_labels", "DRILL_LABELS"),
    ("drill_paper_labels", "DRILL_PAPER_LABELS"),
    ("drill_plan_labels", "DRILL_PLAN_LABELS"),
    ("fleet_labels", "FLEET_LABELS"),
    ("form_labels", "FORM_LABELS"),
    ("handout_labels", "HANDOUT_LABELS"),
    ("import_labels", "IMPORT_LABELS"),
    ("tui_drill_labels", "TUI_DRILL_LABELS"),
    ("tui_key_labels", "TUI_KEY_LABELS"),
    ("tui_labels", "TUI_LABELS"),
    ("tui_look_labels", "TUI_LOOK_LABELS"),
    ("tui_more_labels", "TUI_MORE_LABELS"),
    ("tui_other_labels", "TUI_OTHER_LABELS"),
    ("tui_work_labels", "TUI_WORK_LABELS"),
)


class _Labels(dict[str, Text]):
    """All labels by key. A table is read when a key is asked for that those before it lack."""

    def __init__(self) -> None:
        super().__init__({key: Text(*pair) for key, pair in _PAIRS.items()})
        self._waiting = list(_TABLES)

    def __missing__(self, key: str) -> Text:
        while self._waiting and key not in self:
            self._read(*self._waiting.pop(0))
        if key not in self:
            raise KeyError(key)
        return self[key]

    def _read(self, module: str, name: str) -> None:
        table: dict[str, Text] = getattr(import_module(f"anwei.engine.messages.{module}"), name)
        twice = self.keys() & table.keys()
        if twice:
            raise ValueError(f"labels spelled twice: {', '.join(sorted(twice))}")
        self.update(table)

    def whole(self) -> dict[str, Text]:
        """Every label, all tables read."""
        while self._waiting:
            self._read(*self._waiting.pop(0))
        return self


LABELS = _Labels()
