"""The inside of a simulated printer: buffer, interpreter, mechanics, sensors. No thread, no socket, no clock.

Bytes arrive in a FIFO of limited size. Real-time commands are obeyed on arrival, wherever they stand, even inside
picture data. Everything else waits its turn: a command begins only when the rows before it are on paper. `advance`
moves the mechanics by a number of dot rows; a fault stops it between two rows and keeps the buffer.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from printing.escpos import parser
from printing.simulator_glyphs import qr_rows
from printing.simulator_model import STOPPING, Fault, PrinterModel
from printing.simulator_sensors import Sensors

if TYPE_CHECKING:
    from collections.abc import Callable

    from printing.simulator_paper import PaperRoll

_LINE_ROWS: Final = 30
_QR_MODULE_DOTS: Final = 3
"""What a printer takes when nobody has set a size."""
_CHARACTER_ROWS: Final = 24
_CLEAR_BY_DC4: Final = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
_CLEAR_BY_ENQ: Final = b"\x10\x05\x02"
_REAL_TIME_STARTS: Final = (b"\x10\x04", b"\x10\x05", b"\x10\x14")
_TAIL: Final = 10
"""Bytes of history kept to recognise a real-time command across reads."""


class AnswerKind(StrEnum):
    """Kinds of answers, for losing and garbling them one kind at a time."""

    REAL_TIME = "real_time"
    ASB = "asb"
    ONE_BYTE = "one_byte"
    PROCESS_ID = "process_id"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Answer:
    """Bytes to be sent back."""

    kind: AnswerKind
    data: bytes


class Machine:
    """One printer's state; the caller serialises all calls.

    Args:
        model: its abilities.
        paper: what it prints on.
        draw_line: turns a line of text into rows; None prints text as blank rows.
    """

    def __init__(
        self,
        model: PrinterModel,
        paper: PaperRoll,
        draw_line: Callable[[tuple[StyledText, ...], int, int], np.ndarray] | None = None,
    ) -> None:
        self.model = model
        self.paper = paper
        self.faults: set[Fault] = set()
        self.rows_printed = 0
        self.bytes_received = 0
        self.cuts = 0
        self.at_row: dict[int, Fault] = {}
        self.at_byte: dict[int, Fault] = {}
        self._draw_line = draw_line
        self._fifo = bytearray()
        self._tail = b""
        self._answers: deque[Answer] = deque()
        self._rows: deque[np.ndarray] = deque()
        self._line: list[StyledText] = []
        self._blank_rows = self._feed_to_cutter = 0
        self._picture_rows = self._picture_width = 0
        self._picture_scale = 1, 1
        self._cut_due = self._cutter_jammed = False
        self._reset_modes()

    # What arrives ----------------------------------------------------------------------------------------------

    @property
    def room(self) -> int:
        """Bytes the receive buffer can still take."""
        return max(0, self.model.buffer_bytes - len(self._fifo))

    def receive(self, data: bytes) -> None:
        """Put bytes into the buffer; real-time commands act now."""
        window = self._tail + data
        if self.at_byte or any(start in window for start in _REAL_TIME_STARTS):
            for offset in range(len(data)):
                self._receive_byte(data[offset : offset + 1])
            return
        self.bytes_received += len(data)
        self._fifo += data
        self._tail = window[-_TAIL:]

    def _receive_byte(self, byte: bytes) -> None:
        self.bytes_received += 1
        self._fifo += byte
        self._tail = (self._tail + byte)[-_TAIL:]
        self._obey_real_time()
        fault = self.at_byte.pop(self.bytes_received, None)
        if fault is not None:
            self.set_fault(fault)

    def _obey_real_time(self) -> None:
        tail = self._tail
        if tail[-3:-1] == b"\x10\x04" and tail[-1] in {1, 2, 3, 4}:
            if self.model.real_time:
                self._answer(AnswerKind.REAL_TIME, bytes((self._sensors().real_time(tail[-1]),)))
        elif tail == _CLEAR_BY_DC4 and self.model.clears_by_dc4:
            self._clear_buffers()
        elif tail[-3:] == _CLEAR_BY_ENQ and Fault.CUTTER in self.faults:
            self._clear_buffers()
            self.clear_fault(Fault.CUTTER)

    def take_answers(self) -> tuple[Answer, ...]:
        """What is to be sent back, in order."""
        answers = tuple(self._answers)
        self._answers.clear()
        return answers

    # Faults ----------------------------------------------------------------------------------------------------

    def set_fault(self, fault: Fault) -> None:
        """Something goes wrong now."""
        if fault is Fault.POWER:
            self._clear_buffers()
            self._power_on()
        self.faults.add(fault)
        self._report_change()

    def clear_fault(self, fault: Fault) -> None:
        """Something is mended; what was under way goes on."""
        if fault is Fault.UNRECOVERABLE and fault in self.faults:
            self._clear_buffers()
            self._power_on()
        if fault is Fault.CUTTER:
            self._cutter_jammed = False
        if fault is Fault.PAPER_OUT and fault in self.faults:
            self.paper.load_new_roll()
        self.faults.discard(fault)
        self._report_change()

    @property
    def is_stopped(self) -> bool:
        """Whether a fault holds the mechanics."""
        if self.faults & (STOPPING - {Fault.CUTTER}):
            return True
        return Fault.CUTTER in self.faults and self._cutter_jammed

    @property
    def has_work(self) -> bool:
        """Whether `advance` could do something."""
        return not self.is_stopped and bool(self._rows or self._blank_rows or self._cut_due or self._fifo)

    # Mechanics -------------------------------------------------------------------------------------------------

    def advance(self, rows: int | None) -> int:
        """Interpret and print, at most `rows` dot rows (None = all); return the rows moved."""
        moved = 0
        while not self.is_stopped:
            if self._rows or self._blank_rows or self._feed_to_cutter:
                if rows is not None and moved >= rows:
                    break
                self._move_one_row()
                moved += 1
            elif self._cut_due:
                self._cut()
            elif not self._interpret():
                break
        return moved

    def _move_one_row(self) -> None:
        if self._rows:
            self.paper.append(self._rows.popleft())
        elif self._blank_rows:
            self._blank_rows -= 1
            self.paper.append(np.zeros((1, self.model.width_dots), dtype=np.uint8))
        else:
            self._feed_to_cutter -= 1
            return
        self.rows_printed += 1
        fault = self.at_row.pop(self.rows_printed, None)
        if fault is not None:
            self.set_fault(fault)

    def _cut(self) -> None:
        if Fault.CUTTER in self.faults:
            if not self._cutter_jammed:
                self._cutter_jammed = True
                self._report_change()
            return
        self._cut_due = False
        self.cuts += 1
        self.paper.cut()

    # Interpreter -----------------------------------------------------------------------------------------------

    def _interpret(self) -> bool:
        """Begin the next command, or take the next picture row; False when the buffer has no whole one."""
        if self._picture_rows:
            return self._take_picture_row()
        taken = parser.take(self._fifo, 0, kanji=self._kanji)
        if taken is None:
            return False
        op, length = taken
        del self._fifo[:length]
        self._perform(op)
        return True

    def _take_picture_row(self) -> bool:
        width = self._picture_width
        if len(self._fifo) < width:
            return False
        band = parser.Raster(width, 1, bytes(self._fifo[:width]), *self._picture_scale)
        del self._fifo[:width]
        self._picture_rows -= 1
        rows = parser.dots_of(band, self.model.width_dots, self._place)
        self._rows.extend(rows[at : at + 1] for at in range(len(rows)))
        return True

    def _perform(self, op: parser.Op) -> None:  # noqa: C901 - one line for each kind of command
        match op:
            case parser.Init():
                self._reset_modes()
            case parser.Text() | parser.Newline():
                self._perform_text(op)
            case parser.Feed(rows):
                self._end_line(feed=False)
                self._blank_rows += rows
            case parser.RasterHeader():
                self._picture_width, self._picture_rows = op.width_bytes, op.rows
                self._picture_scale = op.wide, op.tall
            case parser.KanjiMode(on):
                self._kanji = on
            case parser.CharacterSize():
                self._size = (op.width, op.height)
            case parser.Emphasis(on):
                self._bold = on
            case parser.Align(place):
                self._place = place
            case parser.Cut():
                self._end_line(feed=False)
                self._feed_to_cutter = self.model.cutter_feed_rows
                self._cut_due = self.model.has_cutter
            case parser.QrSetting() | parser.QrStore() | parser.QrPrint():
                self._perform_qr(op)
            case _:
                self._perform_query(op)

    def _perform_text(self, op: parser.Op) -> None:
        if isinstance(op, parser.Text):
            self._line.append(StyledText(op.text, *self._size, self._bold))
        else:
            self._end_line(feed=True)

    def _perform_qr(self, op: parser.Op) -> None:
        if not self.model.draws_qr:
            return
        if isinstance(op, parser.QrStore):
            self._qr_payload = op.payload
        elif isinstance(op, parser.QrSetting):
            self._qr_settings[op.function] = op.value
        elif self._qr_payload:
            self._end_line(feed=False)
            size = self._qr_settings.get(67, _QR_MODULE_DOTS)
            rows = qr_rows(self._qr_payload, size, self._place, self.model.width_dots)
            self._rows.extend(rows[at : at + 1] for at in range(len(rows)))

    def _perform_query(self, op: parser.Op) -> None:
        match op:
            case parser.AutoStatus(mask) if self.model.reports_changes:
                self._asb_mask = mask
                self._report_change()
            case parser.FenceQuery(token) if self.model.gs_h:
                self._answer(AnswerKind.PROCESS_ID, b"\x37\x22" + token + b"\x00")
            case parser.PaperQuery(1) if self.model.gs_r:
                self._answer(AnswerKind.ONE_BYTE, bytes((self._sensors().paper,)))
            case parser.IdQuery(n) if self.model.gs_i:
                self._answer_id(n)
            case _:
                # A real printer skips what it does not know; stray text of a torn picture arrives as Text.
                return

    def _answer_id(self, n: int) -> None:
        names = {65: "1.00 ESC/POS", 66: self.model.maker, 67: self.model.name, 68: "SIM0000001"}
        if n in names:
            self._answer(AnswerKind.BLOCK, b"\x5f" + names[n].encode("ascii") + b"\x00")
        elif n in {1, 2, 3}:
            self._answer(AnswerKind.ONE_BYTE, b"\x02")

    def _end_line(self, *, feed: bool) -> None:
        """Print the line buffer; an empty line feeds."""
        if not self._line and not feed:
            return
        line = tuple(self._line)
        self._line.clear()
        self.paper.append_text("".join(piece.text for piece in line) + "\n")
        if line and self._draw_line is not None:
            rows = self._draw_line(line, self._place, self.model.width_dots)
            self._rows.extend(rows[at : at + 1] for at in range(len(rows)))
        else:
            self._blank_rows += max(_LINE_ROWS, *(_CHARACTER_ROWS * piece.height for piece in line), 0)

    # Sensors ---------------------------------------------------------------------------------------------------

    def _sensors(self) -> Sensors:
        """What the sensors see; a cutter is noticed as jammed only when it has tried to cut."""
        active = self.faults if self._cutter_jammed else self.faults - {Fault.CUTTER}
        return Sensors(frozenset(active), has_one_paper_sensor=self.model.one_paper_sensor)

    def _report_change(self) -> None:
        if self._asb_mask:
            self._answer(AnswerKind.ASB, self._sensors().asb_frame)

    def _answer(self, kind: AnswerKind, data: bytes) -> None:
        self._answers.append(Answer(kind, data))

    # Memory ----------------------------------------------------------------------------------------------------

    def _clear_buffers(self) -> None:
        self._fifo.clear()
        self._rows.clear()
        self._line.clear()
        self._answers.clear()
        self._blank_rows = self._picture_rows = self._feed_to_cutter = 0
        self._cut_due = False

    def _power_on(self) -> None:
        self._cutter_jammed = False
        self._reset_modes()

    def _reset_modes(self) -> None:
        self._kanji = self.model.kanji_at_power_on
        self._size = (1, 1)
        self._bold = False
        self._place = 0
        self._asb_mask = 0
        self._qr_payload = ""
        self._qr_settings: dict[int, int] = {}


@dataclass(frozen=True, slots=True)
class StyledText:
    """Characters of one line with their size multiples and weight."""

    text: str
    width: int
    height: int
    bold: bool
