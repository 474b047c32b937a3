"""Reads a still picture from a file, trying hard: what `kiosk scan FILE` does.

The file is untrusted: its size is bounded before it is read, its first bytes must be those of a known kind
of picture before a decoder sees it, and its dimensions before it is unpacked.
"""

from __future__ import annotations

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
    untrusted = _read_bounded(path)
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
            f"{path.name} is not a picture: it is no PNG, JPEG, BMP, WebP, TIFF or GIF file."
        ) from None
    except Image.DecompressionBombError:
        raise _too_many_pixels(path) from None
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        # Pillow reports damage inside a file with any of these.
        raise NotAPicture(f"{path.name} is damaged or cut off; it cannot be shown as a picture.") from error


def _too_many_pixels(path: Path) -> NotAPicture:
    return NotAPicture(f"{path.name} has more than {_MAX_PIXELS // 1_000_000} million pixels.")


def _read_bounded(path: Path) -> bytes:
    try:
        facts = path.stat()
        if stat.S_ISDIR(facts.st_mode):
            raise NotAPicture(f"{path.name} is a folder, not a picture.")
        if not stat.S_ISREG(facts.st_mode):
            raise NotAPicture(f"{path.name} is not an ordinary file.")
        if facts.st_size > MAX_FILE_BYTES:
            raise NotAPicture(f"{path.name} is larger than {MAX_FILE_BYTES // 1_000_000} MB.")
        with path.open("rb") as file:
            untrusted = file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        raise NotAPicture(f"There is no file {path.name}.") from None
    except OSError as error:
        raise NotAPicture(f"{path.name} cannot be read: {error.strerror}.") from error
    if not untrusted:
        raise NotAPicture(f"{path.name} is empty.")
    return untrusted


def _bgr_on_white(picture: Image.Image) -> NDArray[np.uint8]:
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        coloured = picture.convert("RGBA")
        ground = Image.new("RGBA", coloured.size, (255, 255, 255, 255))
        ground.alpha_composite(coloured)
        rgb = ground.convert("RGB")
    else:
        rgb = picture.convert("RGB")
    return np.ascontiguousarray(np.asarray(rgb, np.uint8)[:, :, ::-1])


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
