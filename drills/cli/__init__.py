"""``anwei drill``: one group of commands, each imported only when it is run.

``SUBCOMMANDS`` says for each name where its command lives and what it does in one line: ``--help`` imports none.
"""

from __future__ import annotations

from importlib import import_module

import click

from anwei.engine.api import Text, cli_lang
from anwei.engine.services import label

#: Name -> ``package.module:click_command`` and one line of help.
SUBCOMMANDS: dict[str, tuple[str, Text]] = {
    "duties": (
        "anwei.drills.cli.duties:duties",
        Text("列出某年度各单位应演练的事项", "List the drills that units owe in a year"),
    ),
    "waive": (
        "anwei.drills.cli.letting_off:waive",
        Text("豁免、终止应演事项，或撤销豁免", "Waive or end obligations, or take a waiver back"),
    ),
    "plan": (
        "anwei.drills.cli.plan:plan",
        Text("编制年度演练计划", "Make the drill plan of a year"),
    ),
    "conflicts": (
        "anwei.drills.cli.conflicts:conflicts",
        Text("检查计划：冲突、未满足的义务、瓶颈", "Check a plan: conflicts, unmet duties, bottlenecks"),
    ),
    "list": ("anwei.drills.cli.looking:list_", Text("列出演练", "List the drills")),
    "show": ("anwei.drills.cli.looking:show", Text("查看一次演练", "Show one drill")),
    "add": ("anwei.drills.cli.life:add", Text("登记演练，或登记全年计划", "Put drills on the books, or a year's plan")),
    "move": ("anwei.drills.cli.life:move", Text("改期", "Move a drill to another day")),
    "approve": ("anwei.drills.cli.life:approve", Text("批准演练或计划", "Approve drills or a plan")),
    "notify": ("anwei.drills.cli.life:notify", Text("登记已通知", "Record that the units were told")),
    "cancel": ("anwei.drills.cli.life:cancel", Text("取消或推迟", "Call off or put off")),
    "hold": (
        "anwei.drills.cli.holding:hold",
        Text("登记实施、情景下发、中止", "Record that it was held; injects; breaking off"),
    ),
    "evaluate": ("anwei.drills.cli.holding:evaluate", Text("登记评估并确认", "Record the evaluation and confirm")),
    "actions": ("anwei.drills.cli.follow_up:actions", Text("整改项", "Corrective actions")),
    "close": ("anwei.drills.cli.life:close", Text("报送、结案、归档", "Report, close, put away")),
    "remove": ("anwei.drills.cli.life:remove", Text("从台账上去掉", "Take drills off the books")),
    "ics": ("anwei.drills.cli.looking:ics", Text("日历文件", "Calendar files")),
    "papers": ("anwei.drills.cli.looking:papers", Text("生成文书", "Make papers")),
    "seal": ("anwei.drills.cli.sealing:seal", Text("封存和解封", "Seal and reveal")),
    "verify": ("anwei.drills.cli.sealing:verify", Text("校验记录和封存", "Check logs and seals")),
}


class DrillGroup(click.Group):
    """A group that knows its commands by name."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(SUBCOMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = SUBCOMMANDS.get(cmd_name)
        if entry is None:
            return None
        module, _, attribute = entry[0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        lang = cli_lang()
        with formatter.section(label("cli.commands", lang)):
            formatter.write_dl([(name, text.lang(lang)) for name, (_, text) in SUBCOMMANDS.items()])


@click.group(cls=DrillGroup, name="drill", help=label("cli.drill", cli_lang()))
def drill() -> None:
    """Its help comes from the catalogue of messages."""
