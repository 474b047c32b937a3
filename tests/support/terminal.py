"""A whole terminal on a bench: fictitious town, filmed code, simulated printer, and a finger that touches buttons.

Everything is the product's own code, as `kiosk_app.app` puts it together; only the clocks run ahead when told to,
and the printer's mechanics take no time. Waiting is waiting for a signal, with a deadline.
"""

from __future__ import annotations

import contextlib
import shutil
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import segno
from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Slot
from PySide6.QtTest import QTest

from kiosk_app.app import Terminal, TerminalSetup
from kiosk_app.clock import utc_now
from kiosk_app.demo.run import DEMO_PAYLOAD
from kiosk_app.demo.town import DEMO_CITIES, DEMO_SITE, DemoTown
from kiosk_app.flow import Policy, State, Tick
from kiosk_app.flow.intents import Choose, FinishAndClear, PressKey, SwitchLanguage, TurnPage
from kiosk_app.paths import DataPaths
from kiosk_app.sound import SoundPrograms
from kiosk_app.theme import Panel
from kiosk_app.widgets.touch import Pressable, pressables
from offline_cache import RegistryStore, Synchroniser
from printing import EngineOptions, SimulatedPrinter, default_profile, read_back
from scanner import Replay, hand_held_video
from tests.support.printer import FAST, INSTANT, expected, renderer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from kiosk_app.flow import Session
    from kiosk_app.flow.intents import Intent
    from kiosk_app.presenter import World
    from kiosk_app.technician import TechnicianSetup
    from offline_cache import Fetcher, RegistryState, SyncOutcome
    from printing import ItemRef, JobFinished, PreparedSlip, PrinterProfile, PrintJob, PrintOutcome
    from scanner import CameraSource

LICENCE = DEMO_PAYLOAD
CODE = "91331002MA2DEM0179"
ANSWERS = ("goods", "from_200k", "331002")
WAIT_S = 15.0
_CANARY_HALVES = "91331004MA7", "CANARYK"
_A_LOOK_S = 1.1
"""Longer than the settling of a new screen and the pause between two taps on one button."""


class Ahead:
    """The monotonic clock of a terminal: real, and put forward by a test."""

    def __init__(self) -> None:
        self._ahead_s = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self._ahead_s

    def advance(self, seconds: float) -> None:
        """Let this much time have passed."""
        self._ahead_s += seconds


class Calendar:
    """The wall clock of a terminal: right, or wrong by as much as a test says."""

    def __init__(self) -> None:
        self.off_by = timedelta(0)

    def __call__(self) -> datetime:
        return utc_now() + self.off_by


def canary() -> str:
    """A code with a valid check digit; made anew each time, so that no test holds what it looks for."""
    return "".join(_CANARY_HALVES)


@dataclass(frozen=True)
class Around:
    """What is made once and shared by every terminal of a run of tests.

    Attributes:
        town: publisher and server.
        data: the folder of a terminal that has synchronised release 1.
        films: where pictures and videos of codes are kept.
    """

    town: DemoTown
    data: Path
    films: Path

    def still(self, payload: str, name: str = "code") -> Replay:
        """A camera that sees one code, held perfectly still."""
        path = self.films / f"{name}.png"
        if not path.exists():
            segno.make(payload, error="m", micro=False).save(str(path), scale=12, border=12)
        return Replay(path)

    def canary(self) -> Replay:
        """A camera that sees a licence nobody else has: afterwards its code is looked for everywhere."""
        return self.still("http://www.gsxt.gov.cn/index.html?uniscid=" + canary(), "canary")

    def film(self, payload: str = LICENCE) -> Replay:
        """A camera that sees a phone in a hand."""
        path = self.films / "phone.avi"
        if not path.exists():
            hand_held_video(payload, path, seconds=1.5)
        return Replay(path)


@contextlib.contextmanager
def surroundings(directory: Path) -> Iterator[Around]:
    """Publish and serve the demonstration registry, and fill one terminal's cache from it."""
    data, films = directory / "synchronised", directory / "films"
    films.mkdir()
    with DemoTown(utc_now()) as town:
        with RegistryStore(DataPaths(data).registry, town.pinned_root, cities=DEMO_CITIES) as store:
            Synchroniser(store, town.source()).sync(utc_now())
        yield Around(town, data, films)


