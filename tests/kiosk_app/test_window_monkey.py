"""Whatever anybody touches, presses or breaks: full screen, no error, and back to the first screen."""

from __future__ import annotations

import ctypes
import gc
import threading
from typing import TYPE_CHECKING

import psutil
import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from kiosk_app.flow import Language, State
from kiosk_app.flow.intents import Choose
from kiosk_app.theme import Panel
from kiosk_app.view_models import Look
from tests.support.screens_monkey import Bench, Monkey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.sample(every=5)

# An offscreen display is 800 x 800: the window fills whatever screen there is.
_PANEL = Panel(1080, 1920)


@pytest.fixture(params=[False, True], ids=["at once", "in turns"])
def bench(qtbot: QtBot, request: pytest.FixtureRequest) -> Iterator[Bench]:
    assert qtbot is not None
    bench = Bench(_PANEL, paced=request.param)
    yield bench
    bench.close()


def fills_the_screen(bench: Bench) -> bool:
    window = bench.window
    return window.isVisible() and window.geometry() == QGuiApplication.primaryScreen().geometry()


def rss_mb() -> float:
    gc.collect()
    return float(psutil.Process().memory_info().rss) / 2**20


@pytest.mark.timeout(3600)
@pytest.mark.allow_log("")
def test_a_monkey_gets_nowhere(bench: Bench, request: pytest.FixtureRequest, *, soak: bool) -> None:
    acts, every = (50_000, 2500) if soak else (120, 60)
    seed = int(request.node.callspec.params["bench"])
    monkey = Monkey(bench, seed)
    first = bench.window.grab().toImage()
    sizes = []
    while monkey.acts < acts:
        monkey.act()
        bench.settle()
        assert bench.window.screen_shown is not None
        if monkey.acts % every == 0:
            assert fills_the_screen(bench)
            bench.everybody_leaves()
            bench.settle()
            assert bench.session == bench.session.forgotten()
            assert bench.session.state is State.IDLE
            assert (bench.session.language, bench.session.look) == (Language.ZH, Look())
            sizes.append(rss_mb())
    assert bench.window.grab().toImage() == first
    print(f"seed {seed}: {monkey.acts} acts, {len(monkey.states)} states, RSS {[round(s) for s in sizes]} MB")
    if soak:
        assert monkey.states == set(State)
        # Caches of drawings and glyphs are filled in the first fifth.
        assert sizes[-1] - sizes[len(sizes) // 5] < 10


def one_session(bench: Bench) -> None:
    """The quickest way to a list and away from it."""
    for choice in ("start", "skip", "goods", "from_200k", "331002"):
        bench.controller.on_intent(Choose(choice))
    assert bench.session.state is State.LIST
    bench.controller.on_intent(Choose("finish"))
    bench.everybody_leaves()
    assert bench.session.state is State.IDLE
    bench.settle()


class _HeapFigures(ctypes.Structure):
    """`struct mallinfo2` of the C library (mallinfo(3))."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
            *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    )


def heap_bytes() -> int:
    """What C and C++ hold: exact, where the resident size rounds to pages and arenas."""
    mallinfo2 = ctypes.CDLL(None).mallinfo2
    mallinfo2.restype = _HeapFigures
    gc.collect()
    figures = mallinfo2()
    return int(figures.uordblks + figures.hblkhd)


def census(bench: Bench) -> tuple[int, int, int, int, int]:
    """Widgets, Qt objects that Python knows, all objects of the window, descriptors and threads."""
    gc.collect()
    known = sum(isinstance(one, QObject) for one in gc.get_objects())
    held = len(bench.window.findChildren(QObject))
    return (
        len(QApplication.allWidgets()),
        known,
        held,
        psutil.Process().num_fds(),
        threading.active_count(),
    )


@pytest.mark.timeout(3600)
def test_sessions_leave_nothing_behind(bench: Bench, *, soak: bool) -> None:
    warm, sessions = (200, 2000) if soak else (4, 3)
    for _ in range(warm):
        one_session(bench)
    before, heap, counts = rss_mb(), heap_bytes(), set()
    for number in range(sessions):
        one_session(bench)
        if number % max(1, sessions // 6) == 0:
            counts.add(census(bench))
    grown_kb = (heap_bytes() - heap) / sessions / 1000
    slope = (rss_mb() - before) / sessions * 1000
    print(f"{sessions} sessions: {slope:.2f} MB resident per 1,000, {grown_kb:.2f} kB of heap each; {counts}")
    assert len(counts) == 1
    if soak:
        assert slope <= 1.0
    # Caches of glyphs and drawings still fill in the short run: some 2 kB a session.
    assert grown_kb <= (1.0 if soak else 12.0)
