"""Text that every format can hold: no control characters, nothing that turns their order, no halves of them."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

from anwei.engine.reports.layout import visible

_UNENCODABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
T = TypeVar("T")


def cleaned(thing: T) -> T:
    """A copy of a part of a handout with every text in it made fit to be written; line breaks stay."""
    made: Any = _cleaned(thing)
    return made  # type: ignore[no-any-return]


def _cleaned(thing: Any) -> Any:
    if isinstance(thing, str):
        return _UNENCODABLE.sub("\ufffd", "\n".join(map(visible, thing.split("\n"))))
    if isinstance(thing, tuple):
        parts = map(_cleaned, thing)
        return type(thing)(*parts) if hasattr(thing, "_fields") else tuple(parts)
    if is_dataclass(thing) and not isinstance(thing, type):
        return type(thing)(**{f.name: _cleaned(getattr(thing, f.name)) for f in fields(thing)})
    return thing
