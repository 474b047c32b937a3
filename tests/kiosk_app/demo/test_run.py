"""What `kiosk demo` and `kiosk run` share: ending when they are told to."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTimer

from kiosk_app.signals import quit_on_signal

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

DEADLINE_MS = 5000
LATE = 9


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("is_running", [False, True])
def test_a_signal_ends_the_loop_also_when_it_comes_before_it(
    qapp: QApplication, number: signal.Signals, is_running: bool
) -> None:
    late = QTimer()
    late.timeout.connect(lambda: qapp.exit(LATE))
    late.start(DEADLINE_MS)
    before = signal.getsignal(number)
    with quit_on_signal(qapp):
        if is_running:
            QTimer.singleShot(20, lambda: os.kill(os.getpid(), number))
        else:
            os.kill(os.getpid(), number)
        assert qapp.exec() == 0
    late.stop()
    assert signal.getsignal(number) is before
