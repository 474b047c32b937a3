"""The exhaustive walk: every screen a button can lead to, in every language and look, on both glasses.

A sample runs with the tests; all of it under scripts/soak, which prints how many screens were checked.
"""

from __future__ import annotations

import random
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest
import zxingcpp
from PySide6.QtCore import QCoreApplication, QEvent

from kiosk_app.flow import Language
from kiosk_app.view_models import Contrast, Look, TextSize
from tests.support.screens_stage import LANDSCAPE, PORTRAIT, stage
from tests.support.screens_walk import Leg, contrast_faults, faults_on, legs, pixels_of, pseudo, show

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytestqt.qtbot import QtBot

    from kiosk_app.theme import Panel

pytestmark = pytest.mark.sample(every=3)

_SCREENS_OF_A_LEG = 14
_SAMPLE = (
    Leg(PORTRAIT, Language.ZH, Look(TextSize.LARGEST, Contrast.NORMAL)),
    Leg(LANDSCAPE, Language.EN, Look(TextSize.LARGER, Contrast.DARK, reach=True)),
)
_PSEUDO = (Leg(PORTRAIT, Language.EN, Look(TextSize.LARGE), is_pseudo=True),)


def walk(
    qtbot: QtBot, chosen: Iterable[Leg], most: int | None, *, soak: bool
) -> tuple[int, dict[str, list[str]]]:
    """Give the number of screens looked at, and what is wrong with which."""
    faults: dict[str, list[str]] = defaultdict(list)
    count = 0
    for leg in chosen:
        window = stage(leg.panel)
        qtbot.addWidget(window, before_close_func=lambda widget: widget.allow_close())
        situations = leg.situations()
        if most is not None:
            situations = tuple(random.Random(str(leg)).sample(situations, most))
        for situation in situations:
            show(window, situation, leg.look)
            found = faults_on(window, leg, situation) + contrast_faults(window)
            if found:
                faults[f"{leg} {situation.name}"] += found
            count += 1
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        window.forget()
        if soak:
            print(f"{leg}: {len(situations)} screens")
    return count, dict(faults)


@pytest.mark.timeout(7200)
def test_every_screen_is_whole_large_apart_and_in_contrast(qtbot: QtBot, *, soak: bool) -> None:
    chosen = tuple(legs()) if soak else _SAMPLE
    count, faults = walk(qtbot, chosen, None if soak else _SCREENS_OF_A_LEG, soak=soak)
    print(f"{count} screens in {len(chosen)} looks, {len(faults)} with faults")
    assert not faults
    assert count == _SCREENS_OF_A_LEG * len(_SAMPLE) or soak


@pytest.mark.timeout(7200)
def test_words_that_are_forty_percent_longer_still_fit(qtbot: QtBot, *, soak: bool) -> None:
    every = (leg for leg in legs() if leg.language is Language.EN and leg.look.contrast is Contrast.NORMAL)
    chosen = (
        tuple(Leg(leg.panel, leg.language, leg.look, is_pseudo=True) for leg in every) if soak else _PSEUDO
    )
    count, faults = walk(qtbot, chosen, None if soak else _SCREENS_OF_A_LEG, soak=soak)
    print(f"{count} screens with longer words, {len(faults)} with faults")
    assert not faults


def test_no_word_of_ours_goes_round_the_catalogue() -> None:
    """What the pseudo-locale leaves in plain English was never given to the translator."""
    longer = Leg(PORTRAIT, Language.EN, Look(), is_pseudo=True).situations()
    titles = {situation.view.chrome.title for situation in longer if situation.view.chrome.title}
    assert not {title for title in titles if title.isascii() and not title.startswith("Jiao")} - {
        situation.view.card.name for situation in longer if hasattr(situation.view, "card")
    }
    assert pseudo("Step {number} of {total}").format(number=1, total=4).startswith("Stép 1 öf 4")


@pytest.mark.parametrize("panel", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
@pytest.mark.parametrize(
    "look", [Look(), Look(TextSize.LARGEST, Contrast.DARK, reach=True)], ids=["plain", "hard"]
)
def test_the_code_to_take_along_is_read_off_the_glass(qtbot: QtBot, panel: Panel, look: Look) -> None:
    window = stage(panel)
    qtbot.addWidget(window, before_close_func=lambda widget: widget.allow_close())
    leg = Leg(panel, Language.ZH, look)
    trouble = next(one for one in leg.situations() if one.name == "trouble-paper-out")
    show(window, trouble, look)
    codes = zxingcpp.read_barcodes(pixels_of(window.grab().toImage()))
    assert [code.bytes.decode() for code in codes] == [trouble.world.take_along]
