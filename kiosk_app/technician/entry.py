"""Watches the glass for the two ways in, without taking a single touch away from the screens.

Events of the window are looked at before they reach any widget. Fingers come as touch events where the panel says
how many there are; a panel that plays a mouse has the way round the corners.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QEventPoint, QMouseEvent, QTouchEvent

from kiosk_app.technician.gesture import CornerRound, Spot, WheelTurn

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QWindow

_TOUCHES = frozenset({QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TouchEnd})


class EntryWatch(QObject):
    """Looks on. GUI thread.

    Args:
        px_per_mm: of the glass, asked anew for every touch.
        clock: monotonic seconds.

    Signals:
        summoned: one of the two movements was made.
    """

    summoned = Signal()

    def __init__(
        self, px_per_mm: Callable[[], float], clock: Callable[[], float], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._px_per_mm = px_per_mm
        self._clock = clock
        self._turn = WheelTurn()
        self._round = CornerRound()
        self._window: QWindow | None = None

    def watch(self, window: QWindow) -> None:
        """Begin."""
        self._window = window
        window.installEventFilter(self)

    def stop(self) -> None:
        """Look no more."""
        if self._window is not None:
            self._window.removeEventFilter(self)
            self._window = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take note; nothing is filtered."""
        if watched is self._window:
            kind = event.type()
            if kind in _TOUCHES and isinstance(event, QTouchEvent):
                self._on_touch(event)
            elif kind is QEvent.Type.TouchCancel:
                self._turn = WheelTurn()
            elif kind is QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
                self._on_press(event)
        return False

    def _on_touch(self, event: QTouchEvent) -> None:
        scale = self._px_per_mm()
        fingers = {
            point.id(): Spot(point.position().x() / scale, point.position().y() / scale)
            for point in event.points()
            if point.state() is not QEventPoint.State.Released
        }
        if self._turn.feed(fingers, self._clock()):
            self.summoned.emit()

    def _on_press(self, event: QMouseEvent) -> None:
        if self._window is None:
            return
        scale = self._px_per_mm()
        spot = Spot(event.position().x() / scale, event.position().y() / scale)
        glass = Spot(self._window.width() / scale, self._window.height() / scale)
        if self._round.feed(spot, glass, self._clock()):
            self.summoned.emit()
