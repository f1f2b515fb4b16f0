"""Jobs that list what is on file for the smaller screens: columns as (title, cells) and rows of texts."""

from __future__ import annotations

from anwei.engine import services
from anwei.tui.jobs.office import Office
from anwei.tui.words import clean, day, lang, say, word

Table = tuple[list[tuple[str, int]], list[tuple[str, ...]]]
_LISTED = 5000


def _records(office: Office, kind: str, table: str, fields: tuple[str, ...]) -> Table:
    """The records of a child table of all subjects of a kind; at most 5,000."""
    vocabulary = office.law.vocabulary
    spec = vocabulary.subjects[kind]
    own = spec.tables[table].fields
    shown = [n for n in fields if n in own]
    rows: list[tuple[str, ...]] = []
    for subject in office.evidence.of_kind(kind):
        for record in subject.children.get(table, ()):
            cells = [_shown(vocabulary, own[n], record.values.get(n)) for n in shown]
            rows.append((clean(subject.name), *cells))
            if len(rows) == _LISTED:
                break
    columns = [(spec.label.lang(lang()), 24), *((own[n].label.lang(lang()), 14) for n in shown[:-1])]
    return [*columns, (own[shown[-1]].label.lang(lang()), 0)], rows


def _shown(vocabulary: services.Vocabulary, spec: services.FieldSpec, value: object) -> str:
    """A held value in words."""
    if value is None or value is services.BLANK:
        return ""
    if spec.type == "date" and isinstance(value, int):
        return day(value)
    if isinstance(value, bool):
        return word("form.yes" if value else "form.no")
    if spec.codes:
        names = sorted(value) if isinstance(value, frozenset) else [value]
        return word("mark.list").join(vocabulary.code_label(spec.codes, str(n)).lang(lang()) for n in names)
    if spec.scale and isinstance(value, int):
        return f"{value / 10**spec.scale:.{spec.scale}f}"
    return clean(str(value))


def drills(office: Office) -> Table:
    """Drills on file."""
    return _records(office, "enterprise", "drills", ("date", "kind", "mode", "topics"))


def stock(office: Office) -> Table:
    """What the warehouses hold."""
    return _records(office, "warehouse", "stock", ("item", "quantity", "place", "expires_on"))


def insurance(office: Office) -> Table:
    """Policies on file."""
    return _records(office, "enterprise", "policies", ("kind", "insurer", "start", "end"))


def importing(office: Office) -> Table:
    """Imports in the journal, the latest first."""
    found = [e for e in office.workspace.entries(limit=500) if e.kind in ("import", "demo")]
    columns = [(say("head.number"), 8), (say("head.when"), 20), (say("head.who"), 16), (say("head.what"), 0)]
    rows: list[tuple[str, ...]] = [(str(e.seq), e.at[:19], clean(e.who), word(f"journal.{e.kind}")) for e in found]
    return columns, rows


def reports(office: Office) -> Table:  # noqa: ARG001
    """The kinds of reports."""
    return [(say("head.what"), 0)], [(k,) for k in services.REPORT_KINDS]


def plugins(office: Office) -> Table:
    """Plugins and how they loaded."""
    columns = [(say("head.what"), 16), (say("head.version"), 10), (say("head.state"), 10), (say("head.why"), 0)]
    rows: list[tuple[str, ...]] = [
        (clean(s.name), s.version, s.state, clean(s.error)) for s in office.opened.plugins.statuses
    ]
    return columns, rows


def rules(office: Office) -> Table:
    """Every rule by id and title."""
    columns = [(say("head.number"), 34), (say("head.requirement"), 0)]
    return columns, [(r.id, clean(r.title.lang(lang()))) for r in office.law.rules.values()]
