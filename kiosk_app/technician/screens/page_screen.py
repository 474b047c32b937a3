"""One page: banner, live picture, remarks, facts, lines, code, and the buttons below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk_app.flow.intents import TurnPage
from kiosk_app.screens.base import Screen
from kiosk_app.technician.screens.parts import FactTable, LineList, RemarkBox
from kiosk_app.technician.view import PageView
from kiosk_app.theme import Role
from kiosk_app.widgets.banner import BannerBox
from kiosk_app.widgets.buttons import BigButton, Kind
from kiosk_app.widgets.camera_view import CameraView
from kiosk_app.widgets.labels import plain_label
from kiosk_app.widgets.pictures import QrCode

if TYPE_CHECKING:
    import numpy as np

    from kiosk_app.technician.view import Pager
    from kiosk_app.theme import Theme
    from kiosk_app.widgets.touch import TouchGuard

_CENTRE = Qt.AlignmentFlag.AlignCenter
_QR_MM = 78.0


class PageScreen(Screen[PageView]):
    """Shows a `PageView`; banner and facts change in place."""

    side_shares = (3, 2)

    def __init__(self, theme: Theme, guard: TouchGuard) -> None:
        super().__init__(theme, guard)
        self._banner: BannerBox | None = None
        self._facts: FactTable | None = None
        self._camera: CameraView | None = None

    def show_frame(self, pixels: np.ndarray) -> None:
        """Show a camera frame, (h, w, 3) uint8 BGR, where this page has a place for one."""
        if self._camera is not None:
            self._camera.show_frame(pixels)

    def forget(self) -> None:
        """Overwrite the last frame as well."""
        if self._camera is not None:
            self._camera.clear_frame()
            self._camera = None
        super().forget()

    def fill(self, view: PageView) -> None:
        """Write everything on the sheet; put the buttons on the counter."""
        if self._camera is not None:
            self._camera.clear_frame()
        self._banner = self._facts = self._camera = None
        theme = self.theme
        if view.banner is not None:
            self._banner = BannerBox(theme, view.banner, role=Role.BUTTON)
            self.sheet.addWidget(self._banner)
        if view.has_picture:
            self._camera = CameraView(theme)
            self.sheet.addWidget(self._camera, 1)
        for remark in view.remarks:
            self.sheet.addWidget(RemarkBox(theme, remark))
        is_beside = view.has_picture and not theme.is_stacked
        if not is_beside:
            self._add_facts(view, self.sheet)
        if view.lines:
            self.sheet.addWidget(LineList(theme, view.lines))
        if not view.has_picture:
            self.sheet.addStretch(1)
        if view.pager is not None:
            self.sheet.addWidget(self._pager(view.pager))
        self._add_choices(view)
        if is_beside:
            # On a wide glass the picture has the sheet to itself.
            self._add_facts(view, self.counter)
            self.counter.addStretch(1)

    def refresh(self, view: PageView) -> bool:
        """Change the banner's sentence and the facts' values; anything else is laid out anew."""
        old = self.view
        if old is None or _shape(view) != _shape(old):
            return False
        if self._banner is not None and view.banner is not None and view.banner != old.banner:
            self._banner.show_banner(view.banner)
        if self._facts is not None:
            self._facts.show_fields(view.fields)
        return True

    def _add_facts(self, view: PageView, column: QVBoxLayout) -> None:
        theme = self.theme
        code = QrCode(theme, view.qr, side_mm=_QR_MM) if view.qr else None
        if view.fields:
            self._facts = FactTable(theme, view.fields)
            column.addWidget(self._facts)
        if code is not None:
            column.addStretch(1)
            column.addWidget(code, 0, _CENTRE)

    def _pager(self, pager: Pager) -> QWidget:
        theme = self.theme
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.gap_px)
        row.addWidget(self._turn(pager.previous, -1), 2)
        row.addWidget(plain_label(theme, pager.label, Role.BODY, centred=True), 2)
        row.addWidget(self._turn(pager.next, 1), 2)
        return whole

    def _turn(self, label: str, by: int) -> QWidget:
        if not label:
            return QWidget()
        button = BigButton(self.theme, self.guard, TurnPage(by), label, role=Role.BODY, is_centred=True)
        button.fired.connect(self.intent)
        return button

    def _add_choices(self, view: PageView) -> None:
        buttons = [
            self.choice_button(choice, kind=Kind.PRIMARY if view.has_primary and not number else Kind.PLAIN)
            for number, choice in enumerate(view.choices)
        ]
        grid = QGridLayout()
        grid.setSpacing(self.theme.gap_px)
        columns = max(1, view.columns)
        for number, button in enumerate(buttons):
            grid.addWidget(button, number // columns, number % columns)
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        column_layout = QVBoxLayout()
        column_layout.addLayout(grid)
        if not self.theme.is_stacked and not view.has_picture:
            column_layout.addStretch(1)
        self.counter.addLayout(column_layout)


def _shape(view: PageView) -> PageView:
    """What is left when that which may change in place is taken away."""
    banner = None if view.banner is None else replace(view.banner, text="", icon="")
    fields = tuple(replace(field, value="\n" * field.value.count("\n")) for field in view.fields)
    return replace(view, banner=banner and replace(banner, tone=type(banner.tone).CALM), fields=fields)
