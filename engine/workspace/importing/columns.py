"""What each column means: a field of a kind of subject or of a table, or whose record a row is.

A header is matched by exact word, then by synonym; what is only similar is a guess, used when the user accepts it.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from anwei.engine.facts.vocabulary import FieldSpec, SubjectSpec, TableSpec, Vocabulary
from anwei.engine.forms.layout import OWNER
from anwei.engine.messages.form_labels import FORM_LABELS
from anwei.engine.workspace.importing.words import plain_word, similar_words, unit_in

How = Literal["given", "learned", "exact", "synonym", "guess", ""]
IGNORED = "-"  # in a mapping: this column is not wanted
SUBJECT_LINK = "@subject"  # columns of a table's sheet that say whose record a row is: "@subject.id", "@subject.name"
CREDIT_CODE = "credit_code"  # the field that identifies an enterprise beside its id, where a kind has it
LINKS = ("id", CREDIT_CODE, "name", "division")
_SIMILAR, _MARGIN = 0.72, 0.08

_SUBJECT_WORDS: dict[str, tuple[str, ...]] = {
    "id": ("企业编号", "单位编号", "对象编号", "所属对象编号", "企业id", "@subject", "subject", "subject_id",
           "subject id", "enterprise id", "company id"),
    CREDIT_CODE: ("统一社会信用代码", "社会信用代码", "信用代码", "credit_code", "credit code"),
    "name": ("企业名称", "单位名称", "公司名称", "所属企业", "所属单位", "企业", "单位", "所在单位", "用人单位",
             "enterprise", "enterprise name", "company", "company name", "subject name"),
    "division": ("乡镇", "所属乡镇", "所在乡镇", "镇街", "乡镇街道", "township"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """What a sheet may hold: subjects of a kind (``table`` None) or records of one of their tables.

    ``words`` says which field a plain word means; ``fields`` are the fields and links by name.
    """

    kind: SubjectSpec
    table: TableSpec | None
    fields: Mapping[str, FieldSpec]
    words: Mapping[str, str]
    raw: frozenset[str]

    @property
    def name(self) -> str:
        return f"{self.kind.name}.{self.table.name}" if self.table else self.kind.name

    @property
    def own(self) -> Mapping[str, FieldSpec]:
        """The declared fields, without links."""
        return self.table.fields if self.table else self.kind.fields

    def exact(self, word: str) -> str:
        return self.words.get(word, "")

    def synonym(self, word: str) -> str:
        return next((self.words[w] for w in similar_words(word) if w in self.words), "")


@dataclass(slots=True)
class Column:
    """A column under its header. ``field`` is empty where it means nothing known; ``unit`` is that of its header."""

    index: int
    header: str
    field: str = ""
    how: How = ""
    unit: str = ""
    likeness: float = 0.0


@dataclass(slots=True)
class Mapped:
    """The columns of a sheet for one target."""

    target: Target
    columns: list[Column] = field(default_factory=list)

    @property
    def sure(self) -> list[Column]:
        return [c for c in self.columns if c.field and c.how != "guess"]

    def by_field(self) -> dict[str, Column]:
        return {c.field: c for c in self.columns if c.field and c.field != IGNORED}


def targets(vocabulary: Vocabulary, kind: str = "", table: str = "") -> list[Target]:
    """Everything that a sheet may hold, or what ``kind`` and ``table`` leave of it. KeyError for unknown kinds."""
    kinds = [vocabulary.subjects[kind]] if kind else list(vocabulary.subjects.values())
    if table:
        return [_target(k, k.tables[table]) for k in kinds if table in k.tables]
    return [t for k in kinds for t in (_target(k, None), *(_target(k, s) for s in k.tables.values()))]


def _target(kind: SubjectSpec, table: TableSpec | None) -> Target:
    links = {} if table is None else _links(kind, table)
    fields = {**(table.fields if table else kind.fields), **links}
    words: dict[str, str] = {}
    raw: set[str] = set()
    for name, word in _words(kind, table, links):
        if plain := plain_word(word):
            words.setdefault(plain, name)
            raw.add(word)
    return Target(kind, table, fields, words, frozenset(raw))


def _words(kind: SubjectSpec, table: TableSpec | None, links: Mapping[str, FieldSpec]) -> Iterator[tuple[str, str]]:
    """Every word of every field, the surest first: names, labels, then words that only belong to a link."""
    own = table.fields if table else kind.fields
    for name, spec in own.items():
        yield from ((name, w) for w in (name, *spec.label))
    if table is None:
        for name, tail in (("name", "名称"), ("id", "编号")):
            yield name, kind.label.zh + tail
            yield name, f"{kind.label.en} {name}"
    for name in links:
        if name == OWNER:
            yield from ((name, w) for w in (OWNER, "owner", *links[name].label, *FORM_LABELS["form.csv.owner"]))
            yield from ((name, w) for w in _owner_words(kind, table))
        else:
            which = name.removeprefix(f"{SUBJECT_LINK}.")
            yield from ((name, w) for w in _SUBJECT_WORDS[which])
            yield from ((name, kind.label.zh + w) for w in kind.fields[which].label)
            if which == "id":
                yield from ((name, w) for w in FORM_LABELS["form.csv.subject"])


def _links(kind: SubjectSpec, table: TableSpec) -> dict[str, FieldSpec]:
    """The columns that a table's sheet may have beside its fields: whose record it is."""
    found = {f"{SUBJECT_LINK}.{n}": kind.fields[n] for n in LINKS if n in kind.fields}
    if table.parent:
        parent = kind.tables[table.parent]
        key = parent.fields.get(parent.key)
        found[OWNER] = FieldSpec(OWNER, key.type if key else "text", parent.label)
    return found


