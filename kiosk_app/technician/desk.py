"""The GUI end of the errands: one thread, one errand at a time, one answer each."""

from __future__ import annotations

import queue
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from kiosk_app.technician.errands import Answer, Errand
    from kiosk_app.technician.runner import Runner

_WAITING = 32
_STOP_DEADLINE_S = 10.0
"""Longer than the longest errand, the doctor on a slow disk."""


class ErrandDesk(QObject):
    """Owns the thread `technician`. GUI thread.

    Signals:
        answered: an `errands.Answer`, in the order of the errands.
    """

    answered = Signal(object)

    def __init__(self, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._queue: queue.Queue[Errand | None] = queue.Queue(_WAITING)
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin; what was asked for before is answered then."""
        self._thread = threading.Thread(target=self._work, name="technician", daemon=True)
        self._thread.start()

    def ask(self, errand: Errand) -> bool:
        """Send somebody; False when too many are under way already."""
        try:
            self._queue.put_nowait(errand)
        except queue.Full:
            return False
        return True

    def stop(self) -> None:
        """End the thread after the errand under way; the others are dropped."""
        if self._thread is None:
            return
        try:
            while True:
                self._queue.get_nowait()
        except queue.Empty:
            self._queue.put_nowait(None)
        self._thread.join(_STOP_DEADLINE_S)
        self._thread = None

    def _work(self) -> None:
        while (errand := self._queue.get()) is not None:
            answer: Answer = self._runner.run(errand)
            self.answered.emit(answer)
