"""What a bug does: it is logged without anybody's data, everything shown is forgotten, and the process ends.

The service manager starts it again into a fresh idle screen. Nothing is caught and carried on with: a session whose
state is in doubt is not worth saving, and the print journal settles what the printer was doing.
"""

from __future__ import annotations

import logging
import sys
import threading
from typing import TYPE_CHECKING, Self

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

if TYPE_CHECKING:
    from types import TracebackType

    from kiosk_app.window import KioskWindow

logger = logging.getLogger(__name__)

CRASHED = 70
"""Exit code after a bug: EX_SOFTWARE of sysexits.h."""


class CrashGuard(QObject):
    """Watches for exceptions nobody caught, in slots and in threads; a context manager on the GUI thread."""

    _crashed = Signal()

    def __init__(self, window: KioskWindow) -> None:
        super().__init__()
        self._window = window
        self._hooks = sys.excepthook, threading.excepthook
        self._is_ending = False
        # Also from another thread: Qt queues it to this one.
        self._crashed.connect(self._end)

    def __enter__(self) -> Self:
        self._hooks = sys.excepthook, threading.excepthook
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        return self

    def __exit__(self, *_: object) -> None:
        sys.excepthook, threading.excepthook = self._hooks

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        try:
            logger.critical("a bug ended the terminal", exc_info=(kind, error, trace))
        finally:
            # A log that fails as well must not keep the terminal from ending.
            self._crashed.emit()

    def _on_thread_exception(self, arguments: threading.ExceptHookArgs) -> None:
        name = arguments.thread.name if arguments.thread is not None else "?"
        try:
            logger.critical("a bug ended the thread %s", name, exc_info=arguments.exc_value)
        finally:
            self._crashed.emit()

    @Slot()
    def _end(self) -> None:
        if self._is_ending:
            return
        self._is_ending = True
        try:
            self._window.forget()
        finally:
            QCoreApplication.exit(CRASHED)
