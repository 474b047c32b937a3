"""Glyphs for a simulated printer: its text lines drawn as its own font would print them, near enough to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from printing.layout import PAPER_58, PAPER_80
from printing.qr import modules
from printing.text_layout import TextLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from printing.bitmap import Renderer
    from printing.simulator_machine import StyledText

LINE_SPACING_ROWS: Final = 30


def line_drawer(renderer: Renderer) -> Callable[[tuple[StyledText, ...], int, int], np.ndarray]:
    """A drawer for `Wiring.draw_line`; its result is called on the printer's thread only.

    The drawer takes the pieces of a line, its place (0 left, 1 centre, 2 right) and the width of the head in dots,
    and returns `(rows, width) uint8`, 1 = black.
    """

    def draw(pieces: tuple[StyledText, ...], place: int, width_dots: int) -> np.ndarray:
        paper = PAPER_58 if width_dots <= PAPER_58.width_dots else PAPER_80
        height = max(LINE_SPACING_ROWS, *(24 * piece.height for piece in pieces))
        rows = np.zeros((height, width_dots), np.uint8)
        x = 0
        for text, look in _joined(pieces):
            picture = renderer.draw_line(TextLine(text, look.width, look.height, look.bold), paper).rows
            black = np.flatnonzero(picture.any(axis=0))
            used = min(int(black[-1]) + 1 if black.size else 0, width_dots - x)
            rows[: picture.shape[0], x : x + used] |= picture[:height, :used]
            x += min(_advance(text, look), width_dots - x)
        return np.roll(rows, (width_dots - x) * place // 2, axis=1)

    return draw


def qr_rows(payload: str, module_dots: int, place: int, width_dots: int) -> np.ndarray:
    """A QR code as the printer draws it, `(rows, width_dots) uint8`, put left (0), centre (1) or right (2)."""
    cells = np.array([[char == "1" for char in row] for row in modules(payload)], np.uint8)
    dots = cells.repeat(module_dots, axis=0).repeat(module_dots, axis=1)[:, :width_dots]
    left = (width_dots - dots.shape[1]) * place // 2
    return np.pad(dots, ((0, 0), (left, width_dots - left - dots.shape[1])))


def _joined(pieces: tuple[StyledText, ...]) -> list[tuple[str, StyledText]]:
    """Neighbours of one look, put together."""
    runs: list[tuple[str, StyledText]] = []
    for piece in pieces:
        if runs and _look(runs[-1][1]) == _look(piece):
            runs[-1] = (runs[-1][0] + piece.text, piece)
        else:
            runs.append((piece.text, piece))
    return runs


def _look(piece: StyledText) -> tuple[int, int, bool]:
    return piece.width, piece.height, piece.bold


def _advance(text: str, look: StyledText) -> int:
    return sum(12 if char.isascii() else 24 for char in text) * look.width
