"""The app in a real terminal: started, driven by keys, killed without warning, and opened again where it was."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from anwei.engine import services

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
WAIT_S = 90.0


class Terminal:
    """One tmux pane of its own server."""

    def __init__(self, folder: Path) -> None:
        self.name = f"anwei-{uuid.uuid4().hex[:8]}"
        self.folder = folder
        self.env = {**os.environ, "ANWEI_STATE": str(folder / "state"), "LANG": "C.UTF-8", "ANWEI_USER": "tester"}
        self.env.pop("NO_COLOR", None)

    def tmux(self, *words: str) -> str:
        done = subprocess.run(
            ["tmux", "-u", "-L", self.name, *words], env=self.env, check=True, capture_output=True, timeout=30
        )
        return done.stdout.decode()

    def start(self, size: tuple[int, int] = (120, 36)) -> None:
        program = f"{sys.executable} -c 'from anwei.engine.cli.main import run; run()'"
        x, y = map(str, size)
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", x, "-y", y, "-c", str(self.folder), program)
        end = time.monotonic() + WAIT_S
        while not self.screen().strip() and time.monotonic() < end:
            time.sleep(0.1)
        for columns in (size[0] - 1, size[0]):  # a busy machine may have told the app no size when it asked
            self.tmux("resize-window", "-x", str(columns), "-y", y)

    def press(self, *keys: str) -> None:
        self.tmux("send-keys", *keys)

    def screen(self) -> str:
        return self.tmux("capture-pane", "-p")

    def until(self, *wanted: str) -> str:
        """Wait until every text stands on the screen."""
        end = time.monotonic() + WAIT_S
        while True:
            shown = self.screen()
            if all(w in shown for w in wanted):
                return shown
            assert time.monotonic() < end, f"{wanted} not in\n{shown}"
            time.sleep(0.1)

    def kill(self) -> None:
        """``kill -9`` of the app alone."""
        os.kill(int(self.tmux("display-message", "-p", "#{pane_pid}")), signal.SIGKILL)

    def close(self) -> None:
        subprocess.run(["tmux", "-L", self.name, "kill-server"], check=False, capture_output=True, timeout=30)


@pytest.fixture
def terminal(place: str) -> Iterator[Terminal]:
    made = Terminal(Path(place).parent)
    yield made
    made.close()


def waivers(place: str) -> set[str]:
    with services.Workspace.open(Path(place)) as workspace:
        return {k.id for k in services.Collection(workspace, "waiver").all()}


def test_a_gap_is_found_read_waived_killed_reopened_and_undone(terminal: Terminal, place: str) -> None:
    before = waivers(place)
    terminal.start()
    terminal.until("今日", "演示青岚县", "缺口合计")
    terminal.press("2")
    terminal.until("乡镇＼要求")
    terminal.press("C-Down")
    terminal.press("Enter")
    terminal.until("查找", "单位")
    terminal.press("Enter")
    shown = terminal.until("依据", "《", "F4")
    terminal.tmux("resize-window", "-x", "140", "-y", "40")
    terminal.until("依据")
    terminal.press("F8")
    terminal.until("登记豁免")
    terminal.press("Down", "Enter")
    terminal.until("理由")
    terminal.press("-l", "写到一半：停产")
    terminal.until("写到一半：停产")
    terminal.kill()
    time.sleep(0.5)
    terminal.close()
    assert waivers(place) == before, shown

    terminal.start()
    terminal.until("依据", "缺口 ›")  # the place that was left
    terminal.press("F8")
    terminal.until("登记豁免")
    terminal.press("Down", "Enter")
    terminal.until("写到一半：停产", "已恢复")
    terminal.press("Enter")
    time.sleep(1)
    terminal.press("-l", "县安委会")
    terminal.until("县安委会")
    terminal.press("Enter")
    time.sleep(1)
    terminal.press("-l", "2027-03-31")
    terminal.until("2027-03-31")
    terminal.press("F8")
    terminal.until("已豁免", "有新情况")  # notices pass; what stands on the screen stays
    assert len(waivers(place)) == len(before) + 1
    terminal.press("F5")
    terminal.until("评估于", "豁")
    terminal.press("C-z")
    end = time.monotonic() + WAIT_S
    while waivers(place) != before:
        assert time.monotonic() < end, terminal.screen()
        time.sleep(0.2)
    terminal.press("C-q")


def test_without_a_terminal_there_is_help_and_three_examples(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from anwei.engine.cli.main import run; run()"],
        cwd=tmp_path,
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.decode().count("  anwei ") >= 3
