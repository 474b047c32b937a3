"""`kiosk demo --auto --out DIR` as a process of its own, running while other tests do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from printing.escpos.parser import Op, parse

_DEADLINE_S = 55.0


@dataclass(frozen=True)
class Run:
    """One finished demonstration: how it ended, and the folder it left."""

    exit_code: int
    stdout: str
    stderr: str
    out: Path

    @property
    def journey(self) -> dict[str, Any]:
        journey: dict[str, Any] = json.loads((self.out / "journey.json").read_text(encoding="utf-8"))
        return journey

    @property
    def slip(self) -> tuple[Op, ...]:
        return parse((self.out / "slip.bin").read_bytes())


class Demonstration:
    """Started once, waited for when it is looked at."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._process: subprocess.Popen[str] | None = None

    def begin(self) -> subprocess.Popen[str]:
        """Start it, if it is not started yet."""
        if self._process is None:
            environment = {name: value for name, value in os.environ.items() if "DISPLAY" not in name}
            # Files, not pipes: nobody reads while it runs.
            with self._file("stdout").open("w") as stdout, self._file("stderr").open("w") as stderr:
                self._process = subprocess.Popen(
                    [Path(sys.executable).with_name("kiosk"), "demo", "--auto", "--out", self._file("out")],
                    stdout=stdout,
                    stderr=stderr,
                    text=True,
                    env=environment,
                )
        return self._process

    def result(self) -> Run:
        """Wait for its end."""
        exit_code = self.begin().wait(_DEADLINE_S)
        said = (self._file(name).read_text(encoding="utf-8") for name in ("stdout", "stderr"))
        return Run(exit_code, *said, self._file("out"))

    def end(self) -> None:
        """Leave nothing running."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(_DEADLINE_S)

    def _file(self, name: str) -> Path:
        return self._directory / name
