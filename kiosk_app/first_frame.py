"""The first picture on the glass, and what is brought in behind it."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot

from kiosk_app.startup import StartRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from kiosk_app.app import Terminal

_SWITCH_S: Final = 0.0001
"""A thread that loads libraries gives the interpreter to the GUI thread after this, as it does later (`app`)."""
_WAIT_S: Final = 20.0
"""For the thread at the end: the longest a printer is asked what it can do, and some."""


class FirstFrame(QObject):
    """Notices that a window has been painted. GUI thread.

    Signals:
        painted: once, after the frame.
    """

    painted = Signal()

    def __init__(self, window: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note the first frame; nothing is filtered."""
        if watched is self._window and event.type() == QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            # After the frame, not within its painting.
            QTimer.singleShot(0, self, self._tell)
        return False

    @Slot()
    def _tell(self) -> None:
        self.painted.emit()


class Loading(QObject):
    """Runs the second half of the start on a thread of its own. Everything but the work on the GUI thread.

    Args:
        work: gives the terminal, not entered yet; raises `StartRefused`.

    Signals:
        done: `terminal` or `refused` is there.
    """

    done = Signal()

    def __init__(self, work: Callable[[], Terminal], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._thread = threading.Thread(target=self._run, name="loading", daemon=True)
        self.terminal: Terminal | None = None
        self.refused: StartRefused | None = None

    @Slot()
    def start(self) -> None:
        """Begin."""
        sys.setswitchinterval(_SWITCH_S)
        self._thread.start()

    def wait(self) -> None:
        """Until the thread has ended, if it ever began."""
        if self._thread.is_alive():
            self._thread.join(_WAIT_S)

    def _run(self) -> None:
        try:
            self.terminal = self._work()
        except StartRefused as refused:
            self.refused = refused
        # A bug goes to the hook of the crash guard, which ends the program.
        self.done.emit()
