"""Opening the catalogue of an installation: shipped rulesets, plugins and the user's own files, cached by digest.

The compiled form is kept under a digest of what every file of law says and of the engine's own sources.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from anwei.engine.catalogue.assess import Environment
from anwei.engine.catalogue.files import Sources, holds_tests, law_digest, law_files, read_sources, yaml_files
from anwei.engine.catalogue.model import Catalogue, Kept
from anwei.engine.documents import cache
from anwei.engine.documents.cache import cache_folder
from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Diagnostics, Place
from anwei.engine.documents.nodes import Node, collector_paused
from anwei.engine.ir.rules import Rule
from anwei.engine.plugins.manager import Plugins, PluginStatus
from anwei.engine.record.periods import Weekdays

ENGINE = Path(__file__).resolve().parent.parent
RULESETS = ENGINE.parent / "rulesets"


@dataclass(frozen=True)
class Opened:
    """A catalogue with the plugins it was made with and every warning on the way.

    ``key`` stands for all that it was made from, our own code included; empty where it was not made here.
    """

    catalogue: Catalogue
    plugins: Plugins
    environment: Environment
    warnings: tuple[Diagnostic, ...]
    key: str = ""

    @property
    def partial(self) -> bool:
        """Whether a plugin failed, so that results are partial."""
        return bool(self.plugins.failed)


def open_catalogue(
    extra: Sequence[Path] = (), plugins: Plugins | None = None, *, use_cache: bool = True, base: bool = True
) -> Opened:
    """The catalogue of shipped rulesets (unless ``base`` is false), plugins and ``extra`` files.

    Raises AnweiError where shipped or extra files do not load; a plugin whose files do not load is rolled back.
    """
    plugins = plugins or Plugins()
    roots = [*([RULESETS] if base else []), *extra]
    digest = law_digest(_files(roots, plugins), remember=use_cache)
    key = _key(digest, plugins)
    kept = cache.read(f"{key}.catalogue", Kept) if use_cache else None
    catalogue = kept.catalogue() if kept is not None else None
    warnings: list[Diagnostic] = []
    if catalogue is None:
        catalogue, warnings = _compile(roots, plugins)
        catalogue.digest = law_digest(_files(roots, plugins), remember=use_cache)
        if use_cache and not plugins.failed and not warnings and code_digest() == CODE:
            cache.write(f"{key}.catalogue", Kept.of(catalogue))
    return Opened(catalogue, plugins, environment_of(plugins), (*warnings, *_plugin_warnings(plugins)), key)


def environment_of(plugins: Plugins) -> Environment:
    """The calendar and measures that plugins bring."""
    calendars = [c for _, c in plugins.all("anwei_calendar") if c is not None]
    measures = [m for _, m in plugins.all("anwei_measures")]
    functions = {m.name: m.bounds for m in measures}
    lowerings = {m.name: m.lowering for m in measures if m.lowering is not None}
    return Environment(calendars[0] if calendars else Weekdays(), functions, lowerings)


def files_of_tests(extra: Sequence[Path] = (), plugins: Plugins | None = None, *, base: bool = True) -> list[Path]:
    """The files behind a catalogue that hold tests, in a stable order."""
    return [f for f in _files([*([RULESETS] if base else []), *extra], plugins or Plugins()) if holds_tests(f)]


def tests_of(extra: Sequence[Path] = (), plugins: Plugins | None = None, *, base: bool = True) -> list[Node]:
    """The documents of tests behind a catalogue. Raises AnweiError."""
    diagnostics = Diagnostics()
    with collector_paused():
        sources = read_sources(files_of_tests(extra, plugins, base=base), diagnostics, ENGINE.parent)
    diagnostics.raise_errors()
    return sources.documents["tests"]


def sources_of(extra: Sequence[Path] = (), plugins: Plugins | None = None, *, base: bool = True) -> Sources:
    """The documents behind a catalogue, tests included. Raises AnweiError."""
    diagnostics = Diagnostics()
    files = _files([*([RULESETS] if base else []), *extra], plugins or Plugins())
    with collector_paused():
        sources = read_sources(files, diagnostics, ENGINE.parent)
    diagnostics.raise_errors()
    return sources


def _paths(status: PluginStatus) -> list[Path]:
    if status.state != "loaded":
        return []
    return [p for hook in ("anwei_facts", "anwei_rulesets") for p in status.contributions.get(hook, ())]


def _compile(roots: Sequence[Path], plugins: Plugins) -> tuple[Catalogue, list[Diagnostic]]:
    """Compile everything; while a plugin's files have errors, take that plugin out and compile again."""
    # the language is imported only here: a cached catalogue does without it
    from anwei.engine.catalogue.load import compile_catalogue

    broken: list[Rule] = []
    while True:
        owners = {str(f): s for s in plugins.statuses for f in yaml_files(_paths(s))}
        diagnostics = Diagnostics()
        files = law_files(_files(roots, plugins))
        shown = {_shown(Path(f)): s for f, s in owners.items()}
        functions = {m.name: m for _, m in plugins.all("anwei_measures")}
        with collector_paused():
            sources = read_sources(files, diagnostics, ENGINE.parent)
            catalogue = compile_catalogue(sources, diagnostics, functions, broken)
        guilty = next((shown[d.place.file] for d in diagnostics.errors if d.place.file in shown), None)
        if guilty is None:
            diagnostics.items[:0] = _plugin_warnings(plugins) if diagnostics.errors else ()
            diagnostics.raise_errors()
            return catalogue, diagnostics.items
        problems = [d for d in diagnostics.errors if shown.get(d.place.file) is guilty]
        guilty.error = problems[0].line("en")
        broken += _broken_rules(guilty)
        plugins.refuse(guilty, problems)


