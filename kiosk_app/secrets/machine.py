"""The time since the machine started: the only place here that reads it."""

from __future__ import annotations

import time
from pathlib import Path

from kiosk_app.secrets.lockout import Moment

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def machine_moment() -> Moment:
    """Now, on the clock that starts with the machine and goes on while it sleeps.

    Raises:
        OSError: /proc is not there.
    """
    return Moment(_BOOT_ID.read_text(encoding="ascii").strip(), time.clock_gettime(time.CLOCK_BOOTTIME))
