"""The GUI end of the registry: verifies at start and hourly, synchronises at intervals, on its own thread."""

from __future__ import annotations

import logging
import random
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from offline_cache import PollSchedule, SyncFailed, Synchroniser, Updated

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from offline_cache import Fetcher, RegistryStore

logger = logging.getLogger(__name__)

VERIFY_EVERY_S = 3600.0
_STOP_DEADLINE_S = 35.0
"""Longer than the longest single request of a synchronisation."""


class RegistryDesk(QObject):
    """Owns the thread `sync`. `start` and `stop` on the GUI thread.

    Args:
        store: the terminal's cache; used on the `sync` thread only, once started.
        synchroniser: None = never synchronise, only verify.
        utc_now: aware UTC.
        every_s: pause between synchronisations, give or take a tenth; shorter after a failure.

    Signals:
        state_changed: an `offline_cache.RegistryState`; after every verification.
        synced: an `offline_cache.SyncOutcome`.
        progressed: an `offline_cache.SyncProgress`, on the way.
    """

    state_changed = Signal(object)
    synced = Signal(object)
    progressed = Signal(object)

    def __init__(
        self,
        store: RegistryStore,
        synchroniser: Synchroniser | None,
        *,
        utc_now: Callable[[], datetime],
        every_s: float = 900.0,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._synchroniser = synchroniser
        self._utc_now = utc_now
        self._schedule = PollSchedule(interval_s=min(every_s, VERIFY_EVERY_S))
        self._failures = 0
        self._other: Fetcher | None = None
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin: verify what is there, then synchronise, then at intervals."""
        self._thread = threading.Thread(target=self._work, name="sync", daemon=True)
        self._thread.start()

    def sync_now(self) -> None:
        """Do not wait for the interval."""
        self._wake.set()

    def sync_from(self, source: Fetcher) -> None:
        """Synchronise once from another place, such as a stick, with the same checks."""
        self._other = source
        self._wake.set()

    def stop(self) -> None:
        """End the thread; a request under way ends at its own deadline."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(_STOP_DEADLINE_S)
            self._thread = None

    def _work(self) -> None:
        try:
            self.state_changed.emit(self._store.load(self._utc_now()))
            while not self._stop.is_set():
                self._sync_once()
                # Spread, so that the terminals of a city do not ask in step.
                self._wake.wait(self._schedule.delay_s(self._failures, random.random()))  # noqa: S311 - no secret
                self._wake.clear()
        except Exception:  # the thread's boundary: without it the terminal would go on with an unwatched list
            logger.exception("the registry thread ended")
            raise

    def _sync_once(self) -> None:
        other, self._other = self._other, None
        synchroniser = Synchroniser(self._store, other) if other is not None else self._synchroniser
        if synchroniser is not None:
            outcome = synchroniser.sync(self._utc_now(), self.progressed.emit)
            self._failures = self._failures + 1 if isinstance(outcome, SyncFailed) else 0
            if isinstance(outcome, SyncFailed):
                logger.info("registry not synchronised: %s", outcome.reason)
            elif isinstance(outcome, Updated):
                logger.info("registry release %s received", outcome.seq)
            self.synced.emit(outcome)
        if not self._stop.is_set():
            self.state_changed.emit(self._store.load(self._utc_now()))
