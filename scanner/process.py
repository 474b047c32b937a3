"""The UI process's end of the scanner: one supervised child, replaced when it dies or is stuck.

Nothing here waits, except `close`. The owner calls `poll` regularly (some ten times a second): it reads what
the child reports, notices a dead or silent child, kills it and starts another after a back-off that grows.

Frozen programs start the child by calling themselves with `CHILD_FLAG`; their entry point must hand over to
`run_if_child` before anything else.
"""

from __future__ import annotations

import contextlib
import logging
import os
import select
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import msgspec

from scanner import messages
from scanner.preview import PreviewBuffer, PreviewFrame, create_memory

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scanner.camera import CameraFaultCode, CameraSource
    from scanner.hints import Hint

_log = logging.getLogger(__name__)

CHILD_FLAG: Final = "--scanner-child"

_START_UP_S: Final = 10.0
"""From start to the first beat: 0.5 s measured on an idle machine, the rest is for a busy one."""
_SILENCE_S: Final = 2.5
"""Beats come four times a second, also from a camera that is being waited for (1 s at most)."""
_BACK_OFF_S: Final = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0)
_HEALTHY_S: Final = 30.0
"""A child that lived this long clears the back-off."""
_QUIT_S: Final = 0.5
_KILL_S: Final = 2.0
_MAX_PACKETS: Final = 256


class RestartReason(StrEnum):
    """Why a child was replaced."""

    DIED = "died"
    """It ended by itself: a crash, a limit, somebody's signal."""
    STUCK = "stuck"
    """It was silent for too long: the driver or a decoder held it, or it was stopped."""
    NONSENSE = "nonsense"
    """It said something that is no message."""


@dataclass(frozen=True, slots=True)
class ScanConfirmed:
    """A payload was read often enough. Times: monotonic seconds of its first and its last frame."""

    payload: bytes
    decoder: str
    first_seen_s: float
    confirmed_s: float


@dataclass(frozen=True, slots=True)
class HintChanged:
    """The guidance on screen should change."""

    hint: Hint


@dataclass(frozen=True, slots=True)
class CameraState:
    """The camera's state changed. `fault` is None when it delivers."""

    fault: CameraFaultCode | None


@dataclass(frozen=True, slots=True)
class Restarted:
    """The child was replaced; scanning goes on by itself."""

    reason: RestartReason


ScannerEvent = ScanConfirmed | HintChanged | CameraState | Restarted


