"""Words of themes, of their chooser and of the jump to a pane."""

from __future__ import annotations

from anwei.engine.messages import Text

_PAIRS: dict[str, tuple[str, str]] = {
    # the jump
    "act.app.jump": ("跳到窗格", "jump to a pane"),
    "jump.title": ("跳到窗格", "jump to a pane"),
    "jump.hint": (
        "按窗格上的数字或字母（全角也行），或点一下窗格；其他键取消",
        "press a pane's digit or letter, or click on it; any other key leaves",
    ),
    "jump.none": ("这里没有可去的窗格", "There is no pane to go to"),
    # the chooser
    "look.choose": ("配色：移动光标即时预览，Enter 采用，Esc 还原", "Theme: move to see it, Enter keeps, Esc restores"),
    "look.own": ("自定", "one's own"),
    "look.weak": ("自定，{count} 处不易看清", "own, {count} hard to read"),
    # files
    "look.told": (
        "配色文件：{errors} 个错误，{warnings} 个提示（Ctrl+N 看全部）。{first}",
        "Theme files: {errors} errors, {warnings} warnings (Ctrl+N lists them). {first}",
    ),
    "look.problem": ("{what}。{todo}", "{what}. {todo}"),
    "look.reread": ("配色文件有改动，已重新读取", "The theme files were changed and have been read again"),
    "cli.look.none": ("没有配色叫 {name}；可用：{names}", "no theme is called {name}; there are: {names}"),
    "cli.looks": (
        "列出配色并检查自己的配色文件。\n\n不给文件时检查配色文件夹（ANWEI_CONFIG 或 ~/.config/anwei 下的 themes）。有错误时退出码为 2。",
        "List the themes and check the files of one's own.\n\nWithout files, those in the folder of themes (themes in "
        "ANWEI_CONFIG, else in ~/.config/anwei) are checked. The exit code is 2 where there are errors.",
    ),
    "cli.looks.schema": ("输出编辑器用的 JSON Schema", "print the JSON Schema for editors"),
    "cli.looks.folder": ("文件夹：{path}", "folder: {path}"),
    "cli.looks.built": ("内置", "built in"),
}

TUI_LOOK_LABELS: dict[str, Text] = {f"tui.{key}": Text(*pair) for key, pair in _PAIRS.items()}
