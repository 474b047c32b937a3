"""`kiosk match`: the list without the screens, for people and for scripts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.terminal_cli import FOUND, OK, USAGE, Provisioned, kiosk, provision

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.terminal import Around

pytestmark = pytest.mark.journey(every=3)

ASKED = ("match", "--debt", "goods", "--district", "331002", "--amount", "300000")


def listed(terminal: Provisioned, *words: object) -> dict[str, Any]:
    result = kiosk(*ASKED, *words, "--json", "--config", terminal.config)
    assert result.exit_code == OK, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_a_script_gets_one_object_with_all_it_needs_to_compute_again(terminal: Provisioned) -> None:
    found = listed(terminal)
    assert found["registry"]["state"] == "current"
    assert not found["registry"]["demo"]
    assert len(found["registry"]["root_prefix"]) == 16
    assert found["profile"] == {
        "debt_type": "goods",
        "amount": 300000,
        "district": "331002",
        "judgment_in_force": False,
    }
    assert [agency["rank"] for agency in found["agencies"]] == list(range(1, len(found["agencies"]) + 1))
    scores = [agency["score"] for agency in found["agencies"]]
    assert scores == sorted(scores, reverse=True)
    assert found["agencies"][0]["recommended"]


def test_the_same_seed_gives_the_same_list_and_another_turns_equal_scores(terminal: Provisioned) -> None:
    orders = [[a["id"] for a in listed(terminal, "--seed", seed)["agencies"]] for seed in (0, 0, 1, 2, 3)]
    assert orders[0] == orders[1]
    assert len({tuple(order) for order in orders}) > 1
    assert len({frozenset(order) for order in orders}) == 1


def test_names_do_as_well_as_ids(terminal: Provisioned) -> None:
    result = kiosk(
        "match",
        "--debt",
        "货款",
        "--district",
        "椒江区",
        "--amount",
        "300000",
        "--json",
        "--config",
        terminal.config,
    )
    assert json.loads(result.stdout)["agencies"] == listed(terminal)["agencies"]


def test_a_judgment_in_force_is_in_the_answer(terminal: Provisioned) -> None:
    found = listed(terminal, "--judgment")
    assert (found["profile"]["judgment_in_force"], found["judgment_first"]) == (True, True)


def test_a_person_gets_a_table(terminal: Provisioned) -> None:
    result = kiosk(*ASKED, "--config", terminal.config)
    assert result.exit_code == OK
    assert "TZ-0001" in result.stdout
    assert "release 1 (current)" in result.stderr


def test_nobody_fitting_is_a_finding(terminal: Provisioned) -> None:
    words = ("match", "--debt", "freight", "--district", "331002", "--amount", 10**12, "--json")
    result = kiosk(*words, "--config", terminal.config)
    assert result.exit_code == FOUND
    assert json.loads(result.stdout)["agencies"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--debt", "gold", "--district", "331002"), "--debt 'gold' is not known. Known are: goods (货款)"),
        (("--debt", "goods", "--district", "9"), "--district '9' is not known. Known are: 331002"),
        (("--debt", "goods", "--district", "331002", "--amount", "-1"), "--amount must be between 0 and"),
        (("--debt", "goods", "--district", "331002", "--amount", "nan"), "--amount must be between 0 and"),
        (("--debt", "goods", "--district", "331002", "--amount", "much"), "Invalid value for '--amount'"),
        (("--debt", "goods"), "Missing option '--district'"),
    ],
)
def test_what_cannot_be_asked_is_usage_and_says_what_can(
    terminal: Provisioned, words: tuple[str, ...], said: str
) -> None:
    result = kiosk("match", *words, "--json", "--config", terminal.config)
    assert result.exit_code == USAGE
    assert said in result.stderr
    assert not result.stdout


def test_without_a_list_it_says_what_to_do(around: Around, tmp_path: Path) -> None:
    empty = provision(around, tmp_path, data=tmp_path / "empty")
    result = kiosk(*ASKED, "--config", empty.config)
    assert result.exit_code == FOUND
    assert "Run: kiosk sync" in result.stderr


def test_without_settings_it_works_on_the_demonstration_and_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KIOSK_CONFIG", str(tmp_path / "none.toml"))
    result = kiosk(*ASKED, "--json")
    assert result.exit_code == OK
    assert json.loads(result.stdout)["registry"]["demo"]
    assert "演示数据" in result.stderr
