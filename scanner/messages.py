"""What crosses between the UI process and the scanner's child: MessagePack, strictly typed, one per packet.

Never pickle: the child looks at hostile pictures, so the parent believes only bytes and numbers of known
types.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from scanner.camera import CameraFaultCode, CameraSource, LiveCamera, MjpegUrl, Replay
from scanner.confinement import Guard  # noqa: TC001 - the codec resolves it at run time
from scanner.hints import Hint  # noqa: TC001 - the codec resolves it at run time
from scanner.v4l2 import Setting  # noqa: TC001 - same

MAX_MESSAGE_BYTES = 16_384
"""The largest payload of a QR code has 2,953 bytes; a message around it stays far below."""


class Configure(msgspec.Struct, frozen=True, tag="configure"):
    """First message to a child: exactly one of the three is set."""

    live: LiveCamera | None = None
    replay: Replay | None = None
    mjpeg: MjpegUrl | None = None


class Start(msgspec.Struct, frozen=True, tag="start"):
    """Open the camera and scan, until the end of the process: what was seen goes with it."""


class Quit(msgspec.Struct, frozen=True, tag="quit"):
    """Come to an end."""


class Beat(msgspec.Struct, frozen=True, tag="beat"):
    """The child is alive and its capture moves on."""

    frames: int
    decode_ms: float


class ReadReport(msgspec.Struct, frozen=True, tag="read"):
    """A confirmed scan; times are the child's monotonic seconds."""

    payload: bytes
    decoder: str
    first_seen_s: float
    confirmed_s: float


class HintReport(msgspec.Struct, frozen=True, tag="hint"):
    """The guidance changed."""

    hint: Hint


class StateReport(msgspec.Struct, frozen=True, tag="state"):
    """The camera's state changed; None is fine."""

    fault: CameraFaultCode | None


class SettingsReport(msgspec.Struct, frozen=True, tag="settings"):
    """What became of the camera's settings when it was opened."""

    settings: tuple[Setting, ...]


class ConfinementReport(msgspec.Struct, frozen=True, tag="confinement"):
    """Which guards the kernel does not offer; none is as it should be."""

    missing: tuple[Guard, ...]


class Crashed(msgspec.Struct, frozen=True, tag="crashed"):
    """The child's last word: the type of what it could not handle, no text."""

    kind: str


ToChild = Configure | Start | Quit
ToParent = Beat | ReadReport | HintReport | StateReport | SettingsReport | ConfinementReport | Crashed


def encode(message: ToChild | ToParent) -> bytes:
    """Turn a message into one packet."""
    return msgspec.msgpack.encode(message, enc_hook=_encode_path)


def decode_for_child(packet: bytes) -> ToChild:
    """Read a packet in the child.

    Raises:
        msgspec.MsgspecError: not one of the three messages.
    """
    message: ToChild = msgspec.msgpack.decode(packet, type=ToChild, dec_hook=_decode_path)
    return message


def decode_for_parent(packet: bytes) -> ToParent:
    """Read a packet in the parent.

    Raises:
        msgspec.MsgspecError: not one of the seven messages, or a field of another type.
    """
    message: ToParent = msgspec.msgpack.decode(packet, type=ToParent)
    return message


def configure(source: CameraSource) -> Configure:
    """Wrap a source for the child."""
    match source:
        case LiveCamera():
            return Configure(live=source)
        case Replay():
            return Configure(replay=source)
        case MjpegUrl():
            return Configure(mjpeg=source)


def source_of(message: Configure) -> CameraSource:
    """Unwrap a source.

    Raises:
        ValueError: none is set.
    """
    source = message.live or message.replay or message.mjpeg
    if source is None:
        raise ValueError("no camera source")
    return source


def _encode_path(value: Any) -> str:  # noqa: ANN401 - the codec hands over what it does not know
    if isinstance(value, Path):
        return str(value)
    raise NotImplementedError(type(value).__name__)


def _decode_path(kind: type, value: Any) -> Any:  # noqa: ANN401 - same
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise NotImplementedError(kind.__name__)
