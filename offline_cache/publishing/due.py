"""What must be signed soon, so that nobody finds out from the terminals: for a monitor, and before a holiday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from offline_cache.publishing.profile import OFFICE_PROFILE, Profile, Role

if TYPE_CHECKING:
    from datetime import datetime

    from offline_cache.publishing.verify import VerifyReport

_UNREFRESHED = timedelta(hours=24)
"""An hourly timer that missed a whole day is broken; two days are left to mend it."""
_SNAPSHOT_LEFT = timedelta(days=3)
"""The timer renews it at half of its seven days."""
_HOLDERS_NEED = timedelta(days=14)
"""To bring two holders to their desks; a monthly release leaves sixty days."""
_ROOT_HOLDERS_NEED = timedelta(days=30)
"""To bring three safes to one table."""


@dataclass(frozen=True, slots=True)
class Due:
    """A signature that must be renewed: whose, when it ends, and what to do."""

    role: str
    ends: datetime
    mend: str

    def __str__(self) -> str:
        return f"{self.role}: ends on {self.ends:%Y-%m-%d %H:%M} UTC. {self.mend}"


def due(
    report: VerifyReport, now: datetime, *, away: timedelta = timedelta(0), profile: Profile = OFFICE_PROFILE
) -> tuple[Due, ...]:
    """Name what is due.

    Args:
        report: of a sound repository.
        now: aware UTC.
        away: how long the holders cannot be reached from now on; the timer goes on working.
        profile: lifetimes.
    """
    timer = "Look after the timer that runs refresh-timestamp."
    rules = {
        str(Role.TIMESTAMP): (profile.timestamp.lifetime - _UNREFRESHED, timer),
        str(Role.SNAPSHOT): (_SNAPSHOT_LEFT, timer),
        str(Role.ROOT): (_ROOT_HOLDERS_NEED + away, "Renew the root with three root keys."),
    }
    found: list[Due] = []
    for role, ends in report.expires.items():
        least, mend = rules.get(role, (_HOLDERS_NEED + away, "Publish a release signed anew."))
        if ends - now < least:
            found.append(Due(role, ends, mend))
    return tuple(found)
