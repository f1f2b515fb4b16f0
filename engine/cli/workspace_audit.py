"""``anwei audit``, ``anwei undo``, ``anwei redo`` and ``anwei history``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from anwei.engine.cli.exits import Exit
from anwei.engine.cli.main import LANG, leave
from anwei.engine.cli.names import FORMAT, put_json
from anwei.engine.cli.narrate import note, report_diagnostics
from anwei.engine.cli.workspace import KIND, WHO, WORKSPACE, catalogue_of, opened_workspace, put_table
from anwei.engine.cli.workspace_clock import local_time, source
from anwei.engine.messages import label

if TYPE_CHECKING:
    from anwei.engine.facts.vocabulary import Vocabulary
    from anwei.engine.workspace.journal import Entry
    from anwei.engine.workspace.lists import Said


@click.group(help=label("cli.ws.audit", LANG))
def audit() -> None:
    """The group of journal commands."""


@audit.command("log", help=label("cli.ws.audit.log", LANG))
@click.option("--limit", default=50, show_default=True, help=label("cli.ws.opt.limit", LANG))
@WORKSPACE
@FORMAT
def log_(limit: int, place: str, format_: str) -> None:
    with opened_workspace(place) as workspace:
        found = workspace.entries(limit=limit)
    if format_ == "json":
        put_json({"schema": 1, "entries": [_plain(e) for e in found]})
        return
    put_table(("seq", "at", "who", "what"), ([str(e.seq), local_time(e.at), e.who, _words(e)] for e in found))
    note(
        label("cli.ws.more", LANG, limit=limit)
        if len(found) == limit
        else label("cli.ws.count", LANG, count=len(found))
    )


def _plain(entry: Entry) -> dict[str, object]:
    return {n: getattr(entry, n) for n in entry.__dataclass_fields__}


def _words(entry: Entry) -> str:
    """An entry in words: what it is, from which files, how much."""
    told = entry.command
    origin = told.get("source")
    files = [f["name"] for f in origin.get("files", ())] if isinstance(origin, dict) else []
    counts = told.get("counts")
    parts = [label(f"journal.{entry.kind}", LANG)]
    if entry.target is not None:
        parts.append(label("journal.of", LANG, seq=entry.target))
    if files:
        parts.append(", ".join(files[:3]) + ("…" if len(files) > 3 else ""))
    if isinstance(counts, dict) and {"created", "changed", "removed", "unchanged"} <= counts.keys():
        parts.append(label("journal.counts", LANG, **counts))
    if isinstance(origin, dict) and origin.get("note"):
        parts.append(str(origin["note"]))
    return label("mark.list", LANG).join(parts)


@audit.command("verify", help=label("cli.ws.audit.verify", LANG))
@click.option("--head", default="", help=label("cli.ws.opt.head", LANG))
@WORKSPACE
@FORMAT
def verify_(head: str, place: str, format_: str) -> None:
    from anwei.engine.workspace.evidence import check_files, referred
    from anwei.engine.workspace.verify import verify

    with opened_workspace(place) as workspace:
        found = verify(workspace, head)
        problems = [*found.problems, *check_files(workspace)]
        files = len(referred(workspace))
    if format_ == "json":
        told = [{"code": p.code, "what": p.what(LANG)} for p in problems]
        counts = {"entries": found.entries, "rows": found.rows, "files": files}
        put_json(
            {"schema": 1, "sound": not problems, "head": found.head, "hash": found.hash, **counts, "problems": told}
        )
    if problems:
        report_diagnostics(problems, LANG)
        note(label("cli.ws.unsound", LANG))
        leave(Exit.INPUT)
    note(label("cli.ws.sound", LANG, entries=found.entries, rows=found.rows, files=files))
    note(label("cli.ws.head", LANG, hash=found.hash, seq=found.head))


@click.command(help=label("cli.ws.undo", LANG))
@click.argument("number", required=False, type=int)
@WORKSPACE
@WHO
def undo(number: int | None, place: str, who: str) -> None:
    from anwei.engine.workspace.own_last import undo_own

    with opened_workspace(place) as workspace:
        by = source("entry", who)
        done = workspace.undo(by, number) if number is not None else undo_own(workspace, by)
        taken = next(e for e in workspace.entries(limit=1))
        undone = next(e for e in workspace.entries(before=(taken.target or 0) + 1, limit=1))
    told = label("cli.ws.undone", LANG, count=done.changed, seq=done.seq, target=undone.seq, what=_words(undone))
    note(told + (label("cli.ws.undone.of", LANG, who=undone.who) if undone.who != by.by else ""))


@click.command(help=label("cli.ws.redo", LANG))
@WORKSPACE
@WHO
def redo(place: str, who: str) -> None:
    with opened_workspace(place) as workspace:
        done = workspace.redo(source("entry", who))
    note(label("cli.ws.redone", LANG, count=done.changed, seq=done.seq))


@click.command(help=label("cli.ws.history", LANG))
@click.argument("subject")
@KIND
@click.option("--personal", is_flag=True, help=label("cli.ws.opt.personal", LANG))
@WORKSPACE
@FORMAT
def history(subject: str, kind: str, personal: bool, place: str, format_: str) -> None:
    from anwei.engine.workspace.lists import history as statements
    from anwei.engine.workspace.lists import kinds_of

    with opened_workspace(place) as workspace:
        kinds = [kind] if kind else kinds_of(workspace, subject)
        if len(kinds) != 1:
            key = "cli.ws.several" if kinds else "cli.ws.not_there"
            raise click.UsageError(label(key, LANG, id=subject, **({"kinds": ", ".join(kinds)} if kinds else {})))
        vocabulary = catalogue_of(workspace).catalogue.vocabulary
        found = list(statements(workspace, kinds[0], subject))
    words = [_Statement(s, kinds[0], vocabulary, personal) for s in found]
    if format_ == "json":
        put_json({"schema": 1, "kind": kinds[0], "id": subject, "statements": [w.plain() for w in words]})
        return
    put_table(("seq", "at", "who", "record", "field", "before", "after", "file"), (w.row() for w in words))
    note(label("cli.ws.count", LANG, count=len(found)))


class _Statement:
    """One statement as it is shown; personal values only where they were asked for."""

    def __init__(self, said: Said, kind: str, vocabulary: Vocabulary, personal: bool) -> None:
        self.said, self.kind, self.vocabulary, self.personal = said, kind, vocabulary, personal

    def value(self, value: object) -> str:
        from anwei.engine.workspace.history_words import field_of, value_words
        from anwei.engine.workspace.masking import MASK

        if value is None or value == {}:
            return ""
        spec = field_of(self.said, self.kind, self.vocabulary)
        if spec is not None and spec.personal and not self.personal:
            return MASK
        return value_words(self.said, self.kind, self.vocabulary, value, LANG)

    def row(self) -> list[str]:
        from anwei.engine.workspace.history_words import field_words, record_words

        s = self.said
        field, record = (words(s, self.kind, self.vocabulary, LANG) for words in (field_words, record_words))
        after = label("cli.ws.removed", LANG) if s.removed else self.value(s.after)
        origin = " › ".join(p for p in (s.file, s.cell) if p) or label(f"journal.{s.kind}", LANG)
        return [str(s.seq), local_time(s.at), s.by, record, field, self.value(s.before), after, origin]

    def plain(self) -> dict[str, object]:
        s = self.said
        told = {
            n: getattr(s, n) for n in ("seq", "at", "by", "kind", "table", "field", "removed", "file", "sha256", "cell")
        }
        values = {"before": self.value(s.before), "after": self.value(s.after)}
        return {**told, **values, "record": list(s.record), "evidence": list(s.evidence)}
