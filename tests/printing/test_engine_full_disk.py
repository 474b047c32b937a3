"""A disk that fills while a slip is on its way: the slip is finished, the word about it is true, the next one waits."""

from __future__ import annotations

import contextlib
import logging
import resource
import subprocess
from typing import TYPE_CHECKING

import pytest

from printing.events import JobFinished, JobProgress, JobSuspended, Phase, PrintJob
from printing.journal import JobState, Journal, JournalFault
from printing.simulator_model import Fault
from printing.status import Done, RefusalReason, Refused, Voided
from tests.support.printer import Bench, bench, is_whole, slip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from printing.events import EngineEvent


@pytest.fixture
def disk(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[bool], None]]:
    """Called with True, no file of this process may grow any more; with False, they may again."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(is_full: bool) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0 if is_full else limits[0], limits[1]))

    with caplog.at_level(logging.CRITICAL, "printing"):
        yield fill
    fill(False)


def when(desk: Bench, is_it: Callable[[EngineEvent], bool], act: Callable[[], None]) -> None:
    def hear(event: EngineEvent) -> None:
        if is_it(event):
            act()

    desk.notebook.on_event = hear


def is_cutting(event: EngineEvent) -> bool:
    return isinstance(event, JobProgress) and event.phase is Phase.CUTTING


def is_sending(event: EngineEvent) -> bool:
    return isinstance(event, JobProgress) and event.phase is not Phase.PREPARING


@pytest.mark.parametrize("moment", [is_sending, is_cutting])
def test_a_slip_under_way_is_finished_and_is_done(
    moment: Callable[[EngineEvent], bool], tmp_path: Path, disk: Callable[[bool], None]
) -> None:
    with bench(tmp_path) as desk:
        desk.wait_ready()
        when(desk, moment, lambda: disk(True))
        assert isinstance(desk.print_slip(), Done)
        assert [is_whole(cut, slip()) for cut in desk.printer.slips] == [True]


def test_while_the_disk_is_full_the_next_job_is_refused_and_then_taken(
    tmp_path: Path, disk: Callable[[bool], None]
) -> None:
    with bench(tmp_path) as desk:
        desk.wait_ready()
        when(desk, is_cutting, lambda: disk(True))
        desk.print_slip("k1")
        desk.notebook.on_event = None
        refused = desk.print_slip("k2")
        assert isinstance(refused, Refused)
        assert refused.reason is RefusalReason.JOURNAL
        disk(False)
        desk.notebook.events.clear()
        assert isinstance(desk.print_slip("k2"), Done)
        entry = desk.journal.entry("k1")
        assert entry is not None
        assert (entry.state, desk.journal.counters().slips, len(desk.printer.slips)) == (JobState.DONE, 2, 2)


def test_a_disk_that_fills_before_the_first_byte_lets_none_out(
    tmp_path: Path, disk: Callable[[bool], None]
) -> None:
    with bench(tmp_path) as desk:
        desk.wait_ready()
        disk(True)
        refused = desk.print_slip()
        assert isinstance(refused, Refused)
        assert refused.reason is RefusalReason.JOURNAL
        assert not desk.notebook.bytes
        disk(False)


def test_a_slip_given_up_on_a_full_disk_is_marked_once(tmp_path: Path, disk: Callable[[bool], None]) -> None:
    with bench(tmp_path) as desk:
        desk.wait_ready()
        desk.printer.fault_at_row(60, Fault.CABLE)
        when(desk, lambda event: isinstance(event, JobSuspended), lambda: disk(True))
        assert isinstance(desk.print_slip("k1"), Voided)
        desk.printer.repair()
        desk.notebook.on_event = None
        disk(False)
        assert isinstance(desk.print_when_ready("k2", slip(note="第2次")), Done)
        assert not desk.journal.voids_due()
        assert [is_whole(cut, slip(note="第2次")) for cut in desk.printer.slips] == [False, True]


def test_new_paper_on_a_full_disk_stops_nothing(tmp_path: Path, disk: Callable[[bool], None]) -> None:
    with bench(tmp_path) as desk:
        desk.wait_ready()
        assert desk.engine.submit(PrintJob("k1", slip(), "T-0001"))
        desk.notebook.wait_for(lambda event: isinstance(event, JobFinished))
        desk.printer.fault(Fault.PAPER_OUT)
        desk.notebook.wait_for(lambda _event: "PAPER_OUT" in repr(desk.engine.status))
        desk.notebook.events.clear()
        disk(True)
        desk.printer.repair()
        desk.wait_ready()
        disk(False)
        assert isinstance(desk.print_slip("k2"), Done)
        assert desk.journal.counters().roll_metres < 0.7 * desk.journal.counters().metres


@contextlib.contextmanager
def small_file_system(folder: Path) -> Iterator[Path]:
    """Two hundred kilobytes of their own; only root may make them."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=200k", "kiosk-test", folder]
    if subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode:
        pytest.skip("this user may not mount a small file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_file_system_ends_no_slip_and_no_thread(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        caplog.at_level(logging.CRITICAL, "printing"),
        small_file_system(tmp_path / "disk") as disk,
        bench(disk) as desk,
    ):
        desk.wait_ready()

        def fill() -> None:
            with (disk / "filler").open("wb", buffering=0) as file, contextlib.suppress(OSError):
                while True:
                    file.write(bytes(512))

        when(desk, is_sending, fill)
        assert isinstance(desk.print_slip("k1"), Done)
        desk.notebook.on_event = None
        (disk / "filler").unlink()
        assert isinstance(desk.print_slip("k2"), Done)


def test_a_transaction_the_disk_ended_bars_no_later_one(tmp_path: Path, disk: Callable[[bool], None]) -> None:
    with Journal(tmp_path / "jobs.db", lambda: 0.0) as journal:
        disk(True)
        with pytest.raises(JournalFault):
            journal.count(rows_mm=1.0, cut=True, slip=True)
        disk(False)
        journal.count(rows_mm=1.0, cut=True, slip=True)
        assert journal.counters().cuts == 1
