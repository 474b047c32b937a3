from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from printing.journal import UNDER_WAY, Counters, JobState, Journal, JournalFault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Ticks:
    """A clock that moves by one second at every look."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        self.now_s += 1.0
        return self.now_s


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "jobs.db", Ticks()) as journal:
        yield journal


def state_of(journal: Journal, key: str) -> JobState:
    entry = journal.entry(key)
    assert entry is not None
    return entry.state


def test_a_key_is_taken_once(journal: Journal) -> None:
    assert journal.begin("k1", "T-1", "hash") is not None
    assert journal.begin("k1", "T-1", "hash") is None


def test_a_refused_key_is_taken_again_because_nothing_was_sent(journal: Journal) -> None:
    journal.begin("k1", "T-1", "hash")
    journal.advance("k1", JobState.REFUSED)
    entry = journal.begin("k1", "T-1", "hash")
    assert entry is not None
    assert entry.attempt == 1


@pytest.mark.parametrize("state", UNDER_WAY)
def test_what_was_under_way_is_unknown_after_a_start_and_its_paper_due(
    state: JobState, journal: Journal
) -> None:
    journal.begin("k1", "T-1", "hash")
    journal.advance("k1", state)
    assert [entry.state for entry in journal.recover()] == [state]
    assert state_of(journal, "k1") is JobState.UNKNOWN
    assert [entry.key for entry in journal.voids_due()] == ["k1"]
    assert journal.recover() == ()


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.PREFLIGHT_OK])
def test_what_had_sent_nothing_is_refused_after_a_start(state: JobState, journal: Journal) -> None:
    journal.begin("k1", "T-1", "hash")
    journal.advance("k1", state)
    assert journal.recover() == ()
    assert state_of(journal, "k1") is JobState.REFUSED


def test_attempts_count_slips_that_may_have_left_paper(journal: Journal) -> None:
    journal.begin("k1", "T-1", "hash")
    journal.advance("k1", JobState.VOIDED)
    journal.begin("k2", "T-1", "hash")
    journal.advance("k2", JobState.REFUSED)
    journal.begin("other", "T-2", "hash")
    assert journal.next_attempt("T-1") == 2
    assert journal.next_attempt("T-2") == 1


def test_counters_add_up_and_a_new_roll_starts_its_metres(journal: Journal) -> None:
    journal.count(rows_mm=250, cut=True, slip=True)
    journal.count(rows_mm=250, cut=True, slip=False)
    journal.note_new_roll()
    journal.count(rows_mm=100, cut=False, slip=False)
    counters = journal.counters()
    assert (round(counters.metres, 3), counters.cuts, counters.slips) == (0.6, 2, 1)
    assert round(counters.roll_metres, 3) == 0.1


def test_the_end_of_the_roll_is_forecast_in_slips() -> None:
    assert Counters(roll_metres=49.0).slips_left(50.0, 0.25) == 4
    assert Counters(roll_metres=51.0).slips_left(50.0, 0.25) == 0


def test_old_entries_are_forgotten_unless_their_paper_is_due(journal: Journal) -> None:
    for key in ("k1", "k2"):
        journal.begin(key, "T-1", "hash")
        journal.advance(key, JobState.DONE)
    journal.set_void_due("k2", due=True)
    assert journal.forget_before(1e9) == 1
    assert journal.entry("k2") is not None


def test_a_return_means_it_is_on_the_disk(tmp_path: Path) -> None:
    with Journal(tmp_path / "jobs.db", Ticks()) as journal:
        journal.begin("k1", "T-1", "hash")
        with sqlite3.connect(tmp_path / "jobs.db") as other:
            assert other.execute("SELECT state FROM job").fetchall() == [("queued",)]
        other.close()


def test_a_journal_that_is_no_database_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "jobs.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(JournalFault):
        Journal(tmp_path / "jobs.db", Ticks())
