"""``anwei params``: the numbers of the law, each with its source and dates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from anwei.engine.cli.check import day_option
from anwei.engine.cli.divisions import division_code
from anwei.engine.cli.main import LANG
from anwei.engine.cli.names import EXTRA, FORMAT, known, opened, put_json
from anwei.engine.cli.narrate import note
from anwei.engine.messages import label

if TYPE_CHECKING:
    from anwei.engine.ir.parameters import Parameter
    from anwei.engine.reports.lawbook import Book

DIVISION = click.option("--division", default="", callback=division_code, help=label("cli.opt.division", LANG))
DAY = click.option("--as-of", "as_of", callback=day_option, help=label("cli.opt.as_of", LANG))


@click.group(help=label("cli.params", LANG))
def params() -> None:
    """The group of parameter commands."""


@params.command("list", help=label("cli.params.list", LANG))
@click.option("--needs-review", is_flag=True, help=label("cli.opt.needs_review", LANG))
@DIVISION
@DAY
@EXTRA
@FORMAT
def list_(needs_review: bool, division: str, as_of: int, extra: tuple[Path, ...], format_: str) -> None:
    from anwei.engine.reports.lawbook import Book

    book = Book(opened(extra).catalogue, LANG)
    if needs_review:
        _review(book, format_)
    elif format_ == "json":
        put_json({"schema": 1, "parameters": [_plain(book, p, division, as_of) for p in _all(book)]})
    else:
        click.echo(_table(book, division, as_of))
        note(label("cli.params.count", LANG, count=len(_all(book))))


def _all(book: Book) -> list[Parameter]:
    return list(book.catalogue.parameters.values())


def _plain(book: Book, parameter: Parameter, division: str, day: int) -> dict[str, object]:
    """A parameter with all its values and the one in force."""
    from anwei.engine.reports.plain import value_object

    value = parameter.in_force(division, day)
    now = value_object(parameter, value, book.catalogue.laws, LANG) if value is not None else None
    return book.parameter_object(parameter) | {"in_force": now}


def _table(book: Book, division: str, day: int) -> str:
    from anwei.engine.reports.law_words import show_start, show_value
    from anwei.engine.reports.layout import table

    rows = []
    for parameter in _all(book):
        value = parameter.in_force(division, day)
        row = [parameter.name, parameter.label.lang(LANG)]
        rows.append(
            [*row, label("param.none_in_force", LANG), "", "", ""]
            if value is None
            else [
                *row,
                show_value(parameter, value, LANG),
                show_start(value),
                book.cites(value),
                label(f"confidence.{value.confidence}", LANG) if value.confidence != "seen" else "",
            ]
        )
    heads = ("parameter", "name", "now", "from", "article", "confidence")
    return table([label(f"head.{h}", LANG) for h in heads], rows)


def _review(book: Book, format_: str) -> None:
    """Every value and rule that still has to be compared with the official text."""
    from anwei.engine.reports.layout import table
    from anwei.engine.reports.plain import value_object

    values = [(p, v) for p in _all(book) for v in p.values if v.confidence != "seen"]
    rules = [r for r in book.catalogue.rules.values() if r.confidence != "seen"]
    if format_ == "json":
        laws = book.catalogue.laws
        put_json(
            {
                "schema": 1,
                "rules": [book.rule_summary(r) for r in rules],
                "values": [{"parameter": p.name, **value_object(p, v, laws, LANG)} for p, v in values],
            }
        )
    else:
        rows = [
            [
                p.name,
                p.label.lang(LANG),
                book.value_text(p, v),
                book.span(v),
                label(f"confidence.{v.confidence}", LANG),
                ", ".join(v.facts),
                book.cites(v),
            ]
            for p, v in values
        ]
        rows += [
            [
                r.id,
                r.title.lang(LANG),
                "",
                "",
                label(f"confidence.{r.confidence}", LANG),
                ", ".join(r.facts),
                book.cites(r),
            ]
            for r in rules
        ]
        heads = ("parameter", "name", "value", "from", "confidence", "legal_facts", "article")
        click.echo(table([label(f"head.{h}", LANG) for h in heads], rows, widest=32))
    note(label("cli.review.count", LANG, values=len(values), rules=len(rules)))


@params.command("show", help=label("cli.params.show", LANG))
@click.argument("names", nargs=-1, required=True)
@DIVISION
@DAY
@EXTRA
@FORMAT
def show(names: tuple[str, ...], division: str, as_of: int, extra: tuple[Path, ...], format_: str) -> None:
    from anwei.engine.reports.lawbook import Book

    book = Book(opened(extra).catalogue, LANG)
    chosen = [book.catalogue.parameters[known(n, book.catalogue.parameters, "param")] for n in names]
    if format_ == "json":
        put_json({"schema": 1, "parameters": [_plain(book, p, division, as_of) for p in chosen]})
    else:
        click.echo("\n\n".join(parameter_text(book, p, division, as_of) for p in chosen))


def parameter_text(book: Book, parameter: Parameter, division: str, day: int) -> str:
    """One parameter for people."""
    from anwei.engine.reports.lawbook import listed

    entries = book.parameter_entries(parameter, parameter.in_force(division, day))
    return listed(f"{parameter.label.lang(LANG)}  [{parameter.name}]", entries, LANG)
