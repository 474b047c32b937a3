"""Small files that survive a power cut: old or new, never neither, never half."""

from __future__ import annotations

import contextlib
import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

OWNER_ONLY = 0o600
GROUP_READS = 0o640
PUBLIC = 0o644


def write_durably(path: Path, data: bytes, *, mode: int = OWNER_ONLY, group: int | None = None) -> None:
    """Replace `path` by `data` atomically, file and folder synced; the folder is made when missing.

    Args:
        path: what to replace; never followed when it is a link.
        data: the whole contents.
        mode: permission bits of the new file, whatever the umask.
        group: numeric group of the new file; None leaves the process's own.

    Raises:
        OSError: full, read-only or forbidden; `path` is then what it was before.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    temporary.unlink(missing_ok=True)
    try:
        # O_EXCL: nobody else may have put a file or a link there in the meantime.
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
            file.write(data)
            if group is not None:
                os.fchown(file.fileno(), -1, group)
            os.fchmod(file.fileno(), mode)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames and new names in a folder durable; folders of some file systems cannot be synced."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def read_bounded(path: Path, limit: int, *, follows_links: bool = False) -> bytes:
    """Read a regular file of at most `limit` bytes; a link, a device or a pipe is refused, and nothing hangs.

    Args:
        path: what to read.
        limit: most bytes it may have.
        follows_links: where whoever places links there may be trusted.

    Raises:
        OSError: missing or unreadable.
        ValueError: too long, or not a regular file; the message says which.
    """
    # O_NONBLOCK: opening a FIFO without a writer would wait for one.
    descriptor = os.open(
        path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if follows_links else os.O_NOFOLLOW)
    )
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ValueError(f"{path.name} is not a regular file")
        data = file.read(limit + 1)
    if len(data) > limit:
        raise ValueError(f"{path.name} is longer than {limit:,} bytes")
    return data


def give_to_owner(path: Path) -> None:
    """Let a file made by root belong to whoever owns its folder, so that the terminal's own user can go on with it."""
    if os.geteuid() == 0:
        folder = path.parent.stat()
        os.chown(path, folder.st_uid, folder.st_gid, follow_symlinks=False)
