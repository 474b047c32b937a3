"""A printer in software, one level below the library: bytes in over TCP or a pty, paper out.

Part of the product: the tests, the demonstration and technicians' training print on it. One thread owns the
machine; faults, repairs and snapshots may be called from any thread.

    with SimulatedPrinter() as printer:
        engine = PrintEngine(printer.url, ...)
        printer.fault_at_row(700, Fault.PAPER_OUT)
        ...
        printer.repair()
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from printing.simulator_link import Link, PtyLink, TcpLink
from printing.simulator_machine import Answer, AnswerKind, Machine
from printing.simulator_model import EPSON, LINK_FAULTS, Fault, PrinterModel
from printing.simulator_paper import CutSlip, PaperEvent, PaperRoll

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    import numpy as np

    from printing.bitmap import Bitmap
    from printing.simulator_machine import StyledText

logger = logging.getLogger(__name__)

_TICK_S: Final = 0.001
_IDLE_S: Final = 0.2
_STOP_S: Final = 5.0
_KEPT_BYTES: Final = 2_000_000
_BURST_BYTES: Final = 4096
_BITS_PER_BYTE: Final = 10


@dataclass(frozen=True, slots=True)
class Wiring:
    """How a simulated printer is reached and drawn.

    Attributes:
        port: TCP port on the loopback address; 0 = any free one.
        serial_baud: a pty paced at this speed instead of TCP.
        draw_line: draws text lines (`simulator_glyphs.line_drawer`); None leaves their place blank (the
            characters are noted all the same).
    """

    port: int = 0
    serial_baud: int | None = None
    draw_line: Callable[[tuple[StyledText, ...], int, int], np.ndarray] | None = None


class SimulatedPrinter:
    """One printer with its own thread. A context manager.

    Args:
        model: abilities and speed; `CLONES` has some.
        wiring: TCP (default) or pty.
        listener: told about every change of the paper, on the printer's thread.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        model: PrinterModel = EPSON,
        *,
        wiring: Wiring = Wiring(),
        listener: Callable[[PaperEvent], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.model = model
        self._paper = PaperRoll(model.width_dots, listener)
        self._machine = Machine(model, self._paper, wiring.draw_line)
        self._wiring = wiring
        self._clock = clock
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._received = bytearray()
        self._lost: Counter[AnswerKind] = Counter()
        self._garbled: Counter[AnswerKind] = Counter()
        self._delay_s = 0.0
        self._outgoing: deque[tuple[float, bytes]] = deque()
        self._credit_rows = 0.0
        self._credit_bytes = 0.0
        self._is_moving = False
        self._link: Link | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Open the link and begin; returns when clients can connect."""
        baud = self._wiring.serial_baud
        self._link = PtyLink(baud) if baud is not None else TcpLink(self._wiring.port)
        self._thread = threading.Thread(target=self._run, name="simulated-printer", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop the thread and close the link; idempotent."""
        self._stopping.set()
        if self._link is not None:
            self._link.wake()
        if self._thread is not None:
            self._thread.join(_STOP_S)
            self._thread = None
        if self._link is not None:
            self._link.close()
            self._link = None

    # What can be seen ------------------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        """The port address to print to."""
        if self._link is None:
            raise RuntimeError("the simulated printer is not started")
        return self._link.url

    @property
    def tcp_port(self) -> int:
        """The TCP port, when it is one."""
        return int(self.url.rpartition(":")[2])

    @property
    def paper(self) -> Bitmap:
        """The strip at the print head, as it is now."""
        return self._paper.snapshot()

    @property
    def paper_text(self) -> str:
        """Characters printed as text on that strip."""
        return self._paper.text

    @property
    def slips(self) -> tuple[CutSlip, ...]:
        """The last pieces that were cut off, oldest first."""
        return self._paper.slips

    def wait_for_cuts(self, count: int, deadline_s: float) -> bool:
        """Wait until `count` pieces have been cut off since it was made; False when that takes longer."""
        return self._paper.wait_for_cuts(count, deadline_s)

    @property
    def received(self) -> bytes:
        """Every byte that arrived (the last two million)."""
        with self._lock:
            return bytes(self._received)

    @property
    def rows_printed(self) -> int:
        """Dot rows since it was made."""
        with self._lock:
            return self._machine.rows_printed

    @property
    def faults(self) -> frozenset[Fault]:
        """What is wrong with it now."""
        with self._lock:
            return frozenset(self._machine.faults)

    # What can be done to it ------------------------------------------------------------------------------------

    def fault(self, fault: Fault) -> None:
        """Something goes wrong now."""
        with self._lock:
            self._machine.set_fault(fault)
        self._wake()

    def fault_at_row(self, row: int, fault: Fault) -> None:
        """Something goes wrong when `row` more rows have been printed (1 and more)."""
        with self._lock:
            self._machine.at_row[self._machine.rows_printed + row] = fault

    def fault_at_byte(self, count: int, fault: Fault) -> None:
        """Something goes wrong when `count` more bytes have arrived (1 and more)."""
        with self._lock:
            self._machine.at_byte[self._machine.bytes_received + count] = fault

    def repair(self, *faults: Fault) -> None:
        """Mend these faults, or all: load paper, close the cover, plug in, switch on."""
        with self._lock:
            for fault in faults or tuple(self._machine.faults):
                self._machine.clear_fault(fault)
            self._machine.at_row.clear()
        self._wake()

    def lose_answers(self, kind: AnswerKind, count: int = 1) -> None:
        """The next answers of this kind never leave the printer."""
        with self._lock:
            self._lost[kind] += count

    def garble_answers(self, kind: AnswerKind, count: int = 1) -> None:
        """The next answers of this kind arrive with a broken first byte."""
        with self._lock:
            self._garbled[kind] += count

    def delay_answers(self, seconds: float) -> None:
        """Every answer from now on is this much late."""
        with self._lock:
            self._delay_s = seconds

    # The thread ------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        link = self._link
        if link is None:
            return
        last_s = self._clock()
        while not self._stopping.is_set():
            now_s = self._clock()
            with self._lock:
                self._advance(now_s - last_s)
                self._collect_answers(now_s)
                ready = self._due(now_s)
                is_cut_off = bool(self._machine.faults & LINK_FAULTS)
                room = self._room(now_s - last_s)
                wait_s = self._wait_s(room)
            last_s = now_s
            link.set_cut_off(is_cut_off)
            if ready and not is_cut_off:
                link.send(ready)
            data = link.receive(room, wait_s)
            if data:
                with self._lock:
                    self._take_in(data)

    def _advance(self, passed_s: float) -> None:
        speed = self.model.speed_mm_s
        if speed is None:
            self._machine.advance(None)
            return
        if self._is_moving:
            self._credit_rows += passed_s * speed * self.model.dots_per_mm
        else:
            # Time without work does not make the next rows faster.
            self._credit_rows = 0.0
        self._credit_rows -= self._machine.advance(int(self._credit_rows))
        self._is_moving = self._machine.has_work

    def _collect_answers(self, now_s: float) -> None:
        for answer in self._machine.take_answers():
            if self._lost[answer.kind] > 0:
                self._lost[answer.kind] -= 1
                continue
            self._outgoing.append((now_s + self._delay_s, self._perhaps_garbled(answer)))

    def _perhaps_garbled(self, answer: Answer) -> bytes:
        if self._garbled[answer.kind] <= 0:
            return answer.data
        self._garbled[answer.kind] -= 1
        return b"\xff" + answer.data[1:]

    def _due(self, now_s: float) -> bytes:
        pieces: list[bytes] = []
        while self._outgoing and self._outgoing[0][0] <= now_s:
            pieces.append(self._outgoing.popleft()[1])
        return b"".join(pieces)

    def _room(self, passed_s: float) -> int:
        room = min(self._machine.room, _BURST_BYTES)
        baud = self._wiring.serial_baud
        if baud is None:
            return room
        self._credit_bytes = min(self._credit_bytes + passed_s * baud / _BITS_PER_BYTE, 256.0)
        return min(room, int(self._credit_bytes))

    def _wait_s(self, room: int) -> float:
        if self._machine.has_work and self.model.speed_mm_s is not None:
            return _TICK_S
        if self._outgoing or (room <= 0 and self._wiring.serial_baud is not None):
            return _TICK_S
        return _IDLE_S

    def _take_in(self, data: bytes) -> None:
        self._machine.receive(data)
        self._received += data
        if len(self._received) > _KEPT_BYTES:
            del self._received[: len(self._received) - _KEPT_BYTES]
        self._credit_bytes -= len(data)

    def _wake(self) -> None:
        if self._link is not None:
            self._link.wake()
