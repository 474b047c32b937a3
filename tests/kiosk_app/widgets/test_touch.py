"""From finger to intent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from kiosk_app.flow.intents import Choose
from kiosk_app.theme import Theme
from kiosk_app.view_models import Look
from kiosk_app.widgets.buttons import BigButton, Kind
from kiosk_app.widgets.touch import STUCK_S, STUCK_TIMES, TouchGuard
from tests.support.screens_stage import PORTRAIT, FakeClock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.sample(every=3)

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def guard(clock: FakeClock) -> TouchGuard:
    return TouchGuard(clock)


@pytest.fixture
def button(qtbot: QtBot, guard: TouchGuard) -> Iterator[BigButton]:
    button = BigButton(Theme(PORTRAIT, Look()), guard, Choose("go"), "Go", kind=Kind.PRIMARY)
    holder = QWidget()
    qtbot.addWidget(holder)
    holder.resize(400, 200)
    button.setParent(holder)
    button.setGeometry(0, 0, 300, 120)
    holder.setVisible(True)
    yield button
    holder.close()


@pytest.fixture
def fired(button: BigButton) -> list[object]:
    seen: list[object] = []
    button.fired.connect(seen.append)
    return seen


def test_it_acts_on_release(button: BigButton, fired: list[object]) -> None:
    QTest.mousePress(button, LEFT)
    assert not fired
    assert button.isDown()
    QTest.mouseRelease(button, LEFT)
    assert fired == [Choose("go")]


def test_sliding_off_cancels(button: BigButton, fired: list[object]) -> None:
    QTest.mousePress(button, LEFT, pos=QPoint(20, 20))
    QTest.mouseMove(button, QPoint(20, 400))
    QTest.mouseRelease(button, LEFT, pos=QPoint(20, 400))
    assert not fired
    assert not button.isDown()


def test_ten_taps_in_a_second_do_one_thing(button: BigButton, fired: list[object], clock: FakeClock) -> None:
    for _ in range(10):
        QTest.mouseClick(button, LEFT)
        clock.now_s += 0.09
    assert len(fired) == 1
    clock.now_s += 1.0
    QTest.mouseClick(button, LEFT)
    assert len(fired) == 2


def test_a_double_click_is_two_taps_and_one_action(button: BigButton, fired: list[object]) -> None:
    QTest.mouseClick(button, LEFT)
    QTest.mouseDClick(button, LEFT)
    QTest.mouseRelease(button, LEFT)
    assert len(fired) == 1


@pytest.mark.parametrize(("after_s", "expected"), [(0.0, 0), (0.29, 0), (0.31, 1)])
def test_a_new_screen_ignores_touches_for_300_ms(
    button: BigButton,
    fired: list[object],
    guard: TouchGuard,
    clock: FakeClock,
    after_s: float,
    expected: int,
) -> None:
    guard.arm()
    clock.now_s += after_s
    QTest.mouseClick(button, LEFT)
    assert len(fired) == expected


def test_a_press_before_the_screen_settled_does_not_count_on_release(
    button: BigButton, fired: list[object], guard: TouchGuard, clock: FakeClock
) -> None:
    guard.arm()
    QTest.mousePress(button, LEFT)
    clock.now_s += 2.0
    QTest.mouseRelease(button, LEFT)
    assert not fired


def test_every_press_is_a_sign_of_life(qtbot: QtBot, button: BigButton, guard: TouchGuard) -> None:
    guard.arm()
    with qtbot.waitSignal(guard.touched):
        QTest.mousePress(button, LEFT)
    QTest.mouseRelease(button, LEFT)


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Select, Qt.Key.Key_Enter])
def test_no_key_presses_a_button(button: BigButton, fired: list[object], key: Qt.Key) -> None:
    QTest.keyClick(button, key)
    assert not fired


def test_other_mouse_buttons_do_nothing(button: BigButton, fired: list[object]) -> None:
    QTest.mouseClick(button, Qt.MouseButton.RightButton)
    QTest.mouseClick(button, Qt.MouseButton.MiddleButton)
    assert not fired


def test_real_touches_count_like_the_mouse(qtbot: QtBot, button: BigButton, fired: list[object]) -> None:
    assert qtbot is not None
    device = QTest.createTouchDevice()
    QTest.touchEvent(button, device).press(0, QPoint(50, 50)).commit()
    QTest.touchEvent(button, device).release(0, QPoint(50, 50)).commit()
    assert fired == [Choose("go")]


def test_a_press_that_lasts_too_long_is_no_finger(
    button: BigButton, fired: list[object], clock: FakeClock
) -> None:
    clock.settle()
    QTest.mousePress(button, LEFT)
    clock.now_s += STUCK_S + 1
    QTest.mouseRelease(button, LEFT)
    assert not fired
    assert not button.isDown()
    QTest.mouseClick(button, LEFT)
    assert fired == [Choose("go")]


def test_a_spot_that_is_stuck_neither_acts_nor_keeps_anybody_there(
    button: BigButton, guard: TouchGuard, fired: list[object], clock: FakeClock
) -> None:
    signs: list[None] = []
    guard.touched.connect(lambda: signs.append(None))
    for _ in range(STUCK_TIMES + 20):
        clock.settle()
        QTest.mouseClick(button, LEFT, pos=QPoint(20, 20))
    assert len(fired) == len(signs) == STUCK_TIMES


def test_a_touch_elsewhere_makes_a_spot_believable_again(
    button: BigButton, fired: list[object], clock: FakeClock
) -> None:
    for _ in range(STUCK_TIMES + 1):
        clock.settle()
        QTest.mouseClick(button, LEFT, pos=QPoint(20, 20))
    before = len(fired)
    for place in (QPoint(90, 40), QPoint(20, 20)):
        clock.settle()
        QTest.mouseClick(button, LEFT, pos=place)
    assert len(fired) == before + 2
