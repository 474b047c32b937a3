"""Tells the service manager that the terminal works: from the GUI's event loop, and from nowhere else.

A helper thread would go on reporting while the screen is frozen, so there is none. Each beat posts a repaint of the
window and waits for it: only a frame that was painted since the last beat, with every worker alive, is worth a
`WATCHDOG=1`. What is missing is logged once, when it changes; the service manager does the rest.

Source: sd_notify(3), sd_watchdog_enabled(3).
"""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

logger = logging.getLogger(__name__)

_BEATS_PER_DEADLINE: Final = 4
"""sd_watchdog_enabled(3) asks for at least two; two more survive a busy moment."""
_REST_S: Final = 7.5
"""Without a watchdog the workers are looked after all the same, as often as with one of 30 s."""

Alive = Callable[[], bool]


class Notifier:
    """One end of the service manager's datagram socket; without one every call does nothing. Any thread."""

    def __init__(self, address: str = "") -> None:
        """Send to this address of `NOTIFY_SOCKET`: a path, or `@name` in the abstract namespace."""
        # A leading NUL is how the kernel knows an abstract name.
        self._address = "\0" + address[1:] if address.startswith("@") else address

    def tell(self, *assignments: str) -> bool:
        """Send assignments such as `READY=1`; False when nobody took them. Never waits."""
        if not self._address:
            return False
        flags = socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK
        with socket.socket(socket.AF_UNIX, flags) as channel:
            try:
                channel.sendto("\n".join(assignments).encode(), self._address)
            except OSError:
                # A manager that is reloading takes nothing for a moment; a lost beat is not worth a line.
                return False
        return True


class Supervision(Struct, frozen=True):
    """What the service manager asked for.

    Attributes:
        notifier: to the manager.
        deadline_s: `WatchdogSec`; None = no watchdog.
    """

    notifier: Notifier
    deadline_s: float | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], pid: int | None = None) -> Supervision:
        """Read `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID`; anything malformed is no watchdog.

        Args:
            environment: of this process.
            pid: of this process; a watchdog meant for another one is not ours.
        """
        notifier = Notifier(environment.get("NOTIFY_SOCKET", ""))
        meant_for = environment.get("WATCHDOG_PID", "")
        microseconds = environment.get("WATCHDOG_USEC", "")
        is_ours = not meant_for or meant_for == str(pid if pid is not None else os.getpid())
        if not is_ours or not microseconds.isdecimal() or int(microseconds) == 0:
            return cls(notifier)
        return cls(notifier, int(microseconds) / 1e6)

    @property
    def beat_s(self) -> float:
        """Time between two beats."""
        return self.deadline_s / _BEATS_PER_DEADLINE if self.deadline_s else _REST_S


class Heartbeat(QObject):
    """Beats while frames are painted and the workers answer. GUI thread.

    Args:
        window: the terminal's window; one on a screen that is off has no frame to paint and is not waited for.
        supervision: from `Supervision.from_environment`.
        workers: name -> whether it answers; each quick, never waiting.
        status: what the service manager shows from then on.
        clock: monotonic seconds.

    Signals:
        ready: the first frame was painted and every worker answers; once.
    """

    ready = Signal()

    def __init__(
        self,
        window: QWidget,
        supervision: Supervision,
        workers: Mapping[str, Alive],
        *,
        status: str = "in service",
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._status = status
        self._supervision = supervision
        self._workers = dict(workers)
        self._clock = clock
        self._painted_s: float | None = None
        self._missing: tuple[str, ...] = ()
        self._is_ready = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.beat)
        window.installEventFilter(self)

    @property
    def missing(self) -> tuple[str, ...]:
        """What kept the last beat back: names of workers, `frame`; empty while all is well."""
        return self._missing

    def start(self) -> None:
        """Begin to beat; the first beat that goes out says that the terminal is ready."""
        self._window.update()
        self._timer.start(round(self._supervision.beat_s * 1000))

    def stop(self) -> None:
        """Say that the terminal is stopping on purpose."""
        self._timer.stop()
        self._window.removeEventFilter(self)
        self._supervision.notifier.tell("STOPPING=1")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note every frame of the window; nothing is filtered."""
        if watched is self._window and event.type() == QEvent.Type.Paint:
            is_first = self._painted_s is None
            self._painted_s = self._clock()
            if is_first:
                # After the frame, not within its painting; and without waiting for the next turn of the timer.
                QTimer.singleShot(0, self, self.beat)
        return False

    @Slot()
    def beat(self) -> None:
        """Report, unless something is missing; then ask for the next frame."""
        missing = self._look()
        if missing != self._missing:
            self._missing = missing
            self._say()
        if not missing:
            self._say_ready()
            self._supervision.notifier.tell("WATCHDOG=1")
        # Two pixels: enough for the whole way through the toolkit to the screen, too little to cost anything.
        self._window.update(0, 0, 2, 2)

    def _say_ready(self) -> None:
        if not self._is_ready:
            self._is_ready = True
            # What is noted on being ready is there before the service manager looks for it.
            self.ready.emit()
            self._supervision.notifier.tell("READY=1", f"STATUS={self._status}")

    def _look(self) -> tuple[str, ...]:
        missing = [name for name, is_alive in self._workers.items() if not is_alive()]
        if self._is_seen() and not self._has_painted():
            missing.append("frame")
        return tuple(missing)

    def _is_seen(self) -> bool:
        # Nothing is painted for a screen that is switched off; restarting would not switch it on.
        handle = self._window.windowHandle()
        is_seen = self._window.isVisible() and handle is not None and handle.isExposed()
        if not is_seen and self._painted_s is not None:
            # It gets a whole beat for its first frame when the screen is back.
            self._painted_s = self._clock()
        return is_seen

    def _has_painted(self) -> bool:
        # A frame is asked for at every beat, so one that works is never older than a beat and a half.
        return (
            self._painted_s is not None and self._clock() - self._painted_s <= 1.5 * self._supervision.beat_s
        )

    def _say(self) -> None:
        if self._missing:
            logger.error("the heartbeat is kept back by: %s", ", ".join(self._missing))
            self._supervision.notifier.tell(f"STATUS=waiting for {', '.join(self._missing)}")
        else:
            logger.info("the heartbeat is back")
            self._supervision.notifier.tell("STATUS=in service")
