"""What technician's mode is at one moment, what can happen to it, and what it asks for. Plain values; no Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk_app.flow.intents import Intent
from kiosk_app.flow.session import Language

if TYPE_CHECKING:
    from kiosk_app.flow.closing import Closure


class Level(StrEnum):
    """How much somebody may do."""

    OPERATOR = "operator"
    """Staff of the hall: paper, test print, out of service."""
    TECHNICIAN = "technician"
    """Everything there is."""


class Page(StrEnum):
    """One screen each."""

    PIN = "pin"
    CODE = "code"
    """The telephone's code."""
    RECOVERY = "recovery"
    HOME = "home"
    """What is wrong and what to do; the way to all others."""
    PRINTER = "printer"
    CAMERA = "camera"
    REGISTRY = "registry"
    NETWORK = "network"
    DOCTOR = "doctor"
    LOGS = "logs"
    SERVICE = "service"
    RESTART = "restart"
    ABOUT = "about"
    OPERATOR_PIN = "operator_pin"


LOCKED = frozenset({Page.PIN, Page.CODE, Page.RECOVERY})
"""Nobody has been let in yet."""
FOR_OPERATORS = frozenset({Page.HOME, Page.PRINTER, Page.SERVICE})


class Notice(StrEnum):
    """What became of the last thing somebody did."""

    WRONG = "wrong"
    """Something typed does not fit; never said what."""
    SHUT = "shut"
    NO_SECRETS = "no_secrets"
    """Nobody can be let in: there is nothing to compare with."""
    NEW_ROLL = "new_roll"
    NOT_KEPT = "not_kept"
    """Done, but it is forgotten at the next start."""
    NOT_DONE = "not_done"
    """The disk, or something else it needs, did not take it."""
    PRINTER_BUSY = "printer_busy"
    TEST_WHOLE = "test_whole"
    TEST_BAD = "test_bad"
    OUT_OF_SERVICE = "out_of_service"
    IN_SERVICE = "in_service"
    PIN_SET = "pin_set"
    PIN_TOO_SHORT = "pin_too_short"


class TrialStage(StrEnum):
    """Where a test print is."""

    NONE = "none"
    PRINTING = "printing"
    ASKING = "asking"
    """It is out; the person in front of it says whether it is whole."""
    FAILED = "failed"
    """The printer says that nothing whole came out."""


class OperatorAccess(StrEnum):
    """How the staff of the hall get in: the site's policy."""

    PIN = "pin"
    """By a short PIN that a technician sets at the terminal."""
    OPEN = "open"
    """By the gesture alone."""
    OFF = "off"
    """Not at all."""


@dataclass(frozen=True, slots=True)
class Model:
    """Everything of one visit of a technician; replaced whole.

    Attributes:
        page: None = nobody is here, the public screen shows.
        level: None = not let in yet.
        entered, pin: what was typed; never in a repr.
        is_waiting: an answer of the door is under way.
        shut_until_s: the keypad is shut until then; None = open.
        closes_at_s: when nobody touching it ends it.
        part: page within a page, counted from 0.
    """

    page: Page | None = None
    level: Level | None = None
    language: Language = Language.ZH
    entered: str = field(default="", repr=False)
    pin: str = field(default="", repr=False)
    is_waiting: bool = False
    shut_until_s: float | None = None
    closes_at_s: float | None = None
    notice: Notice | None = None
    part: int = 0
    test: TrialStage = TrialStage.NONE

    @property
    def is_open(self) -> bool:
        """Whether its screen lies over the public one."""
        return self.page is not None


@dataclass(frozen=True, slots=True)
class Rules:
    """What the site and this moment allow.

    Attributes:
        operators: see `OperatorAccess`.
        clock_is_suspect: the telephone's code cannot be checked; a recovery code can.
        lock_s: an untouched lock screen goes away after this.
        log_out_s: somebody who was let in is logged out after this without a touch.
    """

    operators: OperatorAccess = OperatorAccess.PIN
    clock_is_suspect: bool = False
    lock_s: float = 30.0
    log_out_s: float = 300.0


# What happens


@dataclass(frozen=True, slots=True)
class Summoned:
    """The gesture was made."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed."""


@dataclass(frozen=True, slots=True)
class ShutFor:
    """The keypad was shut before anybody came, for so long yet."""

    wait_s: float


@dataclass(frozen=True, slots=True)
class LetIn:
    """The door is open."""

    level: Level


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """The door stays shut; `notice` says as much as may be said, the keypad answers again after `wait_s`."""

    notice: Notice
    wait_s: float = 0.0


@dataclass(frozen=True, slots=True)
class TrialEnded:
    """The printer has finished the test print; whether paper that may be whole came out."""

    has_paper: bool


@dataclass(frozen=True, slots=True)
class Told:
    """Something asked for was done, or not."""

    notice: Notice


Event = Intent | Summoned | Tick | ShutFor | LetIn | TurnedAway | TrialEnded | Told


# What it asks for


@dataclass(frozen=True, slots=True)
class TryDoor:
    """Look at PIN and second factor together; answered by `LetIn` or `TurnedAway`."""

    pin: str = field(repr=False)
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TryOperator:
    """Look at the operators' PIN; the same answers."""

    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NoteFreeEntry:
    """Staff came in without a PIN: for the audit log."""


@dataclass(frozen=True, slots=True)
class ClearPublic:
    """End the session under way, before anything of ours is shown."""


@dataclass(frozen=True, slots=True)
class ShowPage:
    """Find out what a page needs to know, and keep finding it out."""

    page: Page


@dataclass(frozen=True, slots=True)
class HidePage:
    """The page is left: close what was open for it."""

    page: Page


@dataclass(frozen=True, slots=True)
class Close:
    """Back to the public screen; everything typed and found out is forgotten."""

    level: Level | None


@dataclass(frozen=True, slots=True)
class PrintTest:
    """Print the test page; answered by `TrialEnded`, or `Told` when it cannot begin."""


@dataclass(frozen=True, slots=True)
class JudgeTest:
    """Keep what the person in front of it says about the test print."""

    is_whole: bool


@dataclass(frozen=True, slots=True)
class NoteRoll:
    """A new roll is in."""


@dataclass(frozen=True, slots=True)
class SyncNow:
    """Fetch the list now."""


@dataclass(frozen=True, slots=True)
class SyncStick:
    """Bring the list from the stick found under this number."""

    number: int


@dataclass(frozen=True, slots=True)
class FindSticks:
    """Look for sticks again."""


@dataclass(frozen=True, slots=True)
class Examine:
    """Run the doctor's checks again."""


@dataclass(frozen=True, slots=True)
class LookAgain:
    """Find the page's facts out again."""

    page: Page


@dataclass(frozen=True, slots=True)
class SetService:
    """Put out of service for a reason, or back (None)."""

    closure: Closure | None


@dataclass(frozen=True, slots=True)
class SetOperatorPin:
    """Let the staff of the hall in by this PIN from now on."""

    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Restart:
    """Start the application afresh, if nothing is being printed."""


Command = (
    TryDoor
    | TryOperator
    | NoteFreeEntry
    | ClearPublic
    | ShowPage
    | HidePage
    | Close
    | PrintTest
    | JudgeTest
    | NoteRoll
    | SyncNow
    | SyncStick
    | FindSticks
    | Examine
    | LookAgain
    | SetService
    | SetOperatorPin
    | Restart
)
