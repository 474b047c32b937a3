"""Logging: what may be written, where, and what is struck out on the way.

Nothing in this project logs a payload, a code or a name; the filter here is the second line of defence. Anything
with the shape of a credit code or a phone number becomes a row of dots, in messages and in tracebacks.
"""

from __future__ import annotations

import logging
import logging.handlers
import re
from typing import TYPE_CHECKING, Any

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


def set_up_logs(file: Path | None, *, level: int = logging.INFO) -> None:
    """Send the root logger to stderr, and to a rotating file (10 MB in all) where one is given."""
    formatter = RedactingFormatter("{asctime} {levelname} {name}: {message}", style="{")
    handlers: list[logging.Handler] = [logging.StreamHandler()]
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        handlers.append(
            logging.handlers.RotatingFileHandler(
                file, maxBytes=_LOG_BYTES, backupCount=_LOG_FILES - 1, encoding="utf-8", delay=True
            )
        )
    root = logging.getLogger()
    root.setLevel(level)
    # It reports every key of a threshold that did not sign, which is how thresholds work.
    logging.getLogger("tuf").setLevel(max(level, logging.WARNING))
    for handler in handlers:
        handler.setFormatter(formatter)
        root.addHandler(handler)
