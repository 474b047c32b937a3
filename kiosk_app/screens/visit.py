"""Which screen shows which view, all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kiosk_app.screens.choices_screen import ChoicesScreen
from kiosk_app.screens.confirm_screen import ConfirmScreen
from kiosk_app.screens.detail_screen import DetailScreen
from kiosk_app.screens.done_screen import DoneScreen
from kiosk_app.screens.idle_screen import IdleScreen
from kiosk_app.screens.keypad_screen import KeypadScreen
from kiosk_app.screens.list_screen import ListScreen
from kiosk_app.screens.out_of_service_screen import OutOfServiceScreen
from kiosk_app.screens.phone_result_screen import PhoneResultScreen
from kiosk_app.screens.printing_screen import PrintingScreen
from kiosk_app.screens.problem_screen import ProblemScreen
from kiosk_app.screens.scan_screen import ScanScreen
from kiosk_app.view_models import (
    ChoicesView,
    ConfirmView,
    DetailView,
    DoneView,
    IdleView,
    KeypadView,
    ListView,
    OutOfServiceView,
    PhoneResultView,
    PrintingView,
    ProblemView,
    ScanView,
    View,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk_app.screens.base import Screen

SCREENS: Mapping[type[View], type[Screen[Any]]] = {
    IdleView: IdleScreen,
    ScanView: ScanScreen,
    KeypadView: KeypadScreen,
    ConfirmView: ConfirmScreen,
    ChoicesView: ChoicesScreen,
    ListView: ListScreen,
    DetailView: DetailScreen,
    PrintingView: PrintingScreen,
    DoneView: DoneScreen,
    ProblemView: ProblemScreen,
    PhoneResultView: PhoneResultScreen,
    OutOfServiceView: OutOfServiceScreen,
}
