"""A printer behind a port: questions asked one at a time, answers told apart, facts kept. One thread.

Real-time answers do not say which question they answer. So one question is open at a time, the line is drained
before it, a missing answer makes the whole round unknown, and after a missing answer a round counts only when
nothing more arrives behind it (a late answer would have shifted all others).
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from printing.escpos import commands, wire
from printing.escpos.status import (
    Facts,
    MalformedAnswer,
    facts_from_asb,
    facts_from_gs_r,
    facts_from_real_time,
    status_of,
)
from printing.ports import PortFault, PortFaultCode
from printing.status import Blocked, FenceKind, PrinterStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from printing.ports import Port
    from printing.profile import PrinterProfile

logger = logging.getLogger(__name__)

_TOKEN_DIGITS: Final = 36**3
_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Timings:
    """Every delay of the print engine, in seconds.

    Attributes:
        open_s: to open the port.
        answer_s: to answer one DLE EOT; real printers take 1-50 ms, a busy serial one 300 ms.
        quiet_s: silence that shows no late answer is on its way.
        slice_s: longest single wait, so that closing is quick.
        write_slice_s: longest single write.
        poll_s: between two status rounds of an idle printer.
        busy_poll_s: the same while waiting for paper.
        fence_slack_s: added to twice the slowest mechanics before a fence counts as unanswered.
        patience_s: how long a stopped job waits for a person before it is voided.
        reconnect_first_s: pause before the second attempt to open; doubled up to the last.
        reconnect_last_s: longest pause.
    """

    open_s: float = 1.0
    answer_s: float = 0.4
    quiet_s: float = 0.1
    slice_s: float = 0.05
    write_slice_s: float = 0.25
    poll_s: float = 1.0
    busy_poll_s: float = 0.5
    fence_slack_s: float = 5.0
    patience_s: float = 180.0
    reconnect_first_s: float = 0.5
    reconnect_last_s: float = 8.0


class Device:
    """One opened printer.

    Args:
        port: its link; opened and closed here.
        profile: what it can do.
        timings: deadlines.
        clock: monotonic seconds.
    """

    def __init__(
        self, port: Port, profile: PrinterProfile, timings: Timings, clock: Callable[[], float]
    ) -> None:
        self.profile = profile
        self._port = port
        self._timings = timings
        self._clock = clock
        self._demultiplexer = wire.Demultiplexer()
        self._facts = Facts()
        self._unasked = Facts()
        self._open_question = 0
        self._is_shifted = False
        self._strays = 0
        self._token = ""
        self._tokens_made = secrets.randbelow(_TOKEN_DIGITS)
        self._fences_asked = 0
        self._one_byte_answers = 0

    @property
    def status(self) -> PrinterStatus:
        """What is known now, without asking."""
        return status_of(self._facts)

    @property
    def facts(self) -> Facts:
        """What each sensor said last, without asking."""
        return self._facts

    @property
    def is_silent(self) -> bool:
        """Whether the last round of questions was not answered as it should: the printer may have been off."""
        return self._is_shifted

    @property
    def can_prove(self) -> bool:
        """Whether paper can be proven at all."""
        return self._port.can_read and self.profile.fence is not FenceKind.NONE

    @property
    def answers_questions(self) -> bool:
        """Whether a status can be asked for."""
        return self._port.can_read and self.profile.answers_real_time

    def open(self) -> None:
        """Open the port and switch on unasked status. Raises PortFault."""
        self._port.open(self._timings.open_s)
        self._forget()
        if self.profile.reports_changes and self._port.can_read:
            self.write_all(commands.ASB_ON)

    def close(self) -> None:
        """Close the port."""
        self._port.close()
        self._forget()

    def write(self, data: bytes | memoryview) -> int:
        """Hand over what the port takes within one slice; return how many bytes. Raises PortFault."""
        return self._port.write(data, self._timings.write_slice_s)

    def write_all(self, data: bytes) -> None:
        """Send a few bytes, or raise PortFault."""
        view = memoryview(data)
        end_s = self._clock() + self._timings.open_s
        while view:
            view = view[self.write(view) :]
            if view and self._clock() > end_s:
                raise PortFault(PortFaultCode.STALLED, f"{len(view)} bytes left")

    def listen(self, wait_s: float) -> None:
        """Take in what has come, waiting at most `wait_s` for the first byte. Raises PortFault."""
        for event in self._demultiplexer.feed(self._port.read(wait_s)):
            self._take(event)

    # Questions -------------------------------------------------------------------------------------------------

    def ask_status(self) -> PrinterStatus:
        """Ask all four questions; a missing or incredible answer never makes it Ready. Raises PortFault."""
        if not self.answers_questions:
            return self.status
        self.listen(0.0)
        self._demultiplexer.reset()
        self._strays = 0
        before, self._facts, self._unasked = self._facts, Facts(), Facts()
        is_believed = all(self._ask(n) for n in (1, 2, 3, 4))
        if is_believed and self._is_shifted:
            self.listen(self._timings.quiet_s)
            is_believed = not self._strays
        self._is_shifted = not is_believed
        if not is_believed:
            # Silence does not mend a printer that has said what is wrong; everything else becomes unknown.
            before = before.updated(self._unasked)
            self._facts = before if isinstance(status_of(before), Blocked) else Facts()
        return self.status

    def _ask(self, n: int) -> bool:
        self._open_question = n
        self.write_all(commands.status_query(n))
        end_s = self._clock() + self._timings.answer_s
        while self._open_question and self._clock() < end_s:
            self.listen(max(0.0, min(self._timings.slice_s, end_s - self._clock())))
        is_answered = not self._open_question
        self._open_question = 0
        return is_answered

    # Fences ----------------------------------------------------------------------------------------------------

    def new_fence(self, letter: str) -> tuple[str, bytes]:
        """A new fence: its token and the bytes that ask for it."""
        if self.profile.fence is FenceKind.GS_R:
            self._token = letter
            self._fences_asked += 1
            return letter, commands.GS_R_PAPER
        self._tokens_made = (self._tokens_made + 1) % _TOKEN_DIGITS
        number, digits = self._tokens_made, ""
        for _ in range(3):
            number, digit = divmod(number, len(_DIGITS))
            digits = _DIGITS[digit] + digits
        self._token = letter + digits
        return self._token, commands.process_id(self._token)

    @property
    def is_fence_answered(self) -> bool:
        """Whether the newest fence has come back."""
        if self.profile.fence is FenceKind.GS_R:
            # A repeated question must not let the late answer to an older one count for a newer one.
            return self._one_byte_answers >= self._fences_asked
        return not self._token

    # Answers ---------------------------------------------------------------------------------------------------

    def _take(self, event: wire.WireEvent) -> None:
        match event:
            case wire.RealTime(bits):
                self._take_real_time(bits)
            case wire.Asb(frame):
                self._learn(frame)
            case wire.ProcessId(token):
                if token == self._token:
                    self._token = ""
            case wire.OneByte(bits):
                if self.profile.fence is FenceKind.GS_R and self._one_byte_answers < self._fences_asked:
                    self._one_byte_answers += 1
                    self._facts = self._facts.updated(facts_from_gs_r(bits))
            case wire.Block() | wire.Garbage():
                logger.info("unexpected answer of kind %s", type(event).__name__)

    def _take_real_time(self, bits: int) -> None:
        if not self._open_question:
            self._strays += 1
            return
        question, self._open_question = self._open_question, 0
        self._facts = self._facts.updated(facts_from_real_time(question, bits))

    def _learn(self, frame: bytes) -> None:
        try:
            self._unasked = facts_from_asb(frame)
        except MalformedAnswer:
            logger.info("a status frame was malformed")
            return
        self._facts = self._facts.updated(self._unasked)

    def _forget(self) -> None:
        self._demultiplexer.reset()
        self._facts = Facts()
        self._open_question = self._fences_asked = self._one_byte_answers = 0
        self._is_shifted = False
        self._token = ""
