"""Two places for the program and a link that says which one is started.

    /opt/kiosk/current     -> a, b, or the package's own program; the only thing a start follows
    /opt/kiosk/a, b        a program each, with its name and version in .slot.json
    /opt/kiosk/state.json  what is on trial, where to go back to, what happened last

Every change is one rename, so that a power cut leaves the state before or after it. The order is what makes each
step safe: the other slot is emptied and filled while nothing points to it; where to go back to and the trial are
noted; then the link is turned. A note about a slot the link does not point to counts for nothing.

The folder belongs to root: the terminal's own user can start these programs and never change them.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from kiosk_app.durable import PUBLIC, read_bounded, sync_folder, write_durably
from kiosk_app.updating.image import PRODUCT, PROGRAM, UpdateFault, UpdateRefused, version_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

NAMES = ("a", "b")
STATE_FILE = "state.json"
SLOT_FILE = ".slot.json"
MOST_TRIES = 2
"""Starts a new program gets to say that it is ready."""
_MAX_STATE_BYTES = 64 * 1024
_KEPT = 40


class Step(StrEnum):
    """What happened to the program."""

    APPLIED = "applied"
    """A new one is started from the next start on, on trial."""
    PROVEN = "proven"
    """It was ready in time."""
    FELL_BACK = "fell_back"
    """It was not, twice: the one before runs again."""
    ROLLED_BACK = "rolled_back"
    """A person went back."""


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the history; numbers grow by one."""

    number: int
    step: Step
    version: str
    at: str


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """A program that has not shown yet that it works.

    Attributes:
        slot: where it lies; counts only while the link points there.
        tries: starts it has had.
    """

    slot: str
    version: str
    tries: int = 0


