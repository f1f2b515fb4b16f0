"""The root command ``anwei``."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module

import click

from anwei.engine import __version__
from anwei.engine.cli.exits import Exit
from anwei.engine.cli.words import speak
from anwei.engine.messages import Lang, Text, label

#: Subcommand -> where it lives and one line of help.
COMMANDS: dict[str, tuple[str, Text]] = {
    "check": (
        "anwei.engine.cli.check:check",
        Text("按规则检查对象，列出缺口", "Check subjects against the rules and show their gaps"),
    ),
    "explain": (
        "anwei.engine.cli.explain:explain",
        Text("解释一条规则、一个结论或一个错误代码", "Explain a rule, a verdict or an error code"),
    ),
    "rules": (
        "anwei.engine.cli.rules:rules",
        Text("列出、查看、测试、校核、比较规则", "List, show, test, lint and compare rules"),
    ),
    "params": (
        "anwei.engine.cli.params:params",
        Text("查看法定参数及其出处、日期", "Show the numbers of the law with source and date"),
    ),
    "fleet": (
        "anwei.engine.cli.fleet:fleet",
        Text("成批检查：几百到几千万个对象", "Judge many subjects at once: hundreds to tens of millions"),
    ),
    "report": (
        "anwei.engine.cli.report:report",
        Text("生成简报、清单、凭证、名单", "Make briefs, lists, certificates and call-ups to hand on"),
    ),
    "coverage": (
        "anwei.engine.cli.coverage:coverage",
        Text("逐条对照规划：哪些条款已落到规则", "Show how far the plans are checked, clause by clause"),
    ),
    "compare": (
        "anwei.engine.cli.compare:compare",
        Text("并列比较几个规划的同一要求", "Set the same obligation of several plans side by side"),
    ),
    "form": ("anwei.engine.cli.form:form", Text("生成 Excel 采集表", "Make an Excel collection form")),
    "import": (
        "anwei.engine.cli.import_files:import_",
        Text("导入表格和填好的采集表", "Import workbooks and filled forms"),
    ),
    "init": ("anwei.engine.cli.workspace_make:init", Text("新建工作库", "Make a workspace")),
    "subjects": ("anwei.engine.cli.workspace_lists:subjects", Text("列出或查找对象", "List or search subjects")),
    "history": (
        "anwei.engine.cli.workspace_audit:history",
        Text("一个对象的全部登记经过", "Everything ever recorded about a subject"),
    ),
    "waiver": (
        "anwei.engine.cli.workspace_papers:waiver",
        Text("登记、列出、撤回豁免", "Add, list and revoke waivers"),
    ),
    "attest": (
        "anwei.engine.cli.workspace_papers:attest",
        Text("登记、列出现场核实", "Add and list attestations"),
    ),
    "export": ("anwei.engine.cli.workspace_lists:export", Text("导出对象", "Export subjects")),
    "run": (
        "anwei.engine.cli.run:run",
        Text("评估整个工作库并保存结论", "Judge the whole workspace and keep the verdicts"),
    ),
    "runs": ("anwei.engine.cli.run:runs", Text("列出已保存的评估", "List the runs on file")),
    "diff": (
        "anwei.engine.cli.run_compare:diff",
        Text("比较两次评估，说明原因", "What changed between two runs, and why"),
    ),
    "impact": (
        "anwei.engine.cli.run_compare:impact",
        Text("规则或法律变化会影响谁", "Whom a change of the law will hit"),
    ),
    "lapsing": ("anwei.engine.cli.run_ahead:lapsing", Text("近期将失效的结论", "Verdicts that lapse soon")),
    "what-if": (
        "anwei.engine.cli.run_ahead:what_if",
        Text("假设事实不同，结论会怎样", "Which verdicts would change if facts were others"),
    ),
    "demo": ("anwei.engine.cli.demo:demo", Text("生成演示库", "Make a demo workspace")),
    "undo": (
        "anwei.engine.cli.workspace_audit:undo",
        Text("撤销操作，整批导入也可", "Undo operations, whole imports too"),
    ),
    "redo": ("anwei.engine.cli.workspace_audit:redo", Text("重做撤销的操作", "Do again what was undone")),
    "audit": ("anwei.engine.cli.workspace_audit:audit", Text("查看和校验操作日志", "Show and verify the journal")),
    "backup": ("anwei.engine.cli.workspace_make:backup", Text("备份工作库", "Back up a workspace")),
    "restore": ("anwei.engine.cli.workspace_make:restore", Text("从备份恢复", "Restore a backup")),
    "plugin": ("anwei.engine.cli.plugin:plugin", Text("列出并诊断插件", "List plugins and diagnose them")),
    "completion": (
        "anwei.engine.cli.completion:completion",
        Text("输出命令补全脚本", "Print a shell completion script"),
    ),
}


def early_lang(argv: list[str]) -> Lang:
    """The language, needed before options are parsed: ``--lang``, then ``ANWEI_LANG``, else zh."""
    chosen = os.environ.get("ANWEI_LANG", "zh")
    for i, word in enumerate(argv):
        if word == "--lang" and i + 1 < len(argv):
            chosen = argv[i + 1]
        elif word.startswith("--lang="):
            chosen = word.removeprefix("--lang=")
    return "en" if chosen.lower().startswith("en") else "zh"


LANG: Lang = early_lang(sys.argv[1:])
speak(LANG)


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*COMMANDS, *sorted(super().list_commands(ctx))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return super().get_command(ctx, cmd_name) or plugin_command(cmd_name)
        module, _, attribute = entry[0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(label("cli.commands", LANG)):
            formatter.write_dl([(name, text.lang(LANG)) for name, (_, text) in COMMANDS.items()])
        formatter.write_paragraph()
        formatter.write_text(label("cli.plugin_commands", LANG))


def plugin_command(name: str, plugin: str = "") -> click.Command | None:
    """A subcommand contributed by a plugin; only the named plugin is loaded where one is named, which is faster."""
    from anwei.engine.plugins.discovery import installed
    from anwei.engine.plugins.manager import Plugins

    found = [p for p in installed() if p.name == plugin] if plugin else None
    for status, spec in Plugins(found).all("anwei_commands"):
        if spec.name == name:
            module, _, attribute = spec.target.partition(":")
            try:
                command: click.Command = getattr(import_module(module), attribute)
            except Exception as error:
                raise PluginCommandFailure(
                    label("cli.plugin_command", LANG, plugin=status.name, reason=error)
                ) from error
            return command
    return None


class PluginCommandFailure(click.ClickException):
    """A plugin's command could not be loaded."""

    exit_code = Exit.PARTIAL


