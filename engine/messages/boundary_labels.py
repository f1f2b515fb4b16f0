"""Words of the commands that find and write the test cases that rules lack."""

from __future__ import annotations

from anwei.engine.messages import Text

_PAIRS: dict[str, tuple[str, str]] = {
    "cli.rules.boundary": (
        "写出规则所缺的边界用例：每项事实未知一次，每个数值和日期的界上界下各一次。预期由穷举已知事实推出。默认只显示，--write 写入规则旁的测试文件。",
        "Write the boundary cases that rules lack: each fact unknown once, each number and day from both sides. What is expected "
        "follows from trying known facts. Shown only, unless --write adds them to the tests beside the rules.",
    ),
    "cli.opt.write": ("写入规则旁的测试文件（只添加，不改动已有用例）", "add them to the tests beside the rules (cases already there stay as they are)"),
    "cli.opt.thresholds": ("只改数值（加减一），并要求数值确实可及", "move numbers by one only, where the number ever counts"),
    "cli.opt.strict_mutants": ("有未被发现的改动即不通过", "fail if a mutant is not noticed"),
    "cli.rules.bounded": ("补充 {cases} 个用例，涉及 {rules} 条规则；{left} 处找不到边界", "{cases} cases for {rules} rules; {left} boundaries not found"),
    "cli.rules.disagrees": (
        "{place}：{rule} · {name}：已知事实推出 {expected}，引擎说 {said}（{missing}）。请报告此问题。",
        "{place}: {rule} · {name}: known facts lead to {expected}, the engine says {said} ({missing}). Please report this.",
    ),
    "cli.rules.no_boundary": ("{rule}：{what}：没有找到用例，请手写", "{rule}: {what}: no case found, write one by hand"),
    "cli.rules.reached": ("{rule}：{what}：声明为不可及，但用例能发现它或它已不存在", "{rule}: {what}: declared unreachable, yet a case notices it or it is gone"),
    "cli.rules.no_cases": ("{rule}：还没有用例，请先写一个", "{rule}: there is no case yet, write a first one"),
    "cli.rules.written": ("{path}：{cases} 个用例", "{path}: {cases} cases"),
}

BOUNDARY_LABELS: dict[str, Text] = {key: Text(*pair) for key, pair in _PAIRS.items()}
