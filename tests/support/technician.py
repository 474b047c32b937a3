"""A technician in front of a terminal: two hands, a PIN, a telephone, and buttons to press."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QInputDevice, QPointingDevice
from PySide6.QtTest import QTest

from kiosk_app.doctor import Host
from kiosk_app.flow.intents import Choose, FinishAndClear, GoBack, PressKey
from kiosk_app.secrets import ScryptCost, hotp, make_secrets, step_of, write_secrets
from kiosk_app.technician import OperatorAccess, TechnicianSetup
from kiosk_app.widgets.touch import pressables

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk_app.flow.intents import Intent
    from kiosk_app.technician import TechnicianMode
    from kiosk_app.technician.model import Model
    from kiosk_app.widgets.touch import Pressable
    from tests.support.terminal import Kiosk

PIN = "470913"
TOTP_SECRET = b"12345678901234567890"
RECOVERY = ("ABCD-EFGH-1234", "KMNP-QRTU-5678")
CHEAP = ScryptCost(n=2**4)
WAIT_S = 20.0


def technician_setup(directory: Path, **changes: Any) -> TechnicianSetup:
    """Secrets beside the terminal's data, and a doctor whose machine is an empty folder."""
    secrets = directory / "secrets.json"
    directory.mkdir(parents=True, exist_ok=True)
    write_secrets(secrets, make_secrets(PIN, TOTP_SECRET, RECOVERY, pin_cost=CHEAP, code_cost=CHEAP))
    bare = directory / "machine"
    bare.mkdir(exist_ok=True)
    host = Host(
        root=bare, proc=bare, sys=bare, settings_file=bare / "kiosk.toml", environment={}, is_terminal=True
    )
    sticks = directory / "sticks"
    sticks.mkdir(exist_ok=True)
    wishes = {
        "secrets": secrets,
        "settings_file": bare / "kiosk.toml",
        "fleet_key_file": bare / "fleet.pub",
        "sticks": sticks,
        "host": host,
        "operators": OperatorAccess.PIN,
        "pin_cost": CHEAP,
        **changes,
    }
    return TechnicianSetup(**wishes)


_VISITS = itertools.count(1)


@dataclass
class Technician:
    """Somebody with a PIN in front of a `Kiosk`. GUI thread."""

    kiosk: Kiosk

    @property
    def mode(self) -> TechnicianMode:
        mode = self.kiosk.terminal.technician
        assert mode is not None
        return mode

    @property
    def model(self) -> Model:
        return self.mode.model

    @property
    def view(self) -> Any:
        return self.mode.overlay.view

    def code(self) -> str:
        """What the telephone shows; every code is good once, so each next visit is a step later."""
        self.kiosk.calendar.off_by = timedelta(seconds=30 * next(_VISITS))
        return hotp(TOTP_SECRET, step_of(self.kiosk.calendar()))

    def button(self, intent: Intent) -> Pressable | None:
        screen = self.mode.overlay.screen_shown
        if screen is None:
            return None
        found = (button for button in pressables(screen) if button.intent == intent and button.isEnabled())
        return next(found, None)

    def touch(self, *intents: Intent) -> None:
        for intent in intents:
            button = self.button(intent)
            assert button is not None, f"there is no {intent} on {self.model.page}"
            self.kiosk.passes(1.1)
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def choose(self, *ids: str) -> None:
        self.touch(*(Choose(identity) for identity in ids))

    def type(self, text: str) -> None:
        self.touch(*(PressKey(character) for character in text))

    def back(self) -> None:
        self.touch(GoBack())

    def leave(self) -> None:
        self.touch(FinishAndClear())

    def log_in(self) -> None:
        """The whole way in, from the public screen."""
        self.summon()
        self.type(PIN)
        self.choose("submit")
        self.type(self.code())
        self.choose("submit")
        self.wait_until(lambda: self.model.level is not None)

    def summon(self) -> None:
        """Two hands at a steering wheel, as real touch events."""
        turn_the_wheel(self.kiosk)

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        """Let the event loop run until it is so."""
        if is_so():
            return
        loop, late, look = QEventLoop(), QTimer(), QTimer()
        late.setSingleShot(True)
        late.timeout.connect(loop.quit)
        look.timeout.connect(lambda: loop.quit() if is_so() else None)
        late.start(round(WAIT_S * 1000))
        look.start(5)
        loop.exec()
        late.stop()
        look.stop()
        assert is_so(), f"not within {WAIT_S:.0f} s, on {self.model.page}"

    def operator_logs_in(self, pin: str) -> None:
        self.summon()
        self.type(pin)
        self.choose("operator")
        self.wait_until(lambda: self.model.level is not None)

    def goes(self) -> None:
        """Leave, wherever this is."""
        if self.mode.is_open:
            self.mode.dispatch(FinishAndClear())

    def nobody_touches_for(self, seconds: float) -> None:
        from kiosk_app.technician.model import Tick  # noqa: PLC0415 - short

        self.kiosk.passes(seconds)
        self.mode.dispatch(Tick())


_DEVICES: list[QPointingDevice] = []


def panel_with_ten_fingers() -> QPointingDevice:
    """A touch panel; Qt knows it for the life of the process."""
    if not _DEVICES:
        _DEVICES.append(QTest.createTouchDevice(QInputDevice.DeviceType.TouchScreen))
    return _DEVICES[0]


def turn_the_wheel(kiosk: Kiosk, *, holds_s: float = 1.2) -> None:
    """Left hand up, right hand down, hold, let go."""
    window = kiosk.window
    scale = window.theme.panel.px_per_mm
    middle = window.height() // 2
    left, right = QPoint(round(30 * scale), middle), QPoint(window.width() - round(30 * scale), middle)
    moved = QPoint(0, round(55 * scale))
    panel = panel_with_ten_fingers()
    QTest.touchEvent(window, panel).press(0, left, window).press(1, right, window).commit()
    for share in (0.25, 0.5, 0.75, 1.0):
        way = QPoint(0, round(moved.y() * share))
        QTest.touchEvent(window, panel).move(0, left - way, window).move(1, right + way, window).commit()
    kiosk.passes(holds_s)
    QTest.touchEvent(window, panel).release(0, left - moved, window).release(
        1, right + moved, window
    ).commit()


def round_the_corners(kiosk: Kiosk) -> None:
    """One finger on a panel that plays a mouse: the corners with the clock from the top left, and back."""
    window = kiosk.window
    handle = window.windowHandle()
    near, far_x, far_y = 8, window.width() - 8, window.height() - 8
    corners = [QPoint(near, near), QPoint(far_x, near), QPoint(far_x, far_y), QPoint(near, far_y)]
    for corner in (*corners, *reversed(corners)):
        kiosk.passes(0.6)
        QTest.mouseClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, corner)


def tap(kiosk: Kiosk, button: Pressable) -> None:
    """One finger on a real touch panel."""
    window, panel = kiosk.window, panel_with_ten_fingers()
    kiosk.passes(1.1)
    spot = button.mapTo(window, button.rect().center())
    QTest.touchEvent(window, panel).press(0, spot, window).commit()
    QTest.touchEvent(window, panel).release(0, spot, window).commit()
