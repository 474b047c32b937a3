"""A licence on a hand-held phone, through the child process in real time: how soon, and at what cost."""

from __future__ import annotations

import statistics
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psutil
import pytest

from scanner import Replay, ScanConfirmed, ScannerProcess, hand_held_video
from tests.support.scanner_pictures import LICENCE

if TYPE_CHECKING:
    from pathlib import Path

_SECONDS = 3.0


@dataclass(frozen=True)
class Run:
    """One phone: seconds from the first frame that could be read to the scan's arrival; rates and shares."""

    wait_s: float
    frames_per_s: float
    here: float
    child: float


def watch(path: Path) -> Run:
    """Poll and take previews as the screen does, for as long as the video lasts."""
    pause, arrived = threading.Event(), None
    with ScannerProcess(Replay(path, loop=False)) as scanner:
        assert scanner.pid is not None
        here, child = psutil.Process(), psutil.Process(scanner.pid)
        scanner.start_scanning()
        while scanner.frames == 0:
            scanner.poll()
            pause.wait(0.01)
        begin = time.monotonic()
        beats = [(begin, scanner.frames)]
        spent_before = [sum(process.cpu_times()[:2]) for process in (here, child)]
        while time.monotonic() - begin < _SECONDS - 1.0:
            for event in scanner.poll():
                if isinstance(event, ScanConfirmed) and arrived is None:
                    arrived = time.monotonic() - event.first_seen_s
            scanner.preview()
            if scanner.frames != beats[-1][1]:
                beats.append((time.monotonic(), scanner.frames))
            pause.wait(0.01)
        seconds = time.monotonic() - begin
        spent = [sum(process.cpu_times()[:2]) for process in (here, child)]
    assert arrived is not None
    shares = [(after - before) / seconds for after, before in zip(spent, spent_before, strict=True)]
    return Run(arrived, _rate(beats), *shares)


def _rate(beats: list[tuple[float, int]]) -> float:
    """Frames per second from the first beat to the last: what came after the last one is not known yet."""
    (first_s, first), (last_s, last) = beats[0], beats[-1]
    return (last - first) / (last_s - first_s)


@pytest.mark.soak
@pytest.mark.timeout(200)
def test_a_phone_is_read_at_once_and_at_camera_speed(tmp_path: Path) -> None:
    runs = []
    for seed in range(7):
        hand_held_video(LICENCE, tmp_path / f"{seed}.avi", seconds=_SECONDS, seed=seed)
        runs.append(watch(tmp_path / f"{seed}.avi"))
    middle = Run(*(statistics.median(column) for column in zip(*map(_row, runs), strict=True)))
    print(f"median of {len(runs)}: {middle}")
    assert middle.wait_s <= 0.150
    assert middle.frames_per_s >= 27
    assert middle.here <= 0.25
    assert middle.child <= 1.0


def _row(run: Run) -> tuple[float, float, float, float]:
    return run.wait_s, run.frames_per_s, run.here, run.child
