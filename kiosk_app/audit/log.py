"""The audit log on disk: one file that grows, a few older ones, synced record by record.

    audit.log                 the newest records
    audit-000000001.log       older ones, named for their first record

Several processes may write (the terminal, `kiosk provision`, `kiosk audit export`): each append takes a lock and
reads the last record again. A line cut off by a power failure is removed before the next one, and that is recorded.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from typing import TYPE_CHECKING

from kiosk_app.audit.chain import MAX_LINE_BYTES, Anchor, following, read_record, verify
from kiosk_app.audit.events import AuditEvent, Disposition, EventId
from kiosk_app.durable import OWNER_ONLY, give_to_owner, sync_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from io import FileIO
    from pathlib import Path

    from kiosk_app.audit.chain import AuditReport, Record

FILE_BYTES = 1_000_000
"""About 3,500 records, some weeks of a busy terminal."""
FILES = 12

_TAIL_BYTES = 4 * MAX_LINE_BYTES


class AuditLog:
    """Appends and reads. Any thread, any process; an append waits for the disk.

    Args:
        folder: where the files are; made on first use.
        utc_now: aware UTC.
        boot_id: of this start of the machine.
        file_bytes: a new file begins when the newest has grown beyond it.
        files: how many are kept, the newest included.
    """

    def __init__(
        self,
        folder: Path,
        utc_now: Callable[[], datetime],
        boot_id: str,
        *,
        file_bytes: int = FILE_BYTES,
        files: int = FILES,
    ) -> None:
        self._folder = folder
        self._path = folder / "audit.log"
        self._utc_now = utc_now
        self._boot = boot_id[:8]
        self._file_bytes = file_bytes
        self._files = files

    def append(self, event: AuditEvent) -> Record:
        """Write one record and wait until the disk has it.

        Raises:
            OSError: full, read-only or forbidden; the log is what it was before.
        """
        if not self._folder.is_dir():
            self._folder.mkdir(parents=True)
            give_to_owner(self._folder)
        with self._locked():
            torn_bytes = _cut_torn_line(self._path)
            last = self._last()
            if torn_bytes:
                repaired = AuditEvent(EventId.AUDIT_REPAIRED, Disposition.NA, {"bytes": torn_bytes})
                last = self._write(last, repaired)
            if _size(self._path) >= self._file_bytes and last is not None:
                last = self._rotate(last)
            return self._write(last, event)

    def verify(self, anchors: Sequence[Anchor] = ()) -> AuditReport:
        """Check all files against each other and against anchors noted down outside.

        Raises:
            OSError: a file cannot be read.
        """
        return verify(self.lines(), anchors)

    def head(self) -> Anchor | None:
        """The anchor of the last record; None for an empty log.

        Raises:
            OSError: a file cannot be read.
        """
        last = self._last()
        return Anchor.of(last) if last else None

    def lines(self) -> Iterator[bytes]:
        """All lines of all files, oldest first; a torn line at the very end is left out.

        Raises:
            OSError: a file cannot be read.
        """
        for path in (*self.archives(), self._path):
            with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
                # A bound, so that a file of one endless line costs no memory.
                while line := file.readline(MAX_LINE_BYTES):
                    if line.endswith(b"\n") or path != self._path:
                        yield line.rstrip(b"\n")

    def archives(self) -> list[Path]:
        """The older files, oldest first."""
        return sorted(self._folder.glob("audit-*.log"))

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        with os.fdopen(
            os.open(self._folder / "audit.lock", os.O_RDWR | os.O_CREAT, OWNER_ONLY), "rb"
        ) as file:
            give_to_owner(self._folder / "audit.lock")
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _last(self) -> Record | None:
        for path in (self._path, *reversed(self.archives())):
            record = _last_record(path)
            if record is not None:
                return record
        return None

    def _write(self, last: Record | None, event: AuditEvent) -> Record:
        record = following(last, event, at=self._utc_now().isoformat(timespec="seconds"), boot=self._boot)
        is_new = not self._path.exists()
        with os.fdopen(
            os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, OWNER_ONLY), "wb", buffering=0
        ) as file:
            before = os.fstat(file.fileno()).st_size
            try:
                _write_whole(file, record.line())
                os.fsync(file.fileno())
            except OSError:
                file.truncate(before)
                raise
        if is_new:
            give_to_owner(self._path)
            sync_folder(self._folder)
        return record

    def _rotate(self, last: Record) -> Record:
        first = _first_record(self._path)
        self._path.rename(self._folder / f"audit-{(first or last).seq:09d}.log")
        kept = self.archives()
        while len(kept) > self._files - 1:
            kept.pop(0).unlink()
        oldest = _first_record(kept[0]) if kept else None
        event = AuditEvent(EventId.AUDIT_ROTATED, Disposition.NA, {"oldest": (oldest or last).seq})
        sync_folder(self._folder)
        return self._write(last, event)


def _write_whole(file: FileIO, line: bytes) -> None:
    """A disk that is nearly full takes a part of a line, and only then says so."""
    rest = memoryview(line)
    while rest:
        rest = rest[file.write(rest) or 0 :]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _first_record(path: Path) -> Record | None:
    with path.open("rb") as file:
        return read_record(file.readline(MAX_LINE_BYTES).rstrip(b"\n"))


def _last_record(path: Path) -> Record | None:
    """The last line that is a record; a damaged one after it is for `verify` to find."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, _size(path) - _TAIL_BYTES))
            lines = file.read().splitlines()
    except FileNotFoundError:
        return None
    return next((record for line in reversed(lines) if (record := read_record(line)) is not None), None)


def _cut_torn_line(path: Path) -> int:
    """Remove what stands after the last line end; its bytes."""
    size = _size(path)
    if not size:
        return 0
    with path.open("r+b") as file:
        file.seek(max(0, size - _TAIL_BYTES))
        tail = file.read()
        torn_bytes = len(tail) - (tail.rfind(b"\n") + 1)
        if torn_bytes:
            file.truncate(size - torn_bytes)
            os.fsync(file.fileno())
    return torn_bytes
