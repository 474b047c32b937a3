"""Every page of technician's mode as it is drawn: nothing cut off, nothing overlapping, everything large enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kiosk_app.flow import Language
from kiosk_app.technician.model import LOCKED, Page, Rules
from kiosk_app.technician.overlay import TechnicianOverlay
from kiosk_app.technician.presenter import TechnicianPresenter
from kiosk_app.technician.samples import FAULTS, model_on, situations
from kiosk_app.theme import Panel
from kiosk_app.view_models import Look
from tests.support.screens_stage import LANDSCAPE, PORTRAIT, Case, stage, text_faults, touch_faults
from tests.support.terminal_world import SITE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from kiosk_app.language import Translate
    from kiosk_app.technician.facts import Facts
    from kiosk_app.technician.view import TechnicianView
    from offline_cache import RegistryState

pytestmark = pytest.mark.journey(every=2)

SMALL = Panel(1366, 768, 15.6)
_LEAST_FIT = {SMALL: 0.6}
"""Elsewhere 0.66, as on the public screens."""


class Glass:
    """A technician's screen over the public one."""

    def __init__(self, qtbot: QtBot, panel: Panel) -> None:
        self.window = stage(panel)
        qtbot.addWidget(self.window)
        self.overlay = TechnicianOverlay(self.window.theme_in, lambda: 0.0)
        self.window.lay_over(self.overlay)
        self.panel = panel

    def faults(self, name: str, view: TechnicianView, language: Language) -> list[str]:
        self.overlay.leave()
        self.overlay.show_view(view)
        screen = self.overlay.screen_shown
        assert screen is not None
        found = text_faults(self.window) + touch_faults(self.window, Case(name, language, Look(), self.panel))
        small = [f"shrunk to {screen.fit}"] if screen.fit < _LEAST_FIT.get(self.panel, 0.66) else []
        return [f"{name}: {fault}" for fault in (*found, *small)]


@pytest.mark.sample(every=3)
@pytest.mark.parametrize("panel", [PORTRAIT, LANDSCAPE, SMALL], ids=["portrait", "landscape", "small"])
@pytest.mark.parametrize("language", list(Language))
def test_text_and_touch_areas_are_whole_large_and_apart(
    qtbot: QtBot,
    registry: RegistryState,
    words: dict[Language, Translate],
    panel: Panel,
    language: Language,
) -> None:
    glass = Glass(qtbot, panel)
    presenter = TechnicianPresenter(words, is_portrait=panel.is_portrait)
    faults: list[str] = []
    for sample in situations(SITE, registry, language):
        view = presenter.view(sample.model, sample.facts, sample.rules, 0.0)
        assert view is not None
        faults += glass.faults(sample.name, view, language)
    glass.window.allow_close()
    assert not faults


def _drawn(words: dict[Language, Translate], sound: Facts) -> Iterator[tuple[str, TechnicianView]]:
    presenter = TechnicianPresenter(words, is_portrait=False)
    for fault, change in FAULTS.items():
        for page in sorted(set(Page) - LOCKED):
            view = presenter.view(model_on(page, Language.EN), change(sound), Rules(), 0.0)
            assert view is not None
            yield f"{page} {fault}", view


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_each_page_can_be_drawn_under_each_fault(
    qtbot: QtBot, words: dict[Language, Translate], sound: Facts
) -> None:
    glass = Glass(qtbot, LANDSCAPE)
    faults = [fault for name, view in _drawn(words, sound) for fault in glass.faults(name, view, Language.EN)]
    glass.window.allow_close()
    assert not faults
