"""The job of the insurance screen: its ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from anwei.engine import services
from anwei.tui.glyphs import verdict_word
from anwei.tui.index.schema import FAIL, NAMES, UNKNOWN
from anwei.tui.insurance.calls import called, key_of
from anwei.tui.insurance.minimum import POLICIES, TOPIC, Least, asking, least
from anwei.tui.jobs.office import Office
from anwei.tui.ledger.sheet import LISTED, Head, Ledger, Line, View, tidy
from anwei.tui.shelf.reader import Entry
from anwei.tui.words import NEVER, day, lang, say, word

NEAR_DAYS = 30
AHEAD = 90
_WEEKS = 13
_PLACES = ("county", "township")
_CODE = 0xF
_SAME = ("kind", "insured_object")


@dataclass(frozen=True)
class Policy:
    """One policy of a subject. Days are ordinals (0: not known); ``last``: no later one of its sort is on file."""

    subject: services.Subject
    record: services.Record
    start: int
    end: int
    cancelled: bool
    last: bool
    least: Least | None

    @property
    def limit(self) -> int | None:
        """The value that the least is asked of; without a rule the limit per person."""
        value = self.record.values.get(self.least.field if self.least else "per_person_limit")
        return value if isinstance(value, int) else None

    @property
    def short(self) -> int:
        """How far the limit lies below what a rule asks; 0 where nothing is known to be missing."""
        return max(0, self.least.due - self.limit) if self.least and self.limit is not None else 0

    def state(self, on: int) -> str:
        """Its mark: a gap where it ended with nothing after it or lies below what is asked."""
        if self.cancelled or not self.last:
            return "not_applicable"
        if not self.end or (self.least is not None and self.limit is None):
            return "unknown"
        if self.end < on or self.short:
            return "fail"
        return "near" if self.end <= on + NEAR_DAYS else "pass"


def ledger(office: Office) -> Ledger:
    """Every policy on file by its end, and the requirements on insurance that the last run found open."""
    places = {s.division: s.name for kind in _PLACES for s in office.evidence.of_kind(kind)}
    on = office.day
    desk = _Desk(office, on, places, called(office))
    found = sorted(_policies(office), key=lambda p: (p.end or NEVER, p.subject.id, p.record.key))
    current = [p for p in found if p.last and not p.cancelled]
    ending = [p for p in current if p.end and p.end <= on + AHEAD]
    short = [p for p in current if p.short and p.end >= on]
    views = (
        desk.view("ending", ending, "none_ending"),
        desk.view("current", current, "nothing"),
        desk.view("short", short, "none_short"),
        desk.open_view(),
        desk.view("all", found, "nothing"),
    )
    return Ledger(say("mode.insurance"), tuple(_band(current, on)), views)


def _policies(office: Office) -> Iterator[Policy]:
    vocabulary, catalogue = office.law.vocabulary, office.opened.catalogue
    rules, on = asking(catalogue.rules.values()), office.day
    judge = services.judge_for(catalogue, (), office.opened.environment)
    for kind, spec in vocabulary.subjects.items():
        if POLICIES not in spec.tables:
            continue
        for subject in office.evidence.parts(kind, frozenset({POLICIES})):
            records = subject.children.get(POLICIES, ())
            if records:
                asked = least(judge, rules, subject, on)
                yield from _of_subject(subject, records, asked)


def _of_subject(
    subject: services.Subject, records: Iterable[services.Record], asked: dict[str, Least]
) -> Iterator[Policy]:
    listed = [(r, _day(r, "start"), _day(r, "end"), _day(r, "cancelled_on") > 0) for r in records]
    last: dict[tuple[object, ...], int] = {}
    for record, _, end, gone in listed:
        if not gone:
            key = tuple(record.values.get(n) for n in _SAME)
            last[key] = max(last.get(key, 0), end)
    for record, start, end, gone in listed:
        key = tuple(record.values.get(n) for n in _SAME)
        yield Policy(subject, record, start, end, gone, end >= last.get(key, 0), asked.get(record.path))


def _day(record: services.Record, name: str) -> int:
    value = record.values.get(name)
    return value if isinstance(value, int) else 0


def _band(current: list[Policy], on: int) -> Iterator[str]:
    """How many end within 30, 60 and 90 days, how many have ended, and week by week for a quarter."""
    ends = [p.end for p in current if p.end]
    counts = [say("stock.band", days=n, count=sum(on <= e <= on + n for e in ends)) for n in (30, 60, 90)]
    yield " " + "  ".join([*counts, say("insurance.ended", count=sum(e < on for e in ends))])
    weeks = [sum(on + 7 * w <= e < on + 7 * w + 7 for e in ends) for w in range(_WEEKS)]
    yield " " + say("insurance.weeks", day=day(on)[5:], counts=" ".join(map(str, weeks)))


@dataclass(frozen=True)
class _Desk:
    """What every line needs: the office, names of places, and who was called up when."""

    office: Office
    on: int
    places: dict[str, str]
    calls: dict[str, list[int]]
    made: dict[int, Line] = field(default_factory=dict)

    def place(self, division: str) -> str:
        name = self.places.get(division) or self.places.get(division[:9]) or self.places.get(division[:6])
        return tidy(name or division)

    def word(self, record: services.Record, kind: str, name: str) -> str:
        """A code or text of a policy in words."""
        spec = self.office.law.vocabulary.subjects[kind].tables[POLICIES].fields.get(name)
        value = record.values.get(name)
        if spec is None or not isinstance(value, str):
            return ""
        return tidy(self.office.law.vocabulary.code_label(spec.codes, value).lang(lang()) if spec.codes else value)

    def view(self, name: str, policies: list[Policy], empty: str) -> View:
        heads = (
            Head(say("head.state"), 4, verdict=True),
            Head(say("head.subject")),
            Head(say("insurance.kind"), 14, drop=3),
            Head(say("insurance.insurer"), 14, drop=1),
            Head(say("insurance.limit"), 8, right=True),
            Head(say("insurance.least"), 8, right=True),
            Head(say("insurance.end"), 10),
            Head(say("insurance.left"), 6, right=True),
            Head(say("insurance.calls"), 5, right=True, drop=2),
        )
        lines = tuple(self.made.get(id(p)) or self.line(p) for p in policies[:LISTED])
        sorts = tuple((n, say(f"insurance.by.{n}")) for n in ("end", "subject", "place", "short", "calls"))
        title, said = (
            say(f"insurance.view.{name}"),
            say("empty.insurance" if empty == "nothing" else f"insurance.{empty}"),
        )
        return View(name, title, heads, lines, sorts, said, max(0, len(policies) - LISTED))

    def line(self, policy: Policy) -> Line:
        on, subject, record = self.on, policy.subject, policy.record
        key = key_of(subject.kind, subject.id, record.key or record.path)
        calls = self.calls.get(key, [])
        state = policy.state(on)
        texts = (
            state,
            tidy(subject.name),
            self.word(record, subject.kind, "kind"),
            self.word(record, subject.kind, "insurer"),
            self.money(policy.limit),
            self.money(policy.least.due) if policy.least else "",
            day(policy.end),
            str(policy.end - on) if policy.end and policy.last else "",
            str(len(calls)) if calls else "",
        )
        sorts: dict[str, tuple[object, ...]] = {
            "end": (),
            "subject": (subject.name, policy.end),
            "place": (self.place(subject.division), policy.end),
            "short": (-policy.short, policy.end),
            "calls": (-len(calls), policy.end),
        }
        detail = tuple(self.told(policy, state, calls))
        made = Line(key, texts, sorts, detail, (subject.kind, subject.id, ""), state == "not_applicable")
        self.made[id(policy)] = made
        return made

    def money(self, fen: int | None) -> str:
        """An amount of money in full yuan, in Chinese in 万元, exactly."""
        if fen is None:
            return ""
        if lang() == "en":
            whole, part = divmod(fen, 100)
            return f"{whole:,}.{part:02d}" if part else f"{whole:,}"
        whole, part = divmod(fen, 1_000_000)
        return say("insurance.wan", amount=f"{whole}.{part:06d}".rstrip("0") if part else whole)

    def told(self, policy: Policy, state: str, calls: list[int]) -> Iterator[Entry]:
        on, record, kind = self.on, policy.record, policy.subject.kind
        yield tidy(policy.subject.name), tidy(policy.subject.name)
        yield say("head.state"), verdict_word(state) + _why(policy, on)
        yield say("head.place"), self.place(policy.subject.division)
        fields = self.office.law.vocabulary.subjects[kind].tables[POLICIES].fields
        yield fields["policy_id"].label.lang(lang()), tidy(record.key)
        for name in ("kind", "insurer", "insured_object"):
            yield fields[name].label.lang(lang()), self.word(record, kind, name)
        yield say("insurance.term"), f"{day(policy.start) or '-'} - {day(policy.end) or '-'}"
        insured = record.values.get("insured")
        if isinstance(insured, int):
            yield fields["insured"].label.lang(lang()), str(insured)
        for name in ("per_person_limit", "total_limit"):
            value = record.values.get(name)
            yield fields[name].label.lang(lang()), self.money(value if isinstance(value, int) else None)
        if policy.least is not None:
            rule = policy.least.rule
            yield say("insurance.least"), f"{self.money(policy.least.due)}  {tidy(rule.title.lang(lang()))}"
            laws = self.office.opened.catalogue.laws
            cites = word("mark.list").join(services.cite(c, laws, lang()) for c in rule.cites)
            yield say("stock.basis"), tidy(cites)
        for when in calls:
            yield say("insurance.calls"), day(when)

    # -- what the last run found open ----------------------------------------------------------------------------

    def open_view(self) -> View:
        """Requirements on insurance that failed or could not be decided in the last run, the gaps first."""
        heads = (
            Head(say("head.state"), 4, verdict=True),
            Head(say("head.subject"), 26),
            Head(say("head.requirement")),
            Head(say("head.place"), 12, drop=1),
        )
        found = sorted(self.open_lines(), key=lambda x: (x.texts[0] != "fail", x.texts[3], x.key))
        empty = say("insurance.none_open") if services.list_runs(self.office.workspace, 1) else say("empty.run")
        return View("open", say("insurance.view.open"), heads, tuple(found[:LISTED]), (), empty, len(found[LISTED:]))

    def open_lines(self) -> Iterator[Line]:
        runs = services.list_runs(self.office.workspace, 1)
        wanted: dict[int, list[tuple[int, int]]] = {}
        kinds = {k: self.office.law.of_kind(k) for k in self.office.law.vocabulary.subjects}
        topical = {k: [n for n, r in enumerate(rules) if r.topic == TOPIC] for k, rules in kinds.items()}
        most = {n for places in topical.values() for n in places}
        for one in services.verdict_bytes(self.office.workspace, runs[0].run) if runs else ():
            hits = [(n, one.codes[n] & _CODE) for n in most if n < len(one.codes)]
            hits = [(n, c) for n, c in hits if c in (FAIL, UNKNOWN)]
            if hits:
                wanted[one.no] = hits
        for card in services.cards(self.office.workspace) if wanted else ():
            for place, code in wanted.get(card.no, ()):
                rules = kinds[card.kind]
                if place < len(rules) and rules[place].topic == TOPIC:
                    yield self.open_line(card, rules[place], NAMES[code])

    def open_line(self, card: services.Card, rule: services.Rule, state: str) -> Line:
        title = tidy(rule.title.lang(lang()))
        texts = (state, tidy(card.name), title, self.place(card.division))
        detail = ((title, title), (say("head.state"), verdict_word(state)), (say("head.subject"), tidy(card.name)))
        return Line(f"{card.kind}/{card.id}/{rule.id}", texts, {}, detail, (card.kind, card.id, rule.id))


def _why(policy: Policy, on: int) -> str:
    """Why a policy has its mark."""
    if policy.cancelled:
        return say("insurance.why.cancelled")
    if not policy.last:
        return say("insurance.why.renewed")
    if policy.end and policy.end < on:
        return say("insurance.why.ended", days=on - policy.end)
    return say("insurance.why.short") if policy.short else ""
