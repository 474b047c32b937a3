"""A whole terminal for every test that asks for one."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

import pytest

from tests.support.terminal import Around, Kiosk, Wishes, open_kiosk, surroundings
from tests.support.terminal_demo import Demonstration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication


@pytest.fixture(scope="session")
def around(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Around]:
    """The town around every terminal."""
    with surroundings(tmp_path_factory.mktemp("town")) as around:
        yield around


@pytest.fixture(scope="session", autouse=True)
def demonstration(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demonstration]:
    """The demonstration takes ten seconds of looking at screens: other tests use them, unless tests run in parallel."""
    demonstration = Demonstration(tmp_path_factory.mktemp("demo"))
    is_wanted = any(item.path.name == "test_demo.py" for item in request.session.items)
    if is_wanted and "PYTEST_XDIST_WORKER" not in os.environ:
        demonstration.begin()
    yield demonstration
    demonstration.end()


@pytest.fixture(scope="session")
def hall(qapp: QApplication, around: Around, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kiosk]:
    """One terminal that stands in the hall all day; tests visit it one after the other."""
    del qapp
    wishes = Wishes(camera=around.canary(), source=around.town.source())
    with open_kiosk(around, tmp_path_factory.mktemp("hall"), wishes) as hall:
        yield hall


@pytest.fixture
def kiosk(hall: Kiosk) -> Iterator[Kiosk]:
    """The terminal in the hall, idle; whatever a test does to it is put right afterwards."""
    hall.jobs.clear()
    hall.outcomes.clear()
    # An hour: the slips of the test before are not counted any more.
    hall.passes(3600)
    yield hall
    hall.goes_home()


@pytest.fixture
def start(qapp: QApplication, around: Around, tmp_path: Path) -> Iterator[Callable[..., Kiosk]]:
    """Start a terminal of the test's own with these `Wishes`; it is stopped when the test ends."""
    del qapp
    with contextlib.ExitStack() as stack:
        yield lambda **own: stack.enter_context(open_kiosk(around, tmp_path / "terminal", Wishes(**own)))
