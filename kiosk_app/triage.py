"""A library's outcome -> what it means for the session. The one place that knows both vocabularies."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from msgspec import structs

from kiosk_app.flow import CodeChecked, PrintResult, ScanKind, ScanRead, Trouble
from offline_cache import Freshness
from printing import (
    Blocked,
    BlockReason,
    Done,
    Ready,
    Refused,
    Suspended,
    Unconfirmed,
    Unknown,
    Unreachable,
    Voided,
)
from scanner import NotALicence, Opaque, Recognised

if TYPE_CHECKING:
    from kiosk_app.presenter import World
    from offline_cache import RegistryState
    from printing import PrinterStatus, PrintOutcome
    from scanner import LicenceReading

_BLOCKED: dict[BlockReason, Trouble] = {
    BlockReason.UNRECOVERABLE: Trouble.PRINTER_OFFLINE,
    BlockReason.CUTTER: Trouble.CUTTER,
    BlockReason.COVER_OPEN: Trouble.COVER_OPEN,
    BlockReason.PAPER_OUT: Trouble.PAPER_OUT,
    BlockReason.OVERHEATED: Trouble.OVERHEATED,
    BlockReason.FEEDING: Trouble.PRINTER_OFFLINE,
    BlockReason.OFFLINE: Trouble.PRINTER_OFFLINE,
}


def scan_event(reading: LicenceReading) -> ScanRead:
    """What a reading means for the flow; only a recognised code travels on."""
    match reading:
        case Recognised(uscc=uscc):
            return ScanRead(ScanKind.LICENCE, uscc)
        case Opaque():
            return ScanRead(ScanKind.OPAQUE)
        case NotALicence():
            return ScanRead(ScanKind.OTHER)
        case _ as never:
            assert_never(never)


def code_event(reading: LicenceReading) -> CodeChecked:
    """What a typed code means for the flow."""
    if isinstance(reading, Recognised):
        return CodeChecked(ok=True, uscc=reading.uscc)
    return CodeChecked(ok=False)


def printer_trouble(status: PrinterStatus) -> Trouble | None:
    """What a person is told about a printer's status; None = it prints."""
    match status:
        case Ready():
            return None
        case Blocked(reason=reason):
            return _BLOCKED[reason]
        case Unreachable() | Unknown():
            return Trouble.PRINTER_OFFLINE
        case _ as never:
            assert_never(never)


def known_trouble(status: PrinterStatus) -> Trouble | None:
    """What is said of the printer before anybody prints; a printer that says nothing of itself may well print."""
    return None if isinstance(status, Unknown) else printer_trouble(status)


def print_result(outcome: PrintOutcome) -> tuple[PrintResult, Trouble | None]:
    """How a job ended, and what stopped it."""
    match outcome:
        case Done():
            return PrintResult.DONE, None
        case Refused(status=status):
            return PrintResult.REFUSED, printer_trouble(status) or Trouble.PRINTER_OFFLINE
        case Suspended(status=status):
            return PrintResult.VOIDED, printer_trouble(status)
        case Unconfirmed():
            return PrintResult.UNCONFIRMED, None
        case Voided():
            return PrintResult.VOIDED, None
        case _ as never:
            assert_never(never)


def pieces(outcome: PrintOutcome) -> int:
    """On how many pieces of paper a whole slip is: one more for each roll that ended under way."""
    return 1 + outcome.evidence.paper_changes if isinstance(outcome, Done) else 1


def may_show(state: RegistryState) -> bool:
    """Whether there is a list that may be shown at all."""
    return state.registry is not None


def may_recommend(state: RegistryState) -> bool:
    """Only a current list carries the recommended mark."""
    return state.freshness is Freshness.CURRENT


def with_registry(world: World, state: RegistryState) -> World:
    """Take in a verified state; a list on the screen ages with its release.

    What was current a moment ago is neither recommended nor called current any more, on screen and slip. Another
    release is for the next list.
    """
    world = replace(world, registry=state)
    if world.match is None or world.matched is None or state.seq != world.matched.seq:
        return world
    if not may_show(state):
        return world
    if not may_recommend(state):
        ranked = tuple(structs.replace(one, recommended=False) for one in world.match.ranked)
        world = replace(world, match=replace(world.match, ranked=ranked))
    return replace(world, matched=state)
