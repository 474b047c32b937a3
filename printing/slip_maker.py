"""Makes slips ready to print and keeps the last one that was asked for in advance. Used by one thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.profile import PrinterProfile, PrintMode
from printing.readback import ReadBackMismatch, read_back, read_back_text
from printing.slip_stream import PreparedSlip, prepare_slip

if TYPE_CHECKING:
    from printing.bitmap import Renderer
    from printing.document import Document


class SlipMaker:
    """Lays out, draws, encodes and reads back.

    Args:
        profile: the printer.
        renderer: the fonts, with every glyph drawn so far.
    """

    def __init__(self, profile: PrinterProfile, renderer: Renderer) -> None:
        self._profile = profile
        self._renderer = renderer
        self._kept: PreparedSlip | None = None

    def keep(self, document: Document | None) -> None:
        """Make this document's slip now, for a later `take`; None forgets the kept one.

        Raises:
            ReadBackMismatch: the bytes are not the document.
        """
        self._kept = None
        if document is not None:
            self._kept = self._made(document)

    def take(self, document: Document) -> PreparedSlip:
        """The slip of this document: the kept one if that is equal, else a new one. Nothing is kept afterwards.

        Raises:
            ReadBackMismatch: the bytes are not the document.
        """
        kept, self._kept = self._kept, None
        return kept if kept is not None and kept.document == document else self._made(document)

    def _made(self, document: Document) -> PreparedSlip:
        slip = prepare_slip(document, self._profile, self._renderer)
        if self._profile.mode is PrintMode.TEXT:
            refs = read_back_text(slip.stream.data, slip.lines)
        else:
            refs = read_back(slip.stream.data, slip.layout, slip.bitmap)
        if refs != document.refs:
            raise ReadBackMismatch("the items in the bytes are not the document's items")
        return slip
