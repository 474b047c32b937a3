"""One file per situation. `SCREENS` says which screen shows which view.

The idle screen alone is loaded at once: a starting terminal shows it before it has loaded anything else.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from kiosk_app.screens.base import Screen
from kiosk_app.screens.idle_screen import IdleScreen
from kiosk_app.screens.paced import PacedScreens
from kiosk_app.view_models import IdleView

if TYPE_CHECKING:
    from kiosk_app.screens.scan_screen import ScanScreen
    from kiosk_app.screens.visit import SCREENS
    from kiosk_app.theme import Theme
    from kiosk_app.view_models import View
    from kiosk_app.widgets.touch import TouchGuard

__all__ = ["SCREENS", "PacedScreens", "ScanScreen", "Screen", "screen_for"]

_LOADED_LATER: Final = {"SCREENS": "kiosk_app.screens.visit", "ScanScreen": "kiosk_app.screens.scan_screen"}


def screen_for(view: View, theme: Theme, guard: TouchGuard) -> Screen[Any]:
    """Make the screen that shows views of this type; empty until `show_view`."""
    if isinstance(view, IdleView):
        return IdleScreen(theme, guard)
    from kiosk_app.screens.visit import SCREENS  # noqa: PLC0415 - not before the first picture

    return SCREENS[type(view)](theme, guard)


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Load a name of `_LOADED_LATER` (PEP 562)."""
        if name not in _LOADED_LATER:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(_LOADED_LATER[name]), name)
        globals()[name] = value
        return value
