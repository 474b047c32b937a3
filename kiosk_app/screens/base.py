"""What all screens share: slot, sheet, counter, rim, and the fitting of text to the glass.

A screen fills the sheet (what one reads) and the counter (what one touches). Standing in front of a portrait panel,
or in reach mode, the sheet hangs above the counter; on a landscape panel it hangs to the left of it. When the text
of a view needs more room than there is, the screen is laid out again, a little smaller, until it fits: nothing is
ever cut off or scrolled.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QMargins, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk_app.theme import Role, Theme
from kiosk_app.view_models import TextSize
from kiosk_app.widgets.banner import BannerBox
from kiosk_app.widgets.buttons import BigButton, Kind, choice_button
from kiosk_app.widgets.chrome import Rim, Slot
from kiosk_app.widgets.discard import discard
from kiosk_app.widgets.labels import plain_label
from kiosk_app.widgets.steps import StepMarks
from kiosk_app.widgets.surfaces import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk_app.view_models import Choice, Chrome
    from kiosk_app.widgets.touch import TouchGuard


class HasChrome(Protocol):
    """What every view has; the public ones are `view_models.View`."""

    @property
    def chrome(self) -> Chrome:
        """What surrounds it."""


V = TypeVar("V", bound=HasChrome)

_FITS: Final = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.66, 0.62, 0.57, 0.52, 0.47, 0.42)
_NESTED: Final = 6
"""Widgets from a text up to the window, and one to spare."""


class Screen(QWidget, Generic[V]):
    """Base of every screen: `fill` writes one view on sheet and counter.

    Signals:
        intent: what the person asked for, one of `flow.intents`.
    """

    intent = Signal(object)

    sheet_stretch = 1
    """Share of spare height the sheet takes when stacked; the counter's is `counter_stretch`."""
    counter_stretch = 0
    side_shares = (11, 9)
    """Widths of sheet and counter, side by side."""

    def __init__(self, theme: Theme, guard: TouchGuard) -> None:
        super().__init__()
        self.theme = theme
        """The tokens to draw with, already fitted while `fill` runs."""
        self.guard = guard
        self.view: V | None = None
        self.sheet = QVBoxLayout()
        self.counter = QVBoxLayout()
        self._wanted = theme
        self._page: QWidget | None = None
        self._page_column = QVBoxLayout()
        self._slot: Slot | None = None
        self._margins_at_rest: dict[int, QMargins] = {}
        self._touched_part: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._laid_out_for = self.size()

    def fill(self, view: V) -> None:
        """Write the view on `self.sheet` and `self.counter`."""
        raise NotImplementedError

    def refresh(self, view: V) -> bool:
        """Show a new view of the same shape in place; False means: lay out anew."""
        del view
        return False

    def show_view(self, view: V) -> None:
        """Show a view. GUI thread. The same view again changes nothing."""
        if not self.takes_in_place(view):
            self._lay_out(view)

    def forget(self) -> None:
        """Empty every label and drop the contents at once."""
        self.view = None
        self._drop_page()

    @property
    def fit(self) -> float:
        """How much smaller than wanted the text had to become: 1.0 is not at all."""
        return self.theme.fit

    def shift_contents(self, across_px: int, along_px: int) -> None:
        """Move what stands in the slot and on the sheet a little (against burn-in)."""
        for layout in (self.sheet, self._slot.layout() if self._slot is not None else None):
            if layout is None:
                continue
            rest = self._margins_at_rest.setdefault(id(layout), layout.contentsMargins())
            layout.setContentsMargins(
                rest.left() + across_px,
                rest.top() + along_px,
                rest.right() - across_px,
                rest.bottom() - along_px,
            )
            layout.activate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew for another glass."""
        super().resizeEvent(event)
        if self.view is not None and self._laid_out_for != self.size():
            self._lay_out(self.view)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the counter."""
        QPainter(self).fillRect(event.rect(), self.theme.color(self.theme.palette.ground))

    def _lay_out(self, view: V) -> None:
        for _ in self.lay_out_in_turns(view):
            pass
        self.show_page()

    def lay_out_in_turns(self, view: V) -> Iterator[None]:
        """Lay a view out, out of sight, in pieces that each take less than a glance; `show_page` ends it."""
        self.view = view
        self._laid_out_for = self.size()
        fit: float | None = _FITS[0]
        while fit is not None:
            self._drop_page()
            self.theme = self._wanted.fitted(fit)
            self._build_page(view)
            yield
            room = 1.0
            for room in self._rooms():
                yield
                if room < 1.0:
                    break
            fit = _next_fit(fit, room)
        self._settle()
        yield

    def show_page(self) -> None:
        """Show what was laid out, everything in its place."""
        if self._page is not None:
            self._page.show()
            self._settle()

    def takes_in_place(self, view: V) -> bool:
        """Show a view without laying out anew, if that is possible."""
        if view == self.view and self._laid_out_for == self.size():
            return True
        if self.view is None or self._page is None or not self.refresh(view):
            return False
        self.view = view
        # What changed has asked whoever holds it for room, to be found with the next turn of the event loop, and that
        # one asks the next: that is done now, up to the glass.
        for _ in range(_NESTED):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        return self._fits()

    def _settle(self) -> None:
        """Give every widget its final place now, not with the next turn of the event loop."""
        self._column.activate()
        self._page_column.activate()

    def _drop_page(self) -> None:
        if self._page is None:
            return
        self._column.removeWidget(self._page)
        discard(self._page)
        self._page = None

    def _build_page(self, view: V) -> None:
        theme = self.theme
        chrome: Chrome = view.chrome
        page = QWidget(self)
        column = self._page_column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        slot = Slot(theme, self.guard, chrome)
        slot.fired.connect(self.intent)
        self._slot = slot
        self._margins_at_rest = {}
        column.addWidget(slot)
        sheet = Sheet(theme)
        self.sheet = sheet.column
        counter = QWidget()
        self.counter = QVBoxLayout(counter)
        self.counter.setSpacing(theme.gap_px)
        column.addLayout(self._body(sheet, counter), 1)
        rim = Rim(theme, self.guard, chrome)
        rim.fired.connect(self.intent)
        column.addWidget(rim)
        self._touched_part = [counter, rim]
        self._head(chrome, self.headline_of(view))
        self.fill(view)
        self._column.addWidget(page)
        self._page = page

    def _body(self, sheet: Sheet, counter: QWidget) -> QBoxLayout:
        theme = self.theme
        side = theme.space(6.0)
        body: QBoxLayout
        if theme.is_stacked:
            body = QVBoxLayout()
            body.addWidget(sheet, self.sheet_stretch)
            body.addWidget(counter, 0 if theme.look.reach else self.counter_stretch)
            if theme.look.reach and not self.sheet_stretch:
                body.setStretch(0, 1)
            body.setContentsMargins(side, 0, side, 0)
            self.counter.setContentsMargins(0, theme.space(4.0), 0, max(theme.space(3.0), theme.mm(1.4)))
        else:
            body = QHBoxLayout()
            body.addWidget(sheet, self.side_shares[0])
            body.addWidget(counter, self.side_shares[1])
            body.setContentsMargins(side, 0, side, theme.space(2.0))
            body.setSpacing(theme.space(6.0))
            self.counter.setContentsMargins(0, theme.space(6.0), 0, max(theme.space(2.0), theme.mm(1.4)))
        return body

    def headline_of(self, view: V) -> str:
        """What the screen itself writes as its headline: a title that says the same is left out, lead and all."""
        del view
        return ""

    def _head(self, chrome: Chrome, headline: str) -> None:
        theme = self.theme
        if chrome.step:
            self.sheet.addLayout(self._step(chrome))
        says_more = chrome.title != headline
        if chrome.title and says_more:
            self.sheet.addWidget(plain_label(theme, chrome.title, Role.TITLE, bold=True))
        if chrome.lead and says_more:
            self.sheet.addWidget(plain_label(theme, chrome.lead, Role.BODY, color=theme.palette.ink_soft))
        if chrome.banner is not None:
            self.sheet.addWidget(BannerBox(theme, chrome.banner))

    def _step(self, chrome: Chrome) -> QHBoxLayout:
        theme = self.theme
        row = QHBoxLayout()
        row.setSpacing(theme.space(4.0))
        if chrome.step_total:
            marks = StepMarks(theme, chrome.step_number, chrome.step_total)
            row.addWidget(marks, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(plain_label(theme, chrome.step, Role.BODY, color=theme.palette.accent, bold=True), 1)
        return row

    def _fits(self) -> bool:
        return all(room >= 1.0 for room in self._rooms())

    def _rooms(self) -> Iterator[float]:
        """Room there is over room wanted, measured one after the other: across, along, and for what is touched.

        1.0 and more fits. In reach mode what is touched has the lower half.
        """
        if self._page is None or self.width() <= 0:
            return
        layout = self._page_column
        yield self.width() / max(1, layout.totalMinimumSize().width())
        yield self.height() / max(1, layout.totalHeightForWidth(self.width()))
        if self.theme.look.reach:
            side = 2 * self.theme.space(6.0)
            counter, rim = self._touched_part
            needed = _height_for(counter, self.width() - side) + _height_for(rim, self.width())
            yield (self.height() // 2) / needed

    def choice_button(
        self,
        choice: Choice,
        *,
        kind: Kind = Kind.PLAIN,
        trailing: str = "",
        role: Role = Role.BUTTON,
        is_centred: bool = False,
    ) -> BigButton:
        """Make the button of a choice, connected."""
        button = choice_button(
            self.theme, self.guard, choice, kind=kind, trailing=trailing, role=role, is_centred=is_centred
        )
        button.fired.connect(self.intent)
        return button

    def add_row(self, *buttons: QWidget, shares: tuple[int, ...] = ()) -> None:
        """Put buttons side by side on a wide counter, below each other on a narrow one."""
        row: QBoxLayout = QHBoxLayout() if self.theme.is_stacked else QVBoxLayout()
        row.setSpacing(self.theme.gap_px)
        for number, button in enumerate(buttons):
            row.addWidget(button, shares[number] if shares else 1)
        self.counter.addLayout(row)

    def add_buttons(self, *buttons: QWidget) -> None:
        """Put buttons below each other in the middle of the counter; side by side where it is wide and low."""
        is_side = not self.theme.is_stacked
        is_low = self.theme.look.reach and not self.theme.panel.is_portrait
        row: QBoxLayout = QHBoxLayout() if is_low else QVBoxLayout()
        row.setSpacing(self.theme.gap_px)
        for button in buttons:
            row.addWidget(button, 1 if is_low else 0)
        if is_side:
            self.counter.addStretch(1)
        self.counter.addLayout(row)
        if is_side:
            self.counter.addStretch(1)


def headline_role(theme: Theme) -> Role:
    """How large a headline in a banner is: as a title where there is room for one."""
    return Role.TITLE if theme.look.size in {TextSize.NORMAL, TextSize.LARGE} else Role.HEADING


def _next_fit(fit: float, room: float) -> float | None:
    """Choose the next smaller degree of fit to try, skipping hopeless ones; None when done.

    Text wraps, so its height goes with the square of its size.
    """
    if room >= 1.0:
        return None
    guess = fit * math.sqrt(room)
    smaller = [step for step in _FITS if step < fit]
    return next((step for step in smaller if step <= guess), smaller[-1] if smaller else None)


def _height_for(widget: QWidget, width: int) -> int:
    layout = widget.layout()
    if layout is None:
        return widget.minimumHeight()
    return max(layout.totalHeightForWidth(width), layout.totalMinimumSize().height())
