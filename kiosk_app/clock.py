"""The wall clock: the only place that reads it. Everything else is given a time or a clock."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Now, aware UTC."""
    return datetime.now(UTC)  # noqa: TID251 - here the clock enters
