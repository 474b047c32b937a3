"""What technician's mode knows at one moment: desks and errands tell it, pages read it. GUI thread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot

from kiosk_app.health import look_at_storage
from kiosk_app.technician.errands import (
    AboutTerminal,
    Findings,
    Logs,
    Network,
    NotFoundOut,
    Paper,
    ReadPaper,
    Sticks,
)
from kiosk_app.technician.facts import CameraFacts, Facts, PrinterFacts, SyncFacts
from kiosk_app.technician.quality import light, sharpness, side_px
from offline_cache import SyncPhase, SyncProgress

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kiosk_app.controller import Controller, Desks
    from kiosk_app.doctor import Finding
    from kiosk_app.paths import DataPaths
    from kiosk_app.presenter import Site
    from kiosk_app.technician.errands import Answer, Errand
    from kiosk_app.technician.facts import About, NetworkFacts, Stick
    from kiosk_app.technician.setup import TechnicianSetup
    from offline_cache import RegistryState, SyncOutcome
    from scanner import CameraFaultCode, PreviewFrame

_LOOK_S: Final = 0.25
"""Numbers that change faster cannot be read."""
_SLIP_M: Final = 0.25
_SLIPS_FOR_AVERAGE: Final = 5


@dataclass(frozen=True, slots=True)
class Sources:
    """Where knowledge comes from.

    Attributes:
        utc_now: aware UTC.
        monotonic: seconds.
    """

    controller: Controller
    desks: Desks
    setup: TechnicianSetup
    data: DataPaths
    site: Site
    printer_url: str
    utc_now: Callable[[], datetime]
    monotonic: Callable[[], float]


class Knowledge(QObject):
    """Collects. `forget` when the visit is over; what is known of synchronisation and camera faults stays.

    Signals:
        changed: something on a page may look different now.
    """

    changed = Signal()

    def __init__(self, sources: Sources, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sources = sources
        self._camera = CameraFacts(device=sources.setup.camera_device)
        self._sync = SyncFacts()
        self._paper = Paper(ReadPaper(), None, ())
        self._rest = _Rest()
        self._looked_s = float("-inf")
        self._frames_at: tuple[float, int] | None = None
        desks = sources.desks
        desks.scan.previewed.connect(self._on_preview)
        desks.scan.hinted.connect(self._on_hint)
        desks.scan.faulted.connect(self._on_fault)
        desks.registry.synced.connect(self._on_synced)
        desks.registry.progressed.connect(self._on_progress)
        desks.registry.state_changed.connect(self._on_verified)

    def facts(self) -> Facts:
        """Everything, now."""
        sources, rest = self._sources, self._rest
        return Facts(
            site=sources.site,
            now=sources.utc_now(),
            registry=sources.controller.world.registry,
            printer=self._printer(),
            camera=self._camera,
            sync=self._sync,
            storage=look_at_storage(sources.data.directory),
            closed=sources.controller.world.closed,
            findings=rest.findings,
            is_examining=rest.is_examining,
            logs=rest.logs,
            sticks=rest.sticks,
            network=rest.network,
            about=rest.about,
            failed=rest.failed,
        )

    def forget(self) -> None:
        """The visit is over."""
        self._rest = _Rest()
        self._camera_closed()

    def begins(self, errand: Errand) -> None:
        """An errand is under way: what it will find out is not known any more."""
        name = type(errand).__name__
        fields = {
            "RunDoctor": {"is_examining": True},
            "ReadLogs": {"logs": None},
            "LookAtNetwork": {"network": None},
        }
        changes = fields.get(name, {})
        self._rest = replace(self._rest, failed=self._rest.failed - {name}, **changes)  # type: ignore[arg-type]  # fields by name
        self.changed.emit()

    def sync_begins(self, *, from_stick: bool) -> None:
        """A synchronisation was asked for."""
        self._sync = replace(
            self._sync, progress=SyncProgress(SyncPhase.ASKING, 0, 0, 0), from_stick=from_stick
        )
        self.changed.emit()

    def camera_opens(self) -> None:
        """The camera's page is up."""
        self._camera = CameraFacts(device=self._sources.setup.camera_device)
        self._frames_at = None

    def _camera_closed(self) -> None:
        self._camera = CameraFacts(device=self._camera.device, fault=self._camera.fault)

    def take(self, answer: Answer) -> None:
        """Take in what an errand found out."""
        rest = self._rest
        match answer:
            case Findings(findings=findings):
                self._rest = replace(rest, findings=findings, is_examining=False)
            case Logs(lines=lines):
                self._rest = replace(rest, logs=lines)
            case Network(facts=facts):
                self._rest = replace(rest, network=facts)
            case Sticks(sticks=sticks):
                self._rest = replace(rest, sticks=sticks)
            case AboutTerminal(about=about):
                self._rest = replace(rest, about=about)
            case Paper():
                self._paper = answer
            case NotFoundOut(errand=errand):
                failed = rest.failed | {type(errand).__name__}
                self._rest = replace(rest, failed=failed, is_examining=False)
        self.changed.emit()

    def _printer(self) -> PrinterFacts:
        desk, paper = self._sources.desks.printer, self._paper
        counters = paper.counters
        slip_m = _SLIP_M
        if counters is not None and counters.slips >= _SLIPS_FOR_AVERAGE:
            slip_m = max(0.05, counters.metres / counters.slips)
        return PrinterFacts(
            status=desk.status,
            sensors=desk.facts,
            url=self._sources.printer_url,
            has_journal=desk.can_print,
            is_printing=desk.is_printing,
            counters=counters,
            roll_m=self._sources.setup.roll_m,
            slip_m=slip_m,
            history=paper.history,
        )

    @Slot(object)
    def _on_preview(self, frame: PreviewFrame) -> None:
        now_s = self._sources.monotonic()
        if now_s - self._looked_s < _LOOK_S:
            return
        self._looked_s = now_s
        scale = self._sources.setup.camera_width_px / max(1, frame.pixels.shape[1])
        desk = self._sources.desks.scan
        self._camera = replace(
            self._camera,
            is_answering=True,
            fault=None,
            is_located=bool(frame.outline),
            is_read=frame.is_read,
            code_px=round(side_px(frame.outline) * scale),
            sharpness=sharpness(frame.pixels),
            light=light(frame.pixels),
            fps=self._rate(desk.frames, now_s),
            decode_ms=desk.decode_ms,
        )
        self.changed.emit()

    def _rate(self, frames: int, now_s: float) -> float:
        """Frames a second since the last beat that brought some."""
        before, self_rate = self._frames_at, self._camera.fps
        if before is None or frames < before[1]:
            self._frames_at = now_s, frames
            return 0.0
        if frames == before[1] or now_s <= before[0]:
            return self_rate
        self._frames_at = now_s, frames
        return (frames - before[1]) / (now_s - before[0])

    @Slot(str)
    def _on_hint(self, hint: str) -> None:
        self._camera = replace(self._camera, hint=hint)

    @Slot(object)
    def _on_fault(self, fault: CameraFaultCode | None) -> None:
        self._camera = replace(
            self._camera, fault=fault, is_answering=fault is None and self._camera.is_answering
        )
        self.changed.emit()

    @Slot(object)
    def _on_synced(self, outcome: SyncOutcome) -> None:
        self._sync = replace(self._sync, outcome=outcome, at=self._sources.utc_now(), progress=None)
        self.changed.emit()

    @Slot(object)
    def _on_progress(self, progress: SyncProgress) -> None:
        self._sync = replace(self._sync, progress=progress)
        self.changed.emit()

    @Slot(object)
    def _on_verified(self, _state: RegistryState) -> None:
        self._sync = replace(self._sync, progress=None)
        self.changed.emit()


@dataclass(frozen=True, slots=True)
class _Rest:
    """What is found out for one visit only; see `Facts`."""

    findings: tuple[Finding, ...] | None = None
    is_examining: bool = False
    logs: tuple[str, ...] | None = None
    sticks: tuple[Stick, ...] | None = None
    network: NetworkFacts | None = None
    about: About | None = None
    failed: frozenset[str] = frozenset()
