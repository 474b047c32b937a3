"""How much of each trouble a decoder bears: single frames at rising levels, every decoder on the same ones."""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import cv2
import msgspec
import zxingcpp

from scanner import Decoder
from scanner.zbar_reader import ZbarReader
from tests.support.scanner_clips import LONG_TEXT, Trouble, code_tile, still

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    Gray = NDArray[np.uint8]
    Reader = Callable[["Scene"], list[bytes]]

OURS: Final = "ours"
FRAMES: Final = 3
"""Every decoder looks at up to this many frames of a scene, as at a camera; any one counts."""
_QUIET_SHARE: Final = 57 / 49
"""The code's side with its quiet zone, of that without."""
_EASY: Final = Trouble()
_QR: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_BUDGET_MS: Final = 22.0


@dataclass(frozen=True, slots=True)
class Axis:
    """One trouble, its levels from easy to hard, and how a level becomes a frame."""

    name: str
    unit: str
    levels: tuple[float, ...]
    trouble: Callable[[float], Trouble]
    side_px: Callable[[float], float]


def _at(side_px: float) -> Callable[[float], float]:
    return lambda _: side_px


def _defocused(sigma_px: float) -> Trouble:
    return replace(_EASY, defocus_px=sigma_px)


AXES: Final = (
    Axis("small", "px side", (200, 140, 120, 100, 90, 80, 72, 64), lambda _: _EASY, lambda level: level),
    Axis(
        "small, inverted",
        "px side",
        (200, 140, 120, 100, 90, 80, 72, 64),
        lambda _: replace(_EASY, inverted=True),
        lambda level: level,
    ),
    Axis(
        "tilt",
        "degrees",
        (20, 40, 50, 60, 65, 70, 73, 76),
        lambda x: replace(_EASY, tilt_degrees=x),
        _at(220),
    ),
    Axis(
        "focus blur",
        "px sigma",
        (1, 1.25, 1.5, 1.75, 2, 2.25, 2.5, 3),
        lambda x: replace(_EASY, defocus_px=x),
        _at(200),
    ),
    Axis("motion blur", "px", (4, 6, 8, 10, 12, 14, 18), lambda x: replace(_EASY, motion_px=x), _at(200)),
    Axis("dim", "gain", (0.3, 0.15, 0.1, 0.07, 0.05, 0.04, 0.03), lambda x: replace(_EASY, gain=x), _at(200)),
    Axis("over-exposed", "gain", (1.5, 2, 2.5, 3, 4, 5, 6), lambda x: replace(_EASY, gain=x), _at(200)),
    Axis(
        "low contrast",
        "of full",
        (0.4, 0.2, 0.15, 0.1, 0.07, 0.05, 0.03),
        lambda x: replace(_EASY, contrast=x),
        _at(200),
    ),
    Axis("noise", "sigma", (20, 30, 40, 50, 60, 75, 90), lambda x: replace(_EASY, noise=x), _at(200)),
    Axis(
        "glare", "of side", (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5), lambda x: replace(_EASY, glare=x), _at(200)
    ),
    Axis("moire", "depth", (0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97), lambda x: replace(_EASY, moire=x), _at(140)),
    Axis("JPEG", "quality", (20, 12, 8, 6, 4, 3, 2), lambda x: replace(_EASY, jpeg=int(x)), _at(120)),
)


@dataclass(slots=True)
class Row:
    """One axis: rate of each decoder at each level, 0-1; None where it was not tried after two zeros."""

    axis: str
    unit: str
    levels: tuple[float, ...]
    rates: dict[str, list[float | None]]
    seeds: int

    def frontier(self, decoder: str, enough: float = 0.8) -> float | None:
        """Give the hardest level up to which every level is read often enough; None: not even the first."""
        reached = None
        for level, rate in zip(self.levels, self.rates[decoder], strict=True):
            if rate is None or rate < enough:
                break
            reached = level
        return reached


