"""Runs `kiosk …` as it stands in the handbook, in a folder of its own, as a rehearsal."""

from __future__ import annotations

import re
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from typer.testing import CliRunner

from kiosk_app.cli import registry, registry_desk, registry_keys, sync
from kiosk_app.cli.app import app
from tests.support.registry_clock import set_system_clock
from tests.support.registry_office import TWELVE_BAD_ROWS, Office, make_twelve_mistakes

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    import pytest
    from click.testing import Result

    from tests.support.registry_office import Table

DEMO = Path(__file__).parents[2] / "assets" / "demo"
HANDBOOK = Path(__file__).parents[2] / "docs" / "operations" / "registry.md"
_BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)


def handbook_commands() -> list[str]:
    """Every command of the handbook, in order."""
    text = HANDBOOK.read_text(encoding="utf-8")
    return [line for block in _BLOCK.findall(text) for line in block.splitlines() if line.strip()]


@dataclass
class Desk:
    """One person's desk: the current folder, and the commands typed there."""

    folder: Path
    patch: pytest.MonkeyPatch

    @classmethod
    def set_up(cls, folder: Path, patch: pytest.MonkeyPatch) -> Desk:
        """Go into a folder and rehearse there with the demo data: cheap keys, one passphrase for all."""
        if not (folder / "source").exists():
            shutil.copytree(DEMO, folder / "source")
        patch.chdir(folder)
        patch.setenv("KIOSK_THROW_AWAY", "1")
        patch.setenv("KIOSK_PASSPHRASE", "only for tests")
        patch.setenv("COLUMNS", "200")
        patch.delenv("KIOSK_CONFIG", raising=False)
        return cls(folder, patch)

    def set_clock(self, now: datetime) -> None:
        """Set the clock of every machine at this desk, also the one tuf's client reads."""
        for module in (registry, registry_desk, registry_keys, sync):
            self.patch.setattr(module, "utc_now", lambda: now)
        set_system_clock(self.patch, now)

    def kiosk(self, command: str, typed: str | None = None) -> Result:
        """Run one `kiosk` command; `typed` answers its questions."""
        words = shlex.split(command)
        assert words.pop(0) == "kiosk"
        return CliRunner().invoke(app, words, input=typed, catch_exceptions=False)

    def does(self, command: str) -> Result:
        """Run one `kiosk` command that must succeed."""
        result = self.kiosk(command)
        assert result.exit_code == 0, f"{command}: {result.output}"
        return result

    def run(self, command: str) -> Result | None:
        """Run a command of the handbook; the shell's own are done by hand."""
        words = shlex.split(command)
        if words[0] == "kiosk":
            return self.kiosk(command)
        if words[:2] == ["cp", "-r"]:
            shutil.copytree(self.folder / words[2], self.folder / words[3])
        else:
            assert words[0] in {"chmod", "mkdir", "cp"}, (
                f"the handbook has a command no test knows: {command}"
            )
        return None

    def hold(self, holder: str, *keys: str) -> None:
        """Give a holder's folder their keys and `root.json`, as the handbook says to do with sticks."""
        (self.folder / holder).mkdir()
        for name in ("root.json", *(f"{key}.key.json" for key in keys)):
            shutil.copy(self.folder / "keys" / name, self.folder / holder)

    def edit_agencies(self, change: Callable[[Table], object]) -> None:
        """Let `change` work on the rows of agencies.csv."""
        Office(self.folder).edit("agencies.csv", change)

    def spoil_twelve_rows(self) -> list[tuple[int, str]]:
        """Make twelve different mistakes in the office's spreadsheet; gives row and column of each."""
        self.edit_agencies(make_twelve_mistakes)
        Office(self.folder).to_xlsx("agencies")
        return [(row + 2, column) for row, column, _, _ in TWELVE_BAD_ROWS]
