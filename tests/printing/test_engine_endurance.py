"""Months on end: many jobs, faults at any byte, and what that does to memory and descriptors."""

from __future__ import annotations

import random
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import psutil
import pytest

from printing.events import JobFinished, JobSuspended, PrintJob
from printing.profile import PrintMode
from printing.simulator import Wiring
from printing.simulator_model import EPSON, Fault
from printing.status import Done, Refused, Voided
from tests.support.printer import FAST, PROFILE, bench, expected, is_whole, long_slip, slip

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.soak

STREAM_BYTES = len(expected(slip()).stream.data)
SLIP_ROWS = expected(slip()).stream.rows


@pytest.mark.timeout(900)
def test_many_jobs_in_a_row_leak_nothing(tmp_path: Path, *, soak: bool) -> None:
    process = psutil.Process()
    with bench(tmp_path) as desk:
        for number in range(4):
            assert isinstance(desk.print_slip(f"warm-{number}"), Done)
        before = process.memory_info().rss, process.num_fds(), threading.active_count()
        for number in range(1000 if soak else 12):
            desk.notebook.events.clear()
            desk.notebook.bytes.clear()
            assert isinstance(desk.print_slip(f"k-{number}"), Done)
        grown = process.memory_info().rss - before[0]
        assert (process.num_fds(), threading.active_count()) == before[1:]
        assert grown < 24_000_000, f"memory grew by {grown} bytes"


@pytest.mark.parametrize("fault", [Fault.CABLE, Fault.POWER, Fault.PAPER_OUT])
@pytest.mark.timeout(900)
def test_a_fault_at_any_byte_never_makes_two_valid_slips(fault: Fault, tmp_path: Path, *, soak: bool) -> None:
    places = random.Random(20261123)
    for number in range(150 if soak else 4):
        directory = tmp_path / str(number)
        directory.mkdir()
        count = places.randint(30, STREAM_BYTES + 60)
        with bench(directory, timings=replace(FAST, patience_s=0.05)) as desk:
            desk.wait_ready()
            desk.printer.fault_at_byte(count, fault)
            first = desk.print_slip("k1")
            desk.printer.repair()
            again = desk.print_when_ready("k2", slip(note="第2次"))
            assert isinstance(first, Done | Voided | Refused), (count, first)
            assert isinstance(again, Done), (count, again)
            valid = sum(is_whole(cut, slip()) for cut in desk.printer.slips)
            # A cut whose answer was lost is undecidable: the paper may then be better than our word.
            assert valid <= 1, count
            assert valid == 1 or not isinstance(first, Done), count
            assert is_whole(desk.printer.slips[-1], slip(note="第2次")), count


@pytest.mark.parametrize("fault", [Fault.UNRECOVERABLE, Fault.CUTTER, Fault.NEAR_END])
@pytest.mark.timeout(900)
def test_every_other_fault_at_any_row_is_done_only_with_a_whole_slip(
    fault: Fault, tmp_path: Path, *, soak: bool
) -> None:
    """Mended as soon as it is told; the stops that a slip goes on after are in `test_engine_faults`."""
    # A busy machine is late with an answer now and then; here only the fault may void a slip.
    # What only a power cycle ends makes it silent in every row: there longer deadlines would be waited for.
    patient = replace(FAST, answer_s=1.0, fence_slack_s=2.0)
    with bench(tmp_path, timings=FAST if fault is Fault.UNRECOVERABLE else patient) as desk:
        for row in range(1, SLIP_ROWS + 1, 1 if soak else 100):
            desk.notebook.events.clear()
            earlier = tuple(desk.printer.slips)
            desk.printer.fault_at_row(row, fault)
            assert desk.engine.submit(PrintJob(f"k{row}", slip(), "T-0001"))
            desk.notebook.wait_for(lambda one: isinstance(one, JobSuspended | JobFinished))
            desk.printer.repair()
            outcome = desk.notebook.outcome(f"k{row}")
            cut_now = [cut for cut in desk.printer.slips if not any(cut is one for one in earlier)]
            assert isinstance(outcome, Done) == (fault is not Fault.UNRECOVERABLE), (row, outcome)
            assert sum(is_whole(cut, slip()) for cut in cut_now) == isinstance(outcome, Done), row
            if not isinstance(outcome, Done):
                desk.wait_ready()


def test_the_engine_adds_little_to_the_mechanics(tmp_path: Path) -> None:
    """A ten agency slip at 200 mm/s over TCP; the bound is loose because the suite shares its processors."""
    with bench(tmp_path, EPSON) as desk:
        desk.wait_ready()
        outcome = desk.print_slip(document=long_slip())
        assert isinstance(outcome, Done)
        mechanics_s = (outcome.evidence.rows + EPSON.cutter_feed_rows) / 8 / 200.0
        assert mechanics_s < outcome.evidence.total_s < 1.5 * mechanics_s


def test_a_serial_line_keeps_up_in_text_mode(tmp_path: Path) -> None:
    profile = replace(PROFILE, mode=PrintMode.TEXT, window_bytes=2048)
    with bench(tmp_path, EPSON, profile=profile, wiring=Wiring(serial_baud=115200)) as desk:
        desk.wait_ready()
        outcome = desk.print_slip(document=long_slip(4))
        assert isinstance(outcome, Done)
        rows = desk.printer.slips[0].bitmap.height_dots
        assert outcome.evidence.total_s < 1.8 * (rows + EPSON.cutter_feed_rows) / 8 / 200.0
