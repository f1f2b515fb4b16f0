"""The schema's history: each step takes a workspace from one version to the next, data included, in one transaction.

Steps are never edited once released; the first makes an empty workspace of version 1. ``tables`` is the result of all.
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy.engine import Connection

from anwei.engine.workspace.encoding import decode_body
from anwei.engine.workspace.tables import SCHEMA_VERSION, word

_BATCH = 5000


def step_1(op: Operations) -> None:
    """Journal, subjects, facts and documents."""
    op.create_table("about", sa.Column("name", word(), primary_key=True), sa.Column("value", sa.Text, nullable=False))
    op.create_table(
        "audit",
        _number("seq"),
        sa.Column("at", word(), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("kind", word(), nullable=False),
        sa.Column("target", sa.BigInteger),
        sa.Column("command", sa.Text, nullable=False),
        sa.Column("content", word(), nullable=False),
        sa.Column("previous", word(), nullable=False),
        sa.Column("hash", word(), nullable=False),
    )
    op.create_table(
        "subjects",
        _number("no"),
        sa.Column("kind", word(), nullable=False),
        sa.Column("id", word(), nullable=False),
        sa.UniqueConstraint("kind", "id", name="subjects_key"),
    )
    op.create_table(
        "facts",
        _number("subject"),
        sa.Column("tab", word(), primary_key=True),
        sa.Column("rec", word(), primary_key=True),
        _number("since"),
        sa.Column("until", sa.BigInteger),
        sa.Column("body", sa.Text),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("mark", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "touched",
        _number("seq"),
        _number("subject"),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "items",
        sa.Column("collection", word(), primary_key=True),
        sa.Column("id", word(), primary_key=True),
        _number("since"),
        sa.Column("until", sa.BigInteger),
        sa.Column("body", sa.Text),
        sa.Column("mark", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )


def step_2(op: Operations) -> None:
    """Runs with every verdict; documents of one command are found at once."""
    op.create_table(
        "runs",
        _number("run"),
        sa.Column("as_of", sa.Integer, nullable=False),
        sa.Column("head", sa.BigInteger, nullable=False),
        sa.Column("ruleset", word(), nullable=False),
        sa.Column("evidence", word(), nullable=False),
        sa.Column("rules", sa.Text, nullable=False),
        sa.Column("counts", sa.Text, nullable=False),
        sa.Column("meta", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "verdicts",
        _number("run"),
        _number("subject"),
        sa.Column("evidence", sa.LargeBinary, nullable=False),
        sa.Column("codes", sa.LargeBinary, nullable=False),
        sa.Column("details", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("items_since", "items", ["since"])


def step_3(op: Operations) -> None:
    """Subjects carry their current name, division and facts, so that lists are sorted without reading all records."""
    op.add_column("subjects", sa.Column("alive", sa.Boolean, server_default=sa.false(), nullable=False))
    for name in ("name", "division"):
        op.add_column("subjects", sa.Column(name, word(), server_default="", nullable=False))
    op.add_column("subjects", sa.Column("facts", sa.Text, server_default="{}", nullable=False))
    _fill_subjects(op.get_bind())
    with op.batch_alter_table("subjects") as batch:
        for name in ("alive", "name", "division", "facts"):
            batch.alter_column(name, server_default=None)
    op.create_index("subjects_division", "subjects", ["division"])
    op.create_index("subjects_name", "subjects", ["name"])


def _fill_subjects(bind: Connection) -> None:
    """The new columns from each subject's own record."""
    facts = sa.table("facts", *(sa.column(c) for c in ("subject", "tab", "rec", "until", "body")))
    subjects = sa.table("subjects", *(sa.column(c) for c in ("no", "alive", "name", "division", "facts")))
    rows = bind.execute(
        sa.select(facts.c.subject, facts.c.body).where(facts.c.tab == "", facts.c.until.is_(None))
    ).fetchall()
    update = (
        sa.update(subjects)
        .where(subjects.c.no == sa.bindparam("b_no"))
        .values({c: sa.bindparam(f"b_{c}") for c in ("alive", "name", "division", "facts")})
    )
    for start in range(0, len(rows), _BATCH):
        bind.execute(update, [_subject(no, body) for no, body in rows[start : start + _BATCH]])


def _subject(no: int, body: str | None) -> dict[str, object]:
    values = decode_body(body) if body is not None else {}
    return {
        "b_no": no,
        "b_alive": body is not None,
        "b_name": str(values.get("name") or values.get("id") or "").replace("\0", "\ufffd"),
        "b_division": str(values.get("division") or ""),
        "b_facts": body or "{}",
    }


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, primary_key=True, autoincrement=False)


STEPS: tuple[Callable[[Operations], None], ...] = (step_1, step_2, step_3)
assert len(STEPS) == SCHEMA_VERSION


def migrate(connection: Connection, start: int, end: int = SCHEMA_VERSION) -> None:
    """Take the schema from version ``start`` (0: nothing there) to ``end`` within the caller's transaction."""
    operations = Operations(MigrationContext.configure(connection))
    for step in STEPS[start:end]:
        step(operations)
