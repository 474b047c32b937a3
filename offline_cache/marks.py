"""High-water marks: what this terminal has already seen, so that nothing older is ever taken for new.

Kept apart from the lists they guard: losing the list does not lose them. A role's version counts for the key set it
was signed under; when the root gives the role new keys the mark starts anew, which is how a terminal recovers after
a stolen key has pushed the version far ahead. The root's version and the release number never start anew. The time
floor is raised by signed dates only, never beyond the life of root and targets, and never by the clock. Beside it
stands how old a list was seen to be, under the version of the timestamp it was seen with: a newer one starts anew.

One small SQLite file, written with `synchronous=FULL`. Errors surface as `sqlite3.Error`.
"""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from offline_cache.freshness import Freshness
from offline_cache.trust import RoleVersion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from offline_cache.records import VerifiedRelease
    from offline_cache.trust import TrustedMetadata

_APPLICATION_ID = 0x44484B4D
_BUSY_S = 5.0
_NO_MARKS = {"SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_ERROR"}
"""No database, a torn one, one without these tables."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS role (name TEXT PRIMARY KEY, version INTEGER NOT NULL, key_set TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS release (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL,
                                    floor TEXT, floor_key_set TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS contents (one INTEGER PRIMARY KEY CHECK (one = 1), digest TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS age (one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL,
                                key_set TEXT NOT NULL, freshness TEXT NOT NULL) STRICT;
"""
_AGES = (Freshness.STALE, Freshness.EXPIRED)


@dataclass(frozen=True, slots=True)
class Age:
    """How old a list was seen to be, STALE or EXPIRED, under one signed timestamp."""

    timestamp: RoleVersion
    freshness: Freshness


@dataclass(frozen=True, slots=True)
class MarkSet:
    """What has been seen so far.

    Attributes:
        versions: role -> highest version and its key set.
        seq: highest release number; 0 before the first.
        floor: time proved to be past, aware UTC.
        floor_key_set: key set of the timestamp role that proved it.
        digest: hash over the contents of release `seq`; empty before the first, and in marks of an older program.
        age: how old a list was seen to be; None when it never was STALE or EXPIRED.
    """

    versions: Mapping[str, RoleVersion] = field(default_factory=dict)
    seq: int = 0
    floor: datetime | None = None
    floor_key_set: str = ""
    digest: str = ""
    age: Age | None = None

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

    def age_of(self, trusted: TrustedMetadata) -> Freshness | None:
        """Give how old this very list was seen to be; None when it never was, or under another timestamp only."""
        if self.age is None or self.age.timestamp != trusted.versions["timestamp"]:
            return None
        return self.age.freshness

    def aged(self, trusted: TrustedMetadata, freshness: Freshness) -> MarkSet:
        """Give the marks after a list was seen in a state; a younger one than before changes nothing."""
        seen = self.age_of(trusted)
        if freshness not in _AGES or seen in {freshness, Freshness.EXPIRED}:
            return self
        return replace(self, age=Age(trusted.versions["timestamp"], freshness))

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
            age=self.age,
        )


def read_marks(path: Path) -> MarkSet:
    """Read the marks; none when the file does not exist. Works on a read-only disk.

    Raises:
        sqlite3.Error: the file is damaged.
        ValueError: it holds something else than marks.
    """
    if not path.exists():
        return MarkSet()
    if not path.is_file():
        raise ValueError("the marks are not a file")
    try:
        return _read(path, "ro")
    except sqlite3.OperationalError:
        # Killed while writing, it has a journal that a reader may not play back; a writer does it by opening.
        return _read(path, "rw")


def _read(path: Path, mode: str) -> MarkSet:
    with contextlib.closing(
        sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=_BUSY_S)
    ) as database:
        database.execute("PRAGMA trusted_schema = OFF")
        roles = database.execute("SELECT name, version, key_set FROM role").fetchall()
        row = database.execute("SELECT seq, floor, floor_key_set FROM release").fetchone()
        # A program before this one did not keep these two; its marks count all the same.
        digest = _optional(database, "contents", "digest")
        age = _optional(database, "age", "version, key_set, freshness")
    versions = {
        _text(name): RoleVersion(_number(version), _text(key_set)) for name, version, key_set in roles
    }
    if row is None:
        return MarkSet(versions)
    seq, floor, floor_key_set = row
    return MarkSet(
        versions,
        _number(seq),
        _moment(floor) if floor else None,
        _text(floor_key_set),
        _text(digest[0]) if digest else "",
        Age(RoleVersion(_number(age[0]), _text(age[1])), Freshness(_text(age[2]))) if age else None,
    )


def _text(found: object) -> str:
    if not isinstance(found, str):
        raise ValueError("the marks hold something else than a text")  # noqa: TRY004 - damage, not a wrong call
    return found


def _number(found: object) -> int:
    if not isinstance(found, int):
        raise ValueError("the marks hold something else than a number")  # noqa: TRY004 - same
    return found


def _moment(found: object) -> datetime:
    moment = datetime.fromisoformat(_text(found))
    if moment.utcoffset() != timedelta(0):
        raise ValueError("the marks hold a time that is not in UTC")
    return moment


def holds_no_marks(error: sqlite3.Error) -> bool:
    """Tell a file that holds no marks from one that cannot be read just now: a full, busy or failing disk."""
    return getattr(error, "sqlite_errorname", "") in _NO_MARKS


def write_marks(path: Path, marks: MarkSet) -> None:
    """Write the marks in one durable transaction; a file that holds no marks is replaced.

    Raises:
        sqlite3.Error: the disk is full or cannot be written.
        OSError: what stands in the way is no file, or cannot be removed.
    """
    try:
        read_marks(path)
    except ValueError:
        _remove(path)
    except sqlite3.Error as error:
        if not holds_no_marks(error):
            raise
        _remove(path)
    _write(path, marks)


def _remove(path: Path) -> None:
    """Remove what holds no marks, and its journal, which would be played back into the next file of that name."""
    path.unlink(missing_ok=True)
    path.with_name(f"{path.name}-journal").unlink(missing_ok=True)


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
        database.execute("DELETE FROM age")
        if marks.age is not None:
            seen = marks.age.timestamp
            database.execute(
                "INSERT INTO age VALUES (1, ?, ?, ?)",
                (seen.version, seen.key_set, marks.age.freshness.value),
            )


def _optional(database: sqlite3.Connection, table: str, columns: str) -> tuple[object, ...] | None:
    """Read the one row of a table that may not be there."""
    tables = database.execute("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", (table,))
    if tables.fetchone() is None:
        return None
    found: tuple[object, ...] | None = database.execute(f"SELECT {columns} FROM {table}").fetchone()  # noqa: S608 - names of this module
    return found


@contextlib.contextmanager
def _writing(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(path, timeout=_BUSY_S)) as database:
        database.execute("PRAGMA synchronous = FULL")
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        database.executescript(_SCHEMA)
        with database:
            yield database
