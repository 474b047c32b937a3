"""The thread that owns the camera inside the child: opens it, keeps the newest frame, reopens after a fault.

Only the newest frame is kept: a decoder that is late looks at the present, not at a queue.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from scanner.camera import CameraFault, CameraFaultCode, LiveCamera, MjpegUrl, Replay
from scanner.opencv_camera import OpenCvCamera
from scanner.simulator import VIDEO_SUFFIXES, ReplayCamera
from scanner.stream_watch import StreamWatch

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.camera import Camera, CameraSource, Frame
    from scanner.exposure import ExposureStep
    from scanner.v4l2 import Setting

_READ_DEADLINE_S: Final = 1.0
_FIRST_BACK_OFF_S: Final = 0.25
_LONGEST_BACK_OFF_S: Final = 4.0
_JOIN_S: Final = 1.5


@runtime_checkable
class AdjustableCamera(Protocol):
    """A camera whose exposure can be stepped and which says what became of its settings."""

    settings: tuple[Setting, ...]

    def step_exposure(self, step: ExposureStep) -> None:
        """Carry out a step, where the device can."""
        ...


def open_source(source: CameraSource) -> Camera:
    """Give the camera a description stands for; not opened yet."""
    match source:
        case LiveCamera():
            return OpenCvCamera(source)
        case Replay():
            return ReplayCamera(source)
        case MjpegUrl():
            from scanner.mjpeg_camera import MjpegCamera  # noqa: PLC0415 - HTTP is a tenth of the child's start

            return MjpegCamera(source)


def watch_for(source: CameraSource) -> StreamWatch:
    """Give the watch that fits a source: only a live camera has a size to keep."""
    match source:
        case LiveCamera():
            return StreamWatch(size=(source.width, source.height))
        case Replay():
            return StreamWatch(may_stand_still=source.path.suffix.lower() not in VIDEO_SUFFIXES)
        case MjpegUrl():
            return StreamWatch()


class Capture:
    """Runs a camera on its own thread named "camera". `start`, `take` and `stop` on the owner's thread."""

    def __init__(
        self,
        make_camera: Callable[[], Camera],
        make_watch: Callable[[], StreamWatch],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._make_camera = make_camera
        self._make_watch = make_watch
        self._clock = clock
        self._changed = threading.Condition()
        self._frame: Frame | None = None
        self._fault: CameraFaultCode | None = None
        self._has_state = False
        self._turns = 0
        self._step: ExposureStep | None = None
        self._settings: tuple[Setting, ...] = ()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)

    @property
    def turns(self) -> int:
        """How often the thread came round: it stands still only when the camera holds it."""
        return self._turns

    def state(self) -> tuple[bool, CameraFaultCode | None]:
        """Say whether anything is known yet, and the fault (None: fine)."""
        with self._changed:
            return self._has_state, self._fault

    @property
    def settings(self) -> tuple[Setting, ...]:
        """What became of the settings at the last opening; empty for a camera that has none."""
        with self._changed:
            return self._settings

    def step_exposure(self, step: ExposureStep) -> None:
        """Ask for a step; the camera's thread carries it out before its next frame."""
        with self._changed:
            self._step = step

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def take(self, timeout_s: float) -> Frame | None:
        """Wait for a frame newer than the last one taken; None when the time is over or the camera's state changed."""
        with self._changed:
            fault = self._fault
            self._changed.wait_for(lambda: self._frame is not None or self._fault is not fault, timeout_s)
            frame, self._frame = self._frame, None
            return frame

    def stop(self) -> bool:
        """End the thread and close the camera; False when the camera does not let go in time."""
        self._stopping.set()
        self._thread.join(_JOIN_S)
        with self._changed:
            self._frame = None
        return not self._thread.is_alive()

    def _run(self) -> None:
        back_off_s = _FIRST_BACK_OFF_S
        while not self._stopping.is_set():
            camera = self._make_camera()
            try:
                camera.open()
                self._note_settings(camera)
                back_off_s = _FIRST_BACK_OFF_S if self._stream(camera) else back_off_s
            except CameraFault as fault:
                self._publish(None, fault.code)
            finally:
                camera.close()
            self._wait(back_off_s)
            back_off_s = min(2 * back_off_s, _LONGEST_BACK_OFF_S)

    def _stream(self, camera: Camera) -> bool:
        """Read until the camera fails or the end comes; True when at least one frame came."""
        watch = self._make_watch()
        any_frame = False
        while not self._stopping.is_set():
            try:
                frame = camera.read(_READ_DEADLINE_S)
            except CameraFault as fault:
                self._publish(None, fault.code)
                return any_frame
            any_frame = True
            self._publish(frame, watch.feed(frame))
            self._adjust(camera)
        return any_frame

    def _note_settings(self, camera: Camera) -> None:
        if isinstance(camera, AdjustableCamera):
            with self._changed:
                self._settings = camera.settings

    def _adjust(self, camera: Camera) -> None:
        with self._changed:
            step, self._step = self._step, None
        if step is not None and isinstance(camera, AdjustableCamera):
            camera.step_exposure(step)

    def _publish(self, frame: Frame | None, fault: CameraFaultCode | None) -> None:
        with self._changed:
            self._turns += 1
            self._frame = frame
            self._fault, self._has_state = fault, True
            self._changed.notify_all()

    def _wait(self, seconds: float) -> None:
        until_s = self._clock() + seconds
        while not self._stopping.wait(min(0.25, max(0.0, until_s - self._clock()))):
            self._turns += 1
            if self._clock() >= until_s:
                return
