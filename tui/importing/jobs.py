"""Jobs of the wizard: check files against what is on file, commit as one command, write marked workbooks back."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from anwei.engine import services
from anwei.tui.importing.draft import Draft
from anwei.tui.importing.seen import LISTED, ColumnSeen, Difference, Group, Seen, SheetSeen, Spot
from anwei.tui.jobs.office import Office
from anwei.tui.words import clean, day, lang, say, without_id, word
from anwei.tui.work import Trouble

_MARKED = (".xlsx", ".xlsm", ".xls", ".csv", ".txt", ".tsv")
_LIKE = re.compile(r"([^、（）]+)（([^（）]+)）")
_ORDER = {"bad": 0, "fix": 1, "accepted": 2, "note": 3}
_OUTCOMES = ("conflict", "removed", "changed", "new", "held", "unchanged")
Choice = tuple[str, str, str]


def suffixes(office: Office) -> tuple[str, ...]:
    """The endings of files that can be read, those of plugins too."""
    own = {*services.WORKBOOKS, *services.CSV_SUFFIXES, *services.DATA_SUFFIXES}
    return tuple(sorted(own | {s for i in _importers(office) for s in i.suffixes}))


def check(office: Office, draft: Draft) -> Seen:
    """Read the files and compare them with what is on file. Nothing is written. Raises AnweiError."""
    proposal = _proposed(office, draft)
    vocabulary = office.law.vocabulary
    listed = sorted(proposal.entries, key=lambda e: _OUTCOMES.index(e.outcome))
    shown = [e for e in listed if e.outcome != "unchanged"][:LISTED]
    names = _names(office, shown)
    counts = proposal.counts()
    changed = len([e for e in listed if e.outcome != "unchanged"])
    return Seen(
        tuple((f.name, f.sha256) for f in proposal.files),
        tuple(_sheet(s, proposal, vocabulary) for s in proposal.sheets),
        tuple(_groups(proposal)),
        tuple(_difference(e, proposal, vocabulary, names) for e in shown),
        changed - len(shown),
        tuple((str(o), word(f"import.outcome.{o}"), counts[o]) for o in services.Outcome),
        sum(p.count for p in proposal.open),
        proposal.seen or 0,
        len(proposal.changes),
    )


def commit(office: Office, draft: Draft, files: tuple[tuple[str, str], ...], head: int) -> str:
    """Write the import as one command; what was done, in words.

    Raises Trouble where the files are no longer those that were checked or something stands in the way, AnweiError
    where somebody has changed the same facts since ``head``.
    """
    proposal = _proposed(office, draft)
    if tuple((f.name, f.sha256) for f in proposal.files) != files:
        raise Trouble((say("importing.files_changed"), say("importing.check_again")), "files_changed")
    if proposal.open and not draft.leave_out:
        raise Trouble((say("importing.still_open", count=sum(p.count for p in proposal.open)),), "open")
    if not proposal.changes:
        raise Trouble((say("importing.nothing_new"),), "nothing")
    proposal.seen = head
    office.tell(1, 1, say("importing.writing"))
    made = office.source("import")
    receipt = office.workspace.apply(proposal.write(made.by, made.at), office.law.vocabulary)
    counts = {"new": receipt.created, "changed": receipt.changed, "removed": receipt.removed}
    return say("importing.done", seq=receipt.seq, **counts)


def annotate(office: Office, draft: Draft, folder: str) -> str:
    """Write the files with open problems as workbooks with red cells and comments; how many and where, in words."""
    proposal = _proposed(office, draft)
    done: list[str] = []
    for name in dict.fromkeys(p.file for p in proposal.open):
        path = Path(name)
        if path.suffix.lower() not in _MARKED or not path.is_file():
            continue
        try:
            data = services.annotated(path.read_bytes(), path, services.problems_of_file(proposal.open, name), lang())
        except services.AnweiError:
            continue  # what cannot be read cannot be marked; it is among the problems
        ending = ".xlsm" if path.suffix.lower() == ".xlsm" else ".xlsx"
        target = _free(Path(folder) / f"{path.stem}-{say('importing.marked')}{ending}")
        services.put_report(data, target, secret=True)
        done.append(str(target.resolve()))
    if not done:
        raise Trouble((say("importing.nothing_marked"),), "nothing")
    more = say("importing.and_more", count=len(done) - 1) if len(done) > 1 else ""
    return say("importing.annotated", path=done[0], more=more)


def targets(office: Office) -> list[Choice]:
    """What a sheet may hold: ``kind|table`` and its words."""
    found = services.import_targets(office.law.vocabulary)
    return [(f"{t.kind.name}|{t.table.name if t.table else ''}", _target_words(t.kind, t.table), "") for t in found]


def fields(office: Office, kind: str, table: str) -> list[Choice]:
    """What a column of a sheet may mean: a field's name, its label and its unit or name."""
    found = [t for t in services.import_targets(office.law.vocabulary, kind, table) if bool(t.table) == bool(table)]
    named = found[0].fields if found else {}
    return [(n, clean(f.label.lang(lang())), f.unit or n) for n, f in named.items()]


