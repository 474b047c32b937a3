"""The ways in: made on purpose they open, and nothing that happens by chance does."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from kiosk_app.technician.gesture import CORNER_MM, HOLD_S, CornerRound, Spot, WheelTurn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

WIDTH_MM, HEIGHT_MM = 268.0, 476.0
GLASS = Spot(WIDTH_MM, HEIGHT_MM)
Frames = list[tuple[float, dict[int, Spot]]]


@dataclass(frozen=True, slots=True)
class Hands:
    """Two hands at a steering wheel; lengths in millimetres."""

    apart: float = 180.0
    up: float = 55.0
    down: float = 55.0
    sideways: float = 0.0
    hold_s: float = 1.2
    second_after_s: float = 0.1
    slowness: float = 1.0
    slope: float = 0.0
    extra: bool = False
    trembles: float = 0.0

    def frames(self) -> Frames:
        """The whole movement, as frames of fingers; lifted at the end."""
        frames: Frames = [(0.0, {1: self._at(0.0)[1]})]
        at_s = self.second_after_s
        for step in range(11):
            fingers = self._at(step / 10)
            frames.append((at_s, fingers | ({3: Spot(130.0, 300.0)} if self.extra and step == 5 else {})))
            at_s += 0.05 * self.slowness
        last = self._at(1.0)
        for tick in range(1, round(self.hold_s * 10) + 1):
            shake = self.trembles * (1 if tick % 2 else -1)
            frames.append((at_s + tick / 10, {f: Spot(s.x_mm + shake, s.y_mm) for f, s in last.items()}))
        end_s = frames[-1][0]
        return [*frames, (end_s, {1: last[1]}), (end_s + 0.1, {})]

    def _at(self, share: float) -> dict[int, Spot]:
        left, right = Spot(40.0, 200.0), Spot(40.0 + self.apart, 200.0 + self.slope)
        return {
            1: Spot(left.x_mm + self.sideways * share, left.y_mm - self.up * share),
            2: Spot(right.x_mm - self.sideways * share, right.y_mm + self.down * share),
        }


def wheel(**change: float) -> Frames:
    return Hands(**change).frames()  # type: ignore[arg-type]  # one of them is a flag


def opens(frames: Frames, turn: WheelTurn | None = None) -> bool:
    turn = turn or WheelTurn()
    opened = [turn.feed(fingers, at_s) for at_s, fingers in frames]
    return any(opened)


def test_two_hands_at_the_wheel_open() -> None:
    assert opens(wheel())


def test_it_opens_again_and_again_on_one_glass() -> None:
    turn = WheelTurn()
    assert [opens([(at + 100 * n, f) for at, f in wheel()], turn) for n in range(3)] == [True] * 3


@pytest.mark.parametrize(
    "change",
    [
        {"apart": 60.0},
        {"up": 20.0},
        {"down": 20.0},
        {"up": -55.0, "down": -55.0},
        {"up": 55.0, "down": -55.0},
        {"sideways": 60.0},
        {"hold_s": HOLD_S - 0.4},
        {"second_after_s": 0.9},
        {"slowness": 20.0},
        {"slope": 90.0},
        {"extra": True},
        {"trembles": 9.0},
    ],
    ids=str,
)
def test_anything_less_does_not(change: dict[str, float]) -> None:
    assert not opens(wheel(**change))


def test_a_small_tremor_is_forgiven() -> None:
    assert opens(wheel(trembles=2.0, sideways=20.0, slope=30.0, apart=120.0))


def test_after_a_third_finger_all_must_be_lifted_first() -> None:
    turn = WheelTurn()
    frames = wheel(extra=True)[:-2]
    assert not opens(frames, turn)
    assert not opens([(at + 10, f) for at, f in wheel()[1:-1]], turn)
    turn.feed({}, 50.0)
    assert opens([(at + 100, f) for at, f in wheel()], turn)


def by_chance(seed: int) -> Frames:
    """Some minutes of a child with two hands: fingers come, wander, rest and go."""
    draw = random.Random(seed)
    fingers: dict[int, Spot] = {}
    frames: Frames = []
    at_s, number = 0.0, 0
    for _ in range(400):
        at_s += draw.choice((0.02, 0.05, 0.3, 1.3))
        what = draw.random()
        if what < 0.15 and len(fingers) < 3:
            number += 1
            fingers[number] = Spot(draw.uniform(0, WIDTH_MM), draw.uniform(0, HEIGHT_MM))
        elif what < 0.25 and fingers:
            del fingers[draw.choice(list(fingers))]
        else:
            fingers = {
                f: Spot(s.x_mm + draw.gauss(0, 15), s.y_mm + draw.gauss(0, 25)) for f, s in fingers.items()
            }
        frames.append((at_s, dict(fingers)))
    return frames


def test_a_child_with_two_hands_does_not_open_it() -> None:
    opened = sum(opens(by_chance(seed)) for seed in range(60))
    assert opened <= 1  # the lock screen closes by itself; it must be rare, not impossible


def test_a_palm_does_not_open_it() -> None:
    for points in (3, 4, 6):
        turn = WheelTurn()
        palm = {n: Spot(60.0 + 15 * n, 200.0 + 4 * n) for n in range(points)}
        frames = [(0.05 * n, {f: Spot(s.x_mm, s.y_mm + 4 * n) for f, s in palm.items()}) for n in range(40)]
        assert not opens([*frames, (5.0, {})], turn)


CORNERS: Mapping[str, Spot] = {
    "tl": Spot(5, 5),
    "tr": Spot(WIDTH_MM - 5, 5),
    "br": Spot(WIDTH_MM - 5, HEIGHT_MM - 5),
    "bl": Spot(5, HEIGHT_MM - 5),
}
ROUND = ("tl", "tr", "br", "bl", "bl", "br", "tr", "tl")


def taps(names: tuple[str, ...], every_s: float = 0.7) -> bool:
    corners = CornerRound()
    return [corners.feed(CORNERS[name], GLASS, n * every_s) for n, name in enumerate(names)][-1]


def test_once_round_the_corners_and_back_opens() -> None:
    assert taps(ROUND)


def test_a_false_start_is_forgiven() -> None:
    assert taps(("br", "tl", "tl", *ROUND[1:]))


def test_too_slow_or_another_order_does_not_open() -> None:
    assert not taps(ROUND, every_s=2.5)
    assert not taps(ROUND[:4])
    assert not taps(("tl", "bl", "br", "tr", "tr", "br", "bl", "tl"))


def test_a_touch_elsewhere_begins_anew() -> None:
    corners = CornerRound()
    spots: list[Callable[[], Spot]] = [lambda name=name: CORNERS[name] for name in ROUND]  # type: ignore[misc]
    for n, spot in enumerate(spots[:4]):
        corners.feed(spot(), GLASS, n * 0.5)
    corners.feed(Spot(WIDTH_MM / 2, CORNER_MM), GLASS, 2.2)
    assert not any(corners.feed(spot(), GLASS, 2.5 + n * 0.5) for n, spot in enumerate(spots[4:]))


def test_a_hundred_thousand_taps_by_chance_do_not_open_it() -> None:
    draw, corners = random.Random(7), CornerRound()
    opened = 0
    for n in range(100_000):
        # Far more corners than anybody touches.
        spot = draw.choice(list(CORNERS.values())) if draw.random() < 0.5 else Spot(100.0, 100.0)
        opened += corners.feed(spot, GLASS, n * 0.5)
    assert opened == 0
