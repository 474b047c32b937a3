"""Writes down one journey: a picture of every step, its timing, and the proof that paper and screen agree."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

import psutil
from PySide6.QtCore import QObject, Signal, Slot

from kiosk_app.flow import State
from kiosk_app.flow.intents import Choose
from printing import Done, Renderer, prepare_slip, read_back
from scanner import Recognised, mask, read_licence

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np

    from kiosk_app.app import Terminal
    from kiosk_app.flow import Session
    from kiosk_app.flow.intents import Intent
    from kiosk_app.presenter import World
    from printing import JobFinished, PrinterProfile, PrintJob
    from scanner import ScanConfirmed

_FRAMES_BEFORE_THE_PICTURE = 2
"""The scan screen is photographed with the owner's phone in view."""


@dataclass
class Step:
    """One screen of the journey; times in milliseconds."""

    name: str
    state: str
    at_ms: float
    """Since the first screen."""
    ready_ms: float
    """From what caused it (a touch, a confirmed code, the printer) to painted."""
    screenshot: str


@dataclass
class Journey:
    """What journey.json holds."""

    language: str = "zh-CN"
    steps: list[Step] = field(default_factory=list)
    reading: dict[str, Any] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    registry: dict[str, Any] = field(default_factory=dict)
    outcome: dict[str, Any] = field(default_factory=dict)
    figures: dict[str, float] = field(default_factory=dict)


