"""How a screen is put together: the library cuts what lies above at the edges of what lies below.

A notice lies over panes. Where the edge of a pane falls on the middle of a Chinese character of the notice, the cut
takes the character away. Nothing shows through a notice, so that edges below it need no cut.
"""

from __future__ import annotations

from textual._compositor import Compositor
from textual.widgets._toast import Toast


class Compositing(Compositor):
    """The stock one, without cuts inside notices."""

    @property
    def cuts(self) -> list[list[int]]:
        """The cells of every line where a widget begins or ends."""
        if self._cuts is None:
            cuts = super().cuts
            for widget, (region, clip) in self.visible_widgets.items():
                if isinstance(widget, Toast):
                    shown = region.intersection(clip)
                    for y in shown.line_range:
                        cuts[y] = [c for c in cuts[y] if not shown.x < c < shown.right]
        assert self._cuts is not None
        return self._cuts