# -- inside ------------------------------------------------------------------------------------------------------------


def _importers(office: Office) -> list[services.Importer]:
    return [i for _, i in office.opened.plugins.all("anwei_importers")]


def _proposed(office: Office, draft: Draft) -> services.Proposal:
    vocabulary = office.law.vocabulary
    present = services.OnFile(office.workspace, vocabulary)
    sheets = tuple(
        services.SheetMapping(
            sheet=glob.escape(s.sheet) or "*",
            file=glob.escape(s.file),
            kind=s.kind,
            table=s.table,
            given=services.HeaderGiven(*s.header, columns=dict(s.columns)),
            ignore=s.left_out,
        )
        for s in draft.sheets
    )
    mapping = services.FileMapping(sheets, dict(draft.same), draft.different)
    accepted = frozenset(services.ProblemKind(k) for k in draft.accepted if k in tuple(services.ProblemKind))
    options = services.ImportOptions(accepted=accepted, mapping=mapping, on=office.day)
    paths = [Path(p) for p in draft.paths]
    book = services.mapping_book(office.workspace)
    proposal = services.propose(paths, vocabulary, present, options, book, _importers(office), _telling(office))
    proposal.seen = present.head
    return proposal


def _telling(office: Office) -> services.ImportProgress:
    def tell(done: int, of: int, name: str) -> None:
        office.tell(done, of, clean(name) or say("importing.comparing"))

    return tell


def _target_words(kind: services.SubjectSpec, table: services.TableSpec | None) -> str:
    own = clean(kind.label.lang(lang()))
    return f"{own} / {clean(table.label.lang(lang()))}" if table is not None else own


def _sheet(seen: services.SheetReport, proposal: services.Proposal, vocabulary: services.Vocabulary) -> SheetSeen:
    kind = vocabulary.subjects[seen.kind]
    table = kind.tables[seen.table] if seen.table else None
    found = [t for t in services.import_targets(vocabulary, seen.kind, seen.table) if bool(t.table) == bool(seen.table)]
    named = found[0].fields
    columns = tuple(
        ColumnSeen(letter, clean(header), name, _field_words(name, named), how)
        for letter, header, name, how in seen.columns
    )
    file = proposal.files[seen.file].name
    words = _target_words(kind, table)
    return SheetSeen(file, seen.sheet, seen.kind, seen.table, words, seen.header_rows, seen.rows, columns)


def _field_words(name: str, named: dict[str, services.FieldSpec] | object) -> str:
    if name == services.IGNORED_COLUMN:
        return say("importing.not_wanted")
    spec = named.get(name) if isinstance(named, dict) else None
    return clean(spec.label.lang(lang())) if spec is not None else name