class Recorder(QObject):
    """Watches a terminal. Everything on the GUI thread but `tap`.

    Signals:
        finished: the journey is back at idle.
    """

    finished = Signal()

    def __init__(
        self,
        directory: Path | None,
        payload: str,
        profile: PrinterProfile | None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._profile = profile
        self._directory = directory
        self._payload = payload
        self._began_s = time.monotonic()
        self._cause_s = self._began_s
        self._frames = 0
        self._key: tuple[object, ...] = ()
        self._job: PrintJob | None = None
        self._slip = bytearray()
        self._terminal: Terminal | None = None
        self._print_tapped_s = 0.0
        self._painted_s = 0.0
        self.journey = Journey()
        if directory is not None:
            screens = directory / "screens"
            screens.mkdir(parents=True, exist_ok=True)
            for earlier in screens.glob("[0-9][0-9]-*.png"):
                # Of a former run: its steps would stand among those of this one.
                earlier.unlink()

    def tap(self, data: bytes) -> None:
        """Receive the exact bytes of the slip, on the printer's thread."""
        self._slip += data

    @property
    def slip(self) -> bytes:
        """The bytes of the last slip."""
        return bytes(self._slip)

    def watch(self, terminal: Terminal) -> None:
        """Begin to watch."""
        self._terminal = terminal
        terminal.controller.moved.connect(self._on_moved)
        terminal.scan_desk.confirmed.connect(self._on_confirmed)
        terminal.scan_desk.frame_ready.connect(self._on_frame)
        terminal.print_desk.submitted.connect(self._on_submitted)
        terminal.print_desk.finished.connect(self._on_printed)

    @Slot(object, float)
    def on_touch(self, intent: Intent, at_s: float) -> None:
        """The owner touched something."""
        self._cause_s = at_s
        if intent == Choose("print"):
            self._print_tapped_s = at_s

    @Slot(object, object)
    def _on_moved(self, session: Session, world: World) -> None:
        registry = world.registry
        self.journey.registry = {
            "seq": registry.seq,
            "state": registry.freshness.value,
            "issued": registry.issued.isoformat() if registry.issued else None,
            "root_prefix": registry.root_prefix,
        }
        if session.state is State.LIST:
            self.journey.shown = list(session.listed)
        key = (session.state, session.page, session.language, session.detail, session.phase)
        if key == self._key or session.state is State.OUT_OF_SERVICE:
            return
        self._key = key
        if session.state is State.SCAN:
            self._frames = 0
            return
        self.journey.language = (
            session.language.value if session.state is State.LIST else self.journey.language
        )
        self._note(session.state)

    @Slot(object)
    def _on_frame(self, _pixels: np.ndarray) -> None:
        self._frames += 1
        if self._frames == _FRAMES_BEFORE_THE_PICTURE:
            self._note(State.SCAN)

    @Slot(object)
    def _on_confirmed(self, scan: ScanConfirmed) -> None:
        if self.journey.steps and self.journey.steps[-1].state == State.CONFIRM:
            # The controller heard of it first and has painted already.
            self.journey.steps[-1].ready_ms = _ms(self._painted_s - scan.confirmed_s)
        reading = read_licence(scan.payload)
        code = reading.uscc if isinstance(reading, Recognised) else None
        self.journey.reading = {
            "kind": type(reading).__name__,
            "decoder": scan.decoder,
            "masked": mask(code) if code is not None else "",
            "is_the_licence_shown": scan.payload.decode("utf-8", "replace") == self._payload,
        }
        # A confirmed code is counted from the first frame it was read in: that is when it was in view and sharp.
        self.journey.figures["qr_in_view_to_reading_ms"] = _ms(scan.confirmed_s - scan.first_seen_s)

    @Slot(object)
    def _on_submitted(self, job: PrintJob) -> None:
        self._job = job
        self._slip.clear()

    @Slot(object)
    def _on_printed(self, event: JobFinished) -> None:
        self._cause_s = time.monotonic()
        outcome = event.outcome
        self.journey.outcome = {"outcome": type(outcome).__name__}
        if isinstance(outcome, Done):
            self.journey.outcome["evidence"] = asdict(outcome.evidence, dict_factory=_plain)
            self.journey.outcome["evidence"]["status_after"] = type(outcome.evidence.status_after).__name__
            self.journey.figures["print_request_to_first_byte_ms"] = _ms(outcome.evidence.first_byte_s)
        self.journey.figures["tap_on_print_to_outcome_ms"] = _ms(self._cause_s - self._print_tapped_s)
        if self._job is not None:
            self.journey.printed = self._read_back(self._job)
        self.journey.figures["slip_bytes"] = len(self._slip)

    def _read_back(self, job: PrintJob) -> list[str]:
        """Draw the document once more, and find its agencies in the bytes that were sent."""
        if self._profile is None or not self._slip:
            return []
        slip = prepare_slip(job.document, self._profile, Renderer())
        return [str(ref) for ref in read_back(self.slip, slip.layout, slip.bitmap)]

    def _note(self, state: State) -> None:
        terminal = self._terminal
        if terminal is None:
            return
        terminal.window.repaint()
        now_s = self._painted_s = time.monotonic()
        number = len(self.journey.steps) + 1
        name = f"{number:02d}-{state.value.replace('_', '-')}"
        step = Step(
            name, state.value, _ms(now_s - self._began_s), _ms(now_s - self._cause_s), f"screens/{name}.png"
        )
        if state is State.IDLE and not self.journey.steps:
            # Publishing and filming come before the terminal; starting Python and Qt are measured by the bench.
            self.journey.figures["terminal_start_to_first_screen_ms"] = _ms(now_s - self._began_s)
        self.journey.steps.append(step)
        if self._directory is not None:
            terminal.window.grab_png(self._directory / step.screenshot)

    def write(self) -> Journey:
        """Sum up and write journey.json and slip.bin."""
        journey = self.journey
        ready = {step.state: step.ready_ms for step in journey.steps}
        machine = ["confirm", "debt_type", "amount", "place", "list"]
        journey.figures["qr_in_view_to_list_machine_ms"] = round(
            journey.figures.get("qr_in_view_to_reading_ms", 0.0)
            + sum(ready.get(state, 0.0) for state in machine),
            1,
        )
        process = psutil.Process()
        journey.figures["memory_mb"] = round(process.memory_info().rss / 1e6, 1)
        journey.figures["memory_children_mb"] = round(
            sum(child.memory_info().rss for child in process.children(recursive=True)) / 1e6, 1
        )
        if self._directory is not None:
            (self._directory / "slip.bin").write_bytes(self.slip)
            text = json.dumps(asdict(journey), ensure_ascii=False, indent=2)
            (self._directory / "journey.json").write_text(text + "\n", encoding="utf-8")
        return journey


def _plain(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {key: value.value if isinstance(value, Enum) else value for key, value in pairs}


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
