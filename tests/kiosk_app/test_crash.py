"""A bug ends the terminal at once, with everything shown forgotten and nothing but the log left of it."""

from __future__ import annotations

import sys
import threading

import pytest
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication  # noqa: TC002 - the fixture's type

from kiosk_app.crash import CRASHED, CrashGuard
from kiosk_app.theme import Panel, load_fonts
from kiosk_app.view_models import Look
from kiosk_app.window import KioskWindow
from tests.support.screens_samples import SAMPLES, Texts


def _raise() -> None:
    raise RuntimeError("a bug")


def _raise_in_thread() -> None:
    thread = threading.Thread(target=_raise, name="printer")
    thread.start()
    thread.join(5)


@pytest.mark.parametrize("bug", [_raise, _raise_in_thread])
@pytest.mark.allow_log("a bug ended")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_bug_anywhere_forgets_and_ends_the_process(qapp: QApplication, bug: object) -> None:
    window = KioskWindow(Panel(1080, 1920), family=load_fonts())
    window.show_view(SAMPLES["04-confirm"](Texts("zh")), Look())
    hooks = sys.excepthook, threading.excepthook
    with CrashGuard(window):
        QTimer.singleShot(0, bug)
        QTimer.singleShot(10_000, lambda: QCoreApplication.exit(1))
        assert qapp.exec() == CRASHED
    assert window.view is None
    assert (sys.excepthook, threading.excepthook) == hooks
    window.allow_close()
    window.close()
