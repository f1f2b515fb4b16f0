"""``anwei drill seal`` and ``anwei drill verify``: keep a drill secret, open it, and check that nothing was made up."""

from __future__ import annotations

import secrets
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from anwei.drills.cli.session import LANG, Asked, Session, put_files, read_text, session, what_of, writing
from anwei.engine.services import FORMAT, WORKSPACE, Exit, given_day, label, leave, note, put_json

if TYPE_CHECKING:
    from anwei.drills.record.model import Log


@click.command(help=label("cli.drill.seal", LANG))
@click.argument("drills", nargs=-1, required=True)
@click.option("--from", "first", callback=given_day, help=label("cli.drill.opt.told_from", LANG))
@click.option("--until", "last", callback=given_day, help=label("cli.drill.opt.told_until", LANG))
@click.option("--reveal", "opening", is_flag=True, help=label("cli.drill.opt.reveal", LANG))
@click.option("-o", "--output", type=click.Path(path_type=Path), help=label("cli.drill.opt.sheet", LANG))
@writing
def seal(
    asked: Asked, drills: tuple[str, ...], first: int | None, last: int | None, opening: bool, output: Path | None
) -> None:
    from anwei.drills.record.book import Change
    from anwei.drills.seal import commitments

    if (first is None) != (last is None):
        raise click.UsageError(label("drill.both_days", LANG))
    days = (first, last) if first is not None and last is not None else None
    with session(asked) as work:
        logs = [work.book.log(d) for d in drills]
        if opening:
            done = [commitments.reveal(log, work.clerk) for log in logs]
        else:
            done = [
                commitments.seal(log, work.clerk, secrets.token_bytes(commitments.NONCE_BYTES), days) for log in logs
            ]
        work.finish(Change(drills=tuple(done)), what_of("reveal" if opening else "seal", *done))
        if not opening and not asked.dry_run:  # a trial run makes other random bytes, and so another commitment
            for log in done:
                note(label("drill.sealed", LANG, id=log.drill.seal.alias, commitment=log.drill.seal.commitment))
        elif output is not None and not asked.dry_run:
            _sheets(work, drills, output)


def _sheets(work: Session, drills: tuple[str, ...], output: Path) -> None:
    from anwei.drills.papers.contexts import Ask
    from anwei.drills.seal.exporters import export

    view = work.view()
    files: dict[str, bytes] = {}
    for id_ in drills:
        files |= export("reveal", view, Ask(id_))
    for path in put_files(files, output):
        note(label("cli.written", LANG, path=path))


@click.command(help=label("cli.drill.verify", LANG))
@click.argument("targets", nargs=-1)
@click.option("--root", "wanted", default="", help=label("cli.drill.opt.root", LANG))
@WORKSPACE
@FORMAT
def verify(targets: tuple[str, ...], wanted: str, place: str, format_: str) -> None:
    """Files are reveal sheets; names are drills; nothing at all means every drill on the books."""
    files = [Path(t) for t in targets if Path(t).is_file()]
    ids = [t for t in targets if not Path(t).is_file()]
    rows = [_check_sheet(path, wanted) for path in files]
    if ids or not targets:
        with session(Asked(place, 1)) as work:
            rows += [_check_log(work, work.book.log(i)) for i in ids or sorted(work.book.logs)]
    wrong = [r for r in rows if not r["good"]]
    if format_ == "json":
        put_json({"schema": 1, "checked": rows})
    else:
        for row in rows:
            click.echo(
                f"{row['what']}  {label('drill.good' if row['good'] else 'drill.wrong', LANG)}  {row['note']}".rstrip()
            )
        note(label("drill.verified", LANG, count=len(rows), wrong=len(wrong)))
    leave(Exit.INPUT if wrong else Exit.OK)


def _check_sheet(path: Path, wanted: str) -> dict[str, Any]:
    """A reveal sheet by itself: content, nonce, commitment and root; no workspace is needed."""
    import msgspec

    from anwei.drills.record.errors import refuse
    from anwei.drills.seal.commitments import check
    from anwei.drills.seal.views import Reveal

    try:
        sheet = msgspec.json.decode(read_text(path), type=Reveal)
    except msgspec.DecodeError as error:
        refuse("DRL-136", str(path), reason=str(error)[:120])
    good = check(sheet) and wanted in ("", sheet.root)
    return {"what": path.name, "good": good, "note": sheet.commitment[:16], "content": sheet.content}


def _check_log(work: Session, log: Log) -> dict[str, Any]:
    """A drill on the books: its log gives the drill as it stands, and its seal the commitment of the plan."""
    from anwei.drills.record.states import SealState
    from anwei.drills.record.steps import replayed
    from anwei.drills.seal.commitments import check, sheet
    from anwei.drills.seal.office import rooted
    from anwei.engine.api import AnweiError

    drill = log.drill
    try:
        good = replayed(log) == drill
        told = label("drill.log_whole", LANG, count=len(log.events))
    except AnweiError as error:
        good, told = False, error.diagnostics[0].what(LANG)
    if good and drill.seal.state is SealState.REVEALED:
        known = rooted(work.book, date.fromordinal(drill.on).year if drill.on else 0)
        found = sheet(log, known)
        good = check(found)
        told += "  " + label("drill.seal_rooted" if found.root else "drill.seal_alone", LANG, root=found.root[:16])
    return {"what": drill.id, "good": good, "note": told}
