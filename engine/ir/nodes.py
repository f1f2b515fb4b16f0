"""The nodes. A number node yields bounds (at least, at most) in whole units of its scale, or a day; a condition
node is true, false or unknown (Kleene).

A date is a number of days. Rows are addressed by depth: 0 is the subject, 1 a record of one of its tables, and so on;
a record of another subject's table starts again below that subject.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from anwei.engine.ir.types import COUNT, DATE, DAYS, Kind, Length, Node, Source, Type
from anwei.engine.messages import Text

# what nodes are made of is reached through here too: ``ir.Type``, ``ir.Length``.
__all__ = ["COUNT", "DATE", "DAYS", "Kind", "Length", "Node", "Source", "Type"]


class Constant(Node, frozen=True):
    """A literal."""

    amount: int
    type: Type


class AsOf(Node, frozen=True):
    """The day of evaluation, moved by whole days."""

    offset: int = 0


class Field(Node, frozen=True):
    """A fact of the row at ``depth``. ``minimum`` and ``maximum`` bound it while unknown."""

    name: str
    type: Type
    depth: int = 0
    table: str = ""
    minimum: int | None = None
    maximum: int | None = None
    not_yet: bool = False
    codes: str = ""


class Param(Node, frozen=True):
    """A scalar parameter in force for the subject's division on the day of evaluation, or on ``at``."""

    name: str
    type: Type
    at: Number | None = None


class Item(Node, frozen=True):
    """A key of the current item of ``for_each``."""

    key: str
    type: Type


class Measured(Node, frozen=True):
    """A named measure of the same rule."""

    name: str
    type: Type


class Aggregate(Node, frozen=True):
    """A bounded aggregate over records: the one primitive that carries all child-record logic."""

    op: Literal["count", "sum", "min", "max"]
    source: Source
    type: Type
    where: Condition | None = None
    of: Number | None = None


class Single(Node, frozen=True):
    """The value of the one record that matches; unknown while none is on file."""

    source: Source
    of: Number
    type: Type
    where: Condition | None = None


class Tier(Node, frozen=True):
    """The tier of a stepped parameter that ``by`` falls into."""

    param: str
    by: Number
    type: Type
    at: Number | None = None


class Brackets(Node, frozen=True):
    """Progressive slices: each slice of ``by`` at its own rate, added up exactly."""

    param: str
    by: Number
    type: Type
    at: Number | None = None


class Lookup(Node, frozen=True):
    """The number that a parameter's table gives for a code."""

    param: str
    by: Field | Item
    type: Type
    at: Number | None = None


class Add(Node, frozen=True):
    terms: tuple[Number, ...]
    type: Type


class Subtract(Node, frozen=True):
    """``left - right``; of two dates the days between."""

    left: Number
    right: Number
    type: Type


class Multiply(Node, frozen=True):
    left: Number
    right: Number
    type: Type


class Divide(Node, frozen=True):
    """``left / right`` rounded down (or up) at the scale of ``type``; unknown where the divisor may be zero."""

    left: Number
    right: Number
    type: Type
    up: bool = False


class Larger(Node, frozen=True):
    terms: tuple[Number, ...]
    type: Type


class Smaller(Node, frozen=True):
    terms: tuple[Number, ...]
    type: Type


class Rescale(Node, frozen=True):
    """The same number with ``digits`` more decimal digits."""

    of: Number
    digits: int
    type: Type


class Years(Node, frozen=True):
    """Complete years from one day to another."""

    start: Number
    end: Number
    type: Type = COUNT


class Shift(Node, frozen=True):
    """A day moved forward by a length of time."""

    of: Number
    by: Length
    type: Type = DATE


class Share(Node, frozen=True):
    """Of the records that match ``where``, the share that satisfies (a ratio at scale 4, rounded down)."""

    source: Source
    satisfies: Condition
    where: Condition | None = None
    type: Type = Type("number", 4, "%")


class Recurrence(msgspec.Struct, frozen=True, omit_defaults=True):
    """When a duty recurs. ``kind`` says which of the other fields count."""

    kind: Literal["month", "quarter", "half_year", "year", "season", "ahead", "anchored", "rolling", "triggered"]
    length: Length | None = None  # rolling and anchored: the interval; triggered: the term; ahead: how long before
    season: str = ""  # parameter holding the season
    first: Length | None = None  # only the first part of each period counts
    between: tuple[int, int] | None = None  # month*100+day, both inclusive, of each year
    anchor: Number | None = None


class Edge(Node, frozen=True):
    """An edge of a legal period: of the last one closed, of the one open (or next), or of the one after."""

    recurrence: Recurrence
    period: Literal["closed", "open", "after"]
    edge: Literal["start", "end"]
    type: Type = DATE


