"""Files that screens write: whole or not at all, never over somebody else's half."""

from __future__ import annotations

from pathlib import Path

from anwei.engine import services


def put_file(path: Path, data: bytes) -> None:
    """Write a file as a whole. Raises AnweiError (DOC-011) where that fails."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        services.refuse("DOC-011", str(path), reason=error.strerror or type(error).__name__)
    finally:
        part.unlink(missing_ok=True)
