"""Words of the key map: where the actions of each group work."""

from __future__ import annotations

from anwei.engine.messages import Text

_PAIRS: dict[str, tuple[str, str]] = {
    "keys.page": ("按键表", "The key map"),
    "keys.page.about": (
        "[工作台](tui.md)的全部动作和按键，按所在位置排列，由程序里的动作登记表生成。第一个按键输入法不会吞掉；字母只是捷径。"
        "按键可在设置页（0，F4）逐个更改，按动作编号记住。",
        "Every action of the [screens](tui.md) with its keys, by where it works; made from the registry of actions. An "
        "input method leaves the first key alone, letters are shortcuts. Keys are changed one by one in the settings "
        "(0, F4) and kept by the action's id.",
    ),
    "keys.where.app": ("处处", "everywhere"),
    "keys.where.page": ("每个页面", "every page"),
    "keys.where.grid": ("列表和正文", "lists and texts"),
    "keys.where.table": ("可以标记的列表", "lists whose lines can be marked"),
    "keys.where.matrix": ("矩阵：地图，单位与要求", "matrices: the map, subjects by requirements"),
    "keys.where.view": ("缺口的每一级", "gaps, every level"),
    "keys.where.handling": ("今日、缺口、单位：办理", "today, gaps, subjects: what is done about them"),
    "keys.where.offer": ("单位与要求：演练", "a subject's requirement: its drill"),
    "keys.where.gaps": ("缺口：地图", "gaps: the map"),
    "keys.where.gap_list": ("缺口：单位与要求", "gaps: subjects by requirements"),
    "keys.where.facets": ("筛选", "the filter"),
    "keys.where.subject": ("单位", "subjects"),
    "keys.where.subject_page": ("一家单位", "one subject"),
    "keys.where.drills": ("演练", "drills"),
    "keys.where.board": ("演练：日历", "drills: the calendar"),
    "keys.where.waiting": ("演练：待排清单", "drills: what is owed"),
    "keys.where.drill": ("一场演练", "one drill"),
    "keys.where.plan": ("演练：自动排的差异", "drills: what the planner would change"),
    "keys.where.ledger": ("物资、保险", "stock, insurance"),
    "keys.where.stock": ("物资：一个储备库", "stock: one warehouse"),
    "keys.where.insurance": ("保险", "insurance"),
    "keys.where.importing": ("导入", "import"),
    "keys.where.report": ("一份报表", "one report"),
    "keys.where.shelf": ("规则、插件、按键等可查找的清单", "lists with a search: rules, plugins, keys and others"),
    "keys.where.plugins": ("插件", "plugins"),
    "keys.where.panel": ("插件面板", "a plugin's panel"),
    "keys.where.rules": ("规则", "rules"),
    "keys.where.settings": ("设置", "settings"),
    "keys.where.keys": ("设置：按键表", "settings: the key map"),
    "keys.where.dialog": ("对话框", "dialogs"),
    "keys.where.form": ("表单", "forms"),
    "keys.where.palette": ("命令面板", "the palette"),
    "keys.where.working": ("进行中的任务", "a task that runs"),
}

TUI_KEY_LABELS: dict[str, Text] = {f"tui.{key}": Text(*pair) for key, pair in _PAIRS.items()}
