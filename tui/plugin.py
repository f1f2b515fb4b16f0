"""The plugin of the screens: the bare command, ``anwei doctor`` and ``anwei themes``."""

from __future__ import annotations

from anwei.engine.api import CommandSpec, Text, hookimpl


@hookimpl
def anwei_commands() -> list[CommandSpec]:
    """``tui`` is what ``anwei`` without a subcommand runs on a terminal."""
    return [
        CommandSpec("tui", "anwei.tui.command:tui", Text("打开工作台（终端界面）", "Open the screens")),
        CommandSpec("doctor", "anwei.tui.doctor:doctor", Text("检查终端和工作库", "Check terminal and workspace")),
        CommandSpec("themes", "anwei.tui.themes:themes", Text("列出和检查配色", "List and check themes")),
    ]
