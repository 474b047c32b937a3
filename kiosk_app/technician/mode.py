"""Technician's mode at work: gesture, model, pages and errands put together. GUI thread.

Nothing here waits. The public side is told two things only: to clear the session before the lock screen comes up,
and whether staff have put the terminal out of service.
"""

from __future__ import annotations

import logging
import math
import secrets
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from kiosk_app.flow import PrintEnded, PrintResult
from kiosk_app.flow.intents import FinishAndClear
from kiosk_app.technician import errands, flow, reports
from kiosk_app.technician import model as m
from kiosk_app.technician.answers import event_of
from kiosk_app.technician.desk import ErrandDesk
from kiosk_app.technician.entry import EntryWatch
from kiosk_app.technician.facts import TrialResult
from kiosk_app.technician.knowledge import Knowledge
from kiosk_app.technician.overlay import TechnicianOverlay
from kiosk_app.technician.remarks import clock_is_suspect
from kiosk_app.technician.trial_page import trial_page
from offline_cache import FolderFetcher

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from kiosk_app.audit import AuditEvent
    from kiosk_app.flow import Event as PublicEvent
    from kiosk_app.technician.errands import Answer
    from kiosk_app.technician.knowledge import Sources
    from kiosk_app.technician.presenter import TechnicianPresenter
    from kiosk_app.technician.runner import Runner
    from kiosk_app.window import KioskWindow

logger = logging.getLogger(__name__)

_REFRESH_MS = 1000
"""Devices and clock on a page are never older."""

_ON_SHOW: dict[m.Page, tuple[errands.Errand, ...]] = {
    m.Page.HOME: (errands.ReadPaper(), errands.RunDoctor()),
    m.Page.PRINTER: (errands.ReadPaper(),),
    m.Page.NETWORK: (errands.LookAtNetwork(),),
    m.Page.LOGS: (errands.ReadLogs(),),
    m.Page.ABOUT: (errands.ReadAbout(),),
    m.Page.DOCTOR: (errands.RunDoctor(),),
}
_ONLY_FOR_TECHNICIANS = (errands.RunDoctor,)


@dataclass(frozen=True, slots=True)
class Means:
    """What technician's mode works with.

    Attributes:
        sources: where facts come from.
        report: takes an audit event; never waits.
    """

    window: KioskWindow
    sources: Sources
    runner: Runner
    presenter: TechnicianPresenter
    report: Callable[[AuditEvent], None]


