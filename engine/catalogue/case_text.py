"""Writing cases as people write them: a variation added to the case it starts from, or a new file for a full one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from anwei.engine.catalogue.boundaries import Proposal
from anwei.engine.catalogue.testing import OTHERS, Case
from anwei.engine.documents.nodes import Node
from anwei.engine.facts.values import Blank, Value, show_date, show_number
from anwei.engine.facts.vocabulary import FieldSpec, SubjectSpec, Vocabulary
from anwei.engine.language.leaves import Spot

WIDTH = 118
LINES = 400  # what a file may hold
_PLAIN = re.compile(r"[^\W\d_][^:#,\[\]{}&*!|>'\"%@`\n]*\Z")
_NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?( [%‰])?\Z")
_WORDS = {"true", "false", "null", "~", ""}
Plain = object  # dict, list or text: what flow() writes


class Raw(str):
    """Text that stands in YAML as it is: a number, a date, a keyword."""


def flow(value: Plain) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(k)}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value)


def scalar(value: object) -> str:
    if isinstance(value, Raw):
        return str(value)
    text = str(value)
    plain = _PLAIN.match(text) and text == text.strip() and text not in _WORDS
    return text if plain else json.dumps(text, ensure_ascii=False)


def block(value: Plain, indent: int, lead: str) -> list[str]:
    """A value after ``lead`` on one line if it fits, else spread over several."""
    one = lead + flow(value)
    if len(one) <= WIDTH or not isinstance(value, (dict, list)) or not value:
        return [one]
    pad = " " * (indent + 2)
    lines = [lead.rstrip()] if lead.strip() != "-" else []
    if isinstance(value, dict):
        for i, (key, inner) in enumerate(value.items()):
            start = lead if lead.strip() == "-" and i == 0 else pad
            lines += block(inner, indent + 2, f"{start}{scalar(key)}: ")
    else:
        for inner in value:
            lines += block(inner, indent + 2, f"{pad}- ")
    return lines


def raw(node: Node) -> Plain:
    """What a node says, every scalar with the spelling that keeps its type."""
    if node.is_map:
        return {k: raw(v) for k, v in node.items()}
    if node.is_list:
        return [raw(v) for v in node.elements()]
    if isinstance(node.value, str):
        return Raw(node.text) if re.match(r"\d{4}-\d\d-\d\d\Z|\d[\d.]* [^\W\d]*[%‰]?\Z", node.text) else node.value
    return Raw(node.text if node.text else "null")


# -- facts ----------------------------------------------------------------------------------------------------------


def written(value: Value, spec: FieldSpec) -> Plain:
    """A held value as it is written in a file."""
    if value is None:
        return "?" if spec.not_yet else Raw("null")
    if isinstance(value, Blank):
        return Raw("null")
    if isinstance(value, bool):
        return Raw(str(value).lower())
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, int):
        if spec.type == "date":
            return Raw(show_date(value))
        sign = f" {spec.unit}" if spec.unit in ("%", "‰") else ""
        return Raw(show_number(value, spec.scale, spec.unit).replace(",", "") + sign)
    return value


def set_path(spot: Spot) -> str:
    """Where a fact stands, as ``set`` names it: ``people[0].role``, ``others[1].tables.stock[0].quantity``."""
    rows = ".".join(f"{table}[{position}]" for table, position in spot.rows)
    if not spot.subject:
        return f"{rows}.{spot.name}" if rows else spot.name
    owner = f"{OTHERS}[{spot.subject - 1}]"
    return f"{owner}.tables.{rows}.{spot.name}" if rows else f"{owner}.facts.{spot.name}"


def spec_of(spot: Spot, kind: SubjectSpec) -> FieldSpec:
    return (kind.tables[spot.rows[-1][0]].fields if spot.rows else kind.fields)[spot.name]


def variation(proposal: Proposal, vocabulary: Vocabulary) -> dict[str, Plain]:
    """The entry under ``vary``: what the case it starts from changes already, and what is changed now."""
    case = proposal.base.case
    own = raw(case.variation) if case.variation is not None and not stands_alone(case) else {}
    assert isinstance(own, dict)
    changes: dict[str, Plain] = dict(own.get("set", {}))
    for spot, value in proposal.edits:
        subject = proposal.base.subjects[spot.subject]
        shown = written(value, spec_of(spot, vocabulary.subjects[subject.kind]))
        other = case.others[spot.subject - 1] if spot.subject else None
        if other is not None and not spot.rows and other.get("facts") is None:
            changes[f"{OTHERS}[{spot.subject - 1}].facts"] = {spot.name: shown}
        else:
            changes[set_path(spot)] = shown
    entry: dict[str, Plain] = {"name": proposal.name}
    entry |= {k: v for k, v in own.items() if k in ("division", "coverage", OTHERS)}
    base = case.whole.get("as_of")
    day = show_date(case.as_of) if stands_alone(case) or base is None else base.text
    if day != show_date(proposal.as_of):
        entry["as_of"] = Raw(show_date(proposal.as_of))
    if changes:
        entry["set"] = changes
    entry["expect"] = _expected(proposal)
    return entry


def stands_alone(case: Case) -> bool:
    """A variation with a population of its own: what starts from it is written as a case, not to repeat all of it."""
    return case.variation is not None and case.variation.get(OTHERS) is not None


def _expected(proposal: Proposal) -> Plain:
    if not proposal.missing:
        return proposal.expected.value
    return {"verdict": proposal.expected.value, "missing": list(proposal.missing)}


# -- files ----------------------------------------------------------------------------------------------------------


@dataclass
class TestsFile:
    """The lines of a file of tests, with what is to be added after which of them."""

    path: Path
    lines: list[str]
    added: dict[int, list[str]] = field(default_factory=dict)
    cases: dict[int, list[str]] = field(default_factory=dict)  # whole ones: after what is added to the case before

    @property
    def room(self) -> int:
        return LINES - 1 - len(self.lines) - sum(map(len, (*self.added.values(), *self.cases.values())))

    def text(self) -> str:
        found: list[str] = []
        for number, line in enumerate(self.lines, 1):
            found += [line, *self.added.get(number, ()), *self.cases.get(number, ())]
        return "\n".join(found) + "\n"


def insertion(whole: Node, lines: Sequence[str]) -> tuple[int, int, bool]:
    """After which line of a file a variation of a case belongs, how far it is indented, and if ``vary`` is there."""
    vary = whole.get("vary")
    if vary is not None and vary.is_list and vary.elements():
        first = vary.elements()[0].place.line
        indent = len(lines[first - 1]) - len(lines[first - 1].lstrip())
        return _last(vary.elements()[-1].place.line, indent, lines), indent, True
    indent = len(lines[whole.place.line - 1]) - len(lines[whole.place.line - 1].lstrip())
    return _last(whole.place.line, indent, lines), indent + 4, False


def _last(line: int, indent: int, lines: Sequence[str]) -> int:
    """The last line of the entry that begins on ``line``: all that is indented deeper, comments between included."""
    last = line
    for number in range(line + 1, len(lines) + 1):
        text = lines[number - 1]
        if not text.strip():
            continue
        if len(text) - len(text.lstrip()) <= indent:
            break
        last = number
    return last


def insert(file: TestsFile, whole: Node, entries: Iterable[dict[str, Plain]]) -> None:
    """Add variations at the end of a case."""
    after, indent, there = insertion(whole, file.lines)
    lines = [line for e in entries for line in block(e, indent, " " * indent + "- ")]
    file.added.setdefault(after, []).extend(lines if there else [" " * (indent - 2) + "vary:", *lines])


def add_case(file: TestsFile, case: Case, entries: Sequence[dict[str, Plain]]) -> None:
    """Add a case after the one it was a variation of."""
    line = case.whole.place.line
    indent = len(file.lines[line - 1]) - len(file.lines[line - 1].lstrip())
    file.cases.setdefault(_last(line, indent, file.lines), []).extend(full_case(case, entries))


def _mapping(case: Case) -> dict[str, Plain]:
    """A case as a mapping without variations; a variation that stands alone with all that it changes."""
    shown = raw(case.whole)
    assert isinstance(shown, dict)
    shown.pop("vary", None)
    if not stands_alone(case):
        return shown
    changed: dict[str, Plain] = {
        "as_of": Raw(show_date(case.as_of)),
        "given": raw(case.given),
        "expect": raw(case.expect),
    }
    changed |= {"coverage": {k: raw(v) for k, v in case.coverage.items()}} if case.coverage else {}
    changed |= {"division": case.division} if case.division else {}
    changed |= {OTHERS: [raw(o) for o in case.others], "name": case.name}
    order = ("rule", "name", "as_of", "subject", "division", "id", "given", "coverage", OTHERS, "waivers", "expect")
    both = {**shown, **changed}
    return {k: both[k] for k in order if k in both}


def full_case(case: Case, entries: Sequence[dict[str, Plain]]) -> list[str]:
    """A case with these variations alone."""
    shown = _mapping(case)
    lines: list[str] = []
    for key, value in shown.items():
        lines += block(value, 4, ("    " if lines else "  - ") + f"{scalar(key)}: ")
    lines.append("    vary:")
    for entry in entries:
        lines += block(entry, 6, "      - ")
    return lines


def next_file(path: Path) -> Path:
    """The next file of tests beside one: ``stock-2.tests.yaml`` after ``stock.tests.yaml``."""
    stem = path.name.removesuffix(".tests.yaml")
    match = re.match(r"(.*?)-(\d+)\Z", stem)
    head, number = (match[1], int(match[2])) if match else (stem, 1)
    while True:
        number += 1
        found = path.with_name(f"{head}-{number}.tests.yaml")
        if not found.exists():
            return found
