"""A camera made of files: a video, a picture, or a folder of pictures, played at camera speed.

It keeps a camera's manners: a consumer that is late misses frames instead of getting them later.
`hand_held_video` makes a video to play.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final, Protocol

import cv2
import numpy as np

from scanner.camera import CameraFault, CameraFaultCode, Frame, Replay
from scanner.phone_video import hand_held_video

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["PICTURE_SUFFIXES", "VIDEO_SUFFIXES", "ReplayCamera", "hand_held_video"]

PICTURE_SUFFIXES: Final = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".webp", ".tif", ".tiff", ".gif"})
VIDEO_SUFFIXES: Final = frozenset({".avi", ".mp4", ".mkv", ".mov", ".webm", ".mjpeg", ".mjpg"})

_FRAMES_PER_PICTURE: Final = 15
"""In a folder each picture stands for half a second at 30 frames per second."""


class ReplayCamera:
    """Plays a `Replay`. All methods on one thread."""

    def __init__(self, source: Replay, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._source = source
        self._clock = clock
        self._reel: _Reel | None = None
        self._pause = threading.Event()
        self._begin_s = 0.0
        self._shown = 0

    def open(self) -> None:
        """Find the files and check that they can be read. See `Camera.open`."""
        self.close()
        path = self._source.path
        if not path.exists():
            raise CameraFault(CameraFaultCode.GONE, f"no such file: {path.name}")
        self._reel = _reel(path)
        self._begin_s, self._shown = self._clock(), 0

    def read(self, deadline_s: float) -> Frame:
        """Wait until the next frame is due. See `Camera.read`."""
        if self._reel is None:
            raise CameraFault(CameraFaultCode.GONE, "not open")
        due_s = self._begin_s + self._shown / self._source.fps
        wait_s = due_s - self._clock()
        if wait_s > deadline_s:
            self._pause.wait(deadline_s)
            raise CameraFault(CameraFaultCode.SILENT)
        if wait_s > 0:
            self._pause.wait(wait_s)
        else:
            self._skip(int(-wait_s * self._source.fps))
        self._shown += 1
        return Frame(self._next(), self._clock())

    def close(self) -> None:
        """Let go of the files."""
        if self._reel is not None:
            self._reel.close()
            self._reel = None

    def _skip(self, frames: int) -> None:
        if self._reel is not None and frames > 0:
            self._reel.skip(frames)
            self._shown += frames

    def _next(self) -> NDArray[np.uint8]:
        if self._reel is None:
            raise CameraFault(CameraFaultCode.GONE, "not open")
        pixels = self._reel.next()
        if pixels is None and self._source.loop:
            self._reel.rewind()
            pixels = self._reel.next()
        if pixels is None:
            raise CameraFault(CameraFaultCode.ENDED)
        return pixels


class _Reel(Protocol):
    def next(self) -> NDArray[np.uint8] | None: ...
    def skip(self, frames: int) -> None: ...
    def rewind(self) -> None: ...
    def close(self) -> None: ...


class _VideoReel:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._capture = cv2.VideoCapture(str(path))
        if not self._capture.isOpened():
            self._capture.release()
            raise CameraFault(CameraFaultCode.NOT_A_PICTURE, f"{path.name} is not a video")

    def next(self) -> NDArray[np.uint8] | None:
        ok, pixels = self._capture.read()
        return np.asarray(pixels, dtype=np.uint8) if ok else None

    def skip(self, frames: int) -> None:
        for _ in range(frames):
            if not self._capture.grab():
                return

    def rewind(self) -> None:
        # Opening again is slower than seeking and works with every container, also after a read past the end.
        self._capture.release()
        self._capture = cv2.VideoCapture(str(self._path))

    def close(self) -> None:
        self._capture.release()


class _PictureReel:
    def __init__(self, paths: list[Path], repeats: int) -> None:
        self._paths = paths
        self._repeats = repeats
        self._position = 0
        self._loaded: tuple[int, NDArray[np.uint8]] | None = None
        self._load(0)

    def next(self) -> NDArray[np.uint8] | None:
        index = self._position // self._repeats
        if index >= len(self._paths):
            return None
        self._position += 1
        return self._load(index)

    def skip(self, frames: int) -> None:
        self._position += frames

    def rewind(self) -> None:
        self._position = 0

    def close(self) -> None:
        self._loaded = None

    def _load(self, index: int) -> NDArray[np.uint8]:
        if self._loaded is None or self._loaded[0] != index:
            self._loaded = index, _picture(self._paths[index])
        return self._loaded[1]


def _picture(path: Path) -> NDArray[np.uint8]:
    try:
        pixels = cv2.imread(str(path), cv2.IMREAD_COLOR)
    except cv2.error:
        # A header that asks for more pixels or memory than there may be.
        pixels = None
    if pixels is None:
        raise CameraFault(CameraFaultCode.NOT_A_PICTURE, f"{path.name} is not a picture")
    return np.asarray(pixels, dtype=np.uint8)


def _reel(path: Path) -> _Reel:
    if path.is_dir():
        pictures = sorted(entry for entry in path.iterdir() if entry.suffix.lower() in PICTURE_SUFFIXES)
        if not pictures:
            raise CameraFault(CameraFaultCode.NOT_A_PICTURE, f"no pictures in {path.name}")
        return _PictureReel(pictures, _FRAMES_PER_PICTURE)
    if path.suffix.lower() in VIDEO_SUFFIXES:
        return _VideoReel(path)
    return _PictureReel([path], 1)
