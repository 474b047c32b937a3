"""The few disk operations a promotion is made of, each durable when it returns.

A class only so that a test can let any single one of them fail.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Disk:
    """Writes, flushes and renames; every method may raise `OSError`."""

    def make_directory(self, path: Path) -> None:
        """Make a directory and its parents."""
        path.mkdir(parents=True, exist_ok=True)

    def write_file(self, path: Path, data: bytes) -> None:
        """Write a new file and flush it to the device."""
        with path.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def flush_directory(self, path: Path) -> None:
        """Flush the names in a directory to the device."""
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def rename(self, old: Path, new: Path) -> None:
        """Give a file or directory another name, atomically, replacing a file of that name."""
        old.replace(new)

    def remove_tree(self, path: Path) -> None:
        """Remove a directory with everything in it; what cannot be removed stays."""
        shutil.rmtree(path, ignore_errors=True)