@dataclass
class Wishes:
    """What differs between the terminals of two tests.

    Attributes:
        camera: None = the demonstration licence, held still.
        source: None = never synchronise; the cached list is there all the same.
        pinned_root: None = that of the demonstration town.
        is_cached: False = a terminal that has never synchronised.
        printer_url: None = the simulated printer.
        technician: makes the technician's setup for the terminal's folder; None = there is no technician's mode.
    """

    camera: CameraSource | None = None
    source: Fetcher | None = None
    pinned_root: bytes | None = None
    is_cached: bool = True
    policy: Policy = field(default_factory=Policy)
    panel: Panel = field(default_factory=lambda: Panel(1080, 1920))
    printer_url: str | None = None
    sound: SoundPrograms = field(default_factory=SoundPrograms)
    before: Callable[[SimulatedPrinter], None] | None = None
    technician: Callable[[Path], TechnicianSetup] | None = None


class Kiosk(QObject):
    """A running terminal and somebody in front of it. GUI thread.

    Attributes:
        session, world: as they are now.
        states: every state gone through, in order.
        jobs: every slip asked for.
        outcomes: how they ended.
        synced: what every synchronisation came to.
        verified: how often the list has been verified.
        slip: the bytes of the newest slip.
    """

    def __init__(
        self, terminal: Terminal, printer: SimulatedPrinter, town: DemoTown, tapped: bytearray
    ) -> None:
        super().__init__()
        self.terminal = terminal
        self.town = town
        self.printer = printer
        self.controller = terminal.controller
        self.window = terminal.window
        self._awaited: Callable[[], None] | None = None
        self._tapped = tapped
        self.session: Session = terminal.controller.session
        self.world: World | None = None
        self.states: list[State] = [self.session.state]
        self.jobs: list[PrintJob] = []
        self.outcomes: list[PrintOutcome] = []
        self.synced: list[SyncOutcome] = []
        self.verified = 0
        terminal.controller.moved.connect(self._on_moved)
        terminal.print_desk.submitted.connect(self._on_submitted)
        terminal.print_desk.finished.connect(self._on_finished)
        terminal.registry_desk.synced.connect(self._on_synced)
        terminal.registry_desk.state_changed.connect(self._on_verified)

    # What can be seen

    @property
    def calendar(self) -> Calendar:
        calendar = self.terminal.setup.clock
        assert isinstance(calendar, Calendar)
        return calendar

    @property
    def state(self) -> State:
        return self.session.state

    @property
    def slip(self) -> bytes:
        return bytes(self._tapped)

    @property
    def view(self) -> Any:
        return self.window.view

    def prepared(self, job: int = -1) -> PreparedSlip:
        """What the bytes of a job must be."""
        return expected(self.jobs[job].document, self.profile)

    @property
    def profile(self) -> PrinterProfile:
        return default_profile(self.terminal.setup.printer_url)

    def printed(self) -> list[str]:
        """The agencies in the newest slip's bytes, in paper order."""
        prepared = self.prepared()
        refs: tuple[ItemRef, ...] = read_back(self.slip, prepared.layout, prepared.bitmap)
        return [str(ref) for ref in refs]

    def valid_slips(self) -> int:
        """How many pieces of paper are whole lists of this test's jobs, end mark and all."""
        wanted = [expected(job.document, self.profile).bitmap for job in self.jobs]
        return sum(piece.bitmap in wanted for piece in self.printer.slips)

    # What a person does

    def button(self, intent: Intent) -> Pressable | None:
        """The button that means this, if it can be touched now."""
        widget = self.window.warning_shown or self.window.screen_shown
        if widget is None:
            return None
        found = (button for button in pressables(widget) if button.intent == intent and button.isEnabled())
        return next(found, None)

    def touch(self, *intents: Intent) -> None:
        """Look at the screen, then touch the buttons one after the other."""
        for intent in intents:
            button = self.button(intent)
            assert button is not None, f"there is no {intent} on {self.state}"
            self.passes(_A_LOOK_S)
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def choose(self, *ids: str) -> None:
        """Touch these choices, on whatever page of answers they are."""
        for identity in ids:
            while self.button(Choose(identity)) is None:
                self.touch(TurnPage(1))
            self.touch(Choose(identity))

    def type(self, text: str) -> None:
        """Type on the keypad of the screen."""
        self.touch(*(PressKey(character) for character in text))

    def to_list(self, answers: tuple[str, str, str] = ANSWERS, *, english: bool = False) -> None:
        """Go to the list the quickest way, without a licence."""
        if english:
            self.touch(SwitchLanguage())
        self.choose("start", "skip", *answers)
        assert self.state is State.LIST

    def scan(self) -> None:
        """Begin, and wait until the camera has read what is before it."""
        self.touch(Choose("start"))
        self.wait_for(State.CONFIRM)

    def goes_home(self) -> None:
        """End whatever this test left: the terminal stands idle, in order and with a list of today."""
        self.printer.repair()
        self.controller.dispatch(FinishAndClear())
        self.wait_until(lambda: len(self.outcomes) >= len(self.jobs))
        if self.calendar.off_by:
            self.calendar.off_by = timedelta(0)
            # A list that was old once is only believed again when the office has said so anew.
            self.town.renew(utc_now())
            self.synchronise()
        assert self.state is State.IDLE
        # The first screen says what is known of the printer, and it is known a moment after it was repaired.
        self.wait_until(lambda: self.world is not None and self.world.printer is None)

    # Time and waiting

    def passes(self, seconds: float) -> None:
        """Let time pass on the terminal's clock."""
        clock = self.terminal.setup.monotonic
        assert isinstance(clock, Ahead)
        clock.advance(seconds)

    def nobody_touches_for(self, seconds: float) -> None:
        """Let time pass, and the terminal notice."""
        self.passes(seconds)
        self.controller.dispatch(Tick())

    def wait_for(self, *states: State) -> None:
        """Wait until the session is in one of these states."""
        self.wait_until(lambda: self.session.state in states)

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something about the terminal is so; at most `WAIT_S`."""
        if is_so():
            return
        loop, late = QEventLoop(), QTimer()
        late.setSingleShot(True)
        late.timeout.connect(loop.quit)
        self._awaited = lambda: loop.quit() if is_so() else None
        late.start(round(WAIT_S * 1000))
        loop.exec()
        late.stop()
        self._awaited = None
        assert is_so(), f"not within {WAIT_S:.0f} s, at {self.states[-5:]}"

    def wait_printed(self) -> PrintOutcome:
        """Wait until the newest job has ended."""
        self.wait_until(lambda: len(self.outcomes) >= len(self.jobs))
        return self.outcomes[-1]

    def wait_verified(self, times: int = 1) -> None:
        """Wait until the list has been verified this often since the terminal was started."""
        self.wait_until(lambda: self.verified >= times)

    def synchronise(self) -> SyncOutcome | None:
        """Synchronise and verify now, and wait for both; gives the outcome where there is a service."""
        self.terminal.registry_desk.sync_now()
        self.wait_verified(self.verified + 1)
        return self.synced[-1] if self.synced else None

    def _tell(self) -> None:
        if self._awaited is not None:
            self._awaited()

    @Slot(object, object)
    def _on_moved(self, session: Session, world: World) -> None:
        self.session, self.world = session, world
        if session.state is not self.states[-1]:
            self.states.append(session.state)
        self._tell()

    @Slot(object)
    def _on_submitted(self, job: PrintJob) -> None:
        self.jobs.append(job)
        self._tapped.clear()

    @Slot(object)
    def _on_finished(self, event: JobFinished) -> None:
        self.outcomes.append(event.outcome)
        self._tell()

    @Slot(object)
    def _on_synced(self, outcome: SyncOutcome) -> None:
        self.synced.append(outcome)

    @Slot(object)
    def _on_verified(self, _state: RegistryState) -> None:
        self.verified += 1
        self._tell()


@contextlib.contextmanager
def open_kiosk(around: Around, directory: Path, wishes: Wishes) -> Iterator[Kiosk]:
    """Start a terminal in `directory`, wait until its list is verified, and stop it at the end."""
    if wishes.is_cached:
        shutil.copytree(around.data, directory, dirs_exist_ok=True)
    tapped = bytearray()
    with SimulatedPrinter(INSTANT) as printer:
        if wishes.before is not None:
            wishes.before(printer)
        setup = TerminalSetup(
            site=DEMO_SITE,
            policy=wishes.policy,
            panel=wishes.panel,
            camera=wishes.camera or around.still(LICENCE),
            printer_url=wishes.printer_url or printer.url,
            source=wishes.source,
            pinned_root=wishes.pinned_root or around.town.pinned_root,
            cities=DEMO_CITIES,
            data=DataPaths(directory),
            tap=tapped.extend,
            clock=Calendar(),
            monotonic=Ahead(),
            printer_options=EngineOptions(timings=FAST, renderer=renderer()),
            technician=wishes.technician(directory) if wishes.technician is not None else None,
            sound=wishes.sound,
        )
        with Terminal(setup) as terminal:
            kiosk = Kiosk(terminal, printer, around.town, tapped)
            terminal.begin(full_screen=False)
            # At the start, and after the first synchronisation, or what stands for it.
            kiosk.wait_verified(times=2)
            yield kiosk
