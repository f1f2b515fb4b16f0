"""What is drawn: every line exactly as wide as the screen, whatever the data; and pictures that stay as they are."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from anwei.tui.app import AnweiApp
from anwei.tui.jobs.facts import Facts
from anwei.tui.jobs.subject import Card, Fact
from anwei.tui.shots import drawing, lines_of
from anwei.tui.theme import NAMES, Inks, colours
from anwei.tui.widgets.grid import ink
from anwei.tui.words import use
from tests.tui.driving import press, running, screen_text, settled
from tests.tui.figures import HOSTILE
from tests.tui.screens import SCREENS, shown

pytestmark = pytest.mark.asyncio
GOLDEN = Path(__file__).parent / "golden"
CARD = Card(
    "made.001",
    "fail",
    "应急预案备案2",
    (
        ("结论", ("缺  逾期 41 天  应于 2026-10-11 前",)),
        ("依据", ("《…办法》第三十三条第一款",)),
        ("证据", ("演练日期 2026-04-11  演练记录.xlsx › 2026!B18  2026-07-02 河东乡", *HOSTILE)),
    ),
)
ANSWERS: dict[str, Any] = {
    "subject:assigned": "责任人 王科长 2026-12-31",
    "subject:card": CARD,
    "subject:facts": [Fact("employees", "从业人员", "320"), *(Fact(f"x{i}", h, h) for i, h in enumerate(HOSTILE))],
    "facts:facts": Facts((("name", "青山县"), ("size", "1.0 MB"), ("subjects", "412")), sound=True),
    "subject:history": [("2026-07-02 08:30", "河东乡", h, "未填", "是", "演练.xlsx › D18") for h in HOSTILE],
}
#: Name of a picture -> keys, and what is switched on.
SCENES: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "today": ((), {}),
    "today-small": ((), {"size": (80, 24)}),
    "today-wide": ((), {"size": (200, 60)}),
    "today-light": ((), {"theme": "light"}),
    "today-contrast": ((), {"theme": "contrast"}),
    "today-mono": ((), {"theme": "mono"}),
    "today-safe": ((), {"safe": True}),
    "today-en": ((), {"lang": "en"}),
    "today-en-small": ((), {"lang": "en", "size": (80, 24)}),
    "gaps": (("2",), {}),
    "gaps-small": (("2",), {"size": (80, 24)}),
    "gaps-en": (("2",), {"lang": "en"}),
    "gaps-mono": (("2",), {"theme": "mono"}),
    "gaps-safe": (("2",), {"safe": True}),
    "gaps-sectors": (("2", "ctrl+t"), {}),
    "gaps-facets": (("2", "f3"), {}),
    "gaps-views": (("2", "f6"), {}),
    "list": (("2", "enter"), {}),
    "list-wide": (("2", "enter"), {"size": (180, 50)}),
    "list-small": (("2", "enter"), {"size": (80, 24)}),
    "list-lines": (("2", "enter", "ctrl+t"), {}),
    "list-marked": (("2", "enter", "space", "space", "f8"), {}),
    "subjects": (("3",), {}),
    "subjects-none": (("3", "f3", "z", "z", "z"), {}),
    "subject": (("3", "enter"), {}),
    "subject-small": (("3", "enter"), {"size": (80, 24)}),
    "subject-light": (("3", "enter"), {"theme": "light"}),
    "subject-history": (("3", "enter", "f6", "f6"), {}),
    "subject-facts": (("3", "enter", "f6", "f6", "f6"), {}),
    "subject-error": (("3", "enter"), {"answers": {}}),
    "settings": (("0",), {}),
    "help": (("f1",), {}),
    "palette": (("f2",), {}),
    "too-small": ((), {"size": (60, 18)}),
}


#: Name of a picture -> screen of ``tests.tui.screens``, keys after its own, and what is switched on.
MORE: dict[str, tuple[str, tuple[str, ...], dict[str, Any]]] = {
    "stock": ("stock", (), {}),
    "stock-small": ("stock", (), {"size": (80, 24)}),
    "stock-light": ("stock", (), {"theme": "light"}),
    "stock-views": ("stock", ("f6",), {}),
    "warehouse-mono": ("warehouse", ("down",), {"theme": "mono"}),
    "insurance-en": ("insurance", ("space",), {"lang": "en"}),
    "insurance-safe": ("insurance", ("space", "space"), {"safe": True}),
    "problems": ("problems", ("down",), {}),
    "problems-small": ("problems", ("down", "enter"), {"size": (80, 24)}),
    "commit-contrast": ("commit", (), {"theme": "contrast"}),
    "reports": ("reports", (), {"size": (80, 24)}),
    "report-en": ("report", ("down",), {"lang": "en"}),
    "plugins": ("plugins", (), {}),
    "panel-matrix": ("panel-matrix", (), {}),
    "panel-timeline": ("panel-timeline", (), {"size": (80, 24)}),
    "panel-notes": ("panel-notes", (), {"theme": "light"}),
    "rules": ("rules", (), {}),
    "rules-small-en": ("rules", (), {"size": (80, 24), "lang": "en"}),
    "values": ("values", ("down",), {"size": (200, 60)}),
    "rule": ("rule", (), {"theme": "contrast"}),
    "keymap": ("keymap", ("f3", "F", "9"), {}),
    "month": ("month", (), {}),
    "month-small": ("month", (), {"size": (80, 24)}),
    "month-carried": ("month", ("space", "right", "right"), {"theme": "light"}),
    "week": ("week", (), {"size": (80, 24)}),
    "year": ("year", (), {}),
    "year-small-mono": ("year", (), {"size": (80, 24), "theme": "mono"}),
    "year-wide": ("year", (), {"size": (200, 60)}),
}


@pytest.fixture(autouse=True)
def one_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The settings show where they run: here always the same place."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("TERM_PROGRAM", "")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setattr("platform.system", lambda: "Linux")
    monkeypatch.setattr("platform.release", lambda: "6.1")
    monkeypatch.setattr("platform.python_version", lambda: "3.11.0")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.setattr("time.tzname", ("CST", "CST"))


@pytest.mark.parametrize("name", sorted(SCENES))
async def test_a_scene_is_drawn_as_it_was(name: str, figures: Path) -> None:
    """The picture is that on file; ``ANWEI_GOLDEN=1`` writes it anew. Every line is as wide as the screen."""
    keys, options = SCENES[name]
    options = {"answers": ANSWERS, **options}
    async with running("made.anwei", index=figures, **options) as (app, pilot):
        await press(pilot, *keys)
        drawn = pictured(app, options)
    as_on_file(name, *drawn, safe=bool(options.get("safe")))


@pytest.mark.parametrize("name", sorted(MORE))
async def test_a_screen_with_made_up_data_is_drawn_as_it_was(
    name: str, figures: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    screen, keys, options = MORE[name]
    (tmp_path / "2026年11月.xlsx").write_bytes(b"x")
    texts = (
        "甲化工有限公司",
        "乙镇物资储备库",
        "丙矿业（集团）有限公司",
        "丁[/x]学校",
        *(f"第{n}号" for n in range(4)),
    )
    async with shown(SCREENS[screen], texts, figures, monkeypatch, **options) as (app, pilot):
        await press(pilot, *keys)
        drawn = pictured(app, options)
    as_on_file(name, *drawn, safe=bool(options.get("safe")))


def pictured(app: AnweiApp, options: dict[str, Any]) -> tuple[str, str]:
    """The picture of the screen and its text; every line fills the width."""
    width, height = options.get("size", (120, 40))
    lines = lines_of(app)
    assert len(lines) == height
    assert {sum(cell_len(s.text) for s in line) for line in lines} == {width}
    return drawing(app), screen_text(app)


def as_on_file(name: str, picture: str, told: str, *, safe: bool) -> None:
    """Compare a picture with that on file, or write it there with ``ANWEI_GOLDEN=1``."""
    use("zh")
    if safe:
        assert not set(told) & set("│─╭╮╰╯█●▸…")
    path = GOLDEN / f"{name}.svg"
    if os.environ.get("ANWEI_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(picture, encoding="utf-8")
    assert picture == path.read_text(encoding="utf-8"), told


@pytest.mark.parametrize("size", [(80, 24), (97, 31), (120, 40), (161, 50)])
async def test_resizing_keeps_every_line_whole(size: tuple[int, int], figures: Path) -> None:
    async with running("made.anwei", index=figures, answers=ANSWERS) as (app, pilot):
        for keys in (("2",), ("enter",), ("enter",)):
            await press(pilot, *keys)
            await pilot.resize_terminal(*size)
            await settled(pilot)
            assert {sum(cell_len(s.text) for s in line) for line in lines_of(app)} == {size[0]}


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    lin = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * lin[0] + 0.7152 * lin[1] + 0.0722 * lin[2]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 defines it."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", NAMES)
async def test_verdicts_can_be_read(theme: str) -> None:
    c = colours(theme)
    for name in ("foreground", "primary", "pass", "fail", "near", "unknown", "waived", "error"):
        if name in c:
            assert contrast(c[name], c["background"]) >= 7, name
    if "not_applicable" in c:
        assert contrast(c["not_applicable"], c["background"]) >= 4.5
    inks = Inks(theme)
    if theme != "mono":
        for style in (
            inks.plain,
            inks.accent,
            inks.dim,
            *(inks.verdict(n) for n in ("fail", "near", "unknown", "pass")),
        ):
            under = ink(style, True, inks)
            assert under.color is not None and under.bgcolor is not None
            assert contrast(under.color.name, under.bgcolor.name) >= 4.5, style
    styles = [inks.verdict(n) for n in ("pass", "fail", "near", "unknown", "waived", "not_applicable", "error")]
    assert len({str(s) for s in styles}) == len(styles)
