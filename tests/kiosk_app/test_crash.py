"""A bug ends the terminal at once, with everything shown forgotten and nothing but the log left of it."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from kiosk_app.crash import CRASHED, CrashGuard
from kiosk_app.theme import Panel, load_fonts
from kiosk_app.view_models import Look
from kiosk_app.window import KioskWindow
from tests.support.screens_samples import SAMPLES, Texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextlib.contextmanager
def _at_the_latest() -> Iterator[None]:
    """End the event loop after ten seconds - and never that of a later test."""
    timer = QTimer()
    timer.setSingleShot(True)
    timer.timeout.connect(lambda: QCoreApplication.exit(1))
    timer.start(10_000)
    yield
    timer.stop()


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
        with _at_the_latest():
            assert qapp.exec() == CRASHED
    assert window.view is None
    assert (sys.excepthook, threading.excepthook) == hooks
    window.allow_close()
    window.close()


class Bad(QWidget):
    """A widget with a bug in its painting."""

    def paintEvent(self, _event: object) -> None:
        raise RuntimeError("a bug")


class BrokenLog(logging.Handler):
    """A log that has a bug of its own."""

    def emit(self, _record: logging.LogRecord) -> None:
        raise OSError("the log is broken")


def _in_paint_event(window: KioskWindow) -> None:
    bad = Bad(window)
    bad.resize(10, 10)
    bad.show()


def _in_slot(window: KioskWindow) -> None:
    QTimer.singleShot(0, window, _raise)


def _end_of(qapp: QApplication, bug: Callable[[KioskWindow], None]) -> tuple[int, KioskWindow]:
    window = KioskWindow(Panel(1080, 1920), family=load_fonts())
    window.show_view(SAMPLES["04-confirm"](Texts("zh")), Look())
    window.show()
    with CrashGuard(window):
        QTimer.singleShot(0, lambda: bug(window))
        with _at_the_latest():
            code: int = qapp.exec()
    return code, window


@pytest.mark.parametrize("bug", [_in_paint_event, _in_slot])
@pytest.mark.allow_log("a bug ended")
def test_R4_a_bug_in_painting_or_in_a_slot_ends_it_too(
    qapp: QApplication, bug: Callable[[KioskWindow], None]
) -> None:
    code, window = _end_of(qapp, bug)
    assert code == CRASHED
    assert window.view is None
    window.allow_close()
    window.close()


@pytest.mark.allow_log("a bug ended")
def test_R4_a_bug_in_the_log_of_a_bug_does_not_keep_it_standing(qapp: QApplication) -> None:
    broken = BrokenLog()
    logger = logging.getLogger("kiosk_app.crash")
    logger.addHandler(broken)
    try:
        code, window = _end_of(qapp, _in_slot)
    finally:
        logger.removeHandler(broken)
    assert code == CRASHED
    assert window.view is None
    window.allow_close()
    window.close()
