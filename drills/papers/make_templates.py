"""Write the shipped Word templates from the layouts: ``python -m anwei.drills.papers.make_templates``."""

from __future__ import annotations

from pathlib import Path

from anwei.drills.papers.layouts import LAYOUTS
from anwei.drills.papers.template import template

FOLDER = Path(__file__).parent / "templates"


def main(folder: Path = FOLDER) -> list[Path]:
    """The templates in Chinese, one file a paper; those whose bytes are the same are left alone."""
    folder.mkdir(exist_ok=True)
    written = []
    for kind, layout in LAYOUTS.items():
        path, data = folder / f"{kind}.docx", template(layout, "zh")
        if not path.exists() or path.read_bytes() != data:
            path.write_bytes(data)
            written.append(path)
    return written


if __name__ == "__main__":
    main()
