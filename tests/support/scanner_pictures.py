"""Pictures and waiting for the scanner's tests: real codes, drawn here."""

from __future__ import annotations

import contextlib
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from scanner.phone_video import draw_code

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from scanner import ScannerEvent, ScannerProcess

LICENCE = "http://www.gsxt.gov.cn/index.html?uniscid=91331002MA2DEM0179"


def frame_with(
    *codes: str | bytes, side_px: int = 260, size: tuple[int, int] = (1280, 720)
) -> NDArray[np.uint8]:
    """A grey frame `(h, w, 3) uint8 BGR` with the codes side by side."""
    frame = np.full((size[1], size[0], 3), 128, np.uint8)
    for index, code in enumerate(codes):
        left = 80 + index * (side_px + 60)
        frame[200 : 200 + side_px, left : left + side_px] = draw_code(code, side_px)[:, :, None]
    return frame


def poll_until(
    scanner: ScannerProcess, wanted: Callable[[ScannerEvent], bool], deadline_s: float
) -> tuple[list[ScannerEvent], float]:
    """Poll until an event is the wanted one; gives all events and the seconds it took."""
    pause = threading.Event()
    begin = time.monotonic()
    events: list[ScannerEvent] = []
    while time.monotonic() - begin < deadline_s:
        for event in scanner.poll():
            events.append(event)
            if wanted(event):
                return events, time.monotonic() - begin
        pause.wait(0.01)
    raise AssertionError(f"not within {deadline_s} s; got {events}")


def poll_while(scanner: ScannerProcess, is_waited_for: Callable[[], bool], deadline_s: float) -> None:
    """Poll as long as something holds."""
    pause = threading.Event()
    begin = time.monotonic()
    while is_waited_for():
        assert time.monotonic() - begin < deadline_s, f"not within {deadline_s} s"
        scanner.poll()
        pause.wait(0.01)


def memory_holds(pid: int, trace: bytes) -> bool:
    """Search everything another process has mapped, as somebody who got hold of the machine would."""
    with (
        Path(f"/proc/{pid}/maps").open(encoding="utf-8") as regions,
        Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory,
    ):
        for region in regions:
            reach, rights = region.split()[:2]
            if not rights.startswith("r") or "[v" in region:
                continue
            first, behind = (int(end, 16) for end in reach.split("-"))
            memory.seek(first)
            with contextlib.suppress(OSError):
                if trace in memory.read(behind - first):
                    return True
    return False


def preview_mappings(pid: int | str = "self") -> int:
    """How often a process has preview memory mapped; it has no name in the file system to look for."""
    return Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").count("memfd:scanner-preview")
