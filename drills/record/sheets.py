"""Files that people fill in, as YAML with places for messages: sheets of marks, lists of injects, rosters of names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, get_args

import msgspec

from anwei.drills.record.errors import refuse
from anwei.drills.record.evaluate import points_of
from anwei.drills.record.forms import Form
from anwei.drills.record.model import Cause, Finding, Inject, Mark, Person, Severity

if TYPE_CHECKING:
    from anwei.engine.api import Node

KEYS = frozenset({"form", "evaluator", "marks", "findings", "comment"})
T = TypeVar("T", bound=msgspec.Struct)
FINDING_KEYS = frozenset({"text", "clause", "cause", "severity"})


@dataclass(frozen=True)
class Sheet:
    """What one evaluator wrote."""

    marks: tuple[Mark, ...]
    findings: tuple[Finding, ...] = ()
    comment: str = ""


def read_sheet(path: Path, form: Form) -> Sheet:
    """A sheet of marks. Raises AnweiError with the place: DOC-… for the file, DRL-134 for its shape, DRL-115/116."""
    from anwei.engine.api import read_documents

    documents = read_documents(path)
    if len(documents) != 1 or not documents[0].is_map:
        refuse("DRL-134", str(path), reason=", ".join(sorted(KEYS)))
    sheet = documents[0]
    _known(sheet, KEYS)
    evaluator = _word(sheet, "evaluator")
    if not evaluator:
        refuse("DRL-134", sheet.place, reason="evaluator")
    marks = sheet.get("marks")
    if marks is None or not marks.is_map:
        refuse("DRL-134", sheet.place, reason="marks")
    return Sheet(
        tuple(_mark(name, node, form, evaluator) for name, node in marks.items() if _said(node)),
        tuple(_finding(node) for node in _list(sheet, "findings")),
        _word(sheet, "comment"),
    )


def read_injects(path: Path) -> tuple[Inject, ...]:
    """A scenario: a list of injects, numbered in their order where no number is given. Raises AnweiError (DRL-137)."""
    listed = _entries(path, "injects")
    fields = frozenset(Inject.__struct_fields__) - {"state", "actual"}
    found = []
    for position, node in enumerate(listed, 1):
        if not node.is_map or (unknown := sorted({k for k, _ in node.items()} - fields)):
            refuse("DRL-137", node.place, reason=", ".join(unknown if node.is_map else sorted(fields)))
        found.append(_converted({"no": position, **_plain_map(node)}, Inject, node))
    return tuple(found)


def read_roster(path: Path) -> dict[str, tuple[Person, ...]]:
    """Names by unit id: ``roster: {E-001: [{name: ..., post: ...}]}``. Raises AnweiError (DRL-137)."""
    from anwei.engine.api import read_documents

    documents = read_documents(path)
    roster = documents[0].get("roster") if len(documents) == 1 else None
    if roster is None or not roster.is_map:
        refuse("DRL-137", str(path), reason="roster")
    found = {}
    for unit, people in roster.items():
        if not people.is_list or any(not p.is_map for p in people.elements()):
            refuse("DRL-137", people.place, reason=", ".join(Person.__struct_fields__))
        found[unit] = tuple(_converted(_plain_map(p), Person, p) for p in people.elements())
    return found


def _entries(path: Path, key: str) -> list[Node]:
    from anwei.engine.api import read_documents

    documents = read_documents(path)
    listed = documents[0].get(key) if len(documents) == 1 else None
    if listed is None or not listed.is_list:
        refuse("DRL-137", str(path), reason=key)
    return listed.elements()


def _plain_map(node: Node) -> dict[str, object]:
    return {key: value.plain() for key, value in node.items()}


def _converted(plain: dict[str, object], kind: type[T], node: Node) -> T:
    try:
        return msgspec.convert(plain, kind)
    except msgspec.ValidationError as error:
        refuse("DRL-137", node.place, reason=str(error))


def _mark(name: str, node: Node, form: Form, evaluator: str) -> Mark:
    """``80``, ``P``, ``-``, or ``{points: 80, evidence: ...}``."""
    if form.item(name) is None:
        refuse("DRL-116", node.place, items=name)
    evidence = ""
    if node.is_map:
        _known(node, frozenset({"points", "evidence"}))
        evidence = _word(node, "evidence")
    text = _word(node, "points") if node.is_map else _plain(node)
    return Mark(name, evaluator, points_of(form, text), evidence)


def _finding(node: Node) -> Finding:
    if not node.is_map:
        refuse("DRL-134", node.place, reason="findings")
    _known(node, FINDING_KEYS)
    text, cause, severity = _word(node, "text"), _word(node, "cause") or "other", _word(node, "severity") or "minor"
    if not text or cause not in get_args(Cause) or severity not in get_args(Severity):
        allowed = f"text; cause: {', '.join(get_args(Cause))}; severity: {', '.join(get_args(Severity))}"
        refuse("DRL-134", node.place, reason=allowed)
    return Finding("", text, severity, _word(node, "clause"), cause)  # type: ignore[arg-type]


def _known(node: Node, keys: frozenset[str]) -> None:
    for key, _ in node.items():
        if key not in keys:
            refuse("DRL-134", node.key_place(key), reason=f"{key} ({', '.join(sorted(keys))})")


def _list(node: Node, key: str) -> list[Node]:
    found = node.get(key)
    if found is None or found.value is None:
        return []
    if not found.is_list:
        refuse("DRL-134", found.place, reason=key)
    return found.elements()


def _word(node: Node, key: str) -> str:
    found = node.get(key)
    return _plain(found) if found is not None else ""


def _plain(node: Node) -> str:
    if node.is_map or node.is_list:
        refuse("DRL-134", node.place, reason=node.text or "…")
    return "" if node.value is None else str(node.value).strip()


def _said(node: Node) -> bool:
    return node.value is not None and node.value != ""
