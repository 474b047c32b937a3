"""The simulated printer in a small window of its own: the paper grows, and things can be done to the printer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from printing import Fault, PaperCut, PaperGrew

if TYPE_CHECKING:
    from printing import PaperEvent, SimulatedPrinter

_SCALE = 0.42
"""Screen pixels per dot: 576 dots become 242 pixels."""
_PAPER_TOP = 26
_CONTROLS_HEIGHT = 118
_PAPER_HEIGHT = 620


class PaperWindow(QWidget):
    """Paper and controls. GUI thread but for `on_paper`.

    Signals:
        end_wanted: somebody pressed "end the demonstration".
    """

    end_wanted = Signal()
    _paper_event = Signal(object)

    def __init__(self, width_dots: int = 576) -> None:
        super().__init__(None, Qt.WindowType.WindowStaysOnTopHint | Qt.WindowType.FramelessWindowHint)
        self._width_dots = width_dots
        self._rows = np.zeros((0, width_dots), dtype=np.uint8)
        self._is_cut = False
        self._grabbed: QPoint | None = None
        self._printer: SimulatedPrinter | None = None
        self.setWindowTitle("演示打印机 · Simulated printer")
        self._place = QRect()
        self.setFixedWidth(round(width_dots * _SCALE) + 40)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addLayout(self._controls())
        # From the printer's thread to a bound method of a QObject: Qt queues it to this thread.
        self._paper_event.connect(self._show)

    def use(self, printer: SimulatedPrinter) -> None:
        """Take the printer the controls act on."""
        self._printer = printer

    def on_paper(self, event: PaperEvent) -> None:
        """Called on the printer's thread for every change of its paper."""
        self._paper_event.emit(event)

    def place(self, screen: QRect) -> None:
        """Stand where the terminal has something to read, not something to touch."""
        self._place = screen
        self._fit()

    def _fit(self) -> None:
        """Only the controls while there is no paper; tall while there is."""
        has_paper = len(self._rows) > 0
        self.setFixedHeight(_CONTROLS_HEIGHT + (_PAPER_HEIGHT if has_paper else 0))
        screen = self._place
        if screen.width() > screen.height():
            self.move(screen.left() + 24, screen.bottom() - self.height() - screen.height() // 8)
        else:
            self.move(screen.right() - self.width() - 24, screen.top() + screen.height() // 12)

    def _controls(self) -> QGridLayout:
        grid = QGridLayout()
        rows = (
            ("缺纸 Paper out", lambda: self._break(Fault.PAPER_OUT)),
            ("开盖 Open cover", lambda: self._break(Fault.COVER_OPEN)),
            ("卡刀 Jam cutter", lambda: self._break(Fault.CUTTER)),
            ("修好 Mend all", self._mend),
        )
        for at, (label, act) in enumerate(rows):
            button = QPushButton(label)
            button.clicked.connect(act)
            grid.addWidget(button, at // 2, at % 2)
        end = QPushButton("结束演示 End the demonstration")
        end.clicked.connect(self.end_wanted)
        grid.addWidget(end, 2, 0, 1, 2)
        return grid

    def _break(self, fault: Fault) -> None:
        if self._printer is not None:
            self._printer.fault(fault)

    def _mend(self) -> None:
        if self._printer is not None:
            self._printer.repair()

    @Slot(object)
    def _show(self, event: PaperEvent) -> None:
        if isinstance(event, PaperGrew):
            if self._is_cut:
                self._rows, self._is_cut = self._rows[:0], False
            self._rows = np.vstack([self._rows[: event.first], event.rows])
        elif isinstance(event, PaperCut):
            self._rows, self._is_cut = event.slip.bitmap.rows.astype(np.uint8), True
        self._fit()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the slot and the paper hanging out of it, its newest rows at the slot."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#3b4248"))
        paper_width = round(self._width_dots * _SCALE)
        left, room = (self.width() - paper_width) // 2, self.height() - _PAPER_TOP - _CONTROLS_HEIGHT
        if room <= 0:
            return
        painter.fillRect(QRect(left - 10, 12, paper_width + 20, _PAPER_TOP - 12), QColor("#15181b"))
        rows = self._rows[-round(room / _SCALE) :]
        if len(rows):
            gray = np.ascontiguousarray(np.where(rows > 0, 24, 250).astype(np.uint8))
            image = QImage(
                gray.data, gray.shape[1], len(gray), gray.shape[1], QImage.Format.Format_Grayscale8
            )
            target = QRect(left, _PAPER_TOP, paper_width, round(len(rows) * _SCALE))
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(target, image)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the window."""
        self._grabbed = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move it: without a window manager nobody else would."""
        if self._grabbed is not None:
            self.move(event.globalPosition().toPoint() - self._grabbed)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go; a click on a cut slip takes it away."""
        is_click = self._grabbed is not None and event.position().toPoint() == self._grabbed
        self._grabbed = None
        if is_click and self._is_cut:
            self._rows, self._is_cut = self._rows[:0], False
            self._fit()
            self.update()
