"""The settings file a technician keeps: comments stay, values change, and doing it twice changes nothing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from kiosk_app import provisioning
from kiosk_app.config import ConfigError
from kiosk_app.provisioning import Places, Plan, RootRefused
from kiosk_app.secrets import ScryptCost, make_secrets
from tests.support.provisioning import ROOT, UNIT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

VALUES = provisioning.flattened(UNIT)
CHEAP = ScryptCost(16, 1, 1)
SECRETS = make_secrets("730194", bytes(20), ("0123-4567-89AB",), pin_cost=CHEAP, code_cost=CHEAP)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "kiosk.toml", tmp_path / "secrets.json")


def test_a_first_file_explains_itself_and_starts_the_terminal(places: Places) -> None:
    installed = provisioning.install(Plan(VALUES, ROOT, SECRETS), places)
    assert installed.config.terminal.name_zh == "演示大厅（椒江）"
    assert installed.config.registry.root == str(places.root)
    assert "# printed on every slip" in installed.text
    assert {path.name for path in installed.changed} == {"root.json", "secrets.json", "kiosk.toml"}


@pytest.fixture
def open_umask() -> Iterator[None]:
    """A shell that keeps nothing from anybody."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("open_umask")
def test_only_the_owner_reads_settings_and_secrets(places: Places) -> None:
    provisioning.install(Plan(VALUES, ROOT, SECRETS), places)
    modes = {path.name: path.stat().st_mode & 0o777 for path in places.settings.parent.iterdir()}
    assert modes == {"kiosk.toml": 0o600, "secrets.json": 0o600, "root.json": 0o644}


def test_the_same_again_writes_nothing(places: Places) -> None:
    provisioning.install(Plan(VALUES, ROOT, SECRETS), places)
    before = places.settings.stat()
    again = provisioning.install(Plan(VALUES, ROOT), places)
    assert (again.changed, places.settings.stat().st_ino) == ((), before.st_ino)


def test_a_technicians_own_comments_and_keys_stay(places: Places) -> None:
    provisioning.install(Plan(VALUES, ROOT), places)
    text = places.settings.read_text(encoding="utf-8")
    text = text.replace("[printer]", "# the old one is in the cupboard\n[printer]") + "\n[session2]\n"
    text = text.replace("\n[session2]\n", "").replace(
        "without_licence = true", "slips = 1\nwithout_licence = true"
    )
    places.settings.write_text(text, encoding="utf-8")
    changed = provisioning.install(Plan(VALUES | {"printer.url": "usb://"}, ROOT), places).text
    assert changed == text.replace('"tcp://127.0.0.1:9"', '"usb://"')


def test_permissions_that_were_opened_are_closed_again(places: Places) -> None:
    provisioning.install(Plan(VALUES, ROOT), places)
    places.settings.chmod(0o666)
    assert provisioning.install(Plan(VALUES, ROOT), places).changed == (places.settings,)
    assert places.settings.stat().st_mode & 0o777 == 0o600


def test_a_link_in_the_way_is_replaced_not_followed(places: Places, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine", encoding="ascii")
    places.root.symlink_to(victim)
    provisioning.install(Plan(VALUES, ROOT), places)
    assert victim.read_text(encoding="ascii") == "mine"
    assert places.root.read_bytes() == ROOT


@pytest.mark.parametrize("broken", ["[terminal\n", '[terminal]\nid = "x"\n', "[printr]\n"])
def test_a_broken_file_is_kept_beside_a_whole_one(places: Places, broken: str) -> None:
    places.settings.write_text(broken, encoding="utf-8")
    provisioning.install(Plan(VALUES, ROOT), places)
    assert places.settings.with_suffix(".broken").read_text(encoding="utf-8") == broken


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("panel.width_px", 3),
        ("printer.urk", "usb://"),
        ("terminal.district", "Jiaojiang"),
        ("session.warning_s", 5),
    ],
)
def test_settings_that_would_not_start_are_not_written(places: Places, name: str, value: object) -> None:
    with pytest.raises(ConfigError, match=name.split(".")[1]):
        provisioning.install(Plan(VALUES | {name: value}, ROOT, SECRETS), places)
    assert list(places.settings.parent.iterdir()) == []


@pytest.mark.parametrize(
    "root",
    [
        b"",
        b"{}",
        b'{"signed": {"_type": "targets"}, "signatures": [1]}',
        b"x" * 300_000,
        b'{"signed":{"\xff":1},"signatures":[1]}',
        b'{"signed":' + b"[" * 90_000,
    ],
)
def test_a_root_of_trust_that_is_none_is_refused(places: Places, root: bytes) -> None:
    with pytest.raises(RootRefused):
        provisioning.install(Plan(VALUES, root), places)
    assert not places.settings.exists()


def test_the_hash_follows_every_change() -> None:
    text = provisioning.settings_text(VALUES)
    assert provisioning.config_hash(text) != provisioning.config_hash(text + " ")
    assert provisioning.nested(provisioning.values_of(text))["panel"]["width_px"] == 1080
