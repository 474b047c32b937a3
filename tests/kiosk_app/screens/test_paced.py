"""A screen drawn in several turns of the event loop: the same picture, and nothing to touch in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest

from kiosk_app.view_models import Look, TextSize
from kiosk_app.widgets.touch import pressables
from tests.support.screens_samples import Texts, agency_list, confirm, idle
from tests.support.screens_stage import texts_on

if TYPE_CHECKING:
    from kiosk_app.window import KioskWindow
    from tests.support.screens_stage import FakeClock

pytestmark = pytest.mark.journey(every=2)

ZH = Texts("zh")
LARGEST = Look(TextSize.LARGEST)


def arrives(window: KioskWindow) -> int:
    """Let the event loop turn until the view is on the glass; say how often it did."""
    for turn in range(100):
        shown = window.screen_shown
        if shown is not None and shown.view == window.view:
            return turn
        QCoreApplication.processEvents()
    raise AssertionError("it never came")


def test_it_takes_turns_and_looks_the_same(window: KioskWindow) -> None:
    window.show_view(agency_list(ZH), LARGEST)
    at_once = window.grab().toImage()
    window.forget()
    window.pace()
    window.show_view(confirm(ZH), LARGEST)
    arrives(window)
    window.show_view(agency_list(ZH), LARGEST)
    assert arrives(window) >= 2
    assert window.grab().toImage() == at_once


def test_on_the_screen_before_nothing_can_be_done_any_more(window: KioskWindow, clock: FakeClock) -> None:
    window.pace()
    window.show_view(confirm(ZH), Look())
    arrives(window)
    clock.settle()
    before, seen = window.screen_shown, []
    assert before is not None
    key = pressables(before)[-1]
    window.intent.connect(seen.append)
    QTest.mousePress(key, Qt.MouseButton.LeftButton)
    seen.clear()
    window.show_view(agency_list(ZH), Look())
    assert window.screen_shown is before
    QTest.mouseRelease(key, Qt.MouseButton.LeftButton)
    assert seen == []
    arrives(window)
    assert window.screen_shown is not before


def test_what_was_coming_is_forgotten_too(window: KioskWindow) -> None:
    window.pace()
    window.show_view(confirm(ZH), Look())
    arrives(window)
    window.show_view(agency_list(ZH), Look())
    QCoreApplication.processEvents()
    window.forget()
    assert texts_on(window) == []
    for _ in range(20):
        QCoreApplication.processEvents()
    assert window.screen_shown is None
    assert window.updatesEnabled()


def test_the_latest_wish_counts(window: KioskWindow) -> None:
    window.pace()
    window.show_view(idle(ZH), Look())
    arrives(window)
    window.show_view(agency_list(ZH), Look())
    QCoreApplication.processEvents()
    window.show_view(confirm(ZH), Look())
    arrives(window)
    assert window.view == confirm(ZH)
    window.show_view(agency_list(ZH), Look())
    window.show_view(confirm(ZH), Look())  # back before anything came: the screen is still there, and works
    assert arrives(window) == 0
    assert window.screen_shown is not None
    assert not window.screen_shown.signalsBlocked()


def test_after_forgetting_the_glass_is_not_empty_in_between(window: KioskWindow) -> None:
    window.pace()
    window.show_view(confirm(ZH), Look())
    arrives(window)
    window.forget()
    window.show_view(idle(ZH), Look())
    assert not window.updatesEnabled()
    arrives(window)
    assert window.updatesEnabled()
