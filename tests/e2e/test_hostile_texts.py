"""Hostile texts from picture to paper: nothing hangs, nothing is obeyed, nothing is opened.

By camera: drawn as a code, decoded, confirmed, read by the session, then put into screens and on paper, where no
payload comes in operation. By list: signed into every text of an agency, fetched, verified, matched, listed, printed.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtGui import QColor, QImage

from scanner.hostile_payloads import payload_rows
from tests.support.open_watch import OpenWatch

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.journey(every=0)

_DEADLINE_S = 1800


@pytest.fixture
def bait(tmp_path: Path) -> Path:
    """A folder with a picture, and a pipe whose opener waits for ever."""
    bait = tmp_path / "bait"
    bait.mkdir()
    os.mkfifo(bait / "pipe.png")
    picture = QImage(40, 40, QImage.Format.Format_RGB32)
    picture.fill(QColor("red"))
    assert picture.save(str(bait / "picture.png"))
    return bait


@pytest.fixture
def watch(bait: Path) -> Iterator[OpenWatch]:
    with OpenWatch(bait) as watch:
        yield watch


def hall(part: str, directory: Path, contents: list[Any]) -> tuple[int, list[dict[str, Any]]]:
    """Run the hall with these texts: how it ended, and what it said of each."""
    directory.mkdir(exist_ok=True)
    process = subprocess.run(
        [sys.executable, "-m", "tests.support.hostile_hall", part, str(directory)],
        input=json.dumps(contents),
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        timeout=_DEADLINE_S,
        check=False,
    )
    if process.returncode > 0:
        pytest.fail(process.stderr[-2000:])
    return process.returncode, [json.loads(line) for line in process.stdout.splitlines()]


def texts(bait: Path) -> list[str]:
    """One of each kind."""
    return [
        "<img src=/dev/zero>",
        f"<img src={bait}/pipe.png>",
        f'<p><img src="file://{bait}/picture.png">&lt;b&gt;<b>x</b>',
        f"<qt><a href={bait}/picture.png>12345</a></qt>",
        "![x](/dev/zero) [bold]%s{0}\\x1b@",
        "\u202eGNP.EXE\u202c",
        "\u05d0\u05d1\u05d2 (1) abc \u0627\u0644\u0645",
        "Z" + "\u0335" * 150,
        "\x00" * 40,
        "\x1b@\x1dV\x00\x1bp\x00\x19\xfa",
        "A" * 200,
        "\ufdfd" * 200,
        "A" * 4296,
    ]


def without_spaces(text: str) -> str:
    return "".join(text.split())


def is_printable(text: str) -> bool:
    return text.isascii() and text.isprintable()


def obeys_nothing(fact: dict[str, Any], text: str) -> None:
    """It was shown as it is, printed as it is or in part, and the slip came out whole."""
    assert text in fact["shown"]
    assert fact["outcome"] == "Done"
    assert not any(character < " " for character in fact["paper"] if character != "\n")
    if is_printable(text):
        assert without_spaces(text) in without_spaces(fact["paper"])


@pytest.mark.timeout(_DEADLINE_S)
def test_no_text_from_the_camera_is_obeyed(
    bait: Path, watch: OpenWatch, tmp_path: Path, *, soak: bool
) -> None:
    contents: list[Any] = list(texts(bait))
    if soak:
        rows = (content for row in payload_rows().values() for content in row.values())
        contents += [one if isinstance(one, str) else list(one) for one in rows]
    ended, facts = hall("camera", tmp_path / "hall", contents)
    assert ended == 0, f"stopped after {contents[len(facts)]!r}"
    assert len(facts) == len(contents)
    assert not watch.was_opened
    for fact in facts:
        assert fact["state"] in {"scan", "trouble"}
        assert not fact["uscc"]
        assert not any(fact["read"] in said for said in fact["said"] if fact["read"].strip())
        obeys_nothing(fact, fact["read"])
    print(f"{len(facts)} texts by camera")


@pytest.mark.timeout(_DEADLINE_S)
def test_no_text_of_the_list_is_obeyed(bait: Path, watch: OpenWatch, tmp_path: Path) -> None:
    contents = texts(bait)
    ended, facts = hall("list", tmp_path / "hall", contents)
    assert ended == 0, f"stopped after {contents[len(facts)]!r}"
    assert not watch.was_opened
    taken = [(fact, text) for fact, text in zip(facts, contents, strict=True) if "refused" not in fact]
    for fact, text in taken:
        obeys_nothing(fact, text)
    refused = [text for fact, text in zip(facts, contents, strict=True) if "refused" in fact]
    assert refused == [text for text in contents if len(text) > 200 or {*"\x00\x1b\u202e"} & {*text}]
    print(f"{len(taken)} texts by list, {len(refused)} refused")


def test_the_alarm_ends_whoever_obeys(bait: Path, tmp_path: Path) -> None:
    """Without it the two above could not fail: Qt's own label waits at the pipe for ever."""
    ended, facts = hall("naive", tmp_path, [f"<img src={bait}/pipe.png>"])
    assert (ended, facts) == (-signal.SIGALRM, [])


def test_the_watch_sees_whoever_obeys(bait: Path, watch: OpenWatch, tmp_path: Path) -> None:
    assert hall("naive", tmp_path, ["harmless"]) == (0, [{}])
    assert not watch.was_opened
    assert hall("naive", tmp_path, [f"<img src={bait}/picture.png>"]) == (0, [{}])
    assert watch.was_opened
