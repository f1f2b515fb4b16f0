"""Jobs about one subject: a verdict with everything behind it, its facts, its history, what would be if."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from anwei.engine import services
from anwei.tui.jobs import labels
from anwei.tui.jobs.files import put_file
from anwei.tui.jobs.never import never_words
from anwei.tui.jobs.office import Office
from anwei.tui.words import clean, day, lang, moment, moments, say, word

_EVIDENCE = 12  # statements shown below a verdict
_CHANGED = 6  # corrections shown below it
_HISTORY = 400
MASK = "***"


@dataclass(frozen=True)
class Card:
    """One verdict in words: its name, title, and sections of (heading, lines); empty sections are left out."""

    rule: str
    verdict: str
    title: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Fact:
    """One fact: the path a setting uses (``people[P01].hired_on``), its label, its value in words, where it stands."""

    path: str
    label: str
    value: str
    origin: str = ""


@dataclass(frozen=True)
class Turn:
    """One verdict that would be another: of whom, which requirement, and both verdicts by name."""

    subject: str
    title: str
    before: str
    after: str


def card(office: Office, kind: str, id_: str, rule_id: str) -> Card:
    """A verdict as of today, judged anew. Raises Trouble-to-be (AnweiError) where the subject is not on file."""
    subject, rule = _subject(office, kind, id_), office.law.rules[rule_id]
    evidence = office.evidence
    waivers = (*office.law.catalogue.waivers, *evidence.waivers)
    judge = services.judge_over(office.law, evidence, office.law.asks(rule), waivers)
    finding = judge.finding(rule, subject, office.day)
    view = services.View(finding, office.law.catalogue, lang())
    spec, paths = office.law.vocabulary.subjects[kind], [m.path for m in finding.missing]

    def worded(told: Iterable[str]) -> tuple[str, ...]:
        return tuple(labels.records(spec, labels.without(paths, t)) for t in told)

    sections = (
        (say("card.verdict"), _verdict_lines(view, never_words(judge, finding))),
        (say("card.basis"), (view.articles, view.review)),
        (say("card.short"), worded(view.gaps) if finding.verdict.value != "pass" else ()),
        (say("card.missing"), worded(view.missing)),
        (say("card.nearest"), worded((view.nearest,))),
        (say("card.remedy"), worded((view.remedy,))),
        (say("card.evidence"), tuple(_evidence(office, kind, id_, rule))),
        (say("card.history"), tuple(_changed(office, kind, id_, rule))),
        (say("card.steps"), tuple(f"{n}: {v}  ({m})" for n, v, m in view.steps)),
        (say("card.parameters"), tuple(labels.values(office.law.vocabulary, p) for p in view.parameters)),
        (say("card.rule"), (view.sentence, f"{rule.id} ({rule.ruleset})")),
    )
    kept = tuple((h, shown) for h, lines in sections if (shown := tuple(clean(x) for x in lines if x)))
    return Card(rule_id, finding.verdict.value, clean(view.title), kept)


def _subject(office: Office, kind: str, id_: str) -> services.Subject:
    found = office.evidence.subject(kind, id_)
    if found is None:
        raise services.AnweiError([services.Diagnostic("WSP-012", services.Place(id_), {"kind": kind, "id": id_})])
    return found


def _verdict_lines(view: services.View, never: str) -> tuple[str, ...]:
    """The verdict with its day; ``never`` says that nothing is on file, instead of days that nobody counted."""
    finding = view.finding
    late = office_late(finding.due_by, finding.as_of) if finding.verdict.value == "fail" else ""
    due = say("card.due", day=view.due) if view.due else ""
    when = (never,) if never else (late, due)
    return ("  ".join(x for x in (view.verdict, *when) if x), view.lapses, view.reason)


def office_late(due: int | None, today: int) -> str:
    """How many days a duty is overdue, in words; empty where it is not."""
    return say("late", days=today - due) if due and due < today else ""


# -- evidence and history ------------------------------------------------------------------------------------------


def _evidence(office: Office, kind: str, id_: str, rule: services.Rule) -> Iterator[str]:
    """Where the facts that a rule reads were told: field, value, who, when, file and cell; the latest first."""
    last = {(s.table, s.record, s.field): s for s in _said_of(office, kind, id_, rule)}
    for said in sorted(last.values(), key=lambda s: -s.seq)[:_EVIDENCE]:
        yield _evidence_line(office, kind, said)


def _changed(office: Office, kind: str, id_: str, rule: services.Rule) -> Iterator[str]:
    """The facts that a rule reads and that were told otherwise before, the latest first: before, after, origin."""
    corrected = [s for s in _said_of(office, kind, id_, rule) if s.before is not None and s.before != s.after]
    for said in sorted(corrected, key=lambda s: -s.seq)[:_CHANGED]:
        label, after = _told(office, kind, said, said.after)
        _, before = _told(office, kind, said, said.before)
        after = say("facts.removed") if said.removed else after
        yield f"{label} {before} > {after}  {_origin(said)}"


def evidence(office: Office, kind: str, id_: str, rule_id: str) -> list[str]:
    """Everything ever told about the facts that a rule reads, the latest first."""
    said = sorted(_said_of(office, kind, id_, office.law.rules[rule_id]), key=lambda s: -s.seq)[:_HISTORY]
    return [_evidence_line(office, kind, s) for s in said]


def _said_of(office: Office, kind: str, id_: str, rule: services.Rule) -> Iterator[services.Said]:
    """The statements about a subject that a rule reads, the earliest first."""
    tables, fields = _read_by(rule)
    return (s for s in services.history(office.workspace, kind, id_) if s.table in tables and s.field in fields)


def _evidence_line(office: Office, kind: str, said: services.Said) -> str:
    label, value = _told(office, kind, said, said.after)
    value = say("facts.removed") if said.removed else value
    return f"{label} {value}  {_origin(said)}"


def _read_by(rule: services.Rule) -> tuple[set[str], set[str]]:
    """The tables (empty: the subject itself) and fields that a rule reads."""
    tables, fields = {""}, set()
    for node in services.walk(rule):
        source, field = getattr(node, "source", None), getattr(node, "field", None)
        if source is not None and not source.subjects:
            tables.add(source.table)
        if field is not None:
            fields.add(field.name)
    return tables, fields


def _origin(said: services.Said) -> str:
    place = " › ".join(p for p in (said.file, said.cell) if p) or word(f"journal.{said.kind}")
    return f"{place}  {moment(said.at)[:10]} {said.by}"


def _told(office: Office, kind: str, said: services.Said, value: object) -> tuple[str, str]:
    """The label of a statement's field (with its ledger and record) and a value of it in words."""
    vocabulary = office.law.vocabulary
    words = (services.record_words, services.field_words)
    label = clean(" ".join(x for x in (w(said, kind, vocabulary, lang()) for w in words) if x))
    spec = services.field_of(said, kind, vocabulary)
    if value is None or value == {} or (spec is not None and spec.personal):
        return label, _stored(office, spec, value)
    return label, clean(services.value_words(said, kind, vocabulary, value, lang()))


