"""What a running terminal reports to its audit log: the one hook between the two.

A context manager made by `app.py`; it only listens, and hands each event to the audit thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from PySide6.QtCore import QObject, Slot

from kiosk_app import flow
from kiosk_app.audit import AuditEvent, AuditLog, AuditWriter, Disposition, EventId
from kiosk_app.secrets import machine_moment
from offline_cache import SyncFailed, Unchanged, Updated
from printing import Done

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kiosk_app.controller import Controller
    from kiosk_app.paths import DataPaths
    from kiosk_app.presenter import World
    from kiosk_app.workers import PrintDesk, RegistryDesk
    from offline_cache import Freshness, SyncOutcome
    from printing import JobFinished


class AuditListener(QObject):
    """Turns signals of the desks and the controller into audit events. GUI thread.

    Args:
        data: the terminal's folders.
        utc_now: aware UTC.
    """

    def __init__(
        self, data: DataPaths, utc_now: Callable[[], datetime], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._writer = AuditWriter(AuditLog(data.audit, utc_now, machine_moment().boot_id))
        self._screens = 0
        self._state = flow.State.IDLE
        self._freshness: Freshness | None = None
        self._last_sync = AuditEvent(EventId.REGISTRY_SYNCED)

    def __enter__(self) -> Self:
        self._writer.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.report(AuditEvent(EventId.APP_STOPPED, Disposition.SUCCESS))
        self._writer.__exit__()

    def listen(self, controller: Controller, printer: PrintDesk, registry: RegistryDesk) -> None:
        """Begin: the terminal has started."""
        controller.moved.connect(self._on_moved)
        printer.finished.connect(self._on_printed)
        registry.synced.connect(self._on_synced)
        self.report(AuditEvent(EventId.APP_STARTED, Disposition.SUCCESS))

    def report(self, event: AuditEvent) -> None:
        """Take an event from elsewhere (technician's mode, out-of-service switch). Never waits."""
        self._writer.report(event)

    @Slot(object, object)
    def _on_moved(self, session: flow.Session, world: World) -> None:
        if world.registry.freshness is not self._freshness:
            self._freshness = world.registry.freshness
            facts = {"state": self._freshness.value, "seq": world.registry.seq or 0}
            self.report(AuditEvent(EventId.REGISTRY_STATE, Disposition.NA, facts))
        if session.state is self._state:
            return
        self._state = session.state
        if session.state is flow.State.IDLE:
            if self._screens:
                self.report(AuditEvent(EventId.SESSION_ENDED, Disposition.NA, {"screens": self._screens}))
            self._screens = 0
        else:
            self._screens += 1

    @Slot(object)
    def _on_printed(self, finished: JobFinished) -> None:
        outcome = finished.outcome
        end = Disposition.SUCCESS if isinstance(outcome, Done) else Disposition.FAILURE
        self.report(AuditEvent(EventId.PRINT_ENDED, end, {"outcome": type(outcome).__name__.lower()}))

    @Slot(object)
    def _on_synced(self, outcome: SyncOutcome) -> None:
        event = _synced(outcome)
        # Every quarter of an hour the same answer: only a change is worth a line for years.
        if event != self._last_sync:
            self._last_sync = event
            self.report(event)


def _synced(outcome: SyncOutcome) -> AuditEvent:
    match outcome:
        case SyncFailed(reason=reason):
            return AuditEvent(EventId.REGISTRY_SYNCED, Disposition.FAILURE, {"reason": reason.value})
        case Updated(seq=seq) | Unchanged(seq=seq):
            return AuditEvent(EventId.REGISTRY_SYNCED, Disposition.SUCCESS, {"seq": seq})
