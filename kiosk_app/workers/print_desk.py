"""The GUI end of the printer: one job at a time in, phases, stalls and one outcome out."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from PySide6.QtCore import QObject, Signal, Slot

from kiosk_app import triage
from kiosk_app.flow import PrintEnded, PrintPhase, PrintResult, PrintStalled, Trouble
from printing import (
    Facts,
    JobFinished,
    JobProgress,
    JobSuspended,
    Phase,
    PrintEngine,
    PrintJob,
    StatusChanged,
    Unreachable,
)

if TYPE_CHECKING:
    from kiosk_app.workers.no_printer import NoPrinter
    from printing import Document, EngineEvent, PrinterStatus

_PHASES = {Phase.PREPARING: 0, Phase.SENDING: 1, Phase.PRINTING: 1, Phase.CUTTING: 3}


class PrintDesk(QObject):
    """Speaks to the engine's thread. Every method but `engine_event` on the GUI thread.

    Signals:
        happened: a flow event (`PrintPhase`, `PrintStalled`, `PrintEnded`).
        status_changed: a `printing.PrinterStatus`.
        submitted: a `printing.PrintJob`, as given to the printer.
        finished: a `printing.JobFinished`, for those who want the evidence.
    """

    happened = Signal(object)
    status_changed = Signal(object)
    submitted = Signal(object)
    finished = Signal(object)
    _engine_event = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine: PrintEngine | NoPrinter | None = None
        self._jobs: dict[str, int] = {}
        self._stalled: set[str] = set()
        # From the printer's thread to a bound method of a QObject: Qt queues it to this thread.
        self._engine_event.connect(self._tell)

    def engine_event(self, event: EngineEvent) -> None:
        """Called by the engine on its own thread."""
        self._engine_event.emit(event)

    @property
    def can_print(self) -> bool:
        """Whether there is an engine, with a journal."""
        return isinstance(self._engine, PrintEngine)

    @property
    def status(self) -> PrinterStatus:
        """As the printer last told it."""
        return self._engine.status if self._engine is not None else Unreachable("not opened yet")

    @property
    def facts(self) -> Facts:
        """What each sensor of the printer said last; nothing is known where nothing is printed."""
        return self._engine.facts if isinstance(self._engine, PrintEngine) else Facts()

    @property
    def is_printing(self) -> bool:
        """Whether a job is under way, or waits for the printer."""
        return isinstance(self._engine, PrintEngine) and self._engine.active_key is not None

    def use(self, engine: PrintEngine | NoPrinter) -> None:
        """Take the engine jobs are given to, or what stands in for it."""
        self._engine = engine

    def prepare(self, document: Document | None) -> None:
        """Let the printer make this slip ready while nobody waits for it; None forgets it."""
        if self._engine is not None:
            self._engine.prepare(document)

    def print_slip(self, job: int, key: str, document: Document, job_number: str) -> None:
        """Give one job to the printer; `job` is the flow's number for it, `key` the idempotency key."""
        if self._engine is None:
            raise RuntimeError("the desk has no engine yet")
        self._jobs[key] = job
        print_job = PrintJob(key, document, job_number)
        self.submitted.emit(print_job)
        if not self._engine.submit(print_job):
            # The printer still holds somebody else's slip: say what it says, and send nothing.
            del self._jobs[key]
            trouble = triage.printer_trouble(self._engine.status) or Trouble.PRINTER_OFFLINE
            self.happened.emit(PrintEnded(job, PrintResult.REFUSED, trouble))

    def give_up(self, job: int) -> None:
        """Void the slip instead of waiting for the printer."""
        for key, number in self._jobs.items():
            if number == job and self._engine is not None:
                self._engine.give_up(key)

    @Slot(object)
    def _tell(self, event: EngineEvent) -> None:
        match event:
            case StatusChanged(status=status):
                self.status_changed.emit(status)
            case JobProgress(key=key, phase=phase) if key in self._jobs:
                if key in self._stalled:
                    self._stalled.discard(key)
                    self.happened.emit(PrintStalled(self._jobs[key], None))
                self.happened.emit(PrintPhase(self._jobs[key], _PHASES[phase]))
            case JobSuspended(key=key, status=status) if key in self._jobs:
                self._stalled.add(key)
                trouble = triage.printer_trouble(status)
                self.happened.emit(PrintStalled(self._jobs[key], trouble))
            case JobFinished(key=key, outcome=outcome) if key in self._jobs:
                job = self._jobs.pop(key)
                self._stalled.discard(key)
                self.finished.emit(event)
                self.happened.emit(PrintEnded(job, *triage.print_result(outcome), triage.pieces(outcome)))
            case JobProgress() | JobSuspended() | JobFinished():
                pass  # a job of an earlier process; the journal settles it
            case _ as never:
                assert_never(never)
