"""Somebody who touches anything, presses any key, and breaks any device: seeded, through the real window.

Devices are desks that answer what real ones may answer, at any time, also late and out of order; window, controller,
flow, presenter and matching are the product's own, and so is the demonstration's list.
"""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kiosk_app import flow
from kiosk_app.controller import Controller, Desks, Surroundings
from kiosk_app.demo.town import DEMO_SITE
from kiosk_app.flow import PrintResult, State, Trouble
from kiosk_app.language import load_translations
from kiosk_app.paths import locale_dir
from kiosk_app.presenter import Presenter
from kiosk_app.preview import demo_state
from kiosk_app.theme import Panel, load_fonts
from kiosk_app.widgets.touch import pressables
from kiosk_app.window import KioskWindow
from offline_cache import Freshness
from printing import Blocked, BlockReason, Ready, Unknown, Unreachable
from scanner import ScanConfirmed
from tests.support.screens_stage import FakeClock
from tests.support.screens_walk import ISSUED

if TYPE_CHECKING:
    from kiosk_app.workers import PrintDesk, RegistryDesk, ScanDesk
    from offline_cache import RegistryState
    from printing import Document

LEFT = Qt.MouseButton.LeftButton
PAYLOADS = (
    b"https://example.invalid/?uniscid=91331002MA2DEM0179",
    b"91331002MA2DEM0179",
    b"<img src=/dev/zero>",
    b"\x1b@\x1dV\x00",
    b"\x00" * 40,
    b"9" * 4296,
)
_TROUBLES = (None, Trouble.PAPER_OUT, Trouble.COVER_OPEN, Trouble.CUTTER, Trouble.OVERHEATED)
_STATUSES = (
    Ready(paper_low=None),
    Unknown(),
    Unreachable("no route"),
    Blocked(BlockReason.PAPER_OUT),
    Blocked(BlockReason.OVERHEATED),
)
_KEYS = tuple(Qt.Key)
_MODIFIERS = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.MetaModifier,
)


class PretendScan(QObject):
    """A camera that is told what it sees."""

    confirmed = Signal(object)
    hinted = Signal(str)
    camera_changed = Signal(bool)
    frame_ready = Signal(object)

    def start(self) -> None:
        """Open."""

    def stop(self) -> None:
        """Close."""


class PretendPrinter(QObject):
    """A printer that is told how it fares."""

    happened = Signal(object)
    status_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.jobs = 0
        self.can_print = True

    def prepare(self, document: Document | None) -> None:
        """Make a slip ready."""
        del document

    def print_slip(self, job: int, key: str, document: Document, number: str) -> None:
        """Take a job."""
        del key, document, number
        self.jobs = job

    def give_up(self, job: int) -> None:
        """Be told that nobody waits any more."""
        del job


class PretendRegistry(QObject):
    """A list that comes and goes."""

    state_changed = Signal(object)


class Bench:
    """The real window and controller between pretended devices. GUI thread."""

    def __init__(self, panel: Panel, *, paced: bool = False) -> None:
        self.clock = FakeClock()
        self.scan, self.printer, self.registry = PretendScan(), PretendPrinter(), PretendRegistry()
        self.state: RegistryState = demo_state(ISSUED)
        self.window = KioskWindow(panel, family=load_fonts(), clock=self.clock)
        translations = load_translations(locale_dir())
        policy = flow.Policy()
        around = Surroundings(
            window=self.window,
            presenter=Presenter(translations, DEMO_SITE, policy, is_portrait=panel.is_portrait),
            site=DEMO_SITE,
            policy=policy,
            translations=translations,
            utc_now=lambda: ISSUED,
            monotonic=self.clock,
            draw_seed=lambda: 7,
        )
        desks = Desks(
            cast("ScanDesk", self.scan),
            cast("PrintDesk", self.printer),
            cast("RegistryDesk", self.registry),
        )
        self.controller = Controller(desks, around, self.state)
        self.window.intent.connect(self.controller.on_intent)
        if paced:
            self.window.pace()
        self.controller.begin()
        self.window.show_full_screen()
        self.settle()

    @property
    def session(self) -> flow.Session:
        """The session as it is."""
        return self.controller.session

    def passes(self, seconds: float) -> None:
        """Let time pass and the terminal notice."""
        self.clock.now_s += seconds
        self.controller.dispatch(flow.Tick())

    def everybody_leaves(self) -> None:
        """Nobody touches anything any more, and every device is well."""
        self.registry.state_changed.emit(self.state)
        self.printer.status_changed.emit(_STATUSES[0])
        for _ in range(4):
            self.passes(1600.0)

    def settle(self) -> None:
        """Let everything that was put off happen, as the product's event loop does: paint, lay out, delete.

        Deleting alone is not enough: Qt's list of posted events is compacted only when all of it was looked at, and
        grew by 28 bytes per deleted child, which looked like a leak of the product.
        """
        QCoreApplication.processEvents()
        while not self.is_shown:
            QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    @property
    def is_shown(self) -> bool:
        """Whether what is to be seen is on the glass already; a paced window takes some turns for it."""
        shown = self.window.screen_shown
        return self.window.view is None or (shown is not None and shown.view == self.window.view)

    def close(self) -> None:
        """Put everything away."""
        self.controller.end()
        self.window.allow_close()
        self.window.close()
        self.settle()


