"""Two screens draw everything there is in technician's mode: a keypad and a page. No words of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kiosk_app.technician.screens.lock_screen import LockScreen
from kiosk_app.technician.screens.page_screen import PageScreen
from kiosk_app.technician.view import LockView

if TYPE_CHECKING:
    from kiosk_app.screens import Screen
    from kiosk_app.technician.view import TechnicianView
    from kiosk_app.theme import Theme
    from kiosk_app.widgets.touch import TouchGuard

__all__ = ["LockScreen", "PageScreen", "screen_of"]


def screen_of(view: TechnicianView, theme: Theme, guard: TouchGuard) -> Screen[Any]:
    """Make the screen that shows views of this type; empty until `show_view`."""
    return LockScreen(theme, guard) if isinstance(view, LockView) else PageScreen(theme, guard)
