"""The few disk operations a promotion is made of, each durable when it returns, and bounded reading.

Writing is a class only so that a test can let any single operation fail.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading; never waits, as a pipe or a device in its place would make one wait.

    Raises:
        OSError: there is none, it is a link or something else than a file, or it cannot be read.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "is not a regular file", str(path))
    return os.fdopen(handle, "rb")


def read_regular(path: Path, limit: int) -> bytes:
    """Read a regular file of bounded size.

    Raises:
        OSError: as `open_regular`, or it is larger.
    """
    with open_regular(path) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise OSError(errno.EFBIG, f"{path.name} is larger than {limit} bytes")
    return data


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
