"""What each step of the wizard shows: columns, rows, and what is told beside the row of the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from anwei.tui.glyphs import glyph
from anwei.tui.importing.browse import Entry as Place
from anwei.tui.importing.browse import size_words
from anwei.tui.importing.draft import Draft
from anwei.tui.importing.seen import ColumnSeen, Difference, Group, Seen, SheetSeen, Spot
from anwei.tui.shelf.reader import Entry
from anwei.tui.widgets.vtable import Column, Row
from anwei.tui.words import say

FILES, SHEETS, COLUMNS, PROBLEMS, COMMIT = range(1, 6)
_TOLD = 60  # spots told beside a group
_EXAMPLES = 3


@dataclass(frozen=True)
class Shown:
    """The table of a step, and what is said where it is empty."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    empty: str = ""


def files(places: Sequence[Place], draft: Draft) -> Shown:
    """A folder: Space chooses, Enter goes into a folder. Chosen files that are gone stand below it, to be let go."""
    rows = []
    gone = [Place(p, Path(p).name, folder=False) for p in draft.paths if not Path(p).exists()]
    for place in (*places, *gone):
        chosen = glyph("on") if place.path in draft.paths else ""
        size = say("importing.gone") if place in gone else size_words(place.size)
        kind = say("importing.folder") if place.folder else size
        rows.append(Row(place.path, (chosen, place.name, kind, place.changed), value=place))
    columns = (
        Column(say("importing.chosen"), 5),
        Column(say("importing.name")),
        Column(say("importing.size"), 10, right=True),
        Column(say("importing.changed"), 16),
    )
    return Shown(columns, rows, say("importing.no_files"))


def sheets(seen: Seen, draft: Draft) -> Shown:
    """The sheets that hold tables, and those that were left out."""
    rows = [_sheet_row(s) for s in seen.sheets]
    for said in draft.sheets:
        if said.left_out:
            texts = (said.file, said.sheet, say("importing.left_out"), "", "", "")
            rows.append(Row((said.file, said.sheet), texts, quiet=True, value=None))
    columns = (
        Column(say("importing.file"), 20),
        Column(say("importing.sheet"), 14),
        Column(say("importing.holds")),
        Column(say("importing.header"), 8),
        Column(say("importing.rows"), 7, right=True),
        Column(say("importing.columns"), 9, right=True),
    )
    return Shown(columns, rows, say("importing.no_sheets"))


def _sheet_row(sheet: SheetSeen) -> Row:
    wanted = [c for c in sheet.columns if c.field != "-"]
    mapped = f"{sum(1 for c in wanted if c.field)}/{len(wanted)}"
    texts = (sheet.file, sheet.sheet, sheet.words, header_words(sheet.header), str(sheet.rows), mapped)
    return Row((sheet.file, sheet.sheet), texts, value=sheet)


def header_words(header: tuple[int, int]) -> str:
    """The rows of a header: ``2`` or ``2-3``."""
    first, last = header
    return str(first) if first == last else f"{first}-{last}"


def columns(seen: Seen) -> Shown:
    """Every column of every sheet and what it is taken for."""
    one = len({s.file for s in seen.sheets}) < 2
    rows = [
        Row(
            (s.file, s.sheet, c.letter),
            (
                c.letter,
                c.header,
                c.words or say("importing.nothing"),
                how_words(c),
                s.sheet if one else f"{s.file} {s.sheet}",
            ),
            quiet=c.field == "-",
            value=(s, c),
        )
        for s in seen.sheets
        for c in s.columns
    ]
    heads = (
        Column(say("importing.column"), 5),
        Column(say("importing.head_text"), 24),
        Column(say("importing.means"), 24),
        Column(say("importing.how"), 10),
        Column(say("importing.where")),
    )
    return Shown(heads, rows, say("importing.no_sheets"))


def how_words(column: ColumnSeen) -> str:
    """How the meaning of a column is known."""
    return say(f"importing.how.{column.how}") if column.how else ("" if column.field else say("importing.how.none"))


def problems(seen: Seen) -> Shown:
    """The problems by kind, those in the way first."""
    rows = [
        Row(g.key, (g.words, g.state_words, str(g.cells), examples(g), fix_words(g)), quiet=g.state == "note", value=g)
        for g in seen.groups
    ]
    heads = (
        Column(say("importing.problem"), 20),
        Column(say("importing.state"), 10),
        Column(say("importing.count"), 5, right=True),
        Column(say("importing.examples")),
        Column(say("importing.fix"), 22, drop=1),
    )
    return Shown(heads, rows, say("importing.no_problems"))


