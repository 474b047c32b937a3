"""A printer switched off and on while the link stayed: what it held is lost, and it answers as if nothing were."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from printing.escpos import commands, parser
from printing.events import JobFinished, JobSuspended, PrintJob
from printing.profile import PrintMode
from printing.simulator import Wiring
from printing.simulator_model import Fault
from printing.status import Done, FenceKind, Voided
from tests.support.printer import INSTANT, PROFILE, bench, expected, is_whole, slip

if TYPE_CHECKING:
    from pathlib import Path

    from printing.events import EngineEvent
    from printing.profile import PrinterProfile
    from printing.simulator_paper import CutSlip

pytestmark = [pytest.mark.sample(every=3), pytest.mark.journey(every=2)]

ROWS = expected(slip()).stream.rows
SERIAL = Wiring(serial_baud=115200)
TEXT = replace(PROFILE, mode=PrintMode.TEXT, window_bytes=1024)


@pytest.mark.parametrize("fence", [FenceKind.GS_H, FenceKind.GS_R])
@pytest.mark.timeout(900)
def test_a_power_cycle_that_clears_a_fault_never_makes_a_slip_with_a_hole(
    fence: FenceKind, tmp_path: Path, *, soak: bool
) -> None:
    for row in range(1, ROWS + 1, 8 if soak else 160):
        folder = tmp_path / str(row)
        folder.mkdir()
        with bench(folder, profile=replace(PROFILE, fence=fence)) as desk:
            desk.printer.fault_at_row(row, Fault.UNRECOVERABLE)
            assert desk.engine.submit(PrintJob("k1", slip(), "T-0001"))
            desk.notebook.wait_for(lambda one: isinstance(one, JobSuspended | JobFinished))
            desk.printer.repair()
            outcome = desk.notebook.outcome("k1")
            whole = [cut for cut in desk.printer.slips if is_whole(cut, slip())]
            assert len(whole) == isinstance(outcome, Done), (row, outcome)
            assert isinstance(desk.print_when_ready("k2", slip(note="第2次")), Done)


@pytest.mark.parametrize("profile", [PROFILE, TEXT], ids=["raster", "text"])
@pytest.mark.timeout(900)
def test_a_serial_printer_switched_off_and_on_never_makes_a_slip_with_a_hole(
    profile: object, tmp_path: Path, *, soak: bool
) -> None:
    assert profile in {PROFILE, TEXT}
    chosen = PROFILE if profile is PROFILE else TEXT
    prepared = expected(slip(), chosen)
    for row in range(5, prepared.stream.rows, 16 if soak else 250):
        folder = tmp_path / str(row)
        folder.mkdir()
        with bench(folder, replace(INSTANT, buffer_bytes=2048), profile=chosen, wiring=SERIAL) as desk:
            desk.wait_ready()
            desk.printer.fault_at_row(row, Fault.POWER)
            assert desk.engine.submit(PrintJob("k1", slip(), "T-0001"))
            for _ in range(200):
                if desk.printer.faults or desk.notebook.happens_within(is_finished, 0.01):
                    break
            # No printer starts up faster than that.
            desk.notebook.happens_within(is_finished, 1.0)
            desk.printer.repair()
            outcome = desk.notebook.outcome("k1")
            whole = [cut for cut in desk.printer.slips if is_the_slip(cut, chosen)]
            assert len(whole) == isinstance(outcome, Done), (row, outcome)


def is_finished(event: EngineEvent) -> bool:
    return isinstance(event, JobFinished)


def is_the_slip(cut: CutSlip, profile: PrinterProfile) -> bool:
    if profile.mode is PrintMode.RASTER:
        return is_whole(cut, slip(), profile)
    return cut.text == parser.text_of(parser.parse(expected(slip(), profile).stream.data))


def test_switched_off_and_on_while_it_should_cut_it_is_told_to_cut_again(tmp_path: Path) -> None:
    with bench(tmp_path) as desk:

        def restart_at_the_cut(data: bytes) -> None:
            if data == commands.CUT_PARTIAL:
                desk.notebook.on_tap = None
                desk.printer.fault(Fault.UNRECOVERABLE)

        desk.notebook.on_tap = restart_at_the_cut
        assert desk.engine.submit(PrintJob("k1", slip(), "T-0001"))
        desk.notebook.wait_for(lambda one: isinstance(one, JobSuspended | JobFinished))
        desk.printer.repair()
        outcome = desk.notebook.outcome("k1")
        assert isinstance(outcome, Done | Voided)
        assert sum(is_whole(cut, slip()) for cut in desk.printer.slips) == isinstance(outcome, Done)
