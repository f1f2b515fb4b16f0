"""Errors of a database as located diagnostics, and addresses without the password that may stand in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote

from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Place

MOST = 400  # characters of what an engine says
_SECRETS = re.compile(r"(?<=://)([^/?#@]*?:)(.+)(?=@)|(?<=[?&;])((?:password|passwd|token|sslpassword)=)([^&;]+)", re.I)


def shown(address: str) -> str:
    """An address as it may be shown: its password is left out."""
    return _SECRETS.sub(lambda m: f"{m[1] or m[3]}***", address)


def _secrets(address: str) -> set[str]:
    found = {s for m in _SECRETS.finditer(address) if (s := m[2] or m[4])}
    return found | {unquote(s) for s in found}


@contextmanager
def told(address: str, *errors: type[Exception]) -> Iterator[None]:
    """Errors of the engine at an address, raised as AnweiError (FLT-049) with what the engine says."""
    try:
        yield
    except errors as error:
        reason = _words(str(error) or type(error).__name__)
        for secret in _secrets(address):
            reason = reason.replace(secret, "***")
        raise AnweiError([Diagnostic("FLT-049", Place(shown(address)), {"reason": reason})]) from None


def _words(text: str) -> str:
    """What an engine says on one line, without its inner workings."""
    text = " ".join(re.split(r"\n\s*(?:JVM stacktrace|Stack trace|\tat )", text)[0].split())
    return text if len(text) <= MOST else f"{text[:MOST]}…"
