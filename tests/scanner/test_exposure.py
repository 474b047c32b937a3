from __future__ import annotations

import pytest

from scanner import Hint
from scanner.exposure import ExposureGuide, ExposureStep

DARKER, BRIGHTER = ExposureStep.DARKER, ExposureStep.BRIGHTER


def steps(hints: list[Hint], fps: float = 30) -> list[ExposureStep]:
    guide = ExposureGuide()
    return [step for n, hint in enumerate(hints) if (step := guide.feed(hint, n / fps)) is not None]


@pytest.mark.parametrize(
    ("hint", "wanted"),
    [
        (Hint.GLARE, [DARKER] * 4),
        (Hint.BRIGHTER, [BRIGHTER] * 4),
        (Hint.STEADIER, [DARKER, DARKER, BRIGHTER, DARKER]),
        (Hint.CLOSER, []),
        (Hint.NONE, []),
        (Hint.TOO_MANY, []),
    ],
)
def test_a_hint_that_stands_moves_the_exposure_a_few_steps(hint: Hint, wanted: list[ExposureStep]) -> None:
    assert steps([hint] * 160)[:4] == wanted


def test_the_sensor_is_given_time_to_follow() -> None:
    assert steps([Hint.GLARE] * 10) == []
    assert steps([Hint.GLARE] * 13) == [DARKER]


def test_the_exposure_never_runs_away() -> None:
    assert len(steps([Hint.GLARE] * 900)) == 4
    assert len(steps([Hint.GLARE] * 300 + [Hint.BRIGHTER] * 900)) == 4 + 8


def test_a_code_that_is_read_in_between_is_not_tried_darker() -> None:
    assert not steps(([Hint.STEADIER] * 20 + [Hint.NONE] * 5) * 10)
