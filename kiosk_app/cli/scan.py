"""`kiosk scan`: what the scanner makes of pictures, of videos, and of a camera."""

from __future__ import annotations

import base64
import threading
import time
from dataclasses import dataclass
from pathlib import Path  # noqa: TC003 - typer resolves annotations at run time
from typing import TYPE_CHECKING, Annotated, Any, Final

import cv2
import numpy as np
import typer

from kiosk_app.cli.output import FOUND, USAGE, put_json, say, stop
from scanner import (
    RECOGNISERS,
    BadRecogniserFile,
    CameraState,
    HintChanged,
    LiveCamera,
    MjpegUrl,
    NotALicence,
    NotAPicture,
    Opaque,
    Payload,
    Recognised,
    Restarted,
    ScanConfirmed,
    ScannerProcess,
    annotate,
    is_video,
    load_picture,
    load_recognisers,
    read_licence,
    read_picture,
    read_video,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from scanner import CameraSource, LicenceReading, Recogniser

_POLL_S: Final = 0.02
Quads = tuple[tuple[tuple[float, float], ...], ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What one input showed. `pixels`: the picture looked at last, `(h, w, 3) uint8 BGR`, if there is one."""

    path: str
    payloads: tuple[Payload, ...]
    hint: str
    ms: float
    located: Quads = ()
    pixels: NDArray[np.uint8] | None = None


def scan(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Pictures (PNG, JPEG ...) or videos (AVI, MP4 ...).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON per input.")] = False,
    camera: Annotated[
        str | None, typer.Option("--camera", help="Number, /dev/v4l/by-id/... path or http:// address.")
    ] = None,
    seconds: Annotated[
        float, typer.Option("--seconds", min=0.1, help="How long to watch the camera.")
    ] = 20.0,
    annotated: Annotated[
        Path | None, typer.Option("--annotate", help="Write a PNG of what was seen in the one input.")
    ] = None,
    recognisers: Annotated[
        Path | None, typer.Option("--recognisers", help="TOML file with more forms of licence links.")
    ] = None,
) -> None:
    """Read the QR codes in pictures, in videos or at a camera, and say what kind of licence code each is.

    Example: kiosk scan photo.png --json

    Exit codes: 0 every input held a code, 1 one held none, 2 one cannot be used.
    """
    inputs = len(files or []) + (camera is not None)
    if not inputs:
        stop("Name a picture or a video, or say --camera.")
    if annotated is not None and inputs != 1:
        stop("--annotate draws one input: name one.")
    table = _table(recognisers)
    worst = 0
    for path in files or []:
        worst = max(worst, _one_file(path, table, annotated, as_json=as_json))
    if camera is not None:
        worst = max(worst, _one(_watch(camera, seconds), table, annotated, as_json=as_json))
    raise typer.Exit(worst)


def _table(path: Path | None) -> Sequence[Recogniser]:
    if path is None:
        return RECOGNISERS
    try:
        return load_recognisers(path)
    except BadRecogniserFile as fault:
        stop(str(fault))


def _one_file(path: Path, table: Sequence[Recogniser], annotated: Path | None, *, as_json: bool) -> int:
    try:
        seen = _see_video(path) if is_video(path) else _see_picture(path, with_pixels=annotated is not None)
    except NotAPicture as fault:
        say(f"{path}: {fault}")
        if as_json:
            put_json({"path": str(path), "payloads": [], "reading": None, "ms": 0.0, "error": str(fault)})
        return USAGE
    return _one(seen, table, annotated, as_json=as_json)


def _one(seen: Seen, table: Sequence[Recogniser], annotated: Path | None, *, as_json: bool) -> int:
    readings = [read_licence(payload.data, table) for payload in seen.payloads]
    _report(seen, readings, as_json=as_json)
    if annotated is not None:
        _draw(seen, readings, annotated)
    return 0 if seen.payloads else FOUND


def _see_picture(path: Path, *, with_pixels: bool) -> Seen:
    picture = read_picture(path)
    pixels = load_picture(path) if with_pixels else None
    return Seen(str(path), picture.payloads, picture.hint.value, picture.ms, picture.located, pixels)


def _see_video(path: Path) -> Seen:
    video = read_video(path)
    return Seen(str(path), video.payloads, video.hint.value, video.ms, video.located, video.pixels)


def _watch(camera: str, seconds: float) -> Seen:
    """Watch a camera exactly as in operation, through the supervised child, until a scan is confirmed."""
    begin = time.monotonic()
    pause = threading.Event()
    payloads: tuple[Payload, ...] = ()
    hint = "none"
    with ScannerProcess(_source(camera)) as scanner:
        scanner.start_scanning()
        preview = None
        while not payloads and time.monotonic() - begin < seconds:
            for event in scanner.poll():
                match event:
                    case ScanConfirmed():
                        payloads = (Payload(event.payload, event.decoder, ()),)
                    case HintChanged():
                        hint = event.hint.value
                    case CameraState():
                        say(f"camera: {event.fault.value if event.fault else 'delivers'}")
                    case Restarted():
                        say(f"scanner restarted: {event.reason.value}")
            preview = scanner.preview() or preview
            pause.wait(_POLL_S)
        for setting in scanner.camera_settings:
            say(
                f"camera setting {setting.name}: asked for {setting.wanted}, has {setting.got} ({setting.state.value})"
            )
    ms = (time.monotonic() - begin) * 1000
    if preview is None:
        return Seen(camera, payloads, hint, ms)
    # The preview is mirrored for the person before it; this picture is for reading.
    outline = tuple((preview.pixels.shape[1] - 1 - x, y) for x, y in preview.outline)
    if payloads:
        payloads = (Payload(payloads[0].data, payloads[0].decoder, outline),)
    located = () if payloads or not outline else (outline,)
    return Seen(camera, payloads, hint, ms, located, np.ascontiguousarray(preview.pixels[:, ::-1]))


def _source(camera: str) -> CameraSource:
    if camera.startswith("http://"):
        return MjpegUrl(camera)
    return LiveCamera(int(camera) if camera.isdecimal() else camera)


def _draw(seen: Seen, readings: list[LicenceReading], out: Path) -> None:
    if seen.pixels is None:
        stop("There is nothing to draw: no picture came.", FOUND)
    labels = [
        f"{len(p.data)} bytes, {p.decoder}: {_outcome(r)}"
        for p, r in zip(seen.payloads, readings, strict=True)
    ]
    read = [(payload.corners, label) for payload, label in zip(seen.payloads, labels, strict=True)]
    caption = (
        f"{len(seen.payloads)} read, {len(seen.located)} only located, hint {seen.hint}, {seen.ms:.0f} ms"
    )
    _, png = cv2.imencode(".png", annotate(seen.pixels, read, seen.located, caption))
    try:
        out.write_bytes(bytes(png))
    except OSError as fault:
        stop(f"{out} cannot be written: {fault.strerror}.")


def _report(seen: Seen, readings: list[LicenceReading], *, as_json: bool) -> None:
    if not as_json:
        for reading in readings:
            typer.echo(f"{seen.path}: {_in_words(reading)}")
        if not readings:
            typer.echo(f"{seen.path}: no QR code found (hint: {seen.hint})")
        return
    payloads = [
        {"bytes_b64": base64.b64encode(p.data).decode(), "text": text_of(p.data), "decoder": p.decoder}
        for p in seen.payloads
    ]
    facts = {"path": seen.path, "payloads": payloads, "reading": _the_reading(readings)}
    put_json(facts | {"hint": seen.hint, "ms": round(seen.ms, 1)})


def _the_reading(readings: list[LicenceReading]) -> dict[str, Any] | None:
    """The reading of the picture: two different licences in one picture are not guessed between."""
    if not readings:
        return None
    codes = {reading.uscc for reading in readings if isinstance(reading, Recognised)}
    if len(codes) > 1:
        return {"outcome": "Ambiguous", "codes": sorted(codes)}
    best = min(readings, key=lambda r: (not isinstance(r, Recognised), not isinstance(r, Opaque)))
    return _as_dict(best)


def _as_dict(reading: LicenceReading) -> dict[str, Any]:
    match reading:
        case Recognised():
            return {"outcome": "Recognised", "uscc": reading.uscc, "source": reading.source.value}
        case Opaque():
            return {"outcome": "Opaque", "kind": reading.kind.value}
        case NotALicence():
            return {"outcome": "NotALicence", "reason": reading.reason.value}


def _outcome(reading: LicenceReading) -> str:
    """One word and its reason, without the code: the picture may be passed on."""
    facts = _as_dict(reading)
    return " ".join(str(facts[key]) for key in ("outcome", "source", "kind", "reason") if key in facts)


def _in_words(reading: LicenceReading) -> str:
    facts = _as_dict(reading)
    return " ".join(str(value) for value in facts.values())
