"""The tests that live beside the rules: given facts, a day, and what is expected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import msgspec
from msgspec.structs import replace

from anwei.engine.catalogue.assess import Environment, judge_for
from anwei.engine.catalogue.case_facts import CaseReader
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.documents.diagnostics import Diagnostics, Place, nearest
from anwei.engine.documents.nodes import Node, collector_paused
from anwei.engine.documents.shape import Key, Reader, Shape
from anwei.engine.facts.subject import Subject
from anwei.engine.facts.values import parse_date, show_date
from anwei.engine.record.finding import Finding, Quantity, Verdict

TESTS_SHAPE: Shape = {
    "tests": Key("name", True),
    "cases": Key("list", True),
    "unreachable": Key("list"),
    "note": Key("bilingual"),
}
UNREACHABLE_SHAPE: Shape = {"rule": Key("name", True), "change": Key("text", True), "why": Key("bilingual", True)}
CASE_SHAPE: Shape = {
    "rule": Key("name", True),
    "name": Key("text"),
    "as_of": Key("date", True),
    "subject": Key("name"),
    "division": Key("text"),
    "id": Key("text"),
    "given": Key("map", True),
    "coverage": Key("map"),
    "expect": Key("value", True),
    "vary": Key("list"),
    "others": Key("list"),
    "waivers": Key("list"),
    "note": Key("value"),
}
VARY_SHAPE: Shape = {
    "name": Key("text"),
    "set": Key("map"),
    "coverage": Key("map"),
    "as_of": Key("date"),
    "division": Key("text"),
    "expect": Key("value", True),
    "note": Key("value"),
    "others": Key("list"),
}
EXPECT_SHAPE: Shape = {
    "verdict": Key("choice", True, tuple(Verdict)),
    "raw": Key("choice", False, tuple(Verdict)),
    "missing": Key("names"),
    "lapses_on": Key("value"),
    "due_by": Key("value"),
    "shortfall": Key("value"),
    "observed": Key("value"),
    "required": Key("value"),
    "nearest": Key("text"),
    "measures": Key("map"),
}
OTHERS = "others"  # in paths of ``set``: the other subjects, as in others[0].facts.name
_STEP = re.compile(r"([^.\[\]]+)((?:\[\d+\])?)(?:\.|$)")


@dataclass(frozen=True)
class Outcome:
    """One case as it came out; ``problems`` is empty when it passed."""

    rule: str
    name: str
    place: Place
    expected: Verdict
    finding: Finding | None
    problems: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.problems


class Case(msgspec.Struct, frozen=True):
    """One case: the facts given, the day, and what is expected, as written.

    ``whole`` is the entry under ``cases`` that it stands in, ``variation`` its own one under ``vary``, if it has one.
    """

    rule: str
    name: str
    place: Place
    as_of: int
    kind: str
    division: str
    id: str
    given: Node
    coverage: dict[str, Node]
    expect: Node
    others: tuple[Node, ...]
    whole: Node
    variation: Node | None = None


def run_tests(
    catalogue: Catalogue,
    documents: Iterable[Node],
    rules: set[str] | None = None,
    environment: Environment | None = None,
) -> Iterator[Outcome]:
    """Run every case (of the named rules). Raises AnweiError where a test document itself is wrong."""
    for case in read_cases(catalogue, documents):
        if rules is None or case.rule in rules:
            yield run_case(case, catalogue, environment)


def read_cases(catalogue: Catalogue, documents: Iterable[Node]) -> list[Case]:
    """Every case with its variations spelled out. Raises AnweiError where a test document is wrong."""
    diagnostics = Diagnostics()
    cases = [c for d in documents for c in _cases(d, catalogue, diagnostics)]
    diagnostics.raise_errors()
    return cases


def unreachable(documents: Iterable[Node]) -> set[tuple[str, str]]:
    """The mutants (rule and change) that no case can notice, as documents declare with a reason. Raises AnweiError."""
    diagnostics = Diagnostics()
    found: set[tuple[str, str]] = set()
    for document in documents:
        for node in Reader(document, TESTS_SHAPE, diagnostics).elements("unreachable"):
            reader = Reader(node, UNREACHABLE_SHAPE, diagnostics)
            found.add((reader.text("rule"), reader.text("change")))
    diagnostics.raise_errors()
    return found


def subjects_of(case: Case, catalogue: Catalogue) -> list[Subject]:
    """The subject of a case, first, and the others of its population. Raises AnweiError."""
    return CaseReader(catalogue.vocabulary).subjects(case)


def _cases(document: Node, catalogue: Catalogue, diagnostics: Diagnostics) -> Iterator[Case]:
    for node in Reader(document, TESTS_SHAPE, diagnostics).elements("cases"):
        reader = Reader(node, CASE_SHAPE, diagnostics)
        rule = catalogue.rules.get(reader.text("rule"))
        if reader.ok and rule is None:
            hint = nearest(reader.text("rule"), catalogue.rules) or "-"
            reader.error("RUL-014", reader.place("rule"), name=reader.text("rule"), hint=hint)
        if not reader.ok or rule is None:
            continue
        given, expect = reader.node_of("given"), reader.node_of("expect")
        assert given is not None and expect is not None
        base = Case(
            rule.id,
            reader.text("name") or "base",
            node.place,
            _day(reader, "as_of"),
            reader.text("subject") or rule.subject,
            reader.text("division"),
            reader.text("id", "T-1"),
            given,
            dict(reader.entries("coverage")),
            expect,
            tuple(reader.elements("others")),
            node,
        )
        yield base
        for index, variation in enumerate(reader.elements("vary"), 1):
            yield from _varied(base, variation, index, diagnostics)


def _day(reader: Reader, key: str) -> int:
    node = reader.node_of(key)
    assert node is not None
    return parse_date(node.text)


def _varied(base: Case, node: Node, index: int, diagnostics: Diagnostics) -> Iterator[Case]:
    reader = Reader(node, VARY_SHAPE, diagnostics)
    expect = reader.node_of("expect")
    if not reader.ok or expect is None:
        return
    others = tuple(reader.elements("others")) if reader.has("others") else base.others
    facts = base.given.holding({**dict(base.given.items()), OTHERS: base.given.holding(list(others))})
    for path, value in reader.entries("set"):
        steps = _steps(path)
        try:
            facts = _set(facts, steps, value) if steps != (OTHERS,) else _set(facts, (), value)
        except (KeyError, IndexError):
            reader.error("TST-001", node.place, path=path)
            return
    changed = dict(facts.items())
    yield replace(
        base,
        name=reader.text("name") or f"vary {index}",
        place=node.place,
        others=tuple(changed.pop(OTHERS).elements()),
        given=base.given.holding(changed),
        expect=expect,
        as_of=_day(reader, "as_of") if reader.has("as_of") else base.as_of,
        division=reader.text("division") or base.division,
        coverage={**base.coverage, **dict(reader.entries("coverage"))},
        variation=node,
    )


@cache
def _steps(path: str) -> tuple[str | int, ...]:
    """``people[0].full_time`` as ("people", 0, "full_time")."""
    steps: list[str | int] = []
    for match in _STEP.finditer(path):
        steps.append(match[1])
        if match[2]:
            steps.append(int(match[2][1:-1]))
    return tuple(steps)


def _set(node: Node, steps: tuple[str | int, ...], value: Node) -> Node:
    """A copy of ``node`` with one place changed; a record set to null is removed."""
    head, rest = steps[0], steps[1:]
    if isinstance(head, str):
        if not node.is_map or (rest and node.get(head) is None):
            raise KeyError(head)
        children = dict(node.items())
        children[head] = _set(children[head], rest, value) if rest else value
        return node.holding(children)
    if not node.is_list:
        raise KeyError(head)
    rows = list(node.elements())
    if head > len(rows) or (rest and head == len(rows)):
        raise IndexError(head)
    if not rest and value.value is None:
        del rows[head]
    else:
        changed = _set(rows[head], rest, value) if rest else value
        rows[head : head + 1] = [changed]
    return node.holding(rows)


class Trial(msgspec.Struct, frozen=True):
    """A case made ready to be judged many times: its subjects typed and its expectation read once."""

    case: Case
    subjects: list[Subject]
    expect: Reader

    @property
    def expected(self) -> Verdict:
        return Verdict(self.expect.text("verdict"))

    def verdict(self, catalogue: Catalogue, environment: Environment | None = None) -> Verdict:
        """The verdict alone, without explanation."""
        judge = judge_for(catalogue, self.subjects, environment)
        return judge.verdict(catalogue.rules[self.case.rule], self.subjects[0], self.case.as_of)[0]

    def outcome(self, catalogue: Catalogue, environment: Environment | None = None) -> Outcome:
        """What came out, compared with all that is expected."""
        case = self.case
        judge = judge_for(catalogue, self.subjects, environment)
        horizon = {} if self.expect.has("lapses_on") else {"horizon": 0}
        finding = judge.finding(catalogue.rules[case.rule], self.subjects[0], case.as_of, **horizon)
        problems = tuple(_problems(self.expect, finding))
        return Outcome(case.rule, case.name, case.place, self.expected, finding, problems)


def prepare(case: Case, catalogue: Catalogue, facts: CaseReader | None = None) -> Trial:
    """A case ready to be judged. Raises AnweiError where its facts or its expectation are wrong."""
    diagnostics = Diagnostics()
    expect = case.expect
    if not expect.is_map:
        expect = expect.holding({"verdict": expect})
    reader = Reader(expect, EXPECT_SHAPE, diagnostics)
    diagnostics.raise_errors()
    return Trial(case, (facts or CaseReader(catalogue.vocabulary)).subjects(case), reader)


def prepare_all(catalogue: Catalogue, documents: Iterable[Node]) -> dict[str, list[Trial]]:
    """Every case of the documents ready to be judged, by rule. Raises AnweiError where a test document is wrong."""
    found: dict[str, list[Trial]] = {}
    facts = CaseReader(catalogue.vocabulary)
    with collector_paused():
        for case in read_cases(catalogue, documents):
            found.setdefault(case.rule, []).append(prepare(case, catalogue, facts))
    return found


def run_case(case: Case, catalogue: Catalogue, environment: Environment | None) -> Outcome:
    """Judge one case and compare with what it expects."""
    return prepare(case, catalogue).outcome(catalogue, environment)


def _problems(reader: Reader, finding: Finding) -> Iterator[str]:
    def differs(key: str, got: object) -> Iterator[str]:
        wanted = reader.text(key) or "null"
        if str(got) != wanted:
            yield f"{key}: expected {wanted}, got {got}"

    yield from differs("verdict", finding.verdict.value)
    if reader.has("raw"):
        yield from differs("raw", finding.raw.value)
    if "missing" in (k for k, _ in reader.node.items()):
        got, wanted = sorted(m.path for m in finding.missing), sorted(reader.names("missing"))
        if got != wanted:
            yield f"missing: expected {wanted}, got {got}"
    for key, day in (("lapses_on", finding.lapses_on), ("due_by", finding.due_by)):
        if reader.has(key):
            yield from differs(key, show_date(day) if day else "null")
    gap = finding.gap
    for key in ("shortfall", "observed", "required"):
        if reader.has(key):
            yield from _quantity(key, reader, getattr(gap, key) if gap else _step_quantity(key, finding))
    if reader.has("nearest"):
        yield from differs("nearest", finding.nearest.record if finding.nearest else "null")
    for name, node in reader.entries("measures"):
        step = next((s for s in finding.steps if s.name == name), None)
        shown = show_quantity(step.value) if step is not None else "(no such measure)"
        if not _same(shown, node.text):
            yield f"measures.{name}: expected {node.text}, got {shown}"


def _step_quantity(key: str, finding: Finding) -> Quantity | None:
    """Without a gap, a measure that bears the key's name."""
    return next((s.value for s in finding.steps if s.name == key), None)


def _quantity(key: str, reader: Reader, got: Quantity | None) -> Iterator[str]:
    shown = show_quantity(got)
    wanted = reader.text(key) or "null"
    if not _same(shown, wanted):
        yield f"{key}: expected {wanted}, got {shown}"


def _same(shown: str, wanted: str) -> bool:
    return shown == wanted or shown.replace(",", "") == wanted.replace(",", "")


def show_quantity(value: Quantity | None) -> str:
    """A quantity as a test author writes it: plain digits, a date, ``low..high`` where it is not exact."""
    if value is None:
        return "null"
    if not value.exact:
        return f"{_show(value.low, value)}..{_show(value.high, value)}"
    return _show(value.low, value)


def _show(amount: float, value: Quantity) -> str:
    from anwei.engine.facts.values import show_number

    if amount in (float("inf"), float("-inf")):
        return "inf" if amount > 0 else "-inf"
    if value.type.kind == "date":
        return show_date(amount)
    sign = value.type.unit if value.type.unit in ("%", "‰") else ""
    return show_number(amount, value.type.scale, value.type.unit).replace(",", "") + (f" {sign}" if sign else "")
