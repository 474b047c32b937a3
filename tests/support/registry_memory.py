"""Folders in memory where the system has one: publishing and promoting flush every file they write.

Flushing costs nothing there, and a test cannot pull the plug anyway.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    MemoryFactory = Callable[[str], Path]

_MEMORY = Path("/dev/shm")


@contextlib.contextmanager
def memory_folder(otherwise: Path) -> Iterator[Path]:
    """Give a folder in memory, removed at the end, or the other one where there is none."""
    if not os.access(_MEMORY, os.W_OK):
        yield otherwise
        return
    with tempfile.TemporaryDirectory(dir=_MEMORY, prefix="registry-test-") as directory:
        yield Path(directory)
