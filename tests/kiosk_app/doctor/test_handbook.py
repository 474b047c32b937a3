"""The pages technicians read: the tests and commands they name exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer.main
from typer.testing import CliRunner

from kiosk_app.cli.app import app
from kiosk_app.config import parse_config

pytestmark = pytest.mark.journey(every=3)

ROOT = Path(__file__).parents[3]
PAGES = ("provisioning", "doctor", "daily-care", "replacing", "decommissioning")
_NAMED_TEST = re.compile(r"`(tests/[\w/.]+\.py)::(\w+)`")
_COMMAND = re.compile(r"(?:^|`)(kiosk [^`\n]+)", re.MULTILINE)


def test_every_test_the_security_table_names_exists() -> None:
    named = _NAMED_TEST.findall((ROOT / "docs" / "security.md").read_text(encoding="utf-8"))
    assert len(named) > 30
    gone = [
        f"{file}::{test}"
        for file, test in named
        if not (ROOT / file).exists() or f"def {test}(" not in (ROOT / file).read_text(encoding="utf-8")
    ]
    assert not gone


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_a_page_is_known(page: str) -> None:
    text = (ROOT / "docs" / "operations" / f"{page}.md").read_text(encoding="utf-8")
    for command in _COMMAND.findall(text):
        words = shlex.split(command.replace("…", ""))[1:]
        path = [word for word in words if re.fullmatch(r"[a-z]+", word)]
        group = typer.main.get_command(app)
        names = []
        while path and path[0] in getattr(group, "commands", {}):
            names.append(path[0])
            group = group.commands[path.pop(0)]  # type: ignore[attr-defined]  # a group: it has commands
        assert names, command
        help_text = CliRunner(env={"COLUMNS": "300"}).invoke(app, [*names, "--help"]).output
        options = [word for word in words if word.startswith("--")]
        assert [option for option in options if option not in help_text] == [], command


def test_the_example_of_the_settings_page_starts_a_terminal() -> None:
    text = (ROOT / "docs" / "operations" / "configuration.md").read_text(encoding="utf-8")
    example = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)[0]
    assert parse_config(example, "the handbook").terminal.id == "JJ-01"
