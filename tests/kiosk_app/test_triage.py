"""A library's outcome -> what it means for the session: every outcome there is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kiosk_app import triage
from kiosk_app.flow import PrintResult, ScanKind, ScanRead, Trouble
from offline_cache import Freshness
from printing import (
    Blocked,
    BlockReason,
    Done,
    Evidence,
    FenceKind,
    PrinterStatus,
    PrintOutcome,
    Ready,
    RefusalReason,
    Refused,
    Suspended,
    Unconfirmed,
    Unknown,
    Unreachable,
    Voided,
)
from scanner import LicenceReading, LicenceSource, NotALicence, Opaque, OpaqueKind, Recognised
from scanner import RefusalReason as NotRead
from scanner.uscc import Uscc

if TYPE_CHECKING:
    from offline_cache import RegistryState

CODE = Uscc("91331002MA2DEM0179")
READY = Ready(paper_low=None)
OUT = Blocked(BlockReason.PAPER_OUT)
EVIDENCE = Evidence(FenceKind.GS_H, "P", "C", READY, rows=100, bytes_sent=1000, first_byte_s=0.1, total_s=1.0)


@pytest.mark.parametrize(
    ("reading", "event"),
    [
        *((Recognised(CODE, source), ScanRead(ScanKind.LICENCE, CODE)) for source in LicenceSource),
        *((Opaque(kind, b"token"), ScanRead(ScanKind.OPAQUE)) for kind in OpaqueKind),
        *((NotALicence(reason), ScanRead(ScanKind.OTHER)) for reason in NotRead),
    ],
)
def test_what_a_reading_means(reading: LicenceReading, event: ScanRead) -> None:
    assert triage.scan_event(reading) == event


def test_an_opaque_token_does_not_travel_on() -> None:
    assert "token" not in repr(triage.scan_event(Opaque(OpaqueKind.ELECTRONIC_LICENCE, b"token")))


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (READY, None),
        (Ready(paper_low=True), None),
        (Unknown(), Trouble.PRINTER_OFFLINE),
        (Unreachable("no route"), Trouble.PRINTER_OFFLINE),
        (OUT, Trouble.PAPER_OUT),
        (Blocked(BlockReason.COVER_OPEN), Trouble.COVER_OPEN),
        (Blocked(BlockReason.CUTTER), Trouble.CUTTER),
        (Blocked(BlockReason.OVERHEATED), Trouble.OVERHEATED),
    ],
)
def test_what_a_printer_s_status_means(status: PrinterStatus, trouble: Trouble | None) -> None:
    assert triage.printer_trouble(status) is trouble


def test_a_printer_that_says_nothing_of_itself_is_not_spoken_ill_of() -> None:
    assert triage.known_trouble(Unknown()) is None
    assert triage.known_trouble(READY) is None
    assert triage.known_trouble(OUT) is Trouble.PAPER_OUT
    assert triage.known_trouble(Unreachable("no route")) is Trouble.PRINTER_OFFLINE


@pytest.mark.parametrize("reason", BlockReason)
def test_every_reason_to_stand_still_has_words(reason: BlockReason) -> None:
    assert triage.printer_trouble(Blocked(reason)) is not None


@pytest.mark.parametrize(
    ("outcome", "meaning"),
    [
        (Done(EVIDENCE), (PrintResult.DONE, None)),
        (Refused(OUT), (PrintResult.REFUSED, Trouble.PAPER_OUT)),
        *(
            (Refused(READY, reason), (PrintResult.REFUSED, Trouble.PRINTER_OFFLINE))
            for reason in RefusalReason
        ),
        (Suspended(OUT), (PrintResult.VOIDED, Trouble.PAPER_OUT)),
        (Unconfirmed(), (PrintResult.UNCONFIRMED, None)),
        (Voided(marked=True), (PrintResult.VOIDED, None)),
        (Voided(marked=False), (PrintResult.VOIDED, None)),
    ],
)
def test_how_a_job_ended(outcome: PrintOutcome, meaning: tuple[PrintResult, Trouble | None]) -> None:
    assert triage.print_result(outcome) == meaning


def test_a_slip_whose_roll_ended_under_way_is_in_pieces() -> None:
    assert triage.pieces(Done(replace(EVIDENCE, paper_changes=1))) == 2
    assert triage.pieces(Done(EVIDENCE)) == triage.pieces(Voided(marked=True)) == 1


@pytest.mark.parametrize("freshness", Freshness)
def test_a_list_is_shown_while_it_can_be_vouched_for_and_recommends_while_current(
    registry: RegistryState, freshness: Freshness
) -> None:
    is_shown = freshness not in {Freshness.EXPIRED, Freshness.UNVERIFIED}
    state = replace(registry, freshness=freshness, registry=registry.registry if is_shown else None)
    assert triage.may_show(state) == is_shown
    assert triage.may_recommend(state) == (freshness is Freshness.CURRENT)
