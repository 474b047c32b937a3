"""The child process: camera and decoders, apart from everything that must not fall with them.

It is told what to do over a socket, answers with bytes and numbers, and ends when the socket does. It
ignores the terminal's interrupt, dies with its parent, leaves no core dump, has limits on memory and time,
and gives up files, network and other processes before it looks at anything. It serves one period of
scanning: what it saw goes when the kernel takes its memory back.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import os
import resource
import signal
import socket
import sys
import time
from typing import TYPE_CHECKING, Final

import cv2
import msgspec

from scanner import messages
from scanner.camera import CameraFaultCode, MjpegUrl
from scanner.capture import Capture, open_source, watch_for
from scanner.confinement import confine
from scanner.confirm import Confirmer
from scanner.decoder import Decoder, Decoding
from scanner.exposure import ExposureGuide
from scanner.hints import SteadyHint
from scanner.preview import PreviewBuffer

if TYPE_CHECKING:
    from scanner.camera import CameraSource, Frame
    from scanner.confinement import Confinement
    from scanner.v4l2 import Setting

_PR_SET_PDEATHSIG: Final = 1
_ADDRESS_SPACE_BYTES: Final = 2 << 30
"""Measured at 720p: 0.45 GB of address space, 0.1 GB resident; the rest is room for a larger stream."""
_CPU_SECONDS: Final = 6 * 3600
"""A backstop against a runaway loop: a person's scanning needs a minute at most."""
_NICE: Final = 5
_DESCRIPTORS: Final = 64
_BEAT_S: Final = 0.25
_IDLE_WAIT_S: Final = 0.5
_FRAME_WAIT_S: Final = 0.1
_FRAME_S: Final = 1 / 30
_BUDGET_MS: Final = 22.0
_LEAST_BUDGET_MS: Final = 4.0
"""Kept for the cheap passes on a machine that is always late."""
_PREVIEW_PERIOD_S: Final = 1 / 15 - 0.004


def main(arguments: list[str]) -> int:
    """Run the child: arguments are two descriptors, of the socket and of the preview memory."""
    channel_descriptor, preview_descriptor = (int(argument) for argument in arguments)
    _restrict()
    channel = socket.socket(fileno=channel_descriptor)
    preview = PreviewBuffer(preview_descriptor)
    os.close(preview_descriptor)
    link = _Link(channel)
    try:
        return _Loop(link, preview).run()
    except Exception as error:  # noqa: BLE001 - boundary of the process: the parent replaces it
        link.send(messages.Crashed(type(error).__name__))
        return 1


