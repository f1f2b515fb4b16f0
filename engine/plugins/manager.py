"""Loading plugins one at a time: a failing one is rolled back, named and explained, and never stops the rest."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from traceback import extract_tb
from types import ModuleType
from typing import Any, Literal

import pluggy

from anwei.engine.documents.diagnostics import AnweiError, Diagnostic
from anwei.engine.messages import Lang, Text, label
from anwei.engine.plugins.checking import checked, names_in, refuse_clash
from anwei.engine.plugins.discovery import Installed, installed
from anwei.engine.plugins.spec import HOOK_NAMES, PROJECT, Hooks

SAFE_MODE = "ANWEI_SAFE_MODE"
DISABLED = "ANWEI_DISABLE_PLUGINS"
ENGINE = str(Path(__file__).resolve().parent.parent) + os.sep


@dataclass
class PluginStatus:
    """One plugin: where it comes from and how it loaded.

    ``error`` says why it failed, in English; ``problems`` are the diagnostics behind it, if there are any: the first
    is the one that ``error`` says.
    """

    name: str
    target: str
    distribution: str = ""
    version: str = ""
    state: Literal["loaded", "failed", "disabled"] = "loaded"
    error: str = ""
    problems: tuple[Diagnostic, ...] = ()
    hooks: tuple[str, ...] = ()
    contributions: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def reason(self) -> Text:
        """Why it failed, in both languages as far as they are known."""
        if not self.problems:
            return Text(self.error, self.error)
        return Text(self._said("zh"), self._said("en"))

    def _said(self, lang: Lang) -> str:
        """The first problem, and how many more there are."""
        first, *more = self.problems
        return first.line(lang) + (label("plugin.more", lang, count=len(more)) if more else "")


class Plugins:
    """The plugins of a run. Contributions are collected once, in the order of loading."""

    def __init__(self, found: Iterable[Installed] | None = None, *, safe: bool | None = None) -> None:
        self.manager = pluggy.PluginManager(PROJECT)
        self.manager.add_hookspecs(Hooks)
        self.safe = os.environ.get(SAFE_MODE, "") not in ("", "0") if safe is None else safe
        self.disabled = {n for n in os.environ.get(DISABLED, "").split(",") if n}
        self.statuses: list[PluginStatus] = []
        for point in sorted(
            installed() if found is None else found, key=lambda p: (not _own(p), p.name)
        ):  # ours first: a clash costs the newcomer
            self._load(point)

    def _load(self, point: Installed) -> None:
        status = PluginStatus(point.name, point.target, point.distribution, point.version)
        self.statuses.append(status)
        if point.name in self.disabled or (self.safe and not _own(point)):
            status.state = "disabled"
            return
        if any(s.name == point.name and s is not status for s in self.statuses):
            status.state, status.error = "failed", f"name taken: {point.name}"
            return
        try:
            with redirect_stdout(sys.stderr):  # standard output belongs to the data of the command
                self.register(import_module(point.target), status)
        except AnweiError as error:
            self.refuse(status, error.diagnostics)
        except (Exception, SystemExit) as error:
            self.fail(status, f"{type(error).__name__}: {error}{_where(error)}")

    def register(self, module: ModuleType | object, status: PluginStatus) -> None:
        """Register a plugin and collect what it contributes; raises what it raises, leaving nothing behind."""
        name = self.manager.register(module, status.name)
        assert name is not None
        implemented = [c.name for c in self.manager.get_hookcallers(module) or ()]
        named = [n for n in vars(module) if n.startswith("anwei_")]
        if unknown := [n for n in named if n not in HOOK_NAMES]:
            raise TypeError(f"no such hook: {', '.join(unknown)}")
        if unmarked := [n for n in named if n not in implemented]:
            raise TypeError(f"not marked with @hookimpl: {', '.join(unmarked)}")
        status.hooks = tuple(implemented)
        found = {hook: checked(hook, getattr(module, hook)()) for hook in implemented}
        refuse_clash(found, [n for s in self.statuses if s.state == "loaded" for n in names_in(s.contributions)])
        status.contributions.update(found)

    def fail(self, status: PluginStatus, error: str) -> None:
        """Take a plugin out again, keeping its name and the reason."""
        if self.manager.has_plugin(status.name):
            self.manager.unregister(name=status.name)
        status.state, status.error, status.contributions = "failed", error, {}

    def refuse(self, status: PluginStatus, problems: Sequence[Diagnostic]) -> None:
        """Take a plugin out for problems that have a place and a code."""
        self.fail(status, problems[0].line("en"))
        status.problems = tuple(problems)

    def all(self, hook: str) -> list[tuple[PluginStatus, Any]]:
        """Every contribution to a hook with the plugin it comes from."""
        return [(s, c) for s in self.statuses if s.state == "loaded" for c in s.contributions.get(hook, ())]

    @property
    def failed(self) -> list[PluginStatus]:
        return [s for s in self.statuses if s.state == "failed"]


def _where(error: BaseException) -> str:
    """The line of the plugin, or of what it uses, that raised an error; empty where that was not its own code."""
    lines = [f for f in extract_tb(error.__traceback__) if not f.filename.startswith((ENGINE, "<frozen"))]
    lines = [f for f in lines if Path(f.filename).parent.name not in ("pluggy", "importlib")]
    return f" ({lines[-1].filename}:{lines[-1].lineno})" if lines else ""


def _own(point: Installed) -> bool:
    """Whether a plugin comes with anwei itself."""
    return point.distribution == PROJECT
