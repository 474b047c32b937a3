"""An update on a stick: nothing of a stranger reaches a parser, and nothing in it leads out of its folder."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING

import pytest

from kiosk_app.updating import UpdateFault, UpdateRefused, find_update, version_of
from kiosk_app.updating.image import MAGIC, PIECE_BYTES, open_image, pieces_of, read_head
from tests.support.updates import KEY, Ed25519PrivateKey, honest_head, payload_of, signed

if TYPE_CHECKING:
    from pathlib import Path

GOOD = signed(honest_head())


def refusal(image: bytes) -> UpdateFault:
    with pytest.raises(UpdateRefused) as raised:
        read_head(io.BytesIO(image), KEY.public_key())
    assert len(str(raised.value)) > 15
    return raised.value.code


def test_what_the_office_signed_is_read() -> None:
    head = read_head(io.BytesIO(GOOD), KEY.public_key())
    assert (head.version, head.unpacked_bytes) == ("2.0.0", 4)


@pytest.mark.parametrize(
    ("image", "fault"),
    [
        (b"", "not_an_update"),
        (b"PK\x03\x04" + bytes(200), "not_an_update"),
        (MAGIC + bytes(64), "not_an_update"),
        (MAGIC + bytes(64) + b"\xff\xff\xff\xff" + bytes(100), "not_an_update"),
        (MAGIC + bytes(64) + b"\0\0\0\x10" + bytes(16), "not_signed"),
        (GOOD[:-1], "not_signed"),
        (GOOD[:40] + bytes([GOOD[40] ^ 1]) + GOOD[41:], "not_signed"),
        (GOOD.replace(b"2.0.0", b"9.0.0"), "not_signed"),
        (signed(honest_head(), key=Ed25519PrivateKey.from_private_bytes(bytes(32))), "not_signed"),
        (signed(b"[" * 100_000), "malformed"),
        (signed(b"{}"), "malformed"),
        (signed(honest_head(extra=1)), "malformed"),
        (signed(honest_head(version="2.0")), "malformed"),
        (signed(honest_head(version="02.0.0")), "malformed"),
        (signed(honest_head(files=[])), "malformed"),
        (signed(honest_head(pieces=["xyz"])), "malformed"),
        (signed(honest_head(files=[["kiosk", 4, False]])), "malformed"),
        (signed(honest_head(files=[["kiosk", -1, True]])), "malformed"),
        (signed(honest_head(files=[["kiosk", 1_500_000_000, True], ["x", 1_500_000_000]])), "malformed"),
    ],
    ids=str,
)  # fmt: skip
def test_anything_else_is_refused(image: bytes, fault: str) -> None:
    assert refusal(image) == fault


@pytest.mark.parametrize(
    "name",
    ["../x", "/etc/x", "a/../../x", "a//x", "./x", "a/", ".x/../y", "a\0b", "a\nb", "", "x" * 401, "..", "."],
)
def test_T12_no_name_leads_out_of_the_programs_folder(name: str) -> None:
    assert refusal(signed(honest_head(files=[["kiosk", 4, True], [name, 1]]))) == "malformed"
    assert refusal(signed(honest_head(links=[[name, "kiosk"]]))) == "malformed"


@pytest.mark.parametrize("target", ["/etc/passwd", "../x", "lib/../../x", "..", "a/../../kiosk"])
def test_T12_no_link_points_out_of_the_programs_folder(target: str) -> None:
    assert refusal(signed(honest_head(links=[["x", target]]))) == "malformed"


@pytest.mark.parametrize(
    "changes",
    [
        {"links": [["lib", "."], ["lib/x", "kiosk"]]},
        {"files": [["kiosk", 4, True], ["lib/x", 1]], "links": [["lib", "other"]]},
        {"files": [["kiosk", 4, True], ["kiosk/x", 1]]},
        {"files": [["kiosk", 4, True], ["x", 1], ["x", 2]]},
        {"links": [["kiosk", "x"]]},
    ],
    ids=str,
)
def test_T12_nothing_is_written_through_a_link_or_twice(changes: dict[str, object]) -> None:
    assert refusal(signed(honest_head(**changes))) == "malformed"


def test_every_piece_is_verified_before_it_is_handed_on() -> None:
    packed, digests = payload_of(os.urandom(PIECE_BYTES + 1000))
    assert len(digests) == 2
    image = io.BytesIO(signed(honest_head(pieces=digests), packed[:-1] + bytes([packed[-1] ^ 1])))
    pieces = pieces_of(image, read_head(image, KEY.public_key()))
    assert len(next(pieces)) == PIECE_BYTES
    with pytest.raises(UpdateRefused, match="piece 2 of 2 is damaged"):
        next(pieces)


def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/dev/zero")
    for name in ("pipe", "link", "missing"):
        with pytest.raises(UpdateRefused) as raised:
            open_image(tmp_path / name)
        assert raised.value.code is UpdateFault.UNREADABLE


def test_in_a_folder_there_must_be_exactly_one(tmp_path: Path) -> None:
    with pytest.raises(UpdateRefused, match="there is no file"):
        find_update(tmp_path)
    (tmp_path / "a.update").touch()
    assert find_update(tmp_path) == tmp_path / "a.update"
    (tmp_path / "b.update").touch()
    with pytest.raises(UpdateRefused, match=r"a\.update, b\.update"):
        find_update(tmp_path)


def test_versions_compare_as_numbers() -> None:
    assert version_of("0.10.0") > version_of("0.9.9") > version_of("source")
