"""Runs the errands of technician's mode: everything that waits for a disk, a network or a slow hash. No Qt.

One thread. Each errand ends in one answer, whatever is wrong with the machine; a fault becomes `NotFoundOut`.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from kiosk_app.doctor import examine_all
from kiosk_app.secrets import OperatorDoor, SecretDamaged, StateStore, TechnicianDoor, read_secrets
from kiosk_app.technician.errands import (
    AboutTerminal,
    Answer,
    AskDoor,
    AskOperator,
    AskWait,
    Door,
    Errand,
    Findings,
    KeepSwitch,
    KeepTest,
    Kept,
    Logs,
    LookAtNetwork,
    LookForSticks,
    Network,
    NewRoll,
    NotFoundOut,
    OperatorAnswer,
    Paper,
    ReadAbout,
    ReadLogs,
    ReadPaper,
    RunDoctor,
    SetPin,
    Sticks,
    Wait,
)
from kiosk_app.technician.facts import TrialPrint
from kiosk_app.technician.identity import read_about
from kiosk_app.technician.log_tail import last_lines
from kiosk_app.technician.network import look_at_network
from kiosk_app.technician.sticks import find_sticks
from kiosk_app.technician.switch import write_switch
from kiosk_app.technician.trial_page import add_to_history, read_history
from printing import JournalFault

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kiosk_app.paths import DataPaths
    from kiosk_app.secrets import Moment
    from kiosk_app.technician.identity import Identity
    from kiosk_app.technician.setup import TechnicianSetup
    from printing import Counters, Journal

logger = logging.getLogger(__name__)

_NOT_THE_DOCTORS = frozenset({"camera", "printer"})
"""In use by the terminal itself, which knows better how they are."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What errands stand on.

    Attributes:
        identity: what the terminal is called.
        journal: None = it could not be opened.
        utc_now: aware UTC.
        moment: time since boot, for the lock-out.
    """

    setup: TechnicianSetup
    data: DataPaths
    identity: Identity
    journal: Journal | None
    utc_now: Callable[[], datetime]
    moment: Callable[[], Moment]


class Runner:
    """See the module. Made on any thread, used on one."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        # For the life of the process: on a disk that forgets, the count of wrong attempts lives here.
        self._state = StateStore(ground.data.technician)
        self._operators = OperatorDoor(self._state, ground.moment, cost=ground.setup.pin_cost)

    def run(self, errand: Errand) -> Answer:
        """Run one; never raises."""
        try:
            return self._run(errand)
        except Exception as fault:  # noqa: BLE001 - the boundary of an errand: no fault may end technician's mode
            logger.info("the errand %s broke: %s", type(errand).__name__, type(fault).__name__)
            return NotFoundOut(errand, type(fault).__name__)

    def _run(self, errand: Errand) -> Answer:
        match errand:
            case AskWait() | AskDoor():
                return self._at_the_door(errand)
            case AskOperator(pin=pin):
                return OperatorAnswer(self._operators.attempt(pin))
            case SetPin(pin=pin):
                return Kept(errand, self._operators.set_pin(pin))
            case ReadPaper() | NewRoll() | KeepTest():
                return self._about_paper(errand)
            case KeepSwitch(closure=closure):
                return Kept(errand, write_switch(self._ground.data.service, closure, self._at()))
            case _:
                return self._look(errand)

    def _look(self, errand: RunDoctor | ReadLogs | LookAtNetwork | LookForSticks | ReadAbout) -> Answer:
        ground = self._ground
        match errand:
            case RunDoctor():
                results = examine_all(ground.setup.host, production=ground.setup.production)
                found = (finding for findings in results.values() for finding in findings)
                return Findings(tuple(one for one in found if one.check not in _NOT_THE_DOCTORS))
            case ReadLogs():
                return Logs(last_lines(ground.data.log))
            case LookAtNetwork():
                return Network(look_at_network(ground.setup.registry_url))
            case LookForSticks():
                return Sticks(find_sticks(ground.setup.sticks))
            case ReadAbout():
                return AboutTerminal(read_about(ground.identity, ground.setup, ground.data, ground.utc_now))
            case _ as never:
                assert_never(never)

    def _at_the_door(self, errand: AskWait | AskDoor) -> Answer:
        ground = self._ground
        try:
            door = TechnicianDoor(read_secrets(ground.setup.secrets), self._state, ground.moment)
            if isinstance(errand, AskWait):
                return Wait(door.wait_s())
            outcome = door.attempt(
                errand.pin, errand.code, ground.utc_now(), clock_is_suspect=errand.clock_is_suspect
            )
        except (OSError, SecretDamaged) as fault:
            logger.info("nobody can be let in: %s", type(fault).__name__)
            return Wait(0.0) if isinstance(errand, AskWait) else Door(None)
        return Door(outcome)

    def _about_paper(self, errand: ReadPaper | NewRoll | KeepTest) -> Paper:
        journal, path = self._ground.journal, self._ground.data.test_prints
        is_kept: bool | None = None
        history = read_history(path)
        if isinstance(errand, NewRoll):
            is_kept = _note_roll(journal)
        elif isinstance(errand, KeepTest):
            history, is_kept = add_to_history(path, TrialPrint(self._at(), errand.result, errand.level))
        return Paper(errand, _counters(journal), history, is_kept)

    def _at(self) -> str:
        return self._ground.utc_now().isoformat(timespec="seconds")


def _note_roll(journal: Journal | None) -> bool:
    if journal is None:
        return False
    try:
        journal.note_new_roll()
    except JournalFault as fault:
        logger.info("the new roll is not noted: %s", fault)
        return False
    return True


def _counters(journal: Journal | None) -> Counters | None:
    try:
        return journal.counters() if journal is not None else None
    except JournalFault:
        return None
