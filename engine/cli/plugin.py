"""``anwei plugin``: list and doctor."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from anwei.engine.cli.exits import Exit
from anwei.engine.cli.main import LANG, leave
from anwei.engine.cli.narrate import note, report_diagnostics
from anwei.engine.messages import label

if TYPE_CHECKING:
    from anwei.engine.catalogue.open import Opened
    from anwei.engine.documents.diagnostics import Diagnostic
    from anwei.engine.plugins.contract import Problem
    from anwei.engine.plugins.manager import Plugins, PluginStatus

FORMAT = click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help=label("cli.plugin.opt.format", LANG),
)
SAFE = click.option("--safe", is_flag=True, help=label("cli.opt.safe", LANG))

#: What an error text looks like -> the advice that fits it; the first that matches counts.
ADVICE: Mapping[str, re.Pattern[str]] = {
    "name_taken": re.compile(r"name taken"),
    "hook": re.compile(r"no such hook|cannot import name .* from 'anwei\."),
    "import": re.compile(r"(ModuleNotFoundError|ImportError)\b"),
    "lowering": re.compile(r"PLG-003"),
    "files": re.compile(r":\d+:\d+: [A-Z]{3}-\d{3}|: [A-Z]{3}-\d{3} "),
}


@dataclass(frozen=True)
class Row:
    """One plugin as it is shown."""

    status: PluginStatus
    rules: int
    facts: int
    advice: str


@click.group(help=label("cli.plugin", LANG))
def plugin() -> None:
    """The group of plugin commands."""


@plugin.command("list", help=label("cli.plugin.list", LANG))
@FORMAT
@SAFE
def list_(format_: str, safe: bool) -> None:
    from anwei.engine.plugins.manager import Plugins

    plugins = Plugins(safe=safe or None)
    opened, broken = _opened(plugins)
    rows = _rows(plugins, opened)
    if format_ == "json":
        _json(plugins, rows, {})
    else:
        _table(rows)
        _errors(rows)
        _summary(plugins)
    _leave(broken, bool(plugins.failed))


@plugin.command("doctor", help=label("cli.plugin.doctor", LANG))
@click.argument("names", nargs=-1)
@FORMAT
@SAFE
def doctor(names: tuple[str, ...], format_: str, safe: bool) -> None:
    from anwei.engine.plugins.contract import check_status
    from anwei.engine.plugins.manager import Plugins

    plugins = Plugins(safe=safe or None)
    known = [s.name for s in plugins.statuses]
    if unknown := [n for n in names if n not in known]:
        raise click.UsageError(
            label("cli.plugin.opt.names", LANG, names=", ".join(unknown), known=", ".join(known) or "-")
        )
    opened, broken = _opened(plugins, use_cache=False)
    rows = [r for r in _rows(plugins, opened) if not names or r.status.name in names]
    loaded = [r.status for r in rows if r.status.state == "loaded"]
    problems = {s.name: check_status(opened, s) for s in loaded} if opened is not None else {}
    if format_ == "json":
        _json(plugins, rows, problems)
    else:
        _errors(rows)
        _problems(problems)
        _summary(plugins)
    _leave(broken, any(r.status.state == "failed" for r in rows) or any(problems.values()))


def _opened(plugins: Plugins, *, use_cache: bool = True) -> tuple[Opened | None, Sequence[Diagnostic]]:
    """The catalogue with these plugins; where the shipped rules do not load, None and what is wrong with them."""
    from anwei.engine.catalogue.open import open_catalogue
    from anwei.engine.documents.diagnostics import AnweiError

    try:
        return open_catalogue((), plugins, use_cache=use_cache), ()
    except AnweiError as error:
        return None, error.diagnostics


def _rows(plugins: Plugins, opened: Opened | None) -> list[Row]:
    from anwei.engine.plugins.contributions import contribution

    rows: list[Row] = []
    for status in plugins.statuses:
        found = contribution(opened.catalogue, status) if opened is not None else None
        rows.append(
            Row(
                status, len(found.rules) if found else 0, len(found.facts) if found else 0, advice(status, plugins.safe)
            )
        )
    return rows


def advice(status: PluginStatus, safe: bool) -> str:
    """What to do about a plugin that is not loaded, in the user's language; empty for one that is."""
    if status.state == "loaded":
        return ""
    if status.state == "disabled":
        return label("plugin.advice.safe" if safe else "plugin.advice.disabled", LANG)
    kind = next((k for k, pattern in ADVICE.items() if pattern.search(status.error)), "bug")
    return label(f"plugin.advice.{kind}", LANG, name=status.name, distribution=status.distribution or status.name)


