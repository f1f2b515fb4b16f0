"""``anwei rules schema``: the JSON Schemas of every kind of document, of input files and of the JSON report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from anwei.engine.cli.main import LANG
from anwei.engine.cli.names import EXTRA, known, opened, put_json
from anwei.engine.cli.narrate import note
from anwei.engine.messages import label

DOCUMENTS = (
    "document",
    "laws",
    "facts",
    "parameters",
    "ruleset",
    "checklists",
    "overlay",
    "waivers",
    "controls",
    "tests",
)
OTHERS = ("subject", "subject.KIND", "assessment", "assessment-line")
Schema = dict[str, object]


@click.command("schema", help=label("cli.rules.schema", LANG, names=", ".join([*DOCUMENTS, *OTHERS])))
@click.argument("kind", required=False)
@click.option("--all", "everything", is_flag=True, help=label("cli.opt.every_kind", LANG))
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), help=label("cli.opt.folder", LANG))
@EXTRA
def schema(kind: str | None, everything: bool, output: Path | None, extra: tuple[Path, ...]) -> None:
    if everything == (kind is not None) or everything != (output is not None):
        raise click.UsageError(label("cli.schema.which", LANG))
    made = schemas(extra)
    if kind is not None:
        put_json(made[known(kind, made, "schema")]())
        return
    assert output is not None
    output.mkdir(parents=True, exist_ok=True)
    for name, make in made.items():
        write(make(), output / f"{name}.schema.json")
    note(label("cli.written", LANG, path=output))


def schemas(extra: tuple[Path, ...]) -> dict[str, Callable[[], Schema]]:
    """Every schema by name, made when it is asked for. Those of subjects come from the vocabulary, plugins included."""
    from anwei.engine.catalogue.schemas import GRAMMAR
    from anwei.engine.facts.schema import input_schema
    from anwei.engine.reports.assessment_schema import assessment_schema, line_schema

    vocabulary = opened(extra).catalogue.vocabulary
    found: dict[str, Callable[[], Schema]] = {"document": GRAMMAR.any_document}
    found |= {k: _of(GRAMMAR.document, k) for k in GRAMMAR.documents}
    found["subject"] = lambda: input_schema(vocabulary)
    found |= {f"subject.{k}": _of(lambda k: input_schema(vocabulary, (k,)), k) for k in vocabulary.subjects}
    return found | {"assessment": assessment_schema, "assessment-line": line_schema}


def _of(make: Callable[[str], Schema], kind: str) -> Callable[[], Schema]:
    return lambda: make(kind)


def write(value: Schema, path: Path) -> None:
    import json

    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
