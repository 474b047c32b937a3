"""What technician's mode asks its thread for, and what comes back. Plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk_app.doctor import Finding
    from kiosk_app.flow.closing import Closure
    from kiosk_app.secrets import LoginOutcome, OperatorOutcome
    from kiosk_app.technician.facts import About, NetworkFacts, Stick, TrialPrint, TrialResult
    from printing import Counters


@dataclass(frozen=True, slots=True)
class AskWait:
    """How long the technician's keypad is shut yet; answered by `Wait`."""


@dataclass(frozen=True, slots=True)
class AskDoor:
    """One attempt at the technician's door; answered by `Door`."""

    pin: str = field(repr=False)
    code: str = field(repr=False)
    clock_is_suspect: bool


@dataclass(frozen=True, slots=True)
class AskOperator:
    """One attempt at the operators' door; answered by `OperatorAnswer`."""

    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SetPin:
    """A new PIN for operators; answered by `Kept`."""

    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RunDoctor:
    """Every check; answered by `Findings`."""


@dataclass(frozen=True, slots=True)
class ReadLogs:
    """The last lines; answered by `Logs`."""


@dataclass(frozen=True, slots=True)
class LookAtNetwork:
    """Addresses and the way to the registry; answered by `Network`."""


@dataclass(frozen=True, slots=True)
class LookForSticks:
    """Registries on sticks; answered by `Sticks`."""


@dataclass(frozen=True, slots=True)
class ReadAbout:
    """Versions and fingerprints; answered by `AboutTerminal`."""


@dataclass(frozen=True, slots=True)
class ReadPaper:
    """Counters and history of test prints; answered by `Paper`."""


@dataclass(frozen=True, slots=True)
class NewRoll:
    """Count the roll's metres from zero; answered by `Paper`, with `is_kept`."""


@dataclass(frozen=True, slots=True)
class KeepTest:
    """Add to the history; answered by `Paper`, with `is_kept`."""

    result: TrialResult
    level: str


@dataclass(frozen=True, slots=True)
class KeepSwitch:
    """Keep the out-of-service switch over a restart; answered by `Kept`."""

    closure: Closure | None


Errand = (
    AskWait
    | AskDoor
    | AskOperator
    | SetPin
    | RunDoctor
    | ReadLogs
    | LookAtNetwork
    | LookForSticks
    | ReadAbout
    | ReadPaper
    | NewRoll
    | KeepTest
    | KeepSwitch
)


@dataclass(frozen=True, slots=True)
class Wait:
    """Seconds; 0 = open."""

    wait_s: float


@dataclass(frozen=True, slots=True)
class Door:
    """What the technician's door says; None = there are no secrets to compare with."""

    outcome: LoginOutcome | None


@dataclass(frozen=True, slots=True)
class OperatorAnswer:
    """What the operators' door says."""

    outcome: OperatorOutcome


@dataclass(frozen=True, slots=True)
class Kept:
    """Whether something will be remembered after a restart."""

    errand: Errand
    is_kept: bool


@dataclass(frozen=True, slots=True)
class Findings:
    """Of the doctor, in its order."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Logs:
    """Redacted lines, newest first."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """See `NetworkFacts`."""

    facts: NetworkFacts


@dataclass(frozen=True, slots=True)
class Sticks:
    """What was found."""

    sticks: tuple[Stick, ...]


@dataclass(frozen=True, slots=True)
class AboutTerminal:
    """See `About`."""

    about: About


@dataclass(frozen=True, slots=True)
class Paper:
    """Counters (None = they cannot be read) and history; `is_kept` is None where nothing was to be kept."""

    errand: ReadPaper | NewRoll | KeepTest
    counters: Counters | None
    history: tuple[TrialPrint, ...]
    is_kept: bool | None = None


@dataclass(frozen=True, slots=True)
class NotFoundOut:
    """The errand could not be run; `why` is the name of the fault, for the log."""

    errand: Errand
    why: str


Answer = (
    Wait
    | Door
    | OperatorAnswer
    | Kept
    | Findings
    | Logs
    | Network
    | Sticks
    | AboutTerminal
    | Paper
    | NotFoundOut
)
