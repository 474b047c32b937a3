"""Draws rates over levels as a sheet of small line charts, with Pillow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.support.scanner_frontier import Row

_COLOURS: Final = ("#0b6e4f", "#d1495b", "#2e6fbb", "#c98a00", "#7d5ba6")
_INK, _FAINT, _PAPER = "#222222", "#d7d7d7", "#ffffff"
_CELL_W, _CELL_H, _COLUMNS, _TOP = 640, 440, 4, 130
_LEFT, _RIGHT, _UP, _DOWN = 70, 24, 56, 74


def draw_sheet(rows: Sequence[Row], title: str, path: Path) -> None:
    """Write a PNG, one chart per row, half the size it is drawn at so that lines are smooth."""
    down = -(-len(rows) // _COLUMNS)
    sheet = Image.new("RGB", (_CELL_W * _COLUMNS, _TOP + _CELL_H * down), _PAPER)
    pen = ImageDraw.Draw(sheet)
    _legend(pen, list(rows[0].rates), title)
    for number, row in enumerate(rows):
        _chart(pen, row, (number % _COLUMNS * _CELL_W, _TOP + number // _COLUMNS * _CELL_H))
    sheet.resize((sheet.width // 2, sheet.height // 2), Image.Resampling.LANCZOS).save(path, optimize=True)


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _legend(pen: ImageDraw.ImageDraw, names: list[str], title: str) -> None:
    pen.text((_LEFT, 14), title, fill=_INK, font=_font(34))
    x = _LEFT
    for name, colour in zip(names, _COLOURS, strict=False):
        pen.line((x, 92, x + 60, 92), fill=colour, width=9)
        pen.text((x + 74, 74), name, fill=_INK, font=_font(30))
        x += 120 + int(pen.textlength(name, font=_font(30)))


def _chart(pen: ImageDraw.ImageDraw, row: Row, at: tuple[int, int]) -> None:
    left, top = at[0] + _LEFT, at[1] + _UP
    width, height = _CELL_W - _LEFT - _RIGHT, _CELL_H - _UP - _DOWN
    pen.text((left, at[1] + 8), f"{row.axis} ({row.unit})", fill=_INK, font=_font(28))
    for share in (0.0, 0.5, 1.0):
        y = top + height * (1 - share)
        pen.line((left, y, left + width, y), fill=_FAINT, width=2)
        pen.text((left - 12, y), f"{share:.0%}", fill=_INK, font=_font(20), anchor="rm")
    xs = [left + width * number / (len(row.levels) - 1) for number in range(len(row.levels))]
    for x, level in zip(xs, row.levels, strict=True):
        pen.text((x, top + height + 14), f"{level:g}", fill=_INK, font=_font(20), anchor="ma")
    # Ours last, so that it lies on top where lines meet.
    for (name, rates), colour in reversed(list(zip(row.rates.items(), _COLOURS, strict=False))):
        points = [(x, top + height * (1 - (rate or 0.0))) for x, rate in zip(xs, rates, strict=True)]
        pen.line(points, fill=colour, width=9 if name == "ours" else 5, joint="curve")
        for x, y in points:
            pen.ellipse((x - 6, y - 6, x + 6, y + 6), fill=colour)
