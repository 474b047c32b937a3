"""What one particular printer can do: found out by `probe.py`, overridden by the configuration."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from printing.status import FenceKind


class PrintMode(StrEnum):
    """How a document becomes bytes."""

    RASTER = "raster"
    """As a picture: any glyph, the same on every printer. For USB and TCP."""
    TEXT = "text"
    """As GB18030 text, pictures only where needed. For serial lines."""


@dataclass(frozen=True, slots=True)
class PrinterProfile:
    """A printer as the engine treats it; immutable, any thread.

    Attributes:
        width_dots: 384 (58 mm) or 576 (80 mm).
        mode: picture or text.
        has_cutter: without one the commit is a feed past the tear bar.
        cuts_fully: GS V 65 instead of GS V 66.
        fence: how it proves paper.
        answers_real_time: DLE EOT is answered; False = preflight and status know nothing.
        reports_changes: ASB works.
        clears_by_dc4: DLE DC4 fn 8 empties its buffers.
        draws_qr: it draws QR codes itself (GS ( k); used in text mode, saves half a kilobyte.
        feed_unit_is_dot: ESC J n moves n dots; False = blank rows are sent as picture.
        window_bytes: never more unconfirmed bytes than this; at most the receive buffer.
        slowest_mm_s: for deadlines, not for pacing.
        cutter_feed_mm: paper used between two slips, for the counters.
    """

    width_dots: int = 576
    mode: PrintMode = PrintMode.RASTER
    has_cutter: bool = True
    cuts_fully: bool = False
    fence: FenceKind = FenceKind.GS_H
    answers_real_time: bool = True
    reports_changes: bool = True
    clears_by_dc4: bool = False
    draws_qr: bool = False
    feed_unit_is_dot: bool = True
    window_bytes: int = 4096
    slowest_mm_s: float = 50.0
    cutter_feed_mm: float = 15.0
    dots_per_mm: int = 8


def default_profile(port_url: str) -> PrinterProfile:
    """The cautious profile for a link nobody has probed: text on serial lines, nothing proven through files."""
    profile = PrinterProfile()
    if port_url.startswith("serial:"):
        return replace(profile, mode=PrintMode.TEXT, window_bytes=2048)
    if port_url.startswith("file:"):
        return replace(profile, answers_real_time=False, reports_changes=False)
    return profile
