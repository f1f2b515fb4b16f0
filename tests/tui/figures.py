"""An index of invented figures, always the same: for tests of screens that need no workspace, and for benchmarks.

Names come from a corpus of what breaks screens: brackets, tabs, newlines, emoji, right-to-left letters, long ones.
"""

from __future__ import annotations

import json
import random
from contextlib import closing
from pathlib import Path

from anwei.tui.families import FAMILIES
from anwei.tui.index.schema import FAIL, INDICES, NEAR, NOT_APPLICABLE, PASS, UNKNOWN, VERSION, WAIVED, create
from anwei.tui.words import clean

DAY = 739941  # 2026-11-21
HOSTILE = (
    "红星厂[/一车间]",
    "[bold]甲[/bold]公司[1]",
    "名称里有\t制表符",
    "两行\n名称",
    "第一食品😀厂👨‍👩‍👧",
    "شركة السلامة",
    "\u202e反向控制",
    "长" * 40,
    "é̂组合记号公司",
    "",
    "=cmd|' /C calc'!A0",
    "宏达化工（集团）有限公司",
)
_TITLES = ("演练频次", "应急预案备案", "安责险在保", "吸油毡定额", "应急值班", "从业人员培训", "隐患闭环", "标准化达标")
_CODES = (PASS, FAIL, NEAR, UNKNOWN, NOT_APPLICABLE, WAIVED)
_WEIGHTS = (50, 12, 4, 10, 23, 1)


def make_index(path: Path, subjects: int = 60, rules: int = 12, *, hostile: bool = True, seed: int = 7) -> Path:
    """Write an index of so many subjects and rules. The same numbers give the same content."""
    chance = random.Random(seed)
    families = list(FAMILIES)
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(create(path)) as connection:
        connection.execute("BEGIN")
        for pos in range(rules):
            family = families[pos % len(families)]
            title = f"{_TITLES[pos % len(_TITLES)]}{pos + 1}"
            row = (pos + 1, "enterprise", pos, f"made.{pos:03d}", title, f"Requirement {pos + 1}", family, pos % 3)
            connection.execute("INSERT INTO rule VALUES (?,?,?,?,?,?,?,?,?,?)", (*row, "rescue", "mandatory"))
        counts = dict.fromkeys(range(7), 0)
        summary: dict[tuple[str, str, int], int] = {}
        cells, tops = [], []
        for no in range(1, subjects + 1):
            place = f"9999010{no % 12 + 1:02d}"
            codes = bytes(chance.choices(_CODES, _WEIGHTS, k=rules))
            name = clean(HOSTILE[no % len(HOSTILE)] if hostile and no <= 24 else f"第{no}号企业有限公司")
            dates, score, due = {}, 0, 0
            for pos, code in enumerate(codes):
                counts[code] += 1
                key = (place, families[pos % len(families)], code)
                summary[key] = summary.get(key, 0) + 1
                if code in (FAIL, NEAR, UNKNOWN, WAIVED):
                    own = {FAIL: 90, NEAR: 20, UNKNOWN: 1, WAIVED: 0}[code]
                    late = DAY - chance.randrange(1, 400) if code == FAIL else 0
                    lapses = DAY + chance.randrange(1, 30) if code == NEAR else 0
                    if late or lapses:
                        dates[pos] = [lapses, 1 if lapses else -1, late, ""]
                    due = min(due or late, late) if late else due
                    cells.append((pos + 1, code, no, lapses, 1 if lapses else -1, late, own))
                    score += own
            lapses = min((d[0] for d in dates.values() if d[0]), default=0)
            row = (
                no,
                "enterprise",
                f"E-{no:06d}",
                name,
                f"d{no}h",
                f"91{no:016d}",
                place,
                place,
                "chemical",
                " chemical ",
            )
            numbers = (codes.count(FAIL), codes.count(UNKNOWN), lapses, due, score, codes.count(NEAR))
            connection.execute(
                "INSERT INTO subject VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                (
                    *row,
                    *numbers,
                    f"{name}\nd{no}h\ne-{no:06d}\n91{no:016d}".lower(),
                    ("small", "large")[no % 2],
                    "",
                ),
            )
            connection.execute("INSERT INTO body VALUES (?,?,?)", (no, codes, json.dumps(dates)))
            if len(tops) < 40 and FAIL in codes:
                pos = codes.index(FAIL)
                tops.append((len(tops), no, pos + 1, FAIL, dates[pos][2], 0))
        connection.executemany("INSERT INTO cell VALUES (?,?,?,?,?,?,?)", cells)
        rows = [("place", p, f, c, n) for (p, f, c), n in summary.items()]
        connection.executemany("INSERT INTO summary VALUES (?,?,?,?,?)", rows)
        connection.executemany("INSERT INTO top VALUES (?,?,?,?,?,?)", tops)
        connection.executemany("INSERT INTO change VALUES (?,?,?,?)", [(1, 1, PASS, FAIL), (2, 1, FAIL, PASS)])
        names = [("place", f"9999010{i:02d}", f"第{i}镇", f"Town {i}") for i in range(1, 13)]
        names += [
            ("kind", "enterprise", "生产经营单位", "enterprise"),
            ("sector", "chemical", "危险化学品", "Chemicals"),
        ]
        connection.executemany("INSERT INTO name VALUES (?,?,?,?)", names)
        meta = {"version": VERSION, "name": "青山县", "demo": False, "head": 9, "subjects": subjects, "today": DAY}
        meta |= {
            "run": 8,
            "as_of": DAY,
            "run_head": 7,
            "at": "2026-11-21T00:30:00Z",
            "counts": counts,
            "before": DAY - 1,
        }
        connection.executemany("INSERT INTO meta VALUES (?,?)", [(n, json.dumps(v)) for n, v in meta.items()])
        connection.execute("COMMIT")
        connection.executescript(INDICES)
    return path
