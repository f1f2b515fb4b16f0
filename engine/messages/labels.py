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
    cli__more=("……另有 {count} 条", "... and {count} more"),
    cli__problems=("共 {errors} 个错误，{warnings} 个提示", "{errors} errors, {warnings} warnings"),
    cli__rules=("查看和校核规则", "look at and check rules"),
    cli__rules__lint=("校核规则：能加载但有毛病的地方", "lint: what loads but is wrong"),
    cli__rules__linted=("已校核 {rules} 条规则、{parameters} 个参数", "linted {rules} rules and {parameters} parameters"),
    cli__rules__test=("运行规则旁边的测试", "run the tests beside the rules"),
    cli__rules__tested=("运行 {ran} 个用例，{failed} 个不符", "{ran} cases run, {failed} failed"),
)
