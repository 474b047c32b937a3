"""What does this printer really do? Asked once, without paper, and stored per device.

Names prove nothing (clones borrow them), so each ability is tried: DLE EOT 1-4, GS I, GS a, GS r, GS ( H. A profile
is what was found, overridden by what the configuration says.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Final

import msgspec

from printing.escpos import commands, wire
from printing.ports import PortFault, PortFaultCode, open_port
from printing.profile import PrinterProfile, default_profile
from printing.status import FenceKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from printing.ports import Port

_FENCE_ID: Final = "PRB0"
_ANSWER_S: Final = 0.5
_MAX_FILE_BYTES: Final = 65_536


@dataclass(frozen=True, slots=True)
class ProbeReport:
    """What a printer answered.

    Attributes:
        real_time: the four DLE EOT bytes, None where none came.
        maker: GS I 66, empty without an answer.
        model: GS I 67.
        reports_changes: GS a was answered by a status frame.
        gs_r: GS r 1 was answered.
        gs_h: GS ( H was answered with our token.
        slowest_answer_ms: of those that came.
    """

    real_time: tuple[int | None, ...] = (None, None, None, None)
    maker: str = ""
    model: str = ""
    reports_changes: bool = False
    gs_r: bool = False
    gs_h: bool = False
    slowest_answer_ms: float = 0.0

    @property
    def answers_real_time(self) -> bool:
        """All four questions were answered."""
        return None not in self.real_time

    @property
    def fence(self) -> FenceKind:
        """The best proof of paper it offers."""
        if self.gs_h:
            return FenceKind.GS_H
        return FenceKind.GS_R if self.gs_r else FenceKind.NONE


def probe(
    port_url: str, *, answer_s: float = _ANSWER_S, clock: Callable[[], float] = time.monotonic
) -> ProbeReport:
    """Open the port, ask, close. Prints nothing; takes at most about ten times `answer_s`.

    Args:
        port_url: see `ports`; nobody else may have it open.
        answer_s: patience for each answer.
        clock: monotonic seconds.

    Raises:
        PortFault: the port cannot be opened or breaks.
    """
    port = open_port(port_url)
    port.open(2.0)
    try:
        return _Probe(port, answer_s, clock).run() if port.can_read else ProbeReport()
    finally:
        port.close()


def profile_of(report: ProbeReport, base: PrinterProfile) -> PrinterProfile:
    """`base` with the abilities that were found."""
    return replace(
        base,
        fence=report.fence,
        answers_real_time=report.answers_real_time,
        reports_changes=report.reports_changes,
    )


def overridden(profile: PrinterProfile, overrides: dict[str, object]) -> PrinterProfile:
    """`profile` with what a technician has written down; the configuration has the last word.

    Raises:
        ValueError: an unknown name or value.
    """
    known = msgspec.to_builtins(profile)
    strangers = overrides.keys() - known.keys()
    if strangers:
        raise ValueError(f"no such ability: {', '.join(sorted(strangers))}")
    try:
        return msgspec.convert(known | overrides, PrinterProfile)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error


def find_profile(
    port_url: str, store: ProbeStore, overrides: dict[str, object] | None = None
) -> PrinterProfile:
    """The profile to start an engine with: stored report, else a probe now, else the default; then the overrides.

    Takes up to five seconds where nothing is stored; before the engine opens the port, never while it is open.

    Args:
        port_url: see `ports`.
        store: where reports are kept; a silent or absent printer is not stored.
        overrides: single values of the configuration.

    Raises:
        ValueError: an override that names nothing.
    """
    report = store.load(port_url) or _probe_and_store(port_url, store)
    profile = default_profile(port_url)
    if report is not None:
        profile = profile_of(report, profile)
    return overridden(profile, overrides or {})


def _probe_and_store(port_url: str, store: ProbeStore) -> ProbeReport | None:
    try:
        report = probe(port_url)
    except PortFault:
        return None
    if report == ProbeReport():
        return None
    store.save(port_url, report)
    return report


class ProbeStore:
    """Reports by port address in one small JSON file; a broken file counts as empty.

    Args:
        path: of the file; its directory exists.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self, port_url: str) -> ProbeReport | None:
        """The report stored for this address, or None."""
        stored = self._read().get(port_url)
        if not isinstance(stored, dict):
            return None
        try:
            return ProbeReport(**{**stored, "real_time": tuple(stored["real_time"])})
        except (KeyError, TypeError):
            return None

    def save(self, port_url: str, report: ProbeReport) -> None:
        """Store a report, durably."""
        stored = self._read() | {port_url: asdict(report)}
        temporary = self._path.with_suffix(".new")
        with temporary.open("w", encoding="utf-8") as file:
            json.dump(stored, file, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._path)

    def _read(self) -> dict[str, object]:
        try:
            if self._path.stat().st_size > _MAX_FILE_BYTES:
                return {}
            stored = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return stored if isinstance(stored, dict) else {}


class _Probe:
    def __init__(self, port: Port, answer_s: float, clock: Callable[[], float]) -> None:
        self._port = port
        self._answer_s = answer_s
        self._clock = clock
        self._demultiplexer = wire.Demultiplexer()
        self._slowest_s = 0.0

    def run(self) -> ProbeReport:
        self._port.read(0.0)
        real_time = tuple(self._real_time(n) for n in (1, 2, 3, 4))
        # ESC @ ends what a stranger may have left half-said; it comes after the questions that overtake everything.
        self._send(commands.INIT)
        maker, model = self._identity(66), self._identity(67)
        reports = self._ask(commands.ASB_ON, wire.Asb) is not None
        gs_r = self._ask(commands.GS_R_PAPER, wire.OneByte) is not None
        answer = self._ask(commands.process_id(_FENCE_ID), wire.ProcessId)
        return ProbeReport(
            real_time=real_time,
            maker=maker,
            model=model,
            reports_changes=reports,
            gs_r=gs_r,
            gs_h=answer == wire.ProcessId(_FENCE_ID),
            slowest_answer_ms=round(self._slowest_s * 1000, 1),
        )

    def _real_time(self, n: int) -> int | None:
        answer = self._ask(commands.status_query(n), wire.RealTime)
        return answer.bits if isinstance(answer, wire.RealTime) else None

    def _identity(self, n: int) -> str:
        answer = self._ask(commands.printer_id(n), wire.Block)
        return answer.body.decode("ascii", "replace") if isinstance(answer, wire.Block) else ""

    def _ask(self, query: bytes, kind: type[wire.WireEvent]) -> wire.WireEvent | None:
        self._send(query)
        asked_s = self._clock()
        while (left_s := asked_s + self._answer_s - self._clock()) > 0:
            for event in self._demultiplexer.feed(self._port.read(left_s)):
                if isinstance(event, kind):
                    self._slowest_s = max(self._slowest_s, self._clock() - asked_s)
                    return event
        self._demultiplexer.reset()
        return None

    def _send(self, data: bytes) -> None:
        if self._port.write(data, self._answer_s) != len(data):
            raise PortFault(PortFaultCode.STALLED, "the printer takes no data")
