"""Sound in a whole terminal: asked for, heard, and gone with the person who asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kiosk_app.flow import Policy
from kiosk_app.flow.intents import Choose, FinishAndClear, ToggleSound
from kiosk_app.sound import SoundPrograms
from tests.support.sound_program import heard, program

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.support.terminal import Kiosk

pytestmark = pytest.mark.journey(every=2)


def test_tones_and_titles_are_heard_until_the_person_leaves(
    qtbot: QtBot, start: Callable[..., Kiosk], tmp_path: Path
) -> None:
    programs = SoundPrograms(player=program(tmp_path), speech_zh=program(tmp_path, "words"))
    kiosk = start(policy=Policy(sound=True), sound=programs)
    kiosk.touch(Choose("check_phone"))
    kiosk.touch(ToggleSound())
    qtbot.waitUntil(lambda: len(heard(tmp_path)) == 2)
    assert kiosk.view.chrome.title in heard(tmp_path)
    assert any(line.endswith("on.wav") for line in heard(tmp_path))
    kiosk.touch(FinishAndClear())
    assert not kiosk.session.look.sound
    kiosk.touch(Choose("check_phone"))
    assert len(heard(tmp_path)) == 2
