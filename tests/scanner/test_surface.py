from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

import scanner
from scanner import LiveCamera, MjpegUrl, NoResolver, NotVerified, NotVerifiedReason, Replay, read_typed_code
from scanner.messages import (
    Beat,
    Configure,
    Start,
    configure,
    decode_for_child,
    decode_for_parent,
    encode,
    source_of,
)


def test_every_public_name_is_there_and_documented() -> None:
    assert scanner.__all__ == sorted(scanner.__all__, key=lambda name: (not name.isupper(), name))
    undocumented = [
        name
        for name in scanner.__all__
        if isinstance(getattr(scanner, name), type) and not getattr(scanner, name).__doc__
    ]
    assert not undocumented


def test_importing_the_library_brings_no_qt() -> None:
    program = "import sys, scanner, scanner.child; sys.exit(any('PySide' in name for name in sys.modules))"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", program], cwd=root, check=False).returncode == 0


@pytest.mark.parametrize(
    "source",
    [
        LiveCamera(0),
        LiveCamera("/dev/v4l/by-id/x", 1920, 1080, focus=3),
        Replay(Path("a b.avi")),
        MjpegUrl("u"),
    ],
)
def test_a_source_crosses_to_the_child_unchanged(source: scanner.CameraSource) -> None:
    message = decode_for_child(encode(configure(source)))
    assert isinstance(message, Configure)
    assert source_of(message) == source


def test_a_configuration_without_a_source_is_refused() -> None:
    with pytest.raises(ValueError, match="no camera source"):
        source_of(Configure())


@pytest.mark.parametrize(
    "packet", [b"", b"\x00", b"nonsense", encode(Start()), msgspec.msgpack.encode({"type": "read"})]
)
def test_the_parent_takes_only_messages_of_a_child(packet: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        decode_for_parent(packet)


def test_a_beat_comes_through() -> None:
    assert decode_for_parent(encode(Beat(3, 1.5))) == Beat(3, 1.5)


def test_without_a_service_nothing_is_verified() -> None:
    reading = read_typed_code("91331002MA2DEM0179")
    assert isinstance(reading, scanner.Recognised)
    assert NoResolver().resolve(reading) == NotVerified(NotVerifiedReason.UNSUPPORTED)
