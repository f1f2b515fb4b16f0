"""Making the index from the last run: a job for a task process."""

from __future__ import annotations

import json
import os
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from anwei.engine import services
from anwei.tui.families import family_of
from anwei.tui.index.planned import put_planned
from anwei.tui.index.schema import (
    ERROR,
    FAIL,
    INDICES,
    NAMES,
    NEAR,
    NOT_JUDGED,
    PASS,
    SEVERITIES,
    UNKNOWN,
    VERSION,
    WAIVED,
    create,
)
from anwei.tui.index.top import put_top
from anwei.tui.jobs.office import Office
from anwei.tui.words import clean

_WEIGHT = (1, 3, 9)  # of a minor, major and critical requirement in the order of what to see to first
_LATEST = 400  # days overdue beyond which nothing gets more pressing
_PLACE = 9  # digits of a township
_WORSE = frozenset((FAIL, UNKNOWN, ERROR))
_STEP = 2000
_NEAR_DAYS = 30  # a run may look further ahead


@dataclass
class _Made:
    """What is counted while subjects go by."""

    day: int
    assigned: dict[str, str]  # who sees to a subject, by ``kind/id``
    summary: Counter[tuple[str, str, str, int]] = field(default_factory=Counter)
    cells: list[tuple[int, ...]] = field(default_factory=list)


@dataclass(frozen=True)
class _Rule:
    no: int
    family: str
    weight: int


def refresh(office: Office, target: str) -> dict[str, object]:
    """Make the index of the last run and put it at ``target``; what its ``meta`` says. Raises AnweiError."""
    path = Path(target)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with closing(create(part)) as connection:
            meta = _fill(office, connection, _known_initials(path))
        os.replace(part, path)  # noqa: PTH105 - atomically, also over a file that is open
    finally:
        part.unlink(missing_ok=True)
    return meta


def _fill(office: Office, connection: sqlite3.Connection, initials: dict[str, str]) -> dict[str, object]:
    workspace, head = office.workspace, office.workspace.head
    runs = services.list_runs(workspace, 12)
    run = runs[0] if runs else None
    before = next((r for r in runs[1:] if run is not None and r.as_of < run.as_of), None)
    rules = list(_rules(office, run))
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO rule VALUES (?,?,?,?,?,?,?,?,?,?)", rules)
    made = _Made(run.as_of if run is not None else office.day, _assigned(office))
    total = sum(1 for _ in services.cards(workspace))
    _subjects(office, connection, run, rules, made, initials, total)
    connection.executemany("INSERT OR REPLACE INTO cell VALUES (?,?,?,?,?,?,?)", made.cells)
    rows = ((*key, number) for key, number in made.summary.items())
    connection.executemany("INSERT INTO summary VALUES (?,?,?,?,?)", rows)
    put_top(office, connection, made.cells, made.day)
    if run is not None and before is not None:
        _changes(office, connection, run, before)
    put_planned(office, connection)
    connection.executemany("INSERT OR REPLACE INTO name VALUES (?,?,?,?)", _names(office))
    meta = _meta(office, head, run, before, total)
    connection.executemany("INSERT INTO meta VALUES (?,?)", [(n, json.dumps(v)) for n, v in meta.items()])
    connection.executescript(INDICES)
    if connection.in_transaction:
        connection.execute("COMMIT")
    return meta


def _rules(office: Office, run: services.RunInfo | None) -> Iterator[tuple[object, ...]]:
    by_id = office.law.catalogue.rules
    number = 0
    for kind, ids in (run.rules if run is not None else {}).items():
        for pos, id_ in enumerate(ids):
            rule = by_id.get(id_)
            number += 1
            if rule is None:
                yield (number, kind, pos, id_, id_, id_, family_of(""), 1, "", "mandatory")
            else:
                words = (rule.title.zh, rule.title.en, family_of(rule.topic))
                yield (number, kind, pos, id_, *words, SEVERITIES.index(rule.severity), rule.pillar, rule.strength)


