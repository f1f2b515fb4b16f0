"""One column of one fact: its values as numbers that a plan computes with, and what of it no fact can be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from anwei.engine.facts.values import UNKNOWN_MARKS, BadValue, out_of_range, parse_value, show_number
from anwei.engine.facts.vocabulary import FieldSpec, Vocabulary
from anwei.engine.fleet.arrays import Array, filled, plain, truths, valid
from anwei.engine.fleet.faults import Faults

EPOCH = 719163  # the ordinal of 1970-01-01
LARGEST = 1 << 60  # of a number at its declared scale


class Values:
    """A column in the types of the layout (``intake``). ``rows`` are those that its places belong to, if not itself."""

    def __init__(
        self,
        table: str,
        spec: FieldSpec,
        data: pa.Array,
        vocabulary: Vocabulary,
        faults: Faults,
        rows: Array | None = None,
    ) -> None:
        self.table = table
        self.spec = spec
        self.data = data
        self.vocabulary = vocabulary
        self.faults = faults
        self.rows = rows
        self._encoded: tuple[Array, list[str], Array | None] | None = None

    def _note(self, bad: BadValue, where: Array) -> None:
        """A value that is none, with the places (truths) where it stands."""
        places = np.flatnonzero(where)
        if len(places):
            self.faults.note(self.table, self.spec, bad, places if self.rows is None else self.rows[places])

    # -- truths, days and numbers -----------------------------------------------------------------------------------

    def known(self) -> Array:
        if self.spec.type in ("code", "text", "ref", "division"):
            return self.looked_up(lambda text: text != "", False, bool)
        return np.zeros(len(self.data), bool) if pa.types.is_null(self.data.type) else valid(self.data)

    def truths(self) -> Array:
        return np.zeros(len(self.data), bool) if pa.types.is_null(self.data.type) else truths(self.data)

    def days(self) -> Array:
        """Days since 1970; any number where not known."""
        return np.zeros(len(self.data), np.int32) if pa.types.is_null(self.data.type) else plain(self.data)

    def numbers(self) -> Array:
        """Whole units of the declared scale; any number where not known."""
        found = self._whole()
        low, high = self.spec.minimum, self.spec.maximum
        below = low is not None and len(found) and int(found.min()) < low
        above = high is not None and len(found) and int(found.max()) > high
        if (below or above) and not self.faults.held:
            self._outside(found)
        return found

    def _outside(self, found: Array) -> None:
        """Note each number outside the declared range; under nulls they may be anything."""
        low, high = self.spec.minimum, self.spec.maximum
        wrong = (found < low if low is not None else False) | (found > high if high is not None else False)
        self._each(found, valid(self.data) & wrong, lambda n: out_of_range(n, self.spec))

    def _each(self, given: Array, wrong: Array, of: Callable[[Any], BadValue]) -> None:
        """Note each of the numbers that are wrong."""
        for value in np.unique(given[wrong]).tolist() if wrong.any() else ():
            if self.faults.full:
                return
            same = np.isnan(given) if np.isnan(value) else given == value
            self._note(of(value), wrong & same)

    def _whole(self) -> Array:
        data, kind, scale = self.data, self.data.type, self.spec.scale
        if pa.types.is_null(kind):
            return np.zeros(len(data), np.int8)
        if pa.types.is_decimal128(kind):
            return self._scaled(*self._decimals())
        if pa.types.is_decimal(kind):
            return self._scaled(np.where(valid(data), plain(data), 0).astype(np.int64), kind.scale)
        if pa.types.is_floating(kind):
            return self._rounded()
        whole = plain(data)
        if not scale and whole.itemsize < 8:
            return whole
        return self._scaled(np.where(valid(data), whole, 0).astype(np.int64), 0)

    def _scaled(self, whole: Array, has: int) -> Array:
        """Whole units of ``has`` digits at the declared scale; a digit too many is an error, never rounded away."""
        digits = self.spec.scale - has
        if digits < 0:
            given = whole
            whole, lost = np.divmod(whole, 10**-digits)
            self._each(given, lost != 0, lambda n: _digits(show_number(n, has), self.spec))
        limit = LARGEST // 10 ** max(digits, 0)
        if len(whole) and max(-int(whole.min()), int(whole.max())) > limit:
            self._each(whole, np.abs(whole) > limit, lambda n: BadValue("INP-009", text=show_number(n, has)))
            whole = np.where(np.abs(whole) > limit, 0, whole)
        return whole * 10**digits if digits > 0 else whole

    def _rounded(self) -> Array:
        """Floats, where they are exact at the declared scale."""
        there = valid(self.data)
        given = np.where(there, plain(self.data).astype(np.float64), 0.0)
        finite = np.isfinite(given)
        scaled = np.where(finite, given, 0.0) * 10.0**self.spec.scale
        whole = np.rint(scaled)
        large = np.abs(whole) > 1e15
        wrong = ~finite | large | (np.abs(scaled - whole) >= 1e-3)
        if wrong.any():
            self._each(given, wrong & large, lambda n: BadValue("INP-009", text=str(n)))
            self._each(given, wrong & finite & ~large, lambda n: _digits(str(n), self.spec))
            self._each(given, ~finite, lambda n: BadValue("INP-006", text=str(n)))
            whole[wrong] = 0
        return whole.astype(np.int64)

    def _decimals(self) -> tuple[Array, int]:
        """Decimals as whole units of their own scale, and how many digits that are: the low words, where the high ones
        only carry the sign."""
        data, scale = _shorter(self.data, self.spec.scale)
        buffer = data.buffers()[1]
        if buffer is None:
            return np.zeros(len(data), np.int64), scale
        words = np.frombuffer(buffer, np.int64).reshape(-1, 2)[data.offset : data.offset + len(data)]
        low, high = words[:, 0], words[:, 1]
        wrong = high != low >> 63
        if wrong.any() and np.any(wrong := wrong & valid(data)):
            self._note(BadValue("INP-009", text=str(data[int(np.argmax(wrong))].as_py())), wrong)
            return np.where(valid(data) & ~wrong, low, 0), scale
        return (np.where(valid(data), low, 0) if data.null_count else low), scale

    # -- words ------------------------------------------------------------------------------------------------------

    def _codes(self) -> tuple[Array, list[str], Array | None]:
        """An index for each row into the distinct words, and which rows have one (None: all)."""
        if self._encoded is None:
            data = self.data if pa.types.is_dictionary(self.data.type) else self.data.dictionary_encode()
            numbers, there = plain(data.indices), valid(data.indices) if data.indices.null_count else None
            self._encoded = numbers, self._held(data.dictionary.to_pylist(), numbers, there), there
        return self._encoded

    def _held(self, given: list[str | None], numbers: Array, there: Array | None) -> list[str]:
        """The words as a record holds them: the names of codes, empty for what says that it is not known."""
        found = []
        for place, text in enumerate(given):
            try:
                found.append("" if self.faults.full else self._one(text or ""))
            except BadValue as bad:
                where = numbers == place
                self._note(bad, where if there is None else where & there)
                found.append("")
        return found

    def _one(self, text: str) -> str:
        if self.faults.held:
            return text
        if self.spec.type in ("code", "division"):
            held = parse_value(text, self.spec, self.vocabulary)
            return held if isinstance(held, str) else ""
        text = text.strip()
        return "" if text.casefold() in UNKNOWN_MARKS else text

    def words(self) -> list[str]:
        """The text of each row as a record holds it; empty where there is none."""
        if pa.types.is_null(self.data.type):
            return [""] * len(self.data)
        places, texts, there = self._codes()
        known = np.array([*texts, ""], object)
        found: list[str] = known.take(places if there is None else np.where(there, places, len(texts))).tolist()
        return found

    def looked_up(self, of: Callable[[str], int], null: int, kind: Any) -> Array:
        """What a function gives for the text of each row, ``null`` where there is none; asked once for each text."""
        if pa.types.is_null(self.data.type):
            return np.full(len(self.data), null, kind)
        places, texts, there = self._codes()
        if not texts:
            return np.full(len(places), null, kind)
        found = np.array([of(t) for t in texts], kind).take(places, mode="clip")  # under nulls they may be anything
        if there is not None:
            np.copyto(found, null, where=~there)
        return found

    def codes(self, ids: dict[str, int], other: int, null: int) -> Array:
        return self.looked_up(lambda text: ids.get(text, other), null, np.int8 if len(ids) < 127 else np.int32)

    # -- sets -------------------------------------------------------------------------------------------------------

    def lists(self) -> pa.Array:
        if pa.types.is_null(self.data.type):
            return pa.array([None] * len(self.data), pa.list_(pa.string()))
        return self.data

    def lengths(self) -> Array:
        return filled(pc.list_value_length(self.lists()), 0)

    def groups(self, groups: Sequence[frozenset[str]]) -> list[Array]:
        """For each group, whether the set of each row has any of it."""
        if not groups:
            return []
        data = self.lists()
        flat = data.flatten()  # skips what stands under nulls
        row = plain(pc.list_parent_indices(data))
        one = replace(self.spec, type="code") if self.spec.type == "codes" else self.spec
        inner = Values(self.table, one, flat, self.vocabulary, self.faults, row)
        found = []
        for group in groups:
            has = np.zeros(len(data), bool)
            has[row[inner.looked_up(group.__contains__, False, bool)]] = True
            found.append(has)
        return found


def _shorter(data: pa.Array, scale: int) -> tuple[pa.Array, int]:
    """Decimals without the zeros that they have beyond the declared scale, where nothing else stands there."""
    if data.type.scale <= max(scale, 9):  # as it is, the whole units fit
        return data, data.type.scale
    try:
        return data.cast(pa.decimal128(38, scale)), scale
    except pa.ArrowInvalid:  # digits that count: told as such
        return data, data.type.scale


def _digits(text: str, spec: FieldSpec) -> BadValue:
    return BadValue("INP-008", text=text, digits=spec.scale) if spec.scale else BadValue("INP-007", text=text)
