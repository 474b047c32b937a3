"""Reads a still picture from a file, trying hard: what `kiosk scan FILE` does.

The file is untrusted: its size is bounded before it is read, its first bytes must be those of a known kind
of picture before a decoder sees it, and its dimensions before it is unpacked.
"""

from __future__ import annotations

import os
import stat
import time
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np
from PIL import Image, UnidentifiedImageError

from scanner.decoder import Decoder, Payload
from scanner.hints import Hint

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from scanner.images import Quad

MAX_FILE_BYTES: Final = 32_000_000
_MAX_PIXELS: Final = 60_000_000
_KINDS: Final = ("PNG", "JPEG", "BMP", "WEBP", "TIFF", "GIF", "PPM")
_WORK_SIDE_PX: Final = 1920
"""Larger pictures are read at this size first: a camera's frame is what the plan is made for."""
_FRAMES: Final = 6
_BUDGET_MS: Final = 60.0


class NotAPicture(Exception):  # noqa: N818 - the command prints its sentence as it is
    """The file cannot be read as a picture; the text is a sentence for the person who named it."""


@dataclass(frozen=True, slots=True)
class PictureReading:
    """What a picture holds. `size`: width and height; `located`: seen and not read; corners in its pixels."""

    payloads: tuple[Payload, ...]
    hint: Hint
    ms: float
    size: tuple[int, int]
    located: tuple[Quad, ...] = ()


def read_picture(path: Path, *, clock: Callable[[], float] = time.perf_counter) -> PictureReading:
    """Read the QR codes of a picture file.

    Shown to the cascade as a still camera would, up to six frames with a generous budget, and once more at
    full size when it is large.

    Raises:
        NotAPicture: missing, a folder, too large, not a picture, cut off, or nonsense inside.
    """
    start = clock()
    pixels = load_picture(path)
    height, width = pixels.shape[:2]
    payloads: tuple[Payload, ...] = ()
    located: tuple[Quad, ...] = ()
    hint = Hint.NONE
    for scale in _scales(max(height, width)):
        payloads, located, hint = _look(pixels, scale)
        if payloads:
            break
    return PictureReading(payloads, hint, (clock() - start) * 1000, (width, height), located)


def load_picture(path: Path) -> NDArray[np.uint8]:
    """Load a picture file as `(h, w, 3) uint8 BGR`; transparent parts become white.

    Raises:
        NotAPicture: see `read_picture`.
    """
    untrusted = read_bounded(path, MAX_FILE_BYTES)
    try:
        with warnings.catch_warnings():
            # Pillow warns about odd metadata and large pictures; the size is checked here.
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(untrusted), formats=_KINDS) as picture:
                if picture.width * picture.height > _MAX_PIXELS:
                    raise _too_many_pixels(path)
                return _bgr_on_white(picture)
    except UnidentifiedImageError:
        raise NotAPicture(
            f"{shown_name(path)} is not a picture: it is no PNG, JPEG, BMP, WebP, TIFF or GIF file."
        ) from None
    except Image.DecompressionBombError:
        raise _too_many_pixels(path) from None
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        # Pillow reports damage inside a file with any of these.
        raise NotAPicture(
            f"{shown_name(path)} is damaged or cut off; it cannot be shown as a picture."
        ) from error


def _too_many_pixels(path: Path) -> NotAPicture:
    return NotAPicture(f"{shown_name(path)} has more than {_MAX_PIXELS // 1_000_000} million pixels.")


def shown_name(path: Path | str) -> str:
    """Write a path for a terminal: a name may hold line ends, colours of the terminal, or bytes of no text."""
    return "".join(char if char.isprintable() else "\ufffd" for char in str(path))


def check_file(path: Path, max_bytes: int) -> None:
    """See that a path is an ordinary file of a bearable size, before anything opens it.

    Raises:
        NotAPicture: missing, a folder, a pipe or device, too large, empty.
    """
    name = shown_name(path)
    try:
        facts = path.stat()
    except FileNotFoundError:
        raise NotAPicture(f"There is no file {name}.") from None
    except (OSError, ValueError) as error:
        raise NotAPicture(f"{name} cannot be read: {_reason(error)}.") from error
    if stat.S_ISDIR(facts.st_mode):
        raise NotAPicture(f"{name} is a folder, not a picture or video.")
    if not stat.S_ISREG(facts.st_mode):
        raise NotAPicture(f"{name} is not an ordinary file.")
    if facts.st_size > max_bytes:
        raise NotAPicture(f"{name} is larger than {max_bytes // 1_000_000} MB.")
    if not facts.st_size:
        raise NotAPicture(f"{name} is empty.")


def read_bounded(path: Path, max_bytes: int, first_bytes: int | None = None) -> bytes:
    """Read a file that `check_file` lets pass, or its first bytes.

    Raises:
        NotAPicture: see `check_file`; also when it cannot be read.
    """
    check_file(path, max_bytes)
    try:
        # Should a pipe have taken the file's place meanwhile, it is not waited for.
        with open(path, "rb", opener=_open_without_waiting) as file:
            return file.read(max_bytes if first_bytes is None else first_bytes)
    except OSError as error:
        raise NotAPicture(f"{shown_name(path)} cannot be read: {_reason(error)}.") from error


def _open_without_waiting(name: str, flags: int) -> int:
    return os.open(name, flags | os.O_NONBLOCK)


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or "its name is none"


def _bgr_on_white(picture: Image.Image) -> NDArray[np.uint8]:
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        coloured = picture.convert("RGBA")
        rgb = Image.new("RGB", coloured.size, (255, 255, 255))
        rgb.paste(coloured, mask=coloured)
        del coloured
    else:
        rgb = picture.convert("RGB")
    return np.asarray(cv2.cvtColor(np.asarray(rgb, np.uint8), cv2.COLOR_RGB2BGR), np.uint8)


def _scales(side: int) -> tuple[float, ...]:
    return (1.0,) if side <= _WORK_SIDE_PX else (_WORK_SIDE_PX / side, 1.0)


def _look(pixels: NDArray[np.uint8], scale: float) -> tuple[tuple[Payload, ...], tuple[Quad, ...], Hint]:
    shown = pixels
    if scale < 1:
        shown = np.asarray(
            cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
        )
    # A white border: a code cut out tightly has lost the quiet zone that decoders look for.
    border = max(16, min(shown.shape[:2]) // 20)
    shown = np.pad(shown, ((border, border), (border, border), (0, 0)), constant_values=255)
    decoder = Decoder()
    try:
        decoding = decoder.decode(shown, _BUDGET_MS)
        for _ in range(_FRAMES - 1):
            if decoding.payloads:
                break
            decoding = decoder.decode(shown, _BUDGET_MS)
    finally:
        decoder.close()

    def in_picture(quad: Quad) -> Quad:
        return tuple(((x - border) / scale, (y - border) / scale) for x, y in quad)

    payloads = tuple(
        Payload(found.data, found.decoder, in_picture(found.corners)) for found in decoding.payloads
    )
    return payloads, tuple(in_picture(quad) for quad in decoding.located), decoding.hint
