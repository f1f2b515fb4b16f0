"""The whole story of a gap in a real terminal: found, read, planned, held, evaluated, closed, exported, taken back;
with the app killed midway. Each step is seen on the screen before the next key."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from anwei.engine import services
from tests.tui.test_end_to_end import WAIT_S, Terminal, terminal

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
__all__ = ["terminal"]  # the fixture
TITLE = "村（社区）必要的应急演练"
VILLAGE = "前渚村"
DAY = "2026-11-21"  # today of the demo


def drills(place: str) -> list[str]:
    """The states of the drills on the books."""
    with services.Workspace.open(Path(place)) as workspace:
        kept = services.Collection(workspace, "drill").all()
        return [str(k.body["drill"]["state"]) for k in kept if isinstance(k.body, dict)]


def fill(terminal: Terminal, *texts: str) -> None:
    """Type over field after field, without a pause: what follows Enter must land in the next field."""
    for number, text in enumerate(texts):
        if number:
            terminal.press("Enter")
        terminal.press("C-u")
        terminal.press("-l", text)
    terminal.until(*(t for t in texts if t))
    terminal.press("F8")


def until_gone(terminal: Terminal, text: str) -> str:
    end = time.monotonic() + WAIT_S
    while text in (shown := terminal.screen()):
        assert time.monotonic() < end, shown
        time.sleep(0.1)
    return shown


def verdict(shown: str) -> str:
    """The character before the requirement in the list of verdicts."""
    line = next(x for x in shown.splitlines() if TITLE in x)
    return line.split(TITLE)[0].split()[-1]


def test_a_gap_is_closed_by_a_drill_and_everything_taken_back(terminal: Terminal, place: str) -> None:
    terminal.start((140, 40))
    terminal.until("今日", "演示青岚县", "缺口合计")

    # find the gap: by name, in the palette
    terminal.press("F2")
    terminal.until("命令和对象")
    terminal.press("-l", VILLAGE)
    terminal.until(f"演示澄湖街道{VILLAGE}")
    terminal.press("Enter")
    shown = terminal.until(TITLE, "逾期 215 天", "p 排入演练计划")
    assert verdict(shown) == "缺"

    # read its article, and come back
    terminal.press("o")
    terminal.until("英文表述", "drill.necessary.village", "第42条")
    terminal.press("Escape")
    terminal.until("p 排入演练计划")

    # plan the drill: the gap turns to planned
    terminal.press("p")
    terminal.until("排在哪一天", "2026-11-23")
    terminal.press("Enter")
    shown = terminal.until("已排 2026-11-23", "已安排")
    assert verdict(shown) == "缺"
    assert drills(place) == ["planned"]

    # its day is today; then it is being recorded when the app is killed without warning
    terminal.press("a")
    terminal.until("已计划", "F8 办理")
    terminal.press("F8")
    terminal.until("改期")
    terminal.press("Down", "Enter")
    terminal.until("日期 *")
    fill(terminal, DAY)
    terminal.until("已计划", f"时间         {DAY}")
    terminal.press("F8")
    terminal.until("登记已实施")
    terminal.press("Down", "Down", "Enter")
    terminal.until("批准人 *")
    terminal.press("-l", "村主任（写到一半")
    terminal.until("村主任（写到一半")
    terminal.kill()
    time.sleep(0.5)
    terminal.close()
    assert drills(place) == ["planned"]

    # opened again: the same page, and what was typed
    terminal.start((140, 40))
    terminal.until("已计划", f"时间         {DAY}", "F8 办理")
    terminal.press("F8")
    terminal.until("登记已实施")
    terminal.press("Down", "Down", "Enter")
    terminal.until("批准人 *", "已恢复", "村主任（写到一半")
    fill(terminal, "村主任", DAY, "12")
    terminal.until("已实施", "实到 12 人")
    assert drills(place) == ["held"]

    # evaluate it, confirm who came
    terminal.press("F8")
    terminal.until("评估")
    terminal.press("Enter")
    terminal.until("评估员 *")
    fill(terminal, "李评估", DAY, "90")
    terminal.until("已评估")
    terminal.press("F8")
    terminal.until("确认出勤")
    terminal.press("Enter")
    terminal.until("tester  确认参演")
    terminal.press("Escape")
    terminal.until(TITLE, "有新情况")

    # judged anew: the gap has closed
    terminal.press("F5")
    shown = terminal.until("评估于", "p 排入演练计划", f"合   {TITLE}")
    assert verdict(shown) == "合"

    # the year's calendar as a file
    terminal.press("4")
    terminal.until("2026 年度演练", "F7")
    terminal.press("F7")
    terminal.until("导出")
    terminal.press("Enter")
    terminal.until("文件夹 *")
    terminal.press("F8")
    end = time.monotonic() + WAIT_S
    folder = Path(place).parent
    while not (written := list(folder.glob("*.ics"))):
        assert time.monotonic() < end, terminal.screen()
        time.sleep(0.2)
    assert b"BEGIN:VEVENT" in written[0].read_bytes()
    until_gone(terminal, "文件夹 *")

    # every step taken back, then judged anew: the gap is there again
    for _ in range(5):
        before = len(journal(place))
        terminal.press("C-z")
        end = time.monotonic() + WAIT_S
        while len(journal(place)) == before:
            assert time.monotonic() < end, terminal.screen()
            time.sleep(0.1)
    assert drills(place) == []
    terminal.press("F5")
    terminal.until("评估于")
    terminal.press("1")
    terminal.press("F2")
    terminal.until("命令和对象")
    terminal.press("-l", VILLAGE)
    terminal.until(f"演示澄湖街道{VILLAGE}")
    terminal.press("Enter")
    shown = terminal.until(f"缺   {TITLE}", "逾期 215 天")
    assert "已排" not in shown
    terminal.press("C-q")


def journal(place: str) -> list[int]:
    """The numbers of the commands so far."""
    with services.Workspace.open(Path(place)) as workspace:
        return list(range(workspace.head))
