"""The session as a pure, table-driven state machine: (session, event, now) -> (session, commands).

No Qt, no I/O, no clock of its own. `machine.step` is the only way from one state to the next.

The state machine itself is loaded when it is first asked for: before its first picture a starting terminal needs no
more than the words and the delays.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from kiosk_app.flow.kinds import Assurance, Language, PrintResult, ScanKind, State, Trouble
from kiosk_app.flow.timing import Policy, Timing

if TYPE_CHECKING:
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
    from kiosk_app.flow.session import Session

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

_LOADED_LATER: Final = {
    "CheckCode": "kiosk_app.flow.commands",
    "CheckPhone": "kiosk_app.flow.commands",
    "Command": "kiosk_app.flow.commands",
    "FindAgencies": "kiosk_app.flow.commands",
    "Forget": "kiosk_app.flow.commands",
    "GiveUpSlip": "kiosk_app.flow.commands",
    "PrintSlip": "kiosk_app.flow.commands",
    "StartCamera": "kiosk_app.flow.commands",
    "StopCamera": "kiosk_app.flow.commands",
    "CameraChanged": "kiosk_app.flow.events",
    "CodeChecked": "kiosk_app.flow.events",
    "Event": "kiosk_app.flow.events",
    "Listed": "kiosk_app.flow.events",
    "ListUnavailable": "kiosk_app.flow.events",
    "PhoneChecked": "kiosk_app.flow.events",
    "PrintEnded": "kiosk_app.flow.events",
    "PrintPhase": "kiosk_app.flow.events",
    "PrintStalled": "kiosk_app.flow.events",
    "ScanHint": "kiosk_app.flow.events",
    "ScanRead": "kiosk_app.flow.events",
    "ServiceChanged": "kiosk_app.flow.events",
    "Tick": "kiosk_app.flow.events",
    "deadline": "kiosk_app.flow.machine",
    "first": "kiosk_app.flow.machine",
    "step": "kiosk_app.flow.machine",
    "Session": "kiosk_app.flow.session",
}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Load a name of `_LOADED_LATER` (PEP 562)."""
        if name not in _LOADED_LATER:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(_LOADED_LATER[name]), name)
        globals()[name] = value
        return value