class State(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered.

    Attributes:
        before: the slot to go back to; empty = the package's own program.
        trial: None = what runs is proven.
        newest: the newest version that was ever proven here.
        failed: the version that fell back last; empty after the next success.
        history: the last things that happened, oldest first.
    """

    before: str = ""
    trial: Trial | None = None
    newest: str = ""
    failed: str = ""
    history: tuple[Happening, ...] = ()


class SlotFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What lies in a slot."""

    version: str
    made: str


class Slots:
    """The folder of programs. Any thread; one process at a time, as root.

    Args:
        folder: `/opt/kiosk` on a terminal.
        factory: the program the Debian package brings.
        own_version: of the running program; what the package's own is taken for where it does not say.
        utc_now: aware UTC.
    """

    def __init__(
        self, folder: Path, factory: Path, own_version: str, utc_now: Callable[[], datetime]
    ) -> None:
        self.folder = folder
        self._factory = factory
        self._own_version = own_version
        self._utc_now = utc_now

    @property
    def link(self) -> Path:
        """What a start follows."""
        return self.folder / "current"

    @property
    def current(self) -> str:
        """The slot the link points to; empty = the package's own program, or no link."""
        try:
            target = os.readlink(self.link)  # noqa: PTH115 - the text of the link, whatever it is
        except OSError:
            return ""
        return target if target in NAMES else ""

    @property
    def is_startable(self) -> bool:
        """Whether the link leads to a program."""
        return os.access(self.link / PROGRAM, os.X_OK)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Keep a second update away while one is under way; the lock goes with the process.

        Raises:
            UpdateRefused: NOT_WRITTEN: there is one, or the folder cannot be written.
        """
        try:
            descriptor = os.open(self.folder / ".lock", os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as fault:
            sentence = f"{self.folder} cannot be written: {fault.strerror}; run this as root"
            raise UpdateRefused(UpdateFault.NOT_WRITTEN, sentence) from fault
        with os.fdopen(descriptor, "wb"):
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as fault:
                raise UpdateRefused(UpdateFault.NOT_WRITTEN, "another update is under way") from fault
            yield

    def other(self) -> str:
        """The slot that may be emptied."""
        return NAMES[1] if self.current == NAMES[0] else NAMES[0]

    def version(self, slot: str) -> str:
        """Of the program in a slot, empty when there is none; of the package's for an empty name."""
        if not slot:
            return self._factory_version()
        if not self.has_program(slot):
            return ""
        try:
            raw = read_bounded(self.folder / slot / SLOT_FILE, _MAX_STATE_BYTES)
            return msgspec.json.decode(raw, type=SlotFacts).version
        except (OSError, ValueError, msgspec.DecodeError):
            return ""

    def has_program(self, slot: str) -> bool:
        """Whether it can be started; an empty name asks for the package's own."""
        folder = self.folder / slot if slot else self._factory
        return os.access(folder / PROGRAM, os.X_OK)

    def state(self) -> State:
        """What is remembered; an empty state where there is none or it cannot be read."""
        try:
            return msgspec.json.decode(read_bounded(self.folder / STATE_FILE, _MAX_STATE_BYTES), type=State)
        except (OSError, ValueError, msgspec.DecodeError):
            return State()

    def trial(self) -> Trial | None:
        """The trial under way; a note about another slot than the link's counts for nothing."""
        trial = self.state().trial
        return trial if trial is not None and trial.slot == self.current else None

    def empty(self, slot: str) -> None:
        """Delete a slot nothing points to, and what an unpacking before this one left."""
        if slot == self.current:
            raise ValueError(f"{slot} is in use")
        state = self.state()
        if slot == state.before:
            self._write(msgspec.structs.replace(state, before=""))
        for name in (slot, f"{slot}.new"):
            if (self.folder / name).exists():
                shutil.rmtree(self.folder / name)
        sync_folder(self.folder)

    def begin_trial(self, slot: str) -> None:
        """Start this program from the next start on, and go back to the present one if it does not come up."""
        version = self.version(slot)
        state = self._noted(self.state(), Step.APPLIED, version)
        self._write(
            msgspec.structs.replace(
                state, before=self.current, trial=Trial(slot=slot, version=version), failed=""
            )
        )
        self._turn(slot)

    def before_start(self) -> Step | None:
        """Count a start of a program on trial; after too many go back. Also mends a link that leads nowhere.

        Called before every start, by the service manager as root.
        """
        trial = self.trial()
        if not self.is_startable or (trial is not None and trial.tries >= MOST_TRIES):
            return self._fall_back()
        if trial is not None:
            self._write(
                msgspec.structs.replace(
                    self.state(), trial=msgspec.structs.replace(trial, tries=trial.tries + 1)
                )
            )
        return None

    def mark_good(self) -> bool:
        """What runs works: the trial is over. False when there was none."""
        trial = self.trial()
        if trial is None:
            return False
        state = self.state()
        newest = max(state.newest, trial.version, key=version_of)
        state = self._noted(state, Step.PROVEN, trial.version)
        self._write(msgspec.structs.replace(state, trial=None, newest=newest, failed=""))
        return True

    def roll_back(self) -> str:
        """Go back to the program before; return its version.

        Raises:
            UpdateRefused: NOTHING_TO_GO_BACK_TO.
        """
        target = self._way_back()
        if target is None:
            raise UpdateRefused(
                UpdateFault.NOTHING_TO_GO_BACK_TO, "there is no other program here; install the kiosk package"
            )
        self._write(self._noted(self.state(), Step.ROLLED_BACK, self.version(target)))
        self._turn(target)
        self._write(msgspec.structs.replace(self.state(), trial=None))
        return self.version(target)

    def _factory_version(self) -> str:
        # The bundle names its version in a folder; in a checkout there is none, and we are that program.
        found = sorted(self._factory.glob(f"_internal/{PRODUCT.replace('-', '_')}-*.dist-info"))
        return found[0].name.removesuffix(".dist-info").rpartition("-")[2] if found else self._own_version

    def _fall_back(self) -> Step | None:
        target = self._way_back()
        if target is None:
            return None  # nothing to start at all: the service manager gives up and shows its text screen
        state, trial = self.state(), self.trial()
        lost = trial.version if trial else self.version(self.current)
        # The note first: cut off between the two, the next start comes here again.
        self._write(msgspec.structs.replace(self._noted(state, Step.FELL_BACK, lost), failed=lost))
        self._turn(target)
        self._write(msgspec.structs.replace(self.state(), trial=None))
        return Step.FELL_BACK

    def _way_back(self) -> str | None:
        """The slot before, else the package's own program; None = neither can be started."""
        for slot in (self.state().before, ""):
            if self.has_program(slot) and (slot != self.current or not self.is_startable):
                return slot
        return None

    def _turn(self, slot: str) -> None:
        """Let the link point elsewhere: by a rename, so that it always points to something."""
        temporary = self.folder / ".current.new"
        temporary.unlink(missing_ok=True)
        temporary.symlink_to(slot or self._factory)
        temporary.replace(self.link)
        sync_folder(self.folder)

    def _noted(self, state: State, step: Step, version: str) -> State:
        last = state.history[-1] if state.history else None
        if last is not None and (last.step, last.version) == (step, version) and step is Step.FELL_BACK:
            return state
        happening = Happening(
            number=last.number + 1 if last else 1,
            step=step,
            version=version,
            at=self._utc_now().isoformat(timespec="seconds"),
        )
        return msgspec.structs.replace(state, history=(*state.history, happening)[-_KEPT:])

    def _write(self, state: State) -> None:
        write_durably(self.folder / STATE_FILE, msgspec.json.encode(state), mode=PUBLIC)
