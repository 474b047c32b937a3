"""Technician's mode on a whole terminal: hands on the glass, and everything behind it real."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kiosk_app.flow import State
from kiosk_app.technician.model import Page
from tests.support.technician import Technician, technician_setup

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.terminal import Kiosk


@pytest.fixture
def technician(start: Callable[..., Kiosk]) -> Technician:
    return Technician(start(technician=technician_setup))


def test_from_the_gesture_to_the_doctor_and_out_again(technician: Technician) -> None:
    technician.log_in()
    assert technician.model.page is Page.HOME
    technician.choose("doctor")
    technician.wait_until(lambda: technician.view.banner is not None and len(technician.view.remarks) > 1)
    technician.leave()
    assert not technician.mode.is_open
    assert technician.kiosk.state is State.IDLE
