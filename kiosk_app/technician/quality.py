"""How good a camera picture is, in three numbers: for aiming the camera. Pure; a few tenths of a millisecond."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_STEP = 2
"""Every second pixel either way is enough for light; sharpness looks at neighbours in the middle."""
_MIDDLE = 4


def light(pixels: NDArray[np.uint8]) -> float:
    """Mean brightness, 0-255.

    Args:
        pixels: `(h, w, 3) uint8 BGR`.
    """
    return float(pixels[:: 4 * _STEP, :: 4 * _STEP, 1].mean())


def sharpness(pixels: NDArray[np.uint8]) -> float:
    """Mean squared difference of neighbours in the middle of the picture, as its root; 0 = one grey, 20 = crisp print.

    Args:
        pixels: `(h, w, 3) uint8 BGR`.
    """
    height, width = pixels.shape[:2]
    top, left = height // _MIDDLE, width // _MIDDLE
    middle: NDArray[Any] = pixels[top : height - top, left : width - left, 1].astype(np.int16)
    across = middle[::_STEP, 1:] - middle[::_STEP, :-1]
    return math.sqrt(float(np.square(across, dtype=np.int32).mean())) if across.size else 0.0


def side_px(outline: Sequence[tuple[float, float]]) -> float:
    """Side of a square as large as the quadrilateral; 0 for none."""
    if len(outline) < 3:  # noqa: PLR2004 - no area
        return 0.0
    pairs = zip(outline, [*outline[1:], outline[0]], strict=True)
    return math.sqrt(abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2)
