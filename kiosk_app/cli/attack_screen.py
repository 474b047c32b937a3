"""The screen's end of `kiosk attack-test`: a process of its own that shows texts on the terminal's label.

One line of JSON in (`{"text": ...}`), one out (`{"plain": ..., "same": ..., "ms": ...}`). An alarm ends the
process when a text takes more than five seconds; the parent sees the pipe close and knows which one it was.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
from typing import Any, Final

ALARM_S: Final = 5
_MEMORY_BYTES: Final = 4 << 30
_SHOWN_CHARACTERS: Final = 4_000
"""The longest text a code can hold is 7,089 digits; a screen shows no more than this of anything."""


def serve() -> None:
    """Show every text of stdin until it ends."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - only this process draws

    application = QApplication([])
    for line in sys.stdin:
        signal.alarm(ALARM_S)
        answer = _show(str(json.loads(line)["text"]))
        signal.alarm(0)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    application.quit()


def _show(text: str) -> dict[str, Any]:
    from kiosk_app.theme import Panel, Role, Theme  # noqa: PLC0415 - same
    from kiosk_app.view_models import Look  # noqa: PLC0415 - same
    from kiosk_app.widgets.labels import plain_label  # noqa: PLC0415 - same

    begin = time.perf_counter()
    label = plain_label(Theme(Panel(1080, 1920), Look()), text[:_SHOWN_CHARACTERS], Role.BODY)
    label.resize(800, 600)
    shown = label.grab()
    ms = (time.perf_counter() - begin) * 1000
    return {
        # Nothing of it was taken for markup: every character is in the lines that are drawn.
        "plain": "".join("".join(label.block.lines(800)).split()) == "".join(label.text().split()),
        "same": label.text() == text[:_SHOWN_CHARACTERS],
        "drawn": not shown.isNull(),
        "ms": ms,
    }
