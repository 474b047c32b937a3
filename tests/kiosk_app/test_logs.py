"""The second line of defence: nothing with the shape of a code or a number gets into a log."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

import pytest

from kiosk_app.logs import RedactingFormatter, redact, set_up_logs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CODE = "91331002MA2DEM0179"


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        CODE.lower(),
        f"read {CODE}.",
        f"index.html?uniscid={CODE}&x=1",
        f"('{CODE}',)",
        "0576-88880000",
        "+86 138 0000 0000",
        "13800000000",
        "331002199001011234",
    ],
)
def test_codes_and_numbers_are_struck_out(text: str) -> None:
    said = redact(text)
    assert "[code]" in said or "[number]" in said
    assert not any(part in said for part in (CODE, CODE.lower(), "8888", "0000", "19900101"))


@pytest.mark.parametrize(
    "text",
    [
        "idle -> scan",
        "registry is current, release 12",
        "127.0.0.1:9100 closed after 3.25 s",
        "request 4f2a took 120 ms",
        "66c0e8fe9b4f8de3",
        "release 20261123 received",
    ],
)
def test_what_a_technician_needs_stays(text: str) -> None:
    assert redact(text) == text


def test_arguments_and_tracebacks_are_redacted_and_the_time_is_not() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(RedactingFormatter("{asctime} {message}", "%Y%m%d%H%M%S", style="{"))
    logger = logging.Logger("of this test")  # noqa: LOG001 - one that no other handler hears
    logger.addHandler(handler)
    try:
        int(CODE)
    except ValueError:
        logger.exception("could not take %s", CODE)
    said = stream.getvalue()
    assert CODE not in said
    assert said.count("[code]") >= 2
    assert said.split()[0].isdecimal()
    assert len(said.split()[0]) == 14


@pytest.fixture
def root_logger() -> Iterator[logging.Logger]:
    root = logging.getLogger()
    level, handlers, tuf = root.level, list(root.handlers), logging.getLogger("tuf").level
    yield root
    for handler in [one for one in root.handlers if one not in handlers]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    logging.getLogger("tuf").setLevel(tuf)


def test_the_file_is_made_with_its_folder(
    root_logger: logging.Logger, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "var" / "kiosk.log"
    set_up_logs(file)
    root_logger.info("somebody showed %s", CODE)
    for handler in root_logger.handlers:
        handler.flush()
    assert "somebody showed [code]" in file.read_text(encoding="utf-8")
    assert "somebody showed [code]" in capsys.readouterr().err


@pytest.mark.usefixtures("root_logger")
def test_a_line_is_written_once_however_often_the_logs_are_set_up(tmp_path: Path) -> None:
    for _ in range(3):
        set_up_logs(tmp_path / "kiosk.log")
    logging.getLogger("kiosk_app").info("said once")
    assert (tmp_path / "kiosk.log").read_text(encoding="utf-8").count("said once") == 1
