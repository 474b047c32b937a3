"""Reads a video file as the camera would see it, but as fast as it decodes: what `kiosk scan FILE.avi` does."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from scanner.confirm import Confirmer
from scanner.decoder import Decoder, Payload
from scanner.pictures import NotAPicture, read_bounded, shown_name
from scanner.simulator import VIDEO_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from scanner.decoder import Decoding
    from scanner.hints import Hint
    from scanner.images import Quad

MAX_FRAMES: Final = 3_000
"""100 s at 30 frames per second."""
MAX_FILE_BYTES: Final = 1_000_000_000
_MAX_SIDE_PX: Final = 4096
_HEAD_BYTES: Final = 16
_USUAL_FPS: Final = 30.0
_MARKS: Final = ((0, b"RIFF"), (4, b"ftyp"), (0, b"\x1a\x45\xdf\xa3"), (0, b"\xff\xd8\xff"))
"""How AVI, MP4 and MOV, Matroska and WebM, and a chain of JPEG begin. Nothing else reaches the reader: it would
also take a playlist, and open the files and addresses named in it."""


@dataclass(frozen=True, slots=True)
class VideoReading:
    """What a video holds.

    Attributes:
        payloads: of the frame that confirmed a scan; empty when none did.
        hint: of the last frame looked at.
        ms: processing time of all frames.
        frames: looked at, up to the confirming one.
        pixels: the last frame looked at, `(h, w, 3) uint8 BGR`.
        located: places of symbols seen and not read in it.
    """

    payloads: tuple[Payload, ...]
    hint: Hint
    ms: float
    frames: int
    pixels: NDArray[np.uint8]
    located: tuple[Quad, ...] = ()


def is_video(path: Path) -> bool:
    """Whether the name is a video's."""
    return path.suffix.lower() in VIDEO_SUFFIXES


def read_video(path: Path, *, clock: Callable[[], float] = time.perf_counter) -> VideoReading:
    """Watch a video until a payload is confirmed as at the camera, or it ends.

    Raises:
        NotAPicture: missing, no ordinary file, too large, or not a video.
    """
    begin = clock()
    head = read_bounded(path, MAX_FILE_BYTES, _HEAD_BYTES)
    if not any(head[at:].startswith(mark) for at, mark in _MARKS):
        raise NotAPicture(
            f"{shown_name(path)} is not a video: it is no AVI, MP4, MOV, MKV, WebM or MJPEG file."
        )
    # Absolute, and one reader only: others take "%03d" in a name for a row of pictures.
    capture, decoder = cv2.VideoCapture(str(path.absolute()), cv2.CAP_FFMPEG), Decoder()
    try:
        _check_size(capture, path)
        fps = capture.get(cv2.CAP_PROP_FPS) or _USUAL_FPS
        seen = _watch(capture, decoder, fps)
    finally:
        decoder.close()
        capture.release()
    if seen is None:
        raise NotAPicture(f"{shown_name(path)} is damaged or cut off; it cannot be shown as a video.")
    frames, decoding, pixels, confirmed = seen
    payloads = decoding.payloads if confirmed else ()
    return VideoReading(payloads, decoding.hint, (clock() - begin) * 1000, frames, pixels, decoding.located)


def _check_size(capture: cv2.VideoCapture, path: Path) -> None:
    sides = capture.get(cv2.CAP_PROP_FRAME_WIDTH), capture.get(cv2.CAP_PROP_FRAME_HEIGHT)
    if max(sides) > _MAX_SIDE_PX:
        raise NotAPicture(f"{shown_name(path)} has pictures of more than {_MAX_SIDE_PX} pixels a side.")


def _watch(
    capture: cv2.VideoCapture, decoder: Decoder, fps: float
) -> tuple[int, Decoding, NDArray[np.uint8], bool] | None:
    confirmer = Confirmer()
    last = None
    for number in range(1, MAX_FRAMES + 1):
        ok, untrusted = capture.read()
        if not ok:
            break
        pixels = np.asarray(untrusted, np.uint8)
        decoding = decoder.decode(pixels)
        confirmed = confirmer.feed(decoding, number / fps) is not None
        last = number, decoding, pixels, confirmed
        if confirmed:
            break
    return last
