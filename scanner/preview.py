"""Preview pictures from the child to the UI process through shared memory that has no name.

The memory is a file in RAM known by its descriptor only (memfd): when both processes are gone, so is it,
however they ended. Nothing appears in /dev/shm, and nothing can be left there. Every child has one of its
own, so that no picture outlives the scan it belongs to.

Three slots in turn. Each has a count that is odd while it is being written; a reader copies, and drops what
changed meanwhile. The reader trusts no size it finds there.
"""

from __future__ import annotations

import fcntl
import mmap
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scanner.images import Quad

MAX_WIDTH_PX: Final = 960
MAX_HEIGHT_PX: Final = 720
_SLOTS: Final = 3
_MAX_POINTS: Final = 4
_HEADER: Final = np.dtype(
    [
        ("count", "<u8"),
        ("width", "<u4"),
        ("height", "<u4"),
        ("at_s", "<f8"),
        ("points", "<u4"),
        ("read", "<u4"),
        ("outline", "<f4", (_MAX_POINTS, 2)),
    ]
)
_SLOT_BYTES: Final = MAX_WIDTH_PX * MAX_HEIGHT_PX * 3
_PIXELS_AT: Final = 4096
SIZE_BYTES: Final = _PIXELS_AT + _SLOTS * _SLOT_BYTES


@dataclass(frozen=True, slots=True)
class PreviewFrame:
    """One mirrored picture for the screen.

    Attributes:
        pixels: `(h, w, 3) uint8 BGR`, at most 720 x 960, a copy of its own.
        at_s: monotonic seconds of the frame.
        outline: corners of the symbol in it, in pixels of this picture; empty when none is seen.
        is_read: the symbol was read (else only located).
    """

    pixels: NDArray[np.uint8]
    at_s: float
    outline: Quad
    is_read: bool


def create_memory() -> int:
    """Make the shared memory; returns its descriptor, which the caller closes."""
    descriptor = os.memfd_create("scanner-preview", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    os.ftruncate(descriptor, SIZE_BYTES)
    # A child that made it smaller would end the UI process, which has it mapped, with SIGBUS.
    fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL)
    return descriptor


class PreviewBuffer:
    """One end of the memory. `write` in the child, `take` in the UI process; neither waits."""

    def __init__(self, descriptor: int) -> None:
        self._map = mmap.mmap(descriptor, SIZE_BYTES)
        whole = np.frombuffer(self._map, np.uint8)
        self._headers = whole[: _SLOTS * _HEADER.itemsize].view(_HEADER)
        self._slots = [
            whole[_PIXELS_AT + n * _SLOT_BYTES : _PIXELS_AT + (n + 1) * _SLOT_BYTES] for n in range(_SLOTS)
        ]
        self._next_slot = 0
        self._taken_s = float("-inf")

    def write(self, pixels: NDArray[np.uint8], at_s: float, outline: Quad, *, is_read: bool) -> None:
        """Shrink, mirror and publish a frame `(h, w, 3) uint8 BGR`; `outline` in its pixels."""
        import cv2  # noqa: PLC0415 - only in the child: the UI process starts without it

        height, width = pixels.shape[:2]
        scale = min(1.0, MAX_WIDTH_PX / width, MAX_HEIGHT_PX / height)
        new_w, new_h = max(1, int(width * scale)), max(1, int(height * scale))
        header, slot = self._headers[self._next_slot], self._slots[self._next_slot]
        self._next_slot = (self._next_slot + 1) % _SLOTS
        header["count"] |= 1
        target = slot[: new_w * new_h * 3].reshape(new_h, new_w, 3)
        small = cv2.resize(pixels, (new_w, new_h), interpolation=cv2.INTER_LINEAR) if scale < 1 else pixels
        cv2.flip(small, 1, dst=target)
        points = outline if len(outline) == _MAX_POINTS else ()
        header["width"], header["height"], header["at_s"] = new_w, new_h, at_s
        header["points"], header["read"] = len(points), int(is_read)
        if points:
            header["outline"] = [(new_w - 1 - x * scale, y * scale) for x, y in points]
        header["count"] += 1

    def take(self) -> PreviewFrame | None:
        """Copy the newest picture out, or None when there is none newer than the last one taken."""
        newest = max(range(_SLOTS), key=lambda n: float(np.nan_to_num(self._headers[n]["at_s"])))
        header = self._headers[newest].copy()
        width, height, at_s = int(header["width"]), int(header["height"]), float(header["at_s"])
        usable = 0 < width <= MAX_WIDTH_PX and 0 < height <= MAX_HEIGHT_PX and header["count"] % 2 == 0
        if not usable or not at_s > self._taken_s:
            return None
        pixels = self._slots[newest][: width * height * 3].reshape(height, width, 3).copy()
        if self._headers[newest]["count"] != header["count"]:
            return None
        self._taken_s = at_s
        points = header["outline"][: min(int(header["points"]), _MAX_POINTS)]
        outline = tuple((float(x), float(y)) for x, y in np.nan_to_num(points))
        return PreviewFrame(pixels, at_s, outline, bool(header["read"]))

    def close(self) -> None:
        """Let go of the memory. Call once."""
        del self._headers, self._slots
        self._map.close()
