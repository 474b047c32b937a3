"""A wrong clock under the whole client, tuf's own included: freshness never comes from a clock that cannot be right."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from offline_cache import Freshness, StateReason, SyncFailed, SyncFailure, Unchanged, Updated
from offline_cache.marks import read_marks
from tests.support.registry_builder import Contents
from tests.support.registry_clock import set_system_clock

if TYPE_CHECKING:
    from offline_cache import RegistryState, SyncOutcome
    from tests.support.registry_terminal import Terminal

pytestmark = pytest.mark.journey(every=4)

BATTERY_DEAD = (datetime(1970, 1, 2, tzinfo=UTC), datetime(2000, 1, 1, tzinfo=UTC))
FAR_AHEAD = datetime(2040, 1, 1, tzinfo=UTC)


class Clock:
    """The terminal's clock, as everybody on it reads it."""

    def __init__(self, terminal: Terminal, patch: pytest.MonkeyPatch) -> None:
        self._terminal, self._patch = terminal, patch

    def sync_at(self, now: datetime) -> tuple[SyncOutcome, RegistryState]:
        """Set the clock, synchronise and load."""
        set_system_clock(self._patch, now)
        outcome = self._terminal.sync(now - self._terminal.now)
        return outcome, self._terminal.store.load(now)


@pytest.fixture
def clock(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of `terminal`."""
    return Clock(terminal, monkeypatch)


def test_a_frozen_service_is_believed_as_long_as_its_timestamp_lives(
    terminal: Terminal, clock: Clock
) -> None:
    clock.sync_at(terminal.now)
    outcome, state = clock.sync_at(terminal.now + timedelta(days=2))
    assert isinstance(outcome, Unchanged)
    assert state.freshness is Freshness.CURRENT


def test_a_frozen_service_is_noticed_when_its_timestamp_has_ended(terminal: Terminal, clock: Clock) -> None:
    clock.sync_at(terminal.now)
    outcome, state = clock.sync_at(terminal.now + timedelta(days=3.1))
    assert isinstance(outcome, SyncFailed)
    assert outcome.reason is SyncFailure.EXPIRED
    assert (state.freshness, state.reason, state.seq) == (
        Freshness.STALE, StateReason.TIMESTAMP_EXPIRED, 1,
    )  # fmt: skip


@pytest.mark.parametrize("dead", BATTERY_DEAD)
def test_with_a_dead_battery_a_frozen_service_is_never_current(
    terminal: Terminal, clock: Clock, dead: datetime
) -> None:
    """Tuf's client accepts it for ever under such a clock; the time floor does not."""
    clock.sync_at(terminal.now)
    for days in range(3):
        outcome, state = clock.sync_at(dead + timedelta(days=days))
        assert isinstance(outcome, Unchanged)
        assert (state.freshness, state.reason) == (Freshness.CLOCK_SUSPECT, StateReason.CLOCK_BEFORE_FLOOR)
        assert state.seq == 1


@pytest.mark.parametrize("dead", BATTERY_DEAD)
def test_a_first_synchronisation_under_a_dead_battery_is_at_once_suspect(
    clock: Clock, dead: datetime
) -> None:
    outcome, state = clock.sync_at(dead)
    assert isinstance(outcome, Updated)
    assert (state.freshness, state.reason) == (Freshness.CLOCK_SUSPECT, StateReason.CLOCK_BEFORE_FLOOR)


def test_a_timestamp_that_ended_before_the_floor_is_refused_under_a_dead_battery(
    terminal: Terminal, clock: Clock
) -> None:
    """Whoever signs timestamps may date one back; what ended before the floor is no news under any clock."""
    terminal.repository.lifetimes.timestamp = terminal.repository.lifetimes.snapshot = timedelta(days=40)
    terminal.repository.publish()
    clock.sync_at(terminal.now)
    terminal.repository.x_issued = (terminal.now + timedelta(days=30)).isoformat()
    terminal.repository.publish_timestamp()
    outcome, _ = clock.sync_at(terminal.now + timedelta(days=30))
    assert isinstance(outcome, Unchanged)
    terminal.repository.lifetimes.timestamp = timedelta(days=3)
    terminal.repository.x_issued = None
    terminal.repository.publish_timestamp()
    outcome, state = clock.sync_at(BATTERY_DEAD[1])
    assert isinstance(outcome, SyncFailed)
    assert outcome.reason is SyncFailure.EXPIRED
    assert outcome.detail.startswith("timestamp has expired")
    assert state.freshness is Freshness.CLOCK_SUSPECT


def test_a_clock_far_ahead_fails_loudly_hides_the_list_and_moves_no_mark(
    terminal: Terminal, clock: Clock
) -> None:
    clock.sync_at(terminal.now)
    marks = read_marks(terminal.directory / "marks.db")
    terminal.repository.publish(Contents(seq=2))
    outcome, state = clock.sync_at(FAR_AHEAD)
    assert isinstance(outcome, SyncFailed)
    assert outcome.reason is SyncFailure.EXPIRED
    assert (state.freshness, state.reason) == (Freshness.EXPIRED, StateReason.CLOCK_AFTER_ROOT)
    assert (state.registry, state.seq) == (None, 1)
    assert replace(read_marks(terminal.directory / "marks.db"), age=None) == marks


def test_a_mended_clock_needs_nothing_but_the_next_synchronisation(terminal: Terminal, clock: Clock) -> None:
    clock.sync_at(terminal.now)
    clock.sync_at(FAR_AHEAD)
    clock.sync_at(BATTERY_DEAD[0])
    terminal.repository.publish(Contents(seq=2))
    outcome, state = clock.sync_at(terminal.now)
    assert isinstance(outcome, Updated)
    assert (state.freshness, state.seq) == (Freshness.CURRENT, 2)


@pytest.mark.sample(every=5)
@pytest.mark.parametrize("restarted", [True, False])
@pytest.mark.parametrize("back", [-3_000, 0, 2, 30, 366, 5_000])
def test_an_expired_list_does_not_come_back_by_any_clock(
    terminal: Terminal, back: int, restarted: bool
) -> None:
    terminal.sync()
    store = terminal.store
    assert store.load(terminal.now + timedelta(days=61)).freshness is Freshness.EXPIRED
    store = terminal.store if restarted else store
    state = store.load(terminal.now + timedelta(days=back))
    assert (state.freshness, state.registry) == (Freshness.EXPIRED, None)


def test_an_expired_list_stays_hidden_even_where_nothing_can_be_written(terminal: Terminal) -> None:
    """Another synchronisation holds the lock, or the disk is read-only: this terminal remembers it by itself."""
    terminal.sync()
    store = terminal.store
    with terminal.store.locked():
        assert store.load(terminal.now + timedelta(days=61)).freshness is Freshness.EXPIRED
        assert store.load(terminal.now).freshness is Freshness.EXPIRED
    assert read_marks(terminal.directory / "marks.db").age is None
    assert store.load(terminal.now).freshness is Freshness.EXPIRED
    assert terminal.load().freshness is Freshness.EXPIRED


def test_a_list_once_stale_is_not_current_again_by_the_clock(terminal: Terminal, clock: Clock) -> None:
    """The clock goes back into the life of a timestamp that has ended, and the service stays frozen."""
    clock.sync_at(terminal.now)
    clock.sync_at(terminal.now + timedelta(days=4))
    outcome, state = clock.sync_at(terminal.now + timedelta(days=1))
    assert isinstance(outcome, Unchanged)
    assert (state.freshness, state.reason) == (Freshness.STALE, StateReason.CLOCK_WENT_BACK)


@pytest.mark.parametrize("days", [4, 61, 5_000])
def test_a_newer_timestamp_alone_makes_an_aged_list_young_again(
    terminal: Terminal, clock: Clock, days: int
) -> None:
    clock.sync_at(terminal.now)
    assert clock.sync_at(terminal.now + timedelta(days=days))[1].freshness is not Freshness.CURRENT
    terminal.repository.now += timedelta(hours=1)
    terminal.repository.publish_timestamp()
    outcome, state = clock.sync_at(terminal.now)
    assert isinstance(outcome, Unchanged)
    assert (state.freshness, state.reason) == (Freshness.CURRENT, StateReason.FRESH)


def test_two_months_offline_end_with_one_synchronisation(terminal: Terminal, clock: Clock) -> None:
    """Roots, keys and several releases went by; the timestamp and the targets of the stored list have ended."""
    began = terminal.now
    clock.sync_at(began)
    for number in range(1, 4):
        terminal.repository.now = began + timedelta(days=20 * number + 1)
        terminal.repository.rotate(("root", "timestamp", "snapshot")[number - 1])
        terminal.repository.publish(Contents(seq=number + 1))
    late = began + timedelta(days=61, hours=1)
    assert terminal.store.load(late).freshness is Freshness.EXPIRED
    outcome, state = clock.sync_at(late)
    assert isinstance(outcome, Updated)
    assert (state.freshness, state.seq) == (Freshness.CURRENT, 4)
