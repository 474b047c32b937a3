"""A technician for the demonstration: throw-away secrets, told on the command line, and nothing of a real terminal."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final

from kiosk_app.doctor import Host
from kiosk_app.secrets import SECRET_BYTES, ScryptCost, make_secrets, new_codes, write_secrets
from kiosk_app.technician import TechnicianSetup

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DEMO_PIN: Final = "470913"
_COST: Final = ScryptCost(n=2**10)
"""There is nothing to protect, and eight codes are hashed while somebody waits."""


def demo_technician(directory: Path, say: Callable[[str], None]) -> TechnicianSetup:
    """Make secrets in the demonstration's own folder and say them.

    Raises:
        OSError: the folder cannot be written.
    """
    draw = random.SystemRandom()
    codes, totp = new_codes(draw.choice, count=3), draw.randbytes(SECRET_BYTES)
    secrets = directory / "secrets.json"
    write_secrets(secrets, make_secrets(DEMO_PIN, totp, codes, pin_cost=_COST, code_cost=_COST))
    say(
        "technician's mode: touch the corners with the clock from the top left, then the same way back; "
        f"PIN {DEMO_PIN}, then a recovery code: {', '.join(codes)}"
    )
    settings = directory / "kiosk.toml"
    return TechnicianSetup(
        secrets=secrets,
        settings_file=settings,
        fleet_key_file=directory / "fleet.pub",
        sticks=directory / "sticks",
        host=Host(settings_file=settings, is_terminal=True),
        production=False,
        pin_cost=_COST,
    )
