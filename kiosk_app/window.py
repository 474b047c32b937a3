"""The shell: one full-screen window that shows one view at a time and lets nobody out.

Every key is swallowed, closing is refused until it is allowed, there is no context menu, no drop and no focus.
When a view goes, everything it wrote goes with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QContextMenuEvent,
    QGuiApplication,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from kiosk_app.flow.intents import Touched
from kiosk_app.screens import PacedScreens, Screen, screen_for
from kiosk_app.theme import FONT_FAMILY, Panel, Theme
from kiosk_app.view_models import Look
from kiosk_app.widgets.discard import discard
from kiosk_app.widgets.touch import TouchGuard, is_key_event
from kiosk_app.widgets.warning import IdleWarning

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy as np
    from PySide6.QtGui import QScreen

    from kiosk_app.screens import ScanScreen
    from kiosk_app.view_models import IdleWarningView, View


class KioskWindow(QWidget):
    """The only window of the public side. GUI thread.

    Signals:
        intent: what the person asked for, one of `flow.intents`; `Touched` for any press at all.
    """

    intent = Signal(object)

    def __init__(
        self,
        panel: Panel,
        look: Look | None = None,
        *,
        family: str = FONT_FAMILY,
        clock: Callable[[], float] | None = None,
        hides_cursor: bool = False,
    ) -> None:
        """Make it, hidden.

        Args:
            panel: the configured glass; its diagonal holds, its pixels are the window's real ones.
            look: how to draw before the first `show`.
            family: from `load_fonts`.
            clock: monotonic seconds, for the settling time after a screen change.
            hides_cursor: no pointer on a touch panel.
        """
        super().__init__()
        self._panel = panel
        self._look = look or Look()
        self._family = family
        self._guard = TouchGuard(clock, self) if clock is not None else TouchGuard(parent=self)
        self._guard.touched.connect(self._on_touched)
        self._screen: Screen[Any] | None = None
        self._view: View | None = None
        self._warning: IdleWarning | None = None
        self._cover: QWidget | None = None
        self._may_close = False
        self._paced: PacedScreens | None = None
        self._followed: QScreen | None = None
        self.setWindowFlags(Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(False)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        if hides_cursor:
            self.setCursor(Qt.CursorShape.BlankCursor)
        self.resize(panel.width_px, panel.height_px)

    # What is shown

    def show_view(self, view: View, look: Look) -> None:
        """Show a view in a look, in place where only details changed."""
        is_same_screen = (
            self._screen is not None
            and self._view is not None
            and type(view) is type(self._view)
            and look == self._look
        )
        if self._settles(view):
            self._guard.arm()
        self._look = look
        self._view = view
        if self._paced is not None:
            self._paced.show_view(view)
        elif not is_same_screen or self._screen is None:
            self._drop_screen()
            self._screen = self.make_screen(view)
            self._screen.show_view(view)
            self._take(self._screen)
        else:
            self._screen.show_view(view)
        if self._warning is not None:
            self._warning.raise_()
        self._raise_cover()

    def pace(self) -> None:
        """From now on draw a screen in several turns of the event loop, with the one before on the glass meanwhile."""
        self._paced = PacedScreens(self, self)

    def make_screen(self, view: View) -> Screen[Any]:
        """Make the screen of a view, as large as the window and out of sight."""
        screen: Screen[Any] = screen_for(view, self.theme, self._guard)
        screen.setParent(self)
        screen.setGeometry(self.rect())
        return screen

    def change_screen(self, screen: Screen[Any]) -> None:
        """Put a screen that is laid out on the glass, in the place of the one there."""
        self._drop_screen()
        self._take(screen)
        self._guard.arm()
        if self._warning is not None:
            self._warning.raise_()
        self._raise_cover()

    def _take(self, screen: Screen[Any]) -> None:
        self._screen = screen
        screen.intent.connect(self.intent)
        screen.show()

    def lay_over(self, cover: QWidget) -> None:
        """Keep a widget on top of everything shown here; it shows and hides itself."""
        self._cover = cover
        cover.setParent(self)
        cover.setGeometry(self.rect())

    def show_warning(self, view: IdleWarningView | None) -> None:
        """Lay the idle warning over the screen, count it down in place, or take it away."""
        if view is None:
            if self._warning is not None:
                discard(self._warning)
                self._warning = None
                self._guard.arm()
            return
        if self._warning is not None and self._warning.show_view(view):
            return
        if self._warning is not None:
            discard(self._warning)
        self._guard.arm()
        self._warning = IdleWarning(self.theme, self._guard, view)
        self._warning.setParent(self)
        self._warning.setGeometry(self.rect())
        self._warning.fired.connect(self.intent)
        self._warning.show()
        self._warning.raise_()
        self._raise_cover()

    def show_frame(self, pixels: np.ndarray) -> None:
        """Show a camera frame, (h, w, 3) uint8 BGR, if the scan screen is up; otherwise do nothing."""
        screen = self._scan_screen()
        if screen is not None:
            screen.show_frame(pixels)

    def clear_frame(self) -> None:
        """Overwrite the last camera frame with zeros."""
        screen = self._scan_screen()
        if screen is not None:
            screen.clear_frame()

    def _scan_screen(self) -> ScanScreen | None:
        from kiosk_app.screens import ScanScreen  # noqa: PLC0415 - not before the first picture

        return self._screen if isinstance(self._screen, ScanScreen) else None

    def forget(self) -> None:
        """Drop everything shown: no label keeps its text, no camera buffer its picture, no clipboard anything."""
        self._view = None
        # Nothing here copies, but a keyboard somebody plugged in may bring something to paste.
        QGuiApplication.clipboard().clear()
        if self._paced is not None:
            self._paced.forget()
        self._drop_screen()
        if self._warning is not None:
            discard(self._warning)
            self._warning = None

    @property
    def view(self) -> View | None:
        """The view now shown."""
        return self._view

    @property
    def look(self) -> Look:
        """The look now used."""
        return self._look

    @property
    def screen_shown(self) -> Screen[Any] | None:
        """The screen now up."""
        return self._screen

    @property
    def warning_shown(self) -> IdleWarning | None:
        """The idle warning, while it is up."""
        return self._warning

    @property
    def theme(self) -> Theme:
        """Tokens for the window's real pixels and the configured diagonal."""
        return self.theme_in(self._look)

    def theme_in(self, look: Look) -> Theme:
        """The same in another look."""
        panel = Panel(max(1, self.width()), max(1, self.height()), self._panel.diagonal_in)
        return Theme(panel, look, self._family)

    def grab_png(self, path: Path) -> None:
        """Write what is shown as a PNG.

        Raises:
            OSError: the file cannot be written.
        """
        if not self.grab().save(str(path), "PNG"):
            raise OSError(f"cannot write {path}")

    # Full screen, with or without a window manager

    def show_full_screen(self) -> None:
        """Fill the screen and keep filling it when it changes.

        Without a window manager `showFullScreen` leaves the window at its own size, so the geometry is set too.
        """
        self._follow(self.screen())
        self.showFullScreen()
        self._fill_screen()
        self.windowHandle().screenChanged.connect(self._follow)
        self.activateWindow()

    def _follow(self, screen: QScreen) -> None:
        if self._followed is screen:
            return
        if self._followed is not None:
            self._followed.geometryChanged.disconnect(self._fill_screen)
        self._followed = screen
        screen.geometryChanged.connect(self._fill_screen)
        self._fill_screen()

    def _fill_screen(self, geometry: QRect | None = None) -> None:
        if self._followed is not None:
            self.setGeometry(geometry if geometry is not None else self._followed.geometry())

    # Nobody gets out

    def allow_close(self) -> None:
        """From now on closing closes: the program is shutting down."""
        self._may_close = True

    def event(self, event: QEvent) -> bool:
        """Swallow every key and shortcut."""
        if is_key_event(event):
            event.accept()
            return True
        return super().event(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Refuse, unless shutting down."""
        if not self._may_close:
            event.ignore()
            return
        self.forget()
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """There are no menus."""
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Count a touch beside every button."""
        event.accept()
        self._guard.press(event.globalPosition().toPoint())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw anew for another glass."""
        super().resizeEvent(event)
        # Qt tells a window's size once more when it is first shown: nothing is to be laid out again for that.
        is_for_this = self._screen is not None and self._screen.size() == self.size() and self._paced is None
        is_shown = self._screen is not None or self._paced is not None
        if self._view is not None and is_shown and not is_for_this:
            view, self._view = self._view, None
            self.show_view(view, self._look)
        if self._warning is not None:
            self._warning.setGeometry(self.rect())
        if self._cover is not None:
            self._cover.setGeometry(self.rect())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show the counter where no screen is."""
        QPainter(self).fillRect(event.rect(), self.theme.color(self.theme.palette.ground))

    def _settles(self, view: View) -> bool:
        old = self._view
        if old is None or type(view) is not type(old):
            return True
        from kiosk_app.view_models import KeypadView, PrintingView, ScanView  # noqa: PLC0415 - same

        # These change while a person is busy with them: no settling time when they do.
        return not isinstance(view, KeypadView | PrintingView | ScanView) and view != old

    def _raise_cover(self) -> None:
        if self._cover is not None:
            self._cover.raise_()

    def _on_touched(self) -> None:
        self.intent.emit(Touched())

    def _drop_screen(self) -> None:
        if self._screen is not None:
            self._screen.forget()
            discard(self._screen)
            self._screen = None
