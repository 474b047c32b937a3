"""The terminal's registry on disk: generations, pointer, marks, lock - and the state it can vouch for.

    DIR/tuf/        tuf's own cache; a cut synchronisation leaves it mixed, so it is never served from
    DIR/live/       immutable generations, see `generation.py`
    DIR/current     the name of the one in use
    DIR/marks.db    what has been seen, see `marks.py`
    DIR/lock        held during a synchronisation

Every `load` verifies again from the bytes on disk up to the pinned root: at start, after each synchronisation, hourly.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from offline_cache import generation
from offline_cache.disk import Disk
from offline_cache.freshness import Freshness, StateReason, judge, not_younger
from offline_cache.marks import MarkSet, holds_no_marks, read_marks, write_marks
from offline_cache.merkle import release_root
from offline_cache.records import RecordsRefused
from offline_cache.registry import Registry
from offline_cache.trust import TrustRefused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from offline_cache.agency import Adcode
    from offline_cache.generation import GenerationBytes
    from offline_cache.marks import Age
    from offline_cache.records import VerifiedRelease
    from offline_cache.trust import TrustedMetadata

_log = logging.getLogger(__name__)
_ROOT_PREFIX_DIGITS = 16
_SHOWABLE = {Freshness.CURRENT, Freshness.STALE, Freshness.CLOCK_SUSPECT}


@dataclass(frozen=True, slots=True)
class RegistryState:
    """What the terminal can vouch for at one moment.

    Attributes:
        freshness: one of the five states.
        registry: the list; None when EXPIRED or UNVERIFIED.
        seq: release number; None when UNVERIFIED.
        issued: when the release was made; aware UTC; None when UNVERIFIED.
        expires: when its contents stop being shown; aware UTC; None when UNVERIFIED.
        root_prefix: first 16 hex digits of the release's root, printed on slips; empty when UNVERIFIED.
        reason: why, a `StateReason`.
        confirmed: when the service last confirmed the release, from signed data; "as of" for a stale list.
        detail: one English sentence for the technician; empty when there is nothing to add.
    """

    freshness: Freshness
    registry: Registry | None
    seq: int | None
    issued: datetime | None
    expires: datetime | None
    root_prefix: str
    reason: StateReason
    confirmed: datetime | None = None
    detail: str = ""


class StoreBusy(Exception):  # noqa: N818 - says what happened, as the other faults do
    """Another synchronisation holds the lock."""

    code = "store_busy"


class RegistryStore:
    """The registry of one terminal; a context manager by convention, nothing stays open between calls.

    `load` may be called from any thread, one at a time; promotions happen under the lock.

    Args:
        directory: the store; made on first use.
        pinned_root: root metadata the terminal was provisioned with.
        cities: city codes this terminal subscribes to.
        disk: does the writing; replaced in tests.
    """

    def __init__(
        self, directory: Path, pinned_root: bytes, *, cities: tuple[Adcode, ...], disk: Disk | None = None
    ) -> None:
        self.directory = directory
        self.pinned_root = pinned_root
        self.cities = cities
        self._disk = disk or Disk()
        self._marks_path = directory / "marks.db"
        self._age: Age | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def load(self, now: datetime) -> RegistryState:
        """Verify the list in use from its bytes and judge it at a moment; never raises for a bad store.

        Args:
            now: the terminal's clock, aware UTC.
        """
        # Marks first: a promotion between the two reads then finds older marks, never an older list.
        try:
            marks, are_lost = self._seen()
        except sqlite3.Error as error:
            _log.warning("the marks cannot be read: %s", error)
            marks, are_lost = self._gathered(), True
        try:
            untrusted = generation.read_current(self.directory)
            if untrusted is None:
                return _no_list(StateReason.NEVER_SYNCED, "no list has been fetched yet")
            trusted, release = generation.verify(self.pinned_root, untrusted, self.cities)
        except OSError as error:
            return _no_list(
                StateReason.UNREADABLE, f"the stored list cannot be read: {error.strerror or error}"
            )
        except TrustRefused as error:
            return _no_list(StateReason.NOT_TRUSTED, str(error))
        except RecordsRefused as error:
            return _no_list(StateReason.RECORDS_REFUSED, str(error))
        rollback = marks.rollback_in(trusted, release)
        if rollback or marks.contradicts(release):
            return _no_list(StateReason.ROLLED_BACK, rollback or contradiction(release))
        freshness, reason = self._judged(now, marks, trusted, release)
        if are_lost and freshness is Freshness.CURRENT:
            freshness, reason = Freshness.STALE, StateReason.MARKS_LOST
        elif not are_lost and marks.raised(trusted, release).aged(trusted, freshness) != marks:
            self._keep(trusted, release, freshness)
        return RegistryState(
            freshness=freshness,
            registry=Registry(release) if freshness in _SHOWABLE else None,
            seq=release.manifest.seq,
            issued=release.manifest.issued,
            expires=trusted.expires.targets,
            root_prefix=release_root(release.manifest)[:_ROOT_PREFIX_DIGITS],
            reason=reason,
            confirmed=trusted.issued,
        )

    def marks(self) -> MarkSet:
        """Read the marks; where they are lost, gather what the lists in the store prove.

        Raises:
            sqlite3.OperationalError: they are there and cannot be read just now.
        """
        return self._seen()[0]

    def current(self) -> tuple[VerifiedRelease, GenerationBytes] | None:
        """Give the list in use and its bytes if they verify; None when there are none or they do not."""
        try:
            untrusted = generation.read_current(self.directory)
            if untrusted is None:
                return None
            _, release = generation.verify(self.pinned_root, untrusted, self.cities)
        except (OSError, TrustRefused, RecordsRefused):
            return None
        return release, untrusted

    def promote(self, verified: GenerationBytes, trusted: TrustedMetadata, release: VerifiedRelease) -> None:
        """Make a generation the one in use and raise the marks; call only under `locked` and after verification.

        Raises:
            OSError: the disk is full or cannot be written; the old list stays in use.
            sqlite3.Error: the marks could not be raised; if the new list is in use already, the next load does it.
        """
        if not generation.is_any_in_use(self.directory):
            # From now on marks that are missing are lost marks, not marks never made.
            write_marks(self._marks_path, self.marks())
        seq = release.manifest.seq
        generation.write_new(self.directory, self._disk, verified, trusted.root_version, seq)
        write_marks(self._marks_path, self.marks().raised(trusted, release))

    def confirm(self, trusted: TrustedMetadata, release: VerifiedRelease) -> None:
        """Write lost marks anew, now that the service has confirmed the list in use; call only under `locked`.

        Raises:
            OSError: what stands in their place cannot be removed.
            sqlite3.Error: the disk is full or cannot be written.
        """
        marks, are_lost = self._seen()
        if are_lost:
            write_marks(self._marks_path, marks.raised(trusted, release))

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock of the store; freed by the kernel if the process dies.

        Raises:
            StoreBusy: another synchronisation holds it.
            OSError: the directory cannot be written.
        """
        self._disk.make_directory(self.directory)
        with (self.directory / "lock").open("ab") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise StoreBusy("another synchronisation is running") from error
            yield

    def _seen(self) -> tuple[MarkSet, bool]:
        """Read the marks, and tell whether they are lost: gone or damaged beside a list that was once in use.

        Raises:
            sqlite3.OperationalError: they are there and cannot be read just now; that is no reason to forget them.
        """
        try:
            marks = read_marks(self._marks_path)
            if self._marks_path.exists() or not generation.is_any_in_use(self.directory):
                return marks, False
        except ValueError:
            pass  # something else stands in their place
        except sqlite3.Error as error:
            if not holds_no_marks(error):
                raise
        _log.warning("the marks are lost: no list is current until a synchronisation confirms it")
        return self._gathered(), True

    def _gathered(self) -> MarkSet:
        """Gather marks from every list in the store that verifies, the newest last: an older one stays refused."""
        found = []
        for untrusted in generation.read_each(self.directory):
            with contextlib.suppress(TrustRefused, RecordsRefused):
                found.append(generation.verify(self.pinned_root, untrusted, self.cities))
        marks = MarkSet()
        for trusted, release in sorted(found, key=_age_order):
            marks = marks.raised(trusted, release)
        return marks

    def _judged(
        self, now: datetime, marks: MarkSet, trusted: TrustedMetadata, release: VerifiedRelease
    ) -> tuple[Freshness, StateReason]:
        judged = judge(trusted.expires, now, marks.raised(trusted, release).floor_for(trusted))
        # What cannot be written - the disk is read-only, or a synchronisation has the lock - is remembered here.
        remembered = MarkSet(age=self._age)
        for seen in (marks.age_of(trusted), remembered.age_of(trusted)):
            judged = not_younger(judged, seen)
        self._age = remembered.aged(trusted, judged[0]).age
        return judged

    def _keep(self, trusted: TrustedMetadata, release: VerifiedRelease, freshness: Freshness) -> None:
        """Write what a load has seen: marks a promotion was cut short before, and how old the list is.

        A read-only disk or a running synchronisation leaves them; the marks are read again under the lock, since a
        synchronisation may have raised them meanwhile.
        """
        with contextlib.suppress(StoreBusy, OSError, sqlite3.Error), self.locked():
            marks, are_lost = self._seen()
            if not (are_lost or marks.rollback_in(trusted, release) or marks.contradicts(release)):
                write_marks(self._marks_path, marks.raised(trusted, release).aged(trusted, freshness))


def _age_order(found: tuple[TrustedMetadata, VerifiedRelease]) -> tuple[int, int, int]:
    trusted, release = found
    return trusted.root_version, release.manifest.seq, trusted.versions["timestamp"].version


def contradiction(release: VerifiedRelease) -> str:
    """Say that a release bears a known number over other contents."""
    return f"release {release.manifest.seq} is not the release {release.manifest.seq} seen before"


def _no_list(reason: StateReason, detail: str) -> RegistryState:
    return RegistryState(Freshness.UNVERIFIED, None, None, None, None, "", reason, detail=detail)
