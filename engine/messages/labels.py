"""Words and short phrases, both languages."""

from __future__ import annotations

from anwei.engine.messages import Text

LABELS: dict[str, Text] = {}


def _add(**entries: tuple[str, str]) -> None:
    for key, (zh, en) in entries.items():
        LABELS[key.replace("__", ".").replace("_0", "-")] = Text(zh, en)


# severities, verdicts, reasons
_add(
    severity__error=("错误", "error"), severity__warning=("提示", "warning"),
    verdict__pass=("合", "pass"), verdict__fail=("缺", "gap"), verdict__unknown=("疑", "unknown"),
    verdict__not_applicable=("免", "not applicable"), verdict__waived=("豁", "waived"), verdict__error=("错", "error"),
    reason__not_yet_in_force=("规则尚未施行", "the rule is not yet in force"),
    reason__no_longer_in_force=("规则已失效", "the rule is no longer in force"),
    reason__other_division=("仅适用于其他地区", "for another division only"),
    reason__excluded=("地方规则予以排除", "excluded by an overlay"),
    reason__out_of_scope=("不在适用范围", "outside the rule's scope"),
    reason__plugin=("插件出错", "a plugin failed"),
)

# command line
_add(
    cli__commands=("命令", "Commands"),
    cli__root=(
        "安委：安全生产合规检查与应急演练。\n\n例：\n\n  anwei check examples/enterprises\n\n  anwei explain insurance.liability\n\n"
        "  anwei form enterprise --sector hazardous_chemicals -o 采集表.xlsx",
        "anwei: work-safety compliance and emergency drills.\n\nExamples:\n\n  anwei check examples/enterprises\n\n"
        "  anwei explain insurance.liability\n\n  anwei form enterprise --sector hazardous_chemicals -o form.xlsx",
    ),
    cli__exits=(
        "退出码：0 无缺口；1 有缺口；2 用法或配置错误；3 输入不可用；4 只有存疑项（--fail-on unknown）；5 插件出错、结果不完整；70 内部错误；130 中断。",
        "Exit codes: 0 no gaps; 1 gaps; 2 usage or configuration; 3 unusable input; 4 only undecided items (--fail-on unknown); "
        "5 a plugin failed, partial result; 70 internal error; 130 interrupted.",
    ),
    cli__opt__lang=("界面语言", "language"), cli__opt__version=("显示版本", "show the version"),
    cli__opt__rules=("另加规则文件或文件夹", "further rule files or folders"),
    cli__opt__strict=("有提示也算不通过", "fail on warnings too"),
    cli__opt__verbose=("列出每个用例", "list every case"),
    cli__internal=("anwei: 内部错误（{kind}）。详情已写入 {path}，请随问题一并提交", "anwei: internal error ({kind}). Details are in {path}; please send it along"),
    cli__more=("……另有 {count} 条", "... and {count} more"),
    cli__problems=("共 {errors} 个错误，{warnings} 个提示", "{errors} errors, {warnings} warnings"),
    cli__rules=("查看和校核规则", "look at and check rules"),
    cli__rules__lint=("校核规则：能加载但有毛病的地方", "lint: what loads but is wrong"),
    cli__rules__linted=("已校核 {rules} 条规则、{parameters} 个参数", "linted {rules} rules and {parameters} parameters"),
    cli__rules__test=("运行规则旁边的测试", "run the tests beside the rules"),
    cli__rules__tested=("运行 {ran} 个用例，{failed} 个不符", "{ran} cases run, {failed} failed"),
)
_add(
    amount__never=("从未", "never"), amount__unbounded=("不限", "unbounded"),
    unit__CNY=("元", "CNY"), unit__person=("人", "persons"), unit__household=("户", "households"),
    unit__day=("天", "days"), unit__month=("个月", "months"), unit__year=("年", "years"), unit__h=("学时", "h"),
    unit__min=("分钟", "min"), unit__s=("秒", "s"), unit__piece=("件", "pieces"),
)

from anwei.engine.messages.sentence_labels import SENTENCES  # noqa: E402

LABELS.update(SENTENCES)
from anwei.engine.messages.report_labels import REPORT_LABELS  # noqa: E402

LABELS.update(REPORT_LABELS)
_add(
    cli__check=(
        "按规则检查对象：文件（YAML、JSON、Excel 采集表、CSV）或文件夹，列出缺口、依据、差额、失效日和整改建议。",
        "Check subjects in files (YAML, JSON, the Excel form, CSV) or folders: gaps, articles, shortfalls, lapse dates, remedies.",
    ),
    cli__opt__date=("检查日，默认今天", "day of the check, default today"),
    cli__opt__format=("输出格式：{names}", "output format: {names}"),
    cli__opt__output=("写入文件而不是标准输出", "write to a file instead of standard output"),
    cli__opt__only=("只用这些规则或规则集（可用 * 结尾）", "only these rules or rulesets (a trailing * matches)"),
    cli__opt__all=("连同合格和不适用的一并列出", "show passes and not applicable ones too"),
    cli__opt__undecided=("逐条列出不能判断的规则，而不是汇总要补报的事实", "list every undecided rule instead of the facts to report"),
    cli__opt__explain=("列出计算步骤和所用参数", "show steps and the parameters used"),
    cli__opt__fail_on=("从哪一级起以非零退出", "from which level on to exit non-zero"),
    cli__opt__lapsing=("多少天内失效算临近", "how many days ahead count as lapsing"),
    cli__opt__exit_zero=("有缺口也以 0 退出", "exit 0 even with gaps"),
    cli__opt__safe=("安全模式：不加载外部插件", "safe mode: load no outside plugins"),
    cli__bad_date=("不是日期：{text}", "not a date: {text}"),
    cli__no_rules=("没有规则或规则集叫 {names}", "no rule or ruleset is called {names}"),
    cli__no_format=("没有输出格式 {name}；可用：{names}", "no output format {name}; there are: {names}"),
    cli__written=("已写入 {path}", "written to {path}"),
)
from anwei.engine.messages.form_labels import FORM_LABELS  # noqa: E402

LABELS.update(FORM_LABELS)
from anwei.engine.messages.command_labels import COMMAND_LABELS  # noqa: E402

LABELS.update(COMMAND_LABELS)
from anwei.engine.messages.plugin_labels import PLUGIN_LABELS  # noqa: E402

LABELS.update(PLUGIN_LABELS)
