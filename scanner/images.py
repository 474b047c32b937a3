"""What is done to a picture before a decoder sees it, each with the way back to frame coordinates.

Every operation takes a `(h, w) uint8` gray picture and gives a `Prepared`: the new picture and the 3x3
matrix that maps its points to the points of the frame. Costs are for 1280x720 and the plan measures them
itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Gray = NDArray[np.uint8]
Matrix = NDArray[np.float64]
Quad = tuple[tuple[float, float], ...]

_SHARPEN_SIGMA = 1.25
_SHARPEN_AMOUNT = 2.0
"""Measured on hand-held sequences: sharpening and then enlarging reads twice as many as either alone."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture for a decoder and the way back: `frame_point = to_frame @ (x, y, 1)`."""

    gray: Gray
    to_frame: Matrix


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of the frame, in pixels; right and bottom are outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def area_px(self) -> int:
        """Width times height."""
        return (self.right - self.left) * (self.bottom - self.top)


if TYPE_CHECKING:
    Operation = Callable[[Gray], Prepared]


def as_gray(pixels: NDArray[np.uint8]) -> Gray:
    """Turn `(h, w)`, `(h, w, 1)` or `(h, w, 3|4) uint8 BGR[A]` into gray without copying gray input."""
    if pixels.ndim == 2:  # noqa: PLR2004 - height and width only: already gray
        return pixels
    channels = pixels.shape[2]
    if channels == 1:
        return pixels[:, :, 0]
    code = cv2.COLOR_BGR2GRAY if channels == 3 else cv2.COLOR_BGRA2GRAY  # noqa: PLR2004 - BGR has three
    return _u8(cv2.cvtColor(pixels, code))


def centre(gray: Gray, share: float) -> Region:
    """Give the middle of the picture, `share` of each side."""
    height, width = gray.shape
    dx, dy = int(width * (1 - share) / 2), int(height * (1 - share) / 2)
    return Region(dx, dy, width - dx, height - dy)


def around(quad: Quad, gray: Gray, margin: float) -> Region:
    """Give the upright rectangle around a quad, widened by `margin` of its larger side and cut at the frame."""
    height, width = gray.shape
    xs, ys = [point[0] for point in quad], [point[1] for point in quad]
    pad = margin * max(max(xs) - min(xs), max(ys) - min(ys))
    left, top = max(0, int(min(xs) - pad)), max(0, int(min(ys) - pad))
    return Region(left, top, min(width, int(max(xs) + pad) + 1), min(height, int(max(ys) + pad) + 1))


def plain(gray: Gray) -> Prepared:
    """Leave the picture as it is."""
    return Prepared(gray, np.eye(3))


