"""The journal of print jobs: written before the first byte, so that no crash can print twice.

SQLite in WAL mode with full synchronisation: a returned call is on the disk. A state is written *before* the act it
names. At start, whatever was under way is UNKNOWN and its paper must be marked void before the next slip.

    QUEUED > PREFLIGHT_OK > SENDING > SENT > PRINTED > CUT > DONE
    REFUSED (nothing sent)  SUSPENDED (a fault, the printer may hold data)  VOIDED  UNKNOWN

No document, no text, no name is stored: keys, numbers, hashes and counters only.
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import TracebackType


class JobState(StrEnum):
    """A job's place, as last written."""

    QUEUED = "queued"
    """Known, nothing checked."""
    PREFLIGHT_OK = "preflight_ok"
    """The printer said it can."""
    SENDING = "sending"
    """From here on bytes may be out."""
    SENT = "sent"
    """All bytes up to the end mark are out."""
    PRINTED = "printed"
    """The end mark is proven on paper, not cut."""
    CUT = "cut"
    """The cut may have been made."""
    DONE = "done"
    """The cut is proven."""
    REFUSED = "refused"
    """Nothing was sent."""
    SUSPENDED = "suspended"
    """Stopped by a fault with bytes out."""
    VOIDED = "voided"
    """Given up."""
    UNKNOWN = "unknown"
    """Nobody can say; a person decides."""


UNDER_WAY: Final = (
    JobState.SENDING,
    JobState.SENT,
    JobState.PRINTED,
    JobState.CUT,
    JobState.SUSPENDED,
)
_NOTHING_SENT: Final = (JobState.QUEUED, JobState.PREFLIGHT_OK)
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS job (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    job_number TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    state TEXT NOT NULL,
    token TEXT NOT NULL DEFAULT '',
    rows_confirmed INTEGER NOT NULL DEFAULT 0,
    void_due INTEGER NOT NULL DEFAULT 0,
    created_s REAL NOT NULL,
    changed_s REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS job_by_number ON job (job_number);
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value REAL NOT NULL);
"""


class JournalFault(Exception):  # noqa: N818 - faults are named after what happened
    """The journal cannot be opened or written; without it nothing is printed.

    Attributes:
        code: always `journal_unusable`.
    """

    code = "journal_unusable"


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One job as written."""

    key: str
    job_number: str
    content_hash: str
    attempt: int
    state: JobState
    token: str
    rows_confirmed: int
    void_due: bool


@dataclass(frozen=True, slots=True)
class Counters:
    """Wear of the printer, and paper used since the roll was changed; metres and pieces."""

    metres: float = 0.0
    cuts: int = 0
    slips: int = 0
    roll_metres: float = 0.0

    def slips_left(self, roll_length_m: float, slip_m: float) -> int:
        """Forecast: slips of `slip_m` metres before a roll of `roll_length_m` ends."""
        return max(0, int((roll_length_m - self.roll_metres) / slip_m))


