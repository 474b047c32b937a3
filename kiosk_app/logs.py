"""Logging: what may be written, where, and what is struck out on the way.

Nothing in this project logs a payload, a code or a name; the filter here is the second line of defence. Anything
with the shape of a credit code or a phone number becomes a row of dots, in messages and in tracebacks.
"""

from __future__ import annotations

import contextlib
import logging
import re
from typing import TYPE_CHECKING, Any

from kiosk_app.log_limits import FloodGate, MemoryRing, PatientFileHandler

if TYPE_CHECKING:
    from pathlib import Path

_CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-HJ-NP-RTUW-Y]{18}(?![0-9A-Za-z])", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![0-9A-Za-z.])\+?\d[\d -]{9,17}\d(?![0-9A-Za-z])")
_LOG_BYTES = 2_000_000
_LOG_FILES = 5


class RedactingFormatter(logging.Formatter):
    """Formats a record as one line or a traceback, with codes and numbers struck out."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter.formatMessage`; the time of the record is left alone."""
        record.message = redact(record.message)
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:  # noqa: ANN401 - as in the standard library
        """See `logging.Formatter.formatException`."""
        return redact(super().formatException(ei))


def redact(text: str) -> str:
    """Replace everything with the shape of a credit code or a phone number."""
    return _NUMBER.sub("[number]", _CODE.sub("[code]", text))


def set_up_logs(file: Path | None, *, level: int = logging.INFO) -> MemoryRing:
    """Send the root logger to stderr, to memory, and to a rotating file (10 MB in all) where one is given.

    A flood is cut to what the disk and the screen can bear; a file that cannot be written is tried again every
    minute. Gives back the last lines.
    """
    formatter = RedactingFormatter("{asctime} {levelname} {name}: {message}", style="{")
    ring = MemoryRing()
    handlers: list[logging.Handler] = [logging.StreamHandler(), ring]
    if file is not None:
        with contextlib.suppress(OSError):  # the handler finds out by itself, and tries again
            file.parent.mkdir(parents=True, exist_ok=True)
        handlers.append(PatientFileHandler(file, most_bytes=_LOG_BYTES, files=_LOG_FILES))
    root = logging.getLogger()
    # A second call takes the place of the first: each line is written once.
    for earlier in [one for one in root.handlers if isinstance(one.formatter, RedactingFormatter)]:
        root.removeHandler(earlier)
        earlier.close()
    root.setLevel(level)
    # It reports every key of a threshold that did not sign, which is how thresholds work.
    logging.getLogger("tuf").setLevel(max(level, logging.WARNING))
    for handler in handlers:
        handler.setFormatter(formatter)
        handler.addFilter(FloodGate())
        root.addHandler(handler)
    return ring
