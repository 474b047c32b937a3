"""A hall in a process of its own: hostile texts come in by camera and by list, are shown on real screens, and printed.

    python -m tests.support.hostile_hall PART DIRECTORY

with a JSON list on stdin, of texts or lists of bytes; one JSON object for each on stdout. An alarm, which nothing in
the process can hold up, ends it when one step with one text takes longer than five seconds. PART is `camera`, `list`,
or `naive`: a label of Qt's as it comes, to see that the alarm, and the watch over the files, work.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import signal
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from msgspec import Struct, structs
from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QLabel

from kiosk_app.controller import Desks
from kiosk_app.flow import State
from kiosk_app.flow.intents import Choose, GoBack
from kiosk_app.theme import Panel
from kiosk_app.view_models import Look
from kiosk_app.workers import PrintDesk
from offline_cache import FolderFetcher, RegistryStore, Synchroniser, Updated
from printing import (
    Document,
    EndMark,
    EngineOptions,
    Journal,
    Paragraph,
    PrintEngine,
    PrinterProfile,
    PrintMode,
    SimulatedPrinter,
    prepare_slip,
)
from printing.escpos.parser import parse
from printing.escpos.parser import text_of as text_on_paper
from scanner import Confirmer, Decoder, ScanConfirmed, text_of
from scanner.hostile import Symbol, draw_frame
from tests.support.printer import FAST, INSTANT, renderer
from tests.support.registry_builder import TAIZHOU, Contents, RegistryBuilder, agency, wall_clock
from tests.support.screens_monkey import Bench
from tests.support.screens_pretended import Pretended
from tests.support.screens_samples import SAMPLES, Texts
from tests.support.screens_stage import texts_on
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from printing import JobFinished, PrintJob

ALARM_S = 5
_FRAMES = 8
_BUDGET_MS = 60.0
_PATIENT = replace(FAST, open_s=5.0, answer_s=4.0, fence_slack_s=4.0)
"""A text that takes the interpreter away for long is to meet the alarm, not a printer given up."""
_TEXT = PrinterProfile(mode=PrintMode.TEXT)
_TEXT_FIELDS = ("name", "name_en", "address", "fee", "hours")
_FROM_OUTSIDE = {"name", "district", "value", "headline", "action"}
_SHOWN_WITH_IT = ("08-list", "13-problem-licence")


@contextlib.contextmanager
def alarmed(seconds: int = ALARM_S) -> Iterator[None]:
    """End the process if this takes too long; the kernel does it, whoever holds the interpreter.

    Where more runs than there are processors, as many times longer: who has to wait for one does not hang.
    """
    crowded = max(1.0, 2.0 * os.getloadavg()[0] / (os.cpu_count() or 1))
    signal.alarm(math.ceil(seconds * crowded))
    yield
    signal.alarm(0)


class Hall(QObject):
    """Window, controller, print engine and simulated printer, with a camera and a list that are told what to say."""

    def __init__(self, directory: Path, stack: contextlib.ExitStack) -> None:
        super().__init__()
        self.devices = Pretended()
        self.tapped = bytearray()
        self.jobs: list[PrintJob] = []
        self.finished: list[JobFinished] = []
        desk = PrintDesk()
        printer = stack.enter_context(SimulatedPrinter(INSTANT))
        journal = stack.enter_context(Journal(directory / "journal", time.time))
        engine = PrintEngine(
            printer.url,
            journal,
            None,
            desk.engine_event,
            tap=self.tapped.extend,
            options=EngineOptions(timings=_PATIENT, renderer=renderer()),
        )
        desk.use(stack.enter_context(engine))
        desk.submitted.connect(self._on_submitted)
        desk.finished.connect(self._on_finished)
        self.printer = desk
        self.devices.desks = Desks(self.devices.desks.scan, desk, self.devices.desks.registry)
        self.bench = Bench(Panel(1080, 1920, 32.0), self.devices)
        stack.callback(self.bench.close)

    def choose(self, *ids: str) -> None:
        """Touch these, or what means the same."""
        for identity in ids:
            self.bench.clock.settle()
            self.bench.controller.on_intent(Choose(identity))
            self.bench.settle()

    def texts(self) -> list[str]:
        """Paint what is on the glass, and tell what it holds; nothing on it may be of a kind that takes markup."""
        window = self.bench.window
        assert not window.grab().isNull()
        return texts_on(window)

    def prints(self, document: Document | None = None) -> list[str]:
        """Print, the list on the screen or a document; the bytes on the wire are held to the list of commands.

        Gives what a printer with letters of its own would have been told to write, too.
        """
        self.tapped.clear()
        before = len(self.finished)
        if document is None:
            self.choose("print")
            document = self.jobs[-1].document
        else:
            self.printer.print_slip(900_000 + before, f"hostile-{before}", document, "YS-01")
        wait_until(lambda: len(self.finished) > before)
        outcome = type(self.finished[-1].outcome).__name__
        assert parse(bytes(self.tapped))
        return [outcome, text_on_paper(parse(prepare_slip(document, _TEXT, renderer()).stream.data))]

    @Slot(object)
    def _on_submitted(self, job: PrintJob) -> None:
        self.jobs.append(job)

    @Slot(object)
    def _on_finished(self, event: JobFinished) -> None:
        self.finished.append(event)


def by_camera(hall: Hall, content: str | list[int]) -> dict[str, Any]:
    """Hold a code with this in it before the camera."""
    payload = _scanned(content if isinstance(content, str) else bytes(content))
    with alarmed():
        hall.choose("start")
        assert hall.bench.session.state is State.SCAN
        hall.devices.scan.confirmed.emit(ScanConfirmed(payload, "hostile", 0.0, 0.1))
        hall.bench.settle()
        said = hall.texts()
        session = hall.bench.session
        hall.bench.everybody_leaves()
    shown = []
    for name in _SHOWN_WITH_IT:
        with alarmed():
            view = with_text_from_outside(SAMPLES[name](Texts("zh")), text_of(payload))
            hall.bench.window.show_view(view, Look())
            shown += hall.texts()
    hall.bench.controller.end()
    with alarmed():
        outcome, paper = hall.prints(Document("演示", "zh-CN", (Paragraph(text_of(payload)), EndMark("完"))))
    return {
        "read": text_of(payload),
        "state": session.state.value,
        "uscc": session.uscc,
        "said": said,
        "shown": sorted(set(shown)),
        "outcome": outcome,
        "paper": paper,
    }


def with_text_from_outside(value: Any, text: str) -> Any:
    """The same view with this text where names, addresses and the like stand."""
    if isinstance(value, tuple):
        return tuple(with_text_from_outside(part, text) for part in value)
    if not isinstance(value, Struct):
        return value
    changed: dict[str, Any] = {}
    for name in value.__struct_fields__:
        part = getattr(value, name)
        is_text = isinstance(part, str) and name in _FROM_OUTSIDE
        changed[name] = text if is_text else with_text_from_outside(part, text)
    return structs.replace(value, **changed)


def _scanned(content: str | bytes) -> bytes:
    with alarmed(), contextlib.closing(Decoder()) as decoder:
        frame, confirmer = draw_frame((Symbol(content),)), Confirmer()
        for number in range(_FRAMES):
            scan = confirmer.feed(decoder.decode(frame, _BUDGET_MS), number / 30)
            if scan is not None:
                return scan.payload
    raise AssertionError("the code cannot be read")


class Office:
    """Publishes one release for each text, and a terminal fetches it."""

    def __init__(self, directory: Path, stack: contextlib.ExitStack) -> None:
        self._office = RegistryBuilder(directory / "office")
        self._office.publish(Contents(seq=1))
        store = RegistryStore(directory / "cache", self._office.pinned_root, cities=(TAIZHOU,))
        self._store = stack.enter_context(store)
        self._client = Synchroniser(self._store, FolderFetcher(self._office.directory))
        self._client.sync(wall_clock())
        self._seq = 1

    def by_list(self, hall: Hall, text: str) -> dict[str, Any]:
        """Put the text in every field of an agency that is a text, and go to the list and to its detail."""
        self._seq += 1
        hostile = agency(1, **dict.fromkeys(_TEXT_FIELDS, text))
        self._office.publish(Contents(seq=self._seq, agencies=(hostile, agency(2), agency(3))))
        with alarmed():
            outcome = self._client.sync(wall_clock())
        if not isinstance(outcome, Updated):
            # A number that was refused may be used again.
            return {"refused": f"{outcome}"}
        hall.devices.state = self._store.load(wall_clock())
        with alarmed():
            hall.bench.everybody_leaves()
            hall.choose("start", "skip", "goods", "small", "331002")
            assert hall.bench.session.state is State.LIST
            shown = hall.texts()
        with alarmed():
            hall.choose(str(hostile.id))
            assert hall.bench.session.state is State.DETAIL
            shown += hall.texts()
        with alarmed():
            hall.bench.controller.on_intent(GoBack())
            outcome, paper = hall.prints()
        hall.bench.everybody_leaves()
        return {"shown": sorted(set(shown)), "outcome": outcome, "paper": paper}


def naive(text: str) -> dict[str, Any]:
    """Show a text as Qt does when it is not told otherwise."""
    with alarmed(2):
        label = QLabel(text)
        label.grab()
    return {}


def answerer(part: str, directory: Path, stack: contextlib.ExitStack) -> Callable[[Any], dict[str, Any]]:
    """Make what is done with each text."""
    if part == "naive":
        return naive
    hall = Hall(directory, stack)
    return partial(by_camera if part == "camera" else Office(directory, stack).by_list, hall)


def main(part: str, directory: Path) -> None:
    """Take in the texts, and say what became of each."""
    application = QApplication([])
    with contextlib.ExitStack() as stack:
        answer = answerer(part, directory, stack)
        for text in json.load(sys.stdin):
            sys.stdout.write(json.dumps(answer(text)) + "\n")
            sys.stdout.flush()
    del application


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