def _subjects(
    office: Office,
    connection: sqlite3.Connection,
    run: services.RunInfo | None,
    rules: list[tuple[object, ...]],
    made: _Made,
    initials: dict[str, str],
    total: int,
) -> None:
    by_kind: dict[str, list[_Rule]] = {}
    for no, kind, _, _, _, _, family, severity, *_ in rules:
        by_kind.setdefault(str(kind), []).append(_Rule(int(str(no)), str(family), _WEIGHT[int(str(severity))]))
    found = iter(services.verdict_bytes(office.workspace, run.run)) if run is not None else iter(())
    current = next(found, None)
    speller = _Speller(initials)
    batch: list[tuple[tuple[object, ...], tuple[object, ...]]] = []
    for done, card in enumerate(services.cards(office.workspace), 1):
        while current is not None and current.no < card.no:
            current = next(found, None)
        own = current if current is not None and current.no == card.no else None
        codes, details = (own.codes, own.details) if own is not None else (b"", [])
        batch.append(_subject(card, codes, details, by_kind.get(card.kind, []), made, speller))
        if len(batch) == _STEP:
            _put(connection, batch)
            office.tell(done, total, "index")
    _put(connection, batch)


def _put(connection: sqlite3.Connection, batch: list[tuple[tuple[object, ...], tuple[object, ...]]]) -> None:
    connection.executemany(_INSERT, [one for one, _ in batch])
    connection.executemany(_BODY, [body for _, body in batch])
    batch.clear()


_INSERT = "INSERT INTO subject VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
_BODY = "INSERT INTO body VALUES (?,?,?)"


def _subject(
    card: services.Card,
    codes: bytes,
    details: list[tuple[int, services.Detail]],
    rules: list[_Rule],
    made: _Made,
    speller: _Speller,
) -> tuple[tuple[object, ...], tuple[object, ...]]:
    """A subject's line and body; what it adds to the counts goes into ``made``."""
    place = card.division[:_PLACE]
    sectors = card.facts.get("sectors")
    names = [str(s) for s in sectors] if isinstance(sectors, list) else []
    assignee = made.assigned.get(f"{card.kind}/{card.id}", "")
    heads = (("place", place), ("sector", names[0] if names else ""), ("who", assignee))
    dates = dict(details)
    shown = bytearray(c & 0xF for c in codes)
    gaps = unknowns = near = score = lapses = due = 0
    for pos in range(len(shown)):
        if shown[pos] == NOT_JUDGED:
            continue
        rule, detail = rules[pos], dates.get(pos)
        if detail is not None and shown[pos] in (PASS, WAIVED) and _soon(detail, made.day):
            shown[pos] = NEAR if shown[pos] == PASS else WAIVED
            lapses = min(lapses or detail.lapses_on, detail.lapses_on)
        code = shown[pos]
        for by, head in heads:
            made.summary[by, head, rule.family, code] += 1
        if code in (FAIL, UNKNOWN, WAIVED, ERROR, NEAR):
            own = _score(code, rule.weight, detail, made.day)
            made.cells.append(_cell(rule.no, code, card.no, detail, own, made.day))
            score += own
            gaps += code == FAIL
            unknowns += code in (UNKNOWN, ERROR)
            near += code == NEAR
            if code == FAIL and detail is not None and detail.due_by:
                due = min(due or detail.due_by, detail.due_by)
    told = {p: [d.lapses_on, d.lapses_to, d.due_by, d.waiver] for p, d in dates.items()}
    name = clean(card.name)
    credit = str(card.facts.get("credit_code") or "")
    spelled = speller.initials(name)
    who = (card.no, card.kind, card.id, name, spelled, credit, card.division, place, names[0] if names else "")
    search = "\n".join((name, spelled, card.id, credit)).lower()
    more = (search, str(card.facts.get("scale") or ""), assignee)
    line = (*who, f" {' '.join(names)} ", gaps, unknowns, lapses, due, score, near, *more)
    return line, (card.no, bytes(shown), json.dumps(told))


def _soon(detail: services.Detail, day: int) -> bool:
    """Whether something that holds on a day ends, or can no longer be told, within the days that count as near."""
    return 0 < detail.lapses_on <= day + _NEAR_DAYS and detail.lapses_to in _WORSE


def _score(code: int, weight: int, detail: services.Detail | None, day: int) -> int:
    """Weight of the requirement by days overdue for a gap; less for what is near or undecided."""
    if code == FAIL:
        late = day - detail.due_by if detail is not None and detail.due_by else 0
        return weight * (30 + max(0, min(late, _LATEST)))
    if code == NEAR and detail is not None:
        return weight * max(1, 30 - (detail.lapses_on - day)) // 2
    return weight if code in (UNKNOWN, ERROR) else 0


