"""`kiosk scan`: what the scanner makes of picture files."""

from __future__ import annotations

import base64
from pathlib import Path  # noqa: TC003 - typer resolves annotations at run time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kiosk_app.cli.output import FOUND, USAGE, put_json, say
from scanner import NotALicence, NotAPicture, Opaque, Recognised, read_licence, read_picture, text_of

if TYPE_CHECKING:
    from scanner import LicenceReading, PictureReading


def scan(
    files: Annotated[list[Path], typer.Argument(help="Pictures: PNG, JPEG, WebP, BMP, GIF or TIFF.")],
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON per file.")] = False,
) -> None:
    """Read the QR codes in pictures and say what kind of licence code each is.

    Example: kiosk scan photo.png --json

    Exit codes: 0 every picture held a code, 1 one held none, 2 one is not a picture.
    """
    worst = 0
    for path in files:
        try:
            picture = read_picture(path)
        except NotAPicture as fault:
            say(f"{path}: {fault}")
            if as_json:
                put_json({"path": str(path), "payloads": [], "reading": None, "ms": 0.0, "error": str(fault)})
            worst = USAGE
            continue
        _report(path, picture, as_json=as_json)
        worst = max(worst, 0 if picture.payloads else FOUND)
    raise typer.Exit(worst)


def _report(path: Path, picture: PictureReading, *, as_json: bool) -> None:
    readings = [read_licence(payload.data) for payload in picture.payloads]
    if not as_json:
        for reading in readings:
            typer.echo(f"{path}: {_in_words(reading)}")
        if not readings:
            typer.echo(f"{path}: no QR code found (hint: {picture.hint.value})")
        return
    payloads = [
        {"bytes_b64": base64.b64encode(p.data).decode(), "text": text_of(p.data), "decoder": p.decoder}
        for p in picture.payloads
    ]
    put_json(
        {
            "path": str(path),
            "payloads": payloads,
            "reading": _one(readings),
            "hint": picture.hint.value,
            "ms": round(picture.ms, 1),
        }
    )


def _one(readings: list[LicenceReading]) -> dict[str, Any] | None:
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


def _in_words(reading: LicenceReading) -> str:
    facts = _as_dict(reading)
    return " ".join(str(value) for value in facts.values())
