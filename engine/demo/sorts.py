"""What sorts of enterprises there are in the demo county: sectors, how dangerous they are, how well books are kept."""

from __future__ import annotations

from dataclasses import dataclass

from anwei.engine.facts.subject import Coverage
from anwei.engine.facts.vocabulary import Code, Vocabulary

DANGEROUS = (
    "hazchem",
    "petrol",
    "fireworks",
    "explosives",
    "dangerous",
    "mine",
    "tailings",
    "oil",
    "smelting",
    "metallurgy",
)
HIGH_RISK = (*DANGEROUS, "construction", "transport", "machinery", "fishery")
CROWDED = (
    "hotel",
    "mall",
    "entertainment",
    "stadium",
    "scenic",
    "hospital",
    "care",
    "welfare",
    "school",
    "kindergarten",
)


@dataclass(frozen=True, slots=True)
class Books:
    """How well an enterprise keeps its books: how likely each thing that ought to be there is there."""

    name: str
    there: float
    coverage: Coverage


#: Out of twenty enterprises, how many are of each sort.
SORTS: tuple[tuple[int, Books], ...] = (
    (9, Books("good", 0.985, Coverage.COMPLETE)),
    (6, Books("middling", 0.90, Coverage.COMPLETE)),
    (3, Books("poor", 0.65, Coverage.PARTIAL)),
    (2, Books("silent", 0.0, Coverage.NOT_REPORTED)),
)
#: Those that show one gap each have everything else in order.
ORDERLY = Books("orderly", 1.0, Coverage.COMPLETE)
ALL_SORTS = tuple(b for n, b in SORTS for _ in range(n))
SMALL = 12  # employees up to whom everyone is on file by name


def sectors_of(vocabulary: Vocabulary) -> list[Code]:
    """The finest sectors, in their order."""
    codes = vocabulary.codes["sector"].codes
    broader = {c.broader for c in codes.values()}
    return [c for c in codes.values() if c.name not in broader]
