"""Every message of the workspace is used somewhere, and every code it uses has its words."""

from __future__ import annotations

import re

from anwei.engine.messages.workspace_errors import WORKSPACE_ERRORS
from anwei.engine.messages.workspace_labels import WORKSPACE_LABELS
from tests.workspace.support import ROOT

SOURCES = [*(ROOT / "engine/workspace").rglob("*.py"), *(ROOT / "engine/cli").glob("workspace*.py")]
TEXT = "\n".join(p.read_text(encoding="utf-8") for p in SOURCES)
#: Labels whose names are put together: by state of a paper, kind of journal entry, head of a table.
PUT_TOGETHER = ("state.", "journal.", "head.", "cli.unknown.")


def test_every_code_is_used_and_spelled() -> None:
    assert set(re.findall(r'"(WSP-\d{3})"', TEXT)) == set(WORKSPACE_ERRORS)


def test_every_label_is_used() -> None:
    single = [k for k in WORKSPACE_LABELS if not k.startswith(PUT_TOGETHER)]
    assert [k for k in single if f'"{k}"' not in TEXT] == []


def test_every_kind_of_entry_has_its_word() -> None:
    from typing import get_args

    from anwei.engine.workspace import journal
    from anwei.engine.workspace.changes import SourceKind

    kinds = {*get_args(SourceKind), *journal.NOT_UNDOABLE, journal.UNDO, journal.REDO}
    assert {k for k in kinds if f"journal.{k}" not in WORKSPACE_LABELS} == set()