def _stored(office: Office, spec: services.FieldSpec | None, value: object) -> str:
    """A stored value in words; personal ones masked."""
    if value is None or value == {}:
        return say("facts.none") if value is None else say("facts.not_yet")
    if spec is not None and spec.personal:
        return MASK
    return clean(services.stored_words(spec, office.law.vocabulary, value, lang()))


def history(office: Office, kind: str, id_: str) -> list[tuple[str, ...]]:
    """Every statement, the latest first: when, who, field, before, after, origin."""
    found = list(services.history(office.workspace, kind, id_))[-_HISTORY:]
    rows: list[tuple[str, ...]] = []
    whens = moments(said.at for said in reversed(found))
    for said, when in zip(reversed(found), whens, strict=True):
        label, after = _told(office, kind, said, said.after)
        _, before = _told(office, kind, said, said.before)
        after = say("facts.removed") if said.removed else after
        rows.append((when, clean(said.by), label, before, after, clean(_origin(said))))
    return rows


def facts(office: Office, kind: str, id_: str) -> list[Fact]:
    """What is on file about a subject, its own facts first, then record by record."""
    subject = _subject(office, kind, id_)
    spec = office.law.vocabulary.subjects[kind]
    own = [_fact(office, spec, s, "", n, subject.values.get(n)) for n, s in spec.fields.items()]
    return own + [f for t in spec.children("") for f in _records(office, spec, t, subject)]


def _records(
    office: Office, spec: services.SubjectSpec, table: services.TableSpec, owner: services.Record
) -> Iterator[Fact]:
    for record in owner.children.get(table.name, ()):
        for name, field in table.fields.items():
            if name in record.values:
                yield _fact(office, spec, field, record.path, name, record.values[name])
        for child in spec.children(table.name):
            yield from _records(office, spec, child, record)


def _fact(
    office: Office, owner: services.SubjectSpec, spec: services.FieldSpec, path: str, name: str, value: object
) -> Fact:
    shown = {} if value is services.BLANK else value
    label, place = spec.label.lang(lang()), labels.records(owner, path)
    where = f"{path}.{name}" if path else name
    return Fact(where, clean(f"{place} {label}" if path else label), _stored(office, spec, shown))


# -- what if ---------------------------------------------------------------------------------------------------------


