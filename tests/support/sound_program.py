"""A small player of our own, as a site would name one in its settings: it notes what it was to play."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_PROGRAM = """
import os, signal, sys
how, log = sys.argv[2].split(), sys.argv[1]
if "deaf" in how:
    signal.pause()
what = sys.stdin.buffer.read().decode() if "words" in how else sys.argv[-1]
with open(log, "a", encoding="utf-8") as file:
    file.write(what + "\\n")
if "slow" in how:
    signal.pause()
"""


def program(folder: Path, *how: str) -> tuple[str, ...]:
    """Its argument list.

    Args:
        folder: where it notes what it played.
        how: `slow` never ends by itself, `deaf` does not even read, `words` plays its standard input.
    """
    return sys.executable, "-S", "-c", _PROGRAM, str(folder / "heard"), " ".join(how) or "-"


def heard(folder: Path) -> list[str]:
    """What was played, in order."""
    path = folder / "heard"
    return path.read_text("utf-8").splitlines() if path.is_file() else []
