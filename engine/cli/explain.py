"""``anwei explain``: a rule, a verdict, a parameter, an error code or a term of the glossary."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from anwei.engine.cli.check import check_day
from anwei.engine.cli.main import LANG
from anwei.engine.cli.names import EXTRA, FORMAT, opened, put_json, unknown
from anwei.engine.messages import label

if TYPE_CHECKING:
    from anwei.engine.catalogue.open import Opened
    from anwei.engine.facts.subject import Subject
    from anwei.engine.ir.rules import Rule
    from anwei.engine.messages.glossary import Entry

_CODE = re.compile(r"[A-Za-z]{3}-\d{3}\Z")


@click.command(help=label("cli.explain", LANG))
@click.argument("name")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--subject", "subject", default="", help=label("cli.opt.subject", LANG))
@click.option("--date", "as_of", callback=check_day, help=label("cli.opt.date", LANG))
@EXTRA
@FORMAT
def explain(
    name: str, paths: tuple[Path, ...], subject: str, as_of: int, extra: tuple[Path, ...], format_: str
) -> None:
    from anwei.engine.messages.errors import ERRORS
    from anwei.engine.messages.glossary import GLOSSARY

    if _CODE.match(name) and name.upper() in ERRORS:
        return _code(name.upper(), format_)
    if not paths and (term := find_term(name)) is not None:
        return _term(GLOSSARY[term], term, format_)
    found = opened(extra)
    catalogue = found.catalogue
    if name in catalogue.rules:
        rule = catalogue.rules[name]
        return _verdicts(rule, found, paths, subject, as_of, format_) if paths else _rule(rule, found, extra, format_)
    if name in catalogue.parameters and not paths:
        return _parameter(name, found, as_of, format_)
    terms = [w for k, e in GLOSSARY.items() for w in (k, e.zh, e.en)]
    raise unknown(name, [*catalogue.rules, *catalogue.parameters, *ERRORS, *terms], "any")


def find_term(name: str) -> str | None:
    """The key of the glossary whose key or name in either language is ``name``."""
    from anwei.engine.messages.glossary import GLOSSARY

    wanted = name.casefold()
    return next((k for k, e in GLOSSARY.items() if wanted in (k, e.zh.casefold(), e.en.casefold())), None)


def _code(code: str, format_: str) -> None:
    """What an error code says, and what to do about it."""
    from anwei.engine.messages import error_text
    from anwei.engine.reports.lawbook import listed

    texts = error_text(code)
    if format_ == "json":
        put_json({"schema": 1, "code": code, "what": texts.what._asdict(), "help": texts.help._asdict()})
    else:
        entries = [("code.what", texts.what.lang(LANG)), ("code.why", texts.help.lang(LANG))]
        click.echo(listed(code, entries, LANG))


def _term(entry: Entry, key: str, format_: str) -> None:
    from anwei.engine.reports.lawbook import listed

    if format_ == "json":
        put_json({"schema": 1, "term": key, "zh": entry.zh, "en": entry.en, "meaning": entry.meaning._asdict()})
    else:
        click.echo(listed(f"{entry.zh} · {entry.en}", [("head.meaning", entry.meaning.lang(LANG))], LANG))


def _rule(rule: Rule, found: Opened, extra: Iterable[Path], format_: str) -> None:
    from anwei.engine.cli.rule_book import count_tests, rule_text
    from anwei.engine.reports.lawbook import Book

    book = Book(found.catalogue, LANG, count_tests({rule.id}, extra, found))
    if format_ == "json":
        put_json({"schema": 1, "rules": [book.rule_object(rule)]})
    else:
        click.echo(rule_text(book, rule))


def _parameter(name: str, found: Opened, as_of: int, format_: str) -> None:
    from anwei.engine.cli.params import parameter_text
    from anwei.engine.reports.lawbook import Book

    book = Book(found.catalogue, LANG)
    parameter = found.catalogue.parameters[name]
    if format_ == "json":
        put_json({"schema": 1, "parameters": [book.parameter_object(parameter)]})
    else:
        click.echo(parameter_text(book, parameter, "", as_of))


def _verdicts(rule: Rule, found: Opened, paths: tuple[Path, ...], subject: str, as_of: int, format_: str) -> None:
    """The whole finding of a rule for subjects in files: steps, parameters, why, and what would decide."""
    from anwei.engine.catalogue.assess import assess
    from anwei.engine.reports import writer
    from anwei.engine.reports.view import Report

    population = _read(paths, found)
    chosen = _choose(rule, population, subject, found)
    result = assess(found.catalogue, chosen, as_of, rules=[rule], environment=found.environment, population=population)
    partial = tuple(s.name for s in found.plugins.failed)
    click.echo(writer(format_)(Report(result, found.catalogue, LANG, partial=partial, explain=True)), nl=False)


def _read(paths: tuple[Path, ...], found: Opened) -> list[Subject]:
    from anwei.engine.documents.diagnostics import Diagnostics
    from anwei.engine.forms import read_paths

    diagnostics = Diagnostics()
    importers = [i for _, i in found.plugins.all("anwei_importers")]
    population = read_paths(paths, found.catalogue.vocabulary, diagnostics, importers)
    diagnostics.raise_errors()
    return population


def _choose(rule: Rule, population: list[Subject], id_: str, found: Opened) -> list[Subject]:
    """The subject of an id, or all of the kind that the rule concerns. Raises click.UsageError where there is none."""
    if id_ and all(s.id != id_ for s in population):
        raise unknown(id_, [s.id for s in population], "subject")
    chosen = [s for s in population if s.kind == rule.subject and id_ in ("", s.id)]
    if not chosen:
        kind = found.catalogue.vocabulary.subjects[rule.subject].label.lang(LANG)
        raise click.UsageError(label("cli.explain.no_subject", LANG, rule=rule.id, kind=kind))
    return chosen
