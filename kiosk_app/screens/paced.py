"""Drawing a screen in several turns of the event loop, so that the GUI thread is never away for long.

A list in large type is laid out up to three times before it fits, which together takes longer than an event loop may
be held: camera frames, the heartbeat and touches would wait for it. So each piece has a turn of its own. The screen
before stays on the glass meanwhile, and nothing can be done on it any more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QTimer, Slot

from kiosk_app.widgets.discard import discard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QSize

    from kiosk_app.screens.base import Screen
    from kiosk_app.view_models import Look, View


class Glass(Protocol):
    """What this needs of a window."""

    @property
    def look(self) -> Look:
        """The look now wanted."""

    @property
    def screen_shown(self) -> Screen[Any] | None:
        """The screen now up."""

    def make_screen(self, view: View) -> Screen[Any]:
        """Make a screen, out of sight."""

    def change_screen(self, screen: Screen[Any]) -> None:
        """Put a screen in the place of the one now up."""

    def size(self) -> QSize:
        """Of the glass, in pixels."""

    def setUpdatesEnabled(self, enable: bool, /) -> None:  # noqa: FBT001 - Qt's signature
        """Paint, or leave on the glass what is on it."""


class PacedScreens(QObject):
    """Lays out the next screen of a window. GUI thread."""

    def __init__(self, window: Glass, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._coming: Screen[Any] | None = None
        self._turns: Iterator[None] = iter(())
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._turn)

    def show_view(self, view: View) -> None:
        """Show a view: at once where only details change, else some turns later."""
        window, shown, coming = self._window, self._window.screen_shown, self._coming
        if coming is not None and (coming.view, coming.theme.look, coming.size()) == (
            view,
            window.look,
            window.size(),
        ):
            return
        self._give_up()
        is_alike = shown is not None and (type(shown.view), shown.theme.look) == (type(view), window.look)
        if shown is not None and is_alike and shown.takes_in_place(view):
            # It may have been on its way out.
            shown.blockSignals(False)
            return
        if shown is None:
            # Just forgotten: rather the old picture for a moment than an empty glass in between.
            window.setUpdatesEnabled(False)
        else:
            # A finger still on it touches nothing that is there any more.
            shown.blockSignals(True)
        self._coming = window.make_screen(view)
        self._turns = self._coming.lay_out_in_turns(view)
        self._next.start(0)

    def forget(self) -> None:
        """Nothing is coming any more, and nothing of it is kept."""
        self._give_up()

    @Slot()
    def _turn(self) -> None:
        coming = self._coming
        if coming is None:
            return
        if next(self._turns, self) is not self:
            self._next.start(0)
            return
        self._coming = None
        coming.show_page()
        self._window.change_screen(coming)
        self._window.setUpdatesEnabled(True)

    def _give_up(self) -> None:
        self._next.stop()
        self._turns = iter(())
        if self._coming is not None:
            self._coming.forget()
            discard(self._coming)
            self._coming = None
        self._window.setUpdatesEnabled(True)
