"""Runs a program that makes a sound, and never waits for it.

One program at a time; each has a deadline after which it is killed; one that is missing, hangs or fails is silence,
said once in the log. There is no shell in between: the program and its arguments are a list from the settings.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QProcess, QTimer, Slot

if TYPE_CHECKING:
    from collections.abc import Sequence

logger = logging.getLogger(__name__)

_END_MS: Final = 500
"""For a killed program to be gone when the terminal stops; the only wait here, and not on a running screen."""


class Player(QObject):
    """One kind of sound: tones, or speech in one language. GUI thread.

    Args:
        program: what to run and its first arguments; empty = silence.
        deadline_s: for one run.
        is_latest_wins: a new sound cuts the one that is still going on (speech); otherwise it is left out (tones).
    """

    def __init__(
        self,
        program: Sequence[str],
        deadline_s: float,
        *,
        is_latest_wins: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._program = tuple(program)
        self._is_latest_wins = is_latest_wins
        self._waiting: tuple[tuple[str, ...], bytes] | None = None
        self._is_known_silent = False
        self._is_cut = False
        self._process = QProcess(self)
        self._process.setStandardOutputFile(QProcess.nullDevice())
        self._process.setStandardErrorFile(QProcess.nullDevice())
        limits = QProcess.UnixProcessParameters()
        # The child gets nothing of ours (camera, printer), and starting it does not copy our page tables.
        limits.flags = QProcess.UnixProcessFlag.CloseFileDescriptors | QProcess.UnixProcessFlag.UseVFork
        self._process.setUnixProcessParameters(limits)
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error)
        self._deadline = QTimer(self)
        self._deadline.setSingleShot(True)
        self._deadline.setInterval(round(deadline_s * 1000))
        self._deadline.timeout.connect(self._on_deadline)

    @property
    def is_playing(self) -> bool:
        """Whether a program is running."""
        return self._process.state() is not QProcess.ProcessState.NotRunning

    def play(self, *arguments: str, words: str = "") -> None:
        """Run the program, at once or not at all.

        Args:
            arguments: behind those of the settings; a file of ours, never anything of a person.
            words: for its standard input, as UTF-8; so they stand in no list of processes.
        """
        if not self._program:
            return
        if self.is_playing:
            if self._is_latest_wins:
                self._waiting = arguments, words.encode()
                self._cut()
            return
        self._start(arguments, words.encode())

    def hush(self) -> None:
        """Stop what can be heard, and begin nothing that waited."""
        self._waiting = None
        self._cut()

    def close(self) -> None:
        """Stop for good, when the terminal ends."""
        self.hush()
        if self.is_playing:
            self._process.waitForFinished(_END_MS)

    def _start(self, arguments: tuple[str, ...], words: bytes) -> None:
        self._is_cut = False
        self._process.setProgram(self._program[0])
        self._process.setArguments([*self._program[1:], *arguments])
        self._process.start()
        if words:
            self._process.write(words)
        self._process.closeWriteChannel()
        self._deadline.start()

    def _cut(self) -> None:
        if self.is_playing:
            self._is_cut = True
            self._process.kill()

    @Slot()
    def _on_deadline(self) -> None:
        if self.is_playing:
            self._say_once("was still running at its deadline")
            self._cut()

    @Slot(int, QProcess.ExitStatus)
    def _on_finished(self, code: int, _status: QProcess.ExitStatus) -> None:
        self._deadline.stop()
        if code and not self._is_cut:
            self._say_once(f"ended with {code}")
        if self._waiting is not None:
            (arguments, words), self._waiting = self._waiting, None
            self._start(arguments, words)

    @Slot(QProcess.ProcessError)
    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._deadline.stop()
            self._say_once("cannot be started")

    def _say_once(self, what: str) -> None:
        """A site without sound is no fault of the terminal; and one line is enough for months."""
        if not self._is_known_silent:
            self._is_known_silent = True
            logger.info("no sound: %s %s", self._program[0], what)
