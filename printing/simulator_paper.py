"""The paper of a simulated printer: it grows row by row, and pieces are cut off."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from printing.bitmap import Bitmap

if TYPE_CHECKING:
    from collections.abc import Callable

_FIRST_CAPACITY: Final = 2048
_KEPT_SLIPS: Final = 24


@dataclass(frozen=True, slots=True)
class CutSlip:
    """What was cut off.

    Attributes:
        bitmap: all rows printed since the cut before.
        text: the characters that were sent as text.
        roll_ends: rows at which the paper ended and went on on a new roll; each makes one more piece of paper.
    """

    bitmap: Bitmap
    text: str
    roll_ends: tuple[int, ...] = ()

    @property
    def pieces(self) -> tuple[Bitmap, ...]:
        """The pieces of paper in a person's hand, from the top of the slip down."""
        edges = (0, *self.roll_ends, self.bitmap.height_dots)
        rows = self.bitmap.rows
        return tuple(
            Bitmap(self.bitmap.width_dots, rows[top:bottom].copy())
            for top, bottom in pairwise(edges)
            if bottom > top
        )


@dataclass(frozen=True, slots=True)
class PaperGrew:
    """Rows `first <= y < first + len(rows)` of the strip at the head; `rows` is `(n, width) uint8`, 1 = black."""

    first: int
    rows: np.ndarray


@dataclass(frozen=True, slots=True)
class PaperCut:
    """The strip was cut off; a new one begins."""

    slip: CutSlip


PaperEvent = PaperGrew | PaperCut


class PaperRoll:
    """The strip at the print head and the slips cut off before it. Thread-safe.

    Args:
        width_dots: of the paper.
        listener: called on the printer's thread for every change; quick, or it slows the mechanics.
    """

    def __init__(self, width_dots: int, listener: Callable[[PaperEvent], None] | None = None) -> None:
        self.width_dots = width_dots
        self._listener = listener
        self._lock = threading.Condition()
        self._cuts = 0
        self._rows = np.zeros((_FIRST_CAPACITY, width_dots), dtype=np.uint8)
        self._height = 0
        self._text: list[str] = []
        self._roll_ends: list[int] = []
        self._slips: deque[CutSlip] = deque(maxlen=_KEPT_SLIPS)

    @property
    def slips(self) -> tuple[CutSlip, ...]:
        """The last pieces cut off, oldest first."""
        with self._lock:
            return tuple(self._slips)

    @property
    def height_dots(self) -> int:
        """Rows of the strip at the head."""
        return self._height

    @property
    def text(self) -> str:
        """Characters printed as text on the strip at the head."""
        with self._lock:
            return "".join(self._text)

    def wait_for_cuts(self, count: int, deadline_s: float) -> bool:
        """Wait until `count` pieces have been cut off in all; False when that takes longer."""
        with self._lock:
            return self._lock.wait_for(lambda: self._cuts >= count, deadline_s)

    def snapshot(self) -> Bitmap:
        """The strip at the head, as it is now."""
        with self._lock:
            return Bitmap(self.width_dots, self._rows[: self._height].copy())

    def append(self, rows: np.ndarray) -> None:
        """Print rows, `(n, width_dots) uint8`."""
        with self._lock:
            first, self._height = self._height, self._height + len(rows)
            while self._height > len(self._rows):
                self._rows = np.concatenate((self._rows, np.zeros_like(self._rows)))
            self._rows[first : self._height] = rows
        if self._listener is not None:
            self._listener(PaperGrew(first, rows))

    def load_new_roll(self) -> None:
        """The old roll had ended here: what is printed so far falls off as a piece of its own."""
        with self._lock:
            if self._height and self._height not in self._roll_ends:
                self._roll_ends.append(self._height)

    def append_text(self, text: str) -> None:
        """Note characters whose dots are being printed."""
        with self._lock:
            self._text.append(text)

    def cut(self) -> CutSlip:
        """Cut the strip off."""
        with self._lock:
            bitmap = Bitmap(self.width_dots, self._rows[: self._height].copy())
            slip = CutSlip(bitmap, "".join(self._text), tuple(self._roll_ends))
            self._slips.append(slip)
            self._cuts += 1
            self._lock.notify_all()
            self._rows = np.zeros((_FIRST_CAPACITY, self.width_dots), dtype=np.uint8)
            self._height = 0
            self._text.clear()
            self._roll_ends.clear()
        if self._listener is not None:
            self._listener(PaperCut(slip))
        return slip
