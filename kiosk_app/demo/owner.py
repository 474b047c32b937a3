"""A business owner who plays the whole journey by touching the buttons on the screen, from idle to idle."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from kiosk_app.flow import State
from kiosk_app.flow.intents import Choose, SwitchLanguage, TurnPage
from kiosk_app.widgets.touch import Pressable
from offline_cache import Freshness

if TYPE_CHECKING:
    from kiosk_app.app import Terminal
    from kiosk_app.flow import Session
    from kiosk_app.flow.intents import Intent
    from kiosk_app.presenter import World

LOOKS_FOR_S = 0.7
"""How long a screen is looked at, so that somebody watching can follow."""
GLANCES_FOR_S = 0.35
"""The same with nobody watching; longer than the settling time in which touches are ignored."""
_BEAT_MS = 50


class AutoOwner(QObject):
    """Touches what a person would. GUI thread.

    Args:
        terminal: the running terminal.
        answers: ids of the debt type, amount and place to choose.
        english: switch the language first.
        looks_for_s: how long each screen is looked at.

    Signals:
        touched: (intent, monotonic seconds), at each touch.
        went: the owner is gone and the terminal is idle again.
    """

    touched = Signal(object, float)
    went = Signal()

    def __init__(
        self,
        terminal: Terminal,
        answers: tuple[str, str, str],
        *,
        english: bool,
        looks_for_s: float = LOOKS_FOR_S,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._terminal = terminal
        self._session = terminal.controller.session
        self._looks_for_s = looks_for_s
        self._is_current = False
        self._since_s = time.monotonic()
        self._was_served = False
        debt, amount, place = answers
        self._intents: dict[State, list[Intent]] = {
            State.IDLE: [SwitchLanguage(), Choose("start")] if english else [Choose("start")],
            State.CONFIRM: [Choose("yes")],
            State.DEBT_TYPE: [Choose(debt)],
            State.AMOUNT: [Choose(amount)],
            State.PLACE: [Choose(place)],
            State.LIST: [TurnPage(1), TurnPage(-1), Choose("*"), Choose("print")],
            State.DETAIL: [Choose("close")],
            State.TAKE_SLIP: [Choose("finish")],
        }
        terminal.controller.moved.connect(self._on_moved)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._act)

    def begin(self) -> None:
        """Walk up to the terminal."""
        self._timer.start(_BEAT_MS)

    @Slot(object, object)
    def _on_moved(self, session: Session, world: World) -> None:
        self._is_current = world.registry.freshness is Freshness.CURRENT
        if (session.state, session.page, session.language) != (
            self._session.state,
            self._session.page,
            self._session.language,
        ):
            self._since_s = time.monotonic()
        self._session = session

    @Slot()
    def _act(self) -> None:
        if time.monotonic() - self._since_s < self._looks_for_s or not self._is_current:
            return
        state = self._session.state
        if state is State.IDLE and self._was_served:
            self._timer.stop()
            self.went.emit()
            return
        waiting = self._intents.get(state, [])
        while waiting:
            button = self._button(waiting[0])
            if button is None and isinstance(waiting[0], TurnPage):
                waiting.pop(0)  # a short list has one page
                continue
            if button is not None:
                self._was_served = self._was_served or state is State.TAKE_SLIP
                self._touch(button, waiting.pop(0))
            return

    def _button(self, intent: Intent) -> Pressable | None:
        wanted = Choose(self._session.listed[0]) if intent == Choose("*") else intent
        screen = self._terminal.window.screen_shown
        if screen is None:
            return None
        for button in screen.findChildren(Pressable):
            if button.intent == wanted and button.isVisible() and button.isEnabled():
                return button
        return None

    def _touch(self, button: Pressable, intent: Intent) -> None:
        self._since_s = time.monotonic()
        self.touched.emit(intent, self._since_s)
        middle = QPointF(button.rect().center())
        for kind, pressed in (
            (QEvent.Type.MouseButtonPress, Qt.MouseButton.LeftButton),
            (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton),
        ):
            event = QMouseEvent(
                kind,
                middle,
                QPointF(button.mapToGlobal(middle.toPoint())),
                Qt.MouseButton.LeftButton,
                pressed,
                Qt.KeyboardModifier.NoModifier,
            )
            QApplication.sendEvent(button, event)
