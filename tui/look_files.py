"""Themes of one's own: YAML files in the folder ``themes`` beside the user's configuration.

Each document of a file is a theme. It says which of the built-in ones it begins with and gives colours of its own. A
theme with a mistake is left out, and every mistake is told with its place; what is hard to read is told as a warning.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from anwei.engine.services import (
    AnweiError,
    Diagnostic,
    Diagnostics,
    Key,
    Node,
    Place,
    Shape,
    ShapeReader,
    read_documents,
)
from anwei.tui import words
from anwei.tui.colours import NAMES, USES, Look, colours, contrast

#: What a theme says, and which colours it may give.
THEME: Shape = {
    "theme": Key("name", required=True),
    "label": Key("bilingual", required=True),
    "based_on": Key("choice", choices=NAMES[:3]),
    "colours": Key("map", required=True),
}
COLOURS: Shape = {use: Key("value") for use in USES}
NAME = "[a-z][a-z0-9-]{0,31}"
COLOUR = "#[0-9a-fA-F]{6}"
_LONGEST_NAME = 32
_SUFFIXES = (".yaml", ".yml")
_LARGEST = 64 * 1024  # bytes of a file: it is read while keys wait
_GROUND, _CURSOR = "background", "cursor"
#: WCAG 2.1: enhanced contrast for what must be read; the least contrast for what does not apply and under the cursor.
_WELL, _ENOUGH = 7.0, 4.5
_QUIET = "not_applicable"
_READ = tuple(u for u in USES if u not in (_GROUND, _CURSOR, "surface", "panel"))

Signature = tuple[tuple[str, int, int], ...]


def config_folder() -> Path:
    """Where the user's configuration lies: ``ANWEI_CONFIG``, else ``XDG_CONFIG_HOME``/anwei, else ~/.config/anwei."""
    chosen = os.environ.get("ANWEI_CONFIG", "")
    if chosen:
        return Path(chosen)
    base = os.environ.get("XDG_CONFIG_HOME", "")
    return (Path(base) if base else Path.home() / ".config") / "anwei"


def look_folder() -> Path:
    """Where themes of one's own lie."""
    return config_folder() / "themes"


def signature() -> Signature:
    """What tells whether a file of the folder was changed: names, times, sizes. Empty where there is no folder."""
    try:
        with os.scandir(look_folder()) as entries:
            found = [(e.path, e.stat()) for e in entries if e.name.endswith(_SUFFIXES) and e.is_file()]
    except OSError:
        return ()
    return tuple(sorted((path, stat.st_mtime_ns, stat.st_size) for path, stat in found))


def look_paths() -> list[Path]:
    """The files of the folder, by name."""
    return [Path(path) for path, _, _ in signature()]


def read_looks(paths: Iterable[Path]) -> tuple[list[Look], list[Diagnostic]]:
    """The themes of some files without a mistake, and everything that is wrong or hard to read, in the files' order."""
    found: dict[str, tuple[Look, Place]] = {}
    problems: list[Diagnostic] = []
    for path in paths:
        diagnostics = Diagnostics()
        for document in _documents(path, diagnostics):
            look, at = _look(document, diagnostics), _place(document, "theme")
            if look is not None and look.name in found:
                diagnostics.error("THM-003", at, name=look.name, where=found[look.name][1], built=", ".join(NAMES))
            elif look is not None:
                found[look.name] = look, at
        problems += sorted(diagnostics.items, key=lambda d: (d.place.line, d.place.col))
    return [look for look, _ in found.values()], problems


def _documents(path: Path, diagnostics: Diagnostics) -> list[Node]:
    shown = words.place(path)
    size = path.stat().st_size if path.is_file() else 0
    if size > _LARGEST:
        diagnostics.error("DOC-002", Place(shown), size=size, limit=_LARGEST)
        return []
    try:
        return read_documents(path, shown)
    except AnweiError as error:
        for problem in error.diagnostics:
            diagnostics.add(problem)
        return []


def _look(document: Node, diagnostics: Diagnostics) -> Look | None:
    """A theme; None where there is a mistake, after every one has been told."""
    before = len(diagnostics.errors)
    reader = ShapeReader(document, THEME, diagnostics)
    name, base = reader.text("theme"), reader.text("based_on", NAMES[0])
    if reader.has("theme"):
        _check_name(name, _place(document, "theme"), diagnostics)
    node = document.get("colours")
    own = _colours(node, diagnostics) if node is not None and node.is_map else {}
    if node is None or len(diagnostics.errors) > before:
        return None
    whole = {**colours(base), **own}
    weak = [_weak(node, use, ground, whole) for ground in (_GROUND, _CURSOR) for use in _READ]
    told = [problem for problem in weak if problem is not None]
    for problem in told:
        diagnostics.add(problem)
    return Look(name, reader.bilingual("label"), whole, len(told))


def _check_name(name: str, at: Place, diagnostics: Diagnostics) -> None:
    if name in NAMES:
        diagnostics.error("THM-003", at, name=name, where=words.say("cli.looks.built"), built=", ".join(NAMES))
    elif not re.fullmatch(NAME, name):
        diagnostics.error("THM-005", at, name=words.clean(name)[:40], most=_LONGEST_NAME)


def _colours(node: Node, diagnostics: Diagnostics) -> dict[str, str]:
    """The colours that a theme gives, those that are well formed."""
    ShapeReader(node, COLOURS, diagnostics)
    found = {}
    for use, value in node.items():
        if use not in COLOURS:
            continue  # has been told
        if value.value is None:
            diagnostics.error("THM-002", node.key_place(use), key=use)
        elif not isinstance(value.value, str) or not re.fullmatch(COLOUR, value.value):
            text = value.text or str(value.plain())
            diagnostics.error("THM-001", value.place, key=use, text=words.clean(text)[:40])
        else:
            found[use] = value.value.lower()
    return found


def _weak(node: Node, use: str, ground: str, whole: dict[str, str]) -> Diagnostic | None:
    """That a colour is hard to read on a ground, told where the theme gives one of the two."""
    if ground == _CURSOR and use == _QUIET:
        return None  # under the cursor it is written like everything else
    least = _WELL if ground == _GROUND and use != _QUIET else _ENOUGH
    found = contrast(whole[use], whole[ground])
    if found >= least:
        return None
    at = _place(node, use if node.get(use) is not None else ground)
    figures = {"found": f"{found:.2f}", "least": f"{least:g}"}
    return Diagnostic("THM-004", at, {"key": use, "ground": ground, **figures}, "warning")


def _place(node: Node, key: str) -> Place:
    held = node.get(key)
    return held.place if held is not None else node.place


def schema() -> dict[str, object]:
    """The JSON Schema of one theme, made from the tables that files are read by."""
    text = {"type": ["string", "number"], "minLength": 1}
    label = {"type": "object", "required": ["zh", "en"], "additionalProperties": False}
    kinds: dict[str, dict[str, object]] = {
        "theme": {"type": "string", "pattern": f"^{NAME}$", "maxLength": _LONGEST_NAME, "not": {"enum": list(NAMES)}},
        "label": {**label, "properties": {"zh": text, "en": text}},
        "based_on": {"enum": list(THEME["based_on"].choices)},
        "colours": {
            "type": "object",
            "additionalProperties": False,
            "properties": {use: {"type": "string", "pattern": f"^{COLOUR}$", "maxLength": 7} for use in COLOURS},
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "anwei theme",
        "type": "object",
        "required": [key for key, spec in THEME.items() if spec.required],
        "additionalProperties": False,
        "properties": {key: kinds[key] for key in THEME},
    }
