"""Slips, engines and a notebook of events for tests that print on the simulated printer."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from printing.bitmap import Renderer
from printing.device import Timings
from printing.document import (
    Bar,
    Bars,
    Document,
    EndMark,
    Field,
    Item,
    ItemRef,
    Paragraph,
    QrCode,
    Rule,
    Size,
)
from printing.engine import EngineOptions, PrintEngine
from printing.events import EngineEvent, JobFinished, JobSuspended, PrintJob, StatusChanged
from printing.journal import Journal
from printing.profile import PrinterProfile
from printing.simulator import SimulatedPrinter, Wiring
from printing.simulator_model import EPSON, PrinterModel
from printing.slip_stream import PreparedSlip, prepare_slip
from printing.status import PrinterStatus, PrintOutcome, Ready, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from printing.simulator_paper import CutSlip

INSTANT = replace(EPSON, speed_mm_s=None)
TCP = Wiring()
PROFILE = PrinterProfile(slowest_mm_s=2000.0)
FAST = Timings(
    open_s=1.0,
    answer_s=0.3,
    quiet_s=0.02,
    slice_s=0.01,
    write_slice_s=0.05,
    poll_s=0.02,
    busy_poll_s=0.05,
    fence_slack_s=0.3,
    patience_s=10.0,
    reconnect_first_s=0.01,
    reconnect_last_s=0.05,
)
WAIT_S = 15.0


def slip(items: int = 2, *, note: str = "第1次") -> Document:
    """A short slip with `items` fictitious agencies."""
    return Document(
        title="演示",
        language="zh-CN",
        blocks=(
            Paragraph("合规机构清单（演示）", size=Size.TITLE),
            Field("单号", f"T-0001 {note}"),
            Rule(heavy=True),
            *(_item(number) for number in range(1, items + 1)),
            EndMark(f"—— 清单完 共{items}家 ——"),
        ),
    )


def long_slip(items: int = 10) -> Document:
    """A slip of the usual length, with its QR code."""
    short = slip(items)
    code = QrCode("https://example.invalid/verify?seq=12&seed=345678", "核验本清单", side_mm=22.0)
    return Document(short.title, short.language, (*short.blocks[:-1], code, short.blocks[-1]))


def _item(number: int) -> Item:
    return Item(
        ref=ItemRef(f"demo-{number:03d}"),
        rank=str(number),
        headline=f"演示第{number}债务服务有限公司",
        badge="推荐" if number == 1 else "",
        blocks=(
            Paragraph(f"0576-0000{number:04d}", size=Size.LARGE),
            Field("地址", f"演示市演示区演示路{number}号"),
            Field("证号", f"演示备〔2026〕{number:03d}号"),
            Bars(
                (Bar("合规", 98.0, "98"), Bar("成功", 76.0, "76"), Bar("投诉", 100.0, "0")),
            ),
        ),
    )


class Notebook:
    """Takes an engine's events on its thread; lets the test wait for one."""

    def __init__(self) -> None:
        self.events: list[EngineEvent] = []
        self.bytes = bytearray()
        self.on_tap: Callable[[bytes], None] | None = None
        self.on_event: Callable[[EngineEvent], None] | None = None
        self._changed = threading.Condition()

    def note(self, event: EngineEvent) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()
        if self.on_event is not None:
            self.on_event(event)

    def tap(self, data: bytes) -> None:
        self.bytes += data
        if self.on_tap is not None:
            self.on_tap(data)

    def happens_within(self, is_it: Callable[[EngineEvent], bool], wait_s: float) -> bool:
        """Whether it has happened, or does within this time."""
        with self._changed:
            return self._changed.wait_for(lambda: any(map(is_it, self.events)), wait_s)

    def wait_for(self, is_it: Callable[[EngineEvent], bool], wait_s: float = WAIT_S) -> EngineEvent:
        end_s = time.monotonic() + wait_s
        with self._changed:
            while True:
                for event in self.events:
                    if is_it(event):
                        return event
                left_s = end_s - time.monotonic()
                assert left_s > 0, f"it never happened; events: {self.events}"
                self._changed.wait(left_s)

    def outcome(self, key: str, wait_s: float = WAIT_S) -> PrintOutcome:
        event = self.wait_for(lambda one: isinstance(one, JobFinished) and one.key == key, wait_s)
        assert isinstance(event, JobFinished)
        return event.outcome

    def outcomes(self, key: str) -> list[PrintOutcome]:
        return [event.outcome for event in self.events if isinstance(event, JobFinished) and event.key == key]


@dataclass(slots=True)
class Bench:
    """An engine at a simulated printer, with its journal and a notebook of what it said."""

    printer: SimulatedPrinter
    journal: Journal
    engine: PrintEngine
    notebook: Notebook

    def print_slip(self, key: str = "k1", document: Document | None = None) -> PrintOutcome:
        """Submit and wait for the outcome."""
        assert self.engine.submit(PrintJob(key, document or slip(), "T-0001"))
        return self.notebook.outcome(key)

    def print_when_ready(self, key: str, document: Document) -> PrintOutcome:
        """Ask again as a person would, until the printer takes the job."""
        end_s = time.monotonic() + WAIT_S
        while True:
            self.notebook.events.clear()
            outcome = self.print_slip(key, document)
            if not isinstance(outcome, Refused) or time.monotonic() > end_s:
                return outcome

    def wait_ready(self) -> None:
        """Wait until the engine has seen the printer ready."""
        self.notebook.wait_for(
            lambda event: isinstance(event, StatusChanged) and isinstance(event.status, Ready)
        )

    def wait_suspended(self) -> PrinterStatus:
        """Wait until the job has stopped half-way, and say why."""
        event = self.notebook.wait_for(lambda event: isinstance(event, JobSuspended))
        assert isinstance(event, JobSuspended)
        return event.status


@contextmanager
def bench(  # noqa: PLR0913 - every test sets one or two of them by name
    directory: Path,
    model: PrinterModel = INSTANT,
    *,
    profile: PrinterProfile = PROFILE,
    timings: Timings = FAST,
    wiring: Wiring = TCP,
    before: Callable[[SimulatedPrinter], None] | None = None,
    roll_length_m: float | None = None,
) -> Iterator[Bench]:
    """A printer and its engine, running; both are stopped at the end."""
    notebook = Notebook()
    with (
        SimulatedPrinter(model, wiring=wiring) as printer,
        Journal(directory / "jobs.db", time.time) as journal,
    ):
        if before is not None:
            before(printer)
        options = EngineOptions(timings=timings, renderer=renderer(), roll_length_m=roll_length_m)
        with PrintEngine(
            printer.url, journal, profile, notebook.note, tap=notebook.tap, options=options
        ) as engine:
            yield Bench(printer, journal, engine, notebook)


@cache
def renderer() -> Renderer:
    """One set of fonts for all tests of a process."""
    return Renderer()


@cache
def expected(document: Document, profile: PrinterProfile = PROFILE) -> PreparedSlip:
    """What a document must become."""
    return prepare_slip(document, profile, renderer())


def is_whole(cut: CutSlip, document: Document, profile: PrinterProfile = PROFILE) -> bool:
    """Whether a piece of paper is exactly this slip: a valid list, end mark and all, and nothing else."""
    return cut.bitmap == expected(document, profile).bitmap
