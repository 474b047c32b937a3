"""What a synchronisation reports: progress on the way, one outcome at the end, and what each fault is called."""

from __future__ import annotations

import errno
import sqlite3
from dataclasses import dataclass
from enum import StrEnum

from tuf.api import exceptions as tuf_errors

from offline_cache.records import RecordsRefused
from offline_cache.store import StoreBusy
from offline_cache.trust import TrustRefused


class SyncPhase(StrEnum):
    """What a synchronisation is doing."""

    ASKING = "asking"
    """Asking whether there is anything new."""
    FETCHING = "fetching"
    """Fetching files; `done` of `total`."""
    VERIFYING = "verifying"
    """Verifying every record."""
    STORING = "storing"
    """Writing the new list."""


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """How far a synchronisation is; `total` is 0 where there is nothing to count."""

    phase: SyncPhase
    done: int
    total: int
    bytes_received: int


class SyncFailure(StrEnum):
    """Why a synchronisation failed; the last good list is still in use after each of them."""

    BUSY = "busy"
    """Another synchronisation is running."""
    UNREACHABLE = "unreachable"
    """The service cannot be reached, or does not have a file."""
    TOO_SLOW = "too_slow"
    """The deadline passed."""
    TOO_LARGE = "too_large"
    """The service sent more than the signed or agreed size."""
    NOT_TRUSTED = "not_trusted"
    """Signatures, hashes or the form of a file are wrong; a captive portal looks like this too."""
    ROLLED_BACK = "rolled_back"
    """The service offers something older than what this terminal has seen."""
    CONTRADICTED = "contradicted"
    """The service offers a release under a number this terminal has seen over other contents."""
    EXPIRED = "expired"
    """What the service offers has expired - or the clock of the terminal is wrong."""
    RECORDS_REFUSED = "records_refused"
    """A record breaks a rule; the detail names it."""
    NO_SPACE = "no_space"
    """The disk is full."""
    READ_ONLY = "read_only"
    """The disk cannot be written."""
    STORAGE = "storage"
    """The disk failed in another way."""


@dataclass(frozen=True, slots=True)
class Updated:
    """A new release is in use. `bytes` of content received in `requests` requests."""

    seq: int
    bytes: int
    requests: int


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The same release; its confirmation may have been renewed, so load the state again."""

    seq: int
    bytes: int
    requests: int


@dataclass(frozen=True, slots=True)
class SyncFailed:
    """A verified list is in use as before; `detail` is one English sentence for the technician."""

    reason: SyncFailure
    detail: str


SyncOutcome = Updated | Unchanged | SyncFailed


class SyncRefused(Exception):  # noqa: N818 - says what happened, as the other faults do
    """A rule of the synchronisation itself is broken; carries its outcome to the one place that returns it."""

    def __init__(self, reason: SyncFailure, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def failed(error: Exception) -> SyncFailed:
    """Name the outcome of an expected fault; a fault that is none is raised again."""
    if isinstance(error, SyncRefused):
        return SyncFailed(error.reason, str(error))
    if isinstance(error, OSError | sqlite3.Error):
        return SyncFailed(storage_failure(error), f"the store cannot be written: {error}")
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            return SyncFailed(reason, str(error) or type(error).__name__)
    raise error


_REASONS: tuple[tuple[type[Exception], SyncFailure], ...] = (
    (StoreBusy, SyncFailure.BUSY),
    (RecordsRefused, SyncFailure.RECORDS_REFUSED),
    (TrustRefused, SyncFailure.NOT_TRUSTED),
    (tuf_errors.SlowRetrievalError, SyncFailure.TOO_SLOW),
    (tuf_errors.DownloadLengthMismatchError, SyncFailure.TOO_LARGE),
    (tuf_errors.DownloadError, SyncFailure.UNREACHABLE),
    (tuf_errors.ExpiredMetadataError, SyncFailure.EXPIRED),
    (tuf_errors.BadVersionNumberError, SyncFailure.ROLLED_BACK),
    (tuf_errors.RepositoryError, SyncFailure.NOT_TRUSTED),
)
"""The first that fits counts: tuf's errors are a tree, leaves before their roots."""

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}


def storage_failure(error: OSError | sqlite3.Error) -> SyncFailure:
    """Tell a full disk, a read-only one and a broken one apart."""
    if isinstance(error, OSError):
        if error.errno in _NO_SPACE:
            return SyncFailure.NO_SPACE
        return SyncFailure.READ_ONLY if error.errno in _READ_ONLY else SyncFailure.STORAGE
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith("SQLITE_FULL"):
        return SyncFailure.NO_SPACE
    return SyncFailure.READ_ONLY if name.startswith("SQLITE_READONLY") else SyncFailure.STORAGE
