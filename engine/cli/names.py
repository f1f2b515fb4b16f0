"""Names that a user typed: unknown ones are refused with the nearest known name."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from anwei.engine.cli.main import LANG
from anwei.engine.messages import label

if TYPE_CHECKING:
    from anwei.engine.catalogue.open import Opened

EXTRA = click.option(
    "--rules", "extra", multiple=True, type=click.Path(exists=True, path_type=Path), help=label("cli.opt.rules", LANG)
)
FORMAT = click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help=label("cli.opt.rows", LANG),
)


def known(name: str, allowed: Iterable[str], what: str) -> str:
    """``name`` if it is one of the allowed ones. Raises click.UsageError with the nearest one (exit 2)."""
    names = list(allowed)
    if name in names:
        return name
    raise unknown(name, names, what)


def unknown(name: str, allowed: Iterable[str], what: str) -> click.UsageError:
    """The error for an unknown name of a kind (``rule``, ``param`` ...)."""
    from anwei.engine.documents.diagnostics import nearest

    text = label(f"cli.unknown.{what}", LANG, name=name)
    names = list(allowed)
    hint = nearest(name, names) or next((n for n in names if name in n), "")
    return click.UsageError(label("cli.unknown.hint", LANG, what=text, hint=hint) if hint else text)


def opened(extra: Iterable[Path]) -> Opened:
    """The catalogue with further files, its warnings told."""
    from anwei.engine.catalogue.open import open_catalogue
    from anwei.engine.cli.narrate import report_diagnostics

    found = open_catalogue(tuple(extra))
    if found.warnings:
        report_diagnostics(found.warnings, LANG)
    return found


def settle(found: Opened) -> None:
    """Leave with the code that says whether a plugin failed, so that what was shown is only a part."""
    from anwei.engine.cli.exits import Exit
    from anwei.engine.cli.main import leave

    leave(Exit.PARTIAL if found.partial else Exit.OK)


def put_json(value: object) -> None:
    """Data on standard output, with sorted keys."""
    import json

    click.echo(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True))
