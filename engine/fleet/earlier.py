"""Results of an earlier run, read back from their files: what a later run starts from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Place
from anwei.engine.fleet.arrays import Array, filled
from anwei.engine.fleet.pieces import SUFFIXES, pieces
from anwei.engine.fleet.plan import Plan
from anwei.engine.fleet.run import Batch, Outcome
from anwei.engine.fleet.values import EPOCH
from anwei.engine.ir.parameters import FOREVER
from anwei.engine.ir.rules import Waiver

DAY, LAW = b"anwei.as_of", b"anwei.law"  # in the files' own notes
_READ = {"verdict": np.uint8, "recheck_on": np.int64, "due_by": np.int64}


def notes(plan: Plan, law: str, waivers: Iterable[Waiver]) -> dict[bytes, bytes]:
    """What results say of themselves: the day, and a digest of the law (``law`` is the catalogue's), the rules chosen
    and the waivers."""
    given = sorted((w.rule, w.subject, w.start, w.end) for w in waivers)
    whole = repr((law, sorted(r.rule.id for r in plan.rules), given))
    return {DAY: str(plan.day).encode(), LAW: hashlib.sha256(whole.encode()).hexdigest().encode()}


def unusable(folder: Path, kinds: Iterable[str], wanted: Mapping[bytes, bytes]) -> str:
    """Why nothing can be taken over from results: a label key, or empty."""
    for kind in kinds:
        schema = _schema(folder, kind)
        if schema is None:
            return "cli.fleet.whole.kind"
        told = schema.metadata or {}
        if told.get(LAW) != wanted[LAW]:
            return "cli.fleet.whole.law"
        if not any(n.endswith(":recheck_on") for n in schema.names):
            return "cli.fleet.whole.dates"
        if int(told[DAY]) > int(wanted[DAY]):
            return "cli.fleet.whole.earlier"
    return ""


def _schema(folder: Path, kind: str) -> pa.Schema | None:
    file = next((f for s in SUFFIXES if (f := folder / f"{kind}{s}").is_file()), None)
    return None if file is None else schema_of(file)


def schema_of(file: Path) -> pa.Schema:
    """The columns and notes of a Parquet or Arrow file. Raises AnweiError (FLT-002) where it cannot be read."""
    try:
        return pq.read_schema(file) if file.suffix == ".parquet" else pa.ipc.open_file(pa.memory_map(str(file))).schema
    except (pa.ArrowInvalid, OSError) as error:
        raise AnweiError([Diagnostic("FLT-002", Place(str(file)), {"reason": str(error)})]) from error


def read(folder: Path, kind: str) -> Outcome:
    """The verdicts and dates of a kind, from wide results."""
    outcome = Outcome(kind)
    for piece in pieces(folder, kind):
        table = piece.read(piece.names)
        columns: dict[tuple[str, str], Array] = {}
        for name in piece.names[2:]:
            rule, _, column = name.partition(":")
            if (column or "verdict") in _READ:
                columns[rule, column or "verdict"] = _numbers(table.column(name), column or "verdict")
        encoded = table.column("division").combine_chunks().dictionary_encode()
        names = np.array([d or "" for d in encoded.dictionary.to_pylist()] + [""], object)
        divisions = names[filled(encoded.indices, len(names) - 1)].tolist()
        outcome.batches.append(Batch(kind, table.column("id").combine_chunks(), divisions, columns))
    return outcome


def _numbers(data: pa.ChunkedArray, name: str) -> Array:
    """A column as a run has it: days as ordinals, with their own sign for none."""
    if not pa.types.is_date(data.type):
        return filled(data, 0).astype(_READ[name])
    none = (FOREVER if name == "recheck_on" else 0) - EPOCH
    return filled(data.cast(pa.int32()), none).astype(np.int64) + EPOCH


def changed_ids(paths: Iterable[Path]) -> set[str]:
    """The ids in text files, one a line."""
    found: set[str] = set()
    for path in paths:
        try:
            found |= {line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()}
        except (OSError, UnicodeDecodeError) as error:
            raise AnweiError([Diagnostic("FLT-002", Place(str(path)), {"reason": str(error)})]) from error
    return found


def came_or_went(folder: Path, outcome: Outcome) -> set[str]:
    """The ids that are in the tables or in the earlier results alone."""
    now = _texts([p.read(["id"]).column(0) for p in pieces(folder, outcome.kind)])
    then = _texts([pa.chunked_array([b.ids]) for b in outcome.batches])
    new = now.filter(pc.invert(pc.is_in(now, value_set=then)))
    gone = then.filter(pc.invert(pc.is_in(then, value_set=now)))
    return {*new.to_pylist(), *gone.to_pylist()}


def _texts(parts: Sequence[pa.ChunkedArray]) -> pa.Array:
    """Ids as texts, in one piece."""
    return pa.chunked_array([c.cast(pa.string()) for p in parts for c in p.chunks], pa.string()).combine_chunks()
