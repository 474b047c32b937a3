"""Dots become GS v 0 bands.

Bands have at most 128 rows, are trimmed at the right, blank rows become a feed, and where every two rows are alike each
is sent once, to be burnt in double height. Real printers obey real-time
commands *inside* picture data, so no band may contain the first two bytes of DLE EOT, DLE ENQ or DLE DC4: within a
row `scrub` thickens one stroke by one dot, across a row end `encode_raster` changes the band, not the picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from printing.escpos.commands import MAX_RASTER_ROWS, feed_dots, raster_header

Dots = npt.NDArray[np.uint8]
"""`(height, width) uint8`, 1 = black; the width is a multiple of 8."""

_DLE: Final = 0x10
_DLE_THICKENED: Final = 0x18
_REAL_TIME: Final = (0x04, 0x05, 0x14)
_MIN_FEED_ROWS: Final = 3
"""Fewer blank rows cost less as picture than as feed plus a new band header."""
_WORTH_A_BAND_BYTES: Final = 16
"""Bytes a narrower band must save: its header has 8, and printers take a while over each command."""
_WORTH_PAIRS: Final = 4
"""Pairs of equal rows before they get a band of their own."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole commands that may be sent in one piece; `rows` is the paper they move."""

    data: bytes
    rows: int


def scrub(dots: Dots) -> Dots:
    """Break real-time command bytes inside rows by one more dot beside a black one.

    Args:
        dots: `(h, w) uint8`, w a multiple of 8.

    Returns:
        The same picture, almost always the same values; idempotent.
    """
    packed = np.packbits(dots, axis=1)
    hits = (packed[:, :-1] == _DLE) & np.isin(packed[:, 1:], _REAL_TIME)
    if not hits.any():
        return dots
    packed[:, :-1][hits] = _DLE_THICKENED
    return np.unpackbits(packed, axis=1)


def encode_raster(
    dots: Dots, *, max_chunk_bytes: int = 8192, blank_rows_by_feed: bool = True, scale: int = 1
) -> tuple[Chunk, ...]:
    """Encode a scrubbed picture, top to bottom.

    Args:
        dots: `(h, w) uint8`, w a multiple of 8 and at most 2040, after `scrub`.
        max_chunk_bytes: upper bound of one band; at least one full row is always taken.
        blank_rows_by_feed: False for printers whose ESC J unit is not a dot: blank rows are sent as picture.
        scale: 2 burns every dot two wide and two high.
    """
    packed = np.packbits(dots, axis=1)
    widths = _trimmed_widths(packed)
    chunks: list[Chunk] = []
    for top, bottom in _runs(widths, blank_rows_by_feed=blank_rows_by_feed):
        if blank_rows_by_feed and not widths[top:bottom].any():
            rows = scale * (bottom - top)
            chunks.append(Chunk(feed_dots(rows), rows))
        else:
            for start, end, tall in (
                _halves(packed[top:bottom]) if scale == 1 else ((0, bottom - top, scale),)
            ):
                step = tall // scale
                part = slice(top + start, top + end, step)
                chunks.extend(_bands(packed[part], widths[part], max_chunk_bytes, (scale, tall)))
    return tuple(chunks)


def _trimmed_widths(packed: npt.NDArray[np.uint8]) -> npt.NDArray[np.intp]:
    """Bytes of each row up to its last black one."""
    black = packed != 0
    last = packed.shape[1] - np.argmax(black[:, ::-1], axis=1)
    return np.where(black.any(axis=1), last, 0)


def _runs(widths: npt.NDArray[np.intp], *, blank_rows_by_feed: bool) -> list[tuple[int, int]]:
    """Split rows into long blank runs and everything else."""
    height = len(widths)
    if not blank_rows_by_feed or not height:
        return [(0, height)] if height else []
    blank = np.concatenate(([False], widths == 0, [False])).astype(np.int8)
    starts, ends = np.flatnonzero(np.diff(blank) == 1), np.flatnonzero(np.diff(blank) == -1)
    runs: list[tuple[int, int]] = []
    at = 0
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        if end - start < _MIN_FEED_ROWS:
            continue
        if start > at:
            runs.append((at, start))
        runs.append((start, end))
        at = end
    if at < height:
        runs.append((at, height))
    return runs


def _halves(packed: npt.NDArray[np.uint8]) -> list[tuple[int, int, int]]:
    """Split rows into stretches `(start, end, tall)`; in those of `tall` 2 every two rows are alike."""
    same = (packed[:-1] == packed[1:]).all(axis=1).tolist()
    parts: list[tuple[int, int, int]] = []
    at = plain = 0
    while at < len(same):
        end = at
        while end < len(same) and same[end]:
            end += 2
        if end - at < 2 * _WORTH_PAIRS:
            at += 1
            continue
        if at > plain:
            parts.append((plain, at, 1))
        parts.append((at, end, 2))
        at = plain = end
    if plain < len(packed):
        parts.append((plain, len(packed), 1))
    return parts


def _bands(
    packed: npt.NDArray[np.uint8],
    widths: npt.NDArray[np.intp],
    max_chunk_bytes: int,
    scale: tuple[int, int],
) -> list[Chunk]:
    """Bands of rows that are burnt `scale` wide and high."""
    chunks: list[Chunk] = []
    top = 0
    for run_rows, run_width in _runs_of_width(widths):
        end = top + run_rows
        most = max(1, min(MAX_RASTER_ROWS // scale[1], (max_chunk_bytes - 8) // run_width))
        while top < end:
            band = packed[top : min(top + most, end)]
            width, rows = _avoid_commands_across_rows(band, run_width)
            data = raster_header(width, rows, *scale) + band[:rows, :width].tobytes()
            chunks.append(Chunk(data, rows * scale[1]))
            top += rows
    return chunks


def _runs_of_width(widths: npt.NDArray[np.intp]) -> list[tuple[int, int]]:
    """Rows and width of bands: neighbours stay together unless parting them saves more than a band costs."""
    runs: list[tuple[int, int]] = []
    for width in np.maximum(widths, 1).tolist():
        rows = 1
        while runs:
            above_rows, above_width = runs[-1]
            together = (above_rows + rows) * max(above_width, width)
            if together - above_rows * above_width - rows * width > _WORTH_A_BAND_BYTES:
                break
            rows, width = above_rows + rows, max(above_width, width)  # noqa: PLW2901 - the run grows upwards
            runs.pop()
        runs.append((rows, width))
    return runs


def _avoid_commands_across_rows(band: npt.NDArray[np.uint8], width: int) -> tuple[int, int]:
    """Width and rows of a band in which no row end and row start form a real-time command."""
    hits = (band[:-1, width - 1] == _DLE) & np.isin(band[1:, 0], _REAL_TIME)
    if not hits.any():
        return width, len(band)
    if width < band.shape[1]:
        # The byte after the trimmed end is blank in every row, so it parts the two.
        return width + 1, len(band)
    return width, int(np.argmax(hits)) + 1
