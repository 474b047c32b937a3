"""A machine with cameras that can be plugged, unplugged, held by others and asked for what they cannot do."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from scanner import CameraFault, CameraFaultCode
from scanner.v4l2 import Control, ControlRange

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_UVC = {
    Control.POWER_LINE_FREQUENCY: ControlRange(0, 2, 1, 2),
    Control.EXPOSURE_AUTO: ControlRange(0, 3, 1, 3),
    Control.EXPOSURE_ABSOLUTE: ControlRange(3, 2047, 1, 250),
    Control.EXPOSURE_DYNAMIC_FRAME_RATE: ControlRange(0, 1, 1, 0),
    Control.FOCUS_ABSOLUTE: ControlRange(0, 250, 5, 0),
    Control.FOCUS_AUTO: ControlRange(0, 1, 1, 1),
}


@dataclass(slots=True)
class Device:
    """One camera: what it shows, its controls, and who holds it."""

    size: tuple[int, int] = (1280, 720)
    level: int = 90
    held: bool = False
    fails: bool = False
    ranges: dict[Control, ControlRange] = field(default_factory=lambda: dict(_UVC))
    values: dict[Control, int] = field(default_factory=dict)
    deaf: bool = False
    """It refuses every value."""
    opened: int = 0
    taken: int = 0

    def range_of(self, control: Control) -> ControlRange | None:
        return self.ranges.get(control)

    def read(self, control: Control) -> int | None:
        bounds = self.ranges.get(control)
        return None if bounds is None else self.values.get(control, bounds.default)

    def write(self, control: Control, value: int) -> bool:
        bounds = self.ranges.get(control)
        if bounds is None or self.deaf:
            return False
        self.values[control] = max(bounds.minimum, min(bounds.maximum, value))
        return True


class Stream:
    """What OpenCV would give for a device: after an unplug it repeats its last picture for ever."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._asked: dict[int, float] = {}
        self._pause = threading.Event()

    def isOpened(self) -> bool:
        return not self._device.fails

    def set(self, propId: int, value: float) -> bool:  # noqa: N803 - the name OpenCV gives it
        self._asked[propId] = value
        return True

    def get(self, propId: int) -> float:  # noqa: N803 - the name OpenCV gives it
        width, height = self._device.size
        return {cv2.CAP_PROP_FRAME_WIDTH: width, cv2.CAP_PROP_FRAME_HEIGHT: height}.get(propId, 0.0)

    def read(self) -> tuple[bool, Any]:
        width, height = self._device.size
        self._pause.wait(0.01)
        self._device.taken += 1
        noise = np.uint8(self._device.taken % 7)
        return not self._device.fails, np.full((height, width, 3), self._device.level, np.uint8) + noise

    def release(self) -> None:
        pass


class FakeHost:
    """Nodes are files below a folder, ids are links to them, as udev makes them."""

    def __init__(self, folder: Path) -> None:
        self._nodes = folder / "dev"
        self.by_id = folder / "by-id"
        self._nodes.mkdir()
        self.by_id.mkdir()
        self._at: dict[str, Device] = {}

    def plug(self, name: str, node: int, device: Device) -> Path:
        """Plug a camera in as /dev/video<node>; gives its path by id."""
        place = self._nodes / f"video{node}"
        place.touch()
        link = self.by_id / f"{name}-video-index0"
        link.symlink_to(place)
        self._at[place.name] = device
        return link

    def unplug(self, name: str) -> None:
        """Pull the plug: link and node go."""
        link = self.by_id / f"{name}-video-index0"
        place = link.resolve()
        link.unlink()
        place.unlink()

    def refuse_missing_or_busy(self, node: Path) -> None:
        if not node.exists():
            raise CameraFault(CameraFaultCode.GONE, "no such node")
        if self._device(node).held:
            raise CameraFault(CameraFaultCode.BUSY, "held")

    def stream(self, node: Path) -> Stream:
        device = self._device(node)
        device.opened += 1
        return Stream(device)

    @contextlib.contextmanager
    def controls(self, node: Path) -> Iterator[Device | None]:
        yield self._device(node) if node.exists() else None

    def _device(self, node: Path) -> Device:
        return self._at[node.resolve().name]
