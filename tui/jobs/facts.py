"""Jobs of the settings: the workspace in figures, and the check of its journal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from anwei.engine import services
from anwei.tui.jobs.office import Office
from anwei.tui.words import clean, day, moment, place, say

_MEGA = 1024 * 1024


@dataclass(frozen=True)
class Facts:
    """A workspace in figures, in words: (label key of the settings, what is so)."""

    rows: tuple[tuple[str, str], ...]
    sound: bool


def facts(office: Office) -> Facts:
    """What there is to know of the workspace. Raises AnweiError where it cannot be opened."""
    workspace, law = office.workspace, office.law
    entries = list(workspace.entries(limit=1))
    runs = services.list_runs(workspace, 1)
    statuses = law.opened.plugins.statuses
    failed = sum(s.state == "failed" for s in statuses)
    fixed = services.demo_day(workspace)
    shown = day(office.day)
    last = entries[0] if entries else None
    told = {
        "head": workspace.head,
        "at": moment(last.at) if last else "",
        "who": clean(last.who) if last else "",
    }
    book = {"rules": len(law.rules), "parameters": len(law.parameters), "digest": law.catalogue.digest[:12]}
    path = Path(office.setup.place)
    size = f"{path.stat().st_size / _MEGA:.1f} MB" if path.exists() else ""
    rows = (
        ("name", clean(str(workspace.about.get("name", "")))),
        ("place", place(workspace.place)),
        ("size", size),
        ("subjects", str(sum(services.count_subjects(workspace).values()))),
        ("head", say("settings.head.now", **told)),
        ("run", f"{day(runs[0].as_of)}  #{runs[0].run}" if runs else say("fresh.never")),
        ("day", say("settings.day.demo", day=shown) if fixed is not None else shown),
        ("who", clean(office.source("entry").by)),
        ("rulesbook", say("settings.rulesbook.now", **book)),
        ("plugins", say("settings.plugins.now", good=len(statuses) - failed, failed=failed)),
    )
    return Facts(rows, not failed)


def verify(office: Office) -> list[str]:
    """Calculate every hash of the journal again; what was found, in words, the verdict first."""
    office.tell(0, 0, say("settings.verify.reading"))
    found = services.verify_workspace(office.workspace)
    if found.sound:
        return [say("settings.verify.good", entries=found.entries, rows=found.rows, hash=found.hash[:16])]
    from anwei.tui.words import lang

    return [say("settings.verify.bad", count=len(found.problems)), *(clean(p.line(lang())) for p in found.problems)]
