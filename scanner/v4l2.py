"""A V4L2 device's own controls, by ioctl: exposure, focus, power line frequency.

OpenCV has no name for the power line frequency and says nothing about ranges; the kernel lets any second
descriptor of the node set controls while the first one streams. What a driver makes of a value is read back.

Source: linux/videodev2.h and linux/v4l2-controls.h (ioctl numbers, control ids, structures).
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import struct
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.camera import LiveCamera

QUERY: Final = 0xC044_5624
GET: Final = 0xC008_561B
SET: Final = 0xC008_561C
QUERY_LAYOUT: Final = struct.Struct("=II32siiiiI8x")
VALUE_LAYOUT: Final = struct.Struct("=Ii")
_FLAG_DISABLED: Final = 0x0001
BY_ID: Final = Path("/dev/v4l/by-id")
_VIDEO_NODE: Final = "-video-index0"
"""A UVC camera has a second node for metadata, index1, which gives no pictures."""


class Control(IntEnum):
    """The controls a terminal sets; values are the kernel's ids."""

    POWER_LINE_FREQUENCY = 0x0098_0918
    """Menu: 0 off, 1 = 50 Hz, 2 = 60 Hz. Wrong, lamps beat against the exposure as moving bands."""
    EXPOSURE_AUTO = 0x009A_0901
    """Menu: 1 manual, 3 aperture priority (what UVC cameras call automatic)."""
    EXPOSURE_ABSOLUTE = 0x009A_0902
    """In 100 us."""
    EXPOSURE_DYNAMIC_FRAME_RATE = 0x009A_0903
    """1 lets automatic exposure drop below the frame rate in the dark."""
    FOCUS_ABSOLUTE = 0x009A_090A
    """In the camera's own units."""
    FOCUS_AUTO = 0x009A_090C
    """1 follows the scene, also away from the phone."""


EXPOSURE_MANUAL: Final = 1
EXPOSURE_AUTOMATIC: Final = 3


class SettingState(StrEnum):
    """What became of one setting."""

    APPLIED = "applied"
    """The device reads back what was asked for."""
    CHANGED = "changed"
    """The device took another value: see `got`."""
    REFUSED = "refused"
    """The device knows the control and refuses the value."""
    MISSING = "missing"
    """The device has no such control."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting asked for at opening, and what became of it."""

    name: str
    wanted: int
    got: int | None
    state: SettingState


@dataclass(frozen=True, slots=True)
class ControlRange:
    """What a control takes."""

    minimum: int
    maximum: int
    step: int
    default: int


class ControlPort(Protocol):
    """The controls of one device. All methods on one thread; none raises."""

    def range_of(self, control: Control) -> ControlRange | None:
        """Give the range, or None when the device has no such control."""
        ...

    def read(self, control: Control) -> int | None:
        """Give the value in force, or None when it cannot be read."""
        ...

    def write(self, control: Control, value: int) -> bool:
        """Set a value; False when the device refuses."""
        ...


class DeviceControls:
    """The controls behind an open descriptor, which belongs to the caller."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def range_of(self, control: Control) -> ControlRange | None:
        """See `ControlPort.range_of`."""
        query = bytearray(QUERY_LAYOUT.pack(control, 0, b"", 0, 0, 0, 0, 0))
        if not self._call(QUERY, query):
            return None
        _, _, _, low, high, step, default, flags = QUERY_LAYOUT.unpack(query)
        return None if flags & _FLAG_DISABLED else ControlRange(low, high, step, default)

    def read(self, control: Control) -> int | None:
        """See `ControlPort.read`."""
        value = bytearray(VALUE_LAYOUT.pack(control, 0))
        return int(VALUE_LAYOUT.unpack(value)[1]) if self._call(GET, value) else None

    def write(self, control: Control, value: int) -> bool:
        """See `ControlPort.write`."""
        return self._call(SET, bytearray(VALUE_LAYOUT.pack(control, value)))

    def _call(self, request: int, argument: bytearray) -> bool:
        try:
            fcntl.ioctl(self._descriptor, request, argument, True)
        except OSError:
            return False
        return True


@contextlib.contextmanager
def controls_of(node: Path) -> Iterator[DeviceControls | None]:
    """Open a node's controls beside its stream; None when the node does not open."""
    try:
        descriptor = os.open(node, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        yield None
        return
    try:
        yield DeviceControls(descriptor)
    finally:
        os.close(descriptor)


def apply_settings(port: ControlPort, source: LiveCamera) -> tuple[Setting, ...]:
    """Set what the site asks for, the automatic's switch before the value it locks; read each one back."""
    return tuple(_apply(port, control, value) for control, value in _wanted(source))


def list_cameras(folder: Path = BY_ID) -> tuple[Path, ...]:
    """Name the cameras that are plugged in by paths that stay theirs, whichever node they get."""
    try:
        return tuple(sorted(path for path in folder.iterdir() if path.name.endswith(_VIDEO_NODE)))
    except OSError:
        return ()


def _wanted(source: LiveCamera) -> list[tuple[Control, int]]:
    rows = [(Control.POWER_LINE_FREQUENCY, source.power_line.value)] if source.power_line is not None else []
    if source.exposure is None:
        rows.append((Control.EXPOSURE_AUTO, EXPOSURE_AUTOMATIC))
        rows.append((Control.EXPOSURE_DYNAMIC_FRAME_RATE, 0))
    else:
        rows.append((Control.EXPOSURE_AUTO, EXPOSURE_MANUAL))
        rows.append((Control.EXPOSURE_ABSOLUTE, source.exposure))
    if source.focus is not None:
        rows.append((Control.FOCUS_AUTO, 0))
        rows.append((Control.FOCUS_ABSOLUTE, source.focus))
    return rows


def _apply(port: ControlPort, control: Control, wanted: int) -> Setting:
    name = control.name.lower()
    if port.range_of(control) is None:
        return Setting(name, wanted, None, SettingState.MISSING)
    taken = port.write(control, wanted)
    got = port.read(control)
    if got == wanted:
        return Setting(name, wanted, got, SettingState.APPLIED)
    return Setting(name, wanted, got, SettingState.CHANGED if taken else SettingState.REFUSED)
