"""The registry of forms: every measure and condition of the language, each with its keys, its meaning and an example.

The loader builds nodes through it, the JSON Schemas and the guide are made from it, and a meta-test walks it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from anwei.engine.documents.shape import Key, Reader, Shape
from anwei.engine.messages import Text

if TYPE_CHECKING:
    from anwei.engine.language.scope import Scope

#: A measure form builds a number, a condition form a condition; None after reporting what is wrong.
Build = Callable[["Reader", "Scope"], Any]


@dataclass(frozen=True)
class Form:
    """One form: its head key, the keys it takes, what it means, an example in YAML, and how it becomes a node."""

    head: str
    category: Literal["measure", "condition"]
    keys: Shape
    doc: Text
    example: str
    build: Build


MEASURES: dict[str, Form] = {}
CONDITIONS: dict[str, Form] = {}


def measure_form(head: str, *, zh: str, en: str, example: str, **keys: Key) -> Callable[[Build], Build]:
    """Register a measure form under its head key. Raises ValueError if the name is taken."""
    return _register(MEASURES, Form, head, "measure", zh, en, example, keys)


def condition_form(head: str, *, zh: str, en: str, example: str, **keys: Key) -> Callable[[Build], Build]:
    """Register a condition form under its head key. Raises ValueError if the name is taken."""
    return _register(CONDITIONS, Form, head, "condition", zh, en, example, keys)


def _register(
    registry: dict[str, Form],
    make: type[Form],
    head: str,
    category: Literal["measure", "condition"],
    zh: str,
    en: str,
    example: str,
    keys: dict[str, Key],
) -> Callable[[Build], Build]:
    def add(build: Build) -> Build:
        if head in registry:
            raise ValueError(f"form {head!r} is registered already")
        registry[head] = make(head, category, keys, Text(zh, en), example, build)
        return build

    return add


def head_of(keys: list[str], registry: dict[str, Form]) -> str | None:
    """The head key among the keys of a mapping: the registered one that no other registered key of the mapping needs.

    A key such as ``count`` heads a form; keys like ``where`` never do.
    """
    return next((k for k in keys if k in registry), None)
