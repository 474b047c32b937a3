"""Events of a running terminal on their way to the disk: nobody who reports one waits for it."""

from __future__ import annotations

import logging
import queue
import threading
from typing import TYPE_CHECKING, Self

from kiosk_app.audit.events import AuditEvent, Disposition, EventId

if TYPE_CHECKING:
    from kiosk_app.audit.log import AuditLog

logger = logging.getLogger(__name__)

_WAITING = 256
_STOP_DEADLINE_S = 5.0


class AuditWriter:
    """Owns the thread `audit`; a context manager. `report` from any thread, never blocks, never raises.

    A disk that takes nothing costs records, not the terminal: how many are missing is the first thing written when it
    works again.
    """

    def __init__(self, log: AuditLog) -> None:
        self._log = log
        self._queue: queue.Queue[AuditEvent | None] = queue.Queue(_WAITING)
        self._lost = 0
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._work, name="audit", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._queue.put(None, timeout=_STOP_DEADLINE_S)
        except queue.Full:
            return
        self._thread.join(_STOP_DEADLINE_S)

    def report(self, event: AuditEvent) -> None:
        """Take one event."""
        try:
            self._queue.put_nowait(event)
        except queue.Full:
            self._count_lost()

    def _work(self) -> None:
        try:
            while (event := self._queue.get()) is not None:
                self._write(event)
        except Exception:  # the thread's boundary: a terminal goes on without its audit log, and says so
            logger.exception("the audit thread ended")
            raise

    def _write(self, event: AuditEvent) -> None:
        try:
            with self._lock:
                lost = self._lost
            if lost:
                self._log.append(AuditEvent(EventId.AUDIT_LOST, Disposition.FAILURE, {"records": lost}))
                with self._lock:
                    self._lost -= lost
            self._log.append(event)
        except OSError as error:
            self._count_lost()
            logger.info("an audit record was not written: %s", error.strerror)

    def _count_lost(self) -> None:
        with self._lock:
            self._lost += 1
