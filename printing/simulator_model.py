"""Which printer is simulated: abilities, clone modes, and the faults it can have."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Fault(StrEnum):
    """What can be wrong with a simulated printer; several at once."""

    PAPER_OUT = "paper_out"
    """The roll has ended."""
    NEAR_END = "near_end"
    """The roll is nearly used up; does not stop it."""
    COVER_OPEN = "cover_open"
    """Somebody opened the cover."""
    CUTTER = "cutter"
    """The next cut jams, and is made again after the repair."""
    OVERHEATED = "overheated"
    """The head is too hot."""
    UNRECOVERABLE = "unrecoverable"
    """A fault that only a power cycle clears; buffers are lost then."""
    OFFLINE = "offline"
    """Offline without a cause it would tell."""
    FEEDING = "feeding"
    """The feed button is held."""
    CABLE = "cable"
    """The link is cut; the printer goes on with what it has."""
    POWER = "power"
    """Off; everything in memory is lost."""


LINK_FAULTS: Final = frozenset({Fault.CABLE, Fault.POWER})
STOPPING: Final = frozenset(Fault) - {Fault.NEAR_END, Fault.CABLE}


@dataclass(frozen=True, slots=True)
class PrinterModel:
    """Abilities of a simulated printer.

    Attributes:
        name: what GS I 67 answers.
        maker: what GS I 66 answers.
        width_dots: of the head.
        speed_mm_s: of the mechanics; None = no time passes.
        buffer_bytes: receive buffer; when it is full nothing more is read from the link.
        cutter_feed_rows: distance from head to cutter.
        real_time: DLE EOT is answered.
        reports_changes: GS a works.
        gs_r: GS r 1 is answered.
        gs_h: GS ( H is answered.
        gs_i: GS I is answered.
        has_cutter: GS V cuts.
        kanji_at_power_on: two-byte characters without FS &.
        clears_by_dc4: DLE DC4 fn 8 is obeyed.
        draws_qr: GS ( k draws QR codes; without it the command is skipped.
        one_paper_sensor: near end is reported only together with paper out.
    """

    name: str = "TM-T88VI"
    maker: str = "EPSON"
    width_dots: int = 576
    speed_mm_s: float | None = 200.0
    buffer_bytes: int = 4096
    cutter_feed_rows: int = 120
    dots_per_mm: int = 8
    real_time: bool = True
    reports_changes: bool = True
    gs_r: bool = True
    gs_h: bool = True
    gs_i: bool = True
    has_cutter: bool = True
    kanji_at_power_on: bool = False
    clears_by_dc4: bool = True
    draws_qr: bool = True
    one_paper_sensor: bool = False


EPSON: Final = PrinterModel()
XPRINTER: Final = PrinterModel(
    name="TM-T88III", buffer_bytes=131_072, kanji_at_power_on=True, clears_by_dc4=False, one_paper_sensor=True
)
RONGTA: Final = PrinterModel(name="TM-T88V", maker="EPOSN", gs_h=False)
HPRT: Final = PrinterModel(name="TP80K", maker="HPRT", gs_h=False, clears_by_dc4=False)
SNBC: Final = PrinterModel(name="BTP-R580", maker="SNBC", gs_h=False, clears_by_dc4=False)
ZJIANG: Final = PrinterModel(
    name="",
    maker="",
    width_dots=384,
    speed_mm_s=70.0,
    reports_changes=False,
    gs_r=False,
    gs_h=False,
    gs_i=False,
    has_cutter=False,
    clears_by_dc4=False,
    draws_qr=False,
    one_paper_sensor=True,
)
SILENT: Final = PrinterModel(
    name="",
    maker="",
    real_time=False,
    reports_changes=False,
    gs_r=False,
    gs_h=False,
    gs_i=False,
    clears_by_dc4=False,
    draws_qr=False,
)
CLONES: Final = {
    "epson": EPSON,
    "xprinter": XPRINTER,
    "rongta": RONGTA,
    "hprt": HPRT,
    "snbc": SNBC,
    "zjiang": ZJIANG,
    "silent": SILENT,
}
"""Clone modes by name, after what is publicly known of each maker's printers (docs/hardware/escpos.md)."""
