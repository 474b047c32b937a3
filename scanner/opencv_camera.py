"""The real camera: a V4L2 device, its stream through OpenCV and its controls through the kernel.

Order matters when opening: format first, then width and height together, then the rate; each of them
restarts the stream. Controls come last and are read back: `settings` says what became of each.

A device that stalls blocks `read` inside the driver for `OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT` seconds (the
child process sets it before OpenCV is imported); the supervisor's watch on frame age is the last word. An
unplugged one may hand out its last picture for ever, so the node itself is looked at, too.
"""

from __future__ import annotations

import errno
import logging
import os
import time
from typing import TYPE_CHECKING, Any, Final, Protocol

import cv2
import numpy as np

from scanner.camera import CameraFault, CameraFaultCode, Frame, LiveCamera
from scanner.confinement import identity_of
from scanner.exposure import step_exposure
from scanner.v4l2 import SettingState, apply_settings, controls_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from scanner.exposure import ExposureStep
    from scanner.v4l2 import ControlPort, Setting

_log = logging.getLogger(__name__)

_NODE_CHECK_S: Final = 0.5


class VideoStream(Protocol):
    """What is used of `cv2.VideoCapture`."""

    def isOpened(self) -> bool: ...  # noqa: D102 - OpenCV's name
    def set(self, propId: int, value: float) -> bool: ...  # noqa: D102, N803 - OpenCV's name
    def get(self, propId: int) -> float: ...  # noqa: D102, N803 - OpenCV's name
    def read(self) -> tuple[bool, Any]: ...  # noqa: D102
    def release(self) -> None: ...  # noqa: D102


class VideoHost(Protocol):
    """The machine a camera is plugged into; the tests have one of their own."""

    def refuse_missing_or_busy(self, node: Path) -> None:
        """Raise GONE or BUSY for a node that cannot be opened."""
        ...

    def stream(self, node: Path) -> VideoStream:
        """Open the stream."""
        ...

    def controls(self, node: Path) -> AbstractContextManager[ControlPort | None]:
        """Open the controls, which stay open inside the block."""
        ...


class LinuxHost:
    """This machine."""

    def refuse_missing_or_busy(self, node: Path) -> None:
        """Ask the node itself, which answers at once and with a reason; OpenCV only says "not opened"."""
        try:
            os.close(os.open(node, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC))
        except OSError as error:
            busy = error.errno in {errno.EBUSY, errno.EACCES}
            code = CameraFaultCode.BUSY if busy else CameraFaultCode.GONE
            raise CameraFault(code, f"{node}: {error.strerror}") from error

    def stream(self, node: Path) -> VideoStream:
        """Open the stream with the V4L2 backend, never another."""
        return cv2.VideoCapture(str(node), cv2.CAP_V4L2)

    def controls(self, node: Path) -> AbstractContextManager[ControlPort | None]:
        """Open the controls on a descriptor of their own."""
        return controls_of(node)


class OpenCvCamera:
    """A V4L2 camera; `open`, `read`, `step_exposure` and `close` on one thread.

    Attributes:
        settings: what became of the site's settings at the last opening.
    """

    def __init__(
        self,
        source: LiveCamera,
        *,
        clock: Callable[[], float] = time.monotonic,
        host: VideoHost | None = None,
    ) -> None:
        self._source = source
        self._clock = clock
        self._host = host or LinuxHost()
        self._stream: VideoStream | None = None
        self._identity: tuple[int, int, int] | None = None
        self._checked_s = 0.0
        self.settings: tuple[Setting, ...] = ()

    def open(self) -> None:
        """Take the device and set it up; a path by id finds it on whichever node it is now."""
        self.close()
        node = self._source.node
        self._host.refuse_missing_or_busy(node)
        stream = self._host.stream(node)
        if not stream.isOpened():
            stream.release()
            raise CameraFault(CameraFaultCode.BUSY, f"{node} does not open")
        self._stream = stream
        self._identity, self._checked_s = identity_of(node), self._clock()
        self._configure(stream, node)

    def read(self, deadline_s: float) -> Frame:
        """Wait for the next frame. See `Camera.read`."""
        if self._stream is None:
            raise CameraFault(CameraFaultCode.GONE, "not open")
        begin = self._clock()
        ok, pixels = self._stream.read()
        now = self._clock()
        if now - self._checked_s >= _NODE_CHECK_S or not ok:
            self._checked_s = now
            if identity_of(self._source.node) != self._identity:
                raise CameraFault(CameraFaultCode.GONE, "unplugged, or on another node")
        if ok and pixels is not None and pixels.size:
            return Frame(np.asarray(pixels, dtype=np.uint8), now)
        raise CameraFault(CameraFaultCode.SILENT if now - begin >= deadline_s else CameraFaultCode.GONE)

    def step_exposure(self, step: ExposureStep) -> None:
        """Shorten or lengthen the exposure, where the device can."""
        with self._host.controls(self._source.node) as port:
            now = None if port is None else step_exposure(port, step)
        _log.debug("exposure %s: now %s", step.value, now)

    def close(self) -> None:
        """Let go of the device."""
        if self._stream is not None:
            self._stream.release()
            self._stream = None

    def _configure(self, stream: VideoStream, node: Path) -> None:
        source = self._source
        stream.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        stream.set(cv2.CAP_PROP_FRAME_WIDTH, source.width)
        stream.set(cv2.CAP_PROP_FRAME_HEIGHT, source.height)
        stream.set(cv2.CAP_PROP_FPS, source.fps)
        with self._host.controls(node) as port:
            self.settings = () if port is None else apply_settings(port, source)
        odd = [setting for setting in self.settings if setting.state is not SettingState.APPLIED]
        if odd:
            _log.info("camera settings: %s", ", ".join(f"{row.name} {row.state.value}" for row in odd))
        got = int(stream.get(cv2.CAP_PROP_FRAME_WIDTH)), int(stream.get(cv2.CAP_PROP_FRAME_HEIGHT))
        if got != (source.width, source.height):
            # Still usable: the watch on the stream reports the size as a fact.
            _log.info("camera gives %dx%d", *got)
