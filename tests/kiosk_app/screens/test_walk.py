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
from kiosk_app.widgets.touch import Pressable, pressables
from tests.support.screens_stage import LANDSCAPE, PORTRAIT, place_of, stage, written_on
from tests.support.screens_walk import (
    Leg,
    coloured_legs,
    contrast_faults,
    faults_on,
    inks_and_grounds,
    legs,
    pixels_of,
    pseudo,
    show,
    walker,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from kiosk_app.preview import Situation
    from kiosk_app.theme import Panel
    from kiosk_app.window import KioskWindow

pytestmark = pytest.mark.journey(every=3)

_SCREENS_OF_A_LEG = 9
_SAMPLE = {
    "leg": (
        Leg(PORTRAIT, Language.ZH, Look(TextSize.LARGEST)),
        Leg(LANDSCAPE, Language.EN, Look(TextSize.LARGER, reach=True)),
    ),
    "longer_leg": (Leg(PORTRAIT, Language.EN, Look(TextSize.LARGE), is_pseudo=True),),
    "coloured_leg": (Leg(PORTRAIT, Language.ZH, Look(contrast=Contrast.DARK)),),
}
_WHOLE = {
    "leg": tuple(legs()),
    "longer_leg": tuple(
        Leg(leg.panel, leg.language, leg.look, is_pseudo=True)
        for leg in legs()
        if leg.language is Language.EN
    ),
    "coloured_leg": tuple(coloured_legs()),
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    legs_of = _WHOLE if metafunc.config.getoption("--soak") else _SAMPLE
    for name in set(legs_of) & set(metafunc.fixturenames):
        metafunc.parametrize(name, legs_of[name], ids=str)


@pytest.fixture
def count(record_property: Callable[[str, object], None]) -> Callable[[str, int, int], None]:
    """Tell the summary how many screens were looked at, for what, and how many had faults."""

    def tell(what: str, screens: int, faulty: int) -> None:
        record_property("walked", (what, screens, faulty))

    return tell


@pytest.fixture
def open_stage(qtbot: QtBot) -> Callable[[Panel], KioskWindow]:
    """A window to put screens into, closed at the end."""

    def begin(panel: Panel) -> KioskWindow:
        window = stage(panel)
        qtbot.addWidget(window, before_close_func=lambda widget: widget.allow_close())
        return window

    return begin


def shown(window: KioskWindow, leg: Leg, most: int | None) -> Iterator[Situation]:
    """Put every situation of a leg on the glass, or as many of them."""
    situations = leg.situations()
    if most is not None:
        situations = tuple(random.Random(str(leg)).sample(situations, most))
    for situation in situations:
        show(window, situation, leg.look)
        yield situation
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    window.forget()


@pytest.mark.timeout(1800)
def test_every_screen_is_whole_large_and_apart(
    open_stage: Callable[[Panel], KioskWindow],
    leg: Leg,
    count: Callable[[str, int, int], None],
    *,
    soak: bool,
) -> None:
    window = open_stage(leg.panel)
    found = {
        situation.name: faults_on(window, leg, situation)
        for situation in shown(window, leg, None if soak else _SCREENS_OF_A_LEG)
    }
    faults = {name: what for name, what in found.items() if what}
    count("geometry", len(found), len(faults))
    assert not faults
    assert len(found) > (100 if soak else 0)


@pytest.mark.timeout(1800)
def test_words_that_are_forty_percent_longer_still_fit(
    open_stage: Callable[[Panel], KioskWindow],
    longer_leg: Leg,
    count: Callable[[str, int, int], None],
    *,
    soak: bool,
) -> None:
    window = open_stage(longer_leg.panel)
    found = {
        situation.name: faults_on(window, longer_leg, situation)
        for situation in shown(window, longer_leg, None if soak else _SCREENS_OF_A_LEG)
    }
    faults = {name: what for name, what in found.items() if what}
    count("longer words", len(found), len(faults))
    assert not faults


@pytest.mark.timeout(1800)
def test_every_text_stands_out_from_its_ground(
    open_stage: Callable[[Panel], KioskWindow],
    coloured_leg: Leg,
    count: Callable[[str, int, int], None],
    *,
    soak: bool,
) -> None:
    window = open_stage(coloured_leg.panel)
    found = {
        situation.name: contrast_faults(window)
        for situation in shown(window, coloured_leg, None if soak else _SCREENS_OF_A_LEG)
    }
    faults = {name: what for name, what in found.items() if what}
    count("contrast", len(found), len(faults))
    assert not faults


_ALIKE = (
    "idle-current",
    "scan-slow",
    "confirm",
    "debt-type",
    "list-goods-331002-1",
    "take-slip-goods",
    "trouble-paper-out",
)


def test_no_scheme_changes_the_geometry(open_stage: Callable[[Panel], KioskWindow]) -> None:
    """Why the walk looks at geometry in one scheme only."""
    window = open_stage(PORTRAIT)
    places = {}
    for contrast in Contrast:
        leg = Leg(PORTRAIT, Language.ZH, Look(TextSize.LARGE, contrast))
        for situation in leg.situations():
            if situation.name in _ALIKE:
                show(window, situation, leg.look)
                parts = window.findChildren(Pressable)
                here: list[object] = [(place_of(part, window), part.isVisible()) for part in parts]
                here += [(one.text, one.place) for one in written_on(window)]
                assert places.setdefault(situation.name, here) == here
    assert set(places) == set(_ALIKE)


@pytest.mark.soak
def test_neither_size_nor_language_brings_another_ground(open_stage: Callable[[Panel], KioskWindow]) -> None:
    """Why the walk looks at contrast in one size and language only."""
    window = open_stage(PORTRAIT)
    seen = []
    for language, size in ((Language.ZH, TextSize.NORMAL), (Language.EN, TextSize.LARGEST)):
        leg = Leg(PORTRAIT, language, Look(size))
        pairs = set()
        for situation in leg.situations():
            if situation.name in _ALIKE:
                show(window, situation, leg.look)
                pairs |= {(ink, ground) for _, ink, ground in inks_and_grounds(window)}
        seen.append(pairs)
    assert seen[1] <= seen[0]


_WITH_MOST_KEYS = (
    "idle-current",
    "scan-slow",
    "type-code-asked",
    "debt-type",
    "list-goods-331002-1",
    "take-slip-goods",
)


@pytest.mark.sample(every=8)
@pytest.mark.parametrize("size", TextSize)
@pytest.mark.parametrize("reach", [False, True], ids=["standing", "sitting"])
@pytest.mark.parametrize("panel", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
def test_where_a_site_has_sound_its_key_fits_beside_the_others(
    open_stage: Callable[[Panel], KioskWindow], panel: Panel, size: TextSize, *, reach: bool
) -> None:
    leg = Leg(panel, Language.EN, Look(size, reach=reach))
    window = open_stage(panel)
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
def test_the_code_to_take_along_is_read_off_the_glass(
    open_stage: Callable[[Panel], KioskWindow], panel: Panel, look: Look
) -> None:
    window = open_stage(panel)
    leg = Leg(panel, Language.ZH, look)
    trouble = next(one for one in leg.situations() if one.name == "trouble-paper-out")
    show(window, trouble, look)
    codes = zxingcpp.read_barcodes(pixels_of(window.grab().toImage()))
    assert [code.bytes.decode() for code in codes] == [trouble.world.take_along]


def test_a_sentence_that_grows_in_its_place_moves_the_others(
    open_stage: Callable[[Panel], KioskWindow],
) -> None:
    """From one line to two, in the largest type, where the page then has to be drawn smaller."""
    leg = Leg(PORTRAIT, Language.EN, Look(TextSize.LARGEST))
    situations = {situation.name: situation for situation in leg.situations()}
    window = open_stage(PORTRAIT)
    show(window, situations["phone-entry-2-2"], leg.look)
    screen = window.screen_shown
    show(window, situations["phone-entry-13-4"], leg.look)
    assert window.screen_shown is screen
    assert faults_on(window, leg, situations["phone-entry-13-4"]) == []
