"""The QObject around the flow: timers and worker outcomes in, commands and views out.

Everything here runs on the GUI thread and returns at once. The session, the match and the phone verdict live here
and nowhere else; `Forget` replaces all of them.
"""

from __future__ import annotations

import logging
import math
import secrets
import time
import urllib.parse
from collections import deque
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol, assert_never

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from kiosk_app import flow, triage
from kiosk_app.presenter import CHINA, World
from kiosk_app.slip import SlipWriter, job_number, slip_facts, take_along_payload
from offline_cache import AmountRange, DebtProfile, check_phone, match
from offline_cache.agency import Adcode, DebtTypeId
from scanner import read_licence, read_typed_code

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    import numpy as np

    from kiosk_app.flow import Command, Event, Language, Policy, Session
    from kiosk_app.flow.closing import Closure
    from kiosk_app.flow.intents import Intent
    from kiosk_app.language import Translate
    from kiosk_app.presenter import Presenter, Site
    from kiosk_app.slip import SlipFacts
    from kiosk_app.view_models import IdleWarningView, Look, View
    from kiosk_app.workers import PrintDesk, RegistryDesk, ScanDesk
    from offline_cache import RegistryState
    from printing import Document, PrinterStatus
    from scanner import ScanConfirmed

logger = logging.getLogger(__name__)

_COUNTDOWN_MS = 1000
_SLIP_KEEPS_FOR = timedelta(minutes=1)
"""The slip that was made with the list is printed as it is while its time is true to the minute."""
_READS_AFTER_MS = 250
"""The list is on the glass first: drawing the slip takes the interpreter away from whoever draws the screen."""
_SEEDS = 1_000_000
"""Six digits: short enough to copy from paper by hand."""


class Shown(Protocol):
    """What the controller needs of a window."""

    def show_view(self, view: View, look: Look) -> None:
        """Draw this."""

    def show_warning(self, view: IdleWarningView | None) -> None:
        """Lay the idle warning over it, or take it away."""

    def show_frame(self, pixels: np.ndarray) -> None:
        """Draw a camera frame on the scan screen."""

    def clear_frame(self) -> None:
        """Overwrite the last camera frame."""

    def forget(self) -> None:
        """Hold nothing of what was shown."""


