from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from printing.escpos import commands, parser
from printing.escpos.raster import Chunk, encode_raster, scrub

REAL_TIME = re.compile(rb"\x10[\x04\x05\x14]")


def dots_back(chunks: tuple[Chunk, ...], width: int) -> np.ndarray:
    return parser.paper_of(parser.parse(b"".join(chunk.data for chunk in chunks)), width)


def picture(height: int, width_bytes: int, data: bytes) -> np.ndarray:
    packed = np.resize(np.frombuffer(data, np.uint8), (height, width_bytes))
    return np.unpackbits(packed, axis=1)


pictures = st.builds(
    picture,
    st.integers(1, 300),
    st.integers(1, 9),
    st.lists(st.sampled_from([0x00, 0x00, 0x10, 0x04, 0x05, 0x14, 0xFF]), min_size=1, max_size=60).map(bytes),
)


@given(dots=pictures, limit=st.sampled_from([40, 600, 8192]), feed=st.booleans())
@settings(max_examples=60)
def test_any_picture_comes_back_dot_for_dot_and_holds_no_real_time_command(
    dots: np.ndarray, limit: int, *, feed: bool
) -> None:
    clean = scrub(dots)
    chunks = encode_raster(clean, max_chunk_bytes=limit, blank_rows_by_feed=feed)
    assert np.array_equal(dots_back(chunks, dots.shape[1]), clean)
    assert not REAL_TIME.search(b"".join(chunk.data for chunk in chunks))
    assert sum(chunk.rows for chunk in chunks) == len(dots)


@given(hnp.arrays(np.uint8, (40, 64), elements=st.integers(0, 1)))
@settings(max_examples=30)
def test_scrubbing_only_adds_dots_and_settles(dots: np.ndarray) -> None:
    clean = scrub(dots)
    assert (clean >= dots).all()
    assert np.array_equal(scrub(clean), clean)


def test_a_command_across_two_full_rows_splits_the_band_and_not_the_picture() -> None:
    dots = picture(2, 2, bytes((0x01, 0x10, 0x04, 0x01)))
    chunks = encode_raster(dots)
    assert [chunk.rows for chunk in chunks] == [1, 1]
    assert np.array_equal(dots_back(chunks, 16), dots)


def test_bands_are_trimmed_short_and_blank_rows_fed() -> None:
    dots = np.zeros((400, 576), np.uint8)
    dots[:10, :9] = 1
    dots[300:, 8] = 1
    ops = parser.parse(b"".join(chunk.data for chunk in encode_raster(dots)))
    assert [type(op) for op in ops] == [parser.Raster, parser.Feed, parser.Feed, parser.Raster]
    assert [op.width_bytes for op in ops if isinstance(op, parser.Raster)] == [2, 2]


def test_no_band_is_higher_than_a_small_printer_takes() -> None:
    stripes = np.ones((1000, 8), np.uint8)
    stripes[::2, 3] = 0
    for dots in (stripes, np.ones((1000, 8), np.uint8)):
        ops = parser.parse(b"".join(chunk.data for chunk in encode_raster(dots)))
        bands = [op.rows * op.tall for op in ops if isinstance(op, parser.Raster)]
        assert max(bands) == commands.MAX_RASTER_ROWS


def test_rows_that_come_in_pairs_are_sent_once() -> None:
    dots = np.random.default_rng(3).integers(0, 2, (20, 64), np.uint8).repeat(2, axis=0)
    dots = np.concatenate([dots[:1] ^ 1, dots, dots[-3:-1] ^ 1])
    data = b"".join(chunk.data for chunk in encode_raster(scrub(dots)))
    assert np.array_equal(parser.paper_of(parser.parse(data), 64), scrub(dots))
    assert len(data) < 20 * 8 + 60


@pytest.mark.parametrize("limit", [80, 1000, 2048])
def test_no_chunk_is_longer_than_asked(limit: int) -> None:
    chunks = encode_raster(np.ones((300, 576), np.uint8), max_chunk_bytes=limit)
    assert max(len(chunk.data) for chunk in chunks) <= limit


def test_an_empty_picture_is_no_chunk() -> None:
    assert encode_raster(np.zeros((0, 576), np.uint8)) == ()
