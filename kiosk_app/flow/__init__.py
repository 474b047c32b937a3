"""The session as a pure, table-driven state machine: (session, event, now) -> (session, commands).

No Qt, no I/O, no clock of its own. `machine.step` is the only way from one state to the next.
"""

from kiosk_app.flow.commands import (
    CheckCode,
    CheckPhone,
    Command,
    FindAgencies,
    Forget,
    GiveUpSlip,
    PrintSlip,
    StartCamera,
    StopCamera,
)
from kiosk_app.flow.events import (
    CameraChanged,
    CodeChecked,
    Event,
    Listed,
    ListUnavailable,
    PhoneChecked,
    PrintEnded,
    PrintPhase,
    PrintStalled,
    ScanHint,
    ScanRead,
    ServiceChanged,
    Tick,
)
from kiosk_app.flow.machine import deadline, first, step
from kiosk_app.flow.session import Assurance, Language, PrintResult, ScanKind, Session, State, Trouble
from kiosk_app.flow.timing import Policy, Timing

__all__ = [
    "Assurance",
    "CameraChanged",
    "CheckCode",
    "CheckPhone",
    "CodeChecked",
    "Command",
    "Event",
    "FindAgencies",
    "Forget",
    "GiveUpSlip",
    "Language",
    "ListUnavailable",
    "Listed",
    "PhoneChecked",
    "Policy",
    "PrintEnded",
    "PrintPhase",
    "PrintResult",
    "PrintSlip",
    "PrintStalled",
    "ScanHint",
    "ScanKind",
    "ScanRead",
    "ServiceChanged",
    "Session",
    "StartCamera",
    "State",
    "StopCamera",
    "Tick",
    "Timing",
    "Trouble",
    "deadline",
    "first",
    "step",
]
