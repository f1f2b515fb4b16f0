"""``anwei form``: make an Excel collection form, blank or filled with what is on file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from anwei.engine.cli.divisions import division_code
from anwei.engine.cli.main import LANG
from anwei.engine.cli.narrate import note, report_diagnostics
from anwei.engine.messages import label

if TYPE_CHECKING:
    from anwei.engine.catalogue.open import Opened
    from anwei.engine.facts.subject import Subject
    from anwei.engine.facts.vocabulary import SubjectSpec, Vocabulary


@click.command(help=label("cli.form", LANG))
@click.argument("kind")
@click.option("--sector", "sectors", multiple=True, help=label("cli.form.sector", LANG))
@click.option("--division", default="", callback=division_code, help=label("cli.form.division", LANG))
@click.option("--only", multiple=True, help=label("cli.form.only", LANG))
@click.option(
    "--rules", "extra", multiple=True, type=click.Path(exists=True, path_type=Path), help=label("cli.opt.rules", LANG)
)
@click.option("--all", "everything", is_flag=True, help=label("cli.form.everything", LANG))
@click.option("--fill", type=click.Path(exists=True, path_type=Path), help=label("cli.form.fill", LANG))
@click.option("--subject", "chosen", default="", help=label("cli.form.subject", LANG))
@click.option("--force", is_flag=True, help=label("cli.form.force", LANG))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help=label("cli.form.output", LANG))
def form(
    kind: str,
    sectors: tuple[str, ...],
    division: str,
    only: tuple[str, ...],
    extra: tuple[Path, ...],
    everything: bool,
    fill: Path | None,
    chosen: str,
    force: bool,
    output: Path,
) -> None:
    from anwei.engine.catalogue.open import open_catalogue
    from anwei.engine.cli.workspace_clock import now
    from anwei.engine.forms import needs as ask
    from anwei.engine.forms.write import FormOptions, write_form, write_subject

    if output.suffix.lower() != ".xlsx":
        raise click.BadParameter(label("cli.form.suffix", LANG), param_hint="-o")
    opened = open_catalogue(extra)
    if opened.warnings:
        report_diagnostics(opened.warnings, LANG)
    catalogue = opened.catalogue
    spec = _kind(kind, catalogue.vocabulary)
    codes = _sectors(sectors, spec, catalogue.vocabulary)
    subject = _subject(fill, chosen, spec, opened) if fill is not None else None
    division = division or (subject.division if subject is not None else "")
    rules = ask.concerned(catalogue, spec, codes, division, only)
    if only and not rules:
        raise click.UsageError(label("cli.no_rules", LANG, names=", ".join(only)))
    needs = ask.everything(spec) if everything else ask.needed(catalogue, spec, rules)
    options = FormOptions(LANG, codes, everything, now(), division)
    if subject is None:
        data = write_form(catalogue.vocabulary, spec.name, needs, options)
    else:
        data = write_subject(subject, catalogue.vocabulary, needs, options)
    _put(data, output, force)
    columns = sum(len(c) for c in needs.tables.values())
    note(
        label(
            "cli.form.done",
            LANG,
            path=output,
            rules=len(rules),
            fields=len(needs.fields),
            tables=len(needs.tables),
            columns=columns,
        )
    )


def _kind(name: str, vocabulary: Vocabulary) -> SubjectSpec:
    """The kind of subject called ``name`` (its name or label)."""
    from anwei.engine.facts.vocabulary import folded

    for spec in vocabulary.subjects.values():
        if folded(name) in map(folded, (spec.name, *spec.label)):
            return spec
    raise click.BadParameter(
        label("cli.form.no_kind", LANG, name=name, names=", ".join(vocabulary.subjects)), param_hint="KIND"
    )


def _sectors(words: tuple[str, ...], spec: SubjectSpec, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The codes of the sectors named."""
    from anwei.engine.documents.diagnostics import nearest
    from anwei.engine.facts.vocabulary import SECTOR_CODES
    from anwei.engine.forms.needs import sector_fields

    if words and not sector_fields(spec):
        raise click.BadParameter(label("cli.form.no_sectors", LANG, kind=spec.label.lang(LANG)), param_hint="--sector")
    found: list[str] = []
    for word in words:
        codes = vocabulary.codes[SECTOR_CODES]
        code = codes.find(word)
        if code is None:
            labels = [c.label.lang(LANG) for c in codes.codes.values()]
            hint = nearest(word, [*codes.codes, *labels]) or label("mark.list", LANG).join(labels)
            raise click.BadParameter(label("cli.form.no_sector", LANG, name=word, hint=hint), param_hint="--sector")
        found.append(code)
    return tuple(dict.fromkeys(found))


def _subject(path: Path, chosen: str, spec: SubjectSpec, opened: Opened) -> Subject:
    """The one subject of the kind in a file. Raises AnweiError where the file cannot be read."""
    from anwei.engine.documents.diagnostics import Diagnostics
    from anwei.engine.forms import read_path

    diagnostics = Diagnostics()
    importers = [i for _, i in opened.plugins.all("anwei_importers")]
    subjects = read_path(path, opened.catalogue.vocabulary, diagnostics, importers)
    diagnostics.raise_errors()
    if diagnostics.items:
        report_diagnostics(diagnostics.items, LANG)
    found = [s for s in subjects if s.kind == spec.name and (not chosen or s.id == chosen)]
    if len(found) != 1:
        problem = label("cli.form.not_one", LANG, path=path, kind=spec.label.lang(LANG), count=len(found))
        raise click.BadParameter(problem, param_hint="--fill")
    return found[0]


def _put(data: bytes, output: Path, force: bool) -> None:
    """Write the file whole or not at all; one that exists may hold a clerk's work and stays unless ``force``."""
    from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Place

    if output.exists() and not force:
        raise AnweiError([Diagnostic("XLS-025", Place(str(output)), {"path": output})])
    part = output.with_name(f".{output.name}.part")
    try:
        part.write_bytes(data)
        part.replace(output)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise AnweiError([Diagnostic("DOC-011", Place(str(output)), {"reason": reason})]) from error
