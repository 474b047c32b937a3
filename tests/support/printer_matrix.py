"""The fault matrix: `python -m tests.support.printer_matrix` prints its table for docs/hardware/fault-matrix.md."""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from printing.events import JobFinished, JobProgress, JobSuspended, Phase, PrintJob
from printing.simulator_model import Fault
from printing.slip_stream import prepare_slip
from printing.status import Done
from printing.void_slip import void_document
from tests.support.printer import FAST, PROFILE, Bench, bench, expected, is_whole, renderer, slip

if TYPE_CHECKING:
    from printing.events import EngineEvent
    from printing.simulator_paper import CutSlip

AGAIN = slip(note="第2次")
PATIENCE_S = 0.1


class Moment(StrEnum):
    """When the fault happens."""

    BEFORE = "before the job"
    FIRST_ROW = "at the first row"
    HALF_WAY = "half-way"
    LAST_ROW = "at the last row"
    CUT = "end mark proven, before the cut"


@dataclass(frozen=True, slots=True)
class Cell:
    """What came of one job, and what paper a person found; `again` is the next slip, asked for after the repair."""

    outcome: str
    paper: str

    def __str__(self) -> str:
        return f"{self.outcome}: {self.paper}"


def cell(fault: Fault, moment: Moment, *, mended: bool, folder: Path) -> Cell:
    """Print one slip with this fault at this moment, mend it at once or after the engine gave up, print again.

    Raises:
        AssertionError: done without a whole slip, two valid slips, or a next slip that is not whole.
    """
    rows = {Moment.FIRST_ROW: 1, Moment.HALF_WAY: 0, Moment.LAST_ROW: 0}
    length = expected(slip()).stream.rows
    rows |= {Moment.HALF_WAY: length // 2, Moment.LAST_ROW: length}
    timings = FAST if mended else replace(FAST, patience_s=PATIENCE_S)
    with ExitStack() as stack:
        desk = stack.enter_context(bench(folder, timings=timings))
        desk.wait_ready()
        if moment is Moment.BEFORE:
            desk.printer.fault(fault)
        elif moment is Moment.CUT:
            _fault_at_the_cut(desk, fault)
        else:
            desk.printer.fault_at_row(rows[moment], fault)
        outcome = _outcome(desk, mended=mended)
        desk.printer.repair()
        again = desk.print_when_ready("k2", AGAIN)
        assert isinstance(again, Done), again
        assert is_whole(desk.printer.slips[-1], AGAIN)
        valid = [cut for cut in desk.printer.slips if is_whole(cut, slip())]
        assert len(valid) <= 1, "two valid slips for one request"
        assert valid or not isinstance(outcome, Done), "done without a slip"
        return Cell(type(outcome).__name__, _paper(desk))


def _fault_at_the_cut(desk: Bench, fault: Fault) -> None:
    def pull(event: EngineEvent) -> None:
        if isinstance(event, JobProgress) and event.phase is Phase.CUTTING:
            desk.notebook.on_event = None
            desk.printer.fault(fault)

    desk.notebook.on_event = pull


def _outcome(desk: Bench, *, mended: bool) -> object:
    assert desk.engine.submit(PrintJob("k1", slip(), "T-0001"))
    if mended:
        event = desk.notebook.wait_for(lambda one: isinstance(one, JobSuspended | JobFinished))
        if isinstance(event, JobSuspended):
            desk.printer.repair()
    return desk.notebook.outcome("k1")


def _paper(desk: Bench) -> str:
    *earlier, _ = desk.printer.slips
    return " + ".join(map(_piece, earlier)) or "nothing"


def _piece(cut: CutSlip) -> str:
    if is_whole(cut, slip()):
        return "one slip" if len(cut.pieces) == 1 else f"one slip in {len(cut.pieces)} pieces"
    if not cut.bitmap.rows.any():
        return "an empty cut"
    return "marked void" if cut.bitmap.height_dots > _void_rows() else "a void slip alone"


def _void_rows() -> int:
    return prepare_slip(void_document(), PROFILE, renderer()).stream.rows


def row(fault: Fault, moment: Moment, folder: Path) -> tuple[str, str]:
    """The two last columns of one line of the table."""
    cells = []
    for mended in (True, False):
        place = folder / f"{fault}-{moment.name}-{mended}"
        place.mkdir()
        cells.append(str(cell(fault, moment, mended=mended, folder=place)))
    return cells[0], cells[1]


def table(folder: Path) -> str:
    """The whole table; neighbouring moments with the same result share a line."""
    lines = ["| fault | moment | mended | not mended in time |", "|---|---|---|---|"]
    for fault in Fault:
        found = [(moment, row(fault, moment, folder)) for moment in Moment]
        for results, group in groupby(found, key=lambda pair: pair[1]):
            moments = "; ".join(moment.value for moment, _ in group)
            lines.append(f"| {fault.value} | {moments} | {results[0]} | {results[1]} |")
    return "\n".join(lines)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        sys.stdout.write(table(Path(made)) + "\n")
