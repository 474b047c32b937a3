"""The real camera's code on a machine whose cameras do everything cameras do."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from scanner import CameraFault, CameraFaultCode, LiveCamera, PowerLine, SettingState, list_cameras
from scanner.capture import Capture
from scanner.exposure import ExposureStep
from scanner.opencv_camera import OpenCvCamera
from scanner.stream_watch import StreamWatch
from scanner.v4l2 import (
    EXPOSURE_AUTOMATIC,
    EXPOSURE_MANUAL,
    GET,
    QUERY,
    QUERY_LAYOUT,
    SET,
    VALUE_LAYOUT,
    Control,
    controls_of,
)
from tests.support.scanner_host import Device, FakeHost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.sample(every=3)


@pytest.fixture
def host(tmp_path: Path) -> FakeHost:
    return FakeHost(tmp_path)


@pytest.fixture
def running() -> Iterator[list[Capture]]:
    captures: list[Capture] = []
    yield captures
    assert all(capture.stop() for capture in captures)


def start(host: FakeHost, path: Path, running: list[Capture]) -> Capture:
    source = LiveCamera(str(path))
    capture = Capture(lambda: OpenCvCamera(source, host=host), lambda: StreamWatch(size=(1280, 720)))
    capture.start()
    running.append(capture)
    return capture


def wait_for(capture: Capture, is_wanted: Callable[[], bool], deadline_s: float = 10.0) -> float:
    begin, pause = time.monotonic(), threading.Event()
    while time.monotonic() - begin < deadline_s:
        capture.take(0.0)
        if is_wanted():
            return time.monotonic() - begin
        pause.wait(0.01)
    raise AssertionError(f"still {capture.state()}")


def open_camera(host: FakeHost, path: Path, **settings: object) -> OpenCvCamera:
    camera = OpenCvCamera(LiveCamera(str(path), **settings), host=host)  # type: ignore[arg-type] - a test's table
    camera.open()
    return camera


@pytest.mark.parametrize("back_on", [0, 4], ids=["same node", "another node"])
def test_an_unplugged_camera_is_gone_and_found_again(
    host: FakeHost, running: list[Capture], back_on: int
) -> None:
    """OpenCV goes on handing out the last picture; within ten seconds of the plug the stream is back."""
    camera = Device()
    capture = start(host, host.plug("usb-A", 0, camera), running)
    wait_for(capture, lambda: capture.state() == (True, None))
    host.unplug("usb-A")
    wait_for(capture, lambda: capture.state() == (True, CameraFaultCode.GONE))
    host.plug("usb-A", back_on, camera)
    assert wait_for(capture, lambda: capture.state() == (True, None)) < 10
    assert camera.opened == 2


def test_another_camera_on_the_old_node_is_never_taken(host: FakeHost, running: list[Capture]) -> None:
    ours, other = Device(), Device()
    capture = start(host, host.plug("usb-A", 0, ours), running)
    wait_for(capture, lambda: capture.state() == (True, None))
    host.unplug("usb-A")
    host.plug("usb-B", 0, other)
    wait_for(capture, lambda: capture.state() == (True, CameraFaultCode.GONE))
    host.plug("usb-A", 1, ours)
    wait_for(capture, lambda: capture.state() == (True, None))
    assert other.opened == 0


def test_a_busy_camera_is_taken_when_it_is_free(host: FakeHost, running: list[Capture]) -> None:
    camera = Device(held=True)
    capture = start(host, host.plug("usb-A", 0, camera), running)
    wait_for(capture, lambda: capture.state() == (True, CameraFaultCode.BUSY))
    camera.held = False
    assert wait_for(capture, lambda: capture.state() == (True, None)) < 10


@pytest.mark.parametrize(
    ("device", "fault"),
    [
        (Device(size=(640, 480)), CameraFaultCode.WRONG_SIZE),
        (Device(fails=True), CameraFaultCode.BUSY),
    ],
    ids=["wrong size", "does not open"],
)
def test_what_a_device_does_wrong_is_a_fact(
    host: FakeHost, running: list[Capture], device: Device, fault: CameraFaultCode
) -> None:
    capture = start(host, host.plug("usb-A", 0, device), running)
    wait_for(capture, lambda: capture.state() == (True, fault))


def test_two_cameras_are_told_apart_by_id(host: FakeHost) -> None:
    first, second = host.plug("usb-A", 0, Device(level=40)), host.plug("usb-B", 1, Device(level=160))
    assert list_cameras(host.by_id) == (first, second)
    levels = [open_camera(host, path).read(1.0).pixels.mean() for path in (first, second)]
    assert (levels[0] < 60, levels[1] > 150) == (True, True)


def test_without_any_camera_there_is_no_list(tmp_path: Path) -> None:
    assert list_cameras(tmp_path / "no-such-folder") == ()


def test_a_failed_read_of_a_camera_that_is_there_is_no_unplug(host: FakeHost) -> None:
    device = Device()
    camera = open_camera(host, host.plug("usb-A", 0, device))
    device.fails = True
    with pytest.raises(CameraFault) as caught:
        camera.read(0.0)
    assert caught.value.code is CameraFaultCode.SILENT


def test_settings_are_applied_and_read_back(host: FakeHost) -> None:
    device = Device()
    camera = open_camera(host, host.plug("usb-A", 0, device), exposure=120, focus=30)
    assert {setting.state for setting in camera.settings} == {SettingState.APPLIED}
    assert device.values == {
        Control.POWER_LINE_FREQUENCY: PowerLine.HZ_50,
        Control.EXPOSURE_AUTO: EXPOSURE_MANUAL,
        Control.EXPOSURE_ABSOLUTE: 120,
        Control.FOCUS_AUTO: 0,
        Control.FOCUS_ABSOLUTE: 30,
    }


def test_left_to_itself_the_exposure_keeps_the_frame_rate(host: FakeHost) -> None:
    device = Device()
    open_camera(host, host.plug("usb-A", 0, device), power_line=None)
    assert device.values == {
        Control.EXPOSURE_AUTO: EXPOSURE_AUTOMATIC,
        Control.EXPOSURE_DYNAMIC_FRAME_RATE: 0,
    }


def test_settings_that_are_not_taken_are_reported(host: FakeHost) -> None:
    device = Device()
    del device.ranges[Control.FOCUS_ABSOLUTE]
    camera = open_camera(host, host.plug("usb-A", 0, device), exposure=99_999, focus=30)
    states = {setting.name: (setting.state, setting.got) for setting in camera.settings}
    assert states["exposure_absolute"] == (SettingState.CHANGED, 2047)
    assert states["focus_absolute"] == (SettingState.MISSING, None)
    deaf = open_camera(host, host.plug("usb-B", 1, Device(deaf=True)))
    assert SettingState.REFUSED in {setting.state for setting in deaf.settings}


def test_a_step_of_the_exposure_reaches_the_device(host: FakeHost, running: list[Capture]) -> None:
    device = Device()
    capture = start(host, host.plug("usb-A", 0, device), running)
    wait_for(capture, lambda: capture.state() == (True, None))
    capture.step_exposure(ExposureStep.DARKER)
    wait_for(capture, lambda: device.values.get(Control.EXPOSURE_ABSOLUTE) == 150)
    assert device.values[Control.EXPOSURE_AUTO] == EXPOSURE_MANUAL
    assert capture.settings
    capture.step_exposure(ExposureStep.BRIGHTER)
    wait_for(capture, lambda: device.values.get(Control.EXPOSURE_ABSOLUTE) == 240)


def test_a_device_without_an_exposure_is_left_alone(host: FakeHost) -> None:
    device = Device()
    del device.ranges[Control.EXPOSURE_ABSOLUTE]
    open_camera(host, host.plug("usb-A", 0, device)).step_exposure(ExposureStep.DARKER)
    assert Control.EXPOSURE_ABSOLUTE not in device.values


def test_a_file_that_is_no_device_has_no_controls(tmp_path: Path) -> None:
    (tmp_path / "node").touch()
    with controls_of(tmp_path / "node") as port:
        assert port is not None
        answers = (port.range_of(Control.FOCUS_AUTO), port.read(Control.FOCUS_AUTO))
        assert answers == (None, None)
        assert not port.write(Control.FOCUS_AUTO, 1)
    with controls_of(tmp_path / "missing") as port:
        assert port is None


def test_the_structures_have_the_kernel_s_size() -> None:
    """The size is part of the request's number: a structure of another size is refused by every driver."""
    assert [request >> 16 & 0x3FFF for request in (QUERY, GET, SET)] == [68, 8, 8]
    assert (QUERY_LAYOUT.size, VALUE_LAYOUT.size) == (68, 8)
