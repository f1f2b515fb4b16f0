"""``anwei rules list`` and ``show``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from anwei.engine.cli.main import LANG
from anwei.engine.cli.names import EXTRA, FORMAT, known, opened, put_json, settle, unknown
from anwei.engine.cli.narrate import note
from anwei.engine.messages import label

if TYPE_CHECKING:
    from anwei.engine.catalogue.model import Catalogue
    from anwei.engine.catalogue.open import Opened
    from anwei.engine.ir.rules import Rule
    from anwei.engine.reports.lawbook import Book

PILLARS = ("responsibility", "management", "investment", "training", "rescue")


@click.command("list", help=label("cli.rules.list", LANG))
@click.argument("names", nargs=-1)
@click.option("--kind", default="", help=label("cli.opt.kind", LANG))
@click.option("--pillar", type=click.Choice(PILLARS), help=label("cli.opt.pillar", LANG))
@click.option("--topic", default="", help=label("cli.opt.topic", LANG))
@click.option("--needs-review", is_flag=True, help=label("cli.opt.needs_review", LANG))
@EXTRA
@FORMAT
def list_(
    names: tuple[str, ...],
    kind: str,
    pillar: str | None,
    topic: str,
    needs_review: bool,
    extra: tuple[Path, ...],
    format_: str,
) -> None:
    from anwei.engine.reports.lawbook import Book

    found = opened(extra)
    catalogue = found.catalogue
    book = Book(catalogue, LANG)
    if kind:
        known(kind, catalogue.vocabulary.subjects, "kind")
    if topic:
        known(topic, {r.topic for r in catalogue.rules.values()}, "topic")
    chosen = [
        r
        for r in select(catalogue, names)
        if kind in ("", r.subject)
        and pillar in (None, r.pillar)
        and topic in ("", r.topic)
        and (not needs_review or book.needs_review(r))
    ]
    if format_ == "json":
        put_json({"schema": 1, "rules": [book.rule_summary(r) for r in chosen]})
    elif chosen:
        click.echo(_table(book, chosen))
    note(label("cli.rules.count", LANG, count=len(chosen)))
    settle(found)


def select(catalogue: Catalogue, names: Iterable[str]) -> list[Rule]:
    """The rules of the names, all without any. Raises click.UsageError for a name that matches none."""
    wanted = list(names)
    for name in wanted:
        if not catalogue.select([name]):
            raise unknown(name, [*catalogue.rules, *catalogue.rulesets], "rule")
    return catalogue.select(wanted)


def _table(book: Book, rules: list[Rule]) -> str:
    from anwei.engine.reports.layout import table

    subjects = book.catalogue.vocabulary.subjects
    heads = ("rule", "title", "kind", "pillar", "severity", "strength", "topic", "review")
    rows = [
        [
            r.id,
            r.title.lang(LANG),
            subjects[r.subject].label.lang(LANG),
            label(f"pillar.{r.pillar}", LANG) if r.pillar else "",
            label(f"severity.{r.severity}", LANG),
            label(f"strength.{r.strength}", LANG),
            r.topic,
            label("review.mark", LANG) if book.needs_review(r) else "",
        ]
        for r in rules
    ]
    return table([label(f"head.{h}", LANG) for h in heads], rows)


@click.command("show", help=label("cli.rules.show", LANG))
@click.argument("names", nargs=-1, required=True)
@EXTRA
@FORMAT
def show(names: tuple[str, ...], extra: tuple[Path, ...], format_: str) -> None:
    from anwei.engine.reports.lawbook import Book

    found = opened(extra)
    rules = select(found.catalogue, names)
    book = Book(found.catalogue, LANG, count_tests({r.id for r in rules}, extra, found))
    if format_ == "json":
        put_json({"schema": 1, "rules": [book.rule_object(r) for r in rules]})
    else:
        click.echo("\n\n".join(rule_text(book, r) for r in rules))
    settle(found)


def rule_text(book: Book, rule: Rule) -> str:
    """One rule for people."""
    from anwei.engine.reports.lawbook import listed

    return listed(f"{rule.title.lang(LANG)}  [{rule.id}]", book.rule_entries(rule), LANG)


def count_tests(rules: set[str], extra: Iterable[Path], found: Opened) -> dict[str, int]:
    """How many cases the tests beside the rules hold for each of these rules; only files that name one are read."""
    from anwei.engine.catalogue.files import yaml_files
    from anwei.engine.catalogue.open import RULESETS
    from anwei.engine.documents.nodes import parse_documents
    from anwei.engine.plugins.contributions import own_files

    counts = dict.fromkeys(rules, 0)
    own = [f for s in found.plugins.statuses for f in own_files(s)]
    for path in dict.fromkeys([*yaml_files([RULESETS, *extra]), *own]):
        data = path.read_bytes()
        if b"cases:" not in data or not any(r.encode() in data for r in rules):
            continue
        for document in parse_documents(data, str(path)):
            cases = document.get("cases")
            for case in cases.elements() if document.get("tests") and cases is not None and cases.is_list else ():
                rule, vary = case.get("rule"), case.get("vary")
                if rule is not None and rule.text in counts:
                    counts[rule.text] += 1 + (len(vary.elements()) if vary is not None and vary.is_list else 0)
    return counts
