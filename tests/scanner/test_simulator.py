from __future__ import annotations

import time
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from scanner import Decoder, hand_held_video
from tests.support.scanner_pictures import LICENCE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.journey(every=2)


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(2, 12))])
def test_the_phone_starts_unreadable_and_ends_readable(tmp_path: Path, seed: int) -> None:
    hand_held_video(LICENCE, tmp_path / "phone.avi", seconds=1.2, seed=seed)
    capture, decoder = cv2.VideoCapture(str(tmp_path / "phone.avi")), Decoder()
    frames = []
    while (answer := capture.read())[0]:
        frames.append(answer[1])
    reads = [
        [payload.data for payload in decoder.decode(frame).payloads] for frame in (frames[0], *frames[20::3])
    ]
    decoder.close()
    capture.release()
    assert len(frames) == 36
    assert not reads[0]
    assert reads[1:] == [[LICENCE.encode()]] * 6


def test_the_same_seed_gives_the_same_video(tmp_path: Path) -> None:
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        hand_held_video("x", tmp_path / f"{name}.avi", seconds=0.2, size=(640, 360), seed=seed)
    a, b, c = ((tmp_path / f"{name}.avi").read_bytes() for name in "abc")
    assert a == b != c


def test_drawing_a_film_costs_no_more_than_a_few_times_its_frames(tmp_path: Path) -> None:
    """Against the floor of the same machine at the same moment: encoding as many frames of noise."""
    floor_s = min(_processor_s(lambda: _noise_film(tmp_path / "noise.avi", frames=9)) for _ in range(2))
    ours_s = min(
        _processor_s(lambda: hand_held_video(LICENCE, tmp_path / "phone.avi", seconds=0.3)) for _ in range(2)
    )
    assert ours_s < 4 * floor_s


def _processor_s(run: Callable[[], None]) -> float:
    begin_s = time.process_time()
    run()
    return time.process_time() - begin_s


def _noise_film(path: Path, *, frames: int) -> None:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 30.0, (1280, 720))
    noise = np.random.default_rng(1).integers(0, 256, (720, 1280, 3), dtype=np.uint8)
    for _ in range(frames):
        writer.write(noise)
    writer.release()


def test_a_path_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="cannot write"):
        hand_held_video("x", tmp_path / "none" / "phone.avi", seconds=0.1)
