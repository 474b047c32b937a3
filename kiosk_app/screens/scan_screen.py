"""Show the code to the camera: live picture with a guide, three steps, a hint, and a way round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kiosk_app.screens.base import Screen
from kiosk_app.theme import Role
from kiosk_app.view_models import ScanView
from kiosk_app.widgets.banner import BannerBox
from kiosk_app.widgets.buttons import Kind
from kiosk_app.widgets.camera_view import CameraView
from kiosk_app.widgets.fields import sentence_list
from kiosk_app.widgets.steps import step_row

if TYPE_CHECKING:
    import numpy as np

    from kiosk_app.theme import Theme
    from kiosk_app.widgets.buttons import BigButton
    from kiosk_app.widgets.touch import TouchGuard


class ScanScreen(Screen[ScanView]):
    """Shows a `ScanView`; frames come through `show_frame`."""

    side_shares = (11, 8)

    def __init__(self, theme: Theme, guard: TouchGuard) -> None:
        super().__init__(theme, guard)
        self._camera: CameraView | None = None
        self._hint: BannerBox | None = None

    def fill(self, view: ScanView) -> None:
        """Hang the picture on the sheet; put the ways round on the counter."""
        theme = self.theme
        if self._camera is not None:
            self._camera.clear_frame()
        self._camera = CameraView(theme)
        self._hint = BannerBox(theme, view.hint, role=Role.BUTTON)
        is_tall = theme.panel.is_portrait
        steps = step_row(theme, view.steps, picture_mm=20.0 if is_tall else 17.0, is_column=not is_tall)
        notice = sentence_list(theme, (view.camera_notice,), icon="camera")
        seen = QVBoxLayout()
        seen.setSpacing(theme.space(4.0))
        seen.addWidget(self._camera, 1)
        seen.addWidget(self._hint)
        if is_tall:
            self.sheet.addLayout(seen, 1)
            self.sheet.addWidget(steps)
            self.sheet.addWidget(notice)
        else:
            # On a wide glass what to do stands beside the picture: on the counter, or on the sheet above a low one.
            aside = QVBoxLayout() if theme.is_stacked else self.counter
            aside.addWidget(steps)
            aside.addStretch(1)
            aside.addWidget(notice)
            if not theme.is_stacked:
                self.sheet.addLayout(seen, 1)
                self.counter.addStretch(1)
            else:
                row = QHBoxLayout()
                row.setSpacing(theme.space(8.0))
                row.addLayout(seen, 11)
                row.addLayout(aside, 8)
                self.sheet.addLayout(row, 1)
        kind = Kind.PRIMARY if view.is_late else Kind.PLAIN
        buttons: list[BigButton] = [self.choice_button(view.type_instead, kind=kind, trailing="chevron")]
        if view.skip is not None:
            buttons.append(self.choice_button(view.skip, trailing="chevron"))
        self.add_row(*buttons)

    def refresh(self, view: ScanView) -> bool:
        """Change the hint in place: the picture must not flicker."""
        if self.view is None or self._hint is None:
            return False
        if replace(view, hint=self.view.hint) != self.view:
            return False
        self._hint.show_banner(view.hint)
        return True

    def show_frame(self, pixels: np.ndarray) -> None:
        """Show a frame of the camera.

        Args:
            pixels: (h, w, 3) uint8 BGR, already mirrored; copied.
        """
        if self._camera is not None:
            self._camera.show_frame(pixels)

    def clear_frame(self) -> None:
        """Overwrite the last frame with zeros."""
        if self._camera is not None:
            self._camera.clear_frame()

    @property
    def has_frame(self) -> bool:
        """Whether a frame is held."""
        return self._camera is not None and self._camera.has_frame

    def forget(self) -> None:
        """Wipe the frame too."""
        self.clear_frame()
        self._camera = None
        self._hint = None
        super().forget()
