"""The contract every camera keeps, and the faults of each kind.

Contract: reading before opening is a fault; frames are (h, w, 3) uint8 with rising times; closing twice is
fine; opening again after closing works; a source that is not there is GONE.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from scanner import (
    CameraFault,
    CameraFaultCode,
    LiveCamera,
    MjpegUrl,
    Replay,
    ReplayCamera,
    hand_held_video,
    open_source,
)
from tests.support.scanner_mjpeg import Behaviour, MjpegServer, with_claimed_size
from tests.support.scanner_pictures import LICENCE, frame_with

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scanner import Camera, CameraSource

pytestmark = pytest.mark.sample(every=3)


@pytest.fixture(scope="module")
def phone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("phone") / "phone.avi"
    hand_held_video(LICENCE, path, seconds=0.2)
    return path


@pytest.fixture(params=["picture", "folder", "video", "mjpeg"])
def source(request: pytest.FixtureRequest, tmp_path: Path, phone: Path) -> Iterator[CameraSource]:
    frame = frame_with(LICENCE)
    if request.param == "mjpeg":
        with MjpegServer(frame) as server:
            yield MjpegUrl(server.url)
        return
    cv2.imwrite(str(tmp_path / "a.png"), frame)
    if request.param == "video":
        yield Replay(phone, fps=120)
    else:
        yield Replay(tmp_path if request.param == "folder" else tmp_path / "a.png", fps=120)


def read_fault(camera: Camera, deadline_s: float = 0.5, frames: int = 50) -> CameraFaultCode:
    for _ in range(frames):
        try:
            camera.read(deadline_s)
        except CameraFault as fault:
            return fault.code
    raise AssertionError("the camera goes on")


def test_frames_have_shape_and_rising_times(source: CameraSource) -> None:
    camera = open_source(source)
    camera.open()
    frames = [camera.read(1.0) for _ in range(4)]
    camera.close()
    assert {(frame.pixels.shape, str(frame.pixels.dtype)) for frame in frames} == {((720, 1280, 3), "uint8")}
    assert [frame.at_s for frame in frames] == sorted({frame.at_s for frame in frames})


def test_reading_before_opening_is_a_fault(source: CameraSource) -> None:
    assert read_fault(open_source(source)) is CameraFaultCode.GONE


def test_a_closed_camera_opens_again(source: CameraSource) -> None:
    camera = open_source(source)
    for _ in range(2):
        camera.open()
        camera.read(1.0)
        camera.close()
        camera.close()


@pytest.mark.parametrize(
    "missing",
    [LiveCamera("/dev/v4l/by-id/no-such-camera"), LiveCamera(97), MjpegUrl("http://127.0.0.1:9/x")],
    ids=["by id", "by number", "url"],
)
def test_a_source_that_is_not_there_is_gone(missing: CameraSource) -> None:
    with pytest.raises(CameraFault) as caught:
        open_source(missing).open()
    assert caught.value.code is CameraFaultCode.GONE


def test_a_missing_file_is_gone(tmp_path: Path) -> None:
    with pytest.raises(CameraFault) as caught:
        open_source(Replay(tmp_path / "no.avi")).open()
    assert caught.value.code is CameraFaultCode.GONE


@pytest.mark.parametrize("name", ["a.png", "a.avi"])
def test_a_text_file_is_not_a_picture(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("hello " * 1000)
    with pytest.raises(CameraFault) as caught:
        open_source(Replay(tmp_path / name)).open()
    assert caught.value.code is CameraFaultCode.NOT_A_PICTURE


def test_a_picture_that_claims_more_than_can_be_is_not_a_picture(tmp_path: Path) -> None:
    jpeg = bytes(cv2.imencode(".jpg", frame_with())[1])
    (tmp_path / "a.jpg").write_bytes(with_claimed_size(jpeg))
    with pytest.raises(CameraFault) as caught:
        open_source(Replay(tmp_path / "a.jpg")).open()
    assert caught.value.code is CameraFaultCode.NOT_A_PICTURE


def test_a_folder_without_pictures_is_not_a_picture(tmp_path: Path) -> None:
    with pytest.raises(CameraFault) as caught:
        open_source(Replay(tmp_path)).open()
    assert caught.value.code is CameraFaultCode.NOT_A_PICTURE


def test_a_video_that_is_not_repeated_ends(phone: Path) -> None:
    camera = open_source(Replay(phone, loop=False, fps=200))
    camera.open()
    assert read_fault(camera) is CameraFaultCode.ENDED
    camera.close()


def test_a_late_reader_misses_frames_as_with_a_camera(tmp_path: Path) -> None:
    for index in range(4):
        cv2.imwrite(str(tmp_path / f"{index}.png"), np.full((24, 32, 3), 40 * index, np.uint8))
    now = [0.0]
    camera = ReplayCamera(Replay(tmp_path, fps=30), clock=lambda: now[0])
    camera.open()
    camera.read(0.1)
    now[0] = 1.0
    assert camera.read(0.1).pixels.mean() == 80
    camera.close()


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [
        (Behaviour.HANG, CameraFaultCode.SILENT),
        (Behaviour.DROP, CameraFaultCode.GONE),
        (Behaviour.GARBAGE, CameraFaultCode.NOT_A_PICTURE),
        (Behaviour.HUGE, CameraFaultCode.NOT_A_PICTURE),
    ],
)
def test_a_stream_that_fails_says_how(behaviour: Behaviour, code: CameraFaultCode) -> None:
    with MjpegServer(frame_with(), behaviour) as server:
        camera = open_source(MjpegUrl(server.url))
        camera.open()
        assert read_fault(camera) is code
        camera.close()


@pytest.mark.parametrize("behaviour", [Behaviour.REFUSE, Behaviour.REDIRECT])
def test_a_server_that_refuses_or_redirects_is_gone(behaviour: Behaviour) -> None:
    with MjpegServer(frame_with(), behaviour) as server, pytest.raises(CameraFault) as caught:
        open_source(MjpegUrl(server.url)).open()
    assert caught.value.code is CameraFaultCode.GONE
    assert server.connections == 1


@pytest.mark.parametrize("behaviour", [Behaviour.NO_HEADERS, Behaviour.SLOW_HEADERS])
def test_a_server_whose_answer_does_not_begin_is_silent_at_once(behaviour: Behaviour) -> None:
    with MjpegServer(frame_with(), behaviour) as server:
        begin = time.monotonic()
        with pytest.raises(CameraFault) as caught:
            open_source(MjpegUrl(server.url)).open()
        assert time.monotonic() - begin < 2.0
        assert caught.value.code is CameraFaultCode.SILENT


@pytest.mark.parametrize("url", ["file:///etc/passwd", "https://127.0.0.1/", "nonsense", "http://"])
def test_only_http_addresses_are_opened(url: str) -> None:
    with pytest.raises(CameraFault):
        open_source(MjpegUrl(url)).open()
