"""What the engine writes into the journal, and what happens when the disk is full.

Until a byte has left, a write that fails stops the job. After that it must not: on the disk the job is under way, which
is what a crash there would have to find, whatever comes next. So later writes are tried, owed when they fail, and paid
in their order before the next job begins.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from printing.journal import JournalFault

if TYPE_CHECKING:
    from collections.abc import Callable

    from printing.journal import JobState, Journal

_log = logging.getLogger(__name__)


class Books:
    """A journal with debts. Used by the engine's thread only."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._owed: list[Callable[[], None]] = []
        self._voids: dict[str, bool] = {}
        self._owes_new_roll = False

    def begin(self, key: str, job_number: str, content_hash: str) -> bool:
        """Write a new job; False when the key is known and may not print (again).

        Raises:
            JournalFault: it cannot be written, or an earlier debt cannot be paid.
        """
        self.settle()
        return self._journal.begin(key, job_number, content_hash) is not None

    def write(self, key: str, state: JobState, *, token: str | None = None, rows: int | None = None) -> None:
        """Write a state that must be on the disk before the act it names.

        Raises:
            JournalFault: it is not.
        """
        self.settle()
        self._journal.advance(key, state, token=token, rows=rows)

    def note(self, key: str, state: JobState, *, token: str | None = None, rows: int | None = None) -> None:
        """Write a state that a crash would not need: owed where the disk is full."""
        self._try(partial(self._journal.advance, key, state, token=token, rows=rows))

    def set_void_due(self, key: str, *, due: bool) -> None:
        """Note that a job's paper still has to be marked and cut off, or that it has been."""
        self._voids[key] = due
        self._try(partial(self._journal.set_void_due, key, due=due))

    def voids_due(self) -> tuple[str, ...]:
        """Keys of the jobs whose stray paper is not yet marked, oldest first."""
        try:
            written = [entry.key for entry in self._journal.voids_due()]
        except JournalFault:
            written = []
        due = dict.fromkeys(written, True) | self._voids
        return tuple(key for key, is_due in due.items() if is_due)

    def count(self, *, rows_mm: float, cut: bool) -> None:
        """Add a slip to the counters."""
        self._try(partial(self._journal.count, rows_mm=rows_mm, cut=cut, slip=True))

    def note_new_roll(self) -> None:
        """The roll was changed."""
        if not self._owes_new_roll:
            self._owes_new_roll = True
            self._try(self._journal.note_new_roll)

    def settle(self) -> None:
        """Pay what is owed, in order.

        Raises:
            JournalFault: the disk is still full.
        """
        while self._owed:
            self._owed[0]()
            self._owed.pop(0)
        self._voids.clear()
        self._owes_new_roll = False

    def _try(self, act: Callable[[], None]) -> None:
        self._owed.append(act)
        try:
            self.settle()
        except JournalFault as fault:
            if len(self._owed) == 1:
                _log.error("the journal cannot be written, to be tried again: %s", fault)
