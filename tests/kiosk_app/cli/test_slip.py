"""`kiosk slip`: rendered to files, or printed and proven."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image

from printing import Fault, SimulatedPrinter
from printing.escpos.parser import Cut, Init, parse
from tests.support.printer import INSTANT
from tests.support.terminal_cli import FOUND, OK, USAGE, Provisioned, kiosk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.sample(every=3), pytest.mark.journey(every=2)]

ASKED = ("slip", "--debt", "goods", "--district", "331002", "--amount", "300000")


@pytest.fixture
def printer() -> Iterator[SimulatedPrinter]:
    with SimulatedPrinter(INSTANT) as printer:
        yield printer


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_renders_a_picture_a_page_and_the_bytes(
    terminal: Provisioned, tmp_path: Path, language: str
) -> None:
    result = kiosk(*ASKED, "--out", tmp_path / "slip", "--language", language, "--config", terminal.config)
    assert result.exit_code == OK, result.stderr
    assert {path.name for path in (tmp_path / "slip").iterdir()} == {"slip.png", "slip.pdf", "slip.bin"}
    with Image.open(tmp_path / "slip" / "slip.png") as picture:
        assert picture.width == 576
    assert (tmp_path / "slip" / "slip.pdf").read_bytes().startswith(b"%PDF-")
    ops = parse((tmp_path / "slip" / "slip.bin").read_bytes())
    assert isinstance(ops[0], Init)
    assert isinstance(ops[-1], Cut)
    assert "mm of paper" in result.stderr


def test_it_prints_one_slip_and_says_how_that_is_known(
    terminal: Provisioned, printer: SimulatedPrinter
) -> None:
    result = kiosk(*ASKED, "--port", printer.url, "--config", terminal.config)
    assert result.exit_code == OK, result.stderr
    assert "proven by gs_h" in result.stderr
    assert len(printer.slips) == 1


def test_what_is_printed_is_what_is_rendered(
    terminal: Provisioned, printer: SimulatedPrinter, tmp_path: Path
) -> None:
    kiosk(*ASKED, "--port", printer.url, "--config", terminal.config)
    kiosk(*ASKED, "--out", tmp_path, "--config", terminal.config)
    with Image.open(tmp_path / "slip.png") as picture:
        # The time on the two may differ by a minute; their length does not.
        assert picture.height == printer.slips[0].bitmap.height_dots


def test_a_printer_without_paper_is_a_finding(terminal: Provisioned, printer: SimulatedPrinter) -> None:
    printer.fault(Fault.PAPER_OUT)
    result = kiosk(*ASKED, "--port", printer.url, "--config", terminal.config)
    assert result.exit_code == FOUND
    assert "not printed" in result.stderr
    assert not printer.slips


def test_a_printer_that_is_not_there_is_a_finding(terminal: Provisioned) -> None:
    result = kiosk(*ASKED, "--port", "tcp://127.0.0.1:9", "--config", terminal.config)
    assert result.exit_code == FOUND
    assert "not printed" in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Say either --port URL (print) or --out DIR (render)."),
        (
            ("--port", "tcp://127.0.0.1:9", "--out", "x"),
            "Say either --port URL (print) or --out DIR (render).",
        ),
        (("--port", "carrier-pigeon://roof"), "--port carrier-pigeon://roof"),
    ],
)
def test_what_cannot_be_asked_is_usage(terminal: Provisioned, words: tuple[str, ...], said: str) -> None:
    result = kiosk(*ASKED, *words, "--config", terminal.config)
    assert result.exit_code == USAGE
    assert said in result.stderr


def test_without_an_agency_there_is_nothing_to_print(terminal: Provisioned, tmp_path: Path) -> None:
    words = ("slip", "--debt", "freight", "--district", "331002", "--amount", 10**12)
    result = kiosk(*words, "--out", tmp_path / "slip", "--config", terminal.config)
    assert result.exit_code == FOUND
    assert "nothing to print" in result.stderr
    assert not (tmp_path / "slip").exists()
