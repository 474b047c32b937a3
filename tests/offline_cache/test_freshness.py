"""The judgement by itself, as a table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline_cache import Freshness, StateReason
from offline_cache.freshness import judge, not_younger
from offline_cache.trust import Expiries

ISSUED = datetime(2026, 9, 1, tzinfo=UTC)


def day(number: float) -> datetime:
    return ISSUED + timedelta(days=number)


EXPIRES = Expiries(root=day(365), timestamp=day(3), snapshot=day(7), targets=day(90))


@pytest.mark.parametrize(
    ("expires", "now", "floor", "expected"),
    [
        (EXPIRES, 1, None, (Freshness.CURRENT, StateReason.FRESH)),
        (EXPIRES, 1, 0, (Freshness.CURRENT, StateReason.FRESH)),
        (EXPIRES, 3, 0, (Freshness.STALE, StateReason.TIMESTAMP_EXPIRED)),
        (
            Expiries(root=day(365), timestamp=day(9), snapshot=day(7), targets=day(90)),
            8,
            0,
            (Freshness.STALE, StateReason.SNAPSHOT_EXPIRED),
        ),
        (EXPIRES, 90, 0, (Freshness.EXPIRED, StateReason.TARGETS_EXPIRED)),
        (EXPIRES, 366, 0, (Freshness.EXPIRED, StateReason.CLOCK_AFTER_ROOT)),
        (EXPIRES, 9_000, 0, (Freshness.EXPIRED, StateReason.CLOCK_AFTER_ROOT)),
        (
            Expiries(root=day(80), timestamp=day(3), snapshot=day(7), targets=day(90)),
            81,
            0,
            (Freshness.CLOCK_SUSPECT, StateReason.CLOCK_AFTER_ROOT),
        ),
        (EXPIRES, -9_000, 90, (Freshness.EXPIRED, StateReason.TARGETS_EXPIRED)),
        (EXPIRES, -9_000, 2, (Freshness.CLOCK_SUSPECT, StateReason.CLOCK_BEFORE_FLOOR)),
        (EXPIRES, -9_000, None, (Freshness.CURRENT, StateReason.FRESH)),
        (EXPIRES, 80, 91, (Freshness.EXPIRED, StateReason.TARGETS_EXPIRED)),
        (EXPIRES, 1, 1.001, (Freshness.CURRENT, StateReason.FRESH)),
        (EXPIRES, 2.999, 3, (Freshness.STALE, StateReason.TIMESTAMP_EXPIRED)),
    ],
)
def test_each_moment_has_its_state(
    expires: Expiries, now: float, floor: float | None, expected: tuple[Freshness, StateReason]
) -> None:
    assert judge(expires, day(now), None if floor is None else day(floor)) == expected


@given(now=st.integers(-10_000, 10_000), floor=st.integers(0, 90))
def test_a_list_is_never_current_once_anything_in_it_has_provably_expired(now: int, floor: int) -> None:
    freshness, _ = judge(EXPIRES, day(now), day(floor))
    if max(now, floor) >= 3:
        assert freshness is not Freshness.CURRENT


@given(moments=st.lists(st.tuples(st.integers(-10_000, 10_000), st.integers(0, 95)), max_size=8))
def test_no_movement_of_the_clock_brings_a_list_back(moments: list[tuple[int, int]]) -> None:
    """Once STALE never CURRENT, once EXPIRED never shown, in whatever order the clock goes through its years."""
    seen: Freshness | None = None
    for now, floor in moments:
        freshness, _ = not_younger(judge(EXPIRES, day(now), day(floor)), seen)
        if seen is not None:
            assert freshness is not Freshness.CURRENT
        if seen is Freshness.EXPIRED:
            assert freshness is Freshness.EXPIRED
        if now >= 90:
            assert freshness is Freshness.EXPIRED
        if freshness in {Freshness.STALE, Freshness.EXPIRED}:
            seen = freshness