def _shown(path: Path) -> str:
    base = ENGINE.parent
    return str(path.relative_to(base)) if path.is_relative_to(base) else str(path)


def _broken_rules(status: PluginStatus) -> list[Rule]:
    """The rules of a plugin about to be rolled back, as far as they can be named; each will show up as ``error``."""
    from anwei.engine.catalogue.load import walk_headers

    sources = read_sources(yaml_files(_paths(status)), Diagnostics(), ENGINE.parent)
    return list(walk_headers(sources.documents["ruleset"], status.error))


def _plugin_warnings(plugins: Plugins) -> list[Diagnostic]:
    return [
        Diagnostic("PLG-001", Place(s.target), {"name": s.name, "reason": s.reason}, "warning") for s in plugins.failed
    ]


def _files(roots: Sequence[Path], plugins: Plugins) -> list[Path]:
    return yaml_files([*roots, *(p for s in plugins.statuses for p in _paths(s))])


def _sources(status: PluginStatus) -> list[Path]:
    """The Python files beside a plugin's module: what its measures are may have changed without a new version."""
    module = sys.modules.get(status.target.partition(":")[0])
    file = getattr(module, "__file__", None)
    return sorted(Path(file).parent.glob("*.py")) if file else []


def code_digest() -> str:
    """What the engine's own sources are at this moment, by size and time."""
    return hashlib.sha256("".join(sorted(_stamps(str(ENGINE)))).encode()).hexdigest()


def _stamps(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:  # half of the time of walking by paths, and every command does it
        for entry in entries:
            if entry.is_dir():
                yield from _stamps(entry.path)
            elif entry.name.endswith(".py"):
                stat = entry.stat()
                yield f"{entry.path}{stat.st_size}{stat.st_mtime_ns}"


#: Taken when this module is imported, with the rest of the engine: a process that goes on with old code while new code
#: is written beside it neither reads nor writes what belongs to the new one.
CODE = code_digest()


def _key(law: str, plugins: Plugins) -> str:
    """What a compiled form depends on: files of law, plugins, and the engine's own sources (by size and time)."""
    digest = hashlib.sha256(f"{law}{CODE}".encode())
    for status in plugins.statuses:
        digest.update(f"{status.name}{status.version}{status.state}".encode())
        for source in _sources(status):
            stat = source.stat()
            digest.update(f"{source.name}{stat.st_size}{stat.st_mtime_ns}".encode())
    return digest.hexdigest()[:24]


__all__ = ["AnweiError", "Opened", "cache_folder", "files_of_tests", "open_catalogue", "sources_of", "tests_of"]
