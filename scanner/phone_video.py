"""Draws the video of a phone held in front of the camera: for the demo, the tests and the figures.

The phone shows a QR code below a status bar. It comes nearer, its focus settles, and the hand is never
still: position, size and tilt follow sums of slow sines with seeded phases. Mild noise and JPEG compression
come on top. Written as MJPG in AVI, which OpenCV encodes and decodes by itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_PHONE_W: Final = 520
_PHONE_H: Final = 900
_BEZEL: Final = 16
_CODE_SIDE: Final = 380
_APPROACH_SHARE: Final = 0.3
"""Part of the video in which the phone comes near and the focus settles."""
_NOISE_FIELDS: Final = 4


@dataclass(frozen=True, slots=True)
class _Hand:
    """Slow sums of sines per movement: x, y, size, roll, two tilts."""

    frequencies_hz: NDArray[np.float64]
    phases: NDArray[np.float64]

    def at(self, second: float) -> NDArray[np.float64]:
        """Give six values of about -1 to 1."""
        waves = np.sin(2 * math.pi * self.frequencies_hz * second + self.phases)
        return np.asarray(waves @ np.array([0.6, 0.3, 0.1]))


def hand_held_video(
    payload: str,
    path: Path,
    *,
    seconds: float = 4.0,
    size: tuple[int, int] = (1280, 720),
    fps: int = 30,
    seed: int = 1,
) -> None:
    """Write a video of a phone that shows `payload` as a QR code.

    Args:
        payload: text of the code, UTF-8.
        path: an `.avi` file to write.
        seconds: length.
        size: width and height in pixels.
        fps: frames per second.
        seed: the same seed gives the same movement and noise.

    Raises:
        OSError: the file cannot be written.
    """
    rng = np.random.default_rng(seed)
    hand = _Hand(rng.uniform(0.15, 1.7, (6, 3)) * (1.0, 2.0, 4.0), rng.uniform(0, 2 * math.pi, (6, 3)))
    phone = draw_phone(payload)
    room = _draw_room(size, rng)
    noise = [rng.normal(0, 2.2, (size[1], size[0])).astype(np.int8) for _ in range(_NOISE_FIELDS)]
    writer = cv2.VideoWriter(str(path), cv2.CAP_OPENCV_MJPEG, cv2.VideoWriter.fourcc(*"MJPG"), fps, size)
    if not writer.isOpened():
        raise OSError(f"cannot write {path}")
    try:
        for index in range(round(seconds * fps)):
            frame = _draw_frame(phone, room, hand.at(index / fps), index / (seconds * fps))
            writer.write(_add_noise(frame, noise[index % _NOISE_FIELDS]))
    finally:
        writer.release()


def draw_phone(payload: str) -> NDArray[np.uint8]:
    """Draw a phone's front with the code on its screen: `(900, 520, 3) uint8 BGR`."""
    phone = np.full((_PHONE_H, _PHONE_W, 3), 24, np.uint8)
    screen = phone[_BEZEL : _PHONE_H - _BEZEL, _BEZEL : _PHONE_W - _BEZEL]
    screen[:] = (244, 243, 241)
    screen[:52] = (150, 92, 30)
    _status_bar(screen)
    cv2.putText(
        screen, "Licence QR (demo)", (96, 130), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (60, 60, 60), 2, cv2.LINE_AA
    )
    code = draw_code(payload, _CODE_SIDE)
    top, left = 190, (screen.shape[1] - _CODE_SIDE) // 2
    screen[top - 22 : top + _CODE_SIDE + 22, left - 22 : left + _CODE_SIDE + 22] = 255
    screen[top : top + _CODE_SIDE, left : left + _CODE_SIDE] = code[:, :, None]
    for row, width in enumerate((300, 230, 260)):
        y = top + _CODE_SIDE + 70 + 44 * row
        cv2.line(screen, (60, y), (60 + width, y), (196, 194, 190), 12, cv2.LINE_AA)
    cv2.line(screen, (180, 846), (308, 846), (90, 90, 90), 6, cv2.LINE_AA)
    return phone