# -- output ---------------------------------------------------------------------------------------------------------


def _json(plugins: Plugins, rows: Iterable[Row], problems: Mapping[str, Sequence[Problem]]) -> None:
    """One object for scripts; keys are stable."""
    shown = [
        {
            "name": r.status.name,
            "state": r.status.state,
            "distribution": r.status.distribution,
            "version": r.status.version,
            "target": r.status.target,
            "hooks": list(r.status.hooks),
            "rules": r.rules,
            "facts": r.facts,
            "error": r.status.error,
            "errors": [p.line("en") for p in r.status.problems] or [r.status.error] * bool(r.status.error),
            "advice": r.advice,
            **({"problems": [vars(p) for p in problems[r.status.name]]} if r.status.name in problems else {}),
        }
        for r in rows
    ]
    click.echo(json.dumps({"safe_mode": plugins.safe, "plugins": shown}, ensure_ascii=False, indent=2))


def _table(rows: Sequence[Row]) -> None:
    from anwei.engine.reports.layout import table, visible

    if not rows:
        click.echo(label("plugin.none", LANG))
        return
    columns = ("name", "state", "origin", "version", "rules", "facts", "hooks")
    cells = [
        (
            visible(r.status.name),
            label(f"plugin.state.{r.status.state}", LANG),
            visible(r.status.distribution),
            visible(r.status.version),
            str(r.rules),
            str(r.facts),
            " ".join(h.removeprefix("anwei_") for h in r.status.hooks),
        )
        for r in rows
    ]
    click.echo(table([label(f"plugin.{c}", LANG) for c in columns], cells, right=(4, 5)))


def _errors(rows: Iterable[Row]) -> None:
    from anwei.engine.reports.layout import visible

    for row in rows:
        if row.status.error:
            first = row.status.problems[0].line(LANG) if row.status.problems else row.status.error
            click.echo(label("plugin.error", LANG, name=row.status.name, error=visible(first)))
        for problem in row.status.problems[1:]:
            click.echo(label("plugin.further", LANG, problem=visible(problem.line(LANG))))
        if row.advice:
            head = "" if row.status.error else f"{row.status.name}: "
            click.echo(f"    {head}{label('plugin.advice', LANG, advice=row.advice)}")


def _problems(problems: Mapping[str, Sequence[Problem]]) -> None:
    from anwei.engine.reports.layout import visible

    for name, found in problems.items():
        if not found:
            click.echo(label("plugin.sound", LANG, name=name))
            continue
        click.echo(label("plugin.problems", LANG, name=name, count=len(found)))
        for problem in found:
            click.echo(f"    {visible(str(problem))}")


def _summary(plugins: Plugins) -> None:
    states = Counter(s.state for s in plugins.statuses)
    if plugins.safe:
        note(label("plugin.safe", LANG))
    note(label("plugin.summary", LANG, loaded=states["loaded"], failed=states["failed"], disabled=states["disabled"]))


def _leave(broken: Sequence[Diagnostic], failed: bool) -> None:
    """Unusable shipped rules come first; then a failed plugin."""
    if broken:
        note(label("plugin.rules_broken", LANG))
        report_diagnostics(broken, LANG)
        leave(Exit.INPUT)
    leave(Exit.PARTIAL if failed else Exit.OK)
