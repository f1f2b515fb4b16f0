"""Writers: one assessment in every output format.

``view`` puts a finding into words once, in one language; each writer only lays those words out. Nothing is judged
here, and data never becomes markup.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from anwei.engine.reports.view import Report

#: Format -> the module whose ``write(report) -> str`` makes it. Imported when used.
FORMATS: dict[str, str] = {
    name: f"anwei.engine.reports.{module}"
    for name, module in {
        "text": "text",
        "json": "as_json",
        "jsonl": "as_jsonl",
        "csv": "as_csv",
        "junit": "junit",
        "sarif": "sarif",
        "html": "html",
        "md": "markdown",
    }.items()
}


def writer(name: str) -> Callable[[Report], str]:
    """The writer of a format. Raises KeyError for an unknown one."""
    write: Callable[[Report], str] = import_module(FORMATS[name]).write
    return write
