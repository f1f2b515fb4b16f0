"""What an import asks of a workspace: who is on file, their facts, what was changed since a form was handed out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select

from anwei.engine.facts.subject import Subject
from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.workspace.documents import Collection
from anwei.engine.workspace.encoding import decode_body
from anwei.engine.workspace.importing.columns import CREDIT_CODE
from anwei.engine.workspace.importing.identity import Known
from anwei.engine.workspace.importing.mapping import COLLECTION, MappingBook
from anwei.engine.workspace.lists import Said, history
from anwei.engine.workspace.read import Reader, Selection
from anwei.engine.workspace.store import Workspace
from anwei.engine.workspace.tables import subjects


class OnFile:
    """A workspace as an import sees it. ``head`` is the journal number it was read at."""

    def __init__(self, workspace: Workspace, vocabulary: Vocabulary) -> None:
        self.workspace = workspace
        self.vocabulary = vocabulary
        self.reader = Reader(workspace, vocabulary)
        self.head = workspace.head
        self._histories: dict[tuple[str, str], list[Said]] = {}

    def known(self) -> Iterable[Known]:
        """Every subject with what it can be recognised by."""
        columns = subjects.c
        query = select(columns.kind, columns.id, columns.name, columns.division, columns.facts).where(columns.alive)
        with self.workspace.database.read() as connection:
            rows = connection.execute(query).fetchall()
        for kind, id_, name, division, body in rows:
            code = str(decode_body(body).get(CREDIT_CODE) or "") if CREDIT_CODE in body else ""
            yield Known(kind, id_, name, division, code)

    def subjects(self, kind: str, ids: Sequence[str], /) -> Mapping[str, Subject]:
        """The subjects of a kind with all their records, by id."""
        return {s.id: s for s in self.reader.subjects(Selection(kind, ids=tuple(ids)))}

    def divisions(self) -> Iterable[tuple[str, str]]:
        """Names and codes of the areas on file: of every kind that is no enterprise."""
        for known in self.known():
            spec = self.vocabulary.subjects.get(known.kind)
            if spec is not None and CREDIT_CODE not in spec.fields and known.name and known.division:
                yield known.name, known.division

    def changed_since(
        self, kind: str, id_: str, table: str, record: tuple[str, ...], name: str, moment: str, /, *, by_import: bool
    ) -> bool:
        """Whether a field was changed after ``moment`` (UTC, ISO text); ``by_import``: imports count too."""
        if (kind, id_) not in self._histories:
            self._histories[kind, id_] = list(history(self.workspace, kind, id_))
        later = (s for s in self._histories[kind, id_] if s.at > moment and (by_import or s.kind != "import"))
        return any((s.table, s.record, s.field) == (table, record, name) for s in later)


def mapping_book(workspace: Workspace) -> MappingBook:
    """What earlier imports into a workspace have taught."""
    return MappingBook({k.id: k.body for k in Collection(workspace, COLLECTION).all()})
