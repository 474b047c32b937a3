"""The strict test bed: what every test gets without asking, and what it may not leave behind.

Warnings and Qt warnings fail by configuration. Here: an unexpected log record of level WARNING or above, a
thread, a timer, a window or a child process left over fails the test that left it.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import logging
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest
import typer.main
import typer.testing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_SCALE_FACTOR"] = "1"
os.environ["QT_FONT_DPI"] = "96"
os.environ["QT_ENABLE_HIGHDPI_SCALING"] = "0"

_LEAK_DEADLINE_S = 5.0
_TASKS = Path("/proc/self/task")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--hardware", action="store_true", help="run the tests that need a real device")
    parser.addoption("--journeys", action="store_true", help="run all tests marked journey, and only those")
    parser.addoption("--soak", action="store_true", help="run long matrices, fuzzing and kill loops whole")


def pytest_sessionstart() -> None:
    # Without these lists the guard against leftover processes would see none, and say nothing.
    assert Path("/proc/thread-self/children").exists(), "this kernel keeps no lists of child processes"


def pytest_collection_finish() -> None:
    """Keep the collector off what the imports made: it runs after every test with a window, half a million objects."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = [
        item
        for item in items
        if (item.get_closest_marker("hardware") and not config.getoption("--hardware"))
        or (item.get_closest_marker("soak") and not config.getoption("--soak"))
        or (config.getoption("--journeys") and not item.get_closest_marker("journey"))
    ]
    if not config.getoption("--soak"):
        left_out += _beyond_the_sample(
            "sample", _function_of, [item for item in items if item not in left_out]
        )
        if not config.getoption("--journeys") and not any(".py" in arg for arg in config.args):
            rest = [item for item in items if item not in left_out]
            left_out += _beyond_the_sample("journey", _file_of, rest)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        gone = set(left_out)
        items[:] = [item for item in items if item not in gone]


def _function_of(item: pytest.Item) -> str:
    return item.nodeid.partition("[")[0]


def _file_of(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def _beyond_the_sample(
    mark: str, whole: Callable[[pytest.Item], str], items: list[pytest.Item]
) -> list[pytest.Item]:
    """Of what bears the mark, all of each `whole` but every n-th (0 = all); the same ones in every worker."""
    wholes: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.get_closest_marker(mark):
            wholes.setdefault(whole(item), []).append(item)
    beyond: list[pytest.Item] = []
    for matrix in wholes.values():
        marker = matrix[0].get_closest_marker(mark)
        every = marker.kwargs["every"] if marker else 1
        ordered = sorted(matrix, key=lambda i: i.nodeid)
        beyond += [item for at, item in enumerate(ordered) if not every or at % every]
    return beyond


@pytest.fixture(scope="session")
def soak(request: pytest.FixtureRequest) -> bool:
    """True under scripts/soak: run the whole matrix instead of a sample."""
    return bool(request.config.getoption("--soak"))


@pytest.fixture(scope="session", autouse=True)
def _commands_are_built_once() -> Iterator[None]:
    """Typer's runner makes all commands anew, from their annotations, for each one it runs: 20 ms each time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("typer.testing._get_command", functools.cache(typer.main.get_command))
        yield


@pytest.fixture(autouse=True)
def _no_unexpected_log(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    marker = request.node.get_closest_marker("allow_log")
    allowed: tuple[str, ...] = marker.args if marker else ()
    unexpected = [
        record
        for phase in ("setup", "call")
        for record in caplog.get_records(phase)
        if record.levelno >= logging.WARNING and not any(part in record.getMessage() for part in allowed)
    ]
    assert not unexpected, f"unexpected log: {[record.getMessage() for record in unexpected]}"


@pytest.fixture(autouse=True)
def _no_leftover_threads_or_children() -> Iterator[None]:
    threads_before = set(threading.enumerate())
    children_before = _children()
    scanners_before = {pid for pid in children_before if _is_scanner(pid)}
    yield
    for thread in set(threading.enumerate()) - threads_before:
        thread.join(timeout=_LEAK_DEADLINE_S)
        assert not thread.is_alive(), f"thread left running: {thread.name}"
    left = [psutil.Process(pid) for pid in _children() - children_before if psutil.pid_exists(pid)]
    # The resource tracker of multiprocessing lives as long as the interpreter, by design.
    left = [child for child in left if "resource_tracker" not in " ".join(_command_line(child))]
    left = _without_heirs(left, scanners_before)
    _, alive = psutil.wait_procs(left, timeout=_LEAK_DEADLINE_S)
    assert not alive, f"child process left running: {[_command_line(child) for child in alive]}"


def _without_heirs(children: list[psutil.Process], scanners_before: set[int]) -> list[psutil.Process]:
    """Leave out a scanner's next child where an application that outlives the test had one before: one per scan."""
    ended = sum(not _is_scanner(pid) for pid in scanners_before)
    heirs = [child for child in children if _is_scanner(child.pid)][:ended]
    return [child for child in children if child not in heirs]


def _is_scanner(pid: int) -> bool:
    try:
        return b"\0scanner.child\0" in Path("/proc", str(pid), "cmdline").read_bytes()
    except OSError:
        return False


def _children() -> set[int]:
    """Process ids of this process's children, from the kernel's own lists: it is asked twice per test."""
    pids: set[int] = set()
    for task in _TASKS.iterdir():
        # A thread that has just ended has no list; its children went to another.
        with contextlib.suppress(FileNotFoundError):
            pids.update(map(int, (task / "children").read_bytes().split()))
    return pids


def _command_line(child: psutil.Process) -> list[str]:
    try:
        return child.cmdline()
    except psutil.NoSuchProcess:
        return []


@pytest.fixture(autouse=True)
def _no_leftover_widgets_or_timers(request: pytest.FixtureRequest) -> Iterator[None]:
    if "qtbot" not in request.fixturenames:
        yield
        return
    from PySide6.QtCore import QCoreApplication, QEvent  # noqa: PLC0415 - only tests with a window pay for Qt
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - same

    before = set(QApplication.topLevelWidgets())
    yield
    # pytest-qt closes what was registered with qtbot; deferred deletions happen here.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    left = [
        widget for widget in QApplication.topLevelWidgets() if widget not in before and widget.isVisible()
    ]
    assert not left, f"window left open: {left}"
