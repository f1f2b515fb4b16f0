"""Whom each statement concerns: by id, by credit code, by exact name. Nearly equal names are reported, never merged."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from anwei.engine.workspace.checks import MAX_ID
from anwei.engine.workspace.importing.columns import CREDIT_CODE, SUBJECT_LINK
from anwei.engine.workspace.importing.names import Similar, plain_name, same_place
from anwei.engine.workspace.importing.problems import Kind, Level, Problem
from anwei.engine.workspace.importing.rows import Statement


@dataclass(frozen=True, slots=True)
class Known:
    """A subject on file, or about to be: what it can be recognised by."""

    kind: str
    id: str
    name: str = ""
    division: str = ""
    credit_code: str = ""


@dataclass(slots=True)
class Index:
    """Subjects of one kind by everything that identifies them."""

    by_id: dict[str, Known] = field(default_factory=dict)
    by_code: dict[str, list[Known]] = field(default_factory=dict)
    by_name: dict[str, list[Known]] = field(default_factory=dict)
    similar: Similar = field(default_factory=Similar)

    def add(self, known: Known) -> None:
        if known.id in self.by_id:
            return
        self.by_id[known.id] = known
        if known.credit_code:
            self.by_code.setdefault(known.credit_code, []).append(known)
        if known.name:
            self.by_name.setdefault(plain_name(known.name), []).append(known)
            self.similar.add(known.name, known.division, f"{known.name}（{known.id}）")

    def named(self, name: str, division: str) -> list[Known]:
        return [k for k in self.by_name.get(plain_name(name), ()) if same_place(k.division, division)]


class Identifier:
    """Finds the subject of each statement. ``same`` maps plain names to the ids that the user says they mean."""

    def __init__(
        self,
        known: Iterable[Known],
        accepted: frozenset[Kind],
        same: Mapping[str, str] | None = None,
        different: Iterable[str] = (),
    ) -> None:
        self.indexes: dict[str, Index] = {}
        self.accepted = accepted
        self.same = {plain_name(n): i for n, i in (same or {}).items()}
        self.different = {plain_name(n) for n in different}
        self.problems: list[Problem] = []
        self.new: set[tuple[str, str]] = set()
        for each in known:
            self.index(each.kind).add(each)

    def index(self, kind: str) -> Index:
        return self.indexes.setdefault(kind, Index())

    # -- subjects --------------------------------------------------------------------------------------------------

    def subject(self, said: Statement) -> str:
        """The id of the subject that a row of subjects describes; empty where it cannot be told (reported)."""
        stated = str(said.values.get("id") or "")
        name, division = str(said.values.get("name") or ""), str(said.values.get("division") or "")
        code = str(said.values.get(CREDIT_CODE) or "")
        index = self.index(said.kind.name)
        found, way = self.found(index, stated, code, name, division)
        if found is not None:
            return self.checked(said, found, way, stated, code)
        new = stated or code or self.proposed_id(said, name, division)
        if not new:
            return ""
        if name and not self.distinct(said, index, name, division):
            return ""
        if not new.isprintable() or len(new) > MAX_ID:
            params = {"id": ascii(new[:40]), "what": said.kind.name, "limit": MAX_ID}
            self.problems.append(said.problem(Kind.IDENTITY, Level.BAD, "WSP-027", "id", **params))
            return ""
        index.add(Known(said.kind.name, new, name, division, code))
        self.new.add((said.kind.name, new))
        return new

    def found(self, index: Index, stated: str, code: str, name: str, division: str) -> tuple[Known | None, str]:
        """The subject on file, and by what it was recognised."""
        if stated and stated in index.by_id:
            return index.by_id[stated], "id"
        meant = self.same.get(plain_name(name), "") if name else ""
        if meant in index.by_id:
            return index.by_id[meant], "same"
        by_code = index.by_code.get(code, []) if code else []
        if len(by_code) == 1:
            return by_code[0], CREDIT_CODE
        by_name = [k for k in index.named(name, division) if not code or not k.credit_code] if name else []
        return (by_name[0], "name") if len(by_name) == 1 else (None, "")

    def checked(self, said: Statement, found: Known, way: str, stated: str, code: str) -> str:
        """``found``, unless another part of the row points to somebody else."""
        others = self.index(said.kind.name).by_code.get(code, []) if code else []
        if others and found not in others:
            params = {"id": found.id, "other": others[0].id, "text": code}
            self.problems.append(said.problem(Kind.IDENTITY, Level.BAD, "IMP-034", CREDIT_CODE, **params))
            return ""
        if stated and stated != found.id and way != "same":
            params = {"id": stated, "other": found.id, "text": stated, "fix": found.id}
            self.problems.append(said.problem(Kind.IDENTITY, Level.FIX, "IMP-035", "id", **params))
            return found.id if Kind.IDENTITY in self.accepted else ""
        return found.id

    def proposed_id(self, said: Statement, name: str, division: str) -> str:
        """An id made from kind, place and name, if the user accepts such ids; the same row gets the same id again."""
        if not name:
            self.problems.append(said.problem(Kind.NO_SUBJECT, Level.BAD, "IMP-030"))
            return ""
        if {"id", CREDIT_CODE} & {*said.doubtful}:
            return ""  # the open cell has been reported: what it should say is the id
        digest = hashlib.sha256(f"{said.kind.name}|{division}|{plain_name(name)}".encode()).hexdigest()[:10]
        proposed = f"N-{digest}"
        self.problems.append(said.problem(Kind.NO_ID, Level.FIX, "IMP-031", "name", text=name, fix=proposed))
        return proposed if Kind.NO_ID in self.accepted else ""

    def distinct(self, said: Statement, index: Index, name: str, division: str) -> bool:
        """Whether a new subject may be taken for one of its own: no name nearly like it, or the user says so."""
        exact = index.named(name, division)
        plain = plain_name(name)
        if exact:
            params = {"text": name, "like": "、".join(f"{k.name}（{k.id}）" for k in exact[:3])}
        elif plain not in self.different and (near := index.similar.like(name, division)):
            params = {"text": name, "like": "、".join(label for label, _ in near)}
        else:
            return True
        self.problems.append(said.problem(Kind.SIMILAR_NAME, Level.FIX, "IMP-033", "name", **params))
        return Kind.SIMILAR_NAME in self.accepted

    # -- records -----------------------------------------------------------------------------------------------------

    def owner(self, said: Statement, default: str) -> str:
        """The id of the subject that a record belongs to; empty where it cannot be told (reported)."""
        index = self.index(said.kind.name)
        links = {n.removeprefix(f"{SUBJECT_LINK}."): str(v or "") for n, v in said.links.items()}
        stated, code = links.get("id", ""), links.get(CREDIT_CODE, "")
        name, division = links.get("name", ""), links.get("division", "")
        if not (stated or code or name):
            if default:
                return default
            self.problems.append(said.problem(Kind.NO_SUBJECT, Level.BAD, "IMP-036"))
            return ""
        ways = [
            [index.by_id[stated]] if stated in index.by_id else [],
            index.by_code.get(code, []) if code else [],
            [index.by_id[i]] if name and (i := self.same.get(plain_name(name), "")) in index.by_id else [],
            index.named(name, division) if name else [],
        ]
        found = next((w for w in ways if w), [])
        text = stated or code or name
        if len({k.id for k in found}) == 1:
            if all(found[0] in w for w in ways if w):
                return found[0].id
            params = {"id": found[0].id, "other": next(w[0].id for w in ways if w and found[0] not in w)}
            self.problems.append(said.problem(Kind.IDENTITY, Level.BAD, "IMP-034", _link(said), text=text, **params))
            return ""
        near = [] if found or not name else index.similar.like(name, division)
        like = "、".join(f"{k.name}（{k.id}）" for k in found[:3]) or "、".join(label for label, _ in near) or "-"
        link = _link(said)
        self.problems.append(said.problem(Kind.NO_SUBJECT, Level.BAD, "IMP-037", link, text=text, like=like))
        return ""


def _link(said: Statement) -> str:
    """The column that says whose record a row is."""
    return next((n for n in said.links if n.startswith(SUBJECT_LINK)), "")


def running_numbers(values: Iterable[object], known: Mapping[str, Known]) -> bool:
    """Whether a column of ids only numbers the rows 1, 2, 3 ... and none of these is an id on file."""
    texts = [str(v) for v in values if v]
    if len(texts) < 2 or any(t in known for t in texts):
        return False
    counted = Counter(texts)
    return all(counted.get(str(n), 0) == 1 for n in range(1, len(texts) + 1))
