"""The tables of the index."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

from anwei.tui.state import state_folder

VERSION = 4
#: Codes of verdicts in ``cell`` and ``subject.codes``: positions in the engine's order, and what lapses soon.
PASS, FAIL, UNKNOWN, NOT_APPLICABLE, WAIVED, ERROR, NEAR = range(7)
NAMES = ("pass", "fail", "unknown", "not_applicable", "waived", "error", "near")
NOT_JUDGED = 0xF
#: The order in which states are worse: what a cell of many verdicts shows.
WORST = (FAIL, ERROR, NEAR, UNKNOWN, WAIVED, PASS, NOT_APPLICABLE)
SEVERITIES = ("minor", "major", "critical")
PILLARS = ("responsibility", "management", "investment", "training", "rescue", "")

TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE rule (
    no INTEGER PRIMARY KEY, kind TEXT NOT NULL, pos INTEGER NOT NULL, id TEXT NOT NULL, zh TEXT NOT NULL,
    en TEXT NOT NULL, family TEXT NOT NULL, severity INTEGER NOT NULL, pillar TEXT NOT NULL, strength TEXT NOT NULL
);
CREATE TABLE subject (
    no INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, initials TEXT NOT NULL,
    credit TEXT NOT NULL, division TEXT NOT NULL, place TEXT NOT NULL, sector TEXT NOT NULL, sectors TEXT NOT NULL,
    gaps INTEGER NOT NULL, unknowns INTEGER NOT NULL, lapses INTEGER NOT NULL, due INTEGER NOT NULL,
    score INTEGER NOT NULL, near INTEGER NOT NULL, search TEXT NOT NULL,
    scale TEXT NOT NULL, who TEXT NOT NULL
);
CREATE TABLE body (no INTEGER PRIMARY KEY, codes BLOB NOT NULL, dates TEXT NOT NULL);
CREATE TABLE cell (
    rule INTEGER NOT NULL, verdict INTEGER NOT NULL, subject INTEGER NOT NULL, lapses INTEGER NOT NULL,
    turns INTEGER NOT NULL, due INTEGER NOT NULL, score INTEGER NOT NULL, PRIMARY KEY (rule, verdict, subject)
) WITHOUT ROWID;
CREATE TABLE summary (
    by TEXT NOT NULL, head TEXT NOT NULL, family TEXT NOT NULL, verdict INTEGER NOT NULL, number INTEGER NOT NULL
);
CREATE TABLE top (
    place INTEGER PRIMARY KEY, subject INTEGER NOT NULL, rule INTEGER NOT NULL, verdict INTEGER NOT NULL,
    due INTEGER NOT NULL, lapses INTEGER NOT NULL
);
CREATE TABLE never (subject INTEGER NOT NULL, rule INTEGER NOT NULL);
CREATE TABLE planned (
    subject INTEGER NOT NULL, rule INTEGER NOT NULL, day INTEGER NOT NULL, held INTEGER NOT NULL, drill TEXT NOT NULL
);
CREATE TABLE change (subject INTEGER NOT NULL, rule INTEGER NOT NULL, before INTEGER NOT NULL, after INTEGER NOT NULL);
CREATE TABLE name (sort TEXT NOT NULL, code TEXT NOT NULL, zh TEXT NOT NULL, en TEXT NOT NULL,
    PRIMARY KEY (sort, code)) WITHOUT ROWID;
"""
INDICES = """
CREATE INDEX subject_worst ON subject (score DESC, no);
CREATE INDEX subject_place ON subject (place, score DESC);
CREATE INDEX subject_name ON subject (name);
CREATE UNIQUE INDEX subject_key ON subject (kind, id);
CREATE UNIQUE INDEX rule_id ON rule (id);
CREATE INDEX cell_subject ON cell (subject);
"""


def key_of(place: str) -> str:
    """A name for files that belong to a workspace: a digest of where it lies."""
    return hashlib.sha256(str(Path(place).resolve()).encode()).hexdigest()[:16]


def index_path(place: str) -> Path:
    """Where the index of a workspace lies."""
    return state_folder() / f"{key_of(place)}.index"


def create(path: Path) -> sqlite3.Connection:
    """An empty index, written without care for crashes: it is put in place only when it is whole."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.executescript(TABLES)
    return connection
