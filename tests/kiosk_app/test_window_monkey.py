"""Whatever anybody touches, presses or breaks: full screen, no error, and back to the first screen."""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from kiosk_app.flow import Language, State
from kiosk_app.flow.intents import Choose
from kiosk_app.theme import Panel
from kiosk_app.view_models import Look
from tests.support.screens_devices import EVERY_FAULT, Simulated
from tests.support.screens_monkey import Bench, Monkey
from tests.support.screens_pretended import Pretended
from tests.support.screens_watch import Census, Watch, census, eventfds, heap_bytes, rss_mb
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.sample(every=5)

# An offscreen display is 800 x 800: the window fills whatever screen there is.
_PANEL = Panel(1080, 1920)
_DIAGONALS_IN = (32.0, 43.0)
"""On which everything fits such a square as it fits the real glass."""


@pytest.fixture(params=[False, True], ids=["at once", "in turns"])
def bench(qtbot: QtBot, request: pytest.FixtureRequest) -> Iterator[Bench]:
    assert qtbot is not None
    bench = Bench(_PANEL, Pretended(), paced=request.param)
    yield bench
    bench.close()


@pytest.mark.timeout(7200)
@pytest.mark.allow_log("")
def test_a_monkey_gets_nowhere(bench: Bench, request: pytest.FixtureRequest, *, soak: bool) -> None:
    """The same acts for the same seed; what devices say is made up, and worse than any real one."""
    life = live(bench, int(request.node.callspec.params["bench"]), 25_000 if soak else 40)
    if soak:
        assert life.states == set(State)
        life.assert_flat()


@pytest.mark.timeout(7200)
@pytest.mark.allow_log("")
@pytest.mark.parametrize("seed", range(4))
def test_a_monkey_gets_nowhere_whatever_breaks(
    qtbot: QtBot, tmp_path: Path, seed: int, *, soak: bool
) -> None:
    """100,000 acts in all, in the product's way of drawing, among devices that speak the real protocols."""
    assert qtbot is not None
    with Simulated(tmp_path, seed) as devices:
        with contextlib.closing(
            Bench(Panel(1080, 1920, _DIAGONALS_IN[seed % 2]), devices, paced=True)
        ) as bench:
            life = live(bench, seed, 25_000 if soak else 60)
        print(f"seed {seed}: {dict(sorted(devices.injected.items()))}")
    if soak:
        assert life.states == set(State)
        assert set(devices.injected) == EVERY_FAULT
        life.assert_flat()


@dataclass
class Life:
    """What a monkey has seen, and what the process held each time everybody had gone."""

    states: set[State] = field(default_factory=set)
    sizes_mb: list[float] = field(default_factory=list)
    heap_mb: list[float] = field(default_factory=list)
    counts: list[Census] = field(default_factory=list)
    eventfds: list[int] = field(default_factory=list)

    def assert_flat(self) -> None:
        """Caches of drawings and glyphs are filled in the first fifth; then nothing grows.

        What is resident goes up in steps for longer: each thread of a device takes its memory from another part.
        """
        warm, half = len(self.counts) // 5, len(self.counts) // 2
        assert max(self.heap_mb[warm:]) - self.heap_mb[warm] < 2
        assert self.sizes_mb[-1] - self.sizes_mb[half] < 10
        assert len(set(self.counts[warm:])) == 1
        assert max(self.eventfds) <= self.eventfds[0] + 2 * (os.cpu_count() or 1)


def live(bench: Bench, seed: int, acts: int) -> Life:
    """Let a monkey loose, look after every act, and twenty times and more let the terminal come to rest."""
    monkey, life = Monkey(bench, seed), Life()
    comes_to_rest(bench)
    view, first = bench.window.view, bench.window.grab().toImage()
    begin_s, begin_cpu_s = time.monotonic(), time.process_time()
    with Watch(bench.window) as watch:
        while monkey.acts < acts:
            monkey.act()
            assert not watch.faults(), f"seed {seed}, act {monkey.acts}"
            if monkey.acts % min(500, acts // 2) == 0:
                comes_to_rest(bench)
                assert not watch.faults(), f"seed {seed}, at rest after act {monkey.acts}"
                assert bench.window.view == view
                assert bench.window.grab().toImage() == first
                life.sizes_mb.append(rss_mb())
                life.heap_mb.append(heap_bytes() / 2**20)
                life.counts.append(census(bench.window))
                life.eventfds.append(eventfds())
    life.states = monkey.states
    wall_s, cpu_s = time.monotonic() - begin_s, time.process_time() - begin_cpu_s
    print(
        f"seed {seed}: {acts} acts in {wall_s:.0f} s ({cpu_s:.0f} s of processor), {len(life.states)} states"
    )
    print(
        f"seed {seed}: RSS {[round(size) for size in life.sizes_mb]} MB, heap {[round(h) for h in life.heap_mb]} MB"
    )
    print(f"seed {seed}: {life.counts[0]} ... {life.counts[-1]}, eventfds at most {max(life.eventfds)}")
    return life


def comes_to_rest(bench: Bench) -> None:
    """Nobody touches anything any more: the first screen comes up, in the first look."""
    bench.everybody_leaves()
    # A printer whose answer was late once is said to be missing until the next one.
    wait_until(lambda: bench.controller.world.printer is None)
    bench.settle()
    assert bench.session == bench.session.forgotten()
    assert bench.session.state is State.IDLE
    assert (bench.session.language, bench.session.look) == (Language.ZH, Look())


def one_session(bench: Bench) -> None:
    """The quickest way to a list and away from it."""
    for choice in ("start", "skip", "goods", "from_200k", "331002"):
        bench.controller.on_intent(Choose(choice))
    assert bench.session.state is State.LIST
    bench.controller.on_intent(Choose("finish"))
    bench.everybody_leaves()
    assert bench.session.state is State.IDLE
    bench.settle()


@pytest.mark.timeout(3600)
def test_sessions_leave_nothing_behind(bench: Bench, *, soak: bool) -> None:
    warm, sessions = (200, 2000) if soak else (4, 3)
    for _ in range(warm):
        one_session(bench)
    before, heap, counts = rss_mb(), heap_bytes(), set()
    for number in range(sessions):
        one_session(bench)
        if number % max(1, sessions // 6) == 0:
            counts.add(census(bench.window))
    grown_kb = (heap_bytes() - heap) / sessions / 1000
    slope = (rss_mb() - before) / sessions * 1000
    print(f"{sessions} sessions: {slope:.2f} MB resident per 1,000, {grown_kb:.2f} kB of heap each; {counts}")
    assert len(counts) == 1
    if soak:
        assert slope <= 1.0
    # Caches of glyphs and drawings still fill in the short run: some 2 kB a session.
    assert grown_kb <= (1.0 if soak else 12.0)
