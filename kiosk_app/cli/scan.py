"""`kiosk scan`: what the scanner makes of pictures, of videos, and of a camera."""

from __future__ import annotations

import base64
import contextlib
import os
from pathlib import Path  # noqa: TC003 - typer resolves annotations at run time
from typing import TYPE_CHECKING, Annotated, Any

import cv2
import typer

from kiosk_app.cli.output import FOUND, USAGE, put_json, say, stop
from kiosk_app.cli.scan_camera import NoCamera, Seen, watch
from scanner import (
    RECOGNISERS,
    BadRecogniserFile,
    NotALicence,
    NotAPicture,
    Opaque,
    Recognised,
    annotate,
    is_video,
    load_picture,
    load_recognisers,
    read_licence,
    read_picture,
    read_video,
    shown_name,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scanner import LicenceReading, Recogniser


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

    Exit codes: 0 every input held a code, 1 one held none, 2 one cannot be used (a file
    that is no picture or video, a camera that is not there).
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
        worst = max(worst, _one_camera(camera, seconds, table, annotated, as_json=as_json))
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
        with _libraries_silent():
            seen = (
                _see_video(path) if is_video(path) else _see_picture(path, with_pixels=annotated is not None)
            )
    except NotAPicture as fault:
        return _unusable(str(path), str(fault), as_json=as_json)
    return _one(seen, table, annotated, as_json=as_json)


def _unusable(path: str, sentence: str, *, as_json: bool) -> int:
    say(sentence)
    if as_json:
        put_json({"path": _text(path), "payloads": [], "reading": None, "ms": 0.0, "error": sentence})
    return USAGE


def _text(path: str) -> str:
    """A path as JSON can carry it: the bytes of a name need not be text."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


@contextlib.contextmanager
def _libraries_silent() -> Iterator[None]:
    """Keep what decoders write to stderr by themselves from mixing with our own sentences."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _one(seen: Seen, table: Sequence[Recogniser], annotated: Path | None, *, as_json: bool) -> int:
    readings = [read_licence(payload.data, table) for payload in seen.payloads]
    _report(seen, readings, as_json=as_json)
    if annotated is not None:
        _draw(seen, readings, annotated)
    return 0 if seen.payloads else FOUND


def _one_camera(
    camera: str, seconds: float, table: Sequence[Recogniser], annotated: Path | None, *, as_json: bool
) -> int:
    try:
        seen = watch(camera, seconds)
    except NoCamera as fault:
        return _unusable(camera, str(fault), as_json=as_json)
    return _one(seen, table, annotated, as_json=as_json)


def _see_picture(path: Path, *, with_pixels: bool) -> Seen:
    picture = read_picture(path)
    pixels = load_picture(path) if with_pixels else None
    return Seen(str(path), picture.payloads, picture.hint.value, picture.ms, picture.located, pixels)


def _see_video(path: Path) -> Seen:
    video = read_video(path)
    return Seen(str(path), video.payloads, video.hint.value, video.ms, video.located, video.pixels)


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
            typer.echo(f"{shown_name(seen.path)}: {_in_words(reading)}")
        if not readings:
            typer.echo(f"{shown_name(seen.path)}: no QR code found (hint: {seen.hint})")
        return
    payloads = [
        {"bytes_b64": base64.b64encode(p.data).decode(), "text": text_of(p.data), "decoder": p.decoder}
        for p in seen.payloads
    ]
    facts = {"path": _text(seen.path), "payloads": payloads, "reading": _the_reading(readings)}
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