def what_if(office: Office, kind: str, id_: str, settings: tuple[str, ...]) -> list[Turn]:
    """The verdicts that would change. Raises AnweiError for a setting that cannot be understood."""
    found = services.what_if(office.law, office.evidence, _subject(office, kind, id_), office.day, settings)
    return [
        Turn(
            clean(d.after.subject.name),
            clean(d.after.rule.title.lang(lang())),
            d.before.verdict.value,
            d.after.verdict.value,
        )
        for d in found
    ]


def keep(office: Office, kind: str, id_: str, settings: tuple[str, ...]) -> str:
    """Write down what was supposed, as one command. Raises AnweiError."""
    subject = _subject(office, kind, id_)
    changed = services.with_settings(subject, office.law.vocabulary, settings)
    seen = office.workspace.head
    changes = tuple(_changes(office, subject, changed, kind, id_))
    write = services.Write(office.source("entry", say("whatif.note")), changes, seen)
    receipt = office.workspace.apply(write, office.law.vocabulary)
    return say("whatif.kept", count=receipt.rows)


def _changes(
    office: Office, old: services.Subject, new: services.Subject, kind: str, id_: str
) -> Iterator[services.SetRecord | services.SetCoverage]:
    """What differs between two versions of a subject."""
    values = {n: v for n, v in new.values.items() if old.values.get(n) != v}
    if values:
        yield services.SetRecord(kind, id_, values)
    for table, covered in new.coverage.items():
        if old.coverage.get(table) != covered:
            yield services.SetCoverage(kind, id_, table, covered, office.day)
    yield from _record_changes(old, new, kind, id_, ())


def _record_changes(
    old: services.Record | None, new: services.Record, kind: str, id_: str, owners: tuple[str, ...]
) -> Iterator[services.SetRecord]:
    for table, rows in new.children.items():
        before = {_own_id(r): r for r in (old.children.get(table, ()) if old is not None else ())}
        for row in rows:
            own = _own_id(row)
            was = before.get(own)
            values = {n: v for n, v in row.values.items() if was is None or was.values.get(n) != v}
            if values or was is None:
                yield services.SetRecord(kind, id_, values, table, (*owners, own))
            yield from _record_changes(was, row, kind, id_, (*owners, own))


def _own_id(record: services.Record) -> str:
    place = record.path.rpartition("[")[2].rstrip("]")
    return services.record_id(record.key, int(place) if not record.key else 0)


# -- papers ------------------------------------------------------------------------------------------------------------


def assign(office: Office, keys: tuple[tuple[str, str], ...], told: dict[str, str]) -> str:
    """Say who sees to some subjects and until when, as one command. Raises AnweiError."""
    body = {"who": told["who"], "until": told["until"], "note": told["note"]}
    changes = tuple(services.SetDocument("assignment", f"{k}/{i}", body) for k, i in keys)
    office.workspace.apply(services.Write(office.source("entry", say("assign.note")), changes))
    return say("assign.done", count=len(changes), who=told["who"])


def assigned(office: Office, kind: str, id_: str) -> str:
    """Who sees to a subject, in words; empty for nobody."""
    kept = services.Collection(office.workspace, "assignment").get(f"{kind}/{id_}")
    if kept is None or not isinstance(kept.body, dict):
        return ""
    body = {n: clean(str(v)) for n, v in kept.body.items()}
    return say("assign.shown", who=body.get("who", ""), until=body.get("until", ""), note=body.get("note", ""))


def letter(office: Office, keys: tuple[tuple[str, str], ...], folder: str) -> str:
    """Write the gap list of some subjects as a DOCX to hand on; where it lies. Raises AnweiError."""
    office.tell(0, 0, say("letter.judging"))
    path = Path(folder) / f"{say('letter.file')}-{day(office.day)}.docx"
    ids = tuple(i for _, i in keys)
    opened, subjects = office.opened, list(services.Reader(office.workspace, office.law.vocabulary).subjects())
    told = services.Told(office.workspace.about.get("name", ""), office.workspace.demo)
    material = services.gather(
        opened.catalogue,
        subjects,
        office.day,
        lang(),
        scope=services.Scope(ids=ids),
        environment=opened.environment,
        waivers=office.evidence.waivers,
        told=told,
        horizon=90,
    )
    data = services.write_handout(services.build_handout("gaps", material), "docx")
    put_file(path, data)
    return say("letter.done", count=len(ids), path=path)


def put_csv(office: Office, rows: Iterable[tuple[str, ...]], folder: str, name: str) -> str:
    """Write rows as CSV that Excel opens; where it lies. Raises AnweiError."""
    import csv
    import io

    out = io.StringIO()
    csv.writer(out).writerows([["'" + c if c[:1] in "=+-@\t\r" else c for c in row] for row in rows])
    path = Path(folder) / f"{name}-{day(office.day)}.csv"
    put_file(path, out.getvalue().encode("utf-8-sig"))
    return say("export.done", path=path)
