"""Puts the demonstration together and runs it, by hand or by itself."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from kiosk_app.app import Terminal, TerminalSetup
from kiosk_app.clock import utc_now
from kiosk_app.crash import CRASHED, CrashGuard
from kiosk_app.demo.owner import GLANCES_FOR_S, LOOKS_FOR_S, AutoOwner
from kiosk_app.demo.paper_window import PaperWindow
from kiosk_app.demo.recorder import Recorder
from kiosk_app.demo.technician import demo_technician
from kiosk_app.demo.town import DEMO_CITIES, DEMO_SITE, DemoTown
from kiosk_app.flow import Policy
from kiosk_app.paths import DataPaths
from kiosk_app.signals import quit_on_signal
from kiosk_app.startup import has_display
from kiosk_app.theme import Panel
from printing import SimulatedPrinter, default_profile
from scanner import LiveCamera, MjpegUrl, Replay, hand_held_video

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk_app.demo.recorder import Journey
    from scanner import CameraSource

DEMO_PAYLOAD = "http://www.gsxt.gov.cn/index.html?uniscid=91331002MA2DEM0179"
_LONGEST_S = 90.0
_WENT = 42
"""Exit code of the event loop when the owner has gone home; anything else stopped the journey."""
_SMALLEST_PANEL_IN = 15.6


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """What the command line says.

    Attributes:
        camera: device number or path, or an http:// MJPEG URL; None = the generated video.
        port: a port URL; None = the simulated printer.
        out: where an automatic run leaves its pictures and figures.
        payload: what the demonstration phone shows.
    """

    auto: bool = False
    out: Path | None = None
    camera: str | None = None
    port: str | None = None
    english: bool = False
    answers: tuple[str, str, str] = ("goods", "from_200k", "331002")
    payload: str = DEMO_PAYLOAD
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class DemoResult:
    """How a run ended: `fault` is empty when everything held."""

    journey: Journey
    fault: str = ""


def run_demo(options: DemoOptions, say: Callable[[str], None]) -> DemoResult:
    """Run it from beginning to end; blocks in Qt's event loop.

    Args:
        options: see `DemoOptions`.
        say: tells the person at the command line what is happening.
    """
    if not has_display(os.environ):
        os.environ["QT_QPA_PLATFORM"] = os.environ.get("QT_QPA_PLATFORM") or "offscreen"
    app = QApplication.instance() or QApplication([])
    if not isinstance(app, QApplication):
        raise TypeError("another kind of Qt application is running")
    with contextlib.ExitStack() as stack:
        say("publishing the demonstration registry with throw-away keys")
        town = stack.enter_context(DemoTown(utc_now()))
        camera = _camera(options, town, say)
        paper = PaperWindow() if _is_seen(app) and options.port is None else None
        printer = None
        if options.port is None:
            listener = paper.on_paper if paper is not None else None
            printer = stack.enter_context(SimulatedPrinter(listener=listener))
        url = options.port or (printer.url if printer is not None else "")
        recorder = Recorder(options.out, options.payload, default_profile(url))
        technician = None if options.auto else demo_technician(town.directory, say)
        setup = replace(_setup(options, town, camera, url, recorder.tap), technician=technician)
        terminal = stack.enter_context(Terminal(setup))
        recorder.watch(terminal)
        if paper is not None and printer is not None:
            stack.callback(paper.deleteLater)
            _show_paper(app, paper, printer, terminal)
        say("the terminal is running" + ("" if options.auto else "; Ctrl+C here ends it"))
        fault = _run(app, options, terminal, recorder)
        journey = recorder.write()
        if options.out is not None and printer is not None and printer.slips:
            printer.slips[-1].bitmap.to_png(options.out / "slip.png")
        return DemoResult(journey, fault or (_judge(journey) if options.auto else ""))


def _camera(options: DemoOptions, town: DemoTown, say: Callable[[str], None]) -> CameraSource:
    if options.camera is None:
        say("filming a hand-held phone that shows a licence")
        video = town.directory / "phone.avi"
        hand_held_video(options.payload, video)
        return Replay(video)
    if options.camera.startswith(("http://", "https://")):
        return MjpegUrl(options.camera)
    device = int(options.camera) if options.camera.isdecimal() else options.camera
    return LiveCamera(device)


def _setup(
    options: DemoOptions, town: DemoTown, camera: CameraSource, url: str, tap: Callable[[bytes], None]
) -> TerminalSetup:
    return TerminalSetup(
        site=DEMO_SITE,
        policy=Policy(),
        panel=_panel(landscape=options.landscape),
        camera=camera,
        printer_url=url,
        source=town.source(),
        pinned_root=town.pinned_root,
        cities=DEMO_CITIES,
        data=DataPaths(town.directory / "terminal"),
        tap=tap,
        hides_cursor=False,
    )


def _panel(*, landscape: bool) -> Panel:
    screen = QApplication.primaryScreen()
    if QApplication.platformName() == "offscreen":
        return Panel(1920, 1080) if landscape else Panel(1080, 1920)
    size, physical = screen.geometry().size(), screen.physicalSize()
    diagonal_in = (physical.width() ** 2 + physical.height() ** 2) ** 0.5 / 25.4
    return Panel(size.width(), size.height(), max(_SMALLEST_PANEL_IN, diagonal_in))


def _is_seen(app: QApplication) -> bool:
    return app.platformName() != "offscreen"


def _show_paper(app: QApplication, paper: PaperWindow, printer: SimulatedPrinter, terminal: Terminal) -> None:
    paper.use(printer)
    paper.place(app.primaryScreen().geometry())
    paper.end_wanted.connect(lambda: app.exit(0))
    paper.show()
    # Without a window manager the window mapped last lies on top; the terminal's own comes first.
    QTimer.singleShot(500, paper.raise_)
    terminal.window.destroyed.connect(paper.close)


def _run(app: QApplication, options: DemoOptions, terminal: Terminal, recorder: Recorder) -> str:
    late = QTimer()
    late.setSingleShot(True)
    late.timeout.connect(lambda: app.exit(0))
    with quit_on_signal(app), CrashGuard(terminal.window):
        # A recorder photographs each screen at the step that leads to it.
        terminal.begin(full_screen=_is_seen(app), paced=not options.auto)
        if options.auto:
            owner = AutoOwner(
                terminal,
                options.answers,
                english=options.english,
                looks_for_s=LOOKS_FOR_S if _is_seen(app) else GLANCES_FOR_S,
                parent=terminal.controller,
            )
            owner.touched.connect(recorder.on_touch)
            owner.went.connect(lambda: app.exit(_WENT))
            owner.begin()
            late.start(round(_LONGEST_S * 1000))
        code = app.exec()
        late.stop()
    if code == CRASHED:
        return "a bug ended it; the log above says where"
    if options.auto and code != _WENT:
        return f"the journey stopped at {terminal.controller.session.state.value}"
    return ""


def _judge(journey: Journey) -> str:
    if journey.outcome.get("outcome") != "Done":
        return f"the slip was not proven complete: {journey.outcome.get('outcome', 'nothing was printed')}"
    if not journey.shown or journey.shown != journey.printed:
        return "the agencies on paper are not the agencies on the screen"
    return ""
