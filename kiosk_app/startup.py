"""Start-up as data: named tasks run in order, and a ledger that remembers how the starts before ended.

The ledger lies in the service's run-time folder, which outlives a restart of the service but not of the machine: a
power cut is nobody's fault and leads to an ordinary start. A start that did not reach the first frame, or three ends
by accident within ten minutes, lead to safe mode: a readable screen, no devices, and another try after a while.

Nothing here knows Qt, so that it can be run and tested without a display.
"""

from __future__ import annotations

import logging
import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import ModuleType

logger = logging.getLogger(__name__)

INCOMPLETE_FLAG: Final = ".incomplete_startup"
"""Exists from the first task to the first frame."""
_RUNNING_FLAG: Final = ".running"
_ENDS_FILE: Final = "accidents.json"
_LOOP_ENDS: Final = 3
_LOOP_WINDOW_S: Final = 600.0


class ExitCode:
    """What `kiosk run` ends with. Source of the numbers: sysexits.h."""

    ENDED: Final = 0
    """On request."""
    USAGE: Final = 2
    """It was started wrongly, by hand."""
    BUG: Final = 70
    """EX_SOFTWARE: a bug; everything shown was forgotten first."""
    AGAIN: Final = 75
    """EX_TEMPFAIL: ended on purpose to be started afresh: nightly, out of descriptors, storage back."""
    NOT_STARTED: Final = 78
    """EX_CONFIG: the safe screen was shown; the start is tried again."""


class StartFault(StrEnum):
    """Why a terminal is not started; `safe_screen` has the sentences."""

    NOT_PROVISIONED = "not_provisioned"
    """There is no settings file."""
    SETTINGS = "settings"
    """The settings file cannot be used."""
    DATA_FOLDER = "data_folder"
    """The data folder cannot be made or read."""
    FONT = "font"
    """The terminal's font is missing, or another is drawn in its place."""
    ROOT_OF_TRUST = "root_of_trust"
    """The pinned root.json cannot be read."""
    TEXTS = "texts"
    """A text catalogue is missing."""
    PRINTER_ADDRESS = "printer_address"
    """The printer's address is none."""
    INCOMPLETE = "incomplete"
    """The start before this one ended before the first frame."""
    CRASH_LOOP = "crash_loop"
    """Too many ends by accident in a short time."""


class StartRefused(Exception):  # noqa: N818 - says what happened, as the other faults do
    """A task of the start-up cannot be done; `detail` is for the technician, in English."""

    def __init__(self, fault: StartFault, detail: str) -> None:
        super().__init__(f"{fault}: {detail}")
        self.fault = fault
        self.detail = detail


class Task(Struct, frozen=True):
    """One step of the start-up.

    Attributes:
        name: for the log and the service manager, in English.
        do: raises `StartRefused` when it cannot be done.
    """

    name: str
    do: Callable[[], None]


def run_tasks(tasks: Sequence[Task], tell: Callable[[str], None]) -> StartRefused | None:
    """Run tasks in order up to the first that cannot be done; return why, or None.

    Args:
        tasks: see `Task`.
        tell: is given each name before its task runs.
    """
    for task in tasks:
        tell(task.name)
        try:
            task.do()
        except StartRefused as refused:
            logger.error("start-up stopped at %r: %s", task.name, refused)  # noqa: TRY400 - an expected outcome
            return refused
    return None


class StartLedger:
    """Notes of starts and ends, in a folder. Where it cannot write, every start counts as ordinary.

    Args:
        folder: made on first use.
        clock: seconds since the machine was started, the same for every process (CLOCK_MONOTONIC).
    """

    def __init__(self, folder: Path, clock: Callable[[], float]) -> None:
        self._folder = folder
        self._clock = clock

    def begin(self) -> StartFault | None:
        """Note that a start begins; say whether it must be a safe one.

        A safe start is no attempt: its flag is taken away, so that the one after it is an ordinary one.
        """
        was_incomplete = self._exists(INCOMPLETE_FLAG)
        if self._exists(_RUNNING_FLAG) or was_incomplete:
            self._note_accident()
        self._remove(_RUNNING_FLAG)
        if self._is_looping():
            fault: StartFault | None = StartFault.CRASH_LOOP
            self._remove(_ENDS_FILE)
        else:
            fault = StartFault.INCOMPLETE if was_incomplete else None
        if fault is None:
            self._write(INCOMPLETE_FLAG, "")
        else:
            self._remove(INCOMPLETE_FLAG)
        return fault

    def complete(self) -> None:
        """The first frame was painted: the start is over, the service begins."""
        self._write(_RUNNING_FLAG, "")
        self._remove(INCOMPLETE_FLAG)

    def end(self) -> None:
        """The process ends on purpose."""
        self._remove(_RUNNING_FLAG)
        self._remove(INCOMPLETE_FLAG)

    def accidents(self) -> tuple[float, ...]:
        """When the last ends by accident were noticed, within the window; seconds of the clock."""
        now = self._clock()
        try:
            text = (self._folder / _ENDS_FILE).read_text(encoding="ascii")
            noted = _json().loads(text)
        except (OSError, ValueError):
            return ()
        if not isinstance(noted, list):
            return ()
        # What lies in the future was noted before the machine was started anew.
        return tuple(at for at in noted if isinstance(at, float) and now - _LOOP_WINDOW_S <= at <= now)

    def _is_looping(self) -> bool:
        return len(self.accidents()) >= _LOOP_ENDS

    def _note_accident(self) -> None:
        kept = [*self.accidents(), float(self._clock())][-_LOOP_ENDS:]
        self._write(_ENDS_FILE, _json().dumps(kept))

    def _exists(self, name: str) -> bool:
        return (self._folder / name).is_file()

    def _write(self, name: str, text: str) -> None:
        temporary = self._folder / f"{name}.new"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            temporary.write_text(text, encoding="ascii")
            temporary.replace(self._folder / name)
        except OSError as error:
            logger.info("the start is not noted: %s", error.strerror)

    def _remove(self, name: str) -> None:
        try:
            (self._folder / name).unlink(missing_ok=True)
        except OSError as error:
            logger.info("the note %s stays: %s", name, error.strerror)


def _json() -> ModuleType:
    """The library, where an end by accident is to be read or noted; an ordinary start does without."""
    import json  # noqa: PLC0415 - see above

    return json


def ledger_folder(environment: Mapping[str, str], otherwise: Path) -> Path:
    """Where the ledger lies: the folder systemd made for the service's run time, else the given one."""
    # systemd.exec(5): several folders are separated by colons.
    given = environment.get("RUNTIME_DIRECTORY", "").split(os.pathsep)[0]
    return Path(given) if given else otherwise


def has_display(environment: Mapping[str, str]) -> bool:
    """Whether a window can be seen."""
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
