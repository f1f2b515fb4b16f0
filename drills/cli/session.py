"""What the commands of a drill share: the open books, who does it and when, who is shown what, and the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from anwei.engine.api import AnweiError, BadValue, Diagnostic, Place, cli_lang
from anwei.engine.services import (
    FORMAT,
    NOTE,
    WHO,
    WORKSPACE,
    catalogue_of,
    day_of,
    given_day,
    label,
    note,
    opened_workspace,
    put_json,
    source,
)

if TYPE_CHECKING:
    from anwei.drills.record.book import Book, Change
    from anwei.drills.record.model import Drill, Log, Seat
    from anwei.drills.record.steps import Clerk
    from anwei.drills.seal.views import View, Viewer
    from anwei.engine.api import Vocabulary
    from anwei.engine.services import Source, Workspace

LANG = cli_lang()
DATE = click.option("--date", "day", callback=given_day, help=label("cli.drill.opt.date", LANG))
DRY = click.option("--dry-run", is_flag=True, help=label("cli.drill.opt.dry_run", LANG))
REASON = click.option("--reason", default="", help=label("cli.drill.opt.reason", LANG))
FOR = click.option("--for", "audience", default="controller", show_default=True, help=label("cli.drill.opt.for", LANG))
OUTPUT = click.option("-o", "--output", type=click.Path(path_type=Path), help=label("cli.opt.output", LANG))


@dataclass(frozen=True)
class Asked:
    """How a command is to be run, which every command is told alike: on what, for which day, by whom, shown to whom."""

    place: str = ""
    day: int | None = None
    who: str = ""
    remark: str = ""
    dry_run: bool = False
    format_: str = "text"
    audience: str = "controller"

    @property
    def json(self) -> bool:
        return self.format_ == "json"


def writing(command: Any) -> Any:
    """The options of every command that writes, handed over as one ``Asked``."""
    return _asking(command, (FORMAT, DRY, NOTE, WHO, DATE, WORKSPACE))


def reading(command: Any) -> Any:
    """The options of every command that shows, handed over as one ``Asked``."""
    return _asking(command, (FORMAT, FOR, DATE, WORKSPACE))


def _asking(command: Any, options: Sequence[Any]) -> Any:
    names = tuple(f.name for f in fields(Asked))

    @wraps(command)
    def run(**given: Any) -> Any:
        asked = Asked(**{n: given.pop(n) for n in names if n in given})
        return command(asked, **given)

    for option in options:
        run = option(run)
    return run


@dataclass
class Session:
    """One command at work on the books of a workspace."""

    workspace: Workspace
    vocabulary: Vocabulary
    book: Book
    day: int
    asked: Asked

    @property
    def clerk(self) -> Clerk:
        from anwei.drills.record.steps import Clerk

        told = self.source("")
        return Clerk(told.by, told.at, self.day)

    def source(self, what: str) -> Source:
        """The source of a command for the journal: what was done, and the remark given."""
        return source("drill", self.asked.who, note=" ".join(filter(None, (what, self.asked.remark))))

    def view(self, year: int = 0, *, owed: bool = False) -> View:
        """What the audience asked for may see; ``owed``: with what is owed in the year though no plan of it is kept."""
        from anwei.drills.seal.office import office_of, raw_of
        from anwei.drills.seal.views import view_of

        raw = raw_of(self.book, year, self.day if owed else 0)
        return view_of(raw, viewer_of(self.asked.audience, raw.drills), office_of(self.book, self.day, LANG))

    def finish(self, change: Change, what: str) -> None:
        """Write a change as one command (or only check it) and say what was done."""
        told = self.source(what)
        if self.asked.dry_run:
            count, seq = len(tuple(self.book.write(change, told).changes)), 0
        else:
            done = self.book.apply(change, told)
            count, seq = done.rows, done.seq
        if self.asked.json:
            put_json({"schema": 1, "seq": seq, "changes": count, "dry_run": self.asked.dry_run, **done_plain(change)})
            return
        for line in done_lines(change):
            click.echo(line)
        dry = self.asked.dry_run
        note(label("drill.dry", LANG, count=count) if dry else label("cli.ws.done", LANG, seq=seq))


def done_plain(change: Change) -> dict[str, Any]:
    """What a change does, as plain data."""
    return {
        "drills": [{"id": x.drill.id, "state": x.drill.state.value, "day": _iso(x.drill.on)} for x in change.drills],
        "actions": [{"id": a.id, "state": a.state.value} for a in change.actions],
        "removed": list(change.removed),
        "obligations": [
            *({"id": s.obligation, "status": s.standing, "until": _iso(s.until)} for s in change.settled),
            *({"id": i, "status": "open", "until": ""} for i in change.revoked),
        ],
    }


def done_lines(change: Change) -> Iterator[str]:
    """What a change does, a line for each thing changed."""
    told = done_plain(change)
    for row in told["drills"]:
        yield "  ".join(filter(None, (row["id"], label(f"drill.state.{row['state']}", LANG), row["day"])))
    for row in told["actions"]:
        yield f"{row['id']}  {label('drill.action.' + row['state'], LANG)}"
    for id_ in change.removed:
        yield f"{id_}  {label('drill.removed', LANG)}"
    for row in told["obligations"]:
        until = label("drill.until", LANG, day=row["until"]) if row["until"] else ""
        yield f"{row['id']}  {label('drill.status.' + row['status'], LANG)}{until}"


@contextmanager
def session(asked: Asked) -> Iterator[Session]:
    """The books of a workspace, open while a command works."""
    from anwei.drills.record.book import Book

    with opened_workspace(asked.place) as workspace:
        vocabulary = catalogue_of(workspace).catalogue.vocabulary
        book = Book(workspace, vocabulary)
        yield Session(workspace, vocabulary, book, day_of(workspace, asked.day), asked)


def viewer_of(audience: str, drills: Sequence[Drill]) -> Viewer:
    """``controller``, ``participant``, ``participant:UNIT``, ``evaluator:NAME`` or ``safety:NAME``.

    Raises click.BadParameter for anything else.
    """
    from anwei.drills.seal.views import ROLES, Viewer

    role, _, name = audience.partition(":")
    if role not in ROLES or (role in ("evaluator", "safety") and not name):
        raise click.BadParameter(label("drill.bad_audience", LANG, text=audience), param_hint="--for")
    unit = next((s.key for d in drills for s in d.seats if name and name in (s.unit, s.key)), name)
    return Viewer(role, name, unit if role == "participant" else "")


def what_of(step: str, *logs: Log) -> str:
    """What the journal says: the step and the drills, sealed ones by the name that everybody knows."""
    names = [x.drill.seal.alias if x.drill.secret else x.drill.id for x in logs]
    shown = names if len(names) <= 3 else [*names[:3], f"… {len(names)}"]
    return f"drill {step} {' '.join(shown)}"


def seats_of(work: Session, texts: Sequence[str], role: str) -> list[Seat]:
    """``E-001=30`` or ``E-001``: seats of units on file, with heads where they are given."""
    from anwei.drills.record.model import Seat
    from anwei.engine.services import one_subject

    found = []
    for text in texts:
        id_, heads = unit_heads(text)
        line = one_subject(work.workspace, id_, "")
        found.append(Seat(line.kind, line.id, name=line.name, role=role, planned=heads))  # type: ignore[arg-type]
    return found


def unit_heads(text: str) -> tuple[str, int]:
    """``E-001=30`` as id and number. Raises click.BadParameter where the number is none."""
    id_, equals, heads = text.partition("=")
    if equals and not (heads.isascii() and heads.isdigit() and len(heads) < 8):
        raise click.BadParameter(label("drill.bad_heads", LANG, text=text))
    return id_, int(heads) if equals else 0


def codes(work: Session, field: str, texts: Sequence[str]) -> tuple[str, ...]:
    """Codes or their names as codes of a field of the table of drills. Raises AnweiError (INP-016) with the nearest."""
    from anwei.drills.record.proofs import TABLE
    from anwei.engine.services import parse_value

    kinds = work.vocabulary.subjects.values()
    spec = next(s.tables[TABLE].fields[field] for s in kinds if TABLE in s.tables and field in s.tables[TABLE].fields)
    found: list[str] = []
    for text in texts:
        try:
            value = parse_value(text, spec, work.vocabulary)
        except BadValue as error:
            raise AnweiError([Diagnostic(error.code, Place(f"--{field.removesuffix('s')}"), error.params)]) from error
        found += sorted(value) if isinstance(value, frozenset) else [str(value)] if value is not None else []
    return tuple(dict.fromkeys(found))


def put_files(files: dict[str, bytes], output: Path | None) -> list[Path]:
    """Write files: one to ``output`` itself unless it is a folder, several into it. Raises AnweiError (DOC-011)."""
    target = output if output is not None else Path()
    alone = len(files) == 1 and output is not None and not output.is_dir()
    written = []
    for name, data in files.items():
        path = target if alone else target / safe_name(name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise AnweiError([Diagnostic("DOC-011", Place(str(path)), {"reason": reason})]) from error
        written.append(path)
    return written


def safe_name(name: str) -> str:
    """A file name without anything that leaves its folder."""
    kept = "".join(c if c.isalnum() or c in "-_." else "_" for c in name)
    return kept.lstrip(".") or "_"


def read_text(path: Path) -> bytes:
    """The bytes of a small file. Raises AnweiError (DOC-001)."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise AnweiError([Diagnostic("DOC-001", Place(str(path)), {"reason": _both(error)})]) from error


def _both(error: OSError) -> Any:
    from anwei.engine.api import Text

    words = error.strerror or type(error).__name__
    return Text(words, words)


def _iso(day: int) -> str:
    from anwei.engine.api import show_date

    return show_date(day) if day else ""
