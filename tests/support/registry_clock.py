"""The system clock as tuf's own client reads it, set by a test.

The client takes the time when it is made and offers no way to give it one; the module's `datetime` is replaced by one
that tells the time asked for. Everything of ours takes the time as an argument.
"""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import TYPE_CHECKING

from tuf.ngclient._internal import trusted_metadata_set

if TYPE_CHECKING:
    import pytest


class ToldTime(dt.datetime):
    """A `datetime` whose `now` is what it was told."""

    told = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> ToldTime:
        return cls.fromtimestamp(cls.told.timestamp(), tz)


def set_system_clock(patch: pytest.MonkeyPatch, now: dt.datetime) -> None:
    """Make tuf's client believe that it is `now` until the test ends or sets it again."""
    patch.setattr(ToldTime, "told", now)
    told = SimpleNamespace(datetime=ToldTime, timezone=dt.timezone)
    patch.setattr(trusted_metadata_set, "datetime", told)
