"""The tables of a workspace as they are today; ``migrations`` says how each earlier form becomes this one.

Facts and documents are kept as versions: a row is never changed in what it says; the next version closes it
(``until``) and none is ever deleted. So any past state can be read, and the inverse of a write is on file as the
versions it closed.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

SCHEMA_VERSION = 3

metadata = MetaData()


def word() -> TypeEngine[str]:
    """Text that both databases order by code point, so that digests do not depend on a locale."""
    return String().with_variant(postgresql.TEXT(collation="C"), "postgresql")


#: What the workspace says of itself: ``schema``, ``id``, ``name``, ``created``, ``demo``.
about = Table("about", metadata, Column("name", word(), primary_key=True), Column("value", Text, nullable=False))

#: The journal: every command ever applied. Append-only; each row's hash covers the hash of the row before.
audit = Table(
    "audit",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", word(), nullable=False),
    Column("who", Text, nullable=False),
    Column("kind", word(), nullable=False),
    Column("target", BigInteger),  # the command that an undo or redo concerns
    Column("command", Text, nullable=False),  # canonical JSON: source, files, counts
    Column("content", word(), nullable=False),  # digest of every row the command wrote
    Column("previous", word(), nullable=False),
    Column("hash", word(), nullable=False),
)

#: A number for each subject ever named, and its own record as it stands now, for lists, search and sorting.
subjects = Table(
    "subjects",
    metadata,
    Column("no", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", word(), nullable=False),
    Column("id", word(), nullable=False),
    Column("alive", Boolean, nullable=False),
    Column("name", word(), nullable=False),
    Column("division", word(), nullable=False),
    Column("facts", Text, nullable=False),  # the current body of its own record
    UniqueConstraint("kind", "id", name="subjects_key"),
    Index("subjects_division", "division"),
    Index("subjects_name", "name"),
)

#: Versions of records. ``tab`` is the table (empty: the subject's own record; ``@coverage``: a statement of coverage),
#: ``rec`` the ids from the outermost table inwards, joined. ``body`` holds the values, NULL where it was taken out;
#: ``said`` which fields were stated, in which cell, with which evidence; ``mark`` the beginning of the row's digest.
facts = Table(
    "facts",
    metadata,
    Column("subject", BigInteger, primary_key=True, autoincrement=False),
    Column("tab", word(), primary_key=True),
    Column("rec", word(), primary_key=True),
    Column("since", BigInteger, primary_key=True, autoincrement=False),
    Column("until", BigInteger),
    Column("body", Text),
    Column("said", Text, nullable=False),
    Column("mark", LargeBinary, nullable=False),
    sqlite_with_rowid=False,  # rows of one subject lie together: reading all is one scan
)

#: Which subjects a command touched, with a digest of what it wrote for each: the feed of incremental runs.
touched = Table(
    "touched",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("subject", BigInteger, primary_key=True, autoincrement=False),
    Column("digest", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

#: Versions of JSON documents: waivers, drills, settings, pinned rulesets, mappings, evidence files, field forms.
items = Table(
    "items",
    metadata,
    Column("collection", word(), primary_key=True),
    Column("id", word(), primary_key=True),
    Column("since", BigInteger, primary_key=True, autoincrement=False),
    Column("until", BigInteger),
    Column("body", Text),
    Column("mark", LargeBinary, nullable=False),
    Index("items_since", "since"),
    sqlite_with_rowid=False,
)

#: One row a run: on which day, by which rules, over which evidence, and its counts.
runs = Table(
    "runs",
    metadata,
    Column("run", BigInteger, primary_key=True, autoincrement=False),  # the journal number of the command that saved it
    Column("as_of", Integer, nullable=False),
    Column("head", BigInteger, nullable=False),  # the last journal number that the run had read
    Column("ruleset", word(), nullable=False),
    Column("evidence", word(), nullable=False),
    Column("rules", Text, nullable=False),  # rule ids by kind of subject: the meaning of the positions in ``codes``
    Column("counts", Text, nullable=False),
    Column("meta", Text, nullable=False),
    sqlite_with_rowid=False,
)

#: Every verdict of a run, one row a subject: one byte a rule, and only what not every rule has, packed.
verdicts = Table(
    "verdicts",
    metadata,
    Column("run", BigInteger, primary_key=True, autoincrement=False),
    Column("subject", BigInteger, primary_key=True, autoincrement=False),
    Column("evidence", LargeBinary, nullable=False),
    Column("codes", LargeBinary, nullable=False),
    Column("details", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
