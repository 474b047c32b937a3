"""What a camera is: something that opens, hands out frames before a deadline, and closes.

Implementations: `opencv_camera` (V4L2 device), `mjpeg_camera` (camera that speaks HTTP), `simulator`
(files). They all pass the same contract tests. Sources are descriptions, frozen and without a handle, so
that they cross to the child.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of the stream.

    Attributes:
        pixels: `(h, w, 3) uint8 BGR`; nobody writes into it after it was handed out.
        at_s: monotonic seconds at which it was taken.
    """

    pixels: NDArray[np.uint8]
    at_s: float


class CameraFaultCode(StrEnum):
    """What is wrong with a camera, as facts a technician can act on."""

    GONE = "gone"
    """No such device, unplugged, or the server hung up."""
    BUSY = "busy"
    """The device exists and another program holds it."""
    BLACK = "black"
    """Frames arrive and are black: cover, cable or exposure."""
    FROZEN = "frozen"
    """Frames arrive and have been the same for five seconds."""
    SLOW = "slow"
    """Frames arrive too rarely to scan with."""
    SILENT = "silent"
    """The stream is open and no frame came before the deadline."""
    WRONG_SIZE = "wrong_size"
    """The stream has another size than the one asked for."""
    NOT_A_PICTURE = "not_a_picture"
    """What came cannot be decoded as a picture or video."""
    ENDED = "ended"
    """The file is over and is not to be repeated."""


class CameraFault(Exception):  # noqa: N818 - a fault is what it is called on every screen
    """A camera cannot do what was asked. `code` is stable; the text is for technicians."""

    def __init__(self, code: CameraFaultCode, detail: str = "") -> None:
        super().__init__(f"{code.value}: {detail}" if detail else code.value)
        self.code = code
        self.detail = detail


class Camera(Protocol):
    """A source of frames. All methods are called on one thread."""

    def open(self) -> None:
        """Take the device.

        Raises:
            CameraFault: GONE, BUSY, NOT_A_PICTURE or WRONG_SIZE.
        """
        ...

    def read(self, deadline_s: float) -> Frame:
        """Wait for the next frame.

        Args:
            deadline_s: seconds from now after which to give up.

        Raises:
            CameraFault: GONE, SILENT, NOT_A_PICTURE or ENDED.
        """
        ...

    def close(self) -> None:
        """Let go of the device. Closing twice is fine."""
        ...


class PowerLine(IntEnum):
    """Frequency of the lamps, so that they do not beat against the exposure. Values are the kernel's menu."""

    OFF = 0
    """No correction: daylight only."""
    HZ_50 = 1
    """China, Europe."""
    HZ_60 = 2
    """The Americas."""


@dataclass(frozen=True, slots=True)
class LiveCamera:
    """A V4L2 device: a number, or a stable path such as `/dev/v4l/by-id/...-index0`.

    A number belongs to whichever camera came first; the path stays with the device when it is plugged in
    again and gets another node. `None` leaves a setting to the camera. Exposure is in 100 us.
    """

    device: int | str
    width: int = 1280
    height: int = 720
    fps: int = 30
    exposure: int | None = None
    focus: int | None = None
    power_line: PowerLine | None = PowerLine.HZ_50

    @property
    def node(self) -> Path:
        """The device file; a path by id is a link to it."""
        return Path(f"/dev/video{self.device}") if isinstance(self.device, int) else Path(self.device)


@dataclass(frozen=True, slots=True)
class Replay:
    """A video, a picture, or a folder of pictures, played at camera speed."""

    path: Path
    loop: bool = True
    fps: float = 30.0


@dataclass(frozen=True, slots=True)
class MjpegUrl:
    """A camera that serves multipart JPEG over HTTP."""

    url: str


CameraSource = LiveCamera | Replay | MjpegUrl
