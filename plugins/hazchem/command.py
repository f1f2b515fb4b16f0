"""``anwei keep-until``: when a record book may be destroyed under the law in force on that day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import click

from anwei.engine.api import FOREVER, BadValue, Catalogue, Lang, Text, cli_lang, open_catalogue, parse_date, show_date
from anwei.plugins.hazchem.retention import kept_until

#: Kind of record -> the parameter that holds its years.
KINDS = {
    "custody": "hazchem.custody.record-years",
    "sale": "hazchem.sales.record-years",
    "container": "hazchem.container.record-years",
}
HELP = Text(
    "计算危险化学品记录最早可销毁的日期。\n\n"
    "KIND：custody 收发记录、sale 销售记录、container 包装物检查记录；LAST_ENTRY：最后一笔记录日期。\n\n"
    "例：anwei keep-until sale 2025-03-01",
    "Say when a record on hazardous chemicals may be destroyed.\n\n"
    "KIND: custody, sale or container; LAST_ENTRY: day of the last entry.\n\n"
    "Example: anwei keep-until sale 2025-03-01",
)
BAD_DAY = Text("不是日期：{text}", "not a date: {text}")
NEVER = Text("没有可以销毁的日期", "there is no day on which it may be destroyed")
FROM = Text("{first} 起可销毁（保存 {years} 年，{law}）", "from {first} (kept {years} years, {law})")
BETWEEN = Text("{first} 至 {last} 可销毁（保存 {years} 年，{law}）", "{first} to {last} (kept {years} years, {law})")


class Term(NamedTuple):
    """A number of years to keep a record, in force from one day to another (ordinals, both included)."""

    start: int
    end: int
    years: int
    law: Text


class Window(NamedTuple):
    """Days (both included) on which a record may be destroyed, and the term that says so."""

    first: int
    last: int
    term: Term


@click.command(help=HELP.lang(cli_lang()))
@click.argument("kind", type=click.Choice(sorted(KINDS)))
@click.argument("last_entry")
def keep_until(kind: str, last_entry: str) -> None:
    """Print one line for each stretch of days on which the book may be destroyed."""
    lang = cli_lang()
    try:
        day = parse_date(last_entry)
    except BadValue as error:
        raise click.BadParameter(BAD_DAY.lang(lang).format(text=last_entry)) from error
    found = windows(terms(open_catalogue().catalogue, KINDS[kind]), day)
    for window in found:
        click.echo(_line(window, lang))
    if not found:
        click.echo(NEVER.lang(lang))


def terms(catalogue: Catalogue, name: str) -> list[Term]:
    """The nationwide values of a parameter, each until the next begins; before the first no term is known."""
    values = sorted((v for v in catalogue.parameters[name].values if not v.division), key=lambda v: v.start)
    ends = [*(v.start - 1 for v in values[1:]), FOREVER]
    found: list[Term] = []
    for value, end in zip(values, ends, strict=True):
        cite = value.cites[0]
        title = catalogue.laws[cite.law].title
        zh = f"《{title.zh}》" + (f"第{cite.article}条" if cite.article else "")
        en = title.en + (f", article {cite.article}" if cite.article else "")
        found.append(Term(value.start, min(value.end, end), value.amount, Text(zh, en)))
    return found


def windows(given: Iterable[Term], last_entry: int) -> list[Window]:
    """The stretches of days on which a record may be destroyed: judged by the term in force on that day."""
    found: list[Window] = []
    for term in given:
        first = max(term.start, kept_until(last_entry, term.years) + 1)
        if first <= term.end:
            found.append(Window(first, term.end, term))
    return found


def _line(window: Window, lang: Lang) -> str:
    text = FROM if window.last >= FOREVER else BETWEEN
    return text.lang(lang).format(
        first=show_date(window.first),
        last=show_date(window.last),
        years=window.term.years,
        law=window.term.law.lang(lang),
    )
