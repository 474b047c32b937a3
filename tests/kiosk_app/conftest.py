"""A verified list for the pure parts of the application, a stage for its screens, a terminal for its commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.terminal_world import publish

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from kiosk_app.window import KioskWindow
    from offline_cache import RegistryState
    from tests.support.screens_stage import FakeClock
    from tests.support.terminal import Around
    from tests.support.terminal_cli import Provisioned


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> RegistryState:
    """Ten fictitious agencies, verified and current."""
    return publish(tmp_path_factory.mktemp("registry"))


@pytest.fixture(scope="session")
def around(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Around]:
    """The town around every terminal."""
    from tests.support.terminal import surroundings  # noqa: PLC0415 - only what asks for a town pays for Qt

    with surroundings(tmp_path_factory.mktemp("town")) as around:
        yield around


@pytest.fixture(scope="session")
def terminal(around: Around, tmp_path_factory: pytest.TempPathFactory) -> Provisioned:
    """A terminal with settings, a root of trust and a synchronised list."""
    from tests.support.terminal_cli import provision  # noqa: PLC0415 - same

    return provision(around, tmp_path_factory.mktemp("provisioned"))


@pytest.fixture
def clock() -> FakeClock:
    """The window's clock, put on by hand."""
    from tests.support.screens_stage import FakeClock  # noqa: PLC0415 - same

    return FakeClock()


@pytest.fixture
def window(qtbot: QtBot, clock: FakeClock) -> KioskWindow:
    """The shell on an upright glass, off screen."""
    from tests.support.screens_stage import PORTRAIT, stage  # noqa: PLC0415 - same

    window = stage(PORTRAIT, clock)
    qtbot.addWidget(window, before_close_func=lambda widget: widget.allow_close())
    return window
