"""A window with a heartbeat that gets stuck on command: `python -m tests.support.heartbeat_victim HOW [FIFO]`."""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel

from kiosk_app.heartbeat import Heartbeat, Supervision
from kiosk_app.safe_screen import open_safe_screen
from kiosk_app.startup import StartFault, StartRefused


def stuck_in_python() -> None:
    while True:
        pass


def stuck_in_c(fifo: str) -> None:
    """Rich text with a picture that never comes: the toolkit reads it on the GUI thread, holding the interpreter."""
    label = QLabel(f"<img src='{fifo}'>")
    label.show()


def main(how: str, fifo: str = "") -> None:
    app = QApplication([])
    window = open_safe_screen(StartRefused(StartFault.INCOMPLETE, ""), None, full_screen=False)
    heartbeat = Heartbeat(window, Supervision.from_environment(os.environ), {})
    heartbeat.start()
    hangs = {"python": stuck_in_python, "c": lambda: stuck_in_c(fifo), "stopped": lambda: None}
    heartbeat.ready.connect(lambda: QTimer.singleShot(600, hangs[how]))
    app.exec()


if __name__ == "__main__":
    main(*sys.argv[1:])
