"""Screens that may stand for months: their marks move a little, so that nothing burns into the glass.

Each showing begins at the same place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer

from kiosk_app.screens.base import Screen, V

if TYPE_CHECKING:
    from kiosk_app.theme import Theme
    from kiosk_app.widgets.touch import TouchGuard

DRIFT_EVERY_MS: Final = 40_000
_DRIFT_MM: Final = ((0.0, 0.0), (0.8, 0.4), (1.2, 1.2), (0.4, 0.8), (-0.4, 0.4), (-1.2, -0.4), (-0.8, 0.8))


class DriftingScreen(Screen[V]):
    """Moves everything on slot and sheet by about a millimetre every 40 s."""

    def __init__(self, theme: Theme, guard: TouchGuard) -> None:
        super().__init__(theme, guard)
        self._phase = 0
        self._timer = QTimer(self)
        self._timer.setInterval(DRIFT_EVERY_MS)
        self._timer.timeout.connect(self.drift)

    def show_page(self) -> None:
        """Show what was laid out, at rest; the same view again goes on moving."""
        super().show_page()
        self._phase = 0
        self._timer.start()

    def drift(self) -> None:
        """Move everything by about a millimetre."""
        self._phase = (self._phase + 1) % len(_DRIFT_MM)
        across_mm, along_mm = _DRIFT_MM[self._phase]
        px_per_mm = self.theme.panel.px_per_mm
        self.shift_contents(round(across_mm * px_per_mm), round(along_mm * px_per_mm))

    def forget(self) -> None:
        """Stop moving."""
        self._timer.stop()
        super().forget()
