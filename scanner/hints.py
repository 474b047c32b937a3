"""What to tell a person whose code is not read yet, from facts about the picture."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from scanner.images import Gray, Quad


class Hint(StrEnum):
    """One word of guidance; the screen has the sentence."""

    NONE = "none"
    """Nothing to say: read, or nothing in view."""
    CLOSER = "closer"
    """A code is seen and too small."""
    STEADIER = "steadier"
    """A code is seen and blurred, by motion or focus."""
    BRIGHTER = "brighter"
    """Too dark: turn up the phone's screen."""
    GLARE = "glare"
    """Over-exposed or a reflection over the code: tilt the phone."""
    TOO_MANY = "too_many"
    """More than one code in view."""


_SMALL_SIDE_SHARE: Final = 0.16
"""Of the frame's height: 115 px of 720, three pixels per module of the 37-module printed form."""
_DARK_LEVEL: Final = 45
_DARK_FRAME_LEVEL: Final = 16
_BURNT_LEVEL: Final = 250
_BURNT_SHARE: Final = 0.62
"""Half of a healthy code is white; with its quiet zone, burnt out means clearly more."""
_SAMPLE: Final = 8
_STEADY_FRAMES: Final = 4
"""A hint shows after this many frames in a row: about 0.15 s, so that the words do not flicker."""


def hint_for_unread(gray: Gray, located: tuple[Quad, ...]) -> Hint:
    """Say what keeps the located codes from being read, or whether the frame is dark altogether."""
    if not located:
        return Hint.BRIGHTER if float(gray[::_SAMPLE, ::_SAMPLE].mean()) < _DARK_FRAME_LEVEL else Hint.NONE
    from scanner.images import around  # noqa: PLC0415 - brings OpenCV, which only the child needs

    quad = max(located, key=_side)
    region = around(quad, gray, 0.0)
    part = gray[region.top : region.bottom, region.left : region.right]
    if part.size == 0:
        return Hint.STEADIER
    if float(np.percentile(part, 90)) < _DARK_LEVEL:
        return Hint.BRIGHTER
    if float(np.mean(part >= _BURNT_LEVEL)) > _BURNT_SHARE:
        return Hint.GLARE
    return Hint.CLOSER if _side(quad) < _SMALL_SIDE_SHARE * gray.shape[0] else Hint.STEADIER


def _side(quad: Quad) -> float:
    import cv2  # noqa: PLC0415 - only where frames are: the UI process needs the names of the hints alone

    area = float(cv2.contourArea(np.array(quad, np.float32)))
    return math.sqrt(area)


class SteadyHint:
    """Shows a hint when it has stood for some frames in a row. One instance per scanning period."""

    def __init__(self) -> None:
        self.shown = Hint.NONE
        self._coming = Hint.NONE
        self._frames = 0

    def feed(self, hint: Hint) -> bool:
        """Take in a frame's hint; True when the shown one changed."""
        self._frames = self._frames + 1 if hint is self._coming else 1
        self._coming = hint
        if hint is self.shown or self._frames < _STEADY_FRAMES:
            return False
        self.shown = hint
        return True
