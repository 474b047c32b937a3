"""Whose turn it is, and how much of a frame a pass may look at in the time left."""

from __future__ import annotations

import numpy as np
import pytest

from scanner import images
from scanner.images import Region
from scanner.plan import Engine, Pass
from scanner.rotation import Rotation, Turn

SIZE = (1280, 720)
WHOLE = Region(0, 0, *SIZE)


def turn_of(cost_ms: float, name: str = "a") -> Turn:
    return Turn(Pass(name, images.plain, Engine.ZXING, cost_ms), cost_ms)


def part_of(turn: Turn, left_ms: float, place: images.Quad | None = None) -> Region:
    region = turn.region(SIZE, left_ms, place)
    assert region is not None
    return region


def test_what_fits_looks_at_the_whole_frame() -> None:
    assert part_of(turn_of(10), 10) == WHOLE


@pytest.mark.parametrize(("left_ms", "share"), [(9.0, 0.9), (5.0, 0.5), (2.5, 0.25)])
def test_what_does_not_fit_looks_at_as_much_as_does(left_ms: float, share: float) -> None:
    assert part_of(turn_of(10), left_ms).area_px == pytest.approx(share * WHOLE.area_px, rel=0.01)


def test_a_smaller_frame_costs_less() -> None:
    assert turn_of(10).region((640, 360), 2.5, None) == Region(0, 0, 640, 360)


def test_parts_are_in_the_middle_every_other_time_and_reach_every_side() -> None:
    turn = turn_of(10)
    parts = [part_of(turn, 2.5) for _ in range(8)]
    assert set(parts[::2]) == {Region(320, 180, 960, 540)}
    assert min(part.left for part in parts) == min(part.top for part in parts) == 0
    assert (max(part.right for part in parts), max(part.bottom for part in parts)) == SIZE


@pytest.mark.parametrize(
    ("x", "y", "corner"),
    [(0, 0, (0, 0)), (640, 360, (320, 180)), (1279, 719, (640, 360)), (700, 200, (380, 20))],
)
def test_a_part_lies_around_the_place_of_a_symbol_inside_the_frame(
    x: float, y: float, corner: tuple[int, int]
) -> None:
    part = part_of(turn_of(10), 2.5, ((x, y), (x, y)))
    assert (part.left, part.top) == corner
    assert (part.right - part.left, part.bottom - part.top) == (640, 360)


def test_what_was_passed_over_three_times_gets_the_least_part() -> None:
    turn = turn_of(100)
    assert [turn.region(SIZE, 5, None) for _ in range(3)] == [None] * 3
    assert part_of(turn, 5).area_px == WHOLE.area_px / 4
    turn.note(25, WHOLE.area_px // 4)
    assert turn.region(SIZE, 5, None) is None


def test_the_first_run_replaces_the_guess_and_later_ones_move_it() -> None:
    turn = turn_of(10)
    turn.note(10, WHOLE.area_px // 2)
    assert turn.whole_ms == 20
    turn.note(40, WHOLE.area_px)
    assert turn.whole_ms == 25


def test_the_winner_is_first_then_the_least_recently_run() -> None:
    rotation = Rotation([Pass(name, images.plain, Engine.ZXING, 1.0) for name in "abc"])
    for number, turn in enumerate(rotation):
        turn.last_frame = 9 - number
    assert [turn.step.name for turn in rotation] == ["c", "b", "a"]
    rotation.won(next(turn for turn in rotation if turn.step.name == "b"))
    assert [turn.step.name for turn in rotation] == ["b", "c", "a"]


def test_points_of_a_part_come_back_to_the_frame() -> None:
    gray = np.arange(200, dtype=np.uint8).reshape(10, 20)
    prepared = images.within(Region(5, 2, 15, 8), images.resized(2.0))(gray)
    assert prepared.gray.shape == (12, 20)
    assert images.map_points(prepared.to_frame, [(4.0, 6.0)]) == ((7.0, 5.0),)
