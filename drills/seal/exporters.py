"""Everything that leaves the workspace about drills, in one table: what makes it, and how it keeps secrets.

An exporter gets a ``View`` and nothing else, so it cannot show what the redaction took away. Each declares which of
three ways it keeps secrets; without the declaration it cannot be made. A test sends every entry of the table through
every role and looks for what is sealed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Literal

from anwei.drills.papers.build import BUILDERS, FOR_CONTROLLERS, FORMATS
from anwei.drills.papers.contexts import Ask
from anwei.drills.record.errors import refuse
from anwei.drills.seal.views import View

#: ``view``: anybody, of what their view holds. ``controllers``: nobody else. ``revealed``: anybody, of revealed drills.
Redaction = Literal["view", "controllers", "revealed"]
Files = dict[str, bytes]
Make = Callable[[View, Ask], Files]
_HERE = "anwei.drills.seal.outputs"


@dataclass(frozen=True)
class Exporter:
    """One way out: ``target`` is ``package.module:function`` (imported when used), ``option`` its further argument."""

    target: str
    redaction: Redaction
    option: str = ""

    def make(self, view: View, ask: Ask) -> Files:
        """The files, by name. Raises what the function raises."""
        module, _, name = self.target.partition(":")
        found = getattr(import_module(module), name)
        files: Files = found(view, ask, self.option) if self.option else found(view, ask)
        return files


def _papers() -> dict[str, Exporter]:
    return {
        f"{kind}.{format_}": Exporter(
            f"{_HERE}:paper_files", "controllers" if kind in FOR_CONTROLLERS else "view", f"{kind}.{format_}"
        )
        for kind in BUILDERS
        for format_ in FORMATS
    }


EXPORTERS: Mapping[str, Exporter] = {
    "list": Exporter(f"{_HERE}:listed", "view"),
    "show": Exporter(f"{_HERE}:shown_drill", "view"),
    "actions": Exporter(f"{_HERE}:listed_actions", "view"),
    "duties": Exporter(f"{_HERE}:listed_duties", "view"),
    "calendar": Exporter(f"{_HERE}:calendar", "view"),
    "calendars": Exporter(f"{_HERE}:calendars", "view"),
    "log": Exporter(f"{_HERE}:log", "controllers"),
    "reveal": Exporter(f"{_HERE}:reveal", "revealed"),
    **_papers(),
}


def export(name: str, view: View, ask: Ask, table: Mapping[str, Exporter] = EXPORTERS) -> Files:
    """What an exporter makes of a view. Refused (DRL-133) where it is for controllers and the viewer is none.

    Raises KeyError for an unknown exporter, TypeError for one whose declaration is none of the three.
    """
    exporter = table[name]
    if exporter.redaction not in ("view", "controllers", "revealed"):
        raise TypeError(f"exporter {name} declares no redaction")
    if exporter.redaction == "controllers" and view.viewer.role != "controller":
        refuse("DRL-133", name)
    if exporter.redaction == "revealed" and ask.drill not in view.sheets:
        refuse("DRL-132", ask.drill)
    return exporter.make(view, ask)
