"""Whose turn it is among the passes of a plan, and how much of the frame a pass may look at in the time left.

What a pass costs is learned from its own runs, per area of frame. One that does not fit into what is left of a
frame's time looks at a part of the frame: where a symbol is or was, else the middle and the four sides in turn.
Nothing begins that is expected to end after the frame's time, except the least part for a pass that was
passed over several times, so that on a slow machine, too, every pass has its turn.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scanner.images import Region

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scanner.images import Quad
    from scanner.plan import Pass

_USUAL_AREA_PX: Final = 1280 * 720
_LEARNING: Final = 0.25
_LEAST_SHARE: Final = 0.25
"""Of the frame's area: half of each side. Less would cut through most codes."""
_PATIENCE: Final = 3
"""Times a pass is passed over before it gets the least part whatever it costs."""
_SIDES: Final = (
    (0.5, 0.5),
    (0.0, 0.5),
    (0.5, 0.5),
    (1.0, 0.5),
    (0.5, 0.5),
    (0.5, 0.0),
    (0.5, 0.5),
    (0.5, 1.0),
)
"""Where a part lies within its freedom to move, turn by turn: every other time in the middle, where codes are."""


@dataclass(slots=True)
class Turn:
    """One pass and what is known about it; `whole_ms` is for a frame of 1280x720."""

    step: Pass
    whole_ms: float
    is_measured: bool = False
    last_frame: int = -1
    parts: int = 0
    waited: int = 0

    def note(self, spent_ms: float, area_px: int) -> None:
        """Learn from a run on so many pixels of the frame."""
        whole_ms = spent_ms * _USUAL_AREA_PX / max(1, area_px)
        self.whole_ms += (_LEARNING if self.is_measured else 1.0) * (whole_ms - self.whole_ms)
        self.is_measured, self.waited = True, 0

    def region(self, size: tuple[int, int], left_ms: float, place: Quad | None) -> Region | None:
        """Say which part of a frame can be looked at in the time left; None: not now.

        Args:
            size: width and height of the frame in pixels.
            left_ms: time left for the frame.
            place: where a symbol is or was.
        """
        share = left_ms / (self.whole_ms * size[0] * size[1] / _USUAL_AREA_PX)
        if share >= 1:
            return Region(0, 0, *size)
        if share < _LEAST_SHARE:
            self.waited += 1
            if self.waited <= _PATIENCE:
                return None
        return self._part(size, math.sqrt(max(share, _LEAST_SHARE)), place)

    def _part(self, size: tuple[int, int], scale: float, place: Quad | None) -> Region:
        width, height = (max(1, int(side * scale)) for side in size)
        if place:
            middle = (sum(point[axis] for point in place) / len(place) for axis in (0, 1))
            left, top = (
                int(min(max(0.0, at - part / 2), side - part))
                for at, part, side in zip(middle, (width, height), size, strict=True)
            )
        else:
            across, down = _SIDES[self.parts % len(_SIDES)]
            self.parts += 1
            left, top = int((size[0] - width) * across), int((size[1] - height) * down)
        return Region(left, top, left + width, top + height)


class Rotation:
    """The passes of a plan in their order: the one that read the last frame, then the least recently run."""

    def __init__(self, steps: Sequence[Pass]) -> None:
        self._turns = [Turn(step, step.cost_ms) for step in steps]
        self._winner: Turn | None = None

    def __iter__(self) -> Iterator[Turn]:
        oldest_first = sorted(self._turns, key=lambda turn: turn.last_frame)
        if self._winner is not None:
            yield self._winner
        yield from (turn for turn in oldest_first if turn is not self._winner)

    def won(self, turn: Turn) -> None:
        """Let this one begin from now on."""
        self._winner = turn
