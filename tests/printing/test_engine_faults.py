"""Every fault at every place: Done only when the end mark is on paper and the cut is made."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from printing.escpos import commands
from printing.events import JobFinished, JobSuspended, PrintJob
from printing.journal import JobState
from printing.simulator import Wiring
from printing.simulator_machine import AnswerKind
from printing.simulator_model import Fault
from printing.status import (
    Blocked,
    BlockReason,
    Done,
    FenceKind,
    Ready,
    RefusalReason,
    Refused,
    Unconfirmed,
    Unknown,
    Unreachable,
    Voided,
)
from tests.support.printer import FAST, INSTANT, PROFILE, bench, expected, is_whole, slip

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.printer import Bench

pytestmark = [pytest.mark.sample(every=5), pytest.mark.journey(every=4)]

STOPS = {
    Fault.PAPER_OUT: BlockReason.PAPER_OUT,
    Fault.COVER_OPEN: BlockReason.COVER_OPEN,
    Fault.OVERHEATED: BlockReason.OVERHEATED,
    Fault.OFFLINE: BlockReason.OFFLINE,
    Fault.FEEDING: BlockReason.FEEDING,
}
LOSSES = (Fault.CABLE, Fault.POWER)
ROWS = expected(slip()).stream.rows
SAMPLE_ROWS = tuple(sorted({1, 2, ROWS // 3, ROWS // 2, ROWS - 1, ROWS}))


def sampled_rows(*, soak: bool) -> tuple[int, ...]:
    return tuple(range(1, ROWS + 1)) if soak else SAMPLE_ROWS


@pytest.mark.parametrize("fault", STOPS)
def test_a_printer_that_is_blocked_before_the_job_gets_no_byte(fault: Fault, tmp_path: Path) -> None:
    with bench(tmp_path, before=lambda printer: printer.fault(fault)) as desk:
        assert desk.print_slip() == Refused(Blocked(STOPS[fault]))
        assert not desk.notebook.bytes
        entry = desk.journal.entry("k1")
        assert entry is not None
        assert entry.state is JobState.REFUSED


def test_a_refused_job_may_be_asked_for_again_with_the_same_key(tmp_path: Path) -> None:
    with bench(tmp_path, before=lambda printer: printer.fault(Fault.PAPER_OUT)) as desk:
        desk.print_slip()
        desk.printer.repair()
        desk.wait_ready()
        desk.notebook.events.clear()
        assert isinstance(desk.print_slip(), Done)


@pytest.mark.parametrize("fault", STOPS)
@pytest.mark.timeout(600)
def test_a_stop_at_any_row_is_told_and_goes_on_after_the_repair(
    fault: Fault, tmp_path: Path, *, soak: bool
) -> None:
    # A busy machine is late with an answer now and then; here only the fault may void a slip.
    with bench(tmp_path, timings=replace(FAST, answer_s=1.0, fence_slack_s=2.0)) as desk:
        for number, row in enumerate(sampled_rows(soak=soak)):
            desk.notebook.events.clear()
            key = f"k{number}"
            resumed = _print_with_a_stop(desk, fault, row, key)
            assert isinstance(resumed, Done), (fault, row, resumed)
            assert is_whole(desk.printer.slips[-1], slip()), (fault, row)
        assert desk.printer.paper.height_dots == 0


def _print_with_a_stop(desk: Bench, fault: Fault, row: int, key: str) -> object:
    cuts = len(desk.printer.slips)
    desk.printer.fault_at_row(row, fault)
    assert desk.engine.submit(PrintJob(key, slip(), "T-0001"))
    event = desk.notebook.wait_for(lambda one: isinstance(one, JobSuspended | JobFinished))
    assert isinstance(event, JobSuspended), "a stopped printer must not look finished"
    assert event.status == Blocked(STOPS[fault])
    assert len(desk.printer.slips) == cuts, "nothing may be cut while the slip is incomplete"
    desk.printer.repair()
    return desk.notebook.outcome(key)


@pytest.mark.parametrize("fault", LOSSES)
@pytest.mark.timeout(600)
def test_a_link_lost_at_any_row_never_leaves_a_valid_slip(
    fault: Fault, tmp_path: Path, *, soak: bool
) -> None:
    for number, row in enumerate(sampled_rows(soak=soak)):
        directory = tmp_path / str(number)
        directory.mkdir()
        with bench(directory) as desk:
            desk.printer.fault_at_row(row, fault)
            first = desk.print_slip("k1")
            desk.printer.repair()
            again = desk.print_when_ready("k2", slip(note="第2次"))
            assert isinstance(again, Done), again
            valid = [cut for cut in desk.printer.slips if is_whole(cut, slip())]
            assert len(valid) == isinstance(first, Done), (fault, row, first)
            assert is_whole(desk.printer.slips[-1], slip(note="第2次"))


def test_a_jammed_cutter_is_waited_for_and_the_cut_made_afterwards(tmp_path: Path) -> None:
    with bench(tmp_path) as desk:
        desk.printer.fault_at_row(ROWS - 5, Fault.CUTTER)
        assert desk.engine.submit(PrintJob("k1", slip(), "T-0001"))
        assert desk.wait_suspended() == Blocked(BlockReason.CUTTER)
        assert not desk.printer.slips
        desk.printer.repair()
        assert isinstance(desk.notebook.outcome("k1"), Done)
        assert is_whole(desk.printer.slips[0], slip())


@pytest.mark.parametrize("row", SAMPLE_ROWS[:-1])
def test_a_stop_nobody_mends_is_voided_and_marked_before_the_next_slip(row: int, tmp_path: Path) -> None:
    with bench(tmp_path, timings=replace(FAST, patience_s=0.1)) as desk:
        desk.printer.fault_at_row(row, Fault.PAPER_OUT)
        assert desk.print_slip("k1") == Voided(marked=False)
        desk.printer.repair()
        assert isinstance(desk.print_when_ready("k2", slip(note="第2次")), Done)
        first, second = desk.printer.slips
        assert not is_whole(first, slip())
        assert is_whole(second, slip(note="第2次"))
        assert not desk.journal.voids_due()


def test_giving_up_on_a_mended_printer_marks_the_paper_at_once(tmp_path: Path) -> None:
    with bench(tmp_path) as desk:
        desk.printer.fault_at_row(ROWS // 2, Fault.COVER_OPEN)
        assert desk.engine.submit(PrintJob("k1", slip(), "T-0001"))
        desk.wait_suspended()
        desk.engine.give_up("k1")
        assert isinstance(desk.notebook.outcome("k1"), Voided)
        assert not any(is_whole(cut, slip()) for cut in desk.printer.slips)


@pytest.mark.parametrize("mangle", ["lose_answers", "garble_answers"])
@pytest.mark.parametrize("count", [1, 2])
def test_a_lost_or_garbled_proof_is_asked_for_again(mangle: str, count: int, tmp_path: Path) -> None:
    with bench(tmp_path) as desk:
        desk.wait_ready()
        getattr(desk.printer, mangle)(AnswerKind.PROCESS_ID, count)
        assert isinstance(desk.print_slip(), Done)
        assert [is_whole(cut, slip()) for cut in desk.printer.slips] == [True]


def test_a_printer_that_never_proves_its_paper_gets_no_cut_for_the_list(tmp_path: Path) -> None:
    with bench(tmp_path, timings=replace(FAST, fence_slack_s=0.05)) as desk:
        desk.wait_ready()
        desk.printer.lose_answers(AnswerKind.PROCESS_ID, 1000)
        outcome = desk.print_slip(document=slip(1))
        assert isinstance(outcome, Voided)
        assert not any(is_whole(cut, slip(1)) for cut in desk.printer.slips)


def test_a_printer_that_does_not_answer_is_unknown_and_not_out_of_paper(tmp_path: Path) -> None:
    def mute(printer: object) -> None:
        printer.lose_answers(AnswerKind.REAL_TIME, 100_000)  # type: ignore[attr-defined] - the simulator
        printer.lose_answers(AnswerKind.ASB, 100_000)  # type: ignore[attr-defined] - the simulator

    with bench(tmp_path, before=mute) as desk:
        assert desk.print_slip() == Refused(Unknown())


def test_a_late_status_is_never_taken_for_another_question(tmp_path: Path) -> None:
    """One late answer would shift all others by one: a paper-out printer must not look ready."""
    with bench(tmp_path) as desk:
        desk.wait_ready()
        desk.printer.delay_answers(FAST.answer_s + 0.1)
        desk.printer.fault(Fault.PAPER_OUT)
        outcome = desk.print_slip()
        assert isinstance(outcome, Refused)
        assert not desk.notebook.bytes


@pytest.mark.parametrize("row", SAMPLE_ROWS)
def test_a_stop_is_told_and_mended_with_the_weaker_proof_too(row: int, tmp_path: Path) -> None:
    with bench(tmp_path, profile=replace(PROFILE, fence=FenceKind.GS_R)) as desk:
        assert isinstance(_print_with_a_stop(desk, Fault.PAPER_OUT, row, "k1"), Done)
        assert is_whole(desk.printer.slips[0], slip())


def test_a_late_second_answer_does_not_prove_the_next_thing(tmp_path: Path) -> None:
    """GS r answers carry no name: a fence asked twice needs both answers before the next one counts."""
    with bench(tmp_path, profile=replace(PROFILE, fence=FenceKind.GS_R)) as desk:
        desk.wait_ready()
        desk.printer.delay_answers(FAST.fence_slack_s + 0.1)
        outcome = desk.print_slip(document=slip(1))
        assert not isinstance(outcome, Done) or is_whole(desk.printer.slips[0], slip(1))


def test_a_stop_without_any_proof_is_still_told_while_the_paper_should_move(tmp_path: Path) -> None:
    profile = replace(PROFILE, fence=FenceKind.NONE, slowest_mm_s=200.0)
    with bench(tmp_path, profile=profile) as desk:
        desk.printer.fault_at_row(ROWS // 2, Fault.PAPER_OUT)
        assert desk.engine.submit(PrintJob("k1", slip(), "T-0001"))
        assert desk.wait_suspended() == Blocked(BlockReason.PAPER_OUT)
        desk.printer.repair()
        assert desk.notebook.outcome("k1") == Unconfirmed()


def test_a_roll_that_is_too_short_is_refused_before_the_first_byte(tmp_path: Path) -> None:
    with bench(tmp_path, before=lambda printer: printer.fault(Fault.NEAR_END), roll_length_m=0.01) as desk:
        outcome = desk.print_slip()
        assert outcome == Refused(Ready(paper_low=True), RefusalReason.PAPER_TOO_SHORT)


def test_a_new_roll_starts_its_own_metres(tmp_path: Path) -> None:
    with bench(tmp_path) as desk:
        desk.print_slip("k1")
        desk.notebook.events.clear()
        _print_with_a_stop(desk, Fault.PAPER_OUT, 10, "k2")
        desk.print_slip("k3")
        counters = desk.journal.counters()
        assert counters.slips == 3
        assert counters.roll_metres < counters.metres


def test_closing_is_quick_while_the_printer_is_away(tmp_path: Path) -> None:
    with bench(tmp_path, before=lambda printer: printer.fault(Fault.CABLE)) as desk:
        assert isinstance(desk.print_slip(), Refused)
        started_s = time.monotonic()
        desk.engine.close()
        assert time.monotonic() - started_s < 2.0
        assert not desk.engine.submit(PrintJob("k2", slip(), "T-0002"))


@pytest.mark.parametrize("fault", LOSSES)
def test_a_link_lost_at_the_cut_is_mended_because_the_end_mark_was_proven(
    fault: Fault, tmp_path: Path
) -> None:
    with bench(tmp_path) as desk:

        def pull_at_the_cut(data: bytes) -> None:
            if data == commands.CUT_PARTIAL:
                desk.notebook.on_tap = None
                desk.printer.fault(fault)

        desk.notebook.on_tap = pull_at_the_cut
        assert desk.engine.submit(PrintJob("k1", slip(), "T-0001"))
        assert isinstance(desk.wait_suspended(), Unreachable)
        desk.printer.repair()
        assert isinstance(desk.notebook.outcome("k1"), Done)
        assert sum(is_whole(cut, slip()) for cut in desk.printer.slips) == 1
        assert bytes(desk.notebook.bytes).endswith(commands.CUT_PARTIAL)


def test_a_link_lost_at_the_cut_and_never_mended_is_given_up(tmp_path: Path) -> None:
    with bench(tmp_path, timings=replace(FAST, patience_s=0.1)) as desk:

        def pull_at_the_cut(data: bytes) -> None:
            if data == commands.CUT_PARTIAL:
                desk.printer.fault(Fault.POWER)

        desk.notebook.on_tap = pull_at_the_cut
        assert desk.print_slip() == Voided(marked=False)
        assert [entry.key for entry in desk.journal.voids_due()] == ["k1"]


def test_a_printer_that_takes_no_more_is_never_torn(tmp_path: Path) -> None:
    """A window larger than the buffer on a serial line: write and status stall while the paper is out.

    That looks like a printer that is off, so the slip may be voided; it is never done with a hole.
    """
    profile = replace(PROFILE, window_bytes=16_384)
    wiring = Wiring(serial_baud=115200)
    model, timings = replace(INSTANT, buffer_bytes=512), replace(FAST, fence_slack_s=2.0)
    with bench(tmp_path, model, profile=profile, wiring=wiring, timings=timings) as desk:
        outcome = _print_with_a_stop(desk, Fault.PAPER_OUT, 20, "k1")
        whole = [cut for cut in desk.printer.slips if is_whole(cut, slip(), profile)]
        assert len(whole) == isinstance(outcome, Done)


@pytest.mark.soak
def test_giving_up_in_the_middle_of_a_stalled_write_leaves_no_garbage_slip(tmp_path: Path) -> None:
    """Answers are waited for longer than half a window takes on this line: behind it they are late, not missing."""
    profile = replace(PROFILE, window_bytes=16_384)
    wiring = Wiring(serial_baud=115200)
    model = replace(INSTANT, buffer_bytes=512)
    timings = replace(FAST, answer_s=1.0, patience_s=0.1, fence_slack_s=2.0)
    with bench(tmp_path, model, profile=profile, wiring=wiring, timings=timings) as desk:
        desk.printer.fault_at_row(20, Fault.PAPER_OUT)
        assert desk.print_slip() == Voided(marked=False)
        desk.printer.repair()
        assert isinstance(desk.print_when_ready("k2", slip(note="第2次")), Done)
        assert is_whole(desk.printer.slips[-1], slip(note="第2次"), profile)
        assert not any(is_whole(cut, slip(), profile) for cut in desk.printer.slips)


@pytest.mark.parametrize("row", SAMPLE_ROWS)
def test_a_slip_that_went_on_after_paper_out_is_one_list_on_two_pieces_of_paper(
    row: int, tmp_path: Path
) -> None:
    """Done, because the end mark is printed and cut; said to be in pieces, and the end mark is on the last one."""
    with bench(tmp_path) as desk:
        outcome = _print_with_a_stop(desk, Fault.PAPER_OUT, row, "k1")
        assert isinstance(outcome, Done)
        assert outcome.evidence.paper_changes == 1
        (cut,) = desk.printer.slips
        assert is_whole(cut, slip())
        heights = [piece.height_dots for piece in cut.pieces]
        assert heights == [row, ROWS - row][: 2 if row < ROWS else 1]
        assert sum(piece == expected(slip()).bitmap for piece in cut.pieces) == (row == ROWS)


def test_an_open_cover_parts_no_paper(tmp_path: Path) -> None:
    with bench(tmp_path) as desk:
        outcome = _print_with_a_stop(desk, Fault.COVER_OPEN, ROWS // 2, "k1")
        assert isinstance(outcome, Done)
        assert outcome.evidence.paper_changes == 0
        assert len(desk.printer.slips[0].pieces) == 1


@pytest.mark.parametrize(
    ("fence", "kind"), [(FenceKind.GS_H, Done), (FenceKind.GS_R, Unconfirmed)], ids=["gs_h", "gs_r"]
)
def test_a_printer_that_is_silent_after_the_cut_is_believed_by_its_strongest_proof_only(
    fence: FenceKind, kind: type, tmp_path: Path
) -> None:
    with bench(tmp_path, profile=replace(PROFILE, fence=fence)) as desk:

        def fall_silent_at_the_cut(data: bytes) -> None:
            if data == commands.CUT_PARTIAL:
                desk.printer.lose_answers(AnswerKind.REAL_TIME, 100_000)

        desk.notebook.on_tap = fall_silent_at_the_cut
        outcome = desk.print_slip()
        assert isinstance(outcome, kind)
        assert is_whole(desk.printer.slips[0], slip())
        entry = desk.journal.entry("k1")
        assert entry is not None
        assert entry.state is (JobState.DONE if kind is Done else JobState.UNKNOWN)


def test_a_printer_silent_for_a_moment_after_the_cut_is_asked_again(tmp_path: Path) -> None:
    with bench(tmp_path, profile=replace(PROFILE, fence=FenceKind.GS_R)) as desk:

        def miss_one_answer(data: bytes) -> None:
            if data == commands.CUT_PARTIAL:
                desk.printer.lose_answers(AnswerKind.REAL_TIME, 1)

        desk.notebook.on_tap = miss_one_answer
        assert isinstance(desk.print_slip(), Done)


def test_without_any_proof_the_bytes_wait_for_the_slowest_paper(tmp_path: Path) -> None:
    """A stop in the first half is seen before the second half is out, and the rest follows after the repair."""
    profile = replace(PROFILE, fence=FenceKind.NONE, slowest_mm_s=100.0, window_bytes=2048)
    with bench(tmp_path, profile=profile) as desk:
        desk.printer.fault_at_row(ROWS // 4, Fault.PAPER_OUT)
        assert desk.engine.submit(PrintJob("k1", slip(), "T-0001"))
        assert desk.wait_suspended() == Blocked(BlockReason.PAPER_OUT)
        assert len(desk.notebook.bytes) < len(expected(slip(), profile).stream.data) * 3 // 4
        desk.printer.repair()
        assert desk.notebook.outcome("k1") == Unconfirmed()
        assert desk.printer.wait_for_cuts(1, 5.0)
        assert is_whole(desk.printer.slips[0], slip(), profile)


def test_without_any_proof_the_void_slip_is_paced_too(tmp_path: Path) -> None:
    profile = replace(PROFILE, fence=FenceKind.NONE, slowest_mm_s=200.0, window_bytes=1024)
    with bench(tmp_path, profile=profile, timings=replace(FAST, patience_s=0.1)) as desk:
        desk.printer.fault_at_row(ROWS // 4, Fault.PAPER_OUT)
        assert desk.print_slip("k1") == Voided(marked=False)
        desk.printer.repair()
        begun_s = time.monotonic()
        assert desk.print_when_ready("k2", slip(note="第2次")) == Unconfirmed()
        assert desk.printer.wait_for_cuts(2, 5.0)
        voided, again = desk.printer.slips
        assert is_whole(again, slip(note="第2次"), profile)
        void_rows = voided.bitmap.height_dots - ROWS // 4
        assert time.monotonic() - begun_s > (void_rows + ROWS) / 8 / 200.0 * 0.7
