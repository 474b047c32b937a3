"""How far ahead of the paper bytes may be sent to a printer that never says how far it is. No thread, no wait."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from printing.escpos.raster import Chunk
    from printing.profile import PrinterProfile


class Pacer:
    """Believes that the mechanics move as slowly as the profile says, from the first row on.

    Args:
        clock: monotonic seconds.
        profile: speed and window.
    """

    def __init__(self, clock: Callable[[], float], profile: PrinterProfile) -> None:
        self._clock = clock
        self._window_bytes = profile.window_bytes
        self._rows_per_s = profile.slowest_mm_s * profile.dots_per_mm
        self._printed_s = clock()
        self._under_way: deque[tuple[int, float]] = deque()

    def wait_s(self, count: int) -> float:
        """Seconds until `count` more bytes fit the window; 0 = now. More than a window fits an empty one."""
        now_s = self._clock()
        while self._under_way and self._under_way[0][1] <= now_s:
            self._under_way.popleft()
        waiting = sum(size for size, _ in self._under_way)
        if waiting + count <= self._window_bytes:
            return 0.0
        for size, end_s in self._under_way:
            waiting -= size
            if waiting + count <= self._window_bytes or not waiting:
                return end_s - now_s
        return 0.0

    def note(self, count: int, rows: int) -> None:
        """`count` bytes that move the paper by `rows` went out now."""
        self._printed_s = max(self._printed_s, self._clock()) + rows / self._rows_per_s
        self._under_way.append((count, self._printed_s))

    def stand_still(self, seconds: float) -> None:
        """The mechanics did not move for so long."""
        self._printed_s += seconds
        self._under_way = deque((size, end_s + seconds) for size, end_s in self._under_way)


def rows_of_last_bytes(chunks: Sequence[Chunk], count: int) -> int:
    """Dot rows that the last `count` bytes of a stream move, whole chunks."""
    rows = size = 0
    for chunk in reversed(chunks):
        if size >= count:
            break
        size += len(chunk.data)
        rows += chunk.rows
    return rows