class _Link:
    """The child's end of the socket."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self.is_open = True

    def receive(self, timeout_s: float) -> messages.ToChild | None:
        """Wait for a message; None when none came or the parent is gone (then `is_open` is False)."""
        self._channel.settimeout(timeout_s)
        try:
            packet = self._channel.recv(messages.MAX_MESSAGE_BYTES)
        except (TimeoutError, BlockingIOError):
            return None
        except OSError:
            packet = b""
        if not packet:
            self.is_open = False
            return None
        return messages.decode_for_child(packet)

    def send(self, message: messages.ToParent) -> None:
        """Send without waiting: a parent that does not listen loses beats, not the child its time."""
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            self._channel.send(messages.encode(message), socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)


class _Loop:
    """Commands in, frames through decoder and confirmer, reports out."""

    def __init__(self, link: _Link, preview: PreviewBuffer) -> None:
        self._link = link
        self._preview = preview
        self._source: CameraSource | None = None
        self._scan: _Scan | None = None
        self._confinement: Confinement | None = None
        self._clock = time.monotonic
        self._beat_s = float("-inf")
        self._turns = -1

    def run(self) -> int:
        """Serve until told to quit or the parent is gone."""
        while self._link.is_open:
            command = self._link.receive(0.0 if self._scan else _IDLE_WAIT_S)
            if isinstance(command, messages.Quit):
                break
            self._obey(command)
            if self._scan is not None:
                self._scan.step()
            if self._is_outgrown():
                break
            self._beat()
        return 0 if self._scan is None or self._scan.close() else 1

    def _obey(self, command: messages.ToChild | None) -> None:
        match command:
            case messages.Configure():
                self._source = messages.source_of(command)
                self._confine(self._source)
            case messages.Start():
                if self._scan is None and self._source is not None:
                    self._scan = _Scan(self._source, self._link, self._preview)
            case _:
                pass

    def _confine(self, source: CameraSource) -> None:
        """Load what is loaded on first use, then close the door."""
        Decoder().close()
        if isinstance(source, MjpegUrl):
            for name in ("encodings.idna", "scanner.mjpeg_camera"):
                importlib.import_module(name)
        self._confinement = confine(source)
        # A change of credentials, as in a user namespace of one's own, may clear it.
        _die_with_parent()
        self._link.send(messages.ConfinementReport(self._confinement.missing))

    def _is_outgrown(self) -> bool:
        """Say whether the camera came back on another node, which only the next child may open."""
        scan, source, confinement = self._scan, self._source, self._confinement
        if scan is None or source is None or confinement is None or not scan.lacks_camera:
            return False
        return confinement.is_outgrown(source)

    def _beat(self) -> None:
        now = self._clock()
        turns = self._scan.capture.turns if self._scan else self._turns + 1
        if now - self._beat_s < _BEAT_S or turns == self._turns:
            return
        self._beat_s, self._turns = now, turns
        frames, decode_ms = (self._scan.frames, self._scan.decode_ms) if self._scan else (0, 0.0)
        self._link.send(messages.Beat(frames, decode_ms))


class _Scan:
    """The one period of scanning this process is for."""

    def __init__(self, source: CameraSource, link: _Link, preview: PreviewBuffer) -> None:
        self._link = link
        self._preview = preview
        self._decoder = Decoder()
        self._confirmer = Confirmer()
        self._hints = SteadyHint()
        self._exposure = ExposureGuide()
        self._settings: tuple[Setting, ...] = ()
        self._state: tuple[bool, CameraFaultCode | None] = (False, None)
        self._preview_s = float("-inf")
        self.frames = 0
        self.decode_ms = 0.0
        self.capture = Capture(lambda: open_source(source), lambda: watch_for(source))
        self.capture.start()

    def step(self) -> None:
        """Handle the next frame, or note after a moment that there is none."""
        frame = self.capture.take(_FRAME_WAIT_S)
        state = self.capture.state()
        if state != self._state:
            self._state = state
            # The count as of this moment goes ahead, so that a stretch between two states can be measured.
            self._link.send(messages.Beat(self.frames, self.decode_ms))
            self._link.send(messages.StateReport(state[1]))
        if self.capture.settings != self._settings:
            self._settings = self.capture.settings
            self._link.send(messages.SettingsReport(self._settings))
        if frame is not None:
            self._look_at(frame)

    @property
    def lacks_camera(self) -> bool:
        """Whether the camera cannot be opened at present."""
        return self._state[1] in {CameraFaultCode.GONE, CameraFaultCode.BUSY}

    def close(self) -> bool:
        """End capture; False when the camera does not let go."""
        ended = self.capture.stop()
        self._decoder.close()
        return ended

    def _look_at(self, frame: Frame) -> None:
        # A frame that waited for the one before it gets less time, so that no third one is missed.
        left_ms = (frame.at_s + _FRAME_S - time.monotonic()) * 1000
        budget_ms = min(_BUDGET_MS, max(_LEAST_BUDGET_MS, left_ms))
        decoding = self._decoder.decode(frame.pixels, budget_ms)
        self.frames += 1
        self.decode_ms += 0.1 * (decoding.ms - self.decode_ms)
        scan = self._confirmer.feed(decoding, frame.at_s)
        if scan is not None:
            self._link.send(
                messages.ReadReport(scan.payload, scan.decoder, scan.first_seen_s, scan.confirmed_s)
            )
        if self._hints.feed(decoding.hint):
            self._link.send(messages.HintReport(self._hints.shown))
        step = self._exposure.feed(self._hints.shown, frame.at_s)
        if step is not None:
            self.capture.step_exposure(step)
        if frame.at_s - self._preview_s >= _PREVIEW_PERIOD_S:
            self._preview_s = frame.at_s
            self._publish(frame, decoding)

    def _publish(self, frame: Frame, decoding: Decoding) -> None:
        outline = decoding.located[0] if decoding.located else ()
        if decoding.payloads:
            outline = decoding.payloads[0].corners
        self._preview.write(frame.pixels, frame.at_s, outline, is_read=bool(decoding.payloads))


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _restrict() -> None:
    # On a small board the screen comes first: a picture looked at a little later is not noticed, a stuck key is.
    os.nice(_NICE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with_parent()
    if os.getppid() == 1:
        sys.exit(0)
    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_AS, _ADDRESS_SPACE_BYTES),
        (resource.RLIMIT_CPU, _CPU_SECONDS),
        (resource.RLIMIT_NOFILE, _DESCRIPTORS),
    ):
        _, hard = resource.getrlimit(limit)
        ceiling = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (ceiling, ceiling))
    cv2.setNumThreads(1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
