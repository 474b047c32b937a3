"""The last look before a byte leaves: does the stream say what the document says?

The stream is parsed by the opcode allow-list, put back on paper, and compared with the drawn slip. Only items whose
own pixels (or, in text mode, whose own words) are found at their place count as printed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from printing.escpos import parser
from printing.escpos.text import is_gbk, is_native, printable
from printing.text_layout import QrLine, TextLine

if TYPE_CHECKING:
    from printing.bitmap import Bitmap
    from printing.display import Layout
    from printing.document import ItemRef
    from printing.text_layout import TextItem


class ReadBackMismatch(Exception):  # noqa: N818 - says what happened
    """The bytes are not the slip."""


def read_back(stream: bytes, layout: Layout, bitmap: Bitmap) -> tuple[ItemRef, ...]:
    """The items whose pixels are in a raster stream, in paper order.

    Args:
        stream: a whole slip, `ESC @` to the cut; fences inside are allowed.
        layout: where each item should lie.
        bitmap: the dots that should be burnt.

    Raises:
        ReadBackMismatch: a forbidden opcode, something after the cut, or any dot that differs.
    """
    ops = _checked(stream)
    if any(isinstance(op, parser.Text) for op in ops):
        raise ReadBackMismatch("characters in a picture stream")
    last_cut = next((at for at, op in enumerate(ops) if isinstance(op, parser.Cut)), len(ops))
    dots = parser.paper_of(ops[:last_cut], bitmap.width_dots)[: bitmap.height_dots]
    if not np.array_equal(dots, bitmap.rows):
        raise ReadBackMismatch("the dots in the stream are not the drawn slip")
    spans = sorted(layout.items, key=lambda span: span.top)
    for span in spans:
        if not dots[span.top : span.bottom].any():
            raise ReadBackMismatch(f"item {span.ref} is blank")
    return tuple(span.ref for span in spans)


def read_back_text(stream: bytes, lines: tuple[TextItem, ...]) -> tuple[ItemRef, ...]:
    """The items whose words are in a text stream, in paper order.

    Lines drawn as pictures cannot be read here; an item counts by its lines of text, and has at least one.

    Args:
        stream: a whole slip.
        lines: what was encoded.

    Raises:
        ReadBackMismatch: a forbidden opcode, or the text is not exactly the lines in their order.
    """
    sent = [
        (printable(line), line.ref)
        for line in lines
        if isinstance(line, TextLine) and is_gbk(printable(line))
    ]
    ops = _checked(stream)
    if parser.text_of(ops) != "".join(f"{text}\n" for text, _ in sent):
        raise ReadBackMismatch("the words in the stream are not the document's")
    codes = [op.payload for op in ops if isinstance(op, parser.QrStore)]
    if codes and codes != [
        line.payload for line in lines if isinstance(line, QrLine) and is_native(line.payload)
    ]:
        raise ReadBackMismatch("a QR code in the stream is not the document's")
    return tuple(dict.fromkeys(ref for text, ref in sent if ref is not None and text))


def _checked(stream: bytes) -> tuple[parser.Op, ...]:
    try:
        ops = parser.parse(stream)
    except parser.ForbiddenOpcode as error:
        raise ReadBackMismatch(str(error)) from error
    if not ops or not isinstance(ops[0], parser.Init):
        raise ReadBackMismatch("the stream does not begin with ESC @")
    cuts = [at for at, op in enumerate(ops) if isinstance(op, parser.Cut)]
    if cuts and cuts != [len(ops) - 1]:
        raise ReadBackMismatch("the cut is not the end")
    return ops
