"""What the flow asks of the world; the controller carries it out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StartCamera:
    """Open the camera and look for a code."""


@dataclass(frozen=True, slots=True)
class StopCamera:
    """Close the camera and wipe its buffers."""


@dataclass(frozen=True, slots=True)
class CheckCode:
    """Check the 18 typed characters; answered by `CodeChecked`."""

    text: str


@dataclass(frozen=True, slots=True)
class FindAgencies:
    """Match the profile against the registry; answered by `Listed` or `ListUnavailable`."""

    debt_type: str
    amount: str
    place: str


@dataclass(frozen=True, slots=True)
class PrintSlip:
    """Print the list on the screen once; answered by `PrintPhase`… and one `PrintEnded` with this job."""

    job: int


@dataclass(frozen=True, slots=True)
class GiveUpSlip:
    """Do not wait for the printer any longer: what came out is marked void."""

    job: int


@dataclass(frozen=True, slots=True)
class CheckPhone:
    """Look a phone number up; answered by `PhoneChecked`."""

    number: str


@dataclass(frozen=True, slots=True)
class Forget:
    """The session is over: wipe everything that is left of it anywhere."""


Command = StartCamera | StopCamera | CheckCode | FindAgencies | PrintSlip | GiveUpSlip | CheckPhone | Forget
