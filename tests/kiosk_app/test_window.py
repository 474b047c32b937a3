"""The shell: full screen, nobody gets out, nothing is remembered."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from kiosk_app.flow.intents import CarryOn, FinishAndClear, Touched
from kiosk_app.screens import ScanScreen
from kiosk_app.view_models import Contrast, Look, TextSize
from kiosk_app.widgets.camera_view import CameraView
from kiosk_app.widgets.touch import pressables
from tests.support.screens_samples import Texts, agency_list, confirm, idle, scan, warning
from tests.support.screens_stage import FakeClock, blocks_on, place_of, texts_on

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from kiosk_app.window import KioskWindow

pytestmark = [pytest.mark.sample(every=3), pytest.mark.journey(every=3)]

ZH = Texts("zh")
EN = Texts("en")
LEFT = Qt.MouseButton.LeftButton


def texts(window: KioskWindow) -> set[str]:
    return set(texts_on(window))


def test_closing_is_refused_until_allowed(window: KioskWindow) -> None:
    assert not window.close()
    assert window.isVisible()
    window.allow_close()
    assert window.close()


def test_every_key_with_every_modifier_is_swallowed(window: KioskWindow) -> None:
    window.show_view(confirm(ZH), Look())
    before = window.grab().toImage()
    seen: list[object] = []
    window.intent.connect(seen.append)
    modifiers = (
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.ControlModifier,
        Qt.KeyboardModifier.AltModifier,
        Qt.KeyboardModifier.ShiftModifier,
        Qt.KeyboardModifier.MetaModifier,
    )
    receivers: list[QWidget] = [window, *window.findChildren(QWidget)[:12], *pressables(window)[:3]]
    for receiver in receivers:
        for key in Qt.Key:
            for modifier in modifiers[:: 1 if receiver is window else 4]:
                event = QKeyEvent(QEvent.Type.KeyPress, key, modifier, "x")
                QApplication.sendEvent(receiver, event)
    assert not seen
    assert window.isVisible()
    assert window.grab().toImage() == before


def test_there_is_no_context_menu_no_focus_and_no_drop(window: KioskWindow) -> None:
    window.show_view(agency_list(ZH), Look())
    for widget in window.findChildren(QWidget):
        assert widget.contextMenuPolicy() in {
            Qt.ContextMenuPolicy.PreventContextMenu,
            Qt.ContextMenuPolicy.DefaultContextMenu,
        }
        assert widget.focusPolicy() is Qt.FocusPolicy.NoFocus
        assert not widget.acceptDrops()
        assert not widget.actions()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(9, 9), QPoint(9, 9))
    assert QApplication.sendEvent(window, event)
    assert QApplication.activePopupWidget() is None


def test_full_screen_has_the_geometry_of_the_screen(window: KioskWindow) -> None:
    window.show_full_screen()
    assert window.geometry() == QGuiApplication.primaryScreen().geometry()
    assert window.windowFlags() & Qt.WindowType.FramelessWindowHint


def test_any_press_is_a_sign_of_life(qtbot: QtBot, window: KioskWindow) -> None:
    window.show_view(idle(ZH), Look())
    with qtbot.waitSignal(window.intent, check_params_cb=lambda intent: intent == Touched()):
        QTest.mouseClick(window, LEFT, pos=QPoint(540, 300))


def test_a_second_tap_does_nothing_on_the_next_screen(window: KioskWindow, clock: FakeClock) -> None:
    window.show_view(idle(ZH), Look())
    clock.settle()
    window.show_view(confirm(ZH), Look())
    seen: list[object] = []
    window.intent.connect(seen.append)
    for button in pressables(window):
        QTest.mouseClick(button, LEFT)
    assert set(seen) == {Touched()}


def test_the_warning_lies_on_top_and_counts_down_in_place(window: KioskWindow) -> None:
    window.show_view(confirm(ZH), Look())
    window.show_warning(warning(ZH, 20))
    first = window.warning_shown
    window.show_warning(replace(warning(ZH, 19), text="还有19秒"))
    assert window.warning_shown is first
    assert {"19", "还有19秒"} <= texts(window)
    assert "20" not in texts(window)
    window.show_warning(None)
    assert window.warning_shown is None
    assert "19" not in texts(window)


@pytest.mark.parametrize(("label", "intent"), [("继续", CarryOn()), ("结束并清除", FinishAndClear())])
def test_the_warning_offers_to_go_on_or_to_finish(
    window: KioskWindow, clock: FakeClock, label: str, intent: object
) -> None:
    window.show_view(idle(ZH), Look())
    window.show_warning(warning(ZH))
    clock.settle()
    seen: list[object] = []
    window.intent.connect(seen.append)
    overlay = window.warning_shown
    assert overlay is not None
    button = next(button for button in pressables(overlay) if button.accessibleName() == label)
    QTest.mouseClick(button, LEFT)
    assert intent in seen


def test_a_touch_beside_the_warning_means_still_here(window: KioskWindow, clock: FakeClock) -> None:
    window.show_view(idle(ZH), Look())
    window.show_warning(warning(ZH))
    clock.settle()
    seen: list[object] = []
    window.intent.connect(seen.append)
    overlay = window.warning_shown
    assert overlay is not None
    QTest.mouseClick(overlay, LEFT, pos=QPoint(10, 10))
    assert seen == [CarryOn()]


def test_in_reach_mode_the_warning_lies_in_the_lower_half(window: KioskWindow) -> None:
    window.show_view(idle(ZH), Look(reach=True))
    window.show_warning(warning(ZH))
    overlay = window.warning_shown
    assert overlay is not None
    overlay.layout().activate()  # type: ignore[union-attr] - it has one
    for button in pressables(overlay):
        assert place_of(button, window).top() >= window.height() // 2


def test_nothing_of_a_screen_is_left_when_the_next_comes(window: KioskWindow) -> None:
    window.show_view(confirm(ZH), Look())
    blocks = blocks_on(window)
    assert any(block.text == "9133**********469E" for block in blocks)
    window.show_view(idle(ZH), Look())
    assert "9133**********469E" not in texts(window)
    assert not any(block.text or block.lines(300) != ("",) for block in blocks)


def test_forgetting_leaves_no_text_and_no_picture(window: KioskWindow) -> None:
    window.show_view(scan(ZH), Look())
    window.show_warning(warning(ZH))
    window.show_frame(np.full((72, 128, 3), 200, np.uint8))
    screen = window.screen_shown
    assert isinstance(screen, ScanScreen)
    camera = screen.findChildren(CameraView)[0]
    blocks = blocks_on(window)
    window.forget()
    assert not any(block.text for block in blocks)
    assert not camera.has_frame
    assert window.view is None
    assert window.screen_shown is None
    assert window.warning_shown is None
    assert texts(window) == set()


def test_the_camera_buffer_is_overwritten_not_only_dropped(qtbot: QtBot, window: KioskWindow) -> None:
    camera = CameraView(window.theme)
    qtbot.addWidget(camera)
    camera.resize(200, 200)
    camera.show_frame(np.full((72, 128, 3), 200, np.uint8))
    lit = camera.grab().toImage()
    camera.clear_frame()
    assert not camera.has_frame
    assert camera.grab().toImage() != lit


def test_the_idle_frame_is_the_same_after_a_session(window: KioskWindow) -> None:
    window.show_view(idle(ZH), Look())
    first = window.grab().toImage()
    window.show_view(agency_list(EN), Look(TextSize.LARGEST, Contrast.DARK, reach=True))
    window.forget()
    window.show_view(idle(ZH), Look())
    assert window.grab().toImage() == first


def test_frames_reach_only_the_scan_screen(window: KioskWindow) -> None:
    window.show_view(idle(ZH), Look())
    window.show_frame(np.zeros((72, 128, 3), np.uint8))
    window.clear_frame()
    window.show_view(scan(ZH), Look())
    window.show_frame(np.zeros((72, 128, 3), np.uint8))
    assert isinstance(window.screen_shown, ScanScreen)
    assert window.screen_shown.has_frame
    window.clear_frame()
    assert not window.screen_shown.has_frame


def test_another_glass_is_laid_out_anew(window: KioskWindow) -> None:
    window.show_view(idle(ZH), Look())
    window.resize(1920, 1080)
    assert window.screen_shown is not None
    assert window.screen_shown.size() == window.size()
    assert not window.theme.panel.is_portrait


def test_a_picture_of_the_screen_can_be_written(window: KioskWindow, tmp_path: Path) -> None:
    window.show_view(idle(ZH), Look())
    window.grab_png(tmp_path / "idle.png")
    assert (tmp_path / "idle.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(OSError, match="cannot write"):
        window.grab_png(tmp_path / "nowhere" / "idle.png")


_BARE_X = """
    from PySide6.QtWidgets import QApplication
    from kiosk_app.theme import Panel, load_fonts
    from kiosk_app.window import KioskWindow
    from kiosk_app.view_models import Look
    from tests.support.screens_samples import Texts, idle
    application = QApplication([])
    load_fonts()
    window = KioskWindow(Panel(1080, 1920), Look())
    window.show_full_screen()
    window.show_view(idle(Texts("zh")), Look())
    application.processEvents()
    print(application.platformName(), window.geometry().getRect(), window.close())
