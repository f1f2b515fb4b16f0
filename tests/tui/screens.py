"""Every screen with made-up data: full of what breaks screens, empty, and not to be had."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from anwei.tui.app import AnweiApp
from anwei.tui.calendar.model import DayNote, DrillLine, DutyLine, Owed, Year
from anwei.tui.calendar.told import Against, Whole
from anwei.tui.importing.seen import ColumnSeen, Difference, Group, Seen, SheetSeen, Spot
from anwei.tui.jobs.facts import Facts
from anwei.tui.jobs.law import Dated, RuleLine, Tested
from anwei.tui.jobs.law import Difference as LawDifference
from anwei.tui.jobs.plugins import PanelData, PanelName, PluginLine
from anwei.tui.jobs.subject import Card, Fact
from anwei.tui.ledger.sheet import Head, Ledger, Line, View
from tests.tui.driving import press, running, settled
from tests.tui.figures import DAY, HOSTILE

#: More of it: what markup, terminals and fonts take for something else.
CORPUS = (
    *HOSTILE,
    "[link=javascript:x]点我[/link]",
    "\x1b[2J\x1b[31m清屏",
    "\x9b31m\x00\x07响铃",
    "零\u200b宽\u2060字\ufeff符",
    "\u2066隔离\u2069\u200f标记",
    "全角ＡＢＣ１２３（）",
    "ﾊﾝｶｸ半角假名",
    "①℃×─│●…歧义",
    "🇨🇳👩🏽‍🚒🏳️‍🌈旗",
    "ก็่้๊๋์泰",
    "鿿𠮷𪚥生僻",
    "A" * 300,
    "\u3000\u3000全角空格 ",
    "%s {0} $(x) `id`",
)


def ledger(texts: tuple[str, ...], value: tuple[str, ...] = ("enterprise", "E-000001", "")) -> Ledger:
    """A ledger whose lines hold some texts; ``value`` is what opens one."""
    heads = (Head("结论", 4, verdict=True), Head("名称"), Head("数量", 8, right=True, drop=2), Head("备注", 20, drop=1))
    entries = tuple((f"标题{t}"[:40], t) for t in texts[:20])
    lines = tuple(Line(f"k{n}", ("fail", t, str(n), t), {"name": (t,)}, entries, value) for n, t in enumerate(texts))
    views = [View(n, f"视图 {n}", heads, lines, (("as", "原序"), ("name", "名称")), "这里没有一条") for n in _VIEWS]
    return Ledger("台账", tuple(texts[:2]) or ("没有数据",), tuple(views))


_VIEWS = ("ending", "current", "all")


def seen(texts: tuple[str, ...]) -> Seen:
    """What a check of workbooks found."""
    columns = tuple(ColumnSeen("A", t, "name", t, "") for t in texts)
    sheets = tuple(SheetSeen(t, t, "enterprise", "", t, (1, 2), 3, columns) for t in texts)
    spots = tuple(Spot(t, f"{t} A1", 1, t, t, t, t, (("E-1", t),)) for t in texts)
    groups = tuple(Group(f"k{n}", "fix", t, t, 1, spots) for n, t in enumerate(texts))
    changes = tuple(Difference("new", "新增", t, t, ((t, "", t),), t) for t in texts)
    return Seen((), sheets, groups, changes, 0, (("new", "新增", len(texts)),), 0, 9, len(texts))


def year(texts: tuple[str, ...]) -> Year:
    """A year of drills."""
    on = date.fromordinal(DAY)
    first = date(on.year, 1, 1).toordinal()
    days = tuple(DayNote((first + n - 1) % 7 < 5, "", "official", False) for n in range(365))
    lines = tuple(
        DrillLine(str(n), t, t[:1] or "x", DAY + n % 3, "planned", "已计划", units=(f"enterprise {n}",), names=(t,))
        for n, t in enumerate(texts)
    )
    return Year(on.year, DAY, days, lines)


def owed(texts: tuple[str, ...]) -> Owed:
    """What is owed in it."""
    return Owed(
        tuple(
            DutyLine(f"o{n}", "k", f"enterprise o{n}", t, t, DAY, DAY + 30, 1, "open", t, t)
            for n, t in enumerate(texts)
        )
    )


def plugins(texts: tuple[str, ...]) -> list[PluginLine]:
    """Plugins with panels."""
    return [
        PluginLine(f"p{n} {t}", "1", "loaded", t, t, 1, 2, (t,), t, t, (PanelName("demo.panel", t, "table"),))
        for n, t in enumerate(texts)
    ]


def panel(kind: str, texts: tuple[str, ...]) -> PanelData:
    """The data of a panel."""
    rows = tuple((t, "fail", t) for t in texts)
    return PanelData("demo.panel", HOSTILE[0], kind, "plugin", "1", ("名称", "结论", HOSTILE[1]), rows)


def dated(texts: tuple[str, ...]) -> list[Dated]:
    """Values of parameters."""
    return [Dated(f"p{n}", t, t, t, t, t, "!", n % 2 == 0, t.lower()) for n, t in enumerate(texts)]


def rules(texts: tuple[str, ...]) -> list[RuleLine]:
    """Rules."""
    return [RuleLine(f"r{n}", t, t, t, t, n % 2 == 0, t.lower()) for n, t in enumerate(texts)]


def changes(texts: tuple[str, ...]) -> list[LawDifference]:
    """What differs between two days."""
    return [LawDifference(f"d{n}", t, t, t, ((t, t, t),)) for n, t in enumerate(texts)]


def answers(texts: tuple[str, ...]) -> dict[str, Any]:
    """What the desk says to every question, made of some texts."""
    entries = [(f"标题{n}", t) for n, t in enumerate(texts)]
    return {
        "jobs:overview": ledger(texts, ("W-1",)),
        "jobs:warehouse": lambda _id: ledger(texts),
        "jobs:ledger": ledger(texts),
        "jobs:suffixes": (".xlsx",),
        "jobs:choices": ([("999901", t, t) for t in texts], [("mine", t, t) for t in texts]),
        "plugins:plugins": plugins(texts),
        "facts:facts": Facts(tuple(("name", t) for t in texts), sound=True),
        "law:rules": rules(texts),
        "law:rule": lambda _id: entries,
        "law:parameters": lambda _rule: dated(texts),
        "law:parameter": lambda _name: entries,
        "law:between_days": lambda _one, _other: changes(texts),
        "subject:assigned": " ".join(texts[:1]),
        "subject:card": Card("made.001", "fail", "要求", (("依据", texts),)),
        "subject:facts": [Fact(f"x{n}", t, t) for n, t in enumerate(texts)],
        "subject:history": [(t,) * 6 for t in texts],
        "drills:year": lambda _number: year(texts),
        "drills:drill": lambda id_: Whole(id_, "演练", "planned", DAY, tuple(entries), (), (), (), "", (), ()),
        "drill_checks:against": lambda _number: tuple(Against("", t, t) for t in texts),
    }


@dataclass(frozen=True)
class Screen:
    """How to get to a screen; what it says when there is nothing; its jobs that run as tasks (module.function)."""

    keys: tuple[str, ...] = ()
    page: tuple[str, ...] = ()
    empty: str = ""
    tasks: dict[str, Callable[[tuple[str, ...]], Any]] = field(default_factory=dict)
    fails: bool = True  # it asks the desk, so that it may fail


_SEEN = {"importing.jobs.check": seen}
_OWED = {"jobs.drills.duties": owed}


def _panel(kind: str) -> Screen:
    tasks = {"jobs.plugins.panel": lambda texts: panel(kind, texts)}
    empty = "面板没有内容" if kind not in ("matrix", "notes") else ""
    return Screen(page=("plugins:Panel", "demo.panel", "面板"), empty=empty, tasks=tasks, fails=False)


SCREENS: dict[str, Screen] = {
    "today": Screen(("1",), fails=False),
    "map": Screen(("2",), fails=False),
    "list": Screen(("2", "enter"), fails=False),
    "lines": Screen(("2", "enter", "ctrl+t"), fails=False),
    "facets": Screen(("2", "enter", "f3"), fails=False),
    "subjects": Screen(("3",), fails=False),
    "verdicts": Screen(("3", "enter")),
    "timeline": Screen(("3", "enter", "f6"), fails=False),
    "history": Screen(("3", "enter", "f6", "f6"), fails=False),
    "facts": Screen(("3", "enter", "f6", "f6", "f6"), fails=False),
    "month": Screen(("4",), tasks=_OWED),
    "week": Screen(("4", "alt+3"), tasks=_OWED),
    "year": Screen(("4", "alt+1"), tasks=_OWED),
    "drills": Screen(("4", "alt+4"), empty="今年还没有排演练", tasks=_OWED, fails=False),
    "drill": Screen(page=("drill_page:DrillPage", "D-1")),
    "conflicts": Screen(page=("drill_clashes:Clashes", date.fromordinal(DAY).year), empty="没有冲突"),
    "stock": Screen(("5",), empty="这里没有一条"),
    "warehouse": Screen(("5",), ("stock:Warehouse", "W-1"), empty="这里没有一条"),
    "insurance": Screen(("6",), empty="这里没有一条"),
    "files": Screen(("7",)),
    "sheets": Screen(("7", "space", "f8"), empty="没有找到台账", tasks=_SEEN, fails=False),
    "columns": Screen(("7", "space", "f8", "f8"), empty="没有找到台账", tasks=_SEEN, fails=False),
    "problems": Screen(("7", "space", "f8", "f8", "f8"), empty="没有问题", tasks=_SEEN, fails=False),
    "commit": Screen(("7", "space", "f8", "f8", "f8", "f8"), empty="没有要提交的", tasks=_SEEN, fails=False),
    "reports": Screen(("8",), fails=False),
    "report": Screen(("8", "enter")),
    "plugins": Screen(("9",), empty="没有插件"),
    "panel-table": _panel("table"),
    "panel-values": _panel("key_values"),
    "panel-matrix": _panel("matrix"),
    "panel-timeline": _panel("timeline"),
    "panel-notes": _panel("notes"),
    "settings": Screen(("0",), fails=False),
    "keymap": Screen(("0", "f4"), fails=False),
    "rules": Screen(("ctrl+r",), empty="没有规则"),
    "rule": Screen(page=("rules:RulePage", "r1")),
    "values": Screen(page=("rules:Values", ""), empty="没有"),
    "parameter": Screen(page=("rules:ParameterPage", "p1")),
    "differences": Screen(page=("rules:Differences", "2026-01-01", "2027-01-01", ""), empty="没有"),
}


def cases(texts: tuple[str, ...]) -> list[Tested]:
    """The cases of a rule."""
    return [Tested(t, t, t, (t,)) for t in texts]


@asynccontextmanager
async def shown(
    screen: Screen,
    texts: tuple[str, ...],
    figures: Path,
    monkeypatch: pytest.MonkeyPatch,
    **options: Any,
) -> AsyncIterator[tuple[AnweiApp, Pilot[None]]]:
    """A screen with data made of some texts."""
    for name, made in screen.tasks.items():
        module, _, function = name.rpartition(".")
        monkeypatch.setattr(import_module(f"anwei.tui.{module}"), function, lambda *_, made=made: made(texts))
    options = {"answers": answers(texts), "size": (120, 40), **options}
    async with running("made.anwei", index=figures, **options) as (app, pilot):
        await press(pilot, *screen.keys)
        if screen.page:
            await app.open_page(*screen.page)
            await settled(pilot)
        yield app, pilot
