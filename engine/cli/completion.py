"""``anwei completion``: a shell's completion script, made when it is asked for by click's own support."""

from __future__ import annotations

import click

from anwei.engine.cli.main import LANG, root
from anwei.engine.cli.names import unknown
from anwei.engine.messages import label

SHELLS = ("bash", "zsh", "fish", "powershell")
VARIABLE = "_ANWEI_COMPLETE"


@click.command(help=label("cli.completion", LANG))
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    if made is None:  # a click that does not know this shell yet
        raise unknown(shell, (), "shell")
    click.echo(made(root, {}, "anwei", VARIABLE).source())