def _cell(rule: int, code: int, subject: int, detail: services.Detail | None, score: int, day: int) -> tuple[int, ...]:
    if detail is None:
        return (rule, code, subject, 0, -1, 0, score)
    lapse = (detail.lapses_on, detail.lapses_to) if code != WAIVED or _soon(detail, day) else (0, -1)
    return (rule, code, subject, *lapse, detail.due_by, score)


def _changes(office: Office, connection: sqlite3.Connection, run: services.RunInfo, before: services.RunInfo) -> None:
    """Verdicts that differ from the last run of an earlier day."""
    numbers = {(k, i): n for n, k, i in connection.execute("SELECT no, kind, id FROM rule")}
    kinds = dict(connection.execute("SELECT no, kind FROM subject").fetchall())
    old = {b.no: b.codes for b in services.verdict_bytes(office.workspace, before.run)}
    rows: list[tuple[int, int, int, int]] = []
    for new in services.verdict_bytes(office.workspace, run.run):
        kind, was = kinds.get(new.no), old.get(new.no, b"")
        if kind is None or was == new.codes:
            continue
        then = dict(zip(before.rules.get(kind, ()), was, strict=False))
        for id_, code in zip(run.rules[kind], new.codes, strict=False):
            first, second = then.get(id_, 0xFF) & 0xF, code & 0xF
            if first != second:
                rows.append((new.no, numbers[kind, id_], first, second))
    connection.executemany("INSERT INTO change VALUES (?,?,?,?)", rows)


def _names(office: Office) -> Iterator[tuple[str, str, str, str]]:
    vocabulary = office.law.vocabulary
    for kind, spec in vocabulary.subjects.items():
        yield ("kind", kind, spec.label.zh, spec.label.en)
    for sort, name in (("sector", "sector"), ("scale", "enterprise_scale")):
        codes = vocabulary.codes.get(name)
        for code in codes.codes if codes is not None else ():
            text = vocabulary.code_label(name, code)
            yield (sort, code, text.zh, text.en)
    for card in services.cards(office.workspace):
        if card.kind in ("county", "township"):
            name = clean(card.name)
            yield ("place", card.division[:_PLACE], name, name)


def _meta(
    office: Office, head: int, run: services.RunInfo | None, before: services.RunInfo | None, total: int
) -> dict[str, object]:
    about = office.workspace.about
    told: dict[str, object] = {
        "version": VERSION,
        "name": about.get("name", ""),
        "demo": about.get("demo") == "yes",
        "head": head,
        "subjects": total,
        "today": office.day,
        "run": 0,
        "plugins_failed": [s.name for s in office.opened.plugins.failed],
    }
    if run is not None:
        counts = {NAMES.index(str(n)): v for n, v in run.counts.items()}
        told |= {"run": run.run, "as_of": run.as_of, "run_head": run.head, "at": run.at, "counts": counts}
        told |= {"before": before.as_of if before is not None else 0}
    return told


def _assigned(office: Office) -> dict[str, str]:
    """Who sees to which subject, by ``kind/id``."""
    kept = services.Collection(office.workspace, "assignment").all()
    return {k.id: clean(str(k.body.get("who", ""))) for k in kept if isinstance(k.body, dict)}


def _known_initials(path: Path) -> dict[str, str]:
    """The initials of the last index: spelling is slow, names seldom change."""
    if not path.exists():
        return {}
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            return dict(connection.execute("SELECT name, initials FROM subject").fetchall())
    except sqlite3.Error:
        return {}


class _Speller:
    """Pinyin initials of names; the library is only imported for a name that is new."""

    def __init__(self, known: dict[str, str]) -> None:
        self.known = known

    def initials(self, name: str) -> str:
        """``hdhg`` for 宏达化工; Latin letters and digits stay."""
        if name not in self.known:
            self.known[name] = "".join(_initials(name))
        return self.known[name]


def _initials(name: str) -> Iterable[str]:
    from pypinyin import Style, lazy_pinyin

    return (s[0].lower() for s in lazy_pinyin(name, style=Style.FIRST_LETTER, errors="default") if s)
