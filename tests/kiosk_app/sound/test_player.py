"""The site's own program, run by the real player: one at a time, never waited for, silent when it fails."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, Signal

from kiosk_app.flow import Language, State
from kiosk_app.flow.session import Session
from kiosk_app.sound import Player, SoundListener, SoundPrograms
from kiosk_app.view_models import Look
from tests.support.screens_samples import SAMPLES, Texts
from tests.support.sound_program import heard, program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def players() -> Iterator[list[Player]]:
    made: list[Player] = []
    yield made
    for player in made:
        player.close()


def test_it_runs_the_program_with_the_file_as_its_last_argument(
    qtbot: QtBot, tmp_path: Path, players: list[Player]
) -> None:
    player = Player(program(tmp_path), 5.0)
    players.append(player)
    player.play("/a b/$(tone).wav")
    qtbot.waitUntil(lambda: heard(tmp_path) == ["/a b/$(tone).wav"])
    qtbot.waitUntil(lambda: not player.is_playing)


def test_a_second_tone_is_left_out_while_one_is_heard(
    qtbot: QtBot, tmp_path: Path, players: list[Player]
) -> None:
    player = Player(program(tmp_path, "slow"), 5.0)
    players.append(player)
    for name in ("one", "two", "three"):
        player.play(name)
    qtbot.waitUntil(lambda: heard(tmp_path) == ["one"])
    player.hush()
    qtbot.waitUntil(lambda: not player.is_playing)
    assert heard(tmp_path) == ["one"]


def test_the_latest_speech_cuts_the_one_before(qtbot: QtBot, tmp_path: Path, players: list[Player]) -> None:
    player = Player(program(tmp_path, "slow", "words"), 5.0, is_latest_wins=True)
    players.append(player)
    player.play(words="第一句")
    qtbot.waitUntil(lambda: heard(tmp_path) == ["第一句"])
    player.play(words="第二句")
    player.play(words="第三句")
    qtbot.waitUntil(lambda: heard(tmp_path) == ["第一句", "第三句"])


@pytest.mark.parametrize("how", ["slow", "deaf"])
def test_a_program_that_hangs_is_killed_at_its_deadline_and_never_waited_for(
    qtbot: QtBot, tmp_path: Path, players: list[Player], caplog: pytest.LogCaptureFixture, how: str
) -> None:
    caplog.set_level(logging.INFO)
    player = Player(program(tmp_path, how), 0.3)
    players.append(player)
    player.play("tone", words="x" * 1_000_000)
    assert player.is_playing  # so nobody waited for the program
    qtbot.waitUntil(lambda: not player.is_playing)
    assert "deadline" in caplog.text


@pytest.mark.parametrize(
    "argv", [("/nowhere/aplay",), (sys.executable, "-c", "raise SystemExit(1)")], ids=["missing", "no device"]
)
def test_a_missing_player_or_device_is_silence_said_once(
    qtbot: QtBot, players: list[Player], caplog: pytest.LogCaptureFixture, argv: tuple[str, ...]
) -> None:
    caplog.set_level(logging.INFO)
    player = Player(argv, 5.0)
    players.append(player)
    for _ in range(3):
        player.play("tone")
        qtbot.waitUntil(lambda: not player.is_playing)
    assert sum("no sound" in record.getMessage() for record in caplog.records) == 1


def test_without_a_program_nothing_runs(players: list[Player]) -> None:
    player = Player((), 5.0)
    players.append(player)
    player.play("tone")
    assert not player.is_playing


class Steps(QObject):
    """The end of the controller that a listener hears."""

    moved = Signal(object, object)


def test_who_asks_for_sound_hears_tones_and_titles_and_nobody_else(qtbot: QtBot, tmp_path: Path) -> None:
    view = SAMPLES["05-debt-type"](Texts("zh"))
    programs = SoundPrograms(program(tmp_path), program(tmp_path, "words"))
    with SoundListener(programs, lambda: view) as listener:
        steps = Steps()
        listener.listen(steps)
        for session in (
            Session(State.SCAN),
            Session(State.CONFIRM),
            Session(State.DEBT_TYPE, Language.ZH, Look(sound=True)),
        ):
            steps.moved.emit(session, None)
        qtbot.waitUntil(lambda: len(heard(tmp_path)) == 2)
    assert {part.rpartition("/")[2] for part in heard(tmp_path)} == {"on.wav", view.chrome.title}
