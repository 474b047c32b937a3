"""What a person hears who has asked for sound: a tone for what happened, and the title of the screen, read aloud."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, Self

from PySide6.QtCore import QObject, SignalInstance, Slot

from kiosk_app.flow import Language, State, first
from kiosk_app.paths import sounds_dir
from kiosk_app.sound.cues import cue_between
from kiosk_app.sound.player import Player

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk_app.flow import Session
    from kiosk_app.presenter import World
    from kiosk_app.view_models import View

_TONE_S: Final = 5.0
_SPEECH_S: Final = 20.0
_NOT_READ_ALOUD: Final = frozenset({State.DETAIL, State.PHONE_RESULT})
"""Whom somebody looks at, and what came of a number, is nobody else's business in a hall."""


@dataclass(frozen=True, slots=True)
class SoundPrograms:
    """What the site runs; an empty one is silence.

    Attributes:
        player: plays the WAV file that is its last argument, as `aplay -q` does.
        speech_zh, speech_en: read aloud what comes in on standard input, as `espeak-ng --stdin` does.
    """

    player: tuple[str, ...] = ()
    speech_zh: tuple[str, ...] = ()
    speech_en: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        """Whether there is anything to switch on."""
        return bool(self.player or self.speech_zh or self.speech_en)


class Moving(Protocol):
    """What is heard of a controller."""

    moved: SignalInstance
    """(`flow.Session`, `presenter.World`), after every step."""


class SoundListener(QObject):
    """Listens to the controller, as the audit does. GUI thread; a context manager.

    Args:
        programs: of the site.
        shown: the view on the screen.
    """

    def __init__(
        self, programs: SoundPrograms, shown: Callable[[], View | None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._shown = shown
        self._before = first()
        self._tones = Player(programs.player, _TONE_S, parent=self)
        self._voices = {
            Language.ZH: Player(programs.speech_zh, _SPEECH_S, is_latest_wins=True, parent=self),
            Language.EN: Player(programs.speech_en, _SPEECH_S, is_latest_wins=True, parent=self),
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for player in (self._tones, *self._voices.values()):
            player.close()

    def listen(self, controller: Moving) -> None:
        """Begin."""
        controller.moved.connect(self._on_moved)

    @Slot(object, object)
    def _on_moved(self, session: Session, _world: World) -> None:
        before, self._before = self._before, session
        if not session.look.sound:
            if before.look.sound:
                self._hush()
            return
        cue = cue_between(before, session)
        if cue is not None:
            self._tones.play(str(sounds_dir() / f"{cue.value}.wav"))
        if (
            session.state is not before.state
            or session.language is not before.language
            or not before.look.sound
        ):
            self._read_aloud(session)

    def _read_aloud(self, session: Session) -> None:
        view = self._shown()
        for language, voice in self._voices.items():
            if language is not session.language:
                voice.hush()
        if view is not None and session.state not in _NOT_READ_ALOUD:
            self._voices[session.language].play(words=view.chrome.title)

    def _hush(self) -> None:
        for player in (self._tones, *self._voices.values()):
            player.hush()
