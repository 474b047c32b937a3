"""The heartbeat tells the service manager the truth: over a real datagram socket, from the GUI's event loop alone."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QWidget

from kiosk_app.heartbeat import Heartbeat, Notifier, Supervision
from tests.support.service_manager import ServiceManager, started

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.journey(every=2)

WATCHDOG_S = 0.8
VICTIM = "tests.support.heartbeat_victim"


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[ServiceManager]:
    with ServiceManager(tmp_path) as manager:
        yield manager


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    return window


def supervised(manager: ServiceManager) -> Supervision:
    return Supervision(Notifier(str(manager.address)), WATCHDOG_S)


def test_ready_is_said_once_and_with_the_first_frame(
    qtbot: QtBot, window: QWidget, manager: ServiceManager
) -> None:
    heartbeat = Heartbeat(window, supervised(manager), {}, parent=window)
    with qtbot.waitSignal(heartbeat.ready, timeout=5000):
        heartbeat.start()
    heartbeat.beat()
    heartbeat.stop()
    while "STOPPING=1" not in manager.told:
        assert manager.hear(1.0)
    assert manager.told == ["READY=1", "STATUS=in service", "WATCHDOG=1", "WATCHDOG=1", "STOPPING=1"]


@pytest.mark.allow_log("the heartbeat is kept back by: printer")
def test_a_dead_worker_keeps_the_beat_back_until_it_is_alive(
    qtbot: QtBot, window: QWidget, manager: ServiceManager
) -> None:
    alive = [True]
    heartbeat = Heartbeat(window, supervised(manager), {"printer": lambda: alive[0]}, parent=window)
    with qtbot.waitSignal(heartbeat.ready, timeout=5000):
        heartbeat.start()
    while manager.hear(0.05):
        pass
    alive[0] = False
    heartbeat.beat()
    assert manager.hear(1.0) == "STATUS=waiting for printer"
    assert heartbeat.missing == ("printer",)
    alive[0] = True
    heartbeat.beat()
    assert manager.hear(1.0) == "STATUS=in service"
    assert manager.hear(1.0) == "WATCHDOG=1"
    heartbeat.stop()


@pytest.mark.allow_log("the heartbeat is kept back by: frame")
def test_a_window_that_paints_no_more_is_not_alive(
    qtbot: QtBot, window: QWidget, manager: ServiceManager
) -> None:
    now = [0.0]
    heartbeat = Heartbeat(window, supervised(manager), {}, clock=lambda: now[0], parent=window)
    with qtbot.waitSignal(heartbeat.ready, timeout=5000):
        heartbeat.start()
    window.setUpdatesEnabled(False)
    now[0] += WATCHDOG_S
    heartbeat.beat()
    assert heartbeat.missing == ("frame",)
    heartbeat.stop()


def test_a_screen_that_is_switched_off_is_no_reason_to_end(
    qtbot: QtBot, window: QWidget, manager: ServiceManager
) -> None:
    now = [0.0]
    heartbeat = Heartbeat(window, supervised(manager), {}, clock=lambda: now[0], parent=window)
    with qtbot.waitSignal(heartbeat.ready, timeout=5000):
        heartbeat.start()
    window.hide()
    now[0] += 10 * WATCHDOG_S
    heartbeat.beat()
    assert heartbeat.missing == ()
    heartbeat.stop()


@pytest.mark.parametrize(
    ("environment", "deadline_s", "beat_s"),
    [
        ({}, None, 7.5),
        ({"WATCHDOG_USEC": "30000000"}, 30.0, 7.5),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "7"}, 30.0, 7.5),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "8"}, None, 7.5),
        ({"WATCHDOG_USEC": "-1"}, None, 7.5),
        ({"WATCHDOG_USEC": "0"}, None, 7.5),
        ({"WATCHDOG_USEC": "2000000"}, 2.0, 0.5),
    ],
)
def test_what_the_manager_asks_for_is_read_from_the_environment(
    environment: dict[str, str], deadline_s: float | None, beat_s: float
) -> None:
    supervision = Supervision.from_environment(environment, pid=7)
    assert supervision.deadline_s == deadline_s
    assert supervision.beat_s == beat_s


def test_an_abstract_address_is_understood_and_nobody_there_is_no_fault(tmp_path: Path) -> None:
    assert not Notifier("").tell("READY=1")
    assert not Notifier("@nobody-listens-here").tell("READY=1")
    assert not Notifier(str(tmp_path / "gone")).tell("READY=1")


@pytest.mark.parametrize("how", ["c", "python", "stopped"], ids=["R1_in_c", "R2_in_python", "R3_by_sigstop"])
def test_a_stuck_gui_misses_its_heartbeat(manager: ServiceManager, tmp_path: Path, how: str) -> None:
    fifo = tmp_path / "never-written"
    os.mkfifo(fifo)
    with started(manager.environment(WATCHDOG_S), VICTIM, how, fifo) as process:
        manager.wait_for("READY=1", 15.0)
        manager.wait_for("WATCHDOG=1", 2.0)
        if how == "stopped":
            os.kill(process.pid, signal.SIGSTOP)
        # It gets stuck 0.6 s after it is ready.
        assert manager.silence_after(WATCHDOG_S, 5.0) < 2.5 * WATCHDOG_S
