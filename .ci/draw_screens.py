"""Draws the pictures of docs/{en,zh}/tui.md from the demo county, in both languages, Chinese at its right width.

``python .ci/draw_screens.py [DEMO]`` writes docs/images/tui-*.svg; without a demo workspace it makes one first.
Run it with the project's own Python.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from anwei.engine import services  # noqa: E402
from anwei.tui.shots import drawing  # noqa: E402
from tests.tui.driving import press, running, settled  # noqa: E402

#: Picture -> the keys that lead to it.
SCENES = {
    "today": (),
    "gaps": ("2", "down"),
    "list": ("2", "down", "enter"),
    "subject": ("2", "down", "enter", "enter"),
}
SIZE = (130, 34)


async def draw(place: str, folder: Path) -> None:
    """Write every picture."""
    for lang in ("zh", "en"):
        for name, keys in SCENES.items():
            async with running(place, lang=lang, size=SIZE) as (app, pilot):
                await press(pilot, *keys)
                await settled(pilot)
                path = folder / f"tui-{name}-{lang}.svg"
                path.write_text(drawing(app), encoding="utf-8")
                print(path.relative_to(ROOT))


def main() -> None:
    folder = ROOT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        place = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(made) / "demo.anwei"
        if not place.exists():
            opened = services.open_catalogue()
            services.make_demo(place, opened, enterprises=600, seed=services.DEMO_SEED).close()
        asyncio.run(draw(str(place), folder))


if __name__ == "__main__":
    main()
