"""Short clips of a hand-held code in trouble: seeded, drawn here, for measuring and for tests.

A code of 33 or 49 modules lies in a grey 1280x720 frame, comes nearer over twelve frames and then wobbles:
slow sines in place, size and roll, a base tilt of about ten degrees. Over that lie focus blur, noise (sigma
2) and JPEG 85, as with any camera, and one trouble from `TROUBLES`, whose numbers are in pixels of the frame
or shares of the code's side.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from scanner.phone_video import draw_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

LICENCE_TEXT: Final = "http://www.gsxt.gov.cn/index.html?uniscid=91331002MA2DEM0179"
LONG_TEXT: Final = "http://zj.gsxt.gov.cn/entinfo/baseinfo?encryPriPID=" + "ff8080815b575d42" * 6 + "&b"
FRAMES: Final = 40
_APPROACH: Final = 12
_WIDTH: Final = 1280
_HEIGHT: Final = 720
_TILE: Final = 640
_BLOOM_PX: Final = 9.0
_BLOOM_SHARE: Final = 0.4


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a clip; the defaults are an easy one."""

    px_per_module: float = 3.4
    tilt_degrees: float = 10.0
    defocus_px: float = 0.6
    motion_px: float = 0.0
    gain: float = 1.0
    contrast: float = 1.0
    noise: float = 2.0
    glare: float = 0.0
    moire: float = 0.0
    jpeg: int = 85
    inverted: bool = False


TROUBLES: Final = {
    "small": Trouble(px_per_module=1.5),
    "moire .55": Trouble(moire=0.55, px_per_module=2.6),
    "moire .75": Trouble(moire=0.75, px_per_module=2.6),
    "defocus": Trouble(defocus_px=2.2),
    "glare": Trouble(glare=0.21),
    "inverted small": Trouble(px_per_module=1.8, inverted=True),
    "dim": Trouble(gain=0.05),
    "tilt": Trouble(tilt_degrees=66.0, px_per_module=4.6),
    "motion": Trouble(motion_px=11.0),
    "noise": Trouble(noise=42.0),
    "low contrast": Trouble(contrast=0.1),
    "bad jpeg": Trouble(jpeg=6, px_per_module=2.6),
    "all at once": Trouble(
        px_per_module=2.8,
        tilt_degrees=25,
        defocus_px=1.0,
        motion_px=2.5,
        gain=0.5,
        noise=6,
        glare=0.08,
        jpeg=50,
    ),
}


def text_of_clip(seed: int) -> str:
    """Even seeds show the printed form's link (33 modules), odd ones 149 characters (49 modules)."""
    return LONG_TEXT if seed % 2 else LICENCE_TEXT


def clip(trouble: Trouble, seed: int) -> Iterator[NDArray[np.uint8]]:
    """Give the frames, `(720, 1280) uint8` gray."""
    rng = np.random.default_rng(1000 + seed)
    modules = 49 if seed % 2 else 33
    tile = draw_code(text_of_clip(seed), _TILE)
    if trouble.inverted:
        tile = 255 - tile
    phases, rates = rng.uniform(0, 2 * math.pi, 5), rng.uniform(0.4, 1.9, 5)
    for index in range(FRAMES):
        sway = np.sin(phases + 2 * math.pi * rates * index / 30)
        near = min(1.0, (index + 1) / _APPROACH)
        side = trouble.px_per_module * (modules + 8) * (0.6 + 0.4 * near) * (1 + 0.02 * sway[0])
        corners = _corners(side, trouble.tilt_degrees, sway)
        frame = _place(tile, corners, trouble)
        yield _camera(frame, corners, trouble, rng, defocus=trouble.defocus_px + 1.6 * (1 - near))


def code_tile(text: str = LONG_TEXT) -> NDArray[np.uint8]:
    """Draw a code once for many frames; 49 modules by default."""
    return draw_code(text, _TILE)


def still(tile: NDArray[np.uint8], trouble: Trouble, seed: int, *, side_px: float) -> NDArray[np.uint8]:
    """Give one frame `(720, 1280) uint8` gray of a code held still.

    Args:
        tile: from `code_tile`.
        trouble: `px_per_module` only sets the period of the moire.
        seed: of the pose (tilt as asked for and up to two degrees more, roll up to six), noise and glare.
        side_px: of the code with its quiet zone, before the tilt.
    """
    rng = np.random.default_rng(5000 + seed)
    shown = 255 - tile if trouble.inverted else tile
    corners = _corners(side_px, trouble.tilt_degrees, rng.uniform(-1, 1, 5))
    return _camera(_place(shown, corners, trouble), corners, trouble, rng, defocus=trouble.defocus_px)


