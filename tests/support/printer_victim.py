"""A process that prints a slip and stops dead in one journal state, so that a test can kill it there.

    python -m tests.support.printer_victim PORT_URL JOURNAL STATE

Writes `reached` when the state is on the disk, then waits to be killed.
"""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

from printing.engine import EngineOptions, PrintEngine
from printing.events import PrintJob
from printing.journal import JobState, Journal
from tests.support.printer import FAST, PROFILE, Notebook, renderer, slip

WAIT_S = 30.0


class StoppingJournal(Journal):
    """Stops the thread that writes a given state, after it is written."""

    stop_at = JobState.DONE

    def advance(
        self, key: str, state: JobState, *, token: str | None = None, rows: int | None = None
    ) -> None:
        super().advance(key, state, token=token, rows=rows)
        if state is self.stop_at:
            sys.stdout.write("reached\n")
            sys.stdout.flush()
            threading.Event().wait(WAIT_S)


def main(port_url: str, journal_path: str, state: str) -> None:
    """Print until `state`."""
    notebook = Notebook()
    options = EngineOptions(timings=FAST, renderer=renderer())
    with StoppingJournal(Path(journal_path), time.time) as journal:
        journal.stop_at = JobState(state)
        with PrintEngine(port_url, journal, PROFILE, notebook.note, options=options) as engine:
            engine.submit(PrintJob("k1", slip(), "T-0001"))
            notebook.outcome("k1", WAIT_S)


if __name__ == "__main__":
    main(*sys.argv[1:])
