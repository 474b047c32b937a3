"""Lines of cells become GB18030 bytes; a line the printer's font may not have becomes a picture.

Sizes are sent for both character sets (GS ! and FS !), because clones obey the one or the other for Chinese. Only
GBK's own two-byte characters are sent as text: four-byte GB18030 is not understood everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from printing.escpos import commands
from printing.escpos.raster import Chunk, encode_raster, scrub
from printing.escpos.sanitise import sanitise
from printing.qr import QUIET_ZONE_MODULES, module_dots, modules, symbol
from printing.text_layout import QrLine, TextItem, TextLine

if TYPE_CHECKING:
    from printing.bitmap import Bitmap
    from printing.display import Paper

LINE_ROWS: Final = 30
"""Dot rows of a line of single height, at the usual line spacing."""


class DrawsLines(Protocol):
    """Draws one line of text mode as a picture (`bitmap.Renderer`)."""

    def draw_line(self, line: TextLine, paper: Paper) -> Bitmap:
        """The line as dots."""
        ...


def is_gbk(text: str) -> bool:
    """Whether every character is ASCII or a two-byte GBK character that GB18030 encodes the same."""
    try:
        raw = text.encode("gbk")
    except UnicodeEncodeError:
        return False
    return raw == text.encode("gb18030")


def is_native(payload: str) -> bool:
    """Whether a printer may be asked to draw this QR code itself."""
    return payload.isascii() and payload.isprintable() and 0 < len(payload) <= commands.MAX_QR_BYTES


def printable(line: TextLine) -> str:
    """The words of a line as they may go out: sanitised, on one line, nothing at the end."""
    return sanitise(line.text).replace("\n", " ").rstrip()


def encode_text(
    lines: tuple[TextItem, ...],
    paper: Paper,
    renderer: DrawsLines,
    *,
    max_chunk_bytes: int = 2048,
    printer_draws_qr: bool = False,
) -> tuple[Chunk, ...]:
    """Encode lines, top to bottom; FS & is in force.

    Args:
        lines: from `text_layout.text_lines`.
        paper: the roll, for pictures.
        renderer: draws the lines GBK has not.
        max_chunk_bytes: upper bound of one picture band.
        printer_draws_qr: leave QR codes of printable ASCII to the printer.
    """
    writer = _Writer(max_chunk_bytes)
    for line in lines:
        if isinstance(line, QrLine) and printer_draws_qr and is_native(line.payload):
            writer.native_qr_code(line, paper)
        elif isinstance(line, QrLine):
            writer.qr_code(line, paper)
        elif is_gbk(printable(line)):
            writer.line(line)
        else:
            writer.picture(renderer.draw_line(line, paper))
    return tuple(writer.chunks)


class _Writer:
    """Keeps what the printer has in force, so that only changes are sent."""

    def __init__(self, max_chunk_bytes: int) -> None:
        self.chunks: list[Chunk] = []
        self._max_chunk_bytes = max_chunk_bytes
        self._size = self._chinese_size = (1, 1)
        self._bold = False

    def line(self, line: TextLine) -> None:
        data = b""
        words = printable(line)
        size = (line.width, line.height)
        # Sizes are two commands because clones obey the one or the other for Chinese; digits obey the first.
        if size != self._size:
            data += commands.ascii_size(*size)
            self._size = size
        if size != self._chinese_size and not words.isascii():
            data += commands.chinese_size(*size)
            self._chinese_size = size
        if line.bold != self._bold:
            self._bold = line.bold
            data += commands.emphasis(on=line.bold)
        data += words.encode("gb18030") + commands.NEWLINE
        self.chunks.append(Chunk(data, LINE_ROWS * line.height))

    def qr_code(self, line: QrLine, paper: Paper) -> None:
        """Centred by the printer and burnt in double dots: a quarter of the bytes of a picture of the same size."""
        rows = modules(line.payload)
        dots = module_dots(len(rows), paper.dots(line.side_mm), paper.content_dots)
        half = -(-dots // commands.DOUBLE)
        cells = np.array([[char == "1" for char in row] for row in rows], np.uint8)
        small = cells.repeat(half, axis=0).repeat(half, axis=1)
        padded = np.pad(small, ((0, 0), (0, -small.shape[1] % 8)))
        quiet = commands.DOUBLE * half * QUIET_ZONE_MODULES
        bands = encode_raster(
            scrub(padded),
            max_chunk_bytes=self._max_chunk_bytes,
            blank_rows_by_feed=False,
            scale=commands.DOUBLE,
        )
        self.chunks.append(Chunk(commands.feed_dots(quiet) + commands.align(1), quiet))
        self.chunks.extend(bands)
        self.chunks.append(Chunk(commands.align(0) + commands.feed_dots(quiet), quiet))

    def native_qr_code(self, line: QrLine, paper: Paper) -> None:
        """Centred; about 130 bytes."""
        level, rows = symbol(line.payload)
        dots = min(
            module_dots(len(rows), paper.dots(line.side_mm), paper.content_dots), commands.MAX_MODULE_DOTS
        )
        quiet = dots * QUIET_ZONE_MODULES
        data = b"".join(
            (
                commands.feed_dots(quiet),
                commands.align(1),
                commands.qr_code(line.payload, dots, level),
                commands.align(0),
                commands.feed_dots(quiet),
            )
        )
        self.chunks.append(Chunk(data, dots * len(rows) + 2 * quiet))

    def picture(self, bitmap: Bitmap) -> None:
        self.chunks.extend(encode_raster(scrub(bitmap.rows), max_chunk_bytes=self._max_chunk_bytes))
