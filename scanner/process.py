"""The UI process's end of the scanner: one supervised child, replaced when it dies or is stuck.

Nothing here waits, except `close`. The owner calls `poll` regularly (some ten times a second): it reads what
the child reports, notices a dead or silent child, kills it and starts another after a back-off that grows.

A child serves one period of scanning. When that ends it is killed and the next one started, which stands by:
what the first one saw is in no memory any more, however decoders and drivers handle theirs.
"""

from __future__ import annotations

import logging
import os
import time
from typing import TYPE_CHECKING, Final, Self

from scanner import messages
from scanner.events import CameraState, HintChanged, Restarted, RestartReason, ScanConfirmed, ScannerEvent
from scanner.launch import ChildLink, kill_and_wait, launch
from scanner.preview import PreviewBuffer, PreviewFrame, create_memory

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from scanner.camera import CameraSource
    from scanner.confinement import Guard
    from scanner.v4l2 import Setting

_log = logging.getLogger(__name__)

_BACK_OFF_S: Final = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0)
_HEALTHY_S: Final = 30.0
"""A child that lived this long clears the back-off."""


class ScannerProcess:
    """Camera and decoder in a child process. Every method on one thread, which outlives the object."""

    def __init__(self, source: CameraSource, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._source = source
        self._clock = clock
        self._scanning = False
        self._restarts = 0
        self._start_at_s: float | None = None
        self._dying: list[subprocess.Popen[bytes]] = []
        self._preview: PreviewBuffer | None = None
        self._beat: messages.Beat | None = None
        self._settings: tuple[Setting, ...] = ()
        self._missing_guards: tuple[Guard, ...] | None = None
        self._is_used = False
        self._is_closed = False
        self._child: ChildLink | None = None
        self._launch()

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

    @property
    def camera_settings(self) -> tuple[Setting, ...]:
        """What became of the camera's settings when it was last opened; empty before and without a device."""
        return self._settings

    def fileno(self) -> int:
        """Descriptor that becomes readable when `poll` has something; -1 between two children."""
        return self._child.channel.fileno() if self._child else -1

    @property
    def missing_guards(self) -> tuple[Guard, ...]:
        """What the kernel does not offer to confine the child with; empty as it should be."""
        return self._missing_guards or ()

    @property
    def knows_guards(self) -> bool:
        """Whether a child has told how it is confined; before, nothing follows from an empty `missing_guards`."""
        return self._missing_guards is not None

    def start_scanning(self) -> None:
        """Open the camera and read codes until `stop_scanning`."""
        self._scanning = True
        if self._is_used:
            self._retire()
        else:
            self._is_used = True
            self._send(messages.Start())

    def stop_scanning(self) -> None:
        """Close the camera and let go of all that was seen, by ending the child that saw it."""
        self._scanning = False
        self._beat = None
        if self._is_used:
            self._retire()

    def poll(self) -> tuple[ScannerEvent, ...]:
        """Collect what happened since the last call, and look after the child. Takes well under 5 ms."""
        self._dying = [process for process in self._dying if process.poll() is None]
        now = self._clock()
        if self._child is None:
            if self._start_at_s is not None and now >= self._start_at_s:
                self._launch()
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
        return self._preview.take() if self._scanning and self._preview else None

    def close(self) -> None:
        """End the child (at most 2.5 s) and let go of the memory. Closing twice is fine."""
        if self._is_closed:
            return
        self._is_closed, self._scanning = True, False
        if self._child is not None:
            self._send(messages.Quit())
            self._child.end()
            self._dying.append(self._child.process)
            self._child = None
        for process in self._dying:
            kill_and_wait(process)
        self._dying.clear()
        self._close_preview()

    def _launch(self) -> None:
        self._start_at_s = None
        self._is_used = self._scanning
        try:
            memory = create_memory()
            try:
                self._child = launch(memory, self._clock())
                self._preview = PreviewBuffer(memory)
            finally:
                os.close(memory)
        except OSError as error:
            # No memory, no process or no descriptor to be had just now.
            _log.warning("scanner child does not start: %s", error.strerror)
            self._start_at_s = self._clock() + _BACK_OFF_S[-1]
            return
        self._send(messages.configure(self._source))
        if self._scanning:
            self._send(messages.Start())

    def _replace(self, reason: RestartReason, now: float) -> None:
        if self._child is None:
            return
        if now - self._child.started_s >= _HEALTHY_S:
            self._restarts = 0
        back_off_s = _BACK_OFF_S[min(self._restarts, len(_BACK_OFF_S) - 1)]
        self._restarts += 1
        _log.info("scanner child %s; next one in %.1f s", reason.value, back_off_s)
        self._end_child(now + back_off_s)

    def _retire(self) -> None:
        """End a child whose work is done and start the next; one that is waited for anyway stays so."""
        self._is_used = self._scanning
        if self._child is not None:
            self._restarts = 0
            self._end_child(self._clock())
            self._launch()

    def _end_child(self, next_at_s: float) -> None:
        if self._child is not None:
            self._child.channel.close()
            self._child.process.kill()
            self._dying.append(self._child.process)
        self._child = None
        self._start_at_s = next_at_s
        self._close_preview()

    def _close_preview(self) -> None:
        if self._preview is not None:
            self._preview.close()
            self._preview = None

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
            case messages.ConfinementReport():
                self._note_guards(packet.missing)
                return None
            case messages.SettingsReport():
                self._settings = packet.settings
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

    def _note_guards(self, missing: tuple[Guard, ...]) -> None:
        if missing and missing != self._missing_guards:
            _log.warning("scanner child is not confined in: %s", ", ".join(missing))
        self._missing_guards = missing
