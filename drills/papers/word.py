"""Word files: a template, the office's own if it has one, filled with a context. Escaped, reproducible, nothing lost.

Templates are data: they are rendered in Jinja's sandbox, so a template can place values and loop over rows and no more.
"""

from __future__ import annotations

import io
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anwei.drills.papers.layout import Context, Layout
from anwei.drills.papers.make_templates import FOLDER
from anwei.drills.papers.template import template
from anwei.drills.record.errors import refuse
from anwei.engine.api import Diagnostics, Lang, Place
from anwei.engine.services import label, steady

if TYPE_CHECKING:
    from jinja2 import Environment

MAX_TEMPLATE = 20 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024


def write(layout: Layout, context: Context, lang: Lang, folder: Path | None, diagnostics: Diagnostics) -> bytes:
    """The paper as a .docx file.

    Placeholders of the template that nobody knows are printed as 【待填写】 and listed (a warning, DRL-151). Raises
    AnweiError (DRL-152) where a template of the office cannot be read or does not fit its own syntax.
    """
    from anwei.drills.papers.fast_word import FastTemplate

    own = folder / f"{layout.kind}.docx" if folder is not None else None
    name = str(own) if own is not None and own.exists() else f"{layout.kind}.docx"
    data = _own(own, name) if own is not None and own.exists() else _ours(layout, lang)
    unknown: dict[str, None] = {}
    try:
        made = FastTemplate(io.BytesIO(data))
        made.render(context, _environment(unknown, lang), autoescape=True)
    except Exception as error:
        refuse("DRL-152", name, reason=f"{type(error).__name__}: {error}"[:200])
    if unknown:
        diagnostics.warning("DRL-151", Place(name), names=", ".join(unknown))
    out = io.BytesIO()
    made.save(out)
    return steady(out.getvalue())


def _ours(layout: Layout, lang: Lang) -> bytes:
    """The shipped template, or one made on the spot where none is shipped in the language."""
    path = FOLDER / f"{layout.kind}.docx"
    return path.read_bytes() if lang == "zh" and path.exists() else _made(layout, lang)


@lru_cache(maxsize=32)
def _made(layout: Layout, lang: Lang) -> bytes:
    return template(layout, lang)


def _own(path: Path, name: str) -> bytes:
    """A template of the office, checked before it is unpacked (DRL-152)."""
    try:
        data = path.read_bytes()
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(i.file_size for i in archive.infolist())
    except (OSError, zipfile.BadZipFile) as error:
        refuse("DRL-152", name, reason=str(error)[:120])
    if len(data) > MAX_TEMPLATE or size > MAX_UNPACKED:
        refuse("DRL-152", name, reason=f"{size} B")
    return data


def _environment(unknown: dict[str, None], lang: Lang) -> Environment:
    """Jinja that can do little, escapes everything and remembers which names it did not know."""
    from jinja2 import Undefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Missing(Undefined):
        """A name that the paper does not have: printed as to be filled in."""

        def __str__(self) -> str:
            unknown[self._undefined_name or "?"] = None
            return missing(lang)

        def __iter__(self) -> Any:
            unknown[self._undefined_name or "?"] = None
            return iter(())

        def __bool__(self) -> bool:
            unknown[self._undefined_name or "?"] = None
            return False

    return ImmutableSandboxedEnvironment(autoescape=True, undefined=Missing)


def missing(lang: Lang) -> str:
    """What stands where a value is not known."""
    return label("drill.paper.missing", lang)