class TechnicianMode(QObject):
    """One terminal's technician's mode; lies over the public window while somebody is in it.

    Signals:
        restart_wanted: somebody asked for a fresh start, and nothing is being printed.
        moved: the `model.Model`, after every step that changed it.
    """

    restart_wanted = Signal()
    moved = Signal(object)

    def __init__(self, means: Means, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sources = means.sources
        self._means = means
        self._model = m.Model()
        self._events: deque[m.Event] = deque()
        self._is_stepping = False
        self._test_job = 0
        self.knowledge = Knowledge(sources, self)
        self.knowledge.changed.connect(self._refresh)
        self.overlay = TechnicianOverlay(means.window.theme_in, sources.monotonic)
        means.window.lay_over(self.overlay)
        self.overlay.intent.connect(self.dispatch)
        self._errands = ErrandDesk(means.runner, self)
        self._errands.answered.connect(self._on_answer)
        self._entry = EntryWatch(lambda: means.window.theme.panel.px_per_mm, sources.monotonic, self)
        self._entry.summoned.connect(self.summon)
        sources.desks.scan.frame_ready.connect(self._on_frame)
        sources.desks.printer.happened.connect(self._on_printer)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timeout)

    @property
    def model(self) -> m.Model:
        """The visit as it is."""
        return self._model

    @property
    def is_open(self) -> bool:
        """Whether its screen lies over the public one."""
        return self._model.is_open

    def begin(self) -> None:
        """Watch the glass; the window is shown."""
        self._errands.start()
        handle = self._means.window.windowHandle()
        if handle is not None:
            self._entry.watch(handle)

    def end(self) -> None:
        """The terminal is stopping."""
        self._entry.stop()
        self._timer.stop()
        if self._model.is_open:
            self.dispatch(FinishAndClear())
        self._errands.stop()

    @Slot()
    def summon(self) -> None:
        """The gesture was made."""
        self.dispatch(m.Summoned())

    @Slot(object)
    def dispatch(self, event: m.Event) -> None:
        """Answer one event; one raised while another is being answered waits for its turn."""
        self._events.append(event)
        if self._is_stepping:
            return
        self._is_stepping = True
        before = self._model
        try:
            while self._events:
                self._step(self._events.popleft())
        finally:
            self._is_stepping = False
        self._refresh()
        if self._model != before:
            self.moved.emit(self._model)

    def _step(self, event: m.Event) -> None:
        now_s = self._means.sources.monotonic()
        self._model, commands = flow.step(self._model, event, now_s, self._rules())
        for command in commands:
            self._obey(command)

    def _rules(self) -> m.Rules:
        setup = self._means.sources.setup
        state = self._means.sources.controller.world.registry
        return m.Rules(setup.operators, clock_is_suspect(state), setup.lock_s, setup.log_out_s)

    def _obey(self, command: m.Command) -> None:
        match command:
            case m.ClearPublic():
                self._means.sources.controller.dispatch(FinishAndClear())
                self._ask(errands.AskWait())
            case m.TryDoor(pin=pin, code=code):
                self._ask(errands.AskDoor(pin, code, self._rules().clock_is_suspect))
            case m.TryOperator(pin=pin):
                self._ask(errands.AskOperator(pin))
            case m.ShowPage(page=page) | m.LookAgain(page=page):
                self._show(page, is_again=isinstance(command, m.LookAgain))
            case m.HidePage(page=page):
                self._hide(page)
            case m.Close(level=level):
                self._close(level)
            case m.Restart():
                self._restart()
            case m.NoteFreeEntry():
                self._means.report(reports.let_in_freely())
            case _:
                self._act(command)

    def _act(
        self,
        command: m.PrintTest
        | m.JudgeTest
        | m.NoteRoll
        | m.SyncNow
        | m.SyncStick
        | m.FindSticks
        | m.Examine
        | m.SetService
        | m.SetOperatorPin,
    ) -> None:
        match command:
            case m.PrintTest():
                self._print_test()
            case m.JudgeTest(is_whole=is_whole):
                self._keep_test(TrialResult.WHOLE if is_whole else TrialResult.BAD)
            case m.NoteRoll():
                self._ask(errands.NewRoll())
            case m.SyncNow():
                self._sync(None)
            case m.SyncStick(number=number):
                self._sync(number)
            case m.FindSticks():
                self._ask(errands.LookForSticks())
            case m.Examine():
                self._ask(errands.RunDoctor())
            case m.SetService(closure=closure):
                self._means.sources.controller.close_service(closure)
                self._means.report(reports.service(closure, self._model.level))
                self._ask(errands.KeepSwitch(closure))
            case m.SetOperatorPin(pin=pin):
                self._ask(errands.SetPin(pin))
            case _ as never:
                assert_never(never)

    def _ask(self, errand: errands.Errand) -> None:
        self.knowledge.begins(errand)
        if not self._errands.ask(errand):
            self._on_answer(errands.NotFoundOut(errand, "too many at once"))

    def _show(self, page: m.Page, *, is_again: bool) -> None:
        if page is m.Page.CAMERA:
            if is_again:
                self._means.sources.desks.scan.stop()
            self.knowledge.camera_opens()
            self._means.sources.desks.scan.start()
        facts = self.knowledge.facts()
        for errand in _ON_SHOW.get(page, ()):
            is_doctor = isinstance(errand, errands.RunDoctor)
            if is_doctor and (self._model.level is not m.Level.TECHNICIAN or facts.is_examining):
                continue
            if is_doctor and facts.findings is not None and not is_again:
                continue
            self._ask(errand)

    def _hide(self, page: m.Page) -> None:
        if page is m.Page.CAMERA:
            self._means.sources.desks.scan.stop()

    def _close(self, level: m.Level | None) -> None:
        if level is not None:
            self._means.report(reports.log_out(level))
        if self._test_job:
            # Nothing happens where it has ended: a test print is not waited for once nobody looks at it.
            self._means.sources.desks.printer.give_up(self._test_job)
        self.knowledge.forget()
        self.overlay.leave()
        # Whatever the camera's page has learnt about the camera is for the next visit to find out anew.
        self._means.sources.controller.dispatch(FinishAndClear())

    def _sync(self, number: int | None) -> None:
        desk, sticks = self._means.sources.desks.registry, self.knowledge.facts().sticks or ()
        if number is not None and number >= len(sticks):
            return
        self.knowledge.sync_begins(from_stick=number is not None)
        self._means.report(reports.sync_asked(from_stick=number is not None))
        if number is None:
            desk.sync_now()
        else:
            desk.sync_from(FolderFetcher(Path(sticks[number].path)))

    def _restart(self) -> None:
        is_printing = self._means.sources.desks.printer.is_printing
        self._means.report(reports.restart(is_printing=is_printing))
        if is_printing:
            self._events.append(m.Told(m.Notice.PRINTER_BUSY))
        else:
            self.restart_wanted.emit()

    # The test print

    def _print_test(self) -> None:
        sources = self._means.sources
        if sources.desks.printer.is_printing:
            self._events.append(m.Told(m.Notice.PRINTER_BUSY))
            return
        # The flow counts its jobs upwards from zero: ours are none of its.
        self._test_job -= 1
        page = trial_page(sources.site.terminal, sources.utc_now())
        number = f"{sources.site.terminal}-TEST{-self._test_job}"
        sources.desks.printer.print_slip(self._test_job, secrets.token_hex(16), page, number)

    @Slot(object)
    def _on_printer(self, event: PublicEvent) -> None:
        if not isinstance(event, PrintEnded) or event.job != self._test_job or event.job >= 0:
            return
        has_paper = event.result in {PrintResult.DONE, PrintResult.UNCONFIRMED}
        if not has_paper:
            self._keep_test(TrialResult.FAILED)
        self.dispatch(m.TrialEnded(has_paper))

    def _keep_test(self, result: TrialResult) -> None:
        level = self._model.level or m.Level.OPERATOR
        self._means.report(reports.trial_print(result, level))
        self._ask(errands.KeepTest(result, level.value))

    # What comes back

    @Slot(object)
    def _on_answer(self, answer: Answer) -> None:
        self.knowledge.take(answer)
        for report in reports.of_answer(answer, self._model.level):
            self._means.report(report)
        event = event_of(answer)
        if event is not None:
            self.dispatch(event)

    @Slot(object)
    def _on_frame(self, pixels: np.ndarray) -> None:
        if self._model.page is m.Page.CAMERA:
            self.overlay.show_frame(pixels)

    @Slot()
    def _on_timeout(self) -> None:
        self.dispatch(m.Tick())

    @Slot()
    def _refresh(self) -> None:
        if self._is_stepping:
            return
        now_s = self._means.sources.monotonic()
        if self._model.is_open:
            view = self._means.presenter.view(self._model, self.knowledge.facts(), self._rules(), now_s)
            if view is not None:
                self.overlay.show_view(view)
        self._arm(now_s)

    def _arm(self, now_s: float) -> None:
        deadline_s = flow.deadline(self._model, now_s)
        if deadline_s is None:
            self._timer.stop()
            return
        self._timer.start(min(_REFRESH_MS, max(0, math.ceil((deadline_s - now_s) * 1000))))
