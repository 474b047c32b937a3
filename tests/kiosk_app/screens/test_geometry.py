"""Every kind of screen with texts as long as they may become: nothing cut off, all of it large and apart.

The product's own texts are the walk's (test_walk.py); these are longer than they are today.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from kiosk_app.flow import Language
from kiosk_app.theme import TOUCH_MM, Panel, Role
from kiosk_app.view_models import Contrast, Look, TextSize
from tests.support.screens_stage import (
    LANDSCAPE,
    PORTRAIT,
    Case,
    cases,
    small_targets,
    stage,
    text_faults,
    touch_faults,
)
from tests.support.screens_walk import walker

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from kiosk_app.view_models import View

pytestmark = pytest.mark.sample(every=5)

_SAMPLE = 20
_LEAST_FIT = 0.66


def faults_of(qtbot: QtBot, panel: Panel, chosen: list[Case]) -> dict[str, list[str]]:
    window = stage(panel)
    qtbot.addWidget(window)
    faults = {}
    for case in chosen:
        window.show_view(case.view(), case.look)
        found = text_faults(window) + touch_faults(window, case) + small_targets(window, case, TOUCH_MM)
        assert window.screen_shown is not None
        if window.screen_shown.fit < _LEAST_FIT:
            found.append(f"shrunk to {window.screen_shown.fit}")
        if found:
            faults[str(case)] = found
    window.allow_close()
    return faults


@pytest.mark.timeout(600)
@pytest.mark.parametrize("panel", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
def test_text_and_touch_areas_are_whole_large_and_apart(qtbot: QtBot, panel: Panel, *, soak: bool) -> None:
    every = list(cases((Contrast.NORMAL,), (panel,)))
    chosen = every if soak else random.Random(20_26).sample(every, _SAMPLE)
    assert not faults_of(qtbot, panel, chosen)


_SMALL = Panel(1080, 1920, 15.6)
_LEAST_CAP_MM = 3.4
_FULL = {"01-idle", "05-debt-type", "08-list", "09-detail"}


def on_small_glass(look: Look, *, soak: bool) -> list[tuple[str, View]]:
    """What the product shows there, on pages that hold less; without `soak` the fullest samples."""
    if soak:
        shown = walker(is_portrait=True, is_small=True).situations(Language.EN, look)
        return [(one.name, one.view) for one in shown]
    every = cases((Contrast.NORMAL,), (_SMALL,))
    return [(one.name, one.view()) for one in every if one.look == look and one.name in _FULL]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("size", [TextSize.NORMAL, TextSize.LARGEST])
@pytest.mark.parametrize("reach", [False, True], ids=["standing", "sitting"])
def test_on_the_smallest_glass_running_text_is_legible_and_keys_are_apart(
    qtbot: QtBot, size: TextSize, *, reach: bool, soak: bool
) -> None:
    window = stage(_SMALL)
    qtbot.addWidget(window)
    look, faults = Look(size, reach=reach), []
    for name, view in on_small_glass(look, soak=soak):
        window.forget()
        window.show_view(view, look)
        screen = window.screen_shown
        assert screen is not None
        found = text_faults(window) + touch_faults(window, Case(name, "en", look, _SMALL))
        if screen.theme.cap_mm(Role.BODY) < _LEAST_CAP_MM:
            found.append(f"capitals of {screen.theme.cap_mm(Role.BODY):.1f} mm")
        faults += [f"{name}: {fault}" for fault in found]
    window.allow_close()
    assert not faults


@pytest.mark.parametrize("panel", [Panel(1080, 1920, 27.0), Panel(1080, 1920, 43.0)], ids=["27in", "43in"])
def test_larger_panels_keep_the_millimetres(qtbot: QtBot, panel: Panel) -> None:
    chosen = [case for case in cases((Contrast.NORMAL,), (panel,)) if case.name in {"03-keypad", "08-list"}]
    assert not faults_of(qtbot, panel, chosen[::4])
