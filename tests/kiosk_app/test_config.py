"""The settings file: what is not there has a default, what is not known has a suggestion."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import msgspec
import pytest

from kiosk_app.config import ConfigError, PrinterAbilities, load_config
from printing import PrinterProfile, ProbeStore, find_profile

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = """
data = "/srv/kiosk"
[terminal]
id = "JJ-01"
name_zh = "椒江"
name_en = "Jiaojiang"
district = "331002"
[printer]
url = "tcp://10.0.0.5:9100"
[registry]
url = "https://registry.example"
root = "/etc/kiosk/root.json"
every_s = 600
[session]
slips = 1
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kiosk.toml"


def test_a_whole_file_is_read_and_the_rest_has_defaults(file: Path) -> None:
    file.write_text(WHOLE, encoding="utf-8")
    config = load_config(file)
    assert (config.terminal.name_zh, config.registry.every_s, config.session.slips) == ("椒江", 600, 1)
    assert (config.terminal.cities, config.camera.device, config.panel.width_px) == (("331000",), "0", 1080)
    assert config.session.without_licence


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("[printer]\nurl", "[printer]\nurk"), r"unknown key printer\.'urk'; did you mean 'url'\?"),
        (("[terminal]", "[terminals]"), r"unknown key 'terminals'; did you mean 'terminal'\?"),
        (("[registry]", "[printer.abilities]\nfense = 1\n[registry]"), r"did you mean 'fence'\?"),
        (("[registry]", "[printer.abilities]\nwidth_dots = 400\n[registry]"), r"Invalid enum value 400"),
        (("[session]", "[qqqq]"), r"unknown key 'qqqq'; known are camera, data, panel, printer, registry"),
        (("[printer]\nurl", "[printer]\n#"), r"missing required field `url`"),
        (("slips = 1", 'slips = "one"'), r"Expected `int`, got `str` - at `\$\.session\.slips`"),
        (("slips = 1", "slips_per_hour = 0"), r"Expected `int` >= 1 - at `\$\.session\.slips_per_hour`"),
        (("slips = 1", "slip_pause_s = 601"), r"Expected `float` <= 600.* - at `\$\.session\.slip_pause_s`"),
        (("every_s = 600", 'every_s = "often"'), r"Expected `float`, got `str`"),
        (('data = "/srv/kiosk"', "panel = 3"), r"Expected `object`, got `int` - at `\$\.panel`"),
        (("[terminal]", "[terminal"), r"is not valid TOML"),
        (("id = ", 'id = "A"\nid = '), r"is not valid TOML"),
        (("every_s", 'ca_file = "ca.pem"\nevery_s'), r"matching regex .* at `\$\.registry\.ca_file`"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(file: Path, change: tuple[str, str], message: str) -> None:
    text = WHOLE.replace(*change)
    assert text != WHOLE
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=message) as raised:
        load_config(file)
    assert str(file) in str(raised.value)


def test_abilities_of_the_printer_may_be_said_and_have_the_last_word(file: Path, tmp_path: Path) -> None:
    said = "[printer.abilities]\nwidth_dots = 384\nhas_cutter = false\n[registry]"
    file.write_text(WHOLE.replace("[registry]", said), encoding="utf-8")
    known = load_config(file).printer.abilities.known
    assert known == {"width_dots": 384, "has_cutter": False}
    profile = find_profile("tcp://127.0.0.1:1", ProbeStore(tmp_path / "printers.json"), known)
    assert profile == PrinterProfile(width_dots=384, has_cutter=False)


def test_every_ability_of_a_profile_can_be_said() -> None:
    said = {field.name for field in msgspec.structs.fields(PrinterAbilities)}
    assert said == {field.name for field in dataclasses.fields(PrinterProfile)} - {"dots_per_mm"}


def test_authorities_of_its_own_are_a_path_or_nothing(file: Path) -> None:
    file.write_text(WHOLE, encoding="utf-8")
    assert load_config(file).registry.authorities is None
    file.write_text(WHOLE.replace("every_s", 'ca_file = "/etc/kiosk/ca.pem"\nevery_s'), encoding="utf-8")
    assert str(load_config(file).registry.authorities) == "/etc/kiosk/ca.pem"


def test_a_missing_file_says_that_the_terminal_is_not_provisioned(file: Path) -> None:
    with pytest.raises(ConfigError, match="is not provisioned yet"):
        load_config(file)


def test_a_file_in_another_encoding_is_refused_in_words(file: Path) -> None:
    file.write_bytes(WHOLE.encode("gb18030"))
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(file)


def test_a_folder_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path)
