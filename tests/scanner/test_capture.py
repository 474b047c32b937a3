"""The camera's thread: unhealthy streams told apart, and what it does when a camera ends or returns."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from scanner import CameraFaultCode, MjpegUrl, open_source
from scanner.capture import Capture
from scanner.stream_watch import StreamLimits, StreamWatch
from tests.support.scanner_mjpeg import Behaviour, MjpegServer

pytestmark = pytest.mark.sample(every=3)

QUICK = StreamLimits(black_s=0.3, frozen_s=0.4, slow_window_s=0.7)


def capture_of(server: MjpegServer) -> Capture:
    return Capture(lambda: open_source(MjpegUrl(server.url)), lambda: StreamWatch(limits=QUICK))


def wait_for(capture: Capture, fault: CameraFaultCode | None, deadline_s: float = 8.0) -> None:
    until, pause = time.monotonic() + deadline_s, threading.Event()
    while capture.state() != (True, fault):
        assert time.monotonic() < until, f"still {capture.state()}"
        pause.wait(0.01)


@pytest.mark.parametrize(
    ("behaviour", "level", "fault"),
    [
        (Behaviour.FREEZE, 128, CameraFaultCode.FROZEN),
        (Behaviour.SLOW, 128, CameraFaultCode.SLOW),
        (Behaviour.STREAM, 0, CameraFaultCode.BLACK),
        (Behaviour.DROP, 128, CameraFaultCode.GONE),
        (Behaviour.GARBAGE, 128, CameraFaultCode.NOT_A_PICTURE),
        (Behaviour.REFUSE, 128, CameraFaultCode.GONE),
    ],
)
def test_an_unhealthy_stream_is_told_and_a_healthy_one_taken_again(
    behaviour: Behaviour, level: int, fault: CameraFaultCode
) -> None:
    with MjpegServer(np.full((360, 640, 3), level, np.uint8), behaviour, good=1) as server:
        capture = capture_of(server)
        capture.start()
        wait_for(capture, fault)
        if level:
            server.behaviour = Behaviour.STREAM
            wait_for(capture, None)
        assert capture.stop()


def test_stopping_a_stream_that_hangs_takes_no_longer_than_a_read() -> None:
    with MjpegServer(np.zeros((360, 640, 3), np.uint8), Behaviour.HANG, good=1) as server:
        capture = capture_of(server)
        capture.start()
        assert capture.take(5.0) is not None
        begin = time.monotonic()
        assert capture.stop()
        assert time.monotonic() - begin < 1.5
        server.stopping.set()


def test_only_the_newest_frame_is_kept_and_none_after_the_end() -> None:
    with MjpegServer(np.full((360, 640, 3), 90, np.uint8)) as server:
        capture = capture_of(server)
        capture.start()
        first, second = capture.take(5.0), capture.take(5.0)
        assert first is not None
        assert second is not None
        assert second.at_s > first.at_s
        assert capture.stop()
        assert capture.take(0.0) is None
