"""The exhaustive walk: every screen a button can lead to, in every language and look, on both glasses.

A sample runs with the tests; all of it under scripts/soak, a test for each language and look, so that several
processes can share it. How many screens were looked at stands at the end of the run (conftest.py).
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
import zxingcpp
from PySide6.QtCore import QCoreApplication, QEvent

from kiosk_app.flow import Language
from kiosk_app.flow.intents import ToggleSound
from kiosk_app.view_models import Contrast, Look, TextSize
from kiosk_app.widgets.touch import pressables
from tests.support.screens_stage import LANDSCAPE, PORTRAIT, stage
from tests.support.screens_walk import Leg, contrast_faults, faults_on, legs, pixels_of, pseudo, show, walker

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from kiosk_app.theme import Panel

_SCREENS_OF_A_LEG = 9
_SAMPLE = {
    "leg": (
        Leg(PORTRAIT, Language.ZH, Look(TextSize.LARGEST, Contrast.NORMAL)),
        Leg(LANDSCAPE, Language.EN, Look(TextSize.LARGER, Contrast.DARK, reach=True)),
    ),
    "longer_leg": (Leg(PORTRAIT, Language.EN, Look(TextSize.LARGE), is_pseudo=True),),
}
_WHOLE = {
    "leg": tuple(legs()),
    "longer_leg": tuple(
        Leg(leg.panel, leg.language, leg.look, is_pseudo=True)
        for leg in legs()
        if leg.language is Language.EN and leg.look.contrast is Contrast.NORMAL
    ),
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    legs_of = _WHOLE if metafunc.config.getoption("--soak") else _SAMPLE
    for name in {"leg", "longer_leg"} & set(metafunc.fixturenames):
        metafunc.parametrize(name, legs_of[name], ids=str)


@pytest.fixture
def count(record_property: Callable[[str, object], None]) -> Callable[[int, int], None]:
    """Tell the summary how many screens were looked at and how many had faults."""

    def tell(screens: int, faulty: int) -> None:
        record_property("screens_walked", screens)
        record_property("screens_faulty", faulty)

    return tell


def walk(qtbot: QtBot, leg: Leg, *, soak: bool) -> tuple[int, dict[str, list[str]]]:
    """Give the number of screens looked at, and what is wrong with which."""
    window = stage(leg.panel)
    qtbot.addWidget(window, before_close_func=lambda widget: widget.allow_close())
    situations = leg.situations()
    if not soak:
        situations = tuple(random.Random(str(leg)).sample(situations, _SCREENS_OF_A_LEG))
    faults: dict[str, list[str]] = {}
    for situation in situations:
        show(window, situation, leg.look)
        found = faults_on(window, leg, situation) + contrast_faults(window)
        if found:
            faults[situation.name] = found
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    window.forget()
    return len(situations), faults


@pytest.mark.timeout(600)
def test_every_screen_is_whole_large_apart_and_in_contrast(
    qtbot: QtBot, leg: Leg, count: Callable[[int, int], None], *, soak: bool
) -> None:
    screens, faults = walk(qtbot, leg, soak=soak)
    count(screens, len(faults))
    assert not faults
    assert screens > (100 if soak else 0)


@pytest.mark.timeout(600)
def test_words_that_are_forty_percent_longer_still_fit(
    qtbot: QtBot, longer_leg: Leg, count: Callable[[int, int], None], *, soak: bool
) -> None:
    screens, faults = walk(qtbot, longer_leg, soak=soak)
    count(screens, len(faults))
    assert not faults


_WITH_MOST_KEYS = (
    "idle-current",
    "scan-slow",
    "type-code-asked",
    "debt-type",
    "list-goods-331002-1",
    "take-slip-goods",
)


@pytest.mark.sample(every=5)
@pytest.mark.parametrize("size", TextSize)
@pytest.mark.parametrize("reach", [False, True], ids=["standing", "sitting"])
@pytest.mark.parametrize("panel", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
def test_where_a_site_has_sound_its_key_fits_beside_the_others(
    qtbot: QtBot, panel: Panel, size: TextSize, *, reach: bool
) -> None:
    leg = Leg(panel, Language.EN, Look(size, reach=reach))
    window = stage(panel)
    qtbot.addWidget(window, before_close_func=lambda widget: widget.allow_close())
    walk = walker(is_portrait=panel.is_portrait, has_sound=True)
    faults = {}
    for situation in walk.situations(leg.language, leg.look):
        if situation.name in _WITH_MOST_KEYS:
            show(window, situation, leg.look)
            assert any(isinstance(one.intent, ToggleSound) for one in pressables(window))
            faults[situation.name] = faults_on(window, leg, situation)
    assert faults == {name: [] for name in _WITH_MOST_KEYS}


def test_no_word_of_ours_goes_round_the_catalogue() -> None:
    """What the pseudo-locale leaves in plain English was never given to the translator."""
    longer = Leg(PORTRAIT, Language.EN, Look(), is_pseudo=True).situations()
    titles = {situation.view.chrome.title for situation in longer if situation.view.chrome.title}
    assert not {title for title in titles if title.isascii() and not title.startswith("Jiao")} - {
        situation.view.card.name for situation in longer if hasattr(situation.view, "card")
    }
    assert pseudo("Step {number} of {total}").format(number=1, total=4).startswith("Stép 1 öf 4")


@pytest.mark.parametrize(
    ("panel", "look"),
    [(LANDSCAPE, Look()), (PORTRAIT, Look(TextSize.LARGEST, Contrast.DARK, reach=True))],
    ids=["wide", "hard"],
)
def test_the_code_to_take_along_is_read_off_the_glass(qtbot: QtBot, panel: Panel, look: Look) -> None:
    window = stage(panel)
    qtbot.addWidget(window, before_close_func=lambda widget: widget.allow_close())
    leg = Leg(panel, Language.ZH, look)
    trouble = next(one for one in leg.situations() if one.name == "trouble-paper-out")
    show(window, trouble, look)
    codes = zxingcpp.read_barcodes(pixels_of(window.grab().toImage()))
    assert [code.bytes.decode() for code in codes] == [trouble.world.take_along]
