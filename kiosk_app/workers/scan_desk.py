"""The GUI end of the camera: polls the supervised child, hands on frames, hints and confirmed payloads."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from scanner import CameraState, HintChanged, Restarted, ScanConfirmed

if TYPE_CHECKING:
    from scanner import ScannerEvent, ScannerProcess

_SCANNING_POLL_MS = 10
"""A confirmed code waits half of this on average; a poll costs some microseconds."""
_RESTING_POLL_MS = 250
"""Between scans the child is only looked after."""


class ScanDesk(QObject):
    """Owns the scanning between `start` and `stop`. GUI thread.

    Signals:
        confirmed: a `scanner.ScanConfirmed`.
        hinted: a hint id, empty = none.
        camera_changed: whether the camera works.
        frame_ready: a preview frame `(h, w, 3) uint8 BGR`, valid until the next one.
        previewed: the same as a `scanner.PreviewFrame`, with what was located in it.
        faulted: a `scanner.CameraFaultCode`, or None while the camera delivers.
    """

    confirmed = Signal(object)
    hinted = Signal(str)
    camera_changed = Signal(bool)
    frame_ready = Signal(object)
    previewed = Signal(object)
    faulted = Signal(object)

    def __init__(self, process: ScannerProcess, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process = process
        self._scanning = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._poll)
        self._timer.start(_RESTING_POLL_MS)

    @property
    def frames(self) -> int:
        """Frames decoded since scanning began, as of the last beat of the child."""
        return self._process.frames

    @property
    def decode_ms(self) -> float:
        """What the decoder takes per frame, ms, on average."""
        return self._process.decode_ms

    @Slot()
    def start(self) -> None:
        """Open the camera and look for a code."""
        self._scanning = True
        self._process.start_scanning()
        self._timer.start(_SCANNING_POLL_MS)

    @Slot()
    def stop(self) -> None:
        """Close the camera; its buffers are wiped. Events of the scan still under way are dropped."""
        self._scanning = False
        self._process.stop_scanning()
        self._process.poll()
        self._timer.start(_RESTING_POLL_MS)

    @Slot()
    def close(self) -> None:
        """Stop looking after the child; its owner ends it."""
        self._scanning = False
        self._timer.stop()

    @Slot()
    def _poll(self) -> None:
        for event in self._process.poll():
            if self._scanning:
                self._tell(event)
        if not self._scanning:
            return
        preview = self._process.preview()
        if preview is not None:
            self.frame_ready.emit(preview.pixels)
            self.previewed.emit(preview)

    def _tell(self, event: ScannerEvent) -> None:
        match event:
            case ScanConfirmed():
                self.confirmed.emit(event)
            case HintChanged(hint=hint):
                self.hinted.emit("" if hint.value == "none" else hint.value)
            case CameraState(fault=fault):
                self.faulted.emit(fault)
                self.camera_changed.emit(fault is None)
            case Restarted():
                pass  # the child is back already; its state follows as CameraState
            case _ as never:
                assert_never(never)
