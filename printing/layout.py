"""A document becomes marks at exact dots."""

from __future__ import annotations

from printing.display import PAPER_58, PAPER_80, ItemSpan, Layout, Paper
from printing.text_layout import QrLine, TextItem, TextLine

__all__ = ["PAPER_58", "PAPER_80", "ItemSpan", "Layout", "Paper", "QrLine", "TextItem", "TextLine"]
