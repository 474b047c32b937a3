"""A day's worth of frames leaves nothing behind: memory, descriptors and shared memory of both processes."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
import psutil
import pytest

from scanner import Replay, ScannerProcess
from tests.support.scanner_pictures import frame_with, preview_mappings

if TYPE_CHECKING:
    from pathlib import Path

_GROWTH_BYTES = 6_000_000
"""Two preview frames' worth: what an allocator keeps back; a leak of one byte per pixel is 100 times that."""


@dataclass(frozen=True)
class Use:
    """What both processes hold."""

    parent_bytes: int
    child_bytes: int
    parent_descriptors: int
    child_descriptors: int
    shared_mappings: int


def use(scanner: ScannerProcess) -> Use:
    """Look ten times and keep the least: a picture may just be open, a buffer just be filled."""
    assert scanner.pid is not None
    parent, child = psutil.Process(), psutil.Process(scanner.pid)
    pause = threading.Event()
    looks = []
    for _ in range(10):
        scanner.poll()
        processes = (parent, child)
        looks.append([p.memory_info().rss for p in processes] + [p.num_fds() for p in processes])
        pause.wait(0.013)
    return Use(
        *(min(column) for column in zip(*looks, strict=True)),
        preview_mappings() + preview_mappings(scanner.pid),
    )


def play(scanner: ScannerProcess, frames: int, until_s: float) -> None:
    """Poll and preview as a screen does until so many frames were decoded, or the time is over."""
    pause = threading.Event()
    while scanner.frames < frames and time.monotonic() < until_s:
        scanner.poll()
        scanner.preview()
        pause.wait(0.02)


@pytest.mark.timeout(3_000)
def test_memory_and_descriptors_stay_flat(tmp_path: Path, soak: bool) -> None:
    """A run that ends by the clock before its last frame fails: it has not shown what it is for."""
    wanted = 200_000 if soak else 400
    for number in range(3):
        frame = frame_with(f"demo payload {number}", size=(640, 480))
        cv2.imwrite(str(tmp_path / f"{number}.png"), np.asarray(frame, np.uint8))
    begin = time.monotonic()
    with ScannerProcess(Replay(tmp_path, fps=2000)) as scanner:
        scanner.start_scanning()
        play(scanner, 5_000 if soak else 100, begin + 40)
        before = use(scanner)
        warm = scanner.frames
        play(scanner, wanted, begin + (2_900 if soak else 50))
        after, frames = use(scanner), scanner.frames
    print(f"{frames} frames; {before} -> {after}")
    assert frames >= wanted > warm + 200
    assert after.child_bytes - before.child_bytes < _GROWTH_BYTES
    assert after.parent_bytes - before.parent_bytes < _GROWTH_BYTES
    assert after.child_descriptors <= before.child_descriptors
    assert after.parent_descriptors <= before.parent_descriptors
    assert after.shared_mappings == before.shared_mappings
