"""Tells a healthy stream from a black, frozen, slow or wrongly sized one. Nothing is repaired here."""

from __future__ import annotations

import zlib
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from scanner.camera import CameraFaultCode

if TYPE_CHECKING:
    from scanner.camera import Frame

_STEP: Final = 8
"""Every eighth pixel in both directions is looked at: 14,400 of a 720p frame."""


@dataclass(frozen=True, slots=True)
class StreamLimits:
    """When a stream counts as unhealthy."""

    black_level: float = 10.0
    """Mean of the samples, of 255; a covered sensor's noise stays below."""
    black_s: float = 2.0
    frozen_s: float = 5.0
    """A real sensor's noise changes some sample in every frame."""
    slow_fps: float = 8.0
    slow_window_s: float = 3.0


@dataclass(slots=True)
class StreamWatch:
    """Watches one stream; feed every frame.

    Attributes:
        size: (width, height) asked for, or None when any will do.
        may_stand_still: True for a replayed picture, which is no frozen camera.
    """

    size: tuple[int, int] | None = None
    may_stand_still: bool = False
    limits: StreamLimits = field(default_factory=StreamLimits)
    _arrivals: deque[float] = field(default_factory=deque)
    _first_s: float | None = None
    _black_since_s: float | None = None
    _sum: int | None = None
    _same_since_s: float = 0.0

    def feed(self, frame: Frame) -> CameraFaultCode | None:
        """Take in a frame; say what is wrong with the stream, the plainest fact first."""
        if self._first_s is None:
            self._first_s = frame.at_s
        samples = frame.pixels[::_STEP, ::_STEP]
        black = self._is_black(float(samples.mean()), frame.at_s)
        frozen = self._is_frozen(zlib.crc32(samples.tobytes()), frame.at_s)
        slow = self._is_slow(frame.at_s)
        height, width = frame.pixels.shape[:2]
        if self.size is not None and (width, height) != self.size:
            return CameraFaultCode.WRONG_SIZE
        if black:
            return CameraFaultCode.BLACK
        if frozen:
            return CameraFaultCode.FROZEN
        return CameraFaultCode.SLOW if slow else None

    def _is_black(self, level: float, at_s: float) -> bool:
        if level >= self.limits.black_level:
            self._black_since_s = None
            return False
        if self._black_since_s is None:
            self._black_since_s = at_s
        return at_s - self._black_since_s >= self.limits.black_s

    def _is_frozen(self, checksum: int, at_s: float) -> bool:
        if self.may_stand_still or checksum != self._sum:
            self._sum, self._same_since_s = checksum, at_s
            return False
        return at_s - self._same_since_s >= self.limits.frozen_s

    def _is_slow(self, at_s: float) -> bool:
        window_s = self.limits.slow_window_s
        self._arrivals.append(at_s)
        while self._arrivals and at_s - self._arrivals[0] > window_s:
            self._arrivals.popleft()
        started_s = at_s if self._first_s is None else self._first_s
        return at_s - started_s >= window_s and len(self._arrivals) < self.limits.slow_fps * window_s
