#!/usr/bin/env python3
"""Measure a licence on a hand-held phone as the terminal sees it: how soon it is read, and at what cost.

A filmed phone of three seconds goes in real time through the scanner's child; the terminal's own window shows the scan
screen with the live picture (offscreen, 1080x1920). Everything is taken from the child's word that the video's first
frame is there to its word that the video has ended: frames decoded of those in the video; processor time of this
process (screen, previews, events) and of the child. What the player does after the end, waiting and opening the file
again, belongs to no video. The wait is from the first frame that the decoders could read to the scan's arrival here.

Example: scripts/bench phone [--videos 7] [--wide]
Exit codes: 0 all targets met, 1 one was missed.
"""

from __future__ import annotations

import argparse
import math
import os
import select
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kiosk_app.theme import Panel, load_fonts
from kiosk_app.view_models import Look
from kiosk_app.window import KioskWindow
from kiosk_app.workers.scan_desk import ScanDesk
from scanner import CameraFaultCode, Replay, ScanConfirmed, ScannerProcess, hand_held_video
from tests.support.scanner_pictures import LICENCE
from tests.support.screens_questions import Texts, scan

if TYPE_CHECKING:
    import numpy as np

TARGET_WAIT_MS = 150.0
TARGET_FPS = 29.5
TARGET_HERE = 0.25
TARGET_CHILD = 1.0
_SECONDS = 3.0
_FPS = 30
_START_S = 20.0
_END_S = 10.0


@dataclass(slots=True)
class Visit:
    """What happened while one video was shown; `spent`: when, and processor seconds here and in the child."""

    waits_ms: list[float] = field(default_factory=list)
    spent: list[tuple[float, float, float]] = field(default_factory=list)
    frames: int = 0
    previews: int = 0

    def row(self) -> tuple[float, float, float, float, float, float]:
        """Wait in ms, frames decoded, frames and previews per second, shares of a core here and in the child."""
        if len(self.spent) != 2:  # noqa: PLR2004 - begin and end
            raise RuntimeError("the video did not begin or did not end")
        (begin, *before), (end, *after) = self.spent
        here, child = ((b - a) / (end - begin) for a, b in zip(before, after, strict=True))
        fps = self.frames / max(end - begin, _SECONDS)
        return (
            min(self.waits_ms, default=math.inf),
            self.frames,
            fps,
            self.previews / (end - begin),
            here,
            child,
        )


def watch(window: KioskWindow, path: Path) -> Visit:
    """Show one video to the terminal."""
    visit = Visit()
    with ScannerProcess(Replay(path, loop=False, fps=_FPS)) as process:
        desk, pid = ScanDesk(process), process.pid
        here, child = psutil.Process(), psutil.Process(pid)

        def told(fault: CameraFaultCode | None) -> None:
            visit.spent.append((time.monotonic(), *(sum(one.cpu_times()[:2]) for one in (here, child))))
            visit.frames = process.frames
            if fault is not None:
                QApplication.exit(0)

        def show(pixels: np.ndarray) -> None:
            visit.previews += 1
            window.show_frame(pixels)

        def confirmed(scan: ScanConfirmed) -> None:
            visit.waits_ms.append((time.monotonic() - scan.first_seen_s) * 1000)

        desk.frame_ready.connect(show)
        desk.confirmed.connect(confirmed)
        desk.faulted.connect(told)
        # In operation the child stands by long before anybody shows a code.
        select.select([process.fileno()], [], [], _START_S)
        desk.start()
        patience = QTimer(singleShot=True, interval=int(_END_S * 1000))
        patience.timeout.connect(lambda: QApplication.exit(1))
        patience.start()
        QApplication.instance().exec()
        patience.stop()
        desk.close()
    return visit


def main() -> int:
    """Run, print, judge."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--videos", type=int, default=7)
    parser.add_argument("--wide", action="store_true", help="1920x1080 instead of portrait")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    QApplication([])
    panel = Panel(1920, 1080) if options.wide else Panel(1080, 1920)
    window = KioskWindow(panel, family=load_fonts(), clock=time.monotonic)
    window.show_view(scan(Texts("zh")), Look())
    window.show()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(options.videos):
            path = Path(folder) / f"{seed}.avi"
            hand_held_video(LICENCE, path, seconds=_SECONDS, seed=seed)
            rows.append(watch(window, path).row())
    whole = round(_SECONDS * _FPS)
    print(
        f"{'':8}{'wait ms':>9}{f'of {whole}':>8}{'frames/s':>10}{'previews/s':>12}{'GUI process':>13}{'child':>8}"
    )
    middle = tuple(statistics.median(column) for column in zip(*rows, strict=True))
    for name, row in [*((f"video {n}", row) for n, row in enumerate(rows)), ("median", middle)]:
        print(f"{name:8}{row[0]:9.0f}{row[1]:8.0f}{row[2]:10.1f}{row[3]:12.1f}{row[4]:13.0%}{row[5]:8.0%}")
    wait_ms, _, fps, _, here, child = middle
    holds = wait_ms <= TARGET_WAIT_MS and fps >= TARGET_FPS and here <= TARGET_HERE and child <= TARGET_CHILD
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
