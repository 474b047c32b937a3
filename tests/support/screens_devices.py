"""Simulated devices behind the product's own desks, and everything that can befall them.

Printer: desk and engine of the product, and a simulator that speaks the protocol over TCP. List: desk, client and
store of the product, and a web server with the faults of a network. Camera: desk of the product, over a child process
that is only played; a real one for each of some thousand scans would take most of the time.
"""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Self, cast

import numpy as np
from PySide6.QtCore import QObject, Slot

from kiosk_app.controller import Desks
from kiosk_app.demo.town import DEMO_CITIES, DemoTown
from kiosk_app.workers import PrintDesk, RegistryDesk, ScanDesk
from offline_cache import FetchDeadlines, Freshness, HttpFetcher, RegistryStore, Synchroniser
from printing import EngineOptions, Fault, Journal, PrintEngine, Ready, SimulatedPrinter
from printing.simulator import Wiring
from printing.simulator_machine import AnswerKind
from scanner import CameraFaultCode, CameraState, HintChanged, Restarted, RestartReason, ScanConfirmed
from scanner.hints import Hint
from scanner.preview import PreviewFrame
from tests.support.printer import FAST, INSTANT, renderer
from tests.support.registry_server import Faults, FaultyServer
from tests.support.screens_pretended import PAYLOADS
from tests.support.terminal import Calendar
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from offline_cache import RegistryState
    from scanner import ScannerEvent, ScannerProcess

_PATIENCE_S = 1.5
_IMPATIENT = FetchDeadlines(connect_s=0.3, between_bytes_s=0.3, request_s=0.6)
_NETWORK: dict[str, Callable[[], Faults]] = {
    "refuses": lambda: Faults(status={"": 503}),
    "down": lambda: Faults(cut_after=0),
    "garbled": lambda: Faults(body={"timestamp.json": b"\x00{not json<img src=/dev/zero>"}),
    "garbled all over": lambda: Faults(body={"": b"\xff" * 5000}),
    "endless": lambda: Faults(endless="timestamp.json"),
    "slow": lambda: Faults(drip="timestamp.json"),
    "slow headers": lambda: Faults(drip_headers="timestamp.json"),
    "truncated": lambda: Faults(truncate="timestamp.json"),
}
_DAYS = (5, -2, 100)
EVERY_FAULT = {
    *(f"camera {code.value}" for code in CameraFaultCode),
    *(f"child {reason.value}" for reason in RestartReason),
    *(f"printer {fault.value}" for fault in Fault),
    *(f"printer {answer} answers" for answer in ("garbled", "lost", "late")),
    *(f"network {name}" for name in _NETWORK),
    *(f"clock {days:+d} days" for days in _DAYS),
    *(f"{device} well" for device in ("camera", "printer", "network", "clock")),
}
_PICTURE = np.full((180, 240, 3), 90, np.uint8)


class PlayedScanner:
    """What `ScannerProcess` is to its desk: a camera that sees any code, or fails in any way there is."""

    frames = 0
    decode_ms = 0.0

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._is_scanning = False
        self._coming: list[ScannerEvent] = []
        self.fault: CameraFaultCode | None = None

    def start_scanning(self) -> None:
        """Open the camera."""
        self._is_scanning = True
        self._coming = [CameraState(self.fault)]

    def stop_scanning(self) -> None:
        """Close it."""
        self._is_scanning = False

    def fails(self, code: CameraFaultCode | None) -> None:
        """From now on this is wrong with the camera; None: nothing."""
        self.fault = code
        self._coming.append(CameraState(code))

    def dies(self, reason: RestartReason) -> None:
        """The child ends, and another takes its place."""
        self._coming.append(Restarted(reason))

    def poll(self) -> tuple[ScannerEvent, ...]:
        """What happened since the last call."""
        coming, self._coming = self._coming, []
        if self._is_scanning and self.fault is None:
            chance = self._dice.random()
            if chance < 0.05:
                coming.append(ScanConfirmed(self._dice.choice(PAYLOADS), "played", 0.0, 0.1))
            elif chance < 0.2:
                coming.append(HintChanged(self._dice.choice(tuple(Hint))))
        return tuple(coming)

    def preview(self) -> PreviewFrame | None:
        """The newest picture; none while nothing comes, the same one from a frozen camera."""
        if not self._is_scanning or self.fault not in {None, CameraFaultCode.FROZEN}:
            return None
        return PreviewFrame(_PICTURE, 0.0, (), is_read=False)


