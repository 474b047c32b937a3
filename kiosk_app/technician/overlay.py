"""The technician's screen over the public one: covers it whole, and forgets what it showed when it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from kiosk_app.flow.intents import Touched
from kiosk_app.technician.screens import PageScreen, screen_of
from kiosk_app.technician.view import LockView, PageView
from kiosk_app.view_models import Look
from kiosk_app.widgets.discard import discard
from kiosk_app.widgets.touch import TouchGuard

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from kiosk_app.screens import Screen
    from kiosk_app.technician.view import TechnicianView
    from kiosk_app.theme import Theme


class TechnicianOverlay(QWidget):
    """Shows one view at a time. GUI thread; a child of the terminal's window.

    Args:
        theme: of the window, asked anew for every page; the technician's own look is the normal one.
        clock: monotonic seconds.

    Signals:
        intent: one of `flow.intents`; `Touched` for any press at all.
    """

    intent = Signal(object)

    def __init__(self, theme: Callable[[Look], Theme], clock: Callable[[], float]) -> None:
        super().__init__()
        self._theme = theme
        self._guard = TouchGuard(clock, self)
        self._guard.touched.connect(self._on_touched)
        self._screen: Screen[Any] | None = None
        self._view: TechnicianView | None = None
        self.hide()

    @property
    def view(self) -> TechnicianView | None:
        """The view now shown."""
        return self._view

    @property
    def screen_shown(self) -> Screen[Any] | None:
        """The screen now up."""
        return self._screen

    def show_view(self, view: TechnicianView) -> None:
        """Show a view, in place where only details changed."""
        old, self._view = self._view, view
        if _settles(old, view):
            self._guard.arm()
        if self._screen is None or type(old) is not type(view):
            self._drop_screen()
            self._screen = screen_of(view, self._theme(Look()), self._guard)
            self._screen.setParent(self)
            self._screen.setGeometry(self.rect())
            self._screen.intent.connect(self.intent)
            self._screen.show_view(view)
            self._screen.show()
        else:
            self._screen.show_view(view)
        self.show()
        self.raise_()

    def show_frame(self, pixels: np.ndarray) -> None:
        """Show a camera frame, (h, w, 3) uint8 BGR, if the page has a place for it."""
        if isinstance(self._screen, PageScreen):
            self._screen.show_frame(pixels)

    def leave(self) -> None:
        """Forget everything shown and let the public screen be seen."""
        self._view = None
        self._drop_screen()
        self.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Count a touch beside every button; nothing of the public screen is touched through this one."""
        event.accept()
        self._guard.press(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing below hears of it."""
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit another glass."""
        super().resizeEvent(event)
        if self._screen is not None:
            self._screen.setGeometry(self.rect())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Cover what is below."""
        theme = self._theme(Look())
        QPainter(self).fillRect(event.rect(), theme.color(theme.palette.ground))

    def _on_touched(self) -> None:
        self.intent.emit(Touched())

    def _drop_screen(self) -> None:
        if self._screen is None:
            return
        self._screen.forget()
        discard(self._screen)
        self._screen = None


def _settles(old: TechnicianView | None, new: TechnicianView) -> bool:
    """Whether a new screen comes up, which ignores touches for a moment; a page that fills up is the same screen."""
    if old is None or type(old) is not type(new):
        return True
    if isinstance(old, LockView) or isinstance(new, LockView):
        return old.chrome.title != new.chrome.title
    return old.chrome.title != new.chrome.title or _buttons(old) != _buttons(new)


def _buttons(view: PageView) -> tuple[str, ...]:
    return tuple(choice.id for choice in view.choices)