Comparison = Literal["at_least", "above", "at_most", "below", "equals", "differs_from"]
IfNone = Literal["pass", "fail", "unknown"]


class Compare(Node, frozen=True):
    """A comparison of two numbers of one scale."""

    op: Comparison
    left: Number
    right: Number


class Flag(Node, frozen=True):
    """A boolean fact is as expected."""

    field: Field
    expected: bool = True


class CodeIs(Node, frozen=True):
    """A code or text fact is one of ``codes`` (or the current item's code)."""

    field: Field
    codes: tuple[str, ...] = ()
    item: str = ""
    item_groups: dict[str, tuple[str, ...]] = {}
    negated: bool = False


class CodesHave(Node, frozen=True):
    """A set of codes has any, all or none of the groups; a group is a code with everything below it."""

    field: Field
    mode: Literal["any", "all", "none"]
    groups: tuple[tuple[str, ...], ...] = ()
    item: str = ""
    item_groups: dict[str, tuple[str, ...]] = {}


class Refers(Node, frozen=True):
    """A refs fact names the record at ``depth``."""

    field: Field
    depth: int


class Blank(Node, frozen=True):
    """A ``not_yet`` fact has (not) happened."""

    field: Field
    expected: bool = True


class Within(Node, frozen=True):
    """The division of the subject at ``depth`` lies in one of the areas."""

    areas: tuple[str, ...]
    depth: int = 0


class All(Node, frozen=True):
    terms: tuple[Condition, ...]


class AnyOf(Node, frozen=True):
    terms: tuple[Condition, ...]


class Not(Node, frozen=True):
    term: Condition


class Every(Node, frozen=True):
    """Every record that matches ``where`` satisfies; ``if_none`` says what holds when none matches."""

    source: Source
    satisfies: Condition
    if_none: IfNone
    where: Condition | None = None


class Deadline(Node, frozen=True):
    """Done within a length of time after ``start``, or still open. ``start`` not happened: nothing is owed."""

    done: Field
    start: Number
    within: Length


class Recent(Node, frozen=True):
    """``date`` is not after the day of evaluation, and ``date`` plus the length is not before it."""

    date: Number
    within: Length


class Attested(Node, frozen=True):
    """Seen on site: the latest attestation of ``item`` that is valid on the day decides; without one, unknown."""

    item: str


class RuleHolds(Node, frozen=True):
    """Another rule passes, or does not apply, for the subject at ``depth``."""

    rule: str
    depth: int = 0


class Undefined(Node, frozen=True):
    """The source names it without defining it: unknown, with the reason."""

    reason: Text


class ChecklistItem(Node, frozen=True):
    id: str
    label: Text
    holds: Condition


class Checklist(Node, frozen=True):
    """Every item of a checklist holds."""

    name: str
    title: Text
    items: tuple[ChecklistItem, ...]


class ForEach(Node, frozen=True):
    """Once for each item of a catalogue parameter; ``measures`` are evaluated per item."""

    param: str
    satisfies: Condition


class Held(Node, frozen=True):
    """A recurring or triggered duty.

    ``body`` is what is checked, built from ordinary nodes; ``met`` says whether the open period already has enough;
    ``due`` is the last day of the open term, ``next_due`` that of the one after. The rest describes the duty for the
    drill planner and for sentences.
    """

    source: Source
    recurrence: Recurrence
    body: Condition
    met: Condition
    due: Number
    at_least: Number = Constant(1, COUNT)
    next_due: Number | None = None
    where: Condition | None = None
    also: tuple[Condition, ...] = ()
    covering: Source | None = None
    trigger: Number | None = None
    since: Number | None = None


Condition = (
    Compare
    | Flag
    | CodeIs
    | CodesHave
    | Refers
    | Blank
    | Within
    | All
    | AnyOf
    | Not
    | Every
    | Deadline
    | Recent
    | Attested
    | RuleHolds
    | Undefined
    | Checklist
    | ForEach
    | Held
)


class Call(Node, frozen=True):
    """A plugin's measure, by name, with its arguments at the scales it asks for."""

    function: str
    args: tuple[Number, ...]
    type: Type


Number = (
    Constant
    | AsOf
    | Field
    | Param
    | Item
    | Measured
    | Aggregate
    | Single
    | Tier
    | Brackets
    | Lookup
    | Add
    | Subtract
    | Multiply
    | Divide
    | Larger
    | Smaller
    | Rescale
    | Years
    | Shift
    | Share
    | Edge
    | Call
)


def type_of(node: Number) -> Type:
    """The type of a number node."""
    return DATE if isinstance(node, AsOf) else node.type
