"""`kiosk scan` on pictures, videos and a camera."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from kiosk_app.cli.app import app
from scanner import hand_held_video
from tests.support.scanner_mjpeg import MjpegServer
from tests.support.scanner_pictures import LICENCE, frame_with

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.sample(every=3), pytest.mark.journey(every=3)]

FORMS = """
[[recogniser]]
name = "demo form"
hosts = ["licence.demo-city.gov.cn"]
code_keys = ["c"]
examples = ["https://licence.demo-city.gov.cn/?c=91331002MA2DEM0179"]
"""


def kiosk_scan(*arguments: object) -> tuple[int, list[dict[str, Any]]]:
    result = CliRunner().invoke(app, ["scan", "--json", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def picture(tmp_path: Path, *codes: str, name: str = "code.png") -> Path:
    cv2.imwrite(str(tmp_path / name), frame_with(*codes))
    return tmp_path / name


def test_a_picture_with_a_licence_is_read(tmp_path: Path) -> None:
    code, (line,) = kiosk_scan(picture(tmp_path, LICENCE))
    assert code == 0
    assert base64.b64decode(line["payloads"][0]["bytes_b64"]) == LICENCE.encode()
    assert line["reading"] == {"outcome": "Recognised", "uscc": "91331002MA2DEM0179", "source": "gsxt_link"}


def test_two_companies_in_one_picture_are_not_guessed_between(tmp_path: Path) -> None:
    other = LICENCE.replace("91331002MA2DEM0179", "91330000755918469E")
    _, (line,) = kiosk_scan(picture(tmp_path, LICENCE, other))
    assert line["reading"]["outcome"] == "Ambiguous"


def test_the_worst_input_decides_the_exit_code(tmp_path: Path) -> None:
    good, empty = picture(tmp_path, LICENCE), picture(tmp_path, name="empty.png")
    (tmp_path / "text.png").write_text("no picture")
    assert kiosk_scan(good, empty)[0] == 1
    code, lines = kiosk_scan(good, empty, tmp_path / "text.png")
    assert code == 2
    assert len(lines) == 3
    assert "error" in lines[2]


def test_a_video_is_read_and_drawn(tmp_path: Path) -> None:
    hand_held_video(LICENCE, tmp_path / "phone.avi", seconds=0.7, size=(640, 360))
    code, (line,) = kiosk_scan(tmp_path / "phone.avi", "--annotate", tmp_path / "seen.png")
    assert (code, line["reading"]["outcome"]) == (0, "Recognised")
    drawn = cv2.imread(str(tmp_path / "seen.png"))
    assert drawn is not None
    assert drawn.shape[1] == 640


def test_a_camera_is_watched_as_in_operation(tmp_path: Path) -> None:
    with MjpegServer(frame_with(LICENCE)) as server:
        code, (line,) = kiosk_scan("--camera", server.url, "--annotate", tmp_path / "seen.png")
    assert (code, line["reading"]["outcome"]) == (0, "Recognised")
    drawn = cv2.imread(str(tmp_path / "seen.png"))
    assert drawn is not None
    # The code stands on the left of the frame, and so it does here although the preview is mirrored.
    green = np.argwhere((drawn[:, :, 1] > 120) & (drawn[:, :, 2] < 90) & (drawn[:, :, 0] < 110))
    assert green[:, 1].mean() < drawn.shape[1] / 2


def test_a_camera_that_is_not_there_is_said_in_a_sentence() -> None:
    code, (line,) = kiosk_scan("--camera", "/dev/v4l/by-id/no-such-camera", "--seconds", "2.5")
    assert (code, line["payloads"], line["reading"]) == (2, [], None)
    assert line["error"].startswith(
        "The camera /dev/v4l/by-id/no-such-camera cannot be opened: there is none."
    )


@pytest.mark.parametrize("address", ["https://192.0.2.1/", "rtsp://192.0.2.1/", ""])
def test_an_address_of_another_kind_is_wrong_usage(address: str) -> None:
    assert kiosk_scan("--camera", address) == (2, [])


def test_a_line_has_the_fields_that_scripts_rely_on(tmp_path: Path) -> None:
    _, (line,) = kiosk_scan(picture(tmp_path, LICENCE))
    assert {"path", "payloads", "reading", "ms"} <= set(line)
    assert set(line["payloads"][0]) == {"bytes_b64", "text", "decoder"}
    assert line["path"] == str(tmp_path / "code.png")


def test_a_name_that_is_no_text_neither_stops_nor_paints_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "a\udcff\x1b[31m\n.png").write_bytes(b"no picture")
    path = str(next(tmp_path.iterdir()))
    code, (line,) = kiosk_scan(path)
    assert (code, line["path"]) == (2, f"{tmp_path}/a\\xff\x1b[31m\n.png")
    assert line["error"].startswith(f"{tmp_path}/a\ufffd\ufffd[31m\ufffd.png is not a picture")


def test_what_libraries_say_does_not_mix_with_our_sentence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cut.mp4").write_bytes(b"\0\0\0\x18ftypisom" + bytes(64))
    assert kiosk_scan(tmp_path / "cut.mp4")[0] == 2
    assert "moov" not in capfd.readouterr().err


def test_more_forms_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "forms.toml").write_text(FORMS, encoding="utf-8")
    path = picture(tmp_path, "https://licence.demo-city.gov.cn/?c=91331002MA2DEM0179")
    assert kiosk_scan(path)[1][0]["reading"]["reason"] == "foreign_link"
    _, (line,) = kiosk_scan(path, "--recognisers", tmp_path / "forms.toml")
    assert line["reading"]["outcome"] == "Recognised"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["a.png", "b.png", "--annotate", "x.png"],
        ["a.png", "--camera", "0", "--annotate", "x.png"],
        ["a.png", "--recognisers", "no-such-file.toml"],
        ["no-such-file.png"],
        ["no-such-file.avi"],
    ],
)
def test_wrong_usage_ends_with_two(arguments: list[str]) -> None:
    assert kiosk_scan(*arguments)[0] == 2


def test_without_json_it_speaks_in_words(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        app, ["scan", str(picture(tmp_path, "WIFI:S:demo;;")), str(picture(tmp_path, name="e.png"))]
    )
    assert "NotALicence unknown" in result.stdout
    assert "no QR code found" in result.stdout
