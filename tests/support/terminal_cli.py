"""The `kiosk` command in the test's own process, and a provisioned terminal for it to work on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from typer.testing import CliRunner

from kiosk_app.cli.app import app
from kiosk_app.demo.town import DEMO_SITE

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from tests.support.terminal import Around

OK, FOUND, USAGE = 0, 1, 2


def kiosk(*words: object) -> Result:
    """Run a command; `stdout` and `stderr` of the result are apart."""
    return CliRunner().invoke(app, [str(word) for word in words])


@dataclass(frozen=True)
class Provisioned:
    """A terminal with settings, a root of trust and a synchronised list.

    Attributes:
        config: its settings file.
        data: its data folder.
    """

    config: Path
    data: Path


def provision(around: Around, directory: Path, *, data: Path | None = None, **session: str) -> Provisioned:
    """Write the settings of a terminal; `data` is its data folder, by default the synchronised one."""
    root = directory / "root.json"
    root.write_bytes(around.town.pinned_root)
    folder = data or around.data
    lines = [
        f'data = "{folder}"',
        "[terminal]",
        f'id = "{DEMO_SITE.terminal}"',
        f'name_zh = "{DEMO_SITE.name_zh}"',
        f'name_en = "{DEMO_SITE.name_en}"',
        f'district = "{DEMO_SITE.district}"',
        "[printer]",
        'url = "tcp://127.0.0.1:9"',
        "[registry]",
        'url = "http://127.0.0.1:9"',
        f'root = "{root}"',
        "[session]",
        *(f"{key} = {value}" for key, value in session.items()),
    ]
    config = directory / "kiosk.toml"
    config.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Provisioned(config, folder)
