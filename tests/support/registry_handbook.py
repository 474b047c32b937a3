"""What the people of the handbook do between its commands: hand out sticks, edit a table, wait two months."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from offline_cache.publishing import RegistryServer
from tests.support.registry_office import Office, real_now

if TYPE_CHECKING:
    import contextlib
    from collections.abc import Callable

    from tests.support.registry_desk import Desk

_CONFIG = """
data = "data"
[terminal]
id = "YS-02"
name_zh = "演示点"
name_en = "Demo place"
district = "331002"
[printer]
url = "sim://"
[registry]
url = "{url}"
root = "keys/root.json"
"""


@dataclass
class People:
    """Everybody but the commands.

    Attributes:
        desk: where they work.
        stack: ends what they start.
        waiting: command -> what is still to be done before it is run first.
    """

    desk: Desk
    stack: contextlib.ExitStack
    waiting: dict[str, Callable[[], None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        registry = "kiosk registry"
        self.waiting = {
            f"{registry} sign stage --keys held-1 --repository repository": self._hand_out_keys,
            f"{registry} refresh-timestamp repository --keys keys --passphrase-file passphrase.txt": (
                self._write_passphrase_down
            ),
            f"{registry} build source --repository repository --keys keys --stage stage-2": self._strike_off,
            f"{registry} rotate-key repository targets-2 --keys keys": self._set_up_a_terminal,
            "kiosk sync": self._let_two_months_pass,
            f"{registry} build source --repository repository --keys keys --stage stage-3": self._meet_ningbo,
        }

    def prepare(self, command: str) -> None:
        """Do what the text before a command says, once."""
        if command.endswith("publish repository --keys keys --source source") and self._is_away:
            self._found_second_city()
        self.waiting.pop(command, lambda: None)()

    @property
    def _is_away(self) -> bool:
        return "kiosk sync" not in self.waiting

    def _found_second_city(self) -> None:
        Office(self.desk.folder).found_second_city()

    def _meet_ningbo(self) -> None:
        self.desk.hold("held-4", "targets-4")
        for number in (1, 2):
            self.desk.hold(f"held-ningbo-{number}", f"city-330200-{number}")
        Office(self.desk.folder).edit("agencies-ningbo.csv", lambda rows: rows[0].update(hours="8:00-12:00"))

    def _hand_out_keys(self) -> None:
        self.desk.hold("held-1", "targets-1")
        self.desk.hold("held-2", "targets-2")

    def _write_passphrase_down(self) -> None:
        path = self.desk.folder / "passphrase.txt"
        path.write_text("only for tests\n", encoding="utf-8")
        path.chmod(0o600)

    def _strike_off(self) -> None:
        struck: list[dict[str, str]] = []
        self.desk.edit_agencies(lambda rows: struck.append(rows.pop(0)))
        row = (
            struck[0]["name"],
            struck[0]["uscc"],
            struck[0]["phones"],
            "演示：冒充法院",
            "演示局",
            "2026-09-01",
        )
        path = self.desk.folder / "source" / "exclusions.csv"
        with path.open("a", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(row)

    def _set_up_a_terminal(self) -> None:
        server = self.stack.enter_context(RegistryServer(self.desk.folder / "repository"))
        config = _CONFIG.format(url=server.url)
        (self.desk.folder / "kiosk.toml").write_text(config, encoding="utf-8")
        self.desk.patch.setenv("KIOSK_CONFIG", "kiosk.toml")
        self.desk.does("kiosk sync")

    def _let_two_months_pass(self) -> None:
        self.desk.set_clock(real_now())
        late = self.desk.kiosk("kiosk sync")
        assert late.exit_code == 1, "the timestamp has not been renewed for two months"
        assert "release 3 is still in use" in late.output
        self.desk.does("kiosk registry refresh-timestamp repository --keys keys")
