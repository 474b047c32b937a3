"""Whether anybody opened a file of a folder: asked of the kernel (inotify(7)), so that it is true of every library."""

from __future__ import annotations

import ctypes
import os
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path

_IN_OPEN = 0x20
_ROOM = 65_536


class OpenWatch:
    """Watches one folder while entered."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def __enter__(self) -> Self:
        libc = ctypes.CDLL(None, use_errno=True)
        self._queue = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        assert self._queue >= 0, os.strerror(ctypes.get_errno())
        assert libc.inotify_add_watch(self._queue, bytes(self._directory), _IN_OPEN) >= 0
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._queue)

    @property
    def was_opened(self) -> bool:
        """Whether there was one since the last question."""
        try:
            return bool(os.read(self._queue, _ROOM))
        except BlockingIOError:
            return False
