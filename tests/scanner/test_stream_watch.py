from __future__ import annotations

import numpy as np
import pytest

from scanner import CameraFaultCode, Frame
from scanner.stream_watch import StreamWatch


def frames(seconds: float, *, level: int = 90, fps: float = 30, still: bool = False) -> list[Frame]:
    rng = np.random.default_rng(5)
    pictures = []
    for index in range(int(seconds * fps)):
        noise = np.zeros((90, 160, 3), np.uint8) if still else rng.integers(0, 3, (90, 160, 3), np.uint8)
        pictures.append(Frame(noise + np.uint8(level), index / fps))
    return pictures


@pytest.mark.parametrize(
    ("stream", "fault"),
    [
        (frames(8), None),
        (frames(1.8, level=0), None),
        (frames(2.5, level=0), CameraFaultCode.BLACK),
        (frames(4.8, still=True), None),
        (frames(5.5, still=True), CameraFaultCode.FROZEN),
        (frames(6, fps=4), CameraFaultCode.SLOW),
        (frames(6, fps=12), None),
    ],
    ids=["healthy", "dark for a moment", "black", "still for a moment", "frozen", "slow", "leisurely"],
)
def test_a_stream_is_judged(stream: list[Frame], fault: CameraFaultCode | None) -> None:
    watch = StreamWatch()
    assert [watch.feed(frame) for frame in stream][-1] is fault


def test_another_size_than_asked_for_is_a_fault() -> None:
    assert StreamWatch(size=(1280, 720)).feed(frames(1)[0]) is CameraFaultCode.WRONG_SIZE


def test_a_replayed_picture_may_stand_still() -> None:
    watch = StreamWatch(may_stand_still=True)
    assert not any(watch.feed(frame) for frame in frames(8, still=True))


def test_a_stream_recovers() -> None:
    watch = StreamWatch()
    for frame in frames(3, level=0):
        watch.feed(frame)
    bright = Frame(frames(1)[0].pixels, 3.1)
    assert watch.feed(bright) is None