def _owner_words(kind: SubjectSpec, table: TableSpec | None) -> Iterator[str]:
    """A nested record's owner is called like the owner's own key, or by its name."""
    parent = kind.tables.get(table.parent) if table else None
    if parent is not None and parent.key:
        spec = parent.fields[parent.key]
        yield from (parent.key, *spec.label, f"所属{parent.label.zh}")
    if parent is not None and "name" in parent.fields:
        yield from parent.fields["name"].label


def map_columns(target: Target, headers: Sequence[Sequence[str]], fixed: Mapping[str, str], how: How) -> Mapped:
    """The columns of a target under ``headers`` (for each column what its header may be, most specific first).

    ``fixed`` says what headers mean before anything else is tried, by their text or plain word; ``how`` is how that
    is known. A field is given to one column only: the first by the surest way.
    """
    columns = [Column(i, h[0] if h else "", unit=_unit(h)) for i, h in enumerate(headers)]
    by_word = {plain_word(k): v for k, v in fixed.items()}
    taken: set[str] = set()
    for column in columns:
        meant = fixed.get(column.header) or by_word.get(plain_word(column.header), "")
        if meant and (meant == IGNORED or (meant in target.fields and meant not in taken)):
            column.field, column.how, column.likeness = meant, how, 1.0
            taken.add(meant)
    ways: tuple[tuple[How, Callable[[str], str]], ...] = (("exact", target.exact), ("synonym", target.synonym))
    for way, find in ways:
        for column, words in zip(columns, headers, strict=True):
            found = next((f for h in words if (f := find(plain_word(h)))), "") if not column.field else ""
            if found and found not in taken:
                column.field, column.how, column.likeness = found, way, 1.0 if way == "exact" else 0.9
                taken.add(found)
    return Mapped(target, columns)


def guess_columns(mapped: Mapped, wanted: Sequence[int]) -> None:
    """Give columns that mean nothing yet to the field whose words are most like their header, as a guess."""
    free = {w: f for w, f in mapped.target.words.items() if f not in mapped.by_field() and not f.startswith("@")}
    for column in mapped.columns:
        word = plain_word(column.header)
        if column.field or column.index not in wanted or len(word) < 3:
            continue
        best: dict[str, float] = {}
        for candidate, name in free.items():
            if len(candidate) >= 2:
                best[name] = max(best.get(name, 0.0), likeness(word, candidate))
        ranked = sorted(best.items(), key=lambda pair: -pair[1])[:2]
        if ranked and ranked[0][1] >= _SIMILAR and (len(ranked) == 1 or ranked[0][1] - ranked[1][1] >= _MARGIN):
            column.field, column.how, column.likeness = ranked[0][0], "guess", ranked[0][1]
            free = {w: f for w, f in free.items() if f != column.field}


def likeness(one: str, other: str) -> float:
    """How alike two words are, from 0 to 1."""
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


def _unit(headers: Sequence[str]) -> str:
    return next((u for h in headers if (u := unit_in(h))), "")
