"""Status bits of ESC/POS printers become facts, facts become a status.

A fact is True, False or None (not known). The real-time table and the ASB table are one page of the manuals:

    DLE EOT   bit 2          bit 3         bit 5             bit 6               fixed: 0xx1xx10
    n=1       (drawer)       offline       (recovering)      feed button
    n=2       cover open     feeding       stopped: no paper an error
    n=3       (mechanical)   cutter        unrecoverable     clears itself (head hot)
    n=4       near end       near end      paper end         paper end

    ASB       byte 1: 3 offline, 5 cover, 6 feed button | byte 2: 3 cutter, 5 unrecoverable, 6 clears itself
              byte 3: 0,1 near end, 2,3 paper end       | byte 4: reserved

Source: Epson ESC/POS reference, "DLE EOT" and "GS a"; docs/hardware/escpos.md.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import partial

from printing.status import Blocked, BlockReason, PrinterStatus, Ready, Unknown

Fact = bool | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a printer; None = not known."""

    offline: Fact = None
    cover_open: Fact = None
    feeding: Fact = None
    paper_out: Fact = None
    near_end: Fact = None
    error: Fact = None
    cutter: Fact = None
    unrecoverable: Fact = None
    overheated: Fact = None

    def updated(self, newer: Facts) -> Facts:
        """These facts with every fact `newer` knows."""
        known = {
            field.name: value for field in fields(newer) if (value := getattr(newer, field.name)) is not None
        }
        return replace(self, **known)


class MalformedAnswer(Exception):  # noqa: N818 - says what happened
    """A fixed bit or the length of an answer is wrong."""


def facts_from_real_time(n: int, bits: int) -> Facts:
    """Decode one DLE EOT answer.

    Args:
        n: the question, 1-4.
        bits: the answered byte.

    Raises:
        MalformedAnswer: a fixed bit is wrong.
    """
    if bits & 0x93 != 0x12:  # noqa: PLR2004 - the fixed bits of the table above
        raise MalformedAnswer(f"{bits:#04x} answers no real-time question")
    on = partial(_bit, bits)
    match n:
        case 1:
            return Facts(offline=on(3))
        case 2:
            # "Stopped: no paper" is not a second paper sensor: with the cover open it may be wrong either way.
            return Facts(cover_open=on(2), feeding=on(3), error=on(6), paper_out=on(5) or None)
        case 3:
            return Facts(cutter=on(3), unrecoverable=on(5) or on(2), overheated=on(6))
        case _:
            return Facts(near_end=on(2) or on(3), paper_out=on(5) or on(6))


def facts_from_asb(frame: bytes) -> Facts:
    """Decode one ASB frame.

    Args:
        frame: exactly 4 bytes.

    Raises:
        MalformedAnswer: another length, or a fixed bit is wrong.
    """
    if len(frame) != 4 or frame[0] & 0x93 != 0x10 or any(byte & 0x90 for byte in frame[1:]):  # noqa: PLR2004 - the fixed bits of the table above
        raise MalformedAnswer("not an automatic status")
    first, second, third = (partial(_bit, byte) for byte in frame[:3])
    return Facts(
        offline=first(3),
        cover_open=first(5),
        feeding=first(6),
        cutter=second(3),
        unrecoverable=second(5),
        overheated=second(6),
        error=second(3) or second(5) or second(6),
        near_end=third(0) or third(1),
        paper_out=third(2) or third(3),
    )


def facts_from_gs_r(bits: int) -> Facts:
    """Decode the answer to GS r 1: bits 0,1 near end; 2,3 paper end."""
    on = partial(_bit, bits)
    return Facts(near_end=on(0) or on(1), paper_out=on(2) or on(3))


def status_of(facts: Facts) -> PrinterStatus:
    """Facts to status, worst first: fault, cover, paper, heat, button, offline.

    Ready needs every blocking fact known to be false; a missing one makes it Unknown.
    """
    ordered = (
        (facts.unrecoverable, BlockReason.UNRECOVERABLE),
        (facts.cutter, BlockReason.CUTTER),
        (facts.cover_open, BlockReason.COVER_OPEN),
        (facts.paper_out, BlockReason.PAPER_OUT),
        (facts.overheated, BlockReason.OVERHEATED),
        (facts.feeding, BlockReason.FEEDING),
        (facts.offline or facts.error, BlockReason.OFFLINE),
    )
    for fact, reason in ordered:
        if fact:
            return Blocked(reason)
    needed = (
        facts.offline,
        facts.cover_open,
        facts.paper_out,
        facts.cutter,
        facts.unrecoverable,
        facts.overheated,
    )
    return Unknown() if None in needed else Ready(paper_low=facts.near_end)


def _bit(byte: int, bit: int) -> bool:
    return bool(byte >> bit & 1)
