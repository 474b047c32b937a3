"""What screens show and emit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pytest
from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QTextEdit

from kiosk_app.flow.intents import Choose, FinishAndClear, GoBack, PressKey, SwitchLanguage, TurnPage
from kiosk_app.screens import SCREENS, ScanScreen
from kiosk_app.theme import Theme
from kiosk_app.view_models import Banner, Look, View
from kiosk_app.widgets.icons import available_icons
from kiosk_app.widgets.touch import pressables
from tests.support.screens_samples import SAMPLES, Texts, idle, keypad, printing, scan, with_every_text
from tests.support.screens_stage import PORTRAIT, FakeClock, name_of, texts_on, written_on

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from kiosk_app.window import KioskWindow

pytestmark = [pytest.mark.sample(every=5), pytest.mark.journey(every=2)]

ZH = Texts("zh")
EN = Texts("en")
HOSTILE = "<img src=nowhere.png><b>&amp; 债</b>"


def tap(window: KioskWindow, clock: FakeClock, name: str) -> None:
    clock.settle()
    screen = window.screen_shown
    assert screen is not None
    button = next(button for button in pressables(screen) if name_of(button) == name)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_every_kind_of_view_has_its_screen() -> None:
    assert set(SCREENS) == set(get_args(View))


@pytest.mark.parametrize("name", SAMPLES)
def test_hostile_text_is_shown_literally_on_every_screen(window: KioskWindow, name: str) -> None:
    view = with_every_text(SAMPLES[name](ZH), HOSTILE)
    window.show_view(view, Look())
    assert HOSTILE in texts_on(window)
    assert not window.findChildren(QLabel) + window.findChildren(QTextEdit), "only these take text for markup"


@pytest.mark.parametrize("name", SAMPLES)
def test_every_icon_of_a_sample_is_drawn_by_us(name: str) -> None:
    def icons(value: object) -> set[str]:
        found: set[str] = set()
        if isinstance(value, tuple):
            found = set().union(*(icons(part) for part in value)) if value else set()
        elif isinstance(value, Struct):
            for said in value.__struct_fields__:
                part = getattr(value, said)
                found |= {part} if said in {"icon", "picture"} and part else icons(part)
        return found

    assert icons(SAMPLES[name](ZH)) <= available_icons()


@pytest.mark.parametrize(
    ("sample", "button", "intent"),
    [
        ("05-debt-type", "租金", Choose("rent")),
        ("05-debt-type", "更多类型", TurnPage(1)),
        ("05-debt-type", "返回", GoBack()),
        ("05-debt-type", "English", SwitchLanguage()),
        ("05-debt-type", "结束并清除", FinishAndClear()),
        ("03-keypad", "Q", PressKey("Q")),
        ("08-list", "演示·路桥十里衡平债务管理咨询有限公司", Choose("TZ-0000")),
        ("08-list", "上一页", TurnPage(-1)),
        ("08-list", "打印这份名单", Choose("print")),
        ("12-problem-paper", "再试一次", Choose("retry")),
        ("15-phone-registered", "再查一个", Choose("again")),
    ],
)
def test_a_button_emits_its_intent(
    qtbot: QtBot, window: KioskWindow, clock: FakeClock, sample: str, button: str, intent: object
) -> None:
    window.show_view(SAMPLES[sample](ZH), Look())
    seen: list[object] = []
    window.intent.connect(seen.append)
    with qtbot.waitSignal(window.intent, check_params_cb=lambda given: given == intent):
        tap(window, clock, button)
    assert seen.count(intent) == 1


def test_in_reach_mode_a_card_is_opened_by_its_number(window: KioskWindow, clock: FakeClock) -> None:
    window.show_view(SAMPLES["08-list"](ZH), Look(reach=True))
    seen: list[object] = []
    window.intent.connect(seen.append)
    tap(window, clock, "3")
    assert Choose("TZ-0002") in seen


def test_typing_keeps_the_key_under_the_finger(window: KioskWindow) -> None:
    window.show_view(keypad(ZH), Look())
    before = pressables(window)
    window.show_view(replace(keypad(ZH), entered="9133", message=Banner("还差14位。")), Look())
    assert pressables(window) == before
    assert "9133 ____ ____ __ ____" in texts_on(window)


def test_an_example_number_vanishes_with_the_first_digit(window: KioskWindow) -> None:
    view = replace(keypad(ZH), entered="13", placeholder="0576-········")
    window.show_view(view, Look())
    assert "13" in texts_on(window)


def test_keypad_counts_every_tap(window: KioskWindow, clock: FakeClock) -> None:
    window.show_view(keypad(ZH), Look())
    seen: list[object] = []
    window.intent.connect(seen.append)
    clock.settle()
    key = next(button for button in pressables(window) if name_of(button) == "1")
    for _ in range(3):
        QTest.mouseClick(key, Qt.MouseButton.LeftButton)
    assert seen.count(PressKey("1")) == 3


def test_a_submit_that_is_not_ready_does_nothing(window: KioskWindow, clock: FakeClock) -> None:
    window.show_view(keypad(ZH), Look())
    seen: list[object] = []
    window.intent.connect(seen.append)
    tap(window, clock, "下一步")
    assert Choose("submit") not in seen


def test_a_new_hint_leaves_the_picture_alone(window: KioskWindow) -> None:
    window.show_view(scan(ZH), Look())
    window.show_frame(np.full((72, 128, 3), 90, np.uint8))
    window.show_view(replace(scan(ZH), hint=Banner("请拿稳")), Look())
    screen = window.screen_shown
    assert isinstance(screen, ScanScreen)
    assert screen.has_frame
    assert "请拿稳" in texts_on(window)
    assert "请靠近一点" not in [one.text for one in written_on(window)]


def test_progress_follows_the_printer(window: KioskWindow) -> None:
    window.show_view(printing(ZH), Look())
    window.show_view(replace(printing(ZH), done=4, fraction=1.0, message=Banner("切好了。")), Look())
    assert "切好了。" in texts_on(window)


def test_a_headline_that_repeats_the_title_is_shown_once(window: KioskWindow) -> None:
    view = SAMPLES["12-problem-paper"](EN)
    same = replace(view, chrome=replace(view.chrome, title=view.headline))
    window.show_view(same, Look())
    texts = [one.text for one in written_on(window)]
    assert texts.count(view.headline) == 1


def test_the_idle_screen_moves_its_marks_and_begins_at_rest(window: KioskWindow) -> None:
    window.show_view(idle(ZH), Look())
    at_rest = window.grab().toImage()
    screen: Any = window.screen_shown
    screen.drift()
    assert window.grab().toImage() != at_rest
    window.show_view(scan(ZH), Look())
    window.show_view(idle(ZH), Look())
    assert window.grab().toImage() == at_rest


def test_a_screen_alone_needs_only_theme_and_guard(qtbot: QtBot, window: KioskWindow) -> None:
    from kiosk_app.screens import screen_for  # noqa: PLC0415 - the surface under test
    from kiosk_app.widgets.touch import TouchGuard  # noqa: PLC0415 - same

    assert window is not None
    screen = screen_for(idle(EN), Theme(PORTRAIT, Look()), TouchGuard(FakeClock()))
    qtbot.addWidget(screen)
    screen.resize(PORTRAIT.width_px, PORTRAIT.height_px)
    screen.show_view(idle(EN))
    assert screen.fit == 1.0