def sharp_and_large(gray: Gray, region: Region, scale: float) -> Prepared:
    """Cut a region out, sharpen it and enlarge it."""
    part = gray[region.top : region.bottom, region.left : region.right]
    blurred = cv2.GaussianBlur(part, (0, 0), _SHARPEN_SIGMA)
    crisp = cv2.addWeighted(part, 1 + _SHARPEN_AMOUNT, blurred, -_SHARPEN_AMOUNT, 0)
    large = cv2.resize(crisp, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return Prepared(_u8(large), _shift_scale(region.left, region.top, 1 / scale))


def gamma(power: float) -> Operation:
    """Lift shadows (power < 1) or darken highlights (power > 1)."""
    table = np.array([255 * (level / 255) ** power for level in range(256)]).astype(np.uint8)

    def apply(gray: Gray) -> Prepared:
        return Prepared(_u8(cv2.LUT(gray, table)), np.eye(3))

    return apply


def clahe(limit: float) -> Operation:
    """Even out contrast tile by tile."""

    def apply(gray: Gray) -> Prepared:
        return Prepared(_u8(cv2.createCLAHE(limit, (8, 8)).apply(gray)), np.eye(3))

    return apply


def adaptive(block: int, bias: int = 5) -> Operation:
    """Threshold against the mean of a block of pixels (odd side)."""

    def apply(gray: Gray) -> Prepared:
        black_white = cv2.adaptiveThreshold(
            gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, block, bias
        )
        return Prepared(_u8(black_white), np.eye(3))

    return apply


def adaptive_gauss(block: int, bias: int = 5) -> Operation:
    """Threshold against the weighted mean of a block of pixels (odd side): kinder to thin modules."""

    def apply(gray: Gray) -> Prepared:
        black_white = cv2.adaptiveThreshold(
            gray, 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY, block, bias
        )
        return Prepared(_u8(black_white), np.eye(3))

    return apply


def evened(block: int) -> Operation:
    """Give every neighbourhood the same brightness and contrast: for reflections and shadows over a code."""
    flat_variance = 36.0

    def apply(gray: Gray) -> Prepared:
        values = gray.astype(np.float32)
        mean = cv2.blur(values, (block, block))
        variance = cv2.blur(values * values, (block, block)) - mean * mean
        even = 128 + 50 * (values - mean) / np.sqrt(np.maximum(variance, flat_variance))
        return Prepared(np.clip(even, 0, 255).astype(np.uint8), np.eye(3))

    return apply


def stretched(across: float, down: float) -> Operation:
    """Squeeze one direction: undoes the foreshortening of a code seen at an angle."""

    def apply(gray: Gray) -> Prepared:
        size = (max(1, int(gray.shape[1] * across)), max(1, int(gray.shape[0] * down)))
        squeezed = cv2.resize(gray, size, interpolation=cv2.INTER_AREA)
        return Prepared(_u8(squeezed), np.diag([1 / across, 1 / down, 1.0]))

    return apply


def resized(scale: float) -> Operation:
    """Shrink or enlarge the whole picture."""

    def apply(gray: Gray) -> Prepared:
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        return Prepared(
            _u8(cv2.resize(gray, None, fx=scale, fy=scale, interpolation=how)), _shift_scale(0, 0, 1 / scale)
        )

    return apply


def rotated(degrees: float) -> Operation:
    """Turn the picture about its centre, keeping all of it."""

    def apply(gray: Gray) -> Prepared:
        height, width = gray.shape
        turn = math.radians(degrees)
        cos, sin = abs(math.cos(turn)), abs(math.sin(turn))
        new_w, new_h = int(width * cos + height * sin), int(width * sin + height * cos)
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
        matrix[0, 2] += (new_w - width) / 2
        matrix[1, 2] += (new_h - height) / 2
        turned = cv2.warpAffine(gray, matrix, (new_w, new_h), borderValue=128)
        return Prepared(_u8(turned), np.linalg.inv(np.vstack([matrix, [0, 0, 1]])))

    return apply


def blurred(sigma: float) -> Operation:
    """Smooth away the lattice of a screen (moire) and noise."""

    def apply(gray: Gray) -> Prepared:
        return Prepared(_u8(cv2.GaussianBlur(gray, (0, 0), sigma)), np.eye(3))

    return apply


def deblurred(sigma: float, noise: float) -> Operation:
    """Undo focus blur in the middle of the picture and enlarge it: a Wiener filter for a round soft spot.

    Reads codes blurred beyond what sharpening brings back; costs about 10 ms, so it comes late.

    Args:
        sigma: blur to undo, in pixels.
        noise: power of noise against signal; smaller undoes more and needs a cleaner picture.
    """

    def apply(gray: Gray) -> Prepared:
        region = centre(gray, 0.6)
        part = gray[region.top : region.bottom, region.left : region.right].astype(np.float32)
        height, width = part.shape
        # A Gaussian's spectrum is known: no kernel has to be transformed.
        down = np.exp(-2 * (np.pi * sigma * np.fft.fftfreq(height)) ** 2)[:, None]
        across = np.exp(-2 * (np.pi * sigma * np.fft.rfftfreq(width)) ** 2)[None, :]
        response = (down * across).astype(np.float32)
        wiener = response / (response * response + np.float32(noise))
        crisp = np.fft.irfft2(np.fft.rfft2(part) * wiener, s=part.shape)
        large = cv2.resize(
            np.clip(crisp, 0, 255).astype(np.uint8), None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC
        )
        return Prepared(_u8(large), _shift_scale(region.left, region.top, 0.5))

    return apply


def eroded(size: int) -> Operation:
    """Grow dark modules: for thin print and over-exposed screens."""
    kernel = np.ones((size, size), np.uint8)

    def apply(gray: Gray) -> Prepared:
        return Prepared(_u8(cv2.erode(gray, kernel)), np.eye(3))

    return apply


def whole_sharp(scale: float) -> Operation:
    """Sharpen and enlarge the whole picture."""

    def apply(gray: Gray) -> Prepared:
        return sharp_and_large(gray, Region(0, 0, gray.shape[1], gray.shape[0]), scale)

    return apply


def within(region: Region, operation: Operation) -> Operation:
    """Do it with a part of the picture."""

    def apply(gray: Gray) -> Prepared:
        part = np.ascontiguousarray(gray[region.top : region.bottom, region.left : region.right])
        prepared = operation(part)
        return Prepared(prepared.gray, _shift_scale(region.left, region.top, 1.0) @ prepared.to_frame)

    return apply


def chained(first: Operation, *others: Operation) -> Operation:
    """Do one thing after another."""

    def apply(gray: Gray) -> Prepared:
        prepared = first(gray)
        for operation in others:
            then = operation(prepared.gray)
            prepared = Prepared(then.gray, prepared.to_frame @ then.to_frame)
        return prepared

    return apply


def map_points(matrix: Matrix, points: Sequence[tuple[float, float]]) -> Quad:
    """Carry points through a 3x3 matrix."""
    return tuple(_map_point(matrix, x, y) for x, y in points)


def _map_point(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    u, v, w = (float(value) for value in matrix @ (x, y, 1.0))
    return (u / w, v / w) if w else (u, v)


def _shift_scale(left: float, top: float, scale: float) -> Matrix:
    return np.array([[scale, 0, left], [0, scale, top], [0, 0, 1.0]])


def _u8(picture: object) -> Gray:
    """Give OpenCV's loosely typed result its type; no copy when it is uint8 already."""
    return np.asarray(picture, dtype=np.uint8)
