"""What the pages know of the terminal at one moment, collected by `mode.py`. Plain values; library types allowed."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk_app.storage import Storage
from printing import Counters, Unknown
from printing import Facts as Sensors

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk_app.doctor import Finding
    from kiosk_app.flow.closing import Closure
    from kiosk_app.presenter import Site
    from offline_cache import RegistryState, SyncOutcome, SyncProgress
    from printing import PrinterStatus
    from scanner import CameraFaultCode


class TrialResult(StrEnum):
    """What came of a test print."""

    WHOLE = "whole"
    """The person in front of it says that it is whole and legible."""
    BAD = "bad"
    """The person says that it is not."""
    FAILED = "failed"
    """The printer itself says that nothing whole came out."""


@dataclass(frozen=True, slots=True)
class TrialPrint:
    """One line of the history."""

    at: str
    """ISO 8601, UTC."""
    result: TrialResult
    level: str


@dataclass(frozen=True, slots=True)
class PrinterFacts:
    """The printer.

    Attributes:
        has_journal: without one nothing is printed.
        counters: None = they cannot be read.
        roll_m: paper on a new roll.
        slip_m: paper a slip takes, on average so far.
        history: newest first.
    """

    status: PrinterStatus = field(default_factory=Unknown)
    sensors: Sensors = field(default_factory=Sensors)
    url: str = ""
    has_journal: bool = True
    is_printing: bool = False
    counters: Counters | None = None
    roll_m: float = 80.0
    slip_m: float = 0.25
    history: tuple[TrialPrint, ...] = ()


@dataclass(frozen=True, slots=True)
class CameraFacts:
    """The camera, while its page is up.

    Attributes:
        is_answering: False = not a frame yet.
        fault: None = it delivers, or nobody has tried since the start.
        is_located, is_read: the code in view.
        code_px: side of the code, in pixels of the camera.
        sharpness: see `quality.sharpness`.
        light: 0-255, of the whole picture.
        hint: a hint id, empty = none.
    """

    device: str = ""
    is_answering: bool = False
    fault: CameraFaultCode | None = None
    is_located: bool = False
    is_read: bool = False
    code_px: int = 0
    sharpness: float = 0.0
    light: float = 0.0
    fps: float = 0.0
    decode_ms: float = 0.0
    hint: str = ""


@dataclass(frozen=True, slots=True)
class SyncFacts:
    """The way the list comes.

    Attributes:
        outcome: of the last one since the start; None = none has ended yet.
        at: when it ended.
        progress: None = none is under way.
        from_stick: the one under way, or the last one, is from a stick.
    """

    outcome: SyncOutcome | None = None
    at: datetime | None = None
    progress: SyncProgress | None = None
    from_stick: bool = False


@dataclass(frozen=True, slots=True)
class Stick:
    """A folder on a stick that looks like a registry; nothing in it is believed before it is verified."""

    path: str
    name: str


class Reach(StrEnum):
    """How far the way to the registry's server goes."""

    OK = "ok"
    NO_ADDRESS = "no_address"
    """No network at all: no cable, no lease."""
    NO_NAME = "no_name"
    """The name of the server is not resolved."""
    REFUSED = "refused"
    SILENT = "silent"
    """No answer within the deadline."""


@dataclass(frozen=True, slots=True)
class NetworkFacts:
    """What the machine's network looks like.

    Attributes:
        addresses: (interface, address).
        host: of the registry, with its port; empty = the demonstration's folder.
    """

    addresses: tuple[tuple[str, str], ...]
    host: str
    reach: Reach
    ms: int = 0


@dataclass(frozen=True, slots=True)
class About:
    """What this terminal is, for comparison with the office's list."""

    versions: tuple[tuple[str, str], ...]
    config_hash: str
    root: str
    fleet: str
    anchor: str
    provisioned: str
    payload: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything at once; None = not found out yet.

    Attributes:
        now: aware UTC.
        findings: of the doctor, without those about camera and printer, which are known better here.
        failed: what could not be found out: name of the request.
    """

    site: Site
    now: datetime
    registry: RegistryState
    printer: PrinterFacts = PrinterFacts()
    camera: CameraFacts = CameraFacts()
    sync: SyncFacts = SyncFacts()
    storage: Storage = Storage.WRITABLE
    closed: Closure | None = None
    findings: tuple[Finding, ...] | None = None
    is_examining: bool = False
    logs: tuple[str, ...] | None = None
    sticks: tuple[Stick, ...] | None = None
    network: NetworkFacts | None = None
    about: About | None = None
    failed: frozenset[str] = frozenset()
