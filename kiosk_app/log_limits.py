"""Logs that cannot do harm: no flood fills the disk or slows the screen, and a full disk costs lines, nothing else.

The last lines are kept in memory as well, so that a technician can read them when nothing could be written.
"""

from __future__ import annotations

import logging
import logging.handlers
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_BURST_LINES: Final = 200
_LINES_PER_S: Final = 20.0
_KEPT_LINES: Final = 500
_PAUSE_S: Final = 60.0


class FloodGate(logging.Filter):
    """Lets a burst of lines through, then a steady few per second; says how many were left out. Any thread.

    Args:
        burst: lines at once.
        per_s: lines per second after that.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        burst: int = _BURST_LINES,
        per_s: float = _LINES_PER_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._burst = burst
        self._per_s = per_s
        self._clock = clock
        self._lock = threading.Lock()
        self._room = float(burst)
        self._at_s = clock()
        self._left_out = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """See `logging.Filter`: whether this record may be written."""
        with self._lock:
            now = self._clock()
            self._room = min(self._burst, self._room + (now - self._at_s) * self._per_s)
            self._at_s = now
            if self._room < 1:
                self._left_out += 1
                return False
            self._room -= 1
            left_out, self._left_out = self._left_out, 0
        if left_out:
            record.msg, record.args = f"({left_out} lines were left out) {record.getMessage()}", ()
        return True


class MemoryRing(logging.Handler):
    """Keeps the last lines, formatted, in memory. `lines` from any thread."""

    def __init__(self, lines: int = _KEPT_LINES) -> None:
        super().__init__()
        self._lines: deque[str] = deque(maxlen=lines)

    @property
    def lines(self) -> tuple[str, ...]:
        """Oldest first."""
        with self.lock or threading.Lock():
            return tuple(self._lines)

    def emit(self, record: logging.LogRecord) -> None:
        """See `logging.Handler`."""
        self._lines.append(self.format(record))


class PatientFileHandler(logging.handlers.RotatingFileHandler):
    """A rotating file that is given up for a minute whenever it cannot be written, without a word."""

    def __init__(
        self, file: Path, *, most_bytes: int, files: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Open nothing yet.

        Args:
            file: the newest of the files; its folder need not be writable.
            most_bytes: of one file.
            files: how many are kept, the newest included.
            clock: monotonic seconds.
        """
        super().__init__(file, maxBytes=most_bytes, backupCount=files - 1, encoding="utf-8", delay=True)
        self._clock = clock
        self._rests_until_s = float("-inf")

    def emit(self, record: logging.LogRecord) -> None:
        """See `logging.Handler`; what comes while the disk cannot take it is lost here (memory has it)."""
        if self._clock() >= self._rests_until_s:
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002 - the overridden signature
        """See `logging.Handler`; the standard one writes a traceback per line."""
        self._rests_until_s = self._clock() + _PAUSE_S
        stream, self.stream = self.stream, None
        if stream is None:
            return
        try:
            stream.close()
        except OSError:
            return  # what was buffered could not be written either
