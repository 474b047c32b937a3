"""The real camera: a V4L2 device through OpenCV.

Order matters when opening: format first, then width and height together, then rate and controls; each of
them restarts the stream, and `set` only says False when the driver refuses, so everything is read back.

A device that stalls blocks `read` inside the driver for `OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT` seconds (the
child process sets it before OpenCV is imported); the supervisor's watch on frame age is the last word.
"""

from __future__ import annotations

import errno
import logging
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from scanner.camera import CameraFault, CameraFaultCode, Frame, LiveCamera

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger(__name__)

_EXPOSURE_MANUAL: Final = 1
_EXPOSURE_AUTO: Final = 3
"""Raw V4L2 menu values: this backend passes them on as they are."""


class OpenCvCamera:
    """A V4L2 camera; `open`, `read` and `close` on one thread."""

    def __init__(self, source: LiveCamera, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._source = source
        self._clock = clock
        self._capture: cv2.VideoCapture | None = None

    def open(self) -> None:
        """Take the device and set it up. See `Camera.open`."""
        self.close()
        node = _node(self._source.device)
        _refuse_missing_or_busy(node)
        capture = cv2.VideoCapture(str(node), cv2.CAP_V4L2)
        if not capture.isOpened():
            capture.release()
            raise CameraFault(CameraFaultCode.BUSY, f"{node} does not open")
        self._capture = capture
        self._configure(capture)

    def read(self, deadline_s: float) -> Frame:
        """Wait for the next frame. See `Camera.read`."""
        if self._capture is None:
            raise CameraFault(CameraFaultCode.GONE, "not open")
        begin = self._clock()
        ok, pixels = self._capture.read()
        if ok and pixels is not None and pixels.size:
            return Frame(np.asarray(pixels, dtype=np.uint8), self._clock())
        silent = self._clock() - begin >= deadline_s and _node(self._source.device).exists()
        raise CameraFault(CameraFaultCode.SILENT if silent else CameraFaultCode.GONE)

    def close(self) -> None:
        """Let go of the device."""
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    def _configure(self, capture: cv2.VideoCapture) -> None:
        source = self._source
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, source.width)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, source.height)
        capture.set(cv2.CAP_PROP_FPS, source.fps)
        refused = [name for name, prop, value in self._controls() if not capture.set(prop, value)]
        if refused:
            _log.info("camera refuses %s", ", ".join(refused))
        got = int(capture.get(cv2.CAP_PROP_FRAME_WIDTH)), int(capture.get(cv2.CAP_PROP_FRAME_HEIGHT))
        if got != (source.width, source.height):
            # Still usable: the watch on the stream reports the size as a fact.
            _log.info("camera gives %dx%d", *got)

    def _controls(self) -> list[tuple[str, int, float]]:
        source = self._source
        rows: list[tuple[str, int, float]] = []
        if source.exposure is None:
            rows.append(("auto exposure", cv2.CAP_PROP_AUTO_EXPOSURE, _EXPOSURE_AUTO))
        else:
            rows.append(("manual exposure", cv2.CAP_PROP_AUTO_EXPOSURE, _EXPOSURE_MANUAL))
            rows.append(("exposure", cv2.CAP_PROP_EXPOSURE, source.exposure))
        if source.focus is not None:
            rows.append(("manual focus", cv2.CAP_PROP_AUTOFOCUS, 0))
            rows.append(("focus", cv2.CAP_PROP_FOCUS, source.focus))
        return rows


def _node(device: int | str) -> Path:
    return Path(f"/dev/video{device}") if isinstance(device, int) else Path(device)


def _refuse_missing_or_busy(node: Path) -> None:
    """Ask the node itself, which answers at once and with a reason; OpenCV only says "not opened"."""
    try:
        os.close(os.open(node, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC))
    except OSError as error:
        code = CameraFaultCode.BUSY if error.errno in {errno.EBUSY, errno.EACCES} else CameraFaultCode.GONE
        raise CameraFault(code, f"{node}: {error.strerror}") from error
