#!/usr/bin/env python3
"""Figures of the printing library on this machine: sizes, times, endurance.

Example: scripts/bench_printing.py            (add --jobs 1000 for the long run)
Exit codes: 0 every figure is within its bound or has none, 1 one is not, 2 usage.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from printing import (  # noqa: E402 - the source tree comes first
    CLONES,
    Done,
    EngineOptions,
    JobFinished,
    Journal,
    PrintEngine,
    PrinterProfile,
    PrintJob,
    PrintMode,
    Ready,
    Renderer,
    SimulatedPrinter,
    StatusChanged,
    Wiring,
    prepare_slip,
)
from tests.support.sample_slip import sample_slip  # noqa: E402 - the same

if TYPE_CHECKING:
    from printing import Document, EngineEvent, Evidence

RASTER = PrinterProfile()
TEXT = replace(RASTER, mode=PrintMode.TEXT, window_bytes=2048)
NATIVE = replace(TEXT, draws_qr=True)
RUNS = 10


@dataclass(frozen=True)
class Figure:
    """One line of the table; `most` None = no bound, `wish` = what was hoped for where the bound is another."""

    name: str
    value: float
    unit: str
    most: float | None = None
    wish: float | None = None

    @property
    def holds(self) -> bool:
        """Whether the value is within its bound."""
        return self.most is None or self.value <= self.most

    def __str__(self) -> str:
        bound = "" if self.most is None else f"<= {self.most:g}"
        wish = "" if self.wish is None else f"  (wished for: {self.wish:g})"
        return f"{self.name:52} {self.value:10.2f} {self.unit:6} {bound:10} {'ok' if self.holds else 'TOO MUCH'}{wish}"


class Ear:
    """Waits for what an engine says."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._events: list[EngineEvent] = []

    def hear(self, event: EngineEvent) -> None:
        """Called on the engine's thread."""
        with self._changed:
            self._events.append(event)
            self._changed.notify_all()

    def wait(self, kind: type, *, key: str = "") -> EngineEvent:
        """The event of this kind (a ready status, the job's end); at most a minute."""

        def found() -> EngineEvent | None:
            for event in self._events:
                right_job = not key or getattr(event, "key", "") == key
                is_ready = not isinstance(event, StatusChanged) or isinstance(event.status, Ready)
                if isinstance(event, kind) and right_job and is_ready:
                    return event
            return None

        with self._changed:
            if not self._changed.wait_for(lambda: found() is not None, 60.0):
                raise SystemExit(f"no {kind.__name__} within a minute")
            event = found()
            assert event is not None  # noqa: S101 - waited for
            self._events.clear()
            return event


def printed(
    document: Document, profile: PrinterProfile, wiring: Wiring, *, ahead: bool
) -> tuple[Evidence, float]:
    """One slip on a printer of 200 mm/s, fonts and engine new; returns the evidence and the mechanics' seconds."""
    model, ear = CLONES["epson"], Ear()
    with (
        tempfile.TemporaryDirectory() as folder,
        SimulatedPrinter(model, wiring=wiring) as printer,
        Journal(Path(folder) / "journal.sqlite", time.time) as journal,
        PrintEngine(printer.url, journal, profile, ear.hear, options=EngineOptions()) as engine,
    ):
        ear.wait(StatusChanged)
        if ahead:
            engine.prepare(document)
            threading.Event().wait(1.0)
        engine.submit(PrintJob("k", document, "bench"))
        finished = ear.wait(JobFinished, key="k")
        assert isinstance(finished, JobFinished)  # noqa: S101 - asked for
        if not isinstance(finished.outcome, Done):
            raise SystemExit(f"not done: {finished.outcome}")
        rows = printer.slips[0].bitmap.height_dots + model.cutter_feed_rows
        return finished.outcome.evidence, rows / model.dots_per_mm / (model.speed_mm_s or 1.0)


def sizes(document: Document) -> list[Figure]:
    """Paper, bytes and the time to make them."""
    fresh = _seconds(lambda: prepare_slip(document, RASTER, Renderer()))
    renderer = Renderer()
    slip = prepare_slip(document, RASTER, renderer)
    again = statistics.median(_seconds(lambda: prepare_slip(document, RASTER, renderer)) for _ in range(RUNS))
    items = slip.layout.items
    text, native = (prepare_slip(document, profile, renderer).stream.data for profile in (TEXT, NATIVE))
    return [
        Figure("ten agencies, paper", (items[-1].bottom - items[0].top) / 8, "mm", 260),
        Figure("whole slip, paper", slip.layout.height_mm, "mm", 260),
        Figure("black", 100 * slip.bitmap.coverage, "%", 20),
        Figure("raster", len(slip.stream.data) / 1000, "KB", 75),
        Figure("raster built, glyphs known", 1000 * again, "ms", 80),
        Figure("raster built, fonts and glyphs new", 1000 * fresh, "ms"),
        Figure("text, QR code drawn by the printer", len(native) / 1000, "KB", 3.2),
        Figure("text, QR code drawn by us", len(text) / 1000, "KB", 3.2),
    ]


def times(document: Document) -> list[Figure]:
    """From the button to the first byte, and the engine beside the mechanics."""
    ahead, mechanics_s = printed(document, RASTER, Wiring(), ahead=True)
    cold, _ = printed(document, RASTER, Wiring(), ahead=False)
    serial, serial_s = printed(document, NATIVE, Wiring(serial_baud=115200), ahead=True)
    return [
        Figure("request to first byte, slip made ready ahead", 1000 * ahead.first_byte_s, "ms", 50),
        Figure("request to first byte, nothing ready", 1000 * cold.first_byte_s, "ms"),
        Figure("TCP raster / mechanics at 200 mm/s", ahead.total_s / mechanics_s, "x", 1.05),
        Figure("serial 115200 text / mechanics", serial.total_s / serial_s, "x", 1.5),
    ]


def endurance(document: Document, jobs: int) -> list[Figure]:
    """Many jobs on a printer without mechanics."""
    process, ear = psutil.Process(), Ear()
    model = replace(CLONES["epson"], speed_mm_s=None)
    with (
        tempfile.TemporaryDirectory() as folder,
        SimulatedPrinter(model) as printer,
        Journal(Path(folder) / "journal.sqlite", time.time) as journal,
        PrintEngine(printer.url, journal, RASTER, ear.hear) as engine,
    ):
        ear.wait(StatusChanged)
        first = 0, 0
        # The printer keeps its last 24 slips and two million bytes: both are full before the count begins.
        for number in range(30 + jobs):
            if number == 30:  # noqa: PLR2004 - as said
                first = process.memory_info().rss, process.num_fds()
            engine.submit(PrintJob(f"k{number}", document, "bench"))
            finished = ear.wait(JobFinished, key=f"k{number}")
            if not isinstance(finished, JobFinished) or not isinstance(finished.outcome, Done):
                raise SystemExit(f"job {number}: {finished}")
        grown = (process.memory_info().rss - first[0]) / 1e6
        leaked = process.num_fds() - first[1]
    return [
        Figure(f"memory after {jobs} jobs", grown, "MB", 8),
        Figure("descriptors left open", leaked, "", 0),
    ]


def _seconds(act: object) -> float:
    started_s = time.perf_counter()
    act()  # type: ignore[operator] - a function without arguments
    return time.perf_counter() - started_s


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--jobs", type=int, default=50, help="slips of the endurance run (default 50)")
    jobs = parser.parse_args().jobs
    document = sample_slip()
    figures = [*times(document), *sizes(document), *endurance(sample_slip(2), jobs)]
    for figure in figures:
        print(figure)
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
