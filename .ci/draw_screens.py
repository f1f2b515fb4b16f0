"""Draws the pictures of docs/{en,zh}/tui.md from the demo county, in both languages, Chinese at its right width.

``python .ci/draw_screens.py`` writes docs/images/tui-*.svg. ``--demo FILE`` takes a demo workspace that is there
already; ``--to FOLDER``, ``--size 80x24``, ``--theme light``, ``--lang zh`` and ``--only today,gaps`` draw others to
look at. A home folder of its own, a fixed clock and made-up machine words keep what belongs to one computer out of the
pictures. Run it with the project's own Python.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from anwei.engine import services  # noqa: E402
from anwei.tui.shots import drawing  # noqa: E402
from anwei.tui.state import State  # noqa: E402
from tests.tui.driving import press, running, settled  # noqa: E402

#: Picture -> the keys that lead to it; ``~`` before a key: type what follows as it stands.
SCENES: dict[str, tuple[str, ...]] = {
    "first": (),
    "today": (),
    "gaps": ("2", "down"),
    "list": ("2", "down", "enter"),
    "facets": ("2", "down", "enter", "f3"),
    "subjects": ("3",),
    "subject": ("2", "down", "enter", "enter"),
    "timeline": ("2", "down", "enter", "enter", "f6"),
    "history": ("2", "down", "enter", "enter", "f6", "f6"),
    "facts": ("2", "down", "enter", "enter", "f6", "f6", "f6"),
    "month": ("4", "f3", "space", "enter", "f3", "space", "enter", "f3", "space", "enter"),
    "carried": ("4", "f3", "space", "right"),
    "week": ("4", "f3", "space", "enter", "alt+3"),
    "year": ("4", "f3", "space", "enter", "f3", "space", "enter", "alt+1"),
    "drills": ("4", "f3", "space", "enter", "f3", "space", "enter", "alt+4"),
    "drill": ("4", "f3", "space", "enter", "enter"),
    "stock": ("5",),
    "warehouse": ("5", "enter"),
    "insurance": ("6",),
    "import-files": ("7", "space"),
    "import-sheets": ("7", "space", "f8"),
    "import-columns": ("7", "space", "f8", "f8"),
    "import-problems": ("7", "space", "f8", "f8", "f8"),
    "import-commit": ("7", "space", "f8", "f8", "f8", "down", "f4", "down", "f4", "down", "f4", "f8", "down", "enter"),
    "reports": ("8",),
    "report": ("8", "enter"),
    "preview": ("8", "enter", "f4"),
    "plugins": ("9",),
    "panel": ("9", "f3", "~mines", "enter", "enter"),
    "settings": ("0",),
    "keys": ("0", "f4"),
    "rules": ("ctrl+r",),
    "rule": ("ctrl+r", "f3", "~insurance.liability", "enter", "enter"),
    "values": ("ctrl+r", "f6"),
    "help": ("f1",),
    "palette": ("f2",),
}
#: Those that the docs show.
SHOWN = (
    *("today", "gaps", "list", "subject", "facts", "carried", "month", "year", "drill", "warehouse", "insurance"),
    *("import-problems", "import-commit", "preview", "panel", "rule", "values", "settings", "help"),
)
SIZE = (130, 34)
_TERMINAL = {"TERM": "xterm-256color", "TERM_PROGRAM": "", "COLORTERM": "truecolor", "ANWEI_USER": "secretary"}


@contextlib.contextmanager
def a_home(demo: Path) -> Iterator[Path]:
    """A home folder with a workspace and a township's workbook in it, and a computer that is nobody's."""
    with tempfile.TemporaryDirectory() as made, contextlib.chdir(made), contextlib.ExitStack() as stack:
        home = Path(made) / "secretary"
        home.mkdir()
        shutil.copy(demo, home / "qinglan.anwei")
        ponds(home / "qinglan.anwei")
        workbook(home)
        os.chdir(home)
        env = {
            **os.environ,
            **_TERMINAL,
            "HOME": str(home),
            "ANWEI_STATE": str(home / ".local/state/anwei"),
            "TZ": "UTC",
            "LC_ALL": "zh_CN.UTF-8",
        }
        stack.enter_context(mock.patch.dict(os.environ, env, clear=True))
        for what, told in (("system", "Linux"), ("release", "6.1"), ("python_version", "3.11.0")):
            stack.enter_context(mock.patch(f"platform.{what}", return_value=told))
        stack.enter_context(mock.patch("time.tzname", ("CST", "CST")))
        yield home


def ponds(place: Path) -> None:
    """Two tailings ponds, which the demo county lacks, judged: so that a plugin's panel has something to show."""
    opened = services.open_catalogue()
    law = services.LawBook.of(opened)
    common = {"division": "999901001", "class": "class_3", "monitored": True, "guarantor": "县长"}
    made = (
        {"name": "演示南坡尾矿库", "dam_height": 420, "overhead": True, "networked": False},
        {"name": "演示西沟尾矿库", "dam_height": 185, "overhead": False, "networked": True},
    )
    changes = tuple(services.SetRecord("tailings_pond", f"DEMO-TP{n}", {**common, **m}) for n, m in enumerate(made, 1))
    with services.Workspace.open(place) as workspace:
        day = services.demo_day(workspace)
        assert day is not None
        workspace.apply(services.Write(services.source("demo", "secretary"), changes), law.vocabulary)
        services.run_workspace(workspace, law, day, services.source("run", "secretary"))