class Simulated(QObject):
    """A hall full of simulated devices; a context manager, on the GUI thread.

    Attributes:
        injected: how often each fault was.
    """

    def __init__(self, directory: Path, seed: int) -> None:
        super().__init__()
        self._directory = directory
        self._stack = contextlib.ExitStack()
        self._scanner = PlayedScanner(seed)
        self._freshness: Freshness | None = None
        self.calendar = Calendar()
        self.injected: Counter[str] = Counter()

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            self._town = stack.enter_context(DemoTown(self.utc_now()))
            self._server = stack.enter_context(FaultyServer(self._town.repository))
            self.desks = Desks(self._open_scanner(stack), self._open_printer(stack), self._open_list(stack))
            self._stack = stack.pop_all()
        self._at_rest = threading.active_count()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.faults = Faults()
        self._stack.close()

    def utc_now(self) -> datetime:
        """As the calendar of the terminal has it."""
        return self.calendar()

    # Nothing lasts

    def act_up(self, dice: random.Random) -> None:
        """Something happens to one of them, or is put right again, or nothing."""
        if self.calendar.off_by and dice.random() < 0.1:
            # A closed terminal answers to next to nothing.
            self._clock_jumps(dice)
            return
        happen = dice.choices(
            (self._camera_fails, self._printer_fails, self._network_fails, self._clock_jumps, None),
            (20, 30, 7, 3, 40),
        )[0]
        if happen is not None:
            happen(dice)

    def wait_for_the_slip(self) -> None:
        """Give the printer the time a slip takes, if it is in order."""
        ends_s = time.monotonic() + _PATIENCE_S
        wait_until(lambda: not self.desks.printer.is_printing or time.monotonic() >= ends_s)

    def mend(self) -> None:
        """Every device is well, the list was signed and fetched a moment ago, and there is a new printer."""
        self._scanner.fails(None)
        self._mend_printer()
        self._server.faults = Faults()
        self.calendar.off_by = timedelta(0)
        self._town.renew(self.utc_now())
        self._freshness = None
        self.desks.registry.sync_now()
        wait_until(lambda: self._freshness is Freshness.CURRENT)
        wait_until(lambda: not self.desks.printer.is_printing)
        wait_until(lambda: threading.active_count() == self._at_rest)
        self._change_the_printer()
        self._server.seen.clear()
        self._server.headers.clear()

    def _change_the_printer(self) -> None:
        """The simulator keeps all its paper: it goes, as a roll does; the engine finds another on the same line."""
        port = self._printer.tcp_port
        self._printers.close()
        wait_until(lambda: not isinstance(self.desks.printer.status, Ready))
        self._printer = self._printers.enter_context(SimulatedPrinter(INSTANT, wiring=Wiring(port)))
        wait_until(lambda: isinstance(self.desks.printer.status, Ready))

    def _mend_printer(self) -> None:
        self._printer.repair()
        self._printer.delay_answers(0.0)

    def _camera_fails(self, dice: random.Random) -> None:
        if dice.random() < 0.3:
            reason = dice.choice(tuple(RestartReason))
            self._scanner.dies(reason)
            self.injected[f"child {reason.value}"] += 1
            return
        code = dice.choice((*CameraFaultCode, *(None,) * len(CameraFaultCode)))
        self._scanner.fails(code)
        self.injected[f"camera {code.value}" if code else "camera well"] += 1

    def _printer_fails(self, dice: random.Random) -> None:
        fault, row, kind = dice.choice(tuple(Fault)), dice.randrange(1, 1500), dice.choice(tuple(AnswerKind))
        name, happens = dice.choice(
            (
                *(("well", self._mend_printer),) * 3,
                (fault.value, lambda: self._printer.fault(fault)),
                (fault.value, lambda: self._printer.fault_at_row(row, fault)),
                ("garbled answers", lambda: self._printer.garble_answers(kind)),
                ("lost answers", lambda: self._printer.lose_answers(kind)),
                ("late answers", lambda: self._printer.delay_answers(dice.choice((0.05, 0.5)))),
            )
        )
        happens()
        self.injected[f"printer {name}"] += 1

    def _network_fails(self, dice: random.Random) -> None:
        name = "well" if dice.random() < 0.5 else dice.choice(tuple(_NETWORK))
        self._server.faults = _NETWORK.get(name, Faults)()
        self.desks.registry.sync_now()
        self.injected[f"network {name}"] += 1

    def _clock_jumps(self, dice: random.Random) -> None:
        days = 0 if self.calendar.off_by else dice.choice(_DAYS)
        self.calendar.off_by = timedelta(days=days)
        if not days:
            # What was old once is only believed again when the office has said so anew.
            self._town.renew(self.utc_now())
        self.desks.registry.sync_now()
        self.injected[f"clock {days:+d} days" if days else "clock well"] += 1

    # Made once

    def _open_scanner(self, stack: contextlib.ExitStack) -> ScanDesk:
        desk = ScanDesk(cast("ScannerProcess", self._scanner))
        stack.callback(desk.close)
        return desk

    def _open_printer(self, stack: contextlib.ExitStack) -> PrintDesk:
        desk = PrintDesk()
        self._printers = stack.enter_context(contextlib.ExitStack())
        self._printer = self._printers.enter_context(SimulatedPrinter(INSTANT))
        journal = stack.enter_context(Journal(self._directory / "journal", time.time))
        options = EngineOptions(timings=FAST, renderer=renderer())
        engine = PrintEngine(self._printer.url, journal, None, desk.engine_event, options=options)
        desk.use(stack.enter_context(engine))
        return desk

    def _open_list(self, stack: contextlib.ExitStack) -> RegistryDesk:
        store = RegistryStore(self._directory / "registry", self._town.pinned_root, cities=DEMO_CITIES)
        client = Synchroniser(stack.enter_context(store), HttpFetcher(self._server.url, deadlines=_IMPATIENT))
        client.sync(self.utc_now())
        self.state = store.load(self.utc_now())
        desk = RegistryDesk(store, client, utc_now=self.utc_now)
        stack.callback(desk.stop)
        desk.state_changed.connect(self._on_list)
        desk.start()
        return desk

    @Slot(object)
    def _on_list(self, state: RegistryState) -> None:
        self._freshness = state.freshness
