"""A picture of what the scanner saw: what was read in green, what was only located in amber."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from scanner.images import Quad

_GREEN: Final = (72, 160, 32)
_AMBER: Final = (0, 150, 240)
_WHITE: Final = (255, 255, 255)
_BAND_SHARE: Final = 0.035
"""Height of the caption's band, of the picture's."""
_LEAST_BAND_PX: Final = 24


def annotate(
    pixels: NDArray[np.uint8],
    read: Sequence[tuple[Quad, str]],
    located: Sequence[Quad],
    caption: str,
) -> NDArray[np.uint8]:
    """Draw outlines and captions on a copy.

    Args:
        pixels: `(h, w, 3) uint8 BGR`.
        read: corners in pixels and a short ASCII label for each symbol that was read.
        located: corners of symbols seen and not read.
        caption: one ASCII line for the band below the picture.

    Returns:
        A taller picture of the same kind.
    """
    drawn = np.ascontiguousarray(pixels)
    if drawn is pixels:
        drawn = pixels.copy()
    band = max(_LEAST_BAND_PX, int(_BAND_SHARE * max(pixels.shape[:2])))
    for quad in located:
        _outline(drawn, quad, _AMBER, band)
    for quad, label in read:
        _outline(drawn, quad, _GREEN, band)
        _label(drawn, quad, label, band)
    foot = np.full((band, drawn.shape[1], 3), 40, np.uint8)
    _write(foot, caption, (band // 3, int(band * 0.7)), band, _WHITE)
    return np.asarray(np.concatenate([drawn, foot]), np.uint8)


def _outline(drawn: NDArray[np.uint8], quad: Quad, colour: tuple[int, int, int], band: int) -> None:
    points = cv2.convexHull(np.array(quad, np.float32).reshape(-1, 1, 2)) if quad else None
    if points is not None:
        cv2.polylines(drawn, [points.astype(np.int32)], True, colour, max(2, band // 10), cv2.LINE_AA)


def _label(drawn: NDArray[np.uint8], quad: Quad, label: str, band: int) -> None:
    if not quad:
        return
    left = int(min(x for x, _ in quad))
    top = int(min(y for _, y in quad)) - band // 3
    width = int(cv2.getTextSize(label, cv2.FONT_HERSHEY_SIMPLEX, band / 52, max(1, band // 24))[0][0])
    left = max(0, min(left, drawn.shape[1] - width - band // 2))
    top = max(band, top)
    cv2.rectangle(
        drawn, (left, top - int(band * 0.8)), (left + width + band // 2, top + band // 5), _GREEN, -1
    )
    _write(drawn, label, (left + band // 4, top - band // 8), band, _WHITE)


def _write(
    drawn: NDArray[np.uint8], text: str, place: tuple[int, int], band: int, colour: tuple[int, int, int]
) -> None:
    plain = text.encode("ascii", "replace").decode()
    cv2.putText(
        drawn, plain, place, cv2.FONT_HERSHEY_SIMPLEX, band / 52, colour, max(1, band // 24), cv2.LINE_AA
    )
