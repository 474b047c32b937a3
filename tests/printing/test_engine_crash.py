"""A terminal killed at any moment: never printed again by itself, never two valid slips."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from printing.engine import EngineOptions, PrintEngine
from printing.events import PrintJob
from printing.journal import JobState, Journal
from printing.simulator import SimulatedPrinter
from printing.status import Done, RefusalReason, Refused
from tests.support.printer import FAST, INSTANT, PROFILE, Bench, Notebook, is_whole, renderer, slip

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.journey(every=3)

KILL_POINTS = (
    JobState.PREFLIGHT_OK,
    JobState.SENDING,
    JobState.SENT,
    JobState.PRINTED,
    JobState.CUT,
    JobState.DONE,
)


def killed_in(state: JobState, url: str, journal: Path) -> None:
    command = [sys.executable, "-m", "tests.support.printer_victim", url, str(journal), state]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as victim:
        assert victim.stdout is not None
        assert victim.stdout.readline() == "reached\n"
        victim.kill()


@pytest.mark.parametrize("state", KILL_POINTS)
def test_a_process_killed_in_any_state_prints_nothing_again_by_itself(
    state: JobState, tmp_path: Path
) -> None:
    with SimulatedPrinter(INSTANT) as printer:
        killed_in(state, printer.url, tmp_path / "jobs.db")
        is_under_way = state not in {JobState.PREFLIGHT_OK, JobState.DONE}
        notebook = Notebook()
        options = EngineOptions(timings=FAST, renderer=renderer())
        with (
            Journal(tmp_path / "jobs.db", time.time) as journal,
            PrintEngine(printer.url, journal, PROFILE, notebook.note, options=options) as engine,
        ):
            desk = Bench(printer, journal, engine, notebook)
            assert [entry.key for entry in engine.unresolved] == (["k1"] if is_under_way else [])
            desk.wait_ready()
            before = len(printer.slips)
            _check_the_old_key(desk, state)
            assert isinstance(desk.print_slip("k2", slip(note="第2次")), Done)
            assert is_whole(printer.slips[-1], slip(note="第2次"))
            # The void slip takes what hung out of the printer with it.
            assert len(printer.slips) - before == 1 + is_under_way
        valid = [cut for cut in printer.slips if is_whole(cut, slip())]
        assert len(valid) == (state is JobState.DONE)


def _check_the_old_key(desk: Bench, state: JobState) -> None:
    entry = desk.journal.entry("k1")
    assert entry is not None
    if state is JobState.PREFLIGHT_OK:
        assert entry.state is JobState.REFUSED
        return
    assert entry.state is (JobState.DONE if state is JobState.DONE else JobState.UNKNOWN)
    outcome = desk.print_slip("k1")
    assert isinstance(outcome, Refused)
    assert outcome.reason is RefusalReason.ALREADY_TRIED


def test_a_job_number_counts_its_attempts_over_a_crash(tmp_path: Path) -> None:
    with Journal(tmp_path / "jobs.db", time.time) as journal:
        journal.begin("k1", "T-0001", "hash")
        journal.advance("k1", JobState.SENDING)
    with Journal(tmp_path / "jobs.db", time.time) as journal:
        assert [entry.key for entry in journal.recover()] == ["k1"]
        assert journal.next_attempt("T-0001") == 2
        assert PrintJob("k2", slip(), "T-0001").job_number == "T-0001"
