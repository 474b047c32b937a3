"""A whole terminal for every test that asks for one."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest

from tests.support.terminal import Around, Calendar, Kiosk, Wishes, open_kiosk, surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture(scope="session")
def around(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Around]:
    """The town around every terminal."""
    with surroundings(tmp_path_factory.mktemp("town")) as around:
        yield around


@pytest.fixture
def calendar() -> Calendar:
    """The terminal's wall clock."""
    return Calendar()


@pytest.fixture
def wishes() -> Wishes:
    """What this test's terminal has of its own; overridden where a test file needs it."""
    return Wishes()


@pytest.fixture
def start(qtbot: QtBot, around: Around, tmp_path: Path, calendar: Calendar) -> Iterator[Callable[..., Kiosk]]:
    """Start a terminal with these `Wishes`; it is stopped when the test ends."""
    with contextlib.ExitStack() as stack:
        yield lambda **own: stack.enter_context(
            open_kiosk(qtbot, around, tmp_path / "terminal", calendar, Wishes(**own))
        )


@pytest.fixture
def kiosk(start: Callable[..., Kiosk]) -> Kiosk:
    """A terminal as it stands in the hall, idle."""
    return start()
