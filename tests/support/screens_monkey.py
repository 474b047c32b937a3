"""Somebody who touches anything, presses any key, and breaks any device: seeded, through the real window.

Window, controller, flow, presenter and matching are the product's own, and so is the demonstration's list. Devices are
pretended (`screens_pretended`: the same run for the same seed) or simulated (`screens_devices`).
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kiosk_app import flow
from kiosk_app.controller import Controller, Surroundings
from kiosk_app.demo.town import DEMO_SITE
from kiosk_app.flow import State
from kiosk_app.flow.intents import Choose, FinishAndClear, GoBack, TurnPage
from kiosk_app.language import load_translations
from kiosk_app.paths import locale_dir
from kiosk_app.presenter import Presenter
from kiosk_app.theme import Panel, load_fonts
from kiosk_app.widgets.touch import pressables
from kiosk_app.window import KioskWindow
from tests.support.screens_stage import FakeClock

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk_app.controller import Desks
    from kiosk_app.flow.intents import Intent
    from offline_cache import RegistryState

LEFT = Qt.MouseButton.LeftButton
_IMPATIENCE = 0.5
"""How often the next thing is done while the screen for the one before is still being drawn."""
_PATIENCE = 0.3
"""How often somebody waits for a slip: an act takes much less time than it does."""
_ON_THE_KEYPAD = {"delete", "clear"}
_WAYS_OUT = {GoBack(), FinishAndClear()}
_MISHAP = 0.15
_KEYS = tuple(Qt.Key)
_MODIFIERS = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.MetaModifier,
)


class Devices(Protocol):
    """Everything around a terminal that can fail."""

    desks: Desks
    state: RegistryState

    def utc_now(self) -> datetime:
        """What the terminal takes for the date."""

    def act_up(self, dice: random.Random) -> None:
        """Let something happen."""

    def wait_for_the_slip(self) -> None:
        """Give the printer time."""

    def mend(self) -> None:
        """Put everything right."""


class Bench:
    """The real window and controller among devices. GUI thread."""

    def __init__(self, panel: Panel, devices: Devices, *, paced: bool = False) -> None:
        self.clock = FakeClock()
        self.devices = devices
        self.window = KioskWindow(panel, family=load_fonts(), clock=self.clock)
        translations = load_translations(locale_dir())
        policy = flow.Policy()
        around = Surroundings(
            window=self.window,
            presenter=Presenter(translations, DEMO_SITE, policy, is_portrait=panel.is_portrait),
            site=DEMO_SITE,
            policy=policy,
            translations=translations,
            utc_now=devices.utc_now,
            monotonic=self.clock,
            draw_seed=lambda: 7,
        )
        self.controller = Controller(devices.desks, around, devices.state)
        self.window.intent.connect(self.controller.on_intent)
        if paced:
            self.window.pace()
        self.controller.begin()
        self.window.show_full_screen()
        self.settle()

    @property
    def session(self) -> flow.Session:
        """The session as it is."""
        return self.controller.session

    def passes(self, seconds: float) -> None:
        """Let time pass and the terminal notice."""
        self.clock.now_s += seconds
        self.controller.dispatch(flow.Tick())

    def everybody_leaves(self) -> None:
        """Nobody touches anything any more, and every device is well."""
        self.devices.mend()
        for _ in range(4):
            self.passes(1600.0)

    def a_moment(self) -> None:
        """One turn of the event loop: a screen that takes several is still on its way."""
        QCoreApplication.processEvents()

    def settle(self) -> None:
        """Let everything that was put off happen, as the product's event loop does: paint, lay out, delete.

        Deleting alone is not enough: Qt's list of posted events is compacted only when all of it was looked at, and
        grew by 28 bytes per deleted child, which looked like a leak of the product.
        """
        QCoreApplication.processEvents()
        while not self.is_shown:
            QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    @property
    def is_shown(self) -> bool:
        """Whether what is to be seen is on the glass already; a paced window takes some turns for it."""
        shown = self.window.screen_shown
        return self.window.view is None or (shown is not None and shown.view == self.window.view)

    def close(self) -> None:
        """Put everything away."""
        self.controller.end()
        self.window.allow_close()
        self.window.close()
        self.settle()


def _leads_on(intent: Intent) -> bool:
    return isinstance(intent, TurnPage) or (isinstance(intent, Choose) and intent.id not in _ON_THE_KEYPAD)


class Monkey:
    """Does anything. One seed, one life."""

    def __init__(self, bench: Bench, seed: int) -> None:
        self._bench = bench
        self._random = random.Random(seed)
        self.acts = 0
        self.states: set[State] = set()

    def act(self) -> None:
        """Touch a button or the glass, press a key, or leave it alone; a device may fail, or be mended, meanwhile.

        Half of the time the next act does not wait for the answer to this one.
        """
        self.acts += 1
        self._do_something()
        if self._random.random() < _MISHAP:
            self._bench.devices.act_up(self._random)
        if self._bench.session.state is State.PRINTING and self._random.random() < _PATIENCE:
            self._bench.devices.wait_for_the_slip()
        self.states.add(self._bench.session.state)
        if self._random.random() < _IMPATIENCE:
            self._bench.a_moment()
        else:
            self._bench.settle()

    def _do_something(self) -> None:
        chance = self._random.random()
        if chance < 0.75:
            self._touch_a_button()
        elif chance < 0.87:
            self._touch_anywhere()
        elif chance < 0.96:
            self._press_a_key()
        else:
            self._bench.passes(self._random.choice((0.1, 1.0, 25.0, 95.0)))

    def _touch_a_button(self) -> None:
        bench = self._bench
        holder = bench.window.warning_shown or bench.window.screen_shown
        buttons = pressables(holder) if holder is not None else []
        if not buttons:
            return
        # A keypad has some thirty keys, and every rim four: who touches them all alike hardly ever gets anywhere.
        onward = [one for one in buttons if one.isEnabled() and _leads_on(one.intent)]
        onward = onward or [one for one in buttons if one.intent in _WAYS_OUT]
        button = self._random.choice(onward if onward and self._random.random() < 0.6 else buttons)
        if self._random.random() < 0.9:
            bench.clock.now_s += 1.1
        for _ in range(self._random.choice((1, 1, 1, 3))):
            if self._random.random() < 0.06:
                QTest.mousePress(button, LEFT)  # a finger that slides off, or never leaves
                return
            QTest.mouseClick(button, LEFT)
            if not button.isVisible():
                return

    def _touch_anywhere(self) -> None:
        window = self._bench.window
        point = QPoint(self._random.randrange(window.width()), self._random.randrange(window.height()))
        target = window.childAt(point) or window
        QTest.mouseClick(target, LEFT, pos=target.mapFrom(window, point))

    def _press_a_key(self) -> None:
        window = self._bench.window
        receiver = self._random.choice((window, window.screen_shown or window))
        modifier = self._random.choice(_MODIFIERS)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(receiver, QKeyEvent(kind, self._random.choice(_KEYS), modifier, "x"))
