"""The camera's part of `kiosk scan`: watched exactly as in operation, through the supervised child."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from kiosk_app.cli.output import say, stop
from scanner import (
    CameraFaultCode,
    CameraState,
    HintChanged,
    LiveCamera,
    MjpegUrl,
    Payload,
    Restarted,
    ScanConfirmed,
    ScannerProcess,
    list_cameras,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scanner import PreviewFrame

_POLL_S: Final = 0.02
_CAMERA_WAIT_S: Final = 2.5
"""A camera just plugged in, or let go by another program, is tried again for this long."""
_NO_CAMERA: Final = frozenset({CameraFaultCode.GONE, CameraFaultCode.BUSY})
Quads = tuple[tuple[tuple[float, float], ...], ...]


class NoCamera(Exception):  # noqa: N818 - the command prints its sentence as it is
    """There is no camera to watch; the text is a sentence for the person who named it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one input showed. `pixels`: the picture looked at last, `(h, w, 3) uint8 BGR`, if there is one."""

    path: str
    payloads: tuple[Payload, ...]
    hint: str
    ms: float
    located: Quads = ()
    pixels: NDArray[np.uint8] | None = None


def watch(camera: str, seconds: float) -> Seen:
    """Watch a camera until a scan is confirmed or the time is over.

    Raises:
        NoCamera: it is not there, or something else has it.
    """
    begin = time.monotonic()
    pause = threading.Event()
    payloads: tuple[Payload, ...] = ()
    hint, preview, lacking_s = "none", None, None
    with ScannerProcess(_source(camera)) as scanner:
        scanner.start_scanning()
        while not payloads and time.monotonic() - begin < seconds:
            for event in scanner.poll():
                match event:
                    case ScanConfirmed():
                        payloads = (Payload(event.payload, event.decoder, ()),)
                    case HintChanged():
                        hint = event.hint.value
                    case CameraState(fault=fault):
                        say(f"camera: {fault.value if fault else 'delivers'}")
                        lacking_s = time.monotonic() if fault in _NO_CAMERA else None
                    case Restarted():
                        say(f"scanner restarted: {event.reason.value}")
            preview = scanner.preview() or preview
            if lacking_s is not None and preview is None and time.monotonic() - lacking_s > _CAMERA_WAIT_S:
                raise NoCamera(_no_camera(camera))
            pause.wait(_POLL_S)
        if lacking_s is not None and preview is None:
            raise NoCamera(_no_camera(camera))
        for setting in scanner.camera_settings:
            say(
                f"camera setting {setting.name}: asked for {setting.wanted}, has {setting.got} ({setting.state.value})"
            )
    return _seen_at(camera, payloads, hint, (time.monotonic() - begin) * 1000, preview)


def _seen_at(
    camera: str, payloads: tuple[Payload, ...], hint: str, ms: float, preview: PreviewFrame | None
) -> Seen:
    if preview is None:
        return Seen(camera, payloads, hint, ms)
    # The preview is mirrored for the person before it; this picture is for reading.
    outline = tuple((preview.pixels.shape[1] - 1 - x, y) for x, y in preview.outline)
    if payloads:
        payloads = (Payload(payloads[0].data, payloads[0].decoder, outline),)
    located = () if payloads or not outline else (outline,)
    return Seen(camera, payloads, hint, ms, located, np.ascontiguousarray(preview.pixels[:, ::-1]))


def _no_camera(camera: str) -> str:
    source = _source(camera)
    if isinstance(source, MjpegUrl):
        return f"No camera answers at {camera}: see that it is switched on and the address is right."
    there = ", ".join(map(str, list_cameras())) or "none"
    why = "another program has it, or you may not use it" if source.node.exists() else "there is none"
    return f"The camera {source.node} cannot be opened: {why}. Cameras found here: {there}."


def _source(camera: str) -> LiveCamera | MjpegUrl:
    if camera.startswith("http://"):
        return MjpegUrl(camera)
    if "://" in camera or not camera:
        stop("--camera takes a number, a path such as /dev/v4l/by-id/NAME, or an http:// address.")
    return LiveCamera(int(camera) if camera.isdecimal() else camera)