class ScannerProcess:
    """Camera and decoder in a child process. Every method on one thread, which outlives the object."""

    def __init__(self, source: CameraSource, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._source = source
        self._clock = clock
        self._scanning = False
        self._restarts = 0
        self._start_at_s: float | None = None
        self._dying: list[subprocess.Popen[bytes]] = []
        self._preview_descriptor = create_memory()
        self._preview = PreviewBuffer(self._preview_descriptor)
        self._beat: messages.Beat | None = None
        self._child: _Child | None = self._launch()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """Process id of the child, None between two children."""
        return self._child.process.pid if self._child else None

    @property
    def decode_ms(self) -> float:
        """Running average of the decoder's time per frame, ms; 0 when not scanning."""
        return self._beat.decode_ms if self._beat else 0.0

    @property
    def frames(self) -> int:
        """Frames decoded since scanning began, as of the last beat."""
        return self._beat.frames if self._beat else 0

    def fileno(self) -> int:
        """Descriptor that becomes readable when `poll` has something; -1 between two children."""
        return self._child.channel.fileno() if self._child else -1

    def start_scanning(self) -> None:
        """Open the camera and read codes until `stop_scanning`."""
        self._scanning = True
        self._send(messages.Start())

    def stop_scanning(self) -> None:
        """Close the camera, forget what was seen, wipe the preview."""
        self._scanning = False
        self._beat = None
        self._send(messages.Stop())
        self._preview.wipe()

    def poll(self) -> tuple[ScannerEvent, ...]:
        """Collect what happened since the last call, and look after the child. Takes well under 5 ms."""
        self._dying = [process for process in self._dying if process.poll() is None]
        now = self._clock()
        if self._child is None:
            if self._start_at_s is not None and now >= self._start_at_s:
                self._child = self._launch()
            return ()
        packets, trouble = self._child.drain(now)
        events = [event for packet in packets if (event := self._event(packet)) is not None]
        trouble = trouble or self._child.trouble(now)
        if trouble is not None:
            self._replace(trouble, now)
            events.append(Restarted(trouble))
        return tuple(events)

    def preview(self) -> PreviewFrame | None:
        """Take the newest preview picture, or None when there is none since the last call."""
        return self._preview.take() if self._scanning else None

    def close(self) -> None:
        """End the child (at most 2.5 s) and let go of the memory. Closing twice is fine."""
        if self._preview_descriptor < 0:
            return
        self._scanning = False
        if self._child is not None:
            self._send(messages.Quit())
            self._child.end(_QUIT_S)
            self._dying.append(self._child.process)
            self._child = None
        for process in self._dying:
            _kill_and_wait(process)
        self._dying.clear()
        self._preview.wipe()
        self._preview.close()
        os.close(self._preview_descriptor)
        self._preview_descriptor = -1

    def _launch(self) -> _Child:
        self._start_at_s = None
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            descriptors = (theirs.fileno(), self._preview_descriptor)
            process = subprocess.Popen(  # noqa: S603 - our own program, no shell, no outside words
                _command(descriptors),
                pass_fds=descriptors,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )
        child = _Child(process, ours, self._clock())
        child.send(messages.configure(self._source))
        if self._scanning:
            child.send(messages.Start())
        return child

    def _replace(self, reason: RestartReason, now: float) -> None:
        if self._child is None:
            return
        if now - self._child.started_s >= _HEALTHY_S:
            self._restarts = 0
        back_off_s = _BACK_OFF_S[min(self._restarts, len(_BACK_OFF_S) - 1)]
        self._restarts += 1
        _log.info("scanner child %s; next one in %.1f s", reason.value, back_off_s)
        self._child.channel.close()
        self._child.process.kill()
        self._dying.append(self._child.process)
        self._child = None
        self._start_at_s = now + back_off_s
        if self._scanning:
            self._preview.wipe()

    def _send(self, message: messages.ToChild) -> None:
        if self._child is not None:
            self._child.send(message)

    def _event(self, packet: messages.ToParent) -> ScannerEvent | None:
        match packet:
            case messages.Beat():
                self._beat = packet if self._scanning else None
                return None
            case messages.Crashed():
                _log.info("scanner child gives up")
                return None
        if not self._scanning:
            return None  # said before the child heard that scanning is over
        match packet:
            case messages.ReadReport():
                return ScanConfirmed(packet.payload, packet.decoder, packet.first_seen_s, packet.confirmed_s)
            case messages.HintReport():
                return HintChanged(packet.hint)
            case messages.StateReport():
                return CameraState(packet.fault)


@dataclass(slots=True)
class _Child:
    """A running child and its socket."""

    process: subprocess.Popen[bytes]
    channel: socket.socket
    started_s: float
    heard_s: float | None = None

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
        return packets, None

    def trouble(self, now: float) -> RestartReason | None:
        """Say whether it is dead or silent for too long."""
        if self.process.poll() is not None:
            return RestartReason.DIED
        silent = (
            now - self.started_s > _START_UP_S if self.heard_s is None else now - self.heard_s > _SILENCE_S
        )
        return RestartReason.STUCK if silent else None

    def end(self, timeout_s: float) -> None:
        """Wait for it to close its end of the socket after `Quit`, then close ours."""
        until_s = time.monotonic() + timeout_s
        with contextlib.suppress(OSError):
            while (left_s := until_s - time.monotonic()) > 0:
                ready, _, _ = select.select([self.channel], [], [], left_s)
                if not ready or not self.channel.recv(messages.MAX_MESSAGE_BYTES):
                    break
        self.channel.close()


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
    # Read by OpenCV and its libraries when they are loaded: short driver waits, one thread, no chatter.
    environment |= {
        "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT": "1",
        "OPENCV_LOG_LEVEL": "SILENT",
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }
    return environment


def _kill_and_wait(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(_QUIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_KILL_S)
