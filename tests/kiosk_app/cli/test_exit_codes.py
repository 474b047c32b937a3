"""What holds for every command: an example, its exit codes, and 2 for wrong usage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import typer

from kiosk_app.cli.app import app
from tests.support.terminal_cli import OK, USAGE, kiosk

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.sample(every=4)


GROUPS = frozenset({"provision"})
"""Its commands end as the group's own help says, each in the same way."""


def _commands(group: object, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in getattr(group, "commands", {}).items():
        yield (*words, name)
        yield from _commands(command, (*words, name))


COMMANDS = sorted(_commands(typer.main.get_command(app)))
LEAVES = [
    words
    for words in COMMANDS
    if not any(other[: len(words)] == words for other in COMMANDS if other != words)
]


@pytest.mark.parametrize("words", LEAVES, ids=" ".join)
def test_the_help_of_every_command_has_an_example_and_its_exit_codes(words: tuple[str, ...]) -> None:
    result = kiosk(*words, "--help")
    assert result.exit_code == OK
    said = " ".join(result.stdout.split())
    assert f"Example: kiosk {' '.join(words)}" in said
    assert "Exit codes: 0" in said or words[0] in GROUPS


@pytest.mark.parametrize("words", LEAVES, ids=" ".join)
def test_an_unknown_option_is_usage(words: tuple[str, ...]) -> None:
    result = kiosk(*words, "--no-such-option")
    assert result.exit_code == USAGE
    assert "No such option" in result.stderr
    assert not result.stdout


def test_the_commands_scripts_rely_on_are_there() -> None:
    needed = {"run", "demo", "scan", "match", "slip", "sync"}
    offices = {"init", "build", "publish", "verify", "serve"}
    assert {(name,) for name in needed} | {("registry", name) for name in offices} <= set(COMMANDS)


def test_without_a_command_the_help_is_shown() -> None:
    result = kiosk()
    assert result.exit_code == USAGE
    assert "Usage:" in result.stdout + result.stderr


def test_an_unknown_command_is_usage() -> None:
    result = kiosk("dance")
    assert result.exit_code == USAGE
    assert "No such command 'dance'" in result.stderr
