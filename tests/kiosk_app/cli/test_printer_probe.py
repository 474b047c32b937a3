"""`kiosk printer-probe` tells what a printer answers, and stops where it proves nothing."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from kiosk_app.cli.app import app
from printing import CLONES, SimulatedPrinter


@pytest.mark.parametrize(("model", "fence", "code"), [("epson", "gs_h", 0), ("hprt", "gs_r", 0)])
def test_what_proves_paper_is_found_out(model: str, fence: str, code: int) -> None:
    with SimulatedPrinter(CLONES[model]) as printer:
        result = CliRunner().invoke(app, ["printer-probe", printer.url, "--json"])
    assert result.exit_code == code
    facts = json.loads(result.stdout)
    assert (facts["fence"], facts["real_time"]) == (fence, "0x12 0x12 0x12 0x12")
    assert facts["model"] == CLONES[model].name


def test_a_printer_that_proves_nothing_is_a_finding(tmp_path: object) -> None:
    result = CliRunner().invoke(app, ["printer-probe", f"file://{tmp_path}/lp0"])
    assert result.exit_code == 1


def test_words_say_what_it_means_for_the_slips() -> None:
    with SimulatedPrinter() as printer:
        result = CliRunner().invoke(app, ["printer-probe", printer.url])
    assert result.exit_code == 0
    assert "done means done" in result.stdout


@pytest.mark.parametrize(("url", "code"), [("gopher://x", 2), ("tcp://127.0.0.1:1", 1)])
def test_an_address_that_is_none_and_a_printer_that_is_away_are_told_apart(url: str, code: int) -> None:
    result = CliRunner().invoke(app, ["printer-probe", url])
    assert result.exit_code == code
    assert url in result.stderr
