"""How the program is asked to end: SIGINT at a shell, SIGTERM from the service manager."""

from __future__ import annotations

import contextlib
import signal
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication


@contextlib.contextmanager
def quit_on_signal(app: QApplication) -> Iterator[None]:
    """End the event loop on SIGINT and SIGTERM. Python sees a signal at the next timer of a desk, within 250 ms."""
    # Through a timer: a signal may come before the event loop runs, and `exit` would then be forgotten.
    before = {
        number: signal.signal(number, lambda *_: QTimer.singleShot(0, lambda: app.exit(0)))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
