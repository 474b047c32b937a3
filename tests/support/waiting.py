"""Waiting for something while the event loop runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable

_LOOK_MS = 5


def wait_until(is_so: Callable[[], bool], at_most_s: float = 20.0) -> None:
    """Let the event loop run until something is so. GUI thread."""
    loop, look, late = QEventLoop(), QTimer(), QTimer()
    look.timeout.connect(lambda: loop.quit() if is_so() else None)
    late.setSingleShot(True)
    late.timeout.connect(loop.quit)
    late.start(round(at_most_s * 1000))
    look.start(_LOOK_MS)
    loop.exec()
    look.stop()
    late.stop()
    assert is_so(), f"not within {at_most_s:.0f} s"
