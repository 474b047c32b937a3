"""One slip on its way: preflight, bands paced by fences, end mark, cut, proof - or the honest way out.

    preflight -> bands, never more than a window unproven -> fence P -> cut -> fence C -> status -> Done
    fault: keep the link, send nothing more, wait for a person; the printer goes on by itself after the repair
    nobody comes, or the link was lost before the end mark was proven: give up; the paper is marked void and cut off

Each state is in the journal before the act it names. Runs on the engine's thread only.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from printing.events import JobProgress, JobSuspended, Phase
from printing.job_desk import Closing, GivenUp
from printing.journal import JobState
from printing.pacer import Pacer, rows_of_last_bytes
from printing.ports import PortFault
from printing.status import (
    Blocked,
    BlockReason,
    Done,
    Evidence,
    FenceKind,
    PrinterStatus,
    PrintOutcome,
    Ready,
    Refused,
    Unconfirmed,
    Unknown,
    Unreachable,
)

if TYPE_CHECKING:
    from printing.job_desk import Desk
    from printing.slip_stream import SlipStream

logger = logging.getLogger(__name__)

_BEFORE_ITS_ACT: Final = (JobState.PREFLIGHT_OK, JobState.SENDING)
_FENCE_ATTEMPTS: Final = 3
_STATUS_ATTEMPTS: Final = 3  # a printer may be silent while it cuts


@dataclass(slots=True)
class JobRun:
    """One attempt to print one slip.

    Args:
        desk: its surroundings.
        key: of the job, known to the journal as QUEUED.
        stream: what to send.
        submitted_s: when the job was asked for.
    """

    desk: Desk
    key: str
    stream: SlipStream
    submitted_s: float
    _state: JobState = JobState.QUEUED
    _phase: Phase = Phase.SENDING
    _rows_proven: int = 0
    _first_byte_s: float = 0.0
    _suspended_s: float | None = None
    _is_torn: bool = False
    _may_have_restarted: bool = False
    _was_silent: bool = False
    _is_out_of_paper: bool = False
    _paper_changes: int = 0
    _tokens: list[str] = field(default_factory=list)

    @property
    def is_torn(self) -> bool:
        """Whether the printer may be inside an unfinished command."""
        return self._is_torn

    @property
    def rows_proven(self) -> int:
        """Dot rows known to be on paper."""
        return self._rows_proven

    def run(self, status: PrinterStatus) -> PrintOutcome:
        """Print, after a preflight that said `status`.

        Raises:
            JournalFault: it could not be written; no byte is out.
            GivenUp, Closing: bytes are out and the slip will not be finished.
        """
        if not self._may_start(status):
            self._enter(JobState.REFUSED)
            return Refused(status)
        self._enter(JobState.PREFLIGHT_OK)
        self._enter(JobState.SENDING)
        self._first_byte_s = self.desk.clock() - self.submitted_s
        try:
            self._send_rows()
            self._enter(JobState.SENT)
            self._phase = Phase.PRINTING
            self._prove("P", self.stream.rows)
        except PortFault as fault:
            # What was under way when the link broke is lost or not: nobody can tell. It must not become a slip.
            self._is_torn = True
            self._suspend(Unreachable(str(fault)))
            raise GivenUp from fault
        if not self.desk.device.can_prove:
            return self._end_unproven()
        return self._commit()

    def _may_start(self, status: PrinterStatus) -> bool:
        if isinstance(status, Ready):
            return True
        return isinstance(status, Unknown) and not self.desk.device.answers_questions

    # Rows ------------------------------------------------------------------------------------------------------

    def _send_rows(self) -> None:
        self._send(self.stream.prologue)
        if self.desk.device.can_prove:
            self._send_by_fences()
        else:
            self._send_by_time()

    def _send_by_time(self) -> None:
        """Without a fence: never more than a window ahead of where the slowest mechanics would be."""
        profile, clock = self.desk.device.profile, self.desk.clock
        pacer = Pacer(clock, profile)
        ask_s = clock() + self.desk.timings.busy_poll_s
        for chunk in self.stream.chunks:
            while (wait_s := pacer.wait_s(len(chunk.data))) > 0:
                was_suspended, before_s = self._suspended_s is not None, clock()
                self.desk.closing.wait(min(wait_s, self.desk.timings.slice_s))
                if clock() >= ask_s:
                    self.desk.device.ask_status()
                    ask_s = clock() + self.desk.timings.busy_poll_s
                self._watch(self.desk.device.status)
                if was_suspended or self._suspended_s is not None:
                    pacer.stand_still(clock() - before_s)
            self._send(chunk.data)
            pacer.note(len(chunk.data), chunk.rows)

    def _send_by_fences(self) -> None:
        """Send half windows: the next one goes out before the fence of the one before is waited for."""
        half = self.desk.device.profile.window_bytes // 2
        sent_rows, unfenced, fenced_rows = 0, 0, -1
        for chunk in self.stream.chunks:
            if unfenced and unfenced + len(chunk.data) > half:
                if fenced_rows >= 0:
                    self._await_fence("B", fenced_rows)
                self._ask_fence("B")
                fenced_rows, unfenced = sent_rows, 0
            self._send(chunk.data)
            unfenced += len(chunk.data)
            sent_rows += chunk.rows
        if fenced_rows >= 0:
            self._await_fence("B", fenced_rows)

    def _send(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            end_s = self.desk.clock() + self._allowance_s(self.stream.rows - self._rows_proven)
            view = self._send_some(view, end_s, is_inside=len(view) < len(data))

    def _send_some(self, view: memoryview, end_s: float, *, is_inside: bool) -> memoryview:
        """Hand over a piece; while the printer takes nothing, wait for its cause to be mended."""
        while True:
            taken = self.desk.device.write(view)
            if taken:
                self._is_torn = False
                self.desk.tap(bytes(view[:taken]))
                self.desk.device.listen(0.0)
                return view[taken:]
            self._is_torn = is_inside
            if not self.desk.device.is_fence_answered:
                self._may_have_restarted = True
            self.desk.device.listen(0.0)
            self._watch(self.desk.device.status)
            if self._suspended_s is None and self.desk.clock() > end_s:
                raise GivenUp

    # Fences ----------------------------------------------------------------------------------------------------

    def _prove(self, letter: str, rows: int) -> None:
        if self.desk.device.can_prove:
            self._ask_fence(letter)
            self._await_fence(letter, rows)

    def _ask_fence(self, letter: str) -> None:
        if self.desk.device.can_prove:
            token, query = self.desk.device.new_fence(letter)
            self._tokens.append(token)
            if letter == "C":
                self.desk.device.write_all(query)
            else:
                self._send(query)

    def _await_fence(self, letter: str, rows: int) -> None:
        """Wait until everything before the newest fence is on paper.

        An answer can get lost; asking again moves no paper. But a printer that was off in between has lost what
        it held, and would answer all the same. After silence no answer counts; after a write that was not taken
        only the answer to the question from before.
        """
        if not self.desk.device.can_prove:
            return
        for attempt in range(_FENCE_ATTEMPTS):
            if attempt and (self._may_have_restarted or self._was_silent):
                raise GivenUp
            if attempt:
                self._ask_fence(letter)
            if self._fence_comes(self._allowance_s(rows - self._rows_proven)):
                self._may_have_restarted = False
                self._rows_proven = max(rows, self._rows_proven)
                self._tell_progress()
                return
        raise GivenUp

    def _fence_comes(self, allowed_s: float) -> bool:
        """True when it came; False when nothing is wrong and it still did not come in time."""
        device, clock = self.desk.device, self.desk.clock
        end_s, ask_s = clock() + allowed_s, clock() + self.desk.timings.busy_poll_s
        while True:
            was_suspended = self._suspended_s is not None
            device.listen(self.desk.timings.slice_s)
            if device.is_fence_answered:
                self._resume()
                if self._was_silent:  # the question may have waited in the line, the rows are lost
                    raise GivenUp
                return True
            if clock() >= ask_s:
                device.ask_status()
                if device.answers_questions and device.is_silent:
                    # One lost answer is noise; no printer starts up faster than two rounds.
                    device.ask_status()
                    self._was_silent |= device.is_silent
                ask_s = clock() + self.desk.timings.busy_poll_s
            self._watch(device.status)
            if was_suspended and self._suspended_s is None:
                end_s = clock() + allowed_s
            if self._suspended_s is None and clock() >= end_s:
                return False

    def _allowance_s(self, rows: int) -> float:
        profile = self.desk.device.profile
        feed_mm = rows / profile.dots_per_mm + profile.cutter_feed_mm
        return 2 * feed_mm / profile.slowest_mm_s + self.desk.timings.fence_slack_s

    # Faults ----------------------------------------------------------------------------------------------------

    def _watch(self, status: PrinterStatus) -> None:
        """Suspend and resume by what the printer says; raise when the time or the will is over."""
        if self.desk.closing.is_set():
            raise Closing
        if self.desk.giving_up.is_set():
            raise GivenUp
        if isinstance(status, Blocked):
            self._is_out_of_paper |= status.reason is BlockReason.PAPER_OUT
            self._was_silent |= status.reason is BlockReason.UNRECOVERABLE  # ended by a power cycle only
            self._suspend(status)
        elif isinstance(status, Ready):
            self._resume()
        since_s = self._suspended_s
        if since_s is not None and self.desk.clock() - since_s > self.desk.timings.patience_s:
            raise GivenUp

    def _suspend(self, status: PrinterStatus) -> None:
        if self._suspended_s is not None:
            return
        self._suspended_s = self.desk.clock()
        self.desk.books.note(self.key, JobState.SUSPENDED, rows=self._rows_proven)
        logger.info("job suspended: %s", type(status).__name__)
        self.desk.emit(JobSuspended(self.key, status))

    def _resume(self) -> None:
        if self._suspended_s is None:
            return
        self._suspended_s = None
        self._paper_changes += self._is_out_of_paper
        self._is_out_of_paper = False
        self.desk.books.note(self.key, self._state, rows=self._rows_proven)
        logger.info("job resumed, paper changed %s times so far", self._paper_changes)
        self._tell_progress()

    # The end ---------------------------------------------------------------------------------------------------

    def _commit(self) -> PrintOutcome:
        """Cut, now that the end mark is proven; a link lost here is mended, because a second cut does no harm."""
        self._enter(JobState.PRINTED)
        printed = self._tokens[-1]
        self._phase = Phase.CUTTING
        self._tell_progress()
        self._enter(JobState.CUT)
        is_tapped, restarts = False, 0
        while True:
            try:
                self.desk.device.write_all(self.stream.commit)
                if not is_tapped:
                    self.desk.tap(self.stream.commit)
                    is_tapped = True
                self._prove("C", self.stream.rows)
                return self._conclude(printed, self._tokens[-1])
            except GivenUp:
                restarts += 1  # off in between, and back: the cut may be lost like its fence
                is_back = (self._may_have_restarted or self._was_silent) and self._suspended_s is None
                if self.desk.giving_up.is_set() or not is_back or restarts >= _FENCE_ATTEMPTS:
                    raise
                self._may_have_restarted = self._was_silent = False
            except PortFault as fault:
                self._suspend(Unreachable(str(fault)))
                self._reconnect()

    def _conclude(self, printed: str, cut: str) -> PrintOutcome:
        """The cut is answered; a printer that complains of its cutter all the same is not believed.

        GS r is answered by some printers before the blade has moved: without a status behind it nothing is sure.
        """
        status = self._status_after_the_cut()
        self._resume()
        profile = self.desk.device.profile
        if isinstance(status, Unknown) and profile.fence is FenceKind.GS_R and profile.answers_real_time:
            self._enter(JobState.UNKNOWN)
            return Unconfirmed()
        evidence = Evidence(
            fence=profile.fence,
            printed_token=printed,
            cut_token=cut,
            status_after=status,
            rows=self.stream.rows,
            bytes_sent=len(self.stream.data),
            first_byte_s=self._first_byte_s,
            total_s=self.desk.clock() - self.submitted_s,
            paper_changes=self._paper_changes,
        )
        self._enter(JobState.DONE)
        return Done(evidence)

    def _status_after_the_cut(self) -> PrinterStatus:
        device, silent = self.desk.device, 0
        while True:
            status = device.ask_status()
            if isinstance(status, Blocked) and not status.reason.leaves_the_cut_sure:
                self._watch(status)
                device.listen(self.desk.timings.busy_poll_s)
            elif isinstance(status, Unknown) and device.answers_questions and silent < _STATUS_ATTEMPTS - 1:
                silent += 1
                device.listen(self.desk.timings.quiet_s)
            else:
                return status

    def _reconnect(self) -> None:
        pause_s = self.desk.timings.reconnect_first_s
        while True:
            self._watch(Unknown())
            self.desk.closing.wait(pause_s)
            pause_s = min(2 * pause_s, self.desk.timings.reconnect_last_s)
            try:
                self.desk.reopen()
            except PortFault:
                continue
            return

    def _end_unproven(self) -> PrintOutcome:
        """No fence: cut, watch for as long as the mechanics may take, and claim nothing."""
        self._phase = Phase.CUTTING
        self._enter(JobState.CUT)
        try:
            self._send(self.stream.commit)
            self._watch_out()
        except PortFault as fault:
            self._suspend(Unreachable(str(fault)))
            raise GivenUp from fault
        self._enter(JobState.UNKNOWN)
        return Unconfirmed()

    def _watch_out(self) -> None:
        """Ask for faults while the paper should be moving; a fault suspends as with fences."""
        device, clock = self.desk.device, self.desk.clock
        if not device.answers_questions:
            return
        # Earlier rows were waited for while they were sent.
        window_rows = rows_of_last_bytes(self.stream.chunks, device.profile.window_bytes)
        length_s = window_rows / device.profile.dots_per_mm / device.profile.slowest_mm_s
        end_s = clock() + length_s
        while clock() < end_s or self._suspended_s is not None:
            was_suspended = self._suspended_s is not None
            self._watch(device.ask_status())
            if was_suspended and self._suspended_s is None:
                end_s = clock() + length_s
            self.desk.closing.wait(self.desk.timings.slice_s)

    def _enter(self, state: JobState) -> None:
        self._state = state
        # After a crash every state behind SENDING is treated alike: those may be owed.
        write = self.desk.books.write if state in _BEFORE_ITS_ACT else self.desk.books.note
        write(self.key, state, token="".join(self._tokens[-1:]), rows=self._rows_proven)

    def _tell_progress(self) -> None:
        fraction = self._rows_proven / self.stream.rows if self.stream.rows else 1.0
        self.desk.emit(JobProgress(self.key, self._phase, fraction))
