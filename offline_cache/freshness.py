"""How far a verified list may be believed at a moment: two pure judgements, made at every load.

The clock of a terminal may be wrong in both directions. A flat battery puts it back to 1970, where nothing ever
expires: therefore the time floor, which only signed data raises. A clock in 2040 hides the list like any clock after
its end, but the reason then names the clock. And a list only ages: once seen as old or ended it stays so under every
clock, until the service signs something newer.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from offline_cache.trust import Expiries

_CLOCK_SLACK = timedelta(minutes=5)
"""A terminal a little behind the service is no alarm; chrony keeps it within a second."""


class Freshness(StrEnum):
    """The five states a registry can be in; shown on screen and paper."""

    CURRENT = "current"
    """Nothing has expired."""
    STALE = "stale"
    """The service has not been heard of for too long; the contents are still valid: shown with their date."""
    EXPIRED = "expired"
    """The contents themselves have expired: no list."""
    UNVERIFIED = "unverified"
    """There is no list, or it does not follow from the pinned root: no list."""
    CLOCK_SUSPECT = "clock_suspect"
    """The clock cannot be right: as STALE, with an alarm for the technician."""


class StateReason(StrEnum):
    """Why a registry is in its state; stable, for logs and the technician."""

    FRESH = "fresh"
    """CURRENT."""
    TIMESTAMP_EXPIRED = "timestamp_expired"
    """STALE: no word from the service for days."""
    SNAPSHOT_EXPIRED = "snapshot_expired"
    """STALE: same, seen at the snapshot."""
    TARGETS_EXPIRED = "targets_expired"
    """EXPIRED: the signers have not renewed the contents."""
    CLOCK_BEFORE_FLOOR = "clock_before_floor"
    """CLOCK_SUSPECT: the clock is before the time of signed data already seen."""
    CLOCK_AFTER_ROOT = "clock_after_root"
    """CLOCK_SUSPECT, or EXPIRED where the contents have ended too: the clock is after the end of the root of trust."""
    CLOCK_WENT_BACK = "clock_went_back"
    """STALE or EXPIRED: this very list was seen that old already, whatever the clock says now."""
    MARKS_LOST = "marks_lost"
    """STALE: what the terminal had seen is lost, so nothing proves that the list is the newest it had."""
    NEVER_SYNCED = "never_synced"
    """UNVERIFIED: this terminal has not fetched a list yet."""
    NOT_TRUSTED = "not_trusted"
    """UNVERIFIED: a stored file does not follow from the pinned root."""
    RECORDS_REFUSED = "records_refused"
    """UNVERIFIED: a stored record breaks a rule."""
    ROLLED_BACK = "rolled_back"
    """UNVERIFIED: the stored list is older than one this terminal has had."""
    UNREADABLE = "unreadable"
    """UNVERIFIED: the store cannot be read."""


def judge(expires: Expiries, now: datetime, floor: datetime | None) -> tuple[Freshness, StateReason]:
    """Judge verified metadata at a moment.

    Args:
        expires: when its parts stop being valid.
        now: the terminal's clock, aware UTC.
        floor: the latest time signed data has proved to be past; None before the first synchronisation.
    """
    effective = now if floor is None else max(now, floor)
    behind = floor is not None and now + _CLOCK_SLACK < floor
    after_root = now > expires.root
    if effective >= expires.targets:
        return Freshness.EXPIRED, StateReason.CLOCK_AFTER_ROOT if after_root else StateReason.TARGETS_EXPIRED
    if behind or after_root:
        reason = StateReason.CLOCK_BEFORE_FLOOR if behind else StateReason.CLOCK_AFTER_ROOT
        return Freshness.CLOCK_SUSPECT, reason
    if effective >= expires.timestamp:
        return Freshness.STALE, StateReason.TIMESTAMP_EXPIRED
    if effective >= expires.snapshot:
        return Freshness.STALE, StateReason.SNAPSHOT_EXPIRED
    return Freshness.CURRENT, StateReason.FRESH


def not_younger(
    judged: tuple[Freshness, StateReason], seen: Freshness | None
) -> tuple[Freshness, StateReason]:
    """Let a list be no younger than it was seen to be under the same signed timestamp.

    Args:
        judged: what `judge` says now.
        seen: STALE or EXPIRED when it was that old before; None when it never was.
    """
    if seen is Freshness.EXPIRED and judged[0] is not Freshness.EXPIRED:
        return Freshness.EXPIRED, StateReason.CLOCK_WENT_BACK
    if seen is Freshness.STALE and judged[0] is Freshness.CURRENT:
        return Freshness.STALE, StateReason.CLOCK_WENT_BACK
    return judged
