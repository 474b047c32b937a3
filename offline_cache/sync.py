"""One synchronisation: fetch, verify everything, promote - or leave the last good list exactly as it was.

The sequence: lock -> tuf's client refreshes its side directory -> the same metadata is verified again from bytes
-> marks -> missing files are fetched, exclusions first -> records are verified -> the generation is promoted ->
marks are raised. A synchronisation cut short at any point is taken up where it stopped: files already fetched stay
in the side directory and are hashed again.

tuf's client checks expiry against the system clock itself; the time given here is used for everything else.
"""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tuf.api import exceptions as tuf_errors

from offline_cache import generation
from offline_cache.generation import GenerationBytes
from offline_cache.records import MAX_PACKED_BYTES, RecordsRefused, VerifiedRelease, verify_release
from offline_cache.side_cache import SideCache
from offline_cache.store import StoreBusy, contradiction
from offline_cache.sync_outcome import (
    SyncFailure,
    SyncOutcome,
    SyncPhase,
    SyncProgress,
    SyncRefused,
    Unchanged,
    Updated,
    failed,
)
from offline_cache.trust import TrustedMetadata, TrustRefused

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from offline_cache.fetcher import Fetcher
    from offline_cache.store import RegistryStore

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SyncDeadlines:
    """How long a synchronisation may fetch in all.

    A first one of a city with 2 500 agencies is 300 KB: 15 s over a bad modem line, with eight round trips; four
    times that. It stays below the 120 s in which the application shuts down a worker.
    """

    total_s: float = 60.0


@dataclass(frozen=True, slots=True)
class PollSchedule:
    """When to synchronise next; waits double after failures and are spread so that terminals do not march in step."""

    interval_s: float = 900.0
    first_retry_s: float = 15.0
    longest_retry_s: float = 900.0

    def delay_s(self, failures: int, jitter: float) -> float:
        """Give the wait before the next attempt.

        Args:
            failures: failed attempts in a row.
            jitter: a random number, 0 <= jitter < 1, drawn by the caller.
        """
        if failures == 0:
            return self.interval_s * (0.9 + 0.2 * jitter)
        longest = min(self.longest_retry_s, self.first_retry_s * 2.0 ** min(failures - 1, 16))
        return longest * (0.5 + 0.5 * jitter)


def _nobody_watches(_: SyncProgress) -> None:
    return


class Synchroniser:
    """Brings a store up to date from a source; blocking, for a worker thread of its own.

    Args:
        store: the terminal's registry.
        source: a web server or a folder.
        deadlines: how long it may take.
    """

    def __init__(
        self, store: RegistryStore, source: Fetcher, *, deadlines: SyncDeadlines | None = None
    ) -> None:
        self._store = store
        self._source = source
        self._deadlines = deadlines or SyncDeadlines()

    def sync(self, now: datetime, progress: Callable[[SyncProgress], None] = _nobody_watches) -> SyncOutcome:
        """Fetch, verify and promote what is new.

        Args:
            now: the terminal's clock, aware UTC; the system clock must agree, tuf's client reads it.
            progress: called on this thread, quickly and often.
        """
        try:
            with self._store.locked(), self._source.opened(self._deadlines.total_s):
                outcome = self._sync(now, progress)
        except (
            StoreBusy,
            TrustRefused,
            RecordsRefused,
            tuf_errors.DownloadError,
            tuf_errors.RepositoryError,
            OSError,
            sqlite3.Error,
            SyncRefused,
        ) as error:
            outcome = failed(error)
        _log.info("synchronisation ended: %s", outcome)
        return outcome

    def _sync(self, now: datetime, progress: Callable[[SyncProgress], None]) -> SyncOutcome:
        self._report(progress, SyncPhase.ASKING)
        side = SideCache(self._store.directory / "tuf", self._store.pinned_root, self._source)
        names = generation.target_names(self._store.cities)
        trusted, metadata = side.refresh(names)
        self._refuse_old(trusted, now)
        current = self._store.current()
        stored = dict(current[1].targets) if current else {}
        if current and current[1].metadata == metadata and set(names) <= stored.keys():
            self._store.confirm(trusted, current[0])
            return self._unchanged(stored)
        targets = self._fetch(side, trusted, stored, progress)
        self._report(progress, SyncPhase.VERIFYING)
        fetched = GenerationBytes(metadata, targets)
        generation.verify_targets(trusted, targets)
        release = verify_release(targets, self._store.cities)
        self._refuse_old(trusted, now, release)
        self._report(progress, SyncPhase.STORING)
        self._store.promote(fetched, trusted, release)
        return self._unchanged(targets) if targets == stored else self._updated(release)

    def _refuse_old(
        self, trusted: TrustedMetadata, now: datetime, release: VerifiedRelease | None = None
    ) -> None:
        marks = self._store.marks()
        rollback = marks.rollback_in(trusted, release)
        if rollback:
            raise SyncRefused(SyncFailure.ROLLED_BACK, rollback)
        if release is not None and marks.contradicts(release):
            raise SyncRefused(SyncFailure.CONTRADICTED, contradiction(release))
        floor = marks.floor_for(trusted)
        effective = now if floor is None else max(now, floor)
        for role in ("root", "timestamp", "snapshot", "targets"):
            ended = getattr(trusted.expires, role)
            if effective >= ended:
                raise SyncRefused(SyncFailure.EXPIRED, f"{role} has expired on {ended:%Y-%m-%d %H:%M} UTC")

    def _fetch(
        self,
        side: SideCache,
        trusted: TrustedMetadata,
        stored: dict[str, bytes],
        progress: Callable[[SyncProgress], None],
    ) -> dict[str, bytes]:
        names = generation.target_names(self._store.cities)
        targets: dict[str, bytes] = {}
        for done, name in enumerate(names):
            self._report(progress, SyncPhase.FETCHING, done, len(names))
            signed = trusted.target(name)
            if signed is None:
                raise SyncRefused(SyncFailure.NOT_TRUSTED, f"the release has no file {name}")
            if signed.length > MAX_PACKED_BYTES:
                raise SyncRefused(SyncFailure.TOO_LARGE, f"{name} is announced with {signed.length} bytes")
            targets[name] = side.fetch(name, stored.get(name))
        self._report(progress, SyncPhase.FETCHING, len(names), len(names))
        return targets

    def _report(
        self, progress: Callable[[SyncProgress], None], phase: SyncPhase, done: int = 0, total: int = 0
    ) -> None:
        progress(SyncProgress(phase, done, total, self._source.bytes_received))

    def _unchanged(self, targets: dict[str, bytes]) -> Unchanged:
        seq = generation.seq_of(targets)
        return Unchanged(seq, self._source.bytes_received, self._source.requests)

    def _updated(self, release: VerifiedRelease) -> Updated:
        return Updated(release.manifest.seq, self._source.bytes_received, self._source.requests)
