"""The out-of-service switch: a small file that exists while staff have switched the terminal off."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import msgspec

from kiosk_app.durable import read_bounded, write_durably
from kiosk_app.flow.closing import Closure

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)

_MAX_BYTES = 1024


class _Kept(msgspec.Struct, frozen=True):
    reason: Closure
    at: str = ""


def read_switch(path: Path) -> Closure | None:
    """Why the terminal is switched off; None = it is not. A damaged file keeps it off: staff decide, not a disk."""
    try:
        return msgspec.json.decode(read_bounded(path, _MAX_BYTES), type=_Kept).reason
    except FileNotFoundError:
        return None
    except (msgspec.DecodeError, ValueError):
        logger.info("the out-of-service switch cannot be read; it counts as off")
        return Closure.OTHER
    except OSError as error:
        # A disk that does not answer says nothing about what staff wanted; the terminal shows its own trouble.
        logger.info("the out-of-service switch cannot be read: %s", error.strerror)
        return None


def write_switch(path: Path, closure: Closure | None, at: str) -> bool:
    """Keep it over a restart; False when the disk does not take it."""
    try:
        if closure is None:
            path.unlink(missing_ok=True)
        else:
            write_durably(path, msgspec.json.encode(_Kept(closure, at)), mode=0o640)
    except OSError as error:
        logger.info("the out-of-service switch is not kept: %s", error.strerror)
        return False
    return True