#: What runs without a subcommand on a terminal, if the plugin of that name brings it.
BARE = "tui"


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    help=label("cli.root", LANG),
    epilog=label("cli.exits", LANG),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), default=LANG, help=label("cli.opt.lang", LANG), expose_value=False
)
@click.version_option(__version__, prog_name="anwei", help=label("cli.opt.version", LANG))
@click.pass_context
def root(ctx: click.Context) -> None:
    """Without a subcommand: the screens on a terminal, else the help. Its text comes from the catalogue of messages."""
    if ctx.invoked_subcommand is not None:
        return
    screens = plugin_command(BARE, BARE) if sys.stdin.isatty() and sys.stdout.isatty() else None
    if screens is None:
        click.echo(ctx.get_help())
    else:
        ctx.invoke(screens)


def run() -> None:
    """The entry point: maps every failure to a published exit code, with a clear message and no traceback."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # NumPy starts threads for matrices, of which there are none
    gc.set_threshold(100_000, 20, 20)  # rules and facts are made to stay: looking through them often only costs time
    try:
        root.main(args=without_lang(sys.argv[1:]), standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(Exit.INTERRUPTED)
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(Exit.PARTIAL if isinstance(error, PluginCommandFailure) else Exit.USAGE)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Exit.OK)
    except Exception as error:
        sys.exit(_told(error))
    finally:
        gc.freeze()  # the process ends: a last look through all that it made would free nothing that matters


def _told(error: Exception) -> Exit:
    """Tells what went wrong: input that cannot be used, or a fault of ours."""
    from anwei.engine.cli.narrate import report_diagnostics, report_internal
    from anwei.engine.documents.diagnostics import AnweiError

    if isinstance(error, AnweiError):
        report_diagnostics(error.diagnostics, LANG)
        return Exit.INPUT
    report_internal(error, LANG)
    return Exit.INTERNAL


def without_lang(argv: list[str]) -> list[str]:
    """``--lang`` may stand anywhere; it has been read already."""
    kept: list[str] = []
    skip = False
    for word in argv:
        if skip:
            skip = False
        elif word == "--lang":
            skip = True
        elif not word.startswith("--lang="):
            kept.append(word)
    return kept


def leave(code: Exit) -> None:
    """Leave a command with a published code."""
    if code:
        sys.exit(int(code))
