"""The last lines of the log: from the file, or from memory where the file cannot be read. Redacted once more."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Final

from kiosk_app.log_limits import MemoryRing
from kiosk_app.logs import redact

if TYPE_CHECKING:
    from pathlib import Path

_BYTES: Final = 64 * 1024
MOST_LINES: Final = 200
_MOST_CHARACTERS: Final = 200


def last_lines(file: Path) -> tuple[str, ...]:
    """Newest first, at most `MOST_LINES`; never raises. Any thread."""
    lines = _of_file(file) or _of_memory()
    newest = list(reversed(lines))[:MOST_LINES]
    return tuple(_shortened(redact(line)) for line in newest if line.strip())


def _of_file(file: Path) -> list[str]:
    try:
        with file.open("rb") as tail:
            tail.seek(max(0, os.fstat(tail.fileno()).st_size - _BYTES))
            return tail.read(_BYTES).decode("utf-8", "replace").splitlines()[-MOST_LINES:]
    except OSError:
        return []


def _of_memory() -> list[str]:
    rings = [handler for handler in logging.getLogger().handlers if isinstance(handler, MemoryRing)]
    return [line for ring in rings for record in ring.lines for line in record.splitlines()]


def _shortened(line: str) -> str:
    return line if len(line) <= _MOST_CHARACTERS else f"{line[:_MOST_CHARACTERS]}…"
