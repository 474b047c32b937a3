"""What is worth a tone, and that every tone says what is on the screen as well."""

from __future__ import annotations

import importlib.util
import io
import wave
from array import array
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kiosk_app import flow
from kiosk_app.flow import Session, State
from kiosk_app.flow import intents as i
from kiosk_app.paths import sounds_dir
from kiosk_app.sound import SCREEN_TEXT, Cue, cue_between
from kiosk_app.view_models import Look

if TYPE_CHECKING:
    from types import ModuleType

LOUD = Look(sound=True)
WITH_SOUND = flow.Policy(sound=True)


def a_session(state: State, **changes: Any) -> Session:
    return replace(Session(state, look=LOUD), **changes)


@pytest.fixture(scope="session")
def tones() -> ModuleType:
    path = Path(__file__).parents[3] / "scripts" / "tones.py"
    spec = importlib.util.spec_from_file_location("tones", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("before", "after", "cue"),
    [
        (a_session(State.SCAN), a_session(State.CONFIRM), Cue.READ),
        (a_session(State.PLACE), a_session(State.LIST), Cue.LIST),
        (a_session(State.PRINTING), a_session(State.TAKE_SLIP), Cue.TAKE),
        (a_session(State.PRINTING), a_session(State.TROUBLE), Cue.ATTENTION),
        (a_session(State.PRINTING), a_session(State.PRINTING, stalled=True), Cue.ATTENTION),
        (a_session(State.LIST), a_session(State.LIST, warn_until_s=9.0), Cue.ATTENTION),
        (a_session(State.SCAN), a_session(State.SCAN, scan_refused_until_s=9.0), Cue.ATTENTION),
        (a_session(State.DETAIL), a_session(State.LIST), None),
        (a_session(State.DEBT_TYPE), a_session(State.AMOUNT), None),
        (a_session(State.LIST), a_session(State.LIST, page=1), None),
        (Session(State.SCAN), a_session(State.SCAN), Cue.ON),
        (Session(State.SCAN), Session(State.CONFIRM), None),
    ],
)
def test_a_step_is_heard_when_something_has_happened(
    before: Session, after: Session, cue: Cue | None
) -> None:
    assert cue_between(before, after) is cue


@pytest.mark.parametrize("cue", Cue)
def test_every_tone_has_its_file_and_its_words(cue: Cue) -> None:
    assert (sounds_dir() / f"{cue.value}.wav").is_file()
    assert SCREEN_TEXT[cue]


def test_the_files_are_what_the_script_makes(tones: ModuleType) -> None:
    assert tones.main(["--check"]) == 0


@pytest.mark.parametrize("cue", Cue)
def test_a_tone_is_short_and_soft(tones: ModuleType, cue: Cue) -> None:
    with wave.open(io.BytesIO(tones.wav(tones.TONES[cue.value]))) as file:
        heard = array("h", file.readframes(file.getnframes()))
        assert file.getnframes() / file.getframerate() <= 0.6
    assert 0.1 < max(map(abs, heard)) / 32767 <= 0.2
    assert abs(heard[0]) < 400
    assert abs(heard[-1]) < 400


def test_sound_is_off_until_asked_for_and_off_again_for_the_next_person() -> None:
    session = flow.first()
    for event, is_on in (
        (i.Choose("start"), False),
        (i.ToggleSound(), True),
        (i.Choose("skip"), True),
        (i.FinishAndClear(), False),
    ):
        session, _ = flow.step(session, event, 1000.0, WITH_SOUND)
        assert session.look.sound is is_on, event


def test_where_the_site_has_no_sound_there_is_nothing_to_switch_on() -> None:
    session, _ = flow.step(flow.first(), i.ToggleSound(), 1000.0, flow.Policy())
    assert not session.look.sound
