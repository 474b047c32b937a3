"""The print engine: one thread that owns one printer, and tells the truth about it.

Nothing else may open the port. Jobs come one at a time; each ends in exactly one `JobFinished`. Events are emitted on
the engine's thread: the application turns them into signals.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Final, Self

from printing.bitmap import Renderer
from printing.bookkeeping import Books
from printing.device import Device
from printing.engine_options import EngineOptions
from printing.events import (
    EngineEvent,
    JobFinished,
    JobProgress,
    JobSuspended,
    Phase,
    PrintJob,
    StatusChanged,
)
from printing.job_desk import Closing, Desk, GivenUp
from printing.job_run import JobRun
from printing.journal import JobState, Journal, JournalEntry, JournalFault
from printing.ports import PortFault, open_port
from printing.profile import PrinterProfile, default_profile
from printing.readback import ReadBackMismatch
from printing.slip_maker import SlipMaker
from printing.slip_stream import PreparedSlip, prepare_slip
from printing.status import (
    Blocked,
    BlockReason,
    PrinterStatus,
    PrintOutcome,
    Ready,
    RefusalReason,
    Refused,
    Unconfirmed,
    Unreachable,
    Voided,
)
from printing.void_slip import mark_void, void_document

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from printing.document import Document
    from printing.escpos.status import Facts
    from printing.slip_stream import SlipStream

__all__ = ["EngineOptions", "PrintEngine"]

logger = logging.getLogger(__name__)

_CLOSE_S: Final = 5.0


class PrintEngine:
    """Owner of one printer. A context manager; `submit` and the properties may be used from any thread.

    Args:
        port_url: see `ports`.
        journal: opened; the engine does not close it.
        profile: what the printer can do; None = the cautious default for the link.
        on_event: called on the engine's thread; quick, never raising.
        clock: monotonic seconds.
        tap: gets the job stream exactly as written to the port: `ESC @`, rows, fences, cut. Status questions and
            the fence after the cut are not part of it.
        options: delays, fonts, void slip.
    """

    def __init__(  # noqa: PLR0913 - the agreed surface
        self,
        port_url: str,
        journal: Journal,
        profile: PrinterProfile | None,
        on_event: Callable[[EngineEvent], None],
        clock: Callable[[], float] = time.monotonic,
        tap: Callable[[bytes], None] | None = None,
        *,
        options: EngineOptions | None = None,
    ) -> None:
        options = options or EngineOptions()
        self._journal = journal
        self._books = Books(journal)
        self._profile = profile or default_profile(port_url)
        self._timings = options.timings
        self._options = options
        self._clock = clock
        self._on_event = on_event
        self._tap = tap or _ignore
        self._device = Device(open_port(port_url), self._profile, options.timings, clock)
        self._closing = threading.Event()
        self._giving_up = threading.Event()
        self._wake = threading.Condition()
        self._waiting: tuple[PrintJob, float] | None = None
        self._active_key: str | None = None
        self._status: PrinterStatus = Unreachable("not opened yet")
        self._is_open = False
        self._was_out_of_paper = False
        self._renderer = options.renderer or Renderer()
        self._maker = SlipMaker(self._profile, self._renderer)
        self._ahead: tuple[Document | None] | None = None
        self._void: SlipStream | None = None
        self._recovered: tuple[JournalEntry, ...] = ()
        self._thread = threading.Thread(target=self._run, name="printer", daemon=True)

    def __enter__(self) -> Self:
        self._recovered = self._journal.recover()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop the thread; a job under way becomes unknown and its paper is marked before the next slip."""
        self._closing.set()
        with self._wake:
            self._wake.notify_all()
        if self._thread.is_alive():
            self._thread.join(_CLOSE_S)
        if self._thread.is_alive():
            logger.error("the printer thread did not stop in time")

    # Asked from any thread -------------------------------------------------------------------------------------

    @property
    def status(self) -> PrinterStatus:
        """The printer's status as last told."""
        return self._status

    @property
    def facts(self) -> Facts:
        """What each of its sensors said last; for a technician."""
        return self._device.facts

    @property
    def profile(self) -> PrinterProfile:
        """How the printer is treated."""
        return self._profile

    @property
    def unresolved(self) -> tuple[JournalEntry, ...]:
        """Jobs found under way at start: a person must say whether their slip is whole."""
        return self._recovered

    @property
    def active_key(self) -> str | None:
        """The job being printed or waiting."""
        with self._wake:
            return self._waiting[0].key if self._waiting else self._active_key

    def next_attempt(self, job_number: str) -> int:
        """The attempt number to print on this job's next slip."""
        return self._journal.next_attempt(job_number)

    def submit(self, job: PrintJob) -> bool:
        """Ask for a slip; False when another one is still under way (nothing happens then).

        The same key again, while it is under way, is the same job: True, and nothing more happens.
        """
        with self._wake:
            if self._closing.is_set():
                return False
            if self._waiting is not None or self._active_key is not None:
                return job.key in {self._active_key, self._waiting[0].key if self._waiting else None}
            self._giving_up.clear()
            self._waiting = (job, self._clock())
            self._wake.notify_all()
            return True

    def prepare(self, document: Document | None) -> None:
        """Make a slip ready while nobody waits for it; a later `submit` of an equal document prints it at once.

        One slip is kept, until it is printed, another is prepared, or None says to forget it.
        """
        with self._wake:
            self._ahead = (document,)
            self._wake.notify_all()

    def give_up(self, key: str) -> None:
        """Void the job under way instead of waiting for its printer to be mended."""
        with self._wake:
            if key == self._active_key:
                self._giving_up.set()

    # The thread ------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        # Drawn now, so that the fonts are loaded before somebody waits for a slip.
        self._void_stream()
        pause_s = self._timings.reconnect_first_s
        while not self._closing.is_set():
            job = self._next_job(self._timings.poll_s if self._is_open else 0.0)
            if job is not None:
                self._perform(*job)
                continue
            if self._prepare_ahead():
                continue
            if self._is_open or self._open():
                pause_s = self._timings.reconnect_first_s
                self._poll()
            else:
                job = self._next_job(pause_s)
                pause_s = min(2 * pause_s, self._timings.reconnect_last_s)
                if job is not None:
                    self._perform(*job)
        self._device.close()
        if self._waiting is not None:
            self._on_event(JobFinished(self._waiting[0].key, Refused(self._status)))

    def _next_job(self, wait_s: float) -> tuple[PrintJob, float] | None:
        with self._wake:
            if self._waiting is None and self._ahead is None and not self._closing.is_set():
                self._wake.wait(wait_s)
            job, self._waiting = self._waiting, None
            if job is not None:
                self._active_key = job[0].key
            return job

    def _prepare_ahead(self) -> bool:
        with self._wake:
            ahead, self._ahead = self._ahead, None
        if ahead is None:
            return False
        try:
            self._maker.keep(*ahead)
        except ReadBackMismatch as mismatch:
            # The job itself, if it comes, is refused for the same reason and says so.
            logger.info("a slip could not be prepared: %s", mismatch)
        return True

    def _open(self) -> bool:
        try:
            self._device.open()
        except PortFault as fault:
            self._tell_status(Unreachable(str(fault)))
            return False
        self._is_open = True
        return True

    def _reopen(self) -> None:
        self._device.close()
        self._is_open = False
        self._device.open()
        self._is_open = True

    def _poll(self) -> None:
        try:
            self._tell_status(self._device.ask_status())
        except PortFault as fault:
            self._device.close()
            self._is_open = False
            self._tell_status(Unreachable(str(fault)))

    def _tell_status(self, status: PrinterStatus) -> None:
        if isinstance(status, Ready) and self._was_out_of_paper:
            self._books.note_new_roll()
            self._was_out_of_paper = False
        if status == Blocked(BlockReason.PAPER_OUT):
            self._was_out_of_paper = True
        if status != self._status:
            self._status = status
            self._on_event(StatusChanged(status))

    def _tell_of_run(self, event: EngineEvent) -> None:
        if isinstance(event, JobSuspended):
            self._tell_status(event.status)
        self._on_event(event)

    # One job ---------------------------------------------------------------------------------------------------

    def _perform(self, job: PrintJob, submitted_s: float) -> None:
        outcome = self._outcome_of(job, submitted_s)
        with self._wake:
            self._active_key = None
        self._on_event(JobFinished(job.key, outcome))

    def _outcome_of(self, job: PrintJob, submitted_s: float) -> PrintOutcome:
        self._on_event(JobProgress(job.key, Phase.PREPARING, 0.0))
        try:
            slip = self._maker.take(job.document)
        except ReadBackMismatch as mismatch:
            logger.error("a slip was refused by its read-back: %s", mismatch)  # noqa: TRY400 - the reason is enough
            return Refused(self._status, RefusalReason.READ_BACK)
        try:
            is_new = self._books.begin(job.key, job.job_number, slip.stream.digest)
        except JournalFault as fault:
            logger.error("nothing is printed without a journal: %s", fault)  # noqa: TRY400 - the reason is enough
            return Refused(self._status, RefusalReason.JOURNAL)
        if not is_new:
            return Refused(self._status, RefusalReason.ALREADY_TRIED)
        run = JobRun(self._desk(), job.key, slip.stream, submitted_s)
        try:
            return self._preflight_and_run(run, slip)
        except Closing:
            self._books.note(job.key, JobState.UNKNOWN)
            self._books.set_void_due(job.key, due=True)
            return Unconfirmed()
        except JournalFault as fault:
            logger.error("the journal failed before the first byte: %s", fault)  # noqa: TRY400 - the reason is enough
            self._books.note(job.key, JobState.REFUSED)
            return Refused(self._status, RefusalReason.JOURNAL)
        except GivenUp:
            return self._give_up(job.key, run)

    def _preflight_and_run(self, run: JobRun, slip: PreparedSlip) -> PrintOutcome:
        status = self._preflight()
        if isinstance(status, Ready) and self._is_too_long(slip, status):
            self._books.note(run.key, JobState.REFUSED)
            return Refused(status, RefusalReason.PAPER_TOO_SHORT)
        if isinstance(status, Ready) and not self._stray_paper_is_marked():
            self._books.note(run.key, JobState.REFUSED)
            return Refused(self._preflight())
        outcome = run.run(status)
        self._count(run, outcome)
        return outcome

    def _stray_paper_is_marked(self) -> bool:
        """Void and cut off what an earlier job may have left hanging, before anything new is printed."""
        if not self._books.voids_due():
            return True
        if mark_void(self._desk(), self._void_stream(), is_torn=True):
            return True
        self._device.close()
        self._is_open = False
        return False

    def _preflight(self) -> PrinterStatus:
        if not self._is_open and not self._open():
            return self._status
        self._poll()
        return self._status

    def _is_too_long(self, slip: PreparedSlip, status: Ready) -> bool:
        if not status.paper_low or self._options.roll_length_m is None:
            return False
        length_m = slip.stream.rows / self._profile.dots_per_mm / 1000
        return self._journal.counters().slips_left(self._options.roll_length_m, length_m) < 1

    def _count(self, run: JobRun, outcome: PrintOutcome) -> None:
        if isinstance(outcome, Refused):
            return
        rows_mm = run.rows_proven / self._profile.dots_per_mm + self._profile.cutter_feed_mm
        self._books.count(rows_mm=rows_mm, cut=self._profile.has_cutter)

    def _give_up(self, key: str, run: JobRun) -> Voided:
        """Give a job up: written first, then marked on the paper if the printer can."""
        self._books.note(key, JobState.VOIDED)
        self._books.set_void_due(key, due=True)
        try:
            # A fence that never came back would be waited for by the void slip's as well.
            if not self._is_open or run.is_torn or not self._device.is_fence_answered:
                self._reopen()
            status = self._device.ask_status()
        except PortFault as fault:
            self._device.close()
            self._is_open = False
            self._tell_status(Unreachable(str(fault)))
            return Voided(marked=False)
        self._tell_status(status)
        if not isinstance(status, Ready):
            return Voided(marked=False)
        return Voided(marked=mark_void(self._desk(), self._void_stream(), is_torn=run.is_torn))

    def _desk(self) -> Desk:
        return Desk(
            device=self._device,
            books=self._books,
            timings=self._timings,
            clock=self._clock,
            emit=self._tell_of_run,
            tap=self._tap,
            closing=self._closing,
            giving_up=self._giving_up,
            reopen=self._reopen,
        )

    # Slips -----------------------------------------------------------------------------------------------------

    def _void_stream(self) -> SlipStream:
        if self._void is None:
            document = self._options.void_document or void_document()
            self._void = prepare_slip(document, self._profile, self._renderer).stream
        return self._void


def _ignore(data: bytes) -> None:
    """No tap."""