class Monkey:
    """Does anything. One seed, one life."""

    def __init__(self, bench: Bench, seed: int) -> None:
        self._bench = bench
        self._random = random.Random(seed)
        self.acts = 0
        self.states: set[State] = set()

    def act(self) -> None:
        """Do one thing: mostly touch a button, sometimes anything else."""
        self.acts += 1
        chance = self._random.random()
        if chance < 0.62:
            self._touch_a_button()
        elif chance < 0.72:
            self._touch_anywhere()
        elif chance < 0.80:
            self._press_a_key()
        elif chance < 0.84:
            self._bench.passes(self._random.choice((0.1, 1.0, 25.0, 95.0)))
        else:
            self._a_device_speaks()
        self.states.add(self._bench.session.state)

    def _touch_a_button(self) -> None:
        bench = self._bench
        holder = bench.window.warning_shown or bench.window.screen_shown
        buttons = pressables(holder) if holder is not None else []
        if not buttons:
            return
        button = self._random.choice(buttons)
        if self._random.random() < 0.9:
            bench.clock.now_s += 1.1
        for _ in range(self._random.choice((1, 1, 1, 3))):
            if self._random.random() < 0.06:
                QTest.mousePress(button, LEFT)  # a finger that slides off, or never leaves
                return
            QTest.mouseClick(button, LEFT)
            if not button.isVisible():
                return

    def _touch_anywhere(self) -> None:
        window = self._bench.window
        point = QPoint(self._random.randrange(window.width()), self._random.randrange(window.height()))
        target = window.childAt(point) or window
        QTest.mouseClick(target, LEFT, pos=target.mapFrom(window, point))

    def _press_a_key(self) -> None:
        window = self._bench.window
        receiver = self._random.choice((window, window.screen_shown or window))
        modifier = self._random.choice(_MODIFIERS)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(receiver, QKeyEvent(kind, self._random.choice(_KEYS), modifier, "x"))

    def _a_device_speaks(self) -> None:
        bench, choose = self._bench, self._random.choice
        job = max(0, bench.printer.jobs - choose((0, 0, 0, 0, 1)))
        self._random.choice(
            (
                lambda: bench.scan.confirmed.emit(ScanConfirmed(choose(PAYLOADS), "monkey", 0.0, 0.1)),
                lambda: bench.scan.hinted.emit(choose(("closer", "glare", "none", "", "no such hint"))),
                lambda: bench.scan.camera_changed.emit(choose((True, True, True, False))),
                lambda: bench.printer.happened.emit(flow.PrintPhase(job, choose(range(5)))),
                lambda: bench.printer.happened.emit(flow.PrintStalled(job, choose(_TROUBLES))),
                lambda: bench.printer.happened.emit(
                    flow.PrintEnded(job, choose(tuple(PrintResult)), choose(_TROUBLES))
                ),
                lambda: bench.printer.status_changed.emit(choose(_STATUSES)),
                self._the_list_changes,
            )
        )()

    def _the_list_changes(self) -> None:
        bench = self._bench
        freshness = self._random.choice((Freshness.CURRENT,) * 5 + tuple(Freshness))
        is_showable = freshness not in {Freshness.EXPIRED, Freshness.UNVERIFIED}
        state = replace(
            bench.state, freshness=freshness, registry=bench.state.registry if is_showable else None
        )
        bench.registry.state_changed.emit(state)
