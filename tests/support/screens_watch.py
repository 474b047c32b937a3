"""What must hold after everything anybody does: no error anywhere, one window, and it fills the screen."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import logging
import sys
import threading
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import psutil
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from kiosk_app.window import KioskWindow


class Watch(logging.Handler):
    """Hears every error the process would otherwise only have printed, whichever thread it is raised on."""

    def __init__(self, window: KioskWindow) -> None:
        super().__init__(logging.ERROR)
        self._window = window
        self._stack = contextlib.ExitStack()
        self.errors: list[str] = []

    def __enter__(self) -> Self:
        logging.getLogger().addHandler(self)
        self._stack.callback(logging.getLogger().removeHandler, self)
        self._replace(sys, "excepthook", self._note)
        self._replace(threading, "excepthook", self._on_hook)
        self._replace(sys, "unraisablehook", self._on_hook)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record; an expected fault of a device is at most a warning."""
        self.errors.append(self.format(record))

    def faults(self) -> list[str]:
        """Everything that is wrong now; empty is right."""
        found = list(self.errors)
        window = self._window
        if not window.isVisible() or not window.windowState() & Qt.WindowState.WindowFullScreen:
            found.append(f"the window is {window.windowState()}")
        if window.geometry() != QGuiApplication.primaryScreen().geometry():
            found.append(f"the window is at {window.geometry()}")
        others = [one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not window]
        if others:
            found.append(f"beside the window: {others}")
        return found

    def _replace(self, owner: object, name: str, hook: object) -> None:
        self._stack.callback(setattr, owner, name, getattr(owner, name))
        setattr(owner, name, hook)

    def _on_hook(self, told: threading.ExceptHookArgs | sys.UnraisableHookArgs) -> None:
        self._note(told.exc_type, told.exc_value, told.exc_traceback)

    def _note(
        self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.errors.append("".join(traceback.format_exception(kind, error, trace)))


class _HeapFigures(ctypes.Structure):
    """`struct mallinfo2` of the C library (mallinfo(3))."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
            *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    )


def heap_bytes() -> int:
    """What C and C++ hold: exact, where the resident size rounds to pages and arenas."""
    mallinfo2 = ctypes.CDLL(None).mallinfo2
    mallinfo2.restype = _HeapFigures
    gc.collect()
    figures = mallinfo2()
    return int(figures.uordblks + figures.hblkhd)


def rss_mb() -> float:
    """What the process holds of the machine's memory, without what Python would give up."""
    gc.collect()
    return float(psutil.Process().memory_info().rss) / 2**20


@dataclass(frozen=True)
class Census:
    """What there is of everything that could pile up, after a collection.

    Attributes:
        descriptors: open files, pipes and sockets. Not eventfds: Qt scales pictures on a thread that it keeps for
            half a minute and that has two of them.
        threads: Python's.
    """

    widgets: int
    known_to_python: int
    in_the_window: int
    descriptors: int
    threads: int


def eventfds() -> int:
    """Count the eventfds: each thread of Qt's own has two."""
    return sum("eventfd" in link for link in _descriptors())


def _descriptors() -> Iterator[str]:
    for descriptor in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # the one that lists them
            yield str(descriptor.readlink())


def census(window: KioskWindow) -> Census:
    """Count widgets, Qt objects that Python knows, all objects of the window, descriptors and threads."""
    gc.collect()
    return Census(
        len(QApplication.allWidgets()),
        sum(isinstance(one, QObject) for one in gc.get_objects()),
        len(window.findChildren(QObject)),
        sum("eventfd" not in link for link in _descriptors()),
        threading.active_count(),
    )
