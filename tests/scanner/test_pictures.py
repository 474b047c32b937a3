from __future__ import annotations

import contextlib
import os
import random
import struct
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from PIL import Image

from scanner import NotAPicture, load_picture, read_picture
from scanner.phone_video import draw_code, draw_phone
from tests.support.scanner_pictures import LICENCE, frame_with

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".bmp", ".webp", ".tiff"])
def test_every_kind_of_picture_is_read(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"code{suffix}"
    cv2.imwrite(str(path), frame_with(LICENCE))
    reading = read_picture(path)
    assert [payload.data for payload in reading.payloads] == [LICENCE.encode()]
    assert reading.size == (1280, 720)
    assert reading.ms > 0


def test_a_code_cut_out_to_its_last_module_is_read(tmp_path: Path) -> None:
    code = draw_code(LICENCE, 41 * 8)[32:-32, 32:-32]
    cv2.imwrite(str(tmp_path / "tight.png"), code)
    (payload,) = read_picture(tmp_path / "tight.png").payloads
    assert payload.data == LICENCE.encode()
    assert all(-3 <= x <= code.shape[1] + 3 and -3 <= y <= code.shape[0] + 3 for x, y in payload.corners)


def test_a_small_code_in_a_large_picture_is_read_at_its_place(tmp_path: Path) -> None:
    large = np.full((3000, 4000), 200, np.uint8)
    large[2500:2600, 3500:3600] = draw_code(LICENCE, 100)
    cv2.imwrite(str(tmp_path / "large.png"), large)
    (payload,) = read_picture(tmp_path / "large.png").payloads
    assert all(3500 <= x <= 3600 and 2500 <= y <= 2600 for x, y in payload.corners)


def test_a_transparent_picture_is_read_on_white(tmp_path: Path) -> None:
    code = draw_code(LICENCE, 300)
    black = np.zeros((300, 300, 4), np.uint8)
    black[:, :, 3] = 255 - code
    Image.fromarray(black).save(tmp_path / "clear.png")
    assert read_picture(tmp_path / "clear.png").payloads


def test_a_picture_without_a_code_has_no_payload(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "none.png"), np.full((200, 300, 3), 90, np.uint8))
    assert read_picture(tmp_path / "none.png").payloads == ()


def test_a_screenshot_of_a_phone_is_read(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "phone.png"), draw_phone(LICENCE))
    assert read_picture(tmp_path / "phone.png").payloads[0].data == LICENCE.encode()


def whole_png() -> bytes:
    _, png = cv2.imencode(".png", frame_with(LICENCE))
    return bytes(png)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("big.txt", b"just text\n" * 200_000, "is not a picture"),
        ("big.png", b"just text\n" * 200_000, "is not a picture"),
        ("cut.png", whole_png()[:3000], "damaged or cut off"),
        ("head.png", whole_png()[:20], "damaged or cut off|is not a picture"),
        ("empty.png", b"", "is empty"),
        ("bomb.bmp", b"BM" + b"\xff" * 60, "damaged or cut off|is not a picture|million pixels"),
    ],
)
def test_what_is_no_picture_is_refused_in_a_sentence(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(NotAPicture, match=words) as caught:
        read_picture(tmp_path / name)
    assert name in str(caught.value)
    assert str(caught.value).endswith(".")


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAPicture, match="is a folder"):
        read_picture(tmp_path)
    with pytest.raises(NotAPicture, match="There is no file"):
        read_picture(tmp_path / "none.png")


def test_what_is_no_ordinary_file_is_refused_unopened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "zero.png").symlink_to("/dev/zero")
    for name in ("pipe.png", "zero.png"):
        with pytest.raises(NotAPicture, match="is not an ordinary file"):
            read_picture(tmp_path / name)
    (tmp_path / "loop.png").symlink_to("loop.png")
    with pytest.raises(NotAPicture, match="cannot be read"):
        read_picture(tmp_path / "loop.png")
    with pytest.raises(NotAPicture, match="its name is none"):
        read_picture(tmp_path / "a\0.png")


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *chunks: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = chunk(b"IDAT", zlib.compress(bytes(110)))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + rows + chunk(b"IEND", b"")


def gif(width: int, height: int, frame_width: int, frame_height: int) -> bytes:
    screen = b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\0\0" + bytes(6)
    return screen + b"\x2c" + struct.pack("<4H", 0, 0, frame_width, frame_height) + b"\0\x02\x01\0\x3b"


FLOOD = b"k\0\0" + zlib.compress(bytes(70_000_000))
TIFF_OF_NOTHING = b"II*\0\x08\0\0\0" + struct.pack(
    "<H2sHLL2sHLLL", 2, b"\0\x01", 4, 1, 60_000, b"\x01\x01", 4, 1, 60_000, 0
)


@pytest.mark.parametrize(
    ("bomb", "words"),
    [
        (png(2**31 - 1, 2**31 - 1), "million pixels"),
        (png(10, 10, chunk(b"zTXt", FLOOD)), "damaged"),
        (png(10, 10, chunk(b"iCCP", FLOOD)), "damaged"),
        (gif(65_535, 65_535, 1, 1), "million pixels"),
        (gif(10, 10, 65_535, 65_535), "million pixels"),
        (TIFF_OF_NOTHING, "million pixels|damaged|is not a picture"),
        (b"P6 60000 60000 255\n", "million pixels"),
        (b"\xff\xd8\xff\xc0\0\x11\x08\xff\xff\xff\xff\x03" + bytes(20), "million pixels|damaged"),
    ],
    ids=["size", "text", "profile", "GIF screen", "GIF frame", "TIFF", "PPM", "JPEG"],
)
def test_a_small_file_that_unpacks_to_a_large_one_is_refused(tmp_path: Path, bomb: bytes, words: str) -> None:
    (tmp_path / "bomb.png").write_bytes(bomb)
    with pytest.raises(NotAPicture, match=words):
        read_picture(tmp_path / "bomb.png")


@pytest.mark.allow_log("More samples per pixel")
def test_damage_anywhere_in_a_picture_is_borne(tmp_path: Path, soak: bool) -> None:
    rng = random.Random(3)
    kinds = ("png", "jpeg", "gif", "tiff", "bmp", "webp", "ppm")
    whole = {kind: BytesIO() for kind in kinds}
    for kind, file in whole.items():
        Image.fromarray(draw_code("demo", 40)).convert("RGB").save(file, kind)
    for _ in range(20_000 if soak else 150):
        data = bytearray(whole[rng.choice(kinds)].getvalue())
        for _ in range(rng.choice((1, 2, 20))):
            at = int(len(data) * rng.random() ** 3)
            data[at : at + 4] = rng.choice((rng.randbytes(1), rng.randbytes(8), b"\xff" * 4, bytes(4)))
        (tmp_path / "damaged").write_bytes(data)
        with contextlib.suppress(NotAPicture):
            load_picture(tmp_path / "damaged")


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "huge.png").open("wb") as file:
        file.truncate(40_000_000)
    with pytest.raises(NotAPicture, match="larger than 32 MB"):
        read_picture(tmp_path / "huge.png")


def test_too_many_pixels_are_refused_before_they_are_unpacked(tmp_path: Path) -> None:
    Image.new("1", (8000, 8000)).save(tmp_path / "wide.png")
    with pytest.raises(NotAPicture, match="million pixels"):
        read_picture(tmp_path / "wide.png")
