"""`kiosk attack-test`: a sample passes, and what must not pass is told."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from kiosk_app.cli.app import app
from kiosk_app.cli.attack_test import Chain, Screen
from scanner.hostile import HostileCase, Symbol

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.journey(every=3)

LINK = "http://www.gsxt.gov.cn/index.html?uniscid=91331002MA2DEM0179"


@pytest.fixture(scope="module")
def chain() -> Iterator[Chain]:
    with closing(Screen()) as screen:
        yield Chain(screen)


def case(*contents: str, code: str = "", may_confirm: bool = True, must_read: bool = False) -> HostileCase:
    frames = tuple((Symbol(content),) for content in contents)
    return HostileCase("planted", "planted", frames, code, may_confirm=may_confirm, must_read=must_read)


def test_a_sample_of_the_corpus_passes() -> None:
    result = CliRunner().invoke(app, ["attack-test", "--every", "40", "--json"])
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0, result.output
    assert len(lines) >= 7
    assert not any(line["faults"] for line in lines)
    assert lines[0]["recognised"] == ["91331002MA2DEM0179"]


def test_a_category_that_does_not_exist_is_wrong_usage() -> None:
    assert CliRunner().invoke(app, ["attack-test", "--only", "nonsense"]).exit_code == 2


@pytest.mark.parametrize(
    ("planted", "fault"),
    [
        (case(LINK), "recognised a code where none may be"),
        (case("nothing", code="91331002MA2DEM0179", must_read=True), "a good code was not recognised"),
        (case(LINK, may_confirm=False), "confirmed a code that was not alone"),
    ],
    ids=["recognised", "not recognised", "confirmed"],
)
def test_what_must_not_pass_is_told(chain: Chain, planted: HostileCase, fault: str) -> None:
    assert chain.run(planted).faults == [fault]


def test_markup_and_printer_commands_reach_screen_and_paper_as_nothing_but_text(chain: Chain) -> None:
    verdict = chain.run(case("<img src=/dev/zero>\x1b@\x1dV\x00"))
    assert (verdict.read, verdict.faults) == (1, [])
    assert verdict.paper_bytes > 20


def test_a_text_that_ends_the_screen_is_told_and_the_next_one_shown() -> None:
    class Dying(Screen):
        def show(self, text: str) -> dict[str, object] | None:
            if text == "deadly":
                self._process.kill()
            return super().show(text)

    with closing(Dying()) as screen:
        chain = Chain(screen)
        assert chain.run(case("deadly")).faults == ["the screen did not survive it, or took 5 s"]
        assert not chain.run(case("harmless")).faults
