"""A service manager's end of the notify socket: a real datagram socket, and programs started against it."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROOT_ENVIRONMENT = ("PATH", "HOME", "LANG", "PYTHONPATH")


class ServiceManager:
    """Hears what a service says. A context manager.

    Attributes:
        told: every assignment heard so far, in order.
    """

    def __init__(self, directory: Path) -> None:
        self.address = directory / "notify"
        self.told: list[str] = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        self._socket.bind(str(self.address))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def environment(self, watchdog_s: float | None = None) -> dict[str, str]:
        """What a service is started with."""
        given = {name: os.environ[name] for name in ROOT_ENVIRONMENT if name in os.environ}
        given |= {"NOTIFY_SOCKET": str(self.address), "QT_QPA_PLATFORM": "offscreen"}
        if watchdog_s is not None:
            given["WATCHDOG_USEC"] = str(round(watchdog_s * 1e6))
        return given

    def hear(self, within_s: float) -> str | None:
        """The next datagram, or None when none came."""
        self._socket.settimeout(max(0.001, within_s))
        try:
            message = self._socket.recv(4096).decode()
        except TimeoutError:
            return None
        self.told += message.splitlines()
        return message

    def wait_for(self, assignment: str, within_s: float) -> float:
        """Wait until it is said; return after how many seconds."""
        began_s = time.monotonic()
        while (left_s := began_s + within_s - time.monotonic()) > 0:
            message = self.hear(left_s)
            if message is not None and any(line.startswith(assignment) for line in message.splitlines()):
                return time.monotonic() - began_s
        raise AssertionError(f"{assignment} was not said within {within_s} s, only {self.told}")

    def silence_after(self, watchdog_s: float, most_s: float) -> float:
        """Wait until no beat has come for a whole `WatchdogSec`; return after how many seconds that was."""
        began_s = time.monotonic()
        while time.monotonic() - began_s < most_s:
            if self.hear(watchdog_s) is None:
                return time.monotonic() - began_s
        raise AssertionError(f"it beat on for {most_s} s")


@contextlib.contextmanager
def started(environment: dict[str, str], module: str, *words: object) -> Iterator[subprocess.Popen[bytes]]:
    """Run a module as a service; it is killed at the end, as a manager would."""
    command = [sys.executable, "-m", module, *map(str, words)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)