def workbook(folder: Path) -> None:
    """What a township hands in: a sheet of enterprises with the usual mistakes."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "企业台账"
    for row in (
        ["青萍镇企业台账 2026年11月"],
        ["序号", "企业名称", "所属行业", "从业人员", "成立日期"],
        [1, "演示新江机械有限公司", "机械", 35, "2026.3.5"],
        [2, "演示新海纺织有限公司", "纺织", "约88人", "3月5日"],
        [3, "演示新河酿酒坊", "没有的行业", 12, "2019-06-01"],
    ):
        sheet.append(row)
    book.save(folder / "青萍镇_2026年11月.xlsx")


async def keyed(pilot: Any, keys: tuple[str, ...]) -> None:
    """Press the keys of a scene."""
    for key in keys:
        await press(pilot, *(key[1:] if key.startswith("~") else (key,)))
        await settled(pilot)


@contextlib.asynccontextmanager
async def scene(home: Path, name: str, lang: str, size: tuple[int, int]) -> AsyncIterator[Any]:
    """The app where the keys of a scene lead."""
    path = home / "qinglan.anwei"
    kept = home / ".kept"
    shutil.copy(path, kept)
    try:
        state = State(home / ".local/state/anwei/qinglan.json")
        async with running(None if name == "first" else str(path), lang=lang, size=size, state=state) as shown:
            await keyed(shown[1], SCENES[name])
            yield shown
    finally:
        (home / ".local/state/anwei/qinglan.json").unlink(missing_ok=True)
        for extra in home.glob("qinglan.anwei-*"):
            extra.unlink()
        shutil.move(kept, path)


async def draw(home: Path, folder: Path, wanted: argparse.Namespace) -> None:
    """Write every picture that is wanted."""
    for lang in wanted.lang:
        for name in wanted.only:
            async with scene(home, name, lang, wanted.size[0]) as (app, pilot):
                for theme in wanted.theme:
                    for size in wanted.size:
                        app.theme = theme
                        await pilot.resize_terminal(*size)
                        await settled(pilot)
                        more = f"-{theme}" * (len(wanted.theme) > 1) + f"-{size[0]}x{size[1]}" * (len(wanted.size) > 1)
                        path = folder / f"tui-{name}{more}-{lang}.svg"
                        path.write_text(drawing(app), encoding="utf-8")
                        print(path.name, flush=True)


def asked() -> argparse.Namespace:
    """What is to be drawn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--demo", type=Path, help="a demo workspace that is there already")
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "images", help="where the pictures go")
    sizes = parser.add_argument("--size", type=_size, nargs="+", default=[SIZE])
    sizes.help = "columns x lines"
    parser.add_argument("--theme", nargs="+", default=["dark"])
    parser.add_argument("--lang", nargs="+", default=["zh", "en"])
    parser.add_argument("--only", type=lambda t: t.split(","), default=SHOWN)
    return parser.parse_args()


def _size(told: str) -> tuple[int, int]:
    columns, _, lines = told.partition("x")
    return int(columns), int(lines)


def main() -> None:
    wanted = asked()
    folder = wanted.to.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        demo = wanted.demo or Path(made) / "demo.anwei"
        if not demo.exists():
            services.make_demo(demo, services.open_catalogue(), enterprises=600, seed=services.DEMO_SEED).close()
        with a_home(demo.resolve()) as home:
            asyncio.run(draw(home, folder, wanted))


if __name__ == "__main__":
    main()