@dataclass(frozen=True, slots=True)
class Desks:
    """The GUI ends of everything that works elsewhere."""

    scan: ScanDesk
    printer: PrintDesk
    registry: RegistryDesk


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the controller is given besides its desks.

    Attributes:
        monotonic: seconds, for durations.
        utc_now: aware UTC, for dates on screen and paper.
        draw_seed: for the order of equal scores.
        closed: why staff have put the terminal out of service, before this start.
    """

    window: Shown
    presenter: Presenter
    site: Site
    policy: Policy
    translations: dict[Language, Translate]
    utc_now: Callable[[], datetime]
    monotonic: Callable[[], float] = time.monotonic
    draw_seed: Callable[[], int] = lambda: secrets.randbelow(_SEEDS)
    closed: Closure | None = None


class Controller(QObject):
    """Runs the session. GUI thread.

    Signals:
        moved: (`flow.Session`, `presenter.World`), after every step that changed one of them.
        obeyed: a `flow.Command` that was carried out.
    """

    moved = Signal(object, object)
    obeyed = Signal(object)

    def __init__(
        self, desks: Desks, around: Surroundings, registry: RegistryState, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desks = desks
        self._around = around
        self._session = flow.first()
        self._world = World(registry, closed=around.closed)
        self._attempt = 1
        self._listed_at: datetime | None = None
        self._jobs: set[int] = set()
        self._events: deque[Event] = deque()
        self._is_stepping = False
        self._is_blank = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timeout)
        self._ahead = QTimer(self)
        self._ahead.setSingleShot(True)
        self._ahead.setInterval(_READS_AFTER_MS)
        self._ahead.timeout.connect(self._prepare_slip)
        desks.scan.confirmed.connect(self._on_confirmed)
        desks.scan.hinted.connect(self._on_hint)
        desks.scan.camera_changed.connect(self._on_camera)
        desks.scan.frame_ready.connect(self._on_frame)
        desks.printer.happened.connect(self.dispatch)
        desks.printer.status_changed.connect(self._on_printer)
        desks.registry.state_changed.connect(self._on_registry)

    @property
    def session(self) -> Session:
        """The session as it is."""
        return self._session

    @property
    def world(self) -> World:
        """The facts around it."""
        return self._world

    def begin(self) -> None:
        """Show the first screen."""
        self.dispatch(flow.ServiceChanged(self._is_usable))
        self._refresh()
        if not self._desks.printer.can_print:
            self._on_printer(self._desks.printer.status)  # no engine will ever tell it

    def close_service(self, closure: Closure | None) -> None:
        """Put the terminal out of service, or back (None), as soon as nobody stands before it."""
        self._world = replace(self._world, closed=closure)
        self.dispatch(flow.ServiceChanged(self._is_usable))
        self._refresh()

    @property
    def _is_usable(self) -> bool:
        return self._world.closed is None and triage.may_show(self._world.registry)

    def end(self) -> None:
        """The terminal is stopping: forget, and answer nothing more."""
        self._timer.stop()
        self._session = self._session.forgotten()
        self._forget()

    @Slot(object)
    def on_intent(self, intent: Intent) -> None:
        """A person did something on the screen."""
        self.dispatch(intent)

    @Slot(object)
    def dispatch(self, event: Event) -> None:
        """Answer one event. An event raised while another is being answered waits for its turn."""
        self._events.append(event)
        if self._is_stepping:
            return
        self._is_stepping = True
        before = self._session, self._world
        try:
            while self._events:
                self._step(self._events.popleft())
        finally:
            self._is_stepping = False
        if (self._session, self._world) != before or self._is_blank:
            self._refresh()
            self.moved.emit(self._session, self._world)
        self._arm()

    def _step(self, event: Event) -> None:
        now_s = self._around.monotonic()
        before = self._session.state
        self._session, commands = flow.step(self._session, event, now_s, self._around.policy)
        if self._session.state is not before:
            logger.info("%s -> %s", before.value, self._session.state.value)
            if not triage.may_show(self._world.registry):
                # It went while the session was where no list is needed, and is wanted again now.
                self._events.append(flow.ListUnavailable())
        if isinstance(event, flow.PrintEnded) and event.job in self._jobs:
            self._count_attempt(event)
        for command in commands:
            self._obey(command)
            self.obeyed.emit(command)

    def _obey(self, command: Command) -> None:
        match command:
            case flow.StartCamera():
                self._desks.scan.start()
            case flow.StopCamera():
                self._desks.scan.stop()
                self._around.window.clear_frame()
            case flow.CheckCode(text=text):
                self._events.append(triage.code_event(read_typed_code(text)))
            case flow.FindAgencies():
                self._events.append(self._find(command))
            case flow.PrintSlip(job=job):
                self._print(job)
            case flow.GiveUpSlip(job=job):
                self._desks.printer.give_up(job)
            case flow.CheckPhone(number=number):
                self._check_phone(number)
            case flow.Forget():
                self._forget()
                # The camera is only looked after while it is open: the next visit finds out whether it is back.
                self._events.append(flow.CameraChanged(works=True))
            case _ as never:
                assert_never(never)

    def _find(self, asked: flow.FindAgencies) -> flow.Listed | flow.ListUnavailable:
        state = self._world.registry
        registry = state.registry
        if registry is None:
            return flow.ListUnavailable()
        band = next((b for b in registry.rules.amount_bands if b.id == asked.amount), None)
        profile = DebtProfile(
            debt_type=DebtTypeId(asked.debt_type),
            amount=AmountRange(band.low, band.high) if band else AmountRange(None, None),
            district=Adcode(asked.place),
        )
        result = match(
            registry,
            profile,
            today=self._around.utc_now().astimezone(CHINA).date(),
            seed=self._around.draw_seed(),
            recommend=triage.may_recommend(state),
        )
        self._attempt = 1
        code = take_along_payload(result, state)
        self._world = replace(self._world, match=result, matched=state, job_number="", take_along=code)
        self._listed_at = self._around.utc_now()
        if result.ranked:
            self._ahead.start()
        return flow.Listed(tuple(ranked.agency.id for ranked in result.ranked))

    @Slot()
    def _prepare_slip(self) -> None:
        """While the list is read: the slip is drawn and waits, and the button starts the printer at once."""
        if self._world.match is not None and self._listed_at is not None:
            self._desks.printer.prepare(self._slip(self._listed_at)[1])

    def _count_attempt(self, ended: flow.PrintEnded) -> None:
        """Paper came out for this visit's own job: the next slip must say that this one is void."""
        self._jobs.discard(ended.job)
        if ended.result is not flow.PrintResult.REFUSED:
            self._attempt += 1

    def _print(self, job: int) -> None:
        self._ahead.stop()
        self._jobs.add(job)
        now = self._around.utc_now()
        is_fresh = self._listed_at is not None and now - self._listed_at < _SLIP_KEEPS_FOR
        facts, slip = self._slip(self._listed_at if self._listed_at and is_fresh else now)
        number = facts.job_number
        code = take_along_payload(facts.match, facts.registry, number)
        self._world = replace(self._world, job_number=number, take_along=code)
        self._desks.printer.print_slip(job, secrets.token_hex(16), slip, number)

    def _slip(self, at: datetime) -> tuple[SlipFacts, Document]:
        session, world = self._session, self._world
        number = world.job_number or job_number(self._around.site, at)
        facts = slip_facts(session, world, number, self._attempt, at)
        language = session.language
        writer = SlipWriter(language, self._around.translations[language], self._around.site)
        return facts, writer.write(facts)

    def _check_phone(self, number: str) -> None:
        registry = self._world.registry.registry
        if registry is None:
            self._events.append(flow.ListUnavailable())
            return
        today = self._around.utc_now().astimezone(CHINA).date()
        self._world = replace(self._world, verdict=check_phone(registry, number), checked_on=today)
        self._events.append(flow.PhoneChecked())

    def _forget(self) -> None:
        self._world = self._world.forgotten()
        self._attempt = 1
        self._listed_at = None
        self._ahead.stop()
        self._desks.printer.prepare(None)
        self._jobs.clear()
        self._around.window.forget()
        self._is_blank = True
        # The standard library keeps the last links it has taken apart, and one of them was the licence's.
        urllib.parse.clear_cache()  # type: ignore[attr-defined]  # not in the stubs

    def _refresh(self) -> None:
        around, session = self._around, self._session
        self._is_blank = False
        around.window.show_view(around.presenter.view(session, self._world), session.look)
        around.window.show_warning(around.presenter.warning(session, self._world, around.monotonic()))

    def _arm(self) -> None:
        deadline_s = flow.deadline(self._session)
        if deadline_s is None:
            self._timer.stop()
            return
        wait_ms = max(0, math.ceil((deadline_s - self._around.monotonic()) * 1000))
        if self._session.warn_until_s is not None:
            wait_ms = min(wait_ms, _COUNTDOWN_MS)
        self._timer.start(wait_ms)

    @Slot()
    def _on_timeout(self) -> None:
        self.dispatch(flow.Tick())
        if self._session.warn_until_s is not None:
            self._refresh()

    @Slot(object)
    def _on_confirmed(self, scan: ScanConfirmed) -> None:
        self.dispatch(triage.scan_event(read_licence(scan.payload)))

    @Slot(str)
    def _on_hint(self, hint: str) -> None:
        self.dispatch(flow.ScanHint(hint))

    @Slot(bool)
    def _on_camera(self, works: bool) -> None:  # noqa: FBT001 - the signal carries it
        self.dispatch(flow.CameraChanged(works))

    @Slot(object)
    def _on_frame(self, pixels: np.ndarray) -> None:
        self._around.window.show_frame(pixels)

    @Slot(object)
    def _on_printer(self, status: PrinterStatus) -> None:
        """Whoever comes is told before the first question that there will be no paper, and no longer once there is."""
        trouble = triage.known_trouble(status)
        if trouble is self._world.printer:
            return
        self._world = replace(self._world, printer=trouble)
        self._refresh()
        self.moved.emit(self._session, self._world)

    @Slot(object)
    def _on_registry(self, state: RegistryState) -> None:
        before = self._world.registry
        self._world = triage.with_registry(self._world, state)
        if state.freshness is not before.freshness or state.seq != before.seq:
            logger.info("registry is %s, release %s", state.freshness.value, state.seq)
        self.dispatch(flow.ServiceChanged(self._is_usable))
        if not triage.may_show(state):
            self.dispatch(flow.ListUnavailable())
        self._refresh()
        self.moved.emit(self._session, self._world)
