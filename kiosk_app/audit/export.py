"""The audit log as one file to take along: every record, and the anchor to check the terminal against later."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from kiosk_app.audit.chain import MAX_LINE_BYTES, Anchor, verify
from kiosk_app.durable import OWNER_ONLY, sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kiosk_app.audit.chain import AuditReport
    from kiosk_app.audit.log import AuditLog


class _Trailer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    anchor: str


class ExportDamaged(Exception):  # noqa: N818 - says what happened
    """An export does not end with its anchor."""

    code = "export_damaged"


def export(log: AuditLog, path: Path) -> Anchor | None:
    """Copy every record to a new file; None for an empty log (then there is no file).

    Raises:
        FileExistsError: an export is never overwritten.
        OSError: cannot be read or written.
    """
    report = log.verify()
    if report.head is None:
        return None
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
        for line in log.lines():
            file.write(line + b"\n")
        file.write(msgspec.json.encode(_Trailer(str(report.head))) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)
    return report.head


def verify_export(path: Path) -> AuditReport:
    """Check an export by itself.

    Raises:
        OSError: cannot be read.
        ExportDamaged: it has no anchor at its end.
    """
    return verify(_records(path), [anchor_of(path)])


def anchor_of(path: Path) -> Anchor:
    """The anchor at the end of an export.

    Raises:
        OSError: cannot be read.
        ExportDamaged: there is none.
    """
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - MAX_LINE_BYTES))
        last = file.read().rstrip(b"\n").rsplit(b"\n", 1)[-1]
    try:
        return Anchor.parse(msgspec.json.decode(last, type=_Trailer).anchor)
    except (msgspec.DecodeError, ValueError) as error:
        raise ExportDamaged(
            f"{path.name} does not end with an anchor: it is cut off, or not an export"
        ) from error


def _records(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        before = file.readline(MAX_LINE_BYTES)
        while line := file.readline(MAX_LINE_BYTES):
            yield before.rstrip(b"\n")
            before = line