def _groups(proposal: services.Proposal) -> Iterator[Group]:
    """Problems by kind and state, those in the way first."""
    found: dict[tuple[str, str], list[services.ImportProblem]] = {}
    for problem in proposal.problems:
        accepted = problem.level == "fix" and problem.kind in proposal.accepted
        found.setdefault((str(problem.kind), "accepted" if accepted else str(problem.level)), []).append(problem)
    for (kind, state), problems in sorted(found.items(), key=lambda g: (_ORDER[g[0][1]], g[0][0])):
        spots = tuple(_spot(p) for p in problems[:LISTED])
        words = word(f"import.kind.{kind}"), word(f"import.level.{state}")
        yield Group(kind, state, *words, sum(p.count for p in problems), spots, max(0, len(problems) - LISTED))


def _spot(problem: services.ImportProblem) -> Spot:
    told = problem.diagnostic()
    cells = list(problem.cells())
    place = " ".join(x for x in (problem.sheet, " ".join(cells[:8]), "..." if len(cells) > 8 else "") if x)
    place = place or Path(problem.file).name  # of a whole file, which has no cell
    like = tuple((i, n) for n, i in _LIKE.findall(str(problem.params.get("like", ""))))
    fix = problem.fix_words(lang()) or (word("import.blank") if problem.kind == "placeholder" else "")
    what, stands = clean(without_id(told, told.what(lang()))), clean(problem.text_words(lang()))
    texts = (clean(place), problem.count, stands, clean(fix), what)
    return Spot(Path(problem.file).name, *texts, clean(told.help(lang())), like)


def _names(office: Office, entries: Iterable[services.ImportEntry]) -> dict[tuple[str, str], str]:
    """Names of subjects on file, for those in the comparison."""
    wanted: dict[str, set[str]] = {}
    for entry in entries:
        wanted.setdefault(entry.kind, set()).add(entry.subject)
    return {(k, s.id): s.name for k, ids in wanted.items() for s in office.evidence.some(k, sorted(ids))}


def _difference(
    entry: services.ImportEntry,
    proposal: services.Proposal,
    vocabulary: services.Vocabulary,
    names: dict[tuple[str, str], str],
) -> Difference:
    spec = vocabulary.subjects[entry.kind]
    table = spec.tables[entry.table] if entry.table else None
    named = table.fields if table is not None else spec.fields
    name = names.get((entry.kind, entry.subject)) or str(entry.values.get("name") or "")
    what = _target_words(spec, table) + (f" {entry.record[-1]}" if entry.record else "")
    touched = dict.fromkeys((*entry.values, *entry.before))
    changes = tuple(
        (
            clean(named[n].label.lang(lang())) if n in named else n,
            shown(entry.before.get(n), named.get(n), vocabulary),
            shown(entry.values.get(n), named.get(n), vocabulary),
        )
        for n in touched
    )
    file = proposal.files[entry.file].name if proposal.files else ""
    place = " ".join(x for x in (file, entry.sheet, say("importing.row", row=entry.row) if entry.row else "") if x)
    subject = clean(f"{name} {entry.subject}".strip())
    return Difference(str(entry.outcome), word(f"import.outcome.{entry.outcome}"), subject, clean(what), changes, place)


def shown(value: services.Value, spec: services.FieldSpec | None, vocabulary: services.Vocabulary) -> str:
    """A held value in words; nothing for what is not known or has not happened."""
    if value is None or value is services.BLANK or spec is None:
        return ""
    if isinstance(value, bool):
        return word("form.yes" if value else "form.no")
    if spec.type == "date" and isinstance(value, int):
        return day(value)
    if spec.codes:
        codes = sorted(value) if isinstance(value, frozenset) else [str(value)]
        return clean(word("mark.list").join(vocabulary.code_label(spec.codes, c).lang(lang()) for c in codes))
    if isinstance(value, frozenset):
        return clean(word("mark.list").join(sorted(value)))
    if isinstance(value, int) and spec.scale:
        whole, part = divmod(abs(value), 10**spec.scale)
        sign = "-" if value < 0 else ""
        return sign + (f"{whole}.{part:0{spec.scale}d}".rstrip("0") if part else str(whole))
    return clean(str(value))


def _free(path: Path) -> Path:
    """The path, or with a number where a file is there already."""
    found, number = path, 2
    while found.exists():
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    return found
