"""The engine's promises on a healthy printer, and its honesty on printers that prove less."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from printing.engine import EngineOptions, PrintEngine
from printing.escpos import parser
from printing.events import JobFinished, JobProgress, Phase, PrintJob, StatusChanged
from printing.journal import JobState, Journal
from printing.profile import PrintMode, default_profile
from printing.simulator import SimulatedPrinter, Wiring
from printing.simulator_model import CLONES, Fault
from printing.status import Done, FenceKind, Ready, RefusalReason, Refused, Unconfirmed
from tests.support.printer import (
    FAST,
    INSTANT,
    PROFILE,
    Bench,
    Notebook,
    bench,
    expected,
    is_whole,
    long_slip,
    renderer,
    slip,
)
from tests.support.sample_slip import sample_slip

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.journey(every=3)

NO_FENCE = replace(PROFILE, fence=FenceKind.NONE)


def test_a_slip_is_printed_cut_and_proven(tmp_path: Path) -> None:
    with bench(tmp_path) as desk:
        outcome = desk.print_slip()
        assert isinstance(outcome, Done)
        assert outcome.evidence.rows == expected(slip()).stream.rows
        assert [is_whole(cut, slip()) for cut in desk.printer.slips] == [True]
        assert desk.printer.paper.height_dots == 0


def test_the_tapped_stream_begins_with_a_reset_and_ends_with_the_cut_after_the_end_mark(
    tmp_path: Path,
) -> None:
    with bench(tmp_path) as desk:
        desk.print_slip()
        stream = bytes(desk.notebook.bytes)
        ops = parser.parse(stream)
        assert isinstance(ops[0], parser.Init)
        assert isinstance(ops[-1], parser.Cut)
        assert isinstance(ops[-2], parser.FenceQuery)
        assert isinstance(ops[-3], parser.Raster | parser.Feed)
        # Status may be asked for at any time; the answers overtake the data.
        assert stream in re.sub(rb"\x10\x04[\x01-\x04]", b"", desk.printer.received)


def test_the_same_key_never_prints_twice(tmp_path: Path) -> None:
    with bench(tmp_path) as desk:
        desk.print_slip("k1")
        desk.notebook.events.clear()
        outcome = desk.print_slip("k1")
        assert isinstance(outcome, Refused)
        assert outcome.reason is RefusalReason.ALREADY_TRIED
        assert len(desk.printer.slips) == 1


def test_a_double_tap_is_one_job(tmp_path: Path) -> None:
    with bench(tmp_path) as desk:
        job = PrintJob("k1", slip(), "T-0001")
        assert desk.engine.submit(job)
        assert desk.engine.submit(job)
        desk.notebook.outcome("k1")
    assert len(desk.notebook.outcomes("k1")) == 1
    assert len(desk.printer.slips) == 1


def test_another_job_waits_until_the_first_is_final(tmp_path: Path) -> None:
    with bench(tmp_path) as desk:
        desk.printer.fault_at_row(20, Fault.COVER_OPEN)
        assert desk.engine.submit(PrintJob("k1", slip(), "T-0001"))
        assert not desk.engine.submit(PrintJob("k2", slip(), "T-0002"))
        desk.wait_suspended()
        desk.printer.repair()
        assert isinstance(desk.notebook.outcome("k1"), Done)


def test_progress_runs_from_preparing_to_cutting_and_never_backwards(tmp_path: Path) -> None:
    with bench(tmp_path) as desk:
        desk.print_slip(document=long_slip(4))
        progress = [event for event in desk.notebook.events if isinstance(event, JobProgress)]
        fractions = [event.fraction for event in progress]
        assert fractions == sorted(fractions)
        assert list(dict.fromkeys(event.phase for event in progress)) == list(Phase)
        assert isinstance(desk.notebook.events[-1], JobFinished)


def test_the_journal_knows_every_attempt(tmp_path: Path) -> None:
    with bench(tmp_path) as desk:
        assert desk.engine.next_attempt("T-0001") == 1
        desk.print_slip("k1")
        assert desk.engine.next_attempt("T-0001") == 2
        entry = desk.journal.entry("k1")
        assert entry is not None
        assert (entry.state, entry.attempt) == (JobState.DONE, 1)
        assert entry.content_hash == expected(slip()).stream.digest
        assert desk.journal.counters().cuts == 1


def test_never_more_than_a_window_is_unproven(tmp_path: Path) -> None:
    """The bytes between two fences are at most half a window, and one fence is pending at a time."""
    with bench(tmp_path) as desk:
        desk.print_slip(document=long_slip(6))
        ops = parser.parse(bytes(desk.notebook.bytes))
        unproven, most = 0, 0
        for op in ops:
            unproven = 0 if isinstance(op, parser.FenceQuery) else unproven + _length(op)
            most = max(most, unproven)
        assert most <= PROFILE.window_bytes // 2


def _length(op: parser.Op) -> int:
    return len(op.data) + 8 if isinstance(op, parser.Raster) else 0


@pytest.mark.parametrize("clone", ["rongta", "hprt", "snbc"])
def test_a_printer_with_gs_r_only_is_proven_by_it(clone: str, tmp_path: Path) -> None:
    model = replace(CLONES[clone], speed_mm_s=None)
    with bench(tmp_path, model, profile=replace(PROFILE, fence=FenceKind.GS_R)) as desk:
        outcome = desk.print_slip()
        assert isinstance(outcome, Done)
        assert outcome.evidence.fence is FenceKind.GS_R
        assert is_whole(desk.printer.slips[0], slip())


def test_a_printer_without_proof_ends_unconfirmed_and_leaves_no_void_slip(tmp_path: Path) -> None:
    profile = replace(NO_FENCE, answers_real_time=False, reports_changes=False)
    with bench(tmp_path, replace(CLONES["silent"], speed_mm_s=None), profile=profile) as desk:
        assert desk.print_slip() == Unconfirmed()
        assert not desk.journal.voids_due()
        assert desk.printer.wait_for_cuts(1, 5.0)
    assert is_whole(desk.printer.slips[0], slip(), profile)


def test_a_58_mm_printer_without_cutter_feeds_past_its_tear_bar(tmp_path: Path) -> None:
    profile = replace(NO_FENCE, width_dots=384, has_cutter=False, reports_changes=False)
    model = replace(CLONES["zjiang"], speed_mm_s=None)
    with bench(tmp_path, model, profile=profile) as desk:
        assert desk.print_slip() == Unconfirmed()
        whole = expected(slip(), profile).bitmap
        paper = desk.printer.paper
        assert paper.height_dots > whole.height_dots + 100
        assert (paper.rows[: whole.height_dots] == whole.rows).all()


def test_a_file_gets_the_stream_and_no_promise(tmp_path: Path) -> None:
    url = f"file://{tmp_path}/slip.bin"
    notebook = Notebook()
    options = EngineOptions(timings=FAST, renderer=renderer())
    with (
        Journal(tmp_path / "jobs.db", _no_time) as journal,
        PrintEngine(
            url, journal, default_profile(url), notebook.note, tap=notebook.tap, options=options
        ) as engine,
    ):
        assert engine.submit(PrintJob("k1", slip(), "T-0001"))
        assert notebook.outcome("k1") == Unconfirmed()
    assert (tmp_path / "slip.bin").read_bytes() == bytes(notebook.bytes)


def _no_time() -> float:
    return 0.0


def test_text_mode_prints_the_same_items_over_a_serial_line(tmp_path: Path) -> None:
    profile = replace(PROFILE, mode=PrintMode.TEXT, window_bytes=2048)
    with bench(tmp_path, INSTANT, profile=profile, wiring=Wiring(serial_baud=115200)) as desk:
        outcome = desk.print_slip()
        assert isinstance(outcome, Done)
        assert "演示第2债务服务有限公司" in desk.printer.slips[0].text


def test_closing_in_the_middle_of_a_job_is_quick_and_leaves_it_unknown(tmp_path: Path) -> None:
    with bench(tmp_path) as desk:
        desk.printer.fault_at_row(100, Fault.PAPER_OUT)
        assert desk.engine.submit(PrintJob("k1", slip(), "T-0001"))
        desk.wait_suspended()
        closer = threading.Thread(target=desk.engine.close)
        closer.start()
        closer.join(2.0)
        assert not closer.is_alive()
        assert desk.notebook.outcome("k1") == Unconfirmed()
        entry = desk.journal.entry("k1")
        assert entry is not None
        assert (entry.state, entry.void_due) == (JobState.UNKNOWN, True)


def test_an_engine_needs_no_more_than_an_address_and_a_journal(tmp_path: Path) -> None:
    notebook = Notebook()
    with (
        Journal(tmp_path / "jobs.db", _no_time) as journal,
        PrintEngine("sim://", journal, None, notebook.note) as engine,
    ):
        assert engine.submit(PrintJob("k1", slip(1), "T-0001"))
        assert isinstance(notebook.outcome("k1"), Done)
        assert engine.profile.fence is FenceKind.GS_H


def test_a_slip_made_ready_ahead_is_printed_as_asked(tmp_path: Path) -> None:
    with bench(tmp_path) as desk:
        desk.wait_ready()
        desk.engine.prepare(slip())
        assert isinstance(desk.print_slip("k1"), Done)
        desk.engine.prepare(slip())
        assert isinstance(desk.print_slip("k2", slip(3)), Done)
        desk.engine.prepare(slip())
        desk.engine.prepare(None)
        assert isinstance(desk.print_slip("k3"), Done)
        assert [is_whole(cut, slip()) for cut in desk.printer.slips] == [True, False, True]
        assert is_whole(desk.printer.slips[1], slip(3))


def test_a_slip_made_ready_ahead_starts_at_once_with_glyphs_nobody_has_drawn(tmp_path: Path) -> None:
    with (
        SimulatedPrinter(INSTANT) as printer,
        Journal(tmp_path / "jobs.db", time.time) as journal,
    ):
        notebook = Notebook()
        options = EngineOptions(timings=FAST)
        with PrintEngine(printer.url, journal, PROFILE, notebook.note, options=options) as engine:
            desk = Bench(printer, journal, engine, notebook)
            desk.wait_ready()
            engine.prepare(sample_slip())
            printer.fault(Fault.NEAR_END)
            # The thread tells the next status only when the slip is made.
            notebook.wait_for(lambda event: event == StatusChanged(Ready(paper_low=True)))
            outcome = desk.print_slip(document=sample_slip())
    assert isinstance(outcome, Done)
    # The budget is 50 ms; the bound is loose because the suite shares its processors.
    assert outcome.evidence.first_byte_s < 0.1
