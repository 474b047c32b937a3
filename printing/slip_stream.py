"""A document becomes the byte stream of one slip: `ESC @`, the rows, and the cut right after the end mark."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from printing.bitmap import Bitmap
from printing.escpos import commands
from printing.escpos.raster import Chunk, encode_raster, scrub
from printing.escpos.text import encode_text
from printing.layout import PAPER_58, PAPER_80
from printing.profile import PrinterProfile, PrintMode
from printing.text_layout import text_lines

if TYPE_CHECKING:
    from printing.bitmap import Renderer
    from printing.display import Layout, Paper
    from printing.document import Document
    from printing.text_layout import TextItem

_TEAR_OFF_MM: Final = 18
"""Feed past the tear bar of printers without a cutter; their bars are 10-15 mm from the head."""


@dataclass(frozen=True, slots=True)
class SlipStream:
    """The bytes of one slip, in pieces that may be sent one by one.

    Attributes:
        prologue: modes; begins with `ESC @`.
        chunks: whole commands, top to bottom, none longer than half the window.
        commit: the cut, or the feed past the tear bar.
        rows: dot rows of paper.
    """

    prologue: bytes
    chunks: tuple[Chunk, ...]
    commit: bytes
    rows: int

    @property
    def data(self) -> bytes:
        """Everything in order, without the fences the engine puts between."""
        return self.prologue + b"".join(chunk.data for chunk in self.chunks) + self.commit

    @property
    def digest(self) -> str:
        """What was printed, for the journal: SHA-256, hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class PreparedSlip:
    """A document with everything made of it.

    Attributes:
        document: what was asked.
        layout: where it lies.
        bitmap: the dots as they will be burnt (after `scrub`).
        stream: the bytes.
        lines: what was encoded in text mode; empty in raster mode.
    """

    document: Document
    layout: Layout
    bitmap: Bitmap
    stream: SlipStream
    lines: tuple[TextItem, ...] = ()


def prepare_slip(document: Document, profile: PrinterProfile, renderer: Renderer) -> PreparedSlip:
    """Lay out, draw and encode; pure but for the fonts inside `renderer`. 40-100 ms for ten items."""
    layout = renderer.lay_out(document, paper_for(profile))
    bitmap = renderer.render(layout)
    bitmap = Bitmap(bitmap.width_dots, scrub(bitmap.rows))
    lines: tuple[TextItem, ...] = ()
    if profile.mode is PrintMode.TEXT:
        lines = text_lines(document, layout.paper.columns)
        chunks = encode_text(
            lines,
            layout.paper,
            renderer,
            max_chunk_bytes=profile.window_bytes // 2,
            printer_draws_qr=profile.draws_qr,
        )
    else:
        chunks = encode_raster(
            bitmap.rows,
            max_chunk_bytes=profile.window_bytes // 2,
            blank_rows_by_feed=profile.feed_unit_is_dot,
        )
    return PreparedSlip(document, layout, bitmap, slip_stream(chunks, profile), lines)


def slip_stream(chunks: tuple[Chunk, ...], profile: PrinterProfile) -> SlipStream:
    """Put prologue and commit around encoded rows."""
    prologue = commands.INIT
    if profile.reports_changes:
        # ESC @ has switched automatic status off.
        prologue += commands.ASB_ON
    if profile.mode is PrintMode.TEXT:
        prologue += commands.NO_UPPER_PAGE + commands.KANJI_ON
    if not profile.has_cutter:
        commit = commands.feed_dots(_TEAR_OFF_MM * profile.dots_per_mm)
    else:
        commit = commands.CUT_FULL if profile.cuts_fully else commands.CUT_PARTIAL
    return SlipStream(prologue, chunks, commit, sum(chunk.rows for chunk in chunks))


def paper_for(profile: PrinterProfile) -> Paper:
    """The roll a profile prints on."""
    return PAPER_58 if profile.width_dots <= PAPER_58.width_dots else PAPER_80
