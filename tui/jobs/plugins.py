"""Jobs about plugins: how each loaded, what it brings, its contract, and the data of its panels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from anwei.engine import services
from anwei.engine.api import Assessment, Finding, PanelSpec, Subject, Verdict
from anwei.tui.jobs.office import Office
from anwei.tui.words import clean, lang, say, word
from anwei.tui.work import Trouble

KINDS = ("table", "key_values", "matrix", "timeline", "notes")


@dataclass(frozen=True)
class PanelName:
    """A panel by id and title, and of which kind it is."""

    id: str
    title: str
    kind: str


@dataclass(frozen=True)
class PluginLine:
    """A plugin in words; ``state`` is ``loaded``, ``failed`` or ``disabled``."""

    name: str
    version: str
    state: str
    distribution: str
    target: str
    rules: int
    facts: int
    hooks: tuple[str, ...]
    error: str
    advice: str
    panels: tuple[PanelName, ...]


@dataclass(frozen=True)
class PanelData:
    """What a panel shows: columns and rows of texts; ``version`` is its plugin's."""

    id: str
    title: str
    kind: str
    plugin: str
    version: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def plugins(office: Office) -> list[PluginLine]:
    """Every plugin, those that failed first."""
    opened = office.opened
    order = {"failed": 0, "disabled": 1, "loaded": 2}
    lines = [_line(office, s) for s in opened.plugins.statuses]
    return sorted(lines, key=lambda p: (order[p.state], p.name))


def _line(office: Office, status: services.PluginStatus) -> PluginLine:
    brought = services.contribution(office.law.catalogue, status)
    panels = status.contributions.get("anwei_panels", ()) if status.state == "loaded" else ()
    return PluginLine(
        clean(status.name),
        clean(status.version),
        status.state,
        clean(status.distribution),
        clean(status.target),
        len(brought.rules),
        len(brought.facts),
        tuple(h.removeprefix("anwei_") for h in status.hooks),
        clean(status.reason.lang(lang())),
        _advice(office, status),
        tuple(PanelName(p.id, clean(p.title.lang(lang())), p.kind) for p in panels),
    )


def _advice(office: Office, status: services.PluginStatus) -> str:
    """What to do about a plugin that is not loaded; empty for one that is."""
    if status.state == "loaded":
        return ""
    if status.state == "disabled":
        return word("plugin.advice.safe" if office.opened.plugins.safe else "plugin.advice.disabled")
    found = (k for k, pattern in services.PLUGIN_ADVICE.items() if pattern.search(status.error))
    name = status.distribution or status.name
    return word(f"plugin.advice.{next(found, 'bug')}", name=status.name, distribution=name)


def check(office: Office, name: str) -> list[str]:
    """The contract of one plugin, point by point: what is wrong with it, in words."""
    office.tell(0, 0, say("plugins.checking"))
    status = next(s for s in office.opened.plugins.statuses if s.name == name)
    return [clean(str(p)) for p in services.check_plugin_status(office.opened, status)]


# -- panels --------------------------------------------------------------------------------------------------------


def panel(office: Office, id_: str) -> PanelData:
    """The data of a panel, judged as of the office's day. Raises Trouble: no such panel, or rows of a wrong form.

    What the panel's own code raises goes through: whoever asks turns it into a card.
    """
    for status, spec in office.opened.plugins.all("anwei_panels"):
        if spec.id == id_:
            if spec.kind not in KINDS:
                raise Trouble((say("panel.kind_wrong", kind=spec.kind),), "panel")
            try:
                rows = spec.rows(assessment(office, status))
            except Exception as error:
                raise Trouble((f"{type(error).__name__}: {error}",), "panel") from error
            return _data(status, spec, rows)
    raise Trouble((say("panel.gone", id=id_),), "panel")


def _data(status: services.PluginStatus, spec: PanelSpec, rows: object) -> PanelData:
    """A panel's rows, checked: a plugin's mistake must not reach what draws."""
    columns = tuple(clean(c.lang(lang())) for c in spec.columns)
    good: list[tuple[str, ...]] = []
    for number, row in enumerate(rows if isinstance(rows, Iterable) else (None,), start=1):
        texts = isinstance(row, Sequence) and not isinstance(row, str) and all(isinstance(c, str) for c in row)
        if not texts or (columns and len(row) != len(columns)):
            raise Trouble((say("panel.rows_wrong", row=number, want=len(columns)),), "panel")
        good.append(tuple(clean(c) for c in row))
    title = clean(spec.title.lang(lang()))
    return PanelData(spec.id, title, spec.kind, status.name, status.version, columns, tuple(good))


def assessment(office: Office, status: services.PluginStatus) -> Assessment:
    """The subjects that concern a plugin with their verdicts of the last run: what all screens show, and as fast.

    They are those of the kinds its rules are about, less those to which none of its rules applied. Findings hold
    verdict and dates; steps and missing facts are found anew where somebody asks for them. Raises Trouble without a
    run: a panel that counts nothing would look as if all were well.
    """
    runs = services.list_runs(office.workspace, 1)
    if not runs:
        raise Trouble((say("panel.no_run"),), "panel")
    run, own = runs[0], services.contribution(office.law.catalogue, status).rules
    subjects: list[Subject] = []
    findings: list[Finding] = []
    for kind in sorted({r.subject for r in own}):
        told = _told(office, run, kind, {r.id for r in own})
        for subject in office.evidence.some(kind, told):
            subjects.append(subject)
            findings += _findings(office, run, subject, told[subject.id])
    return Assessment(run.as_of, office.law.catalogue.digest, tuple(subjects), tuple(findings))


def _told(office: Office, run: services.RunInfo, kind: str, own: set[str]) -> dict[str, services.VerdictBytes]:
    """The stored verdicts of the subjects of a kind to which one of a plugin's rules applied, by id."""
    ids = {c.no: c.id for c in services.cards(office.workspace) if c.kind == kind}
    places = [i for i, r in enumerate(run.rules.get(kind, ())) if r in own]
    stored = services.verdict_bytes(office.workspace, run.run)
    return {ids[v.no]: v for v in stored if v.no in ids and any(_applied(v.codes[p]) for p in places)}


def _verdict(code: int) -> Verdict | None:
    """A stored verdict; None where the rule was not judged."""
    return services.CODES[code] if code < len(services.CODES) else None


def _applied(code: int) -> bool:
    """Whether a stored verdict says that the rule applied."""
    return _verdict(code & 0xF) not in (None, Verdict.NOT_APPLICABLE)


def _findings(
    office: Office, run: services.RunInfo, subject: Subject, stored: services.VerdictBytes
) -> Iterator[Finding]:
    details = dict(stored.details)
    for place, (id_, code) in enumerate(zip(run.rules[subject.kind], stored.codes, strict=False)):
        verdict, rule = _verdict(code & 0xF), office.law.rules.get(id_)
        if verdict is not None and rule is not None:
            raw = (_verdict(code >> 4) if verdict is Verdict.WAIVED else None) or verdict
            detail = details.get(place)
            due, lapses = (detail.due_by, detail.lapses_on) if detail is not None else (None, None)
            yield Finding(rule, subject, run.as_of, verdict, raw, frozenset({raw}), due_by=due, lapses_on=lapses)