def _corners(side: float, tilt_degrees: float, sway: NDArray[np.float64]) -> NDArray[np.float32]:
    tilt, roll = math.radians(tilt_degrees + 2 * sway[1]), math.radians(6 * sway[2])
    points = []
    for x, y in ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)):
        depth = 1 + 0.35 * x * math.sin(tilt)
        u, v = x * math.cos(tilt) / depth, y / depth
        points.append((u * math.cos(roll) - v * math.sin(roll), u * math.sin(roll) + v * math.cos(roll)))
    middle = (_WIDTH / 2 + 40 * sway[3], _HEIGHT / 2 + 30 * sway[4])
    return np.asarray(np.array(points) * side + middle, np.float32)


def _place(tile: NDArray[np.uint8], corners: NDArray[np.float32], trouble: Trouble) -> NDArray[np.float32]:
    """Put the code into the frame at twice the size and average down, so that no edge is stair-cased."""
    outline = np.array([(0, 0), (_TILE, 0), (_TILE, _TILE), (0, _TILE)], np.float32)
    matrix = cv2.getPerspectiveTransform(outline, corners * 2)
    large = np.full((2 * _HEIGHT, 2 * _WIDTH), 110, np.uint8)
    shown = (128 + (tile.astype(np.float32) - 128) * trouble.contrast).astype(np.uint8)
    smooth = cv2.GaussianBlur(shown, (0, 0), max(0.1, _TILE / np.ptp(corners[:, 0]) / 4))
    cv2.warpPerspective(
        smooth,
        matrix,
        (2 * _WIDTH, 2 * _HEIGHT),
        dst=large,
        flags=cv2.INTER_AREA,
        borderMode=cv2.BORDER_TRANSPARENT,
    )
    small = cv2.resize(large, (_WIDTH, _HEIGHT), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32)


def _camera(
    frame: NDArray[np.float32],
    corners: NDArray[np.float32],
    trouble: Trouble,
    rng: np.random.Generator,
    *,
    defocus: float,
) -> NDArray[np.uint8]:
    left, top, width, height = cv2.boundingRect(corners)
    rows, columns = np.mgrid[0:_HEIGHT, 0:_WIDTH].astype(np.float32)
    if trouble.moire:
        angle, period = rng.uniform(0.2, 0.5), 3.1 * trouble.px_per_module / 3.4
        stripes = np.sin(2 * math.pi * (columns * math.cos(angle) + rows * math.sin(angle)) / period)
        frame = frame * (1 - trouble.moire * (0.5 + 0.5 * stripes))
    if trouble.motion_px:
        frame = _moved(frame, trouble.motion_px * rng.uniform(0.2, 1.0), rng.uniform(0, math.pi))
    frame = np.asarray(cv2.GaussianBlur(frame, (0, 0), defocus), np.float32) * trouble.gain
    if trouble.gain > 1:
        # What a burnt-out place has too much spills over its neighbours.
        spilt = cv2.GaussianBlur(np.maximum(frame - 255, 0), (0, 0), _BLOOM_PX)
        frame = frame + _BLOOM_SHARE * np.asarray(spilt, np.float32)
    if trouble.glare:
        x, y = left + width * rng.uniform(0.35, 0.65), top + height * rng.uniform(0.35, 0.65)
        spread = 2 * (trouble.glare * width) ** 2
        frame = frame + 260 * np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / spread)
    frame = frame + rng.normal(0, trouble.noise, frame.shape).astype(np.float32)
    taken = np.clip(frame, 0, 255).astype(np.uint8)
    _, jpeg = cv2.imencode(".jpg", taken, (cv2.IMWRITE_JPEG_QUALITY, trouble.jpeg))
    return np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_GRAYSCALE), np.uint8)


def _moved(frame: NDArray[np.float32], length: float, angle: float) -> NDArray[np.float32]:
    size = int(length) * 2 + 3
    kernel = np.zeros((size, size), np.float32)
    dx, dy = math.cos(angle) * length / 2, math.sin(angle) * length / 2
    middle = size // 2
    start, end = (round(middle - dx), round(middle - dy)), (round(middle + dx), round(middle + dy))
    cv2.line(kernel, start, end, 1.0)
    return np.asarray(cv2.filter2D(frame, -1, kernel / kernel.sum()), np.float32)