def measure(seeds: int, kept: Path | None, workers: int = 2) -> list[Row]:
    """Measure every trouble, several at a time; six seeds take four minutes of two idle cores.

    Args:
        seeds: scenes per level.
        kept: a JSON file that takes each trouble as it is done and saves measuring it again.
        workers: processes.
    """
    done: dict[str, Row] = {}
    if kept is not None and kept.exists():
        rows = msgspec.json.decode(kept.read_bytes(), type=list[Row])
        done = {row.axis: row for row in rows if row.seeds == seeds}
    missing = [number for number, axis in enumerate(AXES) if axis.name not in done]
    with ProcessPoolExecutor(workers) as pool:
        for future in as_completed([pool.submit(_measure_number, number, seeds) for number in missing]):
            done[future.result().axis] = future.result()
            if kept is not None:
                kept.write_bytes(msgspec.json.format(msgspec.json.encode(list(done.values())), indent=1))
    return [done[axis.name] for axis in AXES]


def _measure_number(number: int, seeds: int) -> Row:
    cv2.setNumThreads(1)
    return _measure_axis(AXES[number], _readers(), seeds)


def _measure_axis(axis: Axis, readers: dict[str, Reader], seeds: int) -> Row:
    tile = code_tile()
    rates: dict[str, list[float | None]] = {name: [] for name in readers}
    for level in axis.levels:
        alive = [name for name in readers if rates[name][-2:] != [0.0, 0.0] and rates[name][-1:] != [None]]
        right = dict.fromkeys(alive, 0)
        for seed in range(seeds if alive else 0):
            scene = _scene(axis, level, seed, tile)
            for name in alive:
                right[name] += LONG_TEXT.encode() in readers[name](scene)
        for name in readers:
            rates[name].append(right[name] / seeds if name in right else None)
    return Row(axis.name, axis.unit, axis.levels, rates, seeds)


class Scene:
    """The frames of one scene, each drawn when a decoder first asks for it."""

    def __init__(self, draw: Callable[[int], Gray]) -> None:
        self._draw = draw
        self._frames: list[Gray] = []

    def __iter__(self) -> Iterator[Gray]:
        for number in range(FRAMES):
            if number == len(self._frames):
                self._frames.append(self._draw(number))
            yield self._frames[number]


def _scene(axis: Axis, level: float, seed: int, tile: Gray) -> Scene:
    trouble, side_px = axis.trouble(level), axis.side_px(level) * _QUIET_SHARE
    return Scene(lambda number: still(tile, trouble, 97 * seed + number, side_px=side_px))


def _readers() -> dict[str, Reader]:
    zbar = ZbarReader()
    aruco = cv2.QRCodeDetectorAruco()
    return {
        OURS: _ours,
        "zxing-cpp": lambda scene: _any(
            scene, lambda gray: [bytes(s.bytes) for s in zxingcpp.read_barcodes(gray, _QR)]
        ),
        "pyzbar": lambda scene: _any(scene, lambda gray: [data for data, _ in zbar.read(gray)]),
        "OpenCV (Aruco)": lambda scene: _any(scene, lambda gray: _opencv(aruco, gray)),
    }


def _any(scene: Scene, read: Callable[[Gray], list[bytes]]) -> list[bytes]:
    for gray in scene:
        found = read(gray)
        if found:
            return found
    return []


def _ours(scene: Scene) -> list[bytes]:
    decoder = Decoder(clock=time.thread_time)
    try:
        return _any(
            scene, lambda gray: [payload.data for payload in decoder.decode(gray, _BUDGET_MS).payloads]
        )
    finally:
        decoder.close()


def _zxing(gray: Gray) -> list[bytes]:
    return [bytes(symbol.bytes) for symbol in zxingcpp.read_barcodes(gray, _QR)]


def _opencv(detector: cv2.QRCodeDetectorAruco, gray: Gray) -> list[bytes]:
    try:
        _, texts, _, _ = detector.detectAndDecodeMulti(gray)
    except (cv2.error, UnicodeDecodeError):
        return []
    return [text.encode() for text in texts if text]