"""


@pytest.mark.xvfb
@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="no Xvfb here")
def test_on_a_bare_x_server_it_fills_the_screen() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "xcb"}
    ran = subprocess.run(
        ["xvfb-run", "-a", "-s", "-screen 0 720x1280x24", sys.executable, "-c", textwrap.dedent(_BARE_X)],
        capture_output=True,
        text=True,
        timeout=40,
        check=False,
        env=environment,
    )
    assert ran.stdout.strip() == "xcb (0, 0, 720, 1280) False", ran.stderr


def test_sessions_leave_no_widget_behind(window: KioskWindow) -> None:
    counts = set()
    for _ in range(3):
        for view in (idle(ZH), scan(ZH), confirm(ZH), agency_list(ZH)):
            window.show_view(view, Look())
        window.forget()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        counts.add(len(QApplication.allWidgets()))
    assert len(counts) == 1


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080), (768, 1366), (1280, 1024), (2160, 3840)])
def test_R17_a_screen_that_turns_or_comes_back_with_another_size_is_filled(
    window: KioskWindow, size: tuple[int, int]
) -> None:
    window.show_view(idle(ZH), Look())
    window.show_full_screen()
    window.screen().geometryChanged.emit(QRect(0, 0, *size))
    assert (window.width(), window.height()) == size
    assert window.screen_shown is not None
    assert window.screen_shown.geometry() == window.rect()


def test_R17_beside_a_second_monitor_the_window_stays_on_its_own(window: KioskWindow) -> None:
    """The second one lies to the left, as a projector plugged in may; nothing is shown there."""
    window.show_view(idle(ZH), Look())
    window.show_full_screen()
    window.screen().geometryChanged.emit(QRect(1280, 0, 1080, 1920))
    assert window.geometry() == QRect(1280, 0, 1080, 1920)
