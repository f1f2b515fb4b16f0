"""Held values as they are stored, and the digests over them.

Stored form, as JSON: numbers in the base unit of their field (3.5 kg, not 35 tenths, so that a vocabulary may declare
more digits or another unit later), dates as day ordinals, booleans and texts as they are, a set as a sorted list, *has
not happened* as ``{}``, *not known* as ``null``. Canonical JSON (sorted keys, no spaces): equal content, equal bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal

import msgspec

from anwei.engine.facts.values import BLANK, Blank, Value
from anwei.engine.facts.vocabulary import FieldSpec

_encoder = msgspec.json.Encoder(order="sorted", decimal_format="number")
_bodies = msgspec.json.Decoder(dict[str, object], float_hook=Decimal)
MARK = 8  # bytes of a row's digest kept beside it, to name the row that no longer fits
JOINT = "\x1f"
_AS_IT_IS = frozenset({str, bool, type(None)})  # types of held values that are stored unchanged, whatever the field


def canonical(value: object) -> str:
    """Plain data as canonical JSON. Raises UnicodeEncodeError for halves of characters, as damaged files hold them."""
    return _encoder.encode(value).decode()


def to_stored(value: Value, spec: FieldSpec | None = None) -> object:
    """A held value of a field in its stored form."""
    if isinstance(value, Blank):
        return {}
    if isinstance(value, frozenset):
        return sorted(value)
    if spec is not None and spec.scale and isinstance(value, int):
        amount = Decimal(value).scaleb(-spec.scale)
        return int(amount) if amount == amount.to_integral_value() else amount.normalize()
    return value


def from_stored(value: object, spec: FieldSpec | None = None) -> Value:
    """The held value of a stored form. Raises ValueError where a number has more digits than the field declares."""
    if isinstance(value, list):
        return frozenset(map(str, value))
    if isinstance(value, dict):
        return BLANK
    if spec is not None and spec.numeric and isinstance(value, (int, Decimal)):
        return _scaled(value, spec.scale)
    assert value is None or isinstance(value, (int, str))
    return value


def _scaled(value: int | Decimal, scale: int) -> int:
    if isinstance(value, int):
        return int(value * 10**scale)
    amount = Decimal(value).scaleb(scale)
    if amount != amount.to_integral_value():
        raise ValueError(f"{value} has more than {scale} digits")
    return int(amount)


def body_of(values: Mapping[str, Value], fields: Mapping[str, FieldSpec]) -> dict[str, object]:
    """Held values by field in their stored form."""
    stored: dict[str, object] = {}
    for name, value in values.items():
        kind = type(value)
        # days and counts are most of what there is: they are told apart here, without a call for each
        if kind in _AS_IT_IS or (kind is int and name in fields and not fields[name].scale):
            stored[name] = value
        else:
            stored[name] = to_stored(value, fields.get(name))
    return stored


def decode_body(text: str) -> dict[str, object]:
    """Stored values by field."""
    return _bodies.decode(text)


def joined(record: tuple[str, ...]) -> str:
    """The ids of a record from the outermost table inwards as one text."""
    return JOINT.join(record)


def parted(rec: str) -> tuple[str, ...]:
    """The reverse of ``joined``."""
    return tuple(rec.split(JOINT)) if rec else ()


def digest(*parts: str | int | None) -> bytes:
    """SHA-256 over texts and numbers, as a JSON array: neighbours stay apart and nothing differs from empty."""
    return hashlib.sha256(_encoder.encode(parts)).digest()


def fact_digest(kind: str, subject: str, tab: str, rec: str, since: int, body: str | None, said: str) -> bytes:
    """The digest of one version of a record."""
    return digest("fact", kind, subject, tab, rec, since, body, said)


def item_digest(collection: str, id_: str, since: int, body: str | None) -> bytes:
    """The digest of one version of a document."""
    return digest("item", collection, id_, since, body)
