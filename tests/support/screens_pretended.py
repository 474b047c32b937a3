"""Devices that are told what to say: they answer what real ones may, at any time, also late and out of order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal

from kiosk_app import flow
from kiosk_app.controller import Desks
from kiosk_app.flow import PrintResult, Trouble
from kiosk_app.preview import demo_state
from offline_cache import Freshness
from printing import Blocked, BlockReason, Ready, Unknown, Unreachable
from scanner import ScanConfirmed
from tests.support.screens_walk import ISSUED

if TYPE_CHECKING:
    import random
    from datetime import datetime

    from kiosk_app.workers import PrintDesk, RegistryDesk, ScanDesk
    from offline_cache import RegistryState
    from printing import Document

PAYLOADS = (
    b"https://example.invalid/?uniscid=91331002MA2DEM0179",
    b"http://www.gsxt.gov.cn/index.html?uniscid=91331002MA2DEM0179",
    b"91331002MA2DEM0179",
    b"<img src=/dev/zero>",
    b"\x1b@\x1dV\x00",
    b"\x00" * 40,
    b"9" * 4296,
)
_TROUBLES = (None, Trouble.PAPER_OUT, Trouble.COVER_OPEN, Trouble.CUTTER, Trouble.OVERHEATED)

_STATUSES = (
    Ready(paper_low=None),
    Unknown(),
    Unreachable("no route"),
    Blocked(BlockReason.PAPER_OUT),
    Blocked(BlockReason.OVERHEATED),
)


class PretendScan(QObject):
    """A camera that is told what it sees."""

    confirmed = Signal(object)
    hinted = Signal(str)
    camera_changed = Signal(bool)
    frame_ready = Signal(object)

    def start(self) -> None:
        """Open."""

    def stop(self) -> None:
        """Close."""


class PretendPrinter(QObject):
    """A printer that is told how it fares."""

    happened = Signal(object)
    status_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.jobs = 0
        self.can_print = True

    def prepare(self, document: Document | None) -> None:
        """Make a slip ready."""
        del document

    def print_slip(self, job: int, key: str, document: Document, number: str) -> None:
        """Take a job."""
        del key, document, number
        self.jobs = job

    def give_up(self, job: int) -> None:
        """Be told that nobody waits any more."""
        del job


class PretendRegistry(QObject):
    """A list that comes and goes."""

    state_changed = Signal(object)


class Pretended:
    """All three of them. GUI thread."""

    def __init__(self) -> None:
        self.scan, self.printer, self.registry = PretendScan(), PretendPrinter(), PretendRegistry()
        self.state: RegistryState = demo_state(ISSUED)
        self.desks = Desks(
            cast("ScanDesk", self.scan),
            cast("PrintDesk", self.printer),
            cast("RegistryDesk", self.registry),
        )

    def utc_now(self) -> datetime:
        """The day the list was issued, always."""
        return ISSUED

    def act_up(self, dice: random.Random) -> None:
        """One of them says something."""
        choose = dice.choice
        job = max(0, self.printer.jobs - choose((0, 0, 0, 0, 1)))
        happened = self.printer.happened
        choose(
            (
                lambda: self.scan.confirmed.emit(ScanConfirmed(choose(PAYLOADS), "monkey", 0.0, 0.1)),
                lambda: self.scan.hinted.emit(choose(("closer", "glare", "none", "", "no such hint"))),
                lambda: self.scan.camera_changed.emit(choose((True, True, True, False))),
                lambda: happened.emit(flow.PrintPhase(job, choose(range(5)))),
                lambda: happened.emit(flow.PrintStalled(job, choose(_TROUBLES))),
                lambda: happened.emit(flow.PrintEnded(job, choose(tuple(PrintResult)), choose(_TROUBLES))),
                lambda: self.printer.status_changed.emit(choose(_STATUSES)),
                lambda: self._the_list_changes(choose((Freshness.CURRENT,) * 5 + tuple(Freshness))),
            )
        )()

    def wait_for_the_slip(self) -> None:
        """It comes when the dice say so."""

    def mend(self) -> None:
        """Every device is well."""
        self.registry.state_changed.emit(self.state)
        self.printer.status_changed.emit(_STATUSES[0])

    def _the_list_changes(self, freshness: Freshness) -> None:
        is_showable = freshness not in {Freshness.EXPIRED, Freshness.UNVERIFIED}
        registry = self.state.registry if is_showable else None
        self.registry.state_changed.emit(replace(self.state, freshness=freshness, registry=registry))
