"""Starting a child, talking to it, and ending it: the mechanics below `ScannerProcess`.

Frozen programs start the child by calling themselves with `CHILD_FLAG`; their entry point must hand over to
`run_if_child` before anything else.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from scanner import messages
from scanner.events import RestartReason

if TYPE_CHECKING:
    from collections.abc import Sequence

CHILD_FLAG: Final = "--scanner-child"

_START_UP_S: Final = 10.0
"""From start to the first beat: 0.5 s measured on an idle machine, the rest is for a busy one."""
_SILENCE_S: Final = 2.5
"""Beats come four times a second, also from a camera that is being waited for (1 s at most)."""
_QUIT_S: Final = 0.5
_KILL_S: Final = 2.0
_MAX_PACKETS: Final = 256
_BURST: Final = 200
_PER_SECOND: Final = 100
"""A child at 30 frames per second has some 15 things a second to say. One that talks all the time would keep the
screen's process busy."""
MAX_PIXELS: Final = 8192 * 4096
"""Of a picture the child unpacks: sixteen times a 1080p frame, 100 MB."""


@dataclass(slots=True)
class ChildLink:
    """A running child and its socket."""

    process: subprocess.Popen[bytes]
    channel: socket.socket
    started_s: float
    heard_s: float | None = None
    heard: int = 0

    def send(self, message: messages.ToChild) -> None:
        """Send without waiting; a child that cannot take it is found out by its silence."""
        with contextlib.suppress(OSError):
            self.channel.send(messages.encode(message), socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)

    def drain(self, now: float) -> tuple[Sequence[messages.ToParent], RestartReason | None]:
        """Take all messages that are there."""
        packets: list[messages.ToParent] = []
        while len(packets) < _MAX_PACKETS:
            try:
                packet = self.channel.recv(messages.MAX_MESSAGE_BYTES, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return packets, None
            except OSError:
                return packets, RestartReason.DIED
            if not packet:
                return packets, RestartReason.DIED
            try:
                packets.append(messages.decode_for_parent(packet))
            except msgspec.MsgspecError:
                return packets, RestartReason.NONSENSE
            self.heard_s = now
            self.heard += 1
            if self.heard > _BURST + _PER_SECOND * (now - self.started_s):
                return packets, RestartReason.NONSENSE
        return packets, None

    def trouble(self, now: float) -> RestartReason | None:
        """Say whether it is dead or silent for too long."""
        if self.process.poll() is not None:
            return RestartReason.DIED
        silent = (
            now - self.started_s > _START_UP_S if self.heard_s is None else now - self.heard_s > _SILENCE_S
        )
        return RestartReason.STUCK if silent else None

    def end(self, timeout_s: float = _QUIT_S) -> None:
        """Wait for it to close its end of the socket after `Quit`, then close ours."""
        until_s = time.monotonic() + timeout_s
        with contextlib.suppress(OSError):
            while (left_s := until_s - time.monotonic()) > 0:
                ready, _, _ = select.select([self.channel], [], [], left_s)
                if not ready or not self.channel.recv(messages.MAX_MESSAGE_BYTES):
                    break
        self.channel.close()


def launch(preview_descriptor: int, now: float) -> ChildLink:
    """Start a child that shares the preview memory; it waits for `Configure`. Takes about 1 ms."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        descriptors = (theirs.fileno(), preview_descriptor)
        process = subprocess.Popen(  # noqa: S603 - our own program, no shell, no outside words
            _command(descriptors),
            pass_fds=descriptors,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
    return ChildLink(process, ours, now)


def run_if_child(arguments: Sequence[str]) -> int | None:
    """Run the child when this program was started as one, and give its exit code; else None.

    Call first in a frozen program's entry point: `arguments` is `sys.argv`.
    """
    if len(arguments) < 2 or arguments[1] != CHILD_FLAG:  # noqa: PLR2004 - program name and flag
        return None
    from scanner import child  # noqa: PLC0415 - only the child needs OpenCV's video part and its limits

    return child.main(list(arguments[2:]))


def _command(descriptors: Sequence[int]) -> list[str]:
    numbers = [str(descriptor) for descriptor in descriptors]
    if getattr(sys, "frozen", False):
        return [sys.executable, CHILD_FLAG, *numbers]
    return [sys.executable, "-P", "-m", "scanner.child", *numbers]


def _environment() -> dict[str, str]:
    environment = dict(os.environ)
    here = str(Path(__file__).resolve().parent.parent)
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, (here, environment.get("PYTHONPATH"))))
    # Read by OpenCV and its libraries when they are loaded: short driver waits, one thread, no chatter, and no
    # picture whose header alone asks for a gigabyte.
    environment |= {
        "OPENCV_IO_MAX_IMAGE_PIXELS": str(MAX_PIXELS),
        "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT": "1",
        "OPENCV_LOG_LEVEL": "SILENT",
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }
    return environment


def kill_and_wait(process: subprocess.Popen[bytes]) -> None:
    """Give a process a moment to end, then end it; waits at most 2.5 s."""
    try:
        process.wait(_QUIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_KILL_S)
