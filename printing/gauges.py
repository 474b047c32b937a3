"""Scores as small upright gauges, filled from below, each followed by its number; words are said elsewhere."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from printing.sheet import Column, baseline_in

if TYPE_CHECKING:
    from printing.document import Bar, Bars
    from printing.sheet import Sheet
    from printing.styles import Scale

_WIDTH_SHARE = 0.4
_HEIGHT_SHARE = 0.8
_NUMBER_GAP_DOTS = 3
_GAP_DOTS = 7
_NOTE_GAP_DOTS = 5


def are_gauges(block: Bars) -> bool:
    """Whether the scores have no words beside them."""
    return bool(block.bars) and not any(bar.label for bar in block.bars)


def gauges_width(block: Bars, sheet: Sheet, scale: Scale) -> int:
    """Dots of all gauges side by side."""
    return sum(_cell_width(bar, sheet, scale) for bar in block.bars) + _GAP_DOTS * (len(block.bars) - 1)


def place_gauges(block: Bars, sheet: Sheet, scale: Scale, column: Column) -> bool:
    """Set gauges on one line and, where it fits, the note behind them: tells whether it did."""
    style, x = scale.fine, column.x
    baseline = sheet.y + baseline_in(style)
    for bar in block.bars:
        _draw(bar, sheet, scale, x)
        number = x + _gauge_width(scale) + _NUMBER_GAP_DOTS
        sheet.write(number, baseline, bar.caption, style.bold().face)
        x += _cell_width(bar, sheet, scale) + _GAP_DOTS
    x += _NOTE_GAP_DOTS
    if block.note and x + sheet.width(block.note, style.face) <= column.x + column.width:
        sheet.write(x, baseline, block.note, style.face)
        sheet.y += style.pitch
        return True
    sheet.y += style.pitch
    return False


def _draw(bar: Bar, sheet: Sheet, scale: Scale, x: int) -> None:
    width, height = _gauge_width(scale), round(scale.fine.face.px * _HEIGHT_SHARE)
    top = sheet.y + (scale.fine.pitch - height) // 2 + 1
    share = min(1.0, max(0.0, bar.value / 100)) if math.isfinite(bar.value) else 0.0
    sheet.box(x, top, width, height, 1)
    if filled := round(share * height):
        sheet.box(x, top + height - filled, width, filled)


def _gauge_width(scale: Scale) -> int:
    return round(scale.fine.face.px * _WIDTH_SHARE)


def _cell_width(bar: Bar, sheet: Sheet, scale: Scale) -> int:
    face = scale.fine.bold().face
    number = max(sheet.width(bar.caption, face), sheet.width("100", face))
    return _gauge_width(scale) + _NUMBER_GAP_DOTS + number
