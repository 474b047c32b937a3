"""High-water marks: what this terminal has already seen, so that nothing older is ever taken for new.

Kept apart from the lists they guard: losing the list does not lose them. A role's version counts for the key set it
was signed under; when the root gives the role new keys the mark starts anew, which is how a terminal recovers after
a stolen key has pushed the version far ahead. The root's version and the release number never start anew. The time
floor is raised by signed dates only, never beyond the life of root and targets, and never by the clock.

One small SQLite file, written with `synchronous=FULL`. Errors surface as `sqlite3.Error`.
"""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from offline_cache.trust import RoleVersion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from offline_cache.records import VerifiedRelease
    from offline_cache.trust import TrustedMetadata

_APPLICATION_ID = 0x44484B4D
_BUSY_S = 5.0
_DAMAGED = {"SQLITE_NOTADB", "SQLITE_CORRUPT"}
_SCHEMA = """
CREATE TABLE IF NOT EXISTS role (name TEXT PRIMARY KEY, version INTEGER NOT NULL, key_set TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS release (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL,
                                    floor TEXT, floor_key_set TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS contents (one INTEGER PRIMARY KEY CHECK (one = 1), digest TEXT NOT NULL) STRICT;
"""


@dataclass(frozen=True, slots=True)
class MarkSet:
    """What has been seen so far.

    Attributes:
        versions: role -> highest version and its key set.
        seq: highest release number; 0 before the first.
        floor: time proved to be past, aware UTC.
        floor_key_set: key set of the timestamp role that proved it.
        digest: hash over the contents of release `seq`; empty before the first, and in marks of an older program.
    """

    versions: Mapping[str, RoleVersion] = field(default_factory=dict)
    seq: int = 0
    floor: datetime | None = None
    floor_key_set: str = ""
    digest: str = ""

    def rollback_in(self, trusted: TrustedMetadata, release: VerifiedRelease | None = None) -> str:
        """Say what is older than a mark, e.g. `timestamp version 2 is below the mark 3`; empty when nothing is."""
        for role, found in trusted.versions.items():
            mark = self.versions.get(role)
            if mark is None or found.version >= mark.version:
                continue
            if role == "root" or found.key_set == mark.key_set:
                return f"{role} version {found.version} is below the mark {mark.version}"
        if release is not None and release.manifest.seq < self.seq:
            return f"release {release.manifest.seq} is below the mark {self.seq}"
        return ""

    def contradicts(self, release: VerifiedRelease) -> bool:
        """Tell whether a release bears a number this terminal knows, over other contents."""
        return bool(self.digest) and release.manifest.seq == self.seq and release.digest != self.digest

    def floor_for(self, trusted: TrustedMetadata) -> datetime | None:
        """Give the floor that holds for metadata; a floor proved by keys since replaced does not hold."""
        return self.floor if self.floor_key_set == trusted.versions["timestamp"].key_set else None

    def raised(self, trusted: TrustedMetadata, release: VerifiedRelease) -> MarkSet:
        """Give the marks after a list that was verified against these."""
        seq, issued, expires = release.manifest.seq, release.manifest.issued, trusted.expires
        proved = min(max(issued, trusted.issued or issued), expires.root, expires.targets)
        floor = self.floor_for(trusted)
        return MarkSet(
            versions={**self.versions, **trusted.versions},
            seq=max(seq, self.seq),
            floor=proved if floor is None else max(proved, floor),
            floor_key_set=trusted.versions["timestamp"].key_set,
            digest=release.digest if seq >= self.seq else self.digest,
        )


def read_marks(path: Path) -> MarkSet:
    """Read the marks; none when the file does not exist. Works on a read-only disk.

    Raises:
        sqlite3.Error: the file is damaged.
    """
    if not path.exists():
        return MarkSet()
    with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
        database.execute("PRAGMA trusted_schema = OFF")
        roles = database.execute("SELECT name, version, key_set FROM role").fetchall()
        row = database.execute("SELECT seq, floor, floor_key_set FROM release").fetchone()
        found = (
            database.execute("SELECT digest FROM contents").fetchone() if _has_contents(database) else None
        )
    versions = {name: RoleVersion(version, key_set) for name, version, key_set in roles}
    if row is None:
        return MarkSet(versions)
    seq, floor, floor_key_set = row
    return MarkSet(
        versions,
        seq,
        datetime.fromisoformat(floor) if floor else None,
        floor_key_set,
        found[0] if found else "",
    )


def write_marks(path: Path, marks: MarkSet) -> None:
    """Write the marks in one durable transaction; a damaged file is replaced.

    Raises:
        sqlite3.Error: the disk is full or cannot be written.
    """
    try:
        _write(path, marks)
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "") not in _DAMAGED:
            raise
        path.unlink()
        _write(path, marks)


def _write(path: Path, marks: MarkSet) -> None:
    with _writing(path) as database:
        database.executemany(
            "INSERT OR REPLACE INTO role VALUES (?, ?, ?)",
            [(role, mark.version, mark.key_set) for role, mark in marks.versions.items()],
        )
        floor = marks.floor.isoformat() if marks.floor else None
        database.execute(
            "INSERT OR REPLACE INTO release VALUES (1, ?, ?, ?)", (marks.seq, floor, marks.floor_key_set)
        )
        database.execute("INSERT OR REPLACE INTO contents VALUES (1, ?)", (marks.digest,))


def _has_contents(database: sqlite3.Connection) -> bool:
    """Tell whether the file is of a program that kept the digest; it is not made anew for a missing table."""
    tables = database.execute("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'contents'")
    return tables.fetchone() is not None


@contextlib.contextmanager
def _writing(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(path, timeout=_BUSY_S)) as database:
        database.execute("PRAGMA synchronous = FULL")
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        database.executescript(_SCHEMA)
        with database:
            yield database
