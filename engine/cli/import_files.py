"""``anwei import``: files and folders into the workspace, checked and compared first, written as one command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from anwei.engine.cli.divisions import division_code
from anwei.engine.cli.exits import Exit
from anwei.engine.cli.main import LANG, leave
from anwei.engine.cli.names import FORMAT, put_json
from anwei.engine.cli.narrate import note
from anwei.engine.cli.workspace import NOTE, WHO, WORKSPACE
from anwei.engine.messages import label

if TYPE_CHECKING:
    from anwei.engine.facts.vocabulary import Vocabulary
    from anwei.engine.workspace.importing.problems import Kind
    from anwei.engine.workspace.importing.proposal import Proposal
    from anwei.engine.workspace.store import Workspace


@click.command("import", help=label("cli.import", LANG))
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--kind", default="", help=label("cli.import.kind", LANG))
@click.option("--table", default="", help=label("cli.import.table", LANG))
@click.option(
    "--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help=label("cli.import.mapping", LANG)
)
@click.option("--accept", "accept", multiple=True, help=label("cli.import.accept", LANG))
@click.option("--leave-out", is_flag=True, help=label("cli.import.leave_out", LANG))
@click.option("--dry-run", is_flag=True, help=label("cli.import.dry_run", LANG))
@click.option("--annotate", type=click.Path(file_okay=False, path_type=Path), help=label("cli.import.annotate", LANG))
@click.option("--division", default="", callback=division_code, help=label("cli.import.division", LANG))
@click.option("--year", default=0, type=click.IntRange(0, 2200), help=label("cli.import.year", LANG))
@click.option("--exported", default="", help=label("cli.import.exported", LANG))
@click.option("--all", "everything", is_flag=True, help=label("cli.import.show", LANG))
@WORKSPACE
@WHO
@NOTE
@FORMAT
def import_(
    paths: tuple[Path, ...],
    kind: str,
    table: str,
    mapping: Path | None,
    accept: tuple[str, ...],
    leave_out: bool,
    dry_run: bool,
    annotate: Path | None,
    division: str,
    year: int,
    exported: str,
    everything: bool,
    place: str,
    who: str,
    remark: str,
    format_: str,
) -> None:
    from anwei.engine.cli.import_words import plain, show
    from anwei.engine.cli.workspace import catalogue_of, opened_workspace
    from anwei.engine.workspace.importing.mapping import FileMapping, read_mapping
    from anwei.engine.workspace.importing.on_file import OnFile, mapping_book
    from anwei.engine.workspace.importing.pipeline import Options, propose

    accepted = _accepted(accept)
    with opened_workspace(place, readonly=dry_run) as workspace:
        opened = catalogue_of(workspace)
        vocabulary = opened.catalogue.vocabulary
        chosen = read_mapping(mapping, vocabulary) if mapping is not None else FileMapping()
        kind = _kind(kind, vocabulary)
        table = _table(table, kind, vocabulary)
        moment, day = _moment(exported)
        options = Options(kind, table, accepted, chosen, division, year, moment, day)
        present = OnFile(workspace, vocabulary)
        importers = [i for _, i in opened.plugins.all("anwei_importers")]
        with _Progress() as progress:
            proposal = propose(paths, vocabulary, present, options, mapping_book(workspace), importers, progress)
        proposal.seen = present.head
        if annotate is not None:
            _annotate(proposal, paths, annotate)
        if format_ == "json":
            put_json(plain(proposal, vocabulary))
        else:
            click.echo(show(proposal, vocabulary, LANG, everything=everything), nl=False)
        leave(_finish(proposal, workspace, vocabulary, who, remark, leave_out=leave_out, dry_run=dry_run))


def _finish(
    proposal: Proposal,
    workspace: Workspace,
    vocabulary: Vocabulary,
    who: str,
    remark: str,
    *,
    leave_out: bool,
    dry_run: bool,
) -> Exit:
    """Write, or say why not; the exit code."""
    from anwei.engine.cli.workspace_clock import account, now
    from anwei.engine.workspace.importing.problems import Level
    from anwei.engine.workspace.importing.proposal import Outcome

    open_ = sum(p.count for p in proposal.open)
    if open_ and not dry_run and not (leave_out and _imports_anything(proposal)):
        kinds = sorted({p.kind for p in proposal.open if p.level is Level.FIX})
        key = "cli.import.open" if kinds else "cli.import.open.bad"
        note(label(key, LANG, count=open_, kinds=" --accept ".join(kinds)))
        return Exit.INPUT
    if dry_run:
        note(label("cli.import.dry", LANG))
        return Exit.GAPS if open_ else Exit.OK
    if open_:
        note(label("cli.import.left_out", LANG, count=open_))
    if not proposal.changes:
        note(label("cli.import.nothing_new", LANG))
        return Exit.GAPS if open_ else Exit.OK
    receipt = workspace.apply(proposal.write(account(who), now(), remark), vocabulary)
    counted = proposal.counts()
    counts = {n: counted[Outcome(n)] for n in ("new", "changed", "removed", "unchanged")}
    note(label("cli.import.done", LANG, seq=receipt.seq, beside=_beside(proposal), **counts))
    return Exit.GAPS if open_ else Exit.OK


def _beside(proposal: Proposal) -> str:
    """What is written beside the rows that were counted, in words: statements of coverage, remembered columns."""
    from anwei.engine.workspace.changes import SetCoverage, SetDocument

    kinds = {"coverage": SetCoverage, "mapping": SetDocument}
    counts = {n: sum(isinstance(c, k) for c in proposal.changes) for n, k in kinds.items()}
    return "".join(label(f"cli.import.done.{n}", LANG, count=c) for n, c in counts.items() if c)


def _imports_anything(proposal: Proposal) -> bool:
    """Whether any row at all is understood."""
    from anwei.engine.workspace.importing.proposal import Outcome

    return any(e.outcome is not Outcome.HELD for e in proposal.entries)


def _accepted(words: tuple[str, ...]) -> frozenset[Kind]:
    """The kinds of problems whose fixes are accepted."""
    from anwei.engine.workspace.importing.problems import Kind

    if "all" in words:
        return frozenset(Kind)
    unknown = next((w for w in words if w.replace("-", "_") not in tuple(Kind)), None)
    if unknown is not None:
        names = ", ".join(Kind)
        raise click.BadParameter(label("cli.import.no_accept", LANG, name=unknown, names=names), param_hint="--accept")
    return frozenset(Kind(w.replace("-", "_")) for w in words)


def _kind(name: str, vocabulary: Vocabulary) -> str:
    """The kind of subject called ``name`` (its name or label)."""
    from anwei.engine.facts.vocabulary import folded

    for spec in vocabulary.subjects.values() if name else ():
        if folded(name) in map(folded, (spec.name, *spec.label)):
            return spec.name
    if name:
        names = ", ".join(vocabulary.subjects)
        raise click.BadParameter(label("cli.import.no_kind", LANG, name=name, names=names), param_hint="--kind")
    return ""


def _table(name: str, kind: str, vocabulary: Vocabulary) -> str:
    """The table called ``name`` (its name or label)."""
    from anwei.engine.documents.diagnostics import nearest
    from anwei.engine.facts.vocabulary import folded

    kinds = [vocabulary.subjects[kind]] if kind else list(vocabulary.subjects.values())
    words = {folded(w): t.name for k in kinds for t in k.tables.values() for w in (t.name, *t.label)}
    if not name or folded(name) in words:
        return words.get(folded(name), "")
    hint = nearest(folded(name), words) or ", ".join(dict.fromkeys(words.values()))
    raise click.BadParameter(label("cli.import.no_table", LANG, name=name, hint=hint), param_hint="--table")


def _moment(exported: str) -> tuple[str, int]:
    """The moment after which changes in the office count as later (the end of that day), and today."""
    from anwei.engine.cli.check import day_option
    from anwei.engine.cli.workspace_clock import end_of_day
    from anwei.engine.facts.values import BadValue, parse_date

    context = click.get_current_context()
    today = day_option(context, context.command.params[0], None)
    if not exported:
        return "", today
    try:
        return end_of_day(parse_date(exported)), today
    except BadValue as error:
        raise click.BadParameter(label("cli.bad_date", LANG, text=exported), param_hint="--exported") from error


def _annotate(proposal: Proposal, paths: tuple[Path, ...], folder: Path) -> None:
    """Write the workbooks that have open problems, marked, under the names and sub-folders they came in."""
    from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Place
    from anwei.engine.workspace.importing.annotate import annotated, for_file

    done = 0
    for name in dict.fromkeys(p.file for p in proposal.open):
        path = Path(name)
        if not path.is_file() or path.suffix.lower() not in (".xlsx", ".xlsm", ".xls", ".csv", ".txt", ".tsv"):
            continue
        root = next((p for p in paths if p.is_dir() and path.is_relative_to(p)), path.parent)
        target = (folder / path.relative_to(root)).with_suffix(".xlsm" if path.suffix.lower() == ".xlsm" else ".xlsx")
        try:
            data = annotated(path.read_bytes(), path, for_file(proposal.open, name), LANG)
        except AnweiError:
            continue  # a file that cannot be read cannot be marked either; it has been reported
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise AnweiError([Diagnostic("DOC-011", Place(str(target)), {"reason": reason})]) from error
        done += 1
    note(label("cli.import.annotated", LANG, count=done, path=folder))


class _Progress:
    """Counts files on the terminal while there are many; silent where nobody looks."""

    def __init__(self) -> None:
        self.shown = False

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        if self.shown:
            click.echo("\r\x1b[K", err=True, nl=False)
        if kind is KeyboardInterrupt:
            note(label("cli.import.cancelled", LANG))

    def __call__(self, done: int, total: int, name: str) -> None:
        import sys

        if total > 3 and sys.stderr.isatty():
            from anwei.engine.reports.layout import visible

            self.shown = True
            text = label("cli.import.progress", LANG, done=done, all=total, name=visible(name)[:40])
            click.echo(f"\r\x1b[K{text}", err=True, nl=False)
