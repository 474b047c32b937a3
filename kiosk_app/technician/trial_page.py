"""The test print: what it says on paper, and the history of what people said about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from kiosk_app.durable import read_bounded, write_durably
from kiosk_app.presenter import CHINA
from kiosk_app.provisioning import GLYPH_SAMPLE, ruler
from kiosk_app.technician.facts import TrialPrint
from printing import Align, Document, EndMark, Field, Paragraph, QrCode, Rule, Size

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from printing import Block

_KEPT: Final = 20
_MAX_BYTES: Final = 16_384
_CODE_MM: Final = 24.0


def trial_page(terminal: str, now: datetime) -> Document:
    """Compose it: characters, fine lines, solid black, a ruler and a code, one hand long.

    Args:
        terminal: its id.
        now: aware.
    """
    at = now.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
    blocks: tuple[Block, ...] = (
        Paragraph("打印测试", Size.TITLE, Align.CENTRE, bold=True),
        Paragraph("Test print", Size.BODY, Align.CENTRE),
        Field("终端", terminal),
        Field("时间", at),
        Rule(heavy=True),
        Paragraph(GLYPH_SAMPLE, Size.LARGE, Align.CENTRE),
        Paragraph("清晰、完整、无白线？ Sharp, whole, no white lines?", Size.BODY, Align.CENTRE),
        Paragraph("横线间距 10 mm  10 mm from line to line", Size.SMALL, Align.CENTRE),
        *ruler(),
        QrCode(f"TZDH-TEST1 {terminal} {at}", "", _CODE_MM),
        EndMark("—— 测试完 end of test ——"),
    )
    return Document(f"Test print {terminal}", "zh-CN", blocks)


def read_history(path: Path) -> tuple[TrialPrint, ...]:
    """The last test prints, newest first; none when the file is missing or damaged."""
    try:
        return msgspec.json.decode(read_bounded(path, _MAX_BYTES), type=tuple[TrialPrint, ...])
    except (OSError, ValueError):
        return ()


def add_to_history(path: Path, entry: TrialPrint) -> tuple[tuple[TrialPrint, ...], bool]:
    """Put an entry first; gives the history, and whether the disk has it."""
    history = (entry, *read_history(path))[:_KEPT]
    try:
        write_durably(path, msgspec.json.encode(history), mode=0o640)
    except OSError:
        return history, False
    return history, True
