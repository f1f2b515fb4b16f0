"""What the databases say, as diagnostics: one clear message for each way in which a store can refuse."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from sqlalchemy.exc import DBAPIError

from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Place
from anwei.engine.messages import Text

#: Primary result code of SQLite -> our code.
_SQLITE = {
    sqlite3.SQLITE_BUSY: "WSP-005",
    sqlite3.SQLITE_LOCKED: "WSP-005",
    sqlite3.SQLITE_FULL: "WSP-006",
    sqlite3.SQLITE_IOERR: "WSP-006",
    sqlite3.SQLITE_READONLY: "WSP-007",
    sqlite3.SQLITE_PERM: "WSP-007",
    sqlite3.SQLITE_CORRUPT: "WSP-008",
    sqlite3.SQLITE_NOTADB: "WSP-001",
    sqlite3.SQLITE_CANTOPEN: "WSP-010",
}
#: Class or code of PostgreSQL's SQLSTATE -> our code.
_POSTGRES = {
    "55P03": "WSP-005",  # lock not available
    "57014": "WSP-005",  # statement timeout
    "53": "WSP-006",  # insufficient resources, disk full
    "25006": "WSP-007",  # read-only transaction
    "42501": "WSP-007",  # insufficient privilege
    "XX": "WSP-008",  # internal error, damaged data
}


def refuse(code: str, place: str | Place, /, **params: object) -> NoReturn:
    """Raise AnweiError with one diagnostic."""
    where = place if isinstance(place, Place) else Place(place)
    raise AnweiError([Diagnostic(code, where, params)])


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Failures of the database within, as AnweiError at ``place`` (the workspace's path or address)."""
    try:
        yield
    except DBAPIError as error:
        original = error.orig if isinstance(error.orig, Exception) else error
        raise AnweiError([Diagnostic(_code(original), Place(place), {"reason": _reason(original)})]) from error
    except sqlite3.Error as error:
        raise AnweiError([Diagnostic(_code(error), Place(place), {"reason": _reason(error)})]) from error


def _code(error: Exception) -> str:
    result = getattr(error, "sqlite_errorcode", None)
    if result is not None:
        return _SQLITE.get(result & 0xFF, "WSP-021")
    state = str(getattr(error, "sqlstate", None) or "")
    return _POSTGRES.get(state) or _POSTGRES.get(state[:2]) or "WSP-021"


def _reason(error: Exception) -> Text:
    """The database's own words, in one line."""
    words = (str(error).strip() or type(error).__name__).splitlines()[0][:200]
    return Text(words, words)
