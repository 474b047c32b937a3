from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
import pytest

from scanner.preview import SIZE_BYTES, PreviewBuffer, create_memory

if TYPE_CHECKING:
    from collections.abc import Iterator

Ends = tuple[PreviewBuffer, PreviewBuffer, int]


@pytest.fixture
def ends() -> Iterator[Ends]:
    descriptor = create_memory()
    writer, reader = PreviewBuffer(descriptor), PreviewBuffer(descriptor)
    yield writer, reader, descriptor
    writer.close()
    reader.close()
    os.close(descriptor)


def picture(
    level: int, size: tuple[int, int] = (360, 640)
) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    pixels = np.full((*size, 3), level, np.uint8)
    pixels[:, :10] = 255
    return pixels


def test_a_picture_comes_through_mirrored(ends: Ends) -> None:
    writer, reader, _ = ends
    writer.write(picture(50), 1.0, ((0, 0), (10, 0), (10, 10), (0, 10)), is_read=True)
    taken = reader.take()
    assert taken is not None
    assert np.array_equal(taken.pixels, picture(50)[:, ::-1])
    assert taken.outline == ((639, 0), (629, 0), (629, 10), (639, 10))
    assert taken.is_read


def test_only_the_newest_is_taken_and_only_once(ends: Ends) -> None:
    writer, reader, _ = ends
    for number in range(1, 8):
        writer.write(picture(number), float(number), (), is_read=False)
    taken = reader.take()
    assert taken is not None
    assert taken.at_s == 7.0
    assert taken.pixels[0, 0, 0] == 7
    assert reader.take() is None


def test_large_pictures_are_shrunk(ends: Ends) -> None:
    writer, reader, _ = ends
    writer.write(picture(9, (1080, 1920)), 1.0, (), is_read=False)
    taken = reader.take()
    assert taken is not None
    assert taken.pixels.shape == (540, 960, 3)


def test_the_memory_keeps_its_size(ends: Ends) -> None:
    """A child that could shrink it would end the UI process, which has it mapped."""
    _, _, descriptor = ends
    for size in (0, SIZE_BYTES - 1, SIZE_BYTES + 1):
        with pytest.raises(PermissionError):
            os.ftruncate(descriptor, size)


def test_nonsense_in_the_memory_does_no_harm(ends: Ends) -> None:
    _, reader, descriptor = ends
    for seed in range(100):
        os.pwrite(descriptor, np.random.default_rng(seed).bytes(4096), 0)
        taken = reader.take()
        assert taken is None or taken.pixels.shape[0] <= 720
