"""``anwei check``: judge subjects by every rule that concerns them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from anwei.engine.cli.exits import Exit
from anwei.engine.cli.main import LANG, leave
from anwei.engine.cli.narrate import report_diagnostics
from anwei.engine.messages import label
from anwei.engine.reports import FORMATS

if TYPE_CHECKING:
    from anwei.engine.catalogue.assess import Assessment
    from anwei.engine.catalogue.open import Opened
    from anwei.engine.record.finding import Verdict
    from anwei.engine.reports.view import Report

LAST_DAY = date(9899, 12, 31).toordinal()  # a century before the calendar ends
_SUFFIXES = {"htm": "html", "xml": "junit", "markdown": "md"}
FAIL_ON = ("gap", "lapsing", "unknown", "never")


def day_option(_ctx: click.Context, _param: click.Parameter, value: str | None) -> int:
    """``--date`` as a day ordinal; today where it is not given (the one place where the clock is read)."""
    from anwei.engine.facts.values import BadValue, parse_date

    if value is None:
        return date.today().toordinal()  # noqa: DTZ011 - the office's own calendar day
    try:
        return parse_date(value)
    except BadValue as error:
        raise click.BadParameter(label("cli.bad_date", LANG, text=value)) from error


def check_day(ctx: click.Context, param: click.Parameter, value: str | None) -> int:
    """``--date`` of a check: terms counted from it, however long, still end within the calendar."""
    day = day_option(ctx, param, value)
    if day > LAST_DAY:
        raise click.BadParameter(label("cli.late_date", LANG, text=value, last=date.fromordinal(LAST_DAY).isoformat()))
    return day


@click.command(help=label("cli.check", LANG))
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--date", "as_of", callback=check_day, help=label("cli.opt.date", LANG))
@click.option("--format", "format_", help=label("cli.opt.format", LANG, names=", ".join(FORMATS)))
@click.option("-o", "--output", type=click.Path(path_type=Path), help=label("cli.opt.output", LANG))
@click.option("--only", multiple=True, help=label("cli.opt.only", LANG))
@click.option(
    "--rules", "extra", multiple=True, type=click.Path(exists=True, path_type=Path), help=label("cli.opt.rules", LANG)
)
@click.option("--all", "everything", is_flag=True, help=label("cli.opt.all", LANG))
@click.option("--undecided", is_flag=True, help=label("cli.opt.undecided", LANG))
@click.option("--explain", is_flag=True, help=label("cli.opt.explain", LANG))
@click.option("--fail-on", type=click.Choice(FAIL_ON), default="gap", help=label("cli.opt.fail_on", LANG))
@click.option("--lapsing", "days", default=30, show_default=True, help=label("cli.opt.lapsing", LANG))
@click.option("--exit-zero", is_flag=True, help=label("cli.opt.exit_zero", LANG))
@click.option("--safe", is_flag=True, help=label("cli.opt.safe", LANG))
def check(
    paths: tuple[Path, ...],
    as_of: int,
    format_: str | None,
    output: Path | None,
    only: tuple[str, ...],
    extra: tuple[Path, ...],
    everything: bool,
    undecided: bool,
    explain: bool,
    fail_on: str,
    days: int,
    exit_zero: bool,
    safe: bool,
) -> None:
    from anwei.engine.catalogue.assess import assess
    from anwei.engine.catalogue.open import open_catalogue
    from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Diagnostics, Place
    from anwei.engine.forms import read_paths
    from anwei.engine.plugins.manager import Plugins
    from anwei.engine.reports.view import Report

    opened = open_catalogue(extra, Plugins(safe=safe or None))
    if opened.warnings:
        report_diagnostics(opened.warnings, LANG)
    chosen_format = format_ or _by_suffix(output)
    write = _writer(chosen_format, opened)
    diagnostics = Diagnostics()
    importers = [i for _, i in opened.plugins.all("anwei_importers")]
    subjects = read_paths(paths, opened.catalogue.vocabulary, diagnostics, importers)
    diagnostics.raise_errors()
    if diagnostics.items:
        report_diagnostics(diagnostics.items, LANG)
    chosen = opened.catalogue.select(only) if only else None
    if chosen is not None and not chosen:
        raise click.UsageError(label("cli.no_rules", LANG, names=", ".join(only)))
    result = assess(opened.catalogue, subjects, as_of, rules=chosen, environment=opened.environment)
    if not result.findings:
        raise AnweiError([Diagnostic("INP-040", Place(", ".join(map(str, paths))))])
    partial = tuple(s.name for s in opened.plugins.failed)
    report = Report(
        result, opened.catalogue, LANG, _shown(everything, undecided, chosen_format), partial, explain, days
    )
    _put(write(report), output)
    code = _exit(result, opened.partial, fail_on, days)
    leave(Exit.OK if exit_zero and code in (Exit.GAPS, Exit.UNDECIDED) else code)


def _by_suffix(output: Path | None) -> str:
    """The format that the file's name says, else text."""
    suffix = output.suffix.lower().removeprefix(".") if output is not None else ""
    return suffix if suffix in FORMATS else _SUFFIXES.get(suffix, "text")


def _writer(name: str, opened: Opened) -> Callable[[Report], str]:
    """The writer of a format, ours or a plugin's."""
    from anwei.engine.reports import writer

    if name in FORMATS:
        return writer(name)
    for _, found in opened.plugins.all("anwei_reports"):
        if found.name == name:
            return lambda report: found.write(report.assessment, report.lang)
    raise click.UsageError(label("cli.no_format", LANG, name=name, names=", ".join(FORMATS)))


def _shown(everything: bool, undecided: bool, format_: str) -> frozenset[Verdict]:
    """People see what needs doing; programs get everything."""
    from anwei.engine.record.finding import Verdict

    if everything or format_ in ("json", "jsonl", "csv", "junit"):
        return frozenset(Verdict)
    worth = frozenset({Verdict.FAIL, Verdict.ERROR, Verdict.WAIVED})
    return worth | {Verdict.UNKNOWN} if undecided or format_ == "sarif" else worth


def _put(text: str, output: Path | None) -> None:
    """To standard output, or to a file: whole or not at all. Raises AnweiError (DOC-011) where that fails."""
    if output is None:
        click.echo(text, nl=False)
        return
    from anwei.engine.cli.report import put_bytes

    put_bytes(text.encode(), output)


def _exit(result: Assessment, partial: bool, fail_on: str, days: int) -> Exit:
    """The published code: an error makes the result partial whatever else was found."""
    from anwei.engine.record.finding import Verdict

    if partial or result.count(Verdict.ERROR):
        return Exit.PARTIAL
    mandatory = [f for f in result.findings if f.rule.strength != "encouraged"]
    if fail_on == "never":
        return Exit.OK
    if any(f.verdict is Verdict.FAIL for f in mandatory):
        return Exit.GAPS
    if fail_on == "lapsing" and any(f.becomes_gap(days) for f in mandatory):
        return Exit.GAPS
    if fail_on == "unknown" and any(f.verdict is Verdict.UNKNOWN for f in mandatory):
        return Exit.UNDECIDED
    return Exit.OK
