"""Bundles on a stick: nothing of a stranger reaches the parser, and nothing in one names a place."""

from __future__ import annotations

import os
from base64 import b64encode
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk_app import provisioning
from kiosk_app.provisioning import BundleFault, BundleRefused
from kiosk_app.provisioning.bundle import MAGIC, MAX_BYTES
from tests.support.provisioning import MADE, ROOT, UNIT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# Fixed, so that every worker collects the same cases.
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
GOOD = provisioning.seal_bundle({"JJ-01": UNIT, "LQ-01": UNIT}, ROOT, 3, MADE, KEY)
HONEST: dict[str, Any] = {
    "serial": 1, "made": "2026-11-23", "units": {"JJ-01": UNIT}, "files": {"root.json": b64encode(ROOT).decode()},
}  # fmt: skip


def signed(body: bytes) -> bytes:
    """What an office with another program would sign with the right key."""
    return MAGIC + KEY.sign(MAGIC + body) + body


def signed_contents(**changes: Any) -> bytes:
    return signed(msgspec.json.encode(HONEST | changes))


def refusal(path: Path, newest_serial: int = 0) -> BundleFault:
    with pytest.raises(BundleRefused) as raised:
        provisioning.open_bundle(path, KEY.public_key(), newest_serial=newest_serial)
    assert len(str(raised.value)) > 15
    return raised.value.code


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "fleet.bundle"


def test_a_bundle_of_the_office_is_opened(file: Path) -> None:
    file.write_bytes(GOOD)
    opened = provisioning.open_bundle(file, KEY.public_key(), newest_serial=3)
    assert (opened.serial, opened.root, opened.unit("LQ-01")) == (3, ROOT, ("LQ-01", UNIT))


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "not_a_bundle"),
        (b"PK\x03\x04" + bytes(100), "not_a_bundle"),
        (MAGIC, "not_signed"),
        (MAGIC + bytes(64), "not_signed"),
        (GOOD[:-1], "not_signed"),
        (GOOD + b" ", "not_signed"),
        (GOOD[:20] + bytes([GOOD[20] ^ 1]) + GOOD[21:], "not_signed"),
        (GOOD[:100] + bytes([GOOD[100] ^ 1]) + GOOD[101:], "not_signed"),
        (GOOD.replace(b"JJ-01", b"JJ-02"), "not_signed"),
        (
            provisioning.seal_bundle({"JJ-01": UNIT}, ROOT, 3, MADE, Ed25519PrivateKey.generate()),
            "not_signed",
        ),
        (signed(b"[" * 100_000), "malformed"),
        (signed(b"{}"), "malformed"),
        (signed(b"not json"), "malformed"),
        (signed_contents(extra=1), "malformed"),
        (signed_contents(serial=0), "malformed"),
        (signed_contents(units={}), "malformed"),
        (signed_contents(units={"../../etc": UNIT}), "malformed"),
        (signed_contents(files={}), "malformed"),
        (signed_contents(files={"root.json": "%%%"}), "malformed"),
        (signed_contents(files={"root.json": "", "../../etc/passwd": ""}), "malformed"),
        (signed_contents(files={"/etc/kiosk/root.json": ""}), "malformed"),
        (b"x" * (MAX_BYTES + 1), "unreadable"),
    ],
)
def test_anything_else_is_refused(file: Path, data: bytes, fault: str) -> None:
    file.write_bytes(data)
    assert refusal(file) == fault


def make_link(path: Path) -> None:
    target = path.with_name("target")
    target.write_bytes(GOOD)
    path.symlink_to(target)


@pytest.mark.parametrize(
    "make",
    [
        make_link,
        lambda path: path.symlink_to("/dev/zero"),
        os.mkfifo,
        lambda path: path.mkdir(),
        lambda _: None,
    ],
    ids=["link", "link to an endless device", "pipe", "folder", "missing"],
)
def test_what_is_not_a_file_is_refused_without_waiting(file: Path, make: Callable[[Path], object]) -> None:
    make(file)
    assert refusal(file) is BundleFault.UNREADABLE


def test_an_older_bundle_is_refused(file: Path) -> None:
    file.write_bytes(GOOD)
    assert refusal(file, newest_serial=4) is BundleFault.OLDER


@pytest.mark.parametrize("unit", [None, "JJ-09"])
def test_a_terminal_that_is_not_in_it_learns_who_is(file: Path, unit: str | None) -> None:
    file.write_bytes(GOOD)
    opened = provisioning.open_bundle(file, KEY.public_key())
    with pytest.raises(BundleRefused, match="JJ-01, LQ-01"):
        opened.unit(unit)


def test_any_changed_byte_is_noticed(file: Path) -> None:
    for at in range(0, len(GOOD), 7):
        data = bytearray(GOOD)
        data[at] ^= 0x20
        file.write_bytes(data)
        assert refusal(file) in {BundleFault.NOT_A_BUNDLE, BundleFault.NOT_SIGNED}


@pytest.mark.parametrize(
    ("data", "advice"),
    [
        (b"", "64 hex"),
        (b"zz", "64 hex"),
        (b"00" * 31, "64 hex"),
        (b"00" * 5000, "64 hex"),
        (None, "office brings it"),
    ],
)
def test_a_bad_fleet_key_is_refused_in_words(tmp_path: Path, data: bytes | None, advice: str) -> None:
    path = tmp_path / "fleet.pub"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(provisioning.FleetKeyUnusable, match=advice):
        provisioning.read_public_key(path)


def test_the_fleet_key_is_sealed_and_never_made_twice(tmp_path: Path) -> None:
    public = provisioning.make_fleet_key(tmp_path, "a long passphrase")
    assert (
        provisioning.read_public_key(tmp_path / "fleet.pub").public_bytes_raw() == public.public_bytes_raw()
    )
    assert (tmp_path / "fleet.key").stat().st_mode & 0o777 == 0o600
    assert b"ENCRYPTED" in (tmp_path / "fleet.key").read_bytes()
    with pytest.raises(provisioning.FleetKeyUnusable, match="does not open"):
        provisioning.open_fleet_key(tmp_path / "fleet.key", "another passphrase")
    with pytest.raises(provisioning.FleetKeyUnusable, match="exists"):
        provisioning.make_fleet_key(tmp_path, "a long passphrase")
    with pytest.raises(provisioning.FleetKeyUnusable, match="12 characters"):
        provisioning.make_fleet_key(tmp_path / "other", "short")
