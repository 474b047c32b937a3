from __future__ import annotations

import os
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from scanner import Hint, NotAPicture, annotate, hand_held_video, is_video, read_video
from tests.support.scanner_pictures import LICENCE

if TYPE_CHECKING:
    from pathlib import Path

SMALL = (640, 360)


def test_a_video_is_read_as_soon_as_a_scan_is_confirmed(tmp_path: Path) -> None:
    hand_held_video(LICENCE, tmp_path / "phone.avi", seconds=0.5, size=SMALL)
    video = read_video(tmp_path / "phone.avi")
    assert [payload.data for payload in video.payloads] == [LICENCE.encode()]
    assert 2 <= video.frames < 15
    assert video.pixels.shape == (360, 640, 3)
    assert is_video(tmp_path / "phone.AVI")


def test_a_video_without_a_code_ends_with_its_last_picture(tmp_path: Path) -> None:
    path = tmp_path / "dark.avi"
    writer = cv2.VideoWriter(str(path), cv2.CAP_OPENCV_MJPEG, cv2.VideoWriter.fourcc(*"MJPG"), 30, (320, 240))
    for _ in range(3):
        writer.write(np.zeros((240, 320, 3), np.uint8))
    writer.release()
    video = read_video(path)
    assert (video.payloads, video.frames, video.hint) == ((), 3, Hint.BRIGHTER)


def test_what_is_no_video_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.avi").write_text("hello " * 500)
    for name in ("a.avi", "missing.avi"):
        with pytest.raises(NotAPicture):
            read_video(tmp_path / name)


@pytest.mark.parametrize(
    "text",
    [
        "#EXTM3U\n#EXTINF:10,\n{other}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile 'other.avi'\n",
        "<?xml version='1.0'?><MPD></MPD>",
    ],
)
def test_a_playlist_opens_no_other_file(tmp_path: Path, text: str) -> None:
    hand_held_video(LICENCE, tmp_path / "other.avi", seconds=0.1, size=SMALL)
    (tmp_path / "list.avi").write_text(text.format(other=tmp_path / "other.avi"))
    with pytest.raises(NotAPicture, match="is not a video"):
        read_video(tmp_path / "list.avi")


def test_a_name_with_a_number_in_it_is_one_file(tmp_path: Path) -> None:
    for number in range(3):
        cv2.imwrite(str(tmp_path / f"a{number}.jpg"), np.zeros((64, 64, 3), np.uint8))
    with pytest.raises(NotAPicture, match="There is no file"):
        read_video(tmp_path / "a%d.jpg")


def test_what_is_no_ordinary_video_file_is_refused_unopened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.avi")
    (tmp_path / "zero.avi").symlink_to("/dev/zero")
    for name, words in (
        ("pipe.avi", "not an ordinary file"),
        ("zero.avi", "not an ordinary"),
        (".", "folder"),
    ):
        with pytest.raises(NotAPicture, match=words):
            read_video(tmp_path / name)
    with (tmp_path / "huge.avi").open("wb") as file:
        file.truncate(2_000_000_000)
    with pytest.raises(NotAPicture, match="larger than 1000 MB"):
        read_video(tmp_path / "huge.avi")


def test_the_annotated_picture_outlines_what_was_seen() -> None:
    grey = np.full((400, 600, 3), 128, np.uint8)
    read, located = ((100, 100), (200, 100), (200, 200), (100, 200)), ((400, 100), (500, 100), (500, 200))
    drawn = annotate(grey, [(read, "18 bytes: 台州")], [located, ()], "1 read")
    assert drawn.shape[0] > 400
    assert (grey == 128).all(), "the original is not drawn on"
    green, amber = drawn[150, 100].astype(int), drawn[100, 450].astype(int)
    assert green[1] > green[0] > 0
    assert amber[2] > 200 > amber[0]
    assert annotate(grey, [((), "no place")], [], "").shape == drawn.shape