class Journal:
    """A file of jobs; any thread, calls are serialised. A context manager.

    Args:
        path: the SQLite file; its directory exists.
        clock: seconds, for the timestamps.

    Raises:
        JournalFault: the file cannot be used.
    """

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        try:
            self._db = sqlite3.connect(path, timeout=2.0, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise JournalFault(str(error)) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; idempotent."""
        with self._lock:
            self._db.close()

    def recover(self) -> tuple[JournalEntry, ...]:
        """Run once at start: what was under way becomes UNKNOWN with a void slip due; return those jobs.

        A job that never sent a byte becomes REFUSED.
        """
        found = self._entries(f"state IN ({_marks(UNDER_WAY)})", *UNDER_WAY)
        self._write(
            f"UPDATE job SET state=?, void_due=1, changed_s=? WHERE state IN ({_marks(UNDER_WAY)})",  # noqa: S608 - placeholders only
            (JobState.UNKNOWN, self._clock(), *UNDER_WAY),
        )
        self._write(
            f"UPDATE job SET state=?, changed_s=? WHERE state IN ({_marks(_NOTHING_SENT)})",  # noqa: S608 - placeholders only
            (JobState.REFUSED, self._clock(), *_NOTHING_SENT),
        )
        return found

    def begin(self, key: str, job_number: str, content_hash: str) -> JournalEntry | None:
        """Write a new job as QUEUED; None when the key is known and may not print (again).

        A key whose job was REFUSED has sent nothing: it is taken again.
        """
        now = self._clock()
        with self._transaction():
            row = self._execute("SELECT state FROM job WHERE key=?", (key,)).fetchone()
            if row is not None and row[0] != JobState.REFUSED:
                return None
            self._execute("DELETE FROM job WHERE key=?", (key,))
            attempt = self._attempts(job_number) + 1
            self._execute(
                "INSERT INTO job (key, job_number, content_hash, attempt, state, created_s, changed_s)"
                " VALUES (?,?,?,?,?,?,?)",
                (key, job_number, content_hash, attempt, JobState.QUEUED, now, now),
            )
        return self.entry(key)

    def advance(
        self, key: str, state: JobState, *, token: str | None = None, rows: int | None = None
    ) -> None:
        """Write a job's next state, and with it the fence it waits for and the rows proven so far."""
        self._write(
            "UPDATE job SET state=?, token=COALESCE(?,token), rows_confirmed=COALESCE(?,rows_confirmed),"
            " changed_s=? WHERE key=?",
            (state, token, rows, self._clock(), key),
        )

    def set_void_due(self, key: str, *, due: bool) -> None:
        """Note that a job's paper still has to be marked and cut off, or that it has been."""
        self._write("UPDATE job SET void_due=? WHERE key=?", (int(due), key))

    def voids_due(self) -> tuple[JournalEntry, ...]:
        """Jobs whose stray paper is not yet marked, oldest first."""
        return self._entries("void_due=1")

    def entry(self, key: str) -> JournalEntry | None:
        """One job, or None."""
        found = self._entries("key=?", key)
        return found[0] if found else None

    def next_attempt(self, job_number: str) -> int:
        """The number the next slip of this job carries: 1 + attempts that may have left paper."""
        with self._lock:
            return self._attempts(job_number) + 1

    def count(self, *, rows_mm: float, cut: bool, slip: bool) -> None:
        """Add to the counters: paper in millimetres, a cut, a finished slip."""
        amounts = {"metres": rows_mm / 1000, "roll_metres": rows_mm / 1000, "cuts": cut, "slips": slip}
        with self._transaction():
            for name, amount in amounts.items():
                self._execute(
                    "INSERT INTO counter VALUES (?,?)"
                    " ON CONFLICT (name) DO UPDATE SET value=value+excluded.value",
                    (name, float(amount)),
                )

    def note_new_roll(self) -> None:
        """The roll was changed: its metres start at zero."""
        self._write("DELETE FROM counter WHERE name='roll_metres'", ())

    def counters(self) -> Counters:
        """The counters so far."""
        with self._lock:
            rows = self._execute("SELECT name, value FROM counter", ()).fetchall()
        values: dict[str, float] = dict(rows)
        return Counters(
            metres=values.get("metres", 0.0),
            cuts=int(values.get("cuts", 0)),
            slips=int(values.get("slips", 0)),
            roll_metres=values.get("roll_metres", 0.0),
        )

    def forget_before(self, changed_s: float) -> int:
        """Drop finished jobs last changed before this time (no void slip due); return how many."""
        with self._lock:
            return self._execute("DELETE FROM job WHERE changed_s<? AND void_due=0", (changed_s,)).rowcount

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock:
            self._execute("BEGIN IMMEDIATE", ())
            try:
                yield
                self._execute("COMMIT", ())
            except BaseException:
                # A full disk may have ended it already; an open one would bar every later one.
                if self._db.in_transaction:
                    self._execute("ROLLBACK", ())
                raise

    def _attempts(self, job_number: str) -> int:
        quiet = (*_NOTHING_SENT, JobState.REFUSED)
        row = self._execute(
            f"SELECT COUNT(*) FROM job WHERE job_number=? AND state NOT IN ({_marks(quiet)})",  # noqa: S608 - placeholders only
            (job_number, *quiet),
        ).fetchone()
        return int(row[0])

    def _entries(self, where: str, *values: str) -> tuple[JournalEntry, ...]:
        with self._lock:
            rows = self._execute(
                "SELECT key, job_number, content_hash, attempt, state, token, rows_confirmed, void_due"  # noqa: S608 - conditions are literals of this module
                f" FROM job WHERE {where} ORDER BY id",
                values,
            ).fetchall()
        return tuple(
            JournalEntry(key, number, digest, attempt, JobState(state), token, confirmed, bool(due))
            for key, number, digest, attempt, state, token, confirmed, due in rows
        )

    def _write(self, statement: str, values: tuple[object, ...]) -> None:
        with self._lock:
            self._execute(statement, values)

    def _execute(self, statement: str, values: tuple[object, ...]) -> sqlite3.Cursor:
        try:
            return self._db.execute(statement, values)
        except sqlite3.Error as error:
            raise JournalFault(str(error)) from error


def _marks(values: tuple[object, ...]) -> str:
    return ",".join("?" * len(values))
