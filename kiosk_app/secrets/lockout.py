"""How long a keypad stays shut after wrong attempts. Pure.

Five attempts are free, then 15 s, doubling with each further one: 465 s before the tenth, 4.3 h before the fifteenth,
5.7 days before the twentieth. Time is measured from the start of the machine, never by the wall clock, which
whoever reaches the network cable or the battery can set; a restart begins the delay under way again, in full.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

FREE_TRIES = 5
FIRST_DELAY_S = 15.0
_MOST_DOUBLINGS = 20
"""Half a year; a recovery code opens earlier."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time nobody can set.

    Attributes:
        boot_id: of this start of the machine.
        since_boot_s: seconds since then, also while it slept.
    """

    boot_id: str
    since_boot_s: float


@dataclass(frozen=True, slots=True)
class Lockout:
    """Wrong attempts in a row, and since when the delay after the last one runs."""

    failures: int = 0
    boot_id: str = ""
    since_s: float = 0.0

    def failed(self, now: Moment) -> Lockout:
        """After one more wrong attempt."""
        return Lockout(self.failures + 1, now.boot_id, now.since_boot_s)

    def resumed(self, now: Moment) -> Lockout:
        """After a restart of the machine: the delay under way begins again; otherwise unchanged."""
        if not self.failures or (self.boot_id == now.boot_id and self.since_s <= now.since_boot_s):
            return self
        return replace(self, boot_id=now.boot_id, since_s=now.since_boot_s)

    def wait_s(self, now: Moment) -> float:
        """Seconds until the next attempt is looked at; 0 = now. `self` is `resumed` at this start."""
        return max(0.0, self.since_s + delay_s(self.failures) - now.since_boot_s)


def delay_s(failures: int) -> float:
    """The delay after so many wrong attempts in a row."""
    over = failures - FREE_TRIES
    return FIRST_DELAY_S * 2 ** min(over, _MOST_DOUBLINGS) if over >= 0 else 0.0