def examples(group: Group) -> str:
    """The first cells with what stands there."""
    return "  ".join(f"{s.place} {s.text}".strip() for s in group.spots[:_EXAMPLES])


def fix_words(group: Group) -> str:
    """What is proposed for the first one."""
    first = next((s for s in group.spots if s.fix), None)
    return f"-> {first.fix}" if first is not None else ""


def spots(group: Group) -> Shown:
    """Each offending text of one kind with its place."""
    rows = [Row(n, (s.file, s.place, s.text, s.fix, s.what), value=s) for n, s in enumerate(group.spots)]
    heads = (
        Column(say("importing.file"), 18, drop=1),
        Column(say("importing.cell"), 14),
        Column(say("importing.text"), 18),
        Column(say("importing.fix"), 18, drop=2),
        Column(say("importing.what")),
    )
    return Shown(heads, rows)


def differences(seen: Seen) -> Shown:
    """What every row would do, conflicts first; what stays as it is is only counted."""
    rows = [
        Row(n, (d.words, d.subject, d.what, change_words(d)), quiet=d.outcome == "held", value=d)
        for n, d in enumerate(seen.differences)
    ]
    heads = (
        Column(say("importing.does"), 6),
        Column(say("head.subject"), 26),
        Column(say("importing.what_is"), 22),
        Column(say("importing.change")),
    )
    return Shown(heads, rows, say("importing.no_differences"))


def change_words(difference: Difference) -> str:
    """The fields of a row in one line: before and after where something was there."""
    return "  ".join(
        f"{label}: {before} -> {after}" if before else f"{label}: {after}"
        for label, before, after in difference.fields
        if before or after
    )


# -- told beside ------------------------------------------------------------------------------------------------------


def about(value: object) -> list[Entry]:
    """What is told of a row."""
    if isinstance(value, SheetSeen):
        return _about_sheet(value)
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], ColumnSeen):
        sheet, column = value
        meaning = column.words or say("importing.nothing")
        return [
            (column.header, column.header),
            (say("importing.means"), meaning),
            (say("importing.how"), how_words(column)),
            (say("importing.sheet"), f"{sheet.file} {sheet.sheet} {sheet.words}"),
            (say("importing.keys"), say("importing.keys.columns")),
        ]
    if isinstance(value, Group):
        return _about_group(value)
    if isinstance(value, Spot):
        return _about_spot(value)
    return _about_difference(value) if isinstance(value, Difference) else []


def _about_sheet(sheet: SheetSeen) -> list[Entry]:
    found = [(sheet.sheet, sheet.sheet), (say("importing.file"), sheet.file), (say("importing.holds"), sheet.words)]
    found += [(say("importing.header"), header_words(sheet.header)), (say("importing.rows"), str(sheet.rows))]
    found += [
        (say("importing.columns"), f"{c.letter} {c.header} -> {c.words or say('importing.nothing')}")
        for c in sheet.columns
    ]
    return [*found, (say("importing.keys"), say("importing.keys.sheets"))]


def _about_group(group: Group) -> list[Entry]:
    key = {"fix": "importing.keys.fix", "accepted": "importing.keys.accepted", "bad": "importing.keys.bad"}
    found = [(group.words, group.words), (say("importing.state"), f"{group.state_words} {group.cells}")]
    if group.state in key:
        found.append((say("importing.keys"), say(key[group.state], count=group.cells)))
    if group.spots:
        found.append((say("importing.help"), group.spots[0].help))
    found += [(say("importing.cell"), f"{s.place} {s.what}") for s in group.spots[:_TOLD]]
    left = group.more + max(0, len(group.spots) - _TOLD)
    return [*found, ("", say("importing.and_more", count=left) if left else "")]


def _about_spot(spot: Spot) -> list[Entry]:
    found = [
        (say("importing.what"), spot.what),
        (say("importing.file"), spot.file),
        (say("importing.cell"), spot.place),
    ]
    found += [(say("importing.text"), spot.text), (say("importing.fix"), spot.fix), (say("importing.help"), spot.help)]
    found += [(say("importing.like"), f"{name} {id_}") for id_, name in spot.like]
    return [*found, (say("importing.keys"), say("importing.keys.like") if spot.like else "")]


def _about_difference(difference: Difference) -> list[Entry]:
    found = [(difference.subject, difference.subject), (say("importing.does"), difference.words)]
    found += [(say("importing.what_is"), difference.what), (say("importing.where"), difference.place)]
    return [
        *found,
        *((label, _change(before, after)) for label, before, after in difference.fields if before or after),
    ]


def _change(before: str, after: str) -> str:
    """A value before and after; the one of them that there is."""
    return f"{before} -> {after or '-'}" if before else after
