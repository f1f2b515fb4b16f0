"""QR codes, drawn of boxes: the digests of a certificate for whoever wants to check it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from anwei.engine.reports.handouts.drawing import Box, Drawing

if TYPE_CHECKING:
    from segno import QRCode

_MODULE = 2.0  # points
_QUIET = 4  # modules of white around a code, as its standard asks for


def _code(text: str) -> QRCode:
    import segno

    return segno.make(text, error="m", micro=False, encoding="utf-8")


def matrix(text: str) -> list[list[bool]]:
    """The dark modules of a text's QR code (error correction M), row by row, with the quiet zone."""
    return [[bool(m) for m in row] for row in _code(text).matrix_iter(border=_QUIET)]


def qr_drawing(text: str, title: str) -> Drawing:
    """The code as a drawing on white; a run of dark modules is one box."""
    rows = matrix(text)
    return Drawing(len(rows[0]) * _MODULE, len(rows) * _MODULE, title, tuple(_boxes(rows)))


def _boxes(rows: list[list[bool]]) -> Iterator[Box]:
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                yield Box(x * _MODULE, y * _MODULE, length * _MODULE, _MODULE, "ink")
            x += length


def qr_png(text: str) -> bytes:
    """The code as a PNG picture, 4 pixels a module."""
    out = io.BytesIO()
    _code(text).save(out, kind="png", scale=4, border=_QUIET)
    return out.getvalue()
