"""What happens between a finger and an intent.

An action happens on release inside the button; sliding off cancels it. After a new screen has come up, touches are
ignored for 300 ms, so that a second tap meant for the old screen does nothing on the new one; and a button that
starts something acts once however often it is tapped.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk_app.flow.intents import Intent

SETTLE_S: Final = 0.3
"""How long a new screen ignores touches."""
REPEAT_S: Final = 1.0
"""How long one button ignores further taps after it acted."""

STUCK_S: Final = 10.0
"""A press that lasts longer is no finger: something leans on the glass, or a panel forgot the release."""
STUCK_TIMES: Final = 40
"""Presses on one spot in a row, after which that spot is believed to be broken. The longest honest row is holding
delete through a whole code, about 20."""
_ONE_SPOT_PX: Final = 3

_KEY_EVENTS: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.Shortcut,
        QEvent.Type.ShortcutOverride,
        QEvent.Type.InputMethod,
    }
)


def is_key_event(event: QEvent) -> bool:
    """Whether an event comes from a keyboard; the terminal has none."""
    return isinstance(event, QKeyEvent) or event.type() in _KEY_EVENTS


class TouchGuard(QObject):
    """Decides which touches count.

    Signals:
        touched: any press on a button, counted or not.
    """

    touched = Signal()

    def __init__(self, clock: Callable[[], float] = time.monotonic, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._settled_at_s = clock()
        self._spot = QPoint()
        self._times = 0

    def press(self, spot: QPoint) -> bool:
        """Take in a press at a place on the glass and say that somebody is there; False: that was no finger."""
        if not self.is_finger(spot):
            return False
        self.touched.emit()
        return True

    def is_finger(self, spot: QPoint) -> bool:
        """Count a press at a place on the glass; False: no finger touches one spot so often.

        A spot that is stuck neither acts nor counts as a sign of life, so it holds no session open. Any press
        elsewhere makes it believable again.
        """
        moved = spot - self._spot
        if moved.manhattanLength() > _ONE_SPOT_PX:
            self._spot, self._times = spot, 0
        self._times += 1
        return self._times <= STUCK_TIMES

    def now_s(self) -> float:
        """Read the guard's clock."""
        return self._clock()

    def arm(self) -> None:
        """Ignore touches from now on for 300 ms."""
        self._settled_at_s = self._clock() + SETTLE_S

    def accepts(self) -> bool:
        """Whether a touch beginning now counts."""
        return self._clock() >= self._settled_at_s


class Pressable(QAbstractButton):
    """Anything that can be touched: emits one intent on release.

    Signals:
        fired: the intent, as an object.
    """

    fired = Signal(object)

    def __init__(self, guard: TouchGuard, intent: Intent, *, repeats: bool = False) -> None:
        """Make it.

        Args:
            guard: shared by all of one window.
            intent: what to emit.
            repeats: every tap counts (keypad); otherwise one tap a second.
        """
        super().__init__()
        self._guard = guard
        self._intent = intent
        self._repeats = repeats
        self._acted_at_s = float("-inf")
        self._press_counts = False
        self._pressed_at_s = float("-inf")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.clicked.connect(self._act)

    @property
    def intent(self) -> Intent:
        """What it emits when it is touched."""
        return self._intent

    def event(self, event: QEvent) -> bool:
        """Swallow keys: a space bar must not press a button."""
        if is_key_event(event):
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a press, if touches count yet."""
        is_finger = self._guard.press(event.globalPosition().toPoint())
        self._press_counts = is_finger and self._guard.accepts()
        self._pressed_at_s = self._guard.now_s()
        if self._press_counts:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Treat the second press of a quick pair as a press."""
        self.mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a press that counted; one that lasted too long ends as if the finger had slid off."""
        if not self._press_counts:
            return
        self._press_counts = False
        if self._guard.now_s() - self._pressed_at_s > STUCK_S:
            event = _slid_off(event)
        super().mouseReleaseEvent(event)

    def _act(self) -> None:
        now_s = self._guard.now_s()
        if not self._repeats and now_s - self._acted_at_s < REPEAT_S:
            return
        self._acted_at_s = now_s
        self.fired.emit(self._intent)


def _slid_off(event: QMouseEvent) -> QMouseEvent:
    outside = QPointF(-1.0, -1.0)
    return QMouseEvent(
        event.type(), outside, event.globalPosition(), event.button(), event.buttons(), event.modifiers()
    )


def pressables(widget: QWidget) -> list[Pressable]:
    """List every visible touch area below a widget."""
    return [child for child in widget.findChildren(Pressable) if child.isVisibleTo(widget)]