def draw_code(payload: str | bytes, side_px: int) -> NDArray[np.uint8]:
    """Draw a QR code with its quiet zone: `(side, side) uint8`, black on white, error correction M."""
    import segno  # noqa: PLC0415 - every child would pay for it, and none draws

    modules = np.array(segno.make(payload, error="m", micro=False, boost_error=False).matrix, np.uint8)
    tile = np.pad(1 - modules, 4, constant_values=1) * np.uint8(255)
    large = np.kron(tile, np.ones((8, 8), np.uint8))
    return np.asarray(cv2.resize(large, (side_px, side_px), interpolation=cv2.INTER_AREA), np.uint8)


def _status_bar(screen: NDArray[np.uint8]) -> None:
    white = (255, 255, 255)
    cv2.putText(screen, "10:24", (20, 36), cv2.FONT_HERSHEY_SIMPLEX, 0.8, white, 2, cv2.LINE_AA)
    for bar in range(4):
        cv2.rectangle(screen, (372 + 10 * bar, 34 - 5 * bar), (378 + 10 * bar, 38), white, -1)
    cv2.rectangle(screen, (428, 20), (464, 38), white, 2)
    cv2.rectangle(screen, (431, 23), (455, 35), white, -1)


def _draw_room(size: tuple[int, int], rng: np.random.Generator) -> NDArray[np.uint8]:
    width, height = size
    across = np.linspace(0.8, 1.1, width)[None, :, None]
    down = np.linspace(1.1, 0.7, height)[:, None, None]
    room = (across * down * np.array([118.0, 126.0, 130.0])).astype(np.uint8)
    for _ in range(14):
        x, y = int(rng.integers(0, width)), int(rng.integers(0, height))
        grey = int(rng.integers(70, 165))
        shade = tuple(grey + int(tint) for tint in rng.integers(-14, 15, 3))
        cv2.rectangle(
            room, (x, y), (x + int(rng.integers(60, 260)), y + int(rng.integers(60, 320))), shade, -1
        )
    return np.asarray(cv2.GaussianBlur(room, (0, 0), 18), np.uint8)


def _draw_frame(
    phone: NDArray[np.uint8], room: NDArray[np.uint8], sway: NDArray[np.float64], progress: float
) -> NDArray[np.uint8]:
    height, width = room.shape[:2]
    near = min(1.0, progress / _APPROACH_SHARE)
    near = near * near * (3 - 2 * near)
    corners = _phone_corners((width, height), sway, near)
    outline = np.array([(0, 0), (_PHONE_W, 0), (_PHONE_W, _PHONE_H), (0, _PHONE_H)], np.float32)
    matrix = cv2.getPerspectiveTransform(outline, corners)
    frame = room.copy()
    cv2.warpPerspective(
        phone, matrix, (width, height), dst=frame, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT
    )
    blur = 0.55 + 3.0 * (1 - near) ** 2
    left, top, w, h = cv2.boundingRect(corners)
    x0, y0, x1, y1 = max(0, left - 8), max(0, top - 8), min(width, left + w + 8), min(height, top + h + 8)
    if x1 > x0 and y1 > y0:
        frame[y0:y1, x0:x1] = cv2.GaussianBlur(frame[y0:y1, x0:x1], (0, 0), blur)
    return frame


def _phone_corners(size: tuple[int, int], sway: NDArray[np.float64], near: float) -> NDArray[np.float32]:
    """Place the phone: upright, a little tilted, its code near the middle of the frame."""
    width, height = size
    scale = height / 720 * (0.42 + 0.5 * near) * (1 + 0.03 * sway[2])
    turn = math.radians(4 * sway[3])
    tilt_x, tilt_y = 0.10 * sway[4], 0.08 + 0.08 * sway[5]
    middle = np.array([width / 2 + 26 * sway[0], height * (0.5 + 0.06 * near) + 20 * sway[1]])
    points = []
    for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        depth = 1 + tilt_x * x + tilt_y * y
        u, v = x * _PHONE_W / 2 / depth, (y * _PHONE_H / 2 + 52) / depth
        points.append((u * math.cos(turn) - v * math.sin(turn), u * math.sin(turn) + v * math.cos(turn)))
    return np.asarray(np.array(points) * scale + middle, np.float32)


def _add_noise(frame: NDArray[np.uint8], noise: NDArray[np.int8]) -> NDArray[np.uint8]:
    grain = np.repeat(noise[:, :, None], 3, axis=2)
    return np.asarray(cv2.add(frame, grain, dtype=cv2.CV_8U), np.uint8)
