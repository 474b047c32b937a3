from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
import segno

from scanner import Decoder, Hint
from tests.support.scanner_pictures import LICENCE, frame_with

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray


@pytest.fixture
def decoder() -> Iterator[Decoder]:
    decoder = Decoder()
    yield decoder
    decoder.close()
    decoder.close()


def decode_within(decoder: Decoder, pixels: NDArray[np.uint8], frames: int = 8) -> list[bytes]:
    for _ in range(frames):
        decoding = decoder.decode(pixels, 200.0)
        if decoding.payloads:
            return [payload.data for payload in decoding.payloads]
    return []


@pytest.mark.parametrize(
    "payload",
    [
        LICENCE.encode(),
        "台州市演示有限公司".encode(),
        "台州市演示有限公司".encode("gb18030"),
        "张三".encode("gbk"),
        b"\x1b@\x00\xff\x1dV\x00",
        b"\xef\xbb\xbfabc",
    ],
)
def test_the_bytes_of_a_code_come_out_exactly(decoder: Decoder, payload: bytes) -> None:
    assert decode_within(decoder, frame_with(payload)) == [payload]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_an_eci_mark_does_not_change_the_bytes(decoder: Decoder, encoding: str) -> None:
    text = "台州市演示有限公司"
    modules = segno.make(text, encoding=encoding, eci=True, error="m").matrix
    tile = np.kron(np.pad(1 - np.array(modules, np.uint8), 4, constant_values=1), np.ones((6, 6), np.uint8))
    assert decode_within(decoder, tile * np.uint8(255)) == [text.encode(encoding)]


def test_corners_are_in_frame_pixels(decoder: Decoder) -> None:
    (payload,) = decoder.decode(frame_with(LICENCE, side_px=260)).payloads
    xs, ys = [x for x, _ in payload.corners], [y for _, y in payload.corners]
    assert 80 < min(xs) < max(xs) < 340
    assert 200 < min(ys) < max(ys) < 460


@pytest.mark.parametrize(
    "trouble",
    [
        lambda frame: cv2.GaussianBlur(frame, (0, 0), 2.0),
        lambda frame: (frame * 0.12).astype(np.uint8),
        lambda frame: 255 - frame,
        lambda frame: cv2.resize(frame, None, fx=0.36, fy=0.36, interpolation=cv2.INTER_AREA),
        lambda frame: cv2.imdecode(cv2.imencode(".jpg", frame, (cv2.IMWRITE_JPEG_QUALITY, 12))[1], 1),
        lambda frame: np.ascontiguousarray(np.rot90(frame)),
        lambda frame: np.ascontiguousarray(frame[:, :, 1]),
    ],
    ids=["blur", "dark", "inverted", "small", "jpeg", "turned", "gray"],
)
def test_troubled_frames_are_read(decoder: Decoder, trouble: object) -> None:
    assert callable(trouble)
    assert decode_within(decoder, trouble(frame_with(LICENCE))) == [LICENCE.encode()]


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((0, 0, 3), np.uint8),
        np.zeros((1, 1, 3), np.uint8),
        np.zeros((720, 20, 3), np.uint8),
        np.zeros((720, 1280, 3), np.uint8),
        np.full((720, 1280), 255, np.uint8),
        np.zeros((40, 40, 4), np.uint8),
        np.zeros((40, 40, 1), np.uint8),
        np.zeros((2, 40, 40, 3), np.uint8),
    ],
    ids=["empty", "point", "thin", "black", "white", "alpha", "one channel", "four axes"],
)
def test_frames_without_a_code_give_nothing(decoder: Decoder, pixels: NDArray[np.uint8]) -> None:
    assert not decoder.decode(pixels, 500.0).payloads


def test_noise_gives_nothing(decoder: Decoder) -> None:
    noise = np.random.default_rng(3).integers(0, 255, (480, 640, 3), np.uint8)
    assert not decode_within(decoder, noise, frames=2)


def test_a_structured_append_set_is_contained(decoder: Decoder) -> None:
    frame = np.full((500, 1280), 128, np.uint8)
    for index, part in enumerate(segno.make_sequence("structured append " * 6, version=3, symbol_count=3)):
        tile = np.kron(
            np.pad(1 - np.array(part.matrix, np.uint8), 4, constant_values=1), np.ones((8, 8), np.uint8)
        )
        left = 20 + 410 * index
        frame[60 : 60 + tile.shape[0], left : left + tile.shape[1]] = tile * np.uint8(255)
    for _ in range(6):
        decoder.decode(frame, 200.0)
    assert decoder.contained_errors == 0


def test_two_codes_in_view_are_both_given_with_a_hint(decoder: Decoder) -> None:
    decoding = decoder.decode(frame_with(LICENCE, "something else"))
    assert {payload.data for payload in decoding.payloads} == {LICENCE.encode(), b"something else"}
    assert decoding.hint is Hint.TOO_MANY


def test_a_dark_frame_asks_for_a_brighter_screen(decoder: Decoder) -> None:
    assert decoder.decode(np.full((720, 1280, 3), 6, np.uint8)).hint is Hint.BRIGHTER


def test_a_blurred_code_is_located_and_asks_for_a_steady_hand(decoder: Decoder) -> None:
    blurred = np.asarray(cv2.GaussianBlur(frame_with(LICENCE, side_px=300), (0, 0), 4.5), np.uint8)
    decoding = decoder.decode(blurred, 0.0)
    assert not decoding.payloads
    assert decoding.located
    assert decoding.hint is Hint.STEADIER


def test_focus_blur_beyond_sharpening_is_undone(decoder: Decoder) -> None:
    # 3.5 pixels per module: blurred by two thirds of a module, with a sensor's noise.
    soft = cv2.GaussianBlur(frame_with(LICENCE, side_px=144), (0, 0), 2.2).astype(np.float32)
    noisy = soft + np.random.default_rng(4).normal(0, 1.5, soft.shape)
    soft_frame = np.roll(noisy.clip(0, 255).astype(np.uint8), (80, 480), (0, 1))
    assert decode_within(decoder, soft_frame, frames=12) == [LICENCE.encode()]


def test_a_tiny_picture_that_an_operation_cannot_take_is_contained(decoder: Decoder) -> None:
    decoder.decode(np.full((21, 21), 90, np.uint8), 500.0)
    assert decode_within(decoder, frame_with(LICENCE)) == [LICENCE.encode()]


def test_the_budget_ends_the_tries(decoder: Decoder) -> None:
    blank = frame_with()
    for _ in range(6):
        decoder.decode(blank)
    assert decoder.decode(blank, 0.0).ms < decoder.decode(blank, 400.0).ms
