"""What comes back from a printer, told apart.

One stream carries real-time answers, unasked status (ASB), one-byte answers and blocks. They are separable by fixed
bits, except that the tail of an ASB frame looks like a one-byte answer: so this is a stream parser with a memory of
the frame it is in, never a look at single bytes.

Source: Epson, "Differentiating between statuses" (TM-T88III application guide, appendix G).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_FIXED: Final = 0x93
_REAL_TIME: Final = 0x12
_ASB_FIRST: Final = 0x10
_TAIL_FIXED: Final = 0x90
_BLOCK_STARTS: Final = frozenset({0x37, 0x3B, 0x5F})
_PROCESS_ID: Final = 0x22
_FLOW: Final = frozenset({0x11, 0x13})
_MAX_BLOCK: Final = 96
_ASB_LENGTH: Final = 4
_PROCESS_ID_LENGTH: Final = 6


@dataclass(frozen=True, slots=True)
class RealTime:
    """An answer to DLE EOT; which one is known only by the order of the questions."""

    bits: int


@dataclass(frozen=True, slots=True)
class Asb:
    """Four bytes of automatic status."""

    frame: bytes


@dataclass(frozen=True, slots=True)
class OneByte:
    """An answer to GS r, or to GS I with a small n."""

    bits: int


@dataclass(frozen=True, slots=True)
class ProcessId:
    """GS ( H: everything before this token is on paper."""

    token: str


@dataclass(frozen=True, slots=True)
class Block:
    """Another framed answer (GS I 65 and up), without its first byte and its closing zero."""

    kind: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Garbage:
    """Bytes that fit nothing."""

    data: bytes


WireEvent = RealTime | Asb | OneByte | ProcessId | Block | Garbage


class Demultiplexer:
    """Bytes in, events out; keeps an unfinished frame until its rest arrives. One thread."""

    def __init__(self) -> None:
        self._frame = bytearray()

    def feed(self, data: bytes) -> tuple[WireEvent, ...]:
        """Take what was read, in any fragmentation, and return the events it completes."""
        events: list[WireEvent] = []
        pending = bytearray(data)
        while pending:
            byte = pending.pop(0)
            if not self._frame:
                self._start(byte, events)
            elif self._frame[0] in _BLOCK_STARTS:
                self._continue_block(byte, events)
            elif byte & _TAIL_FIXED == 0:
                self._continue_asb(byte, events)
            else:
                # The rest of the ASB frame was lost; this byte begins something new.
                events.append(Garbage(bytes(self._frame)))
                self._frame.clear()
                pending.insert(0, byte)
        return tuple(events)

    def reset(self) -> bytes:
        """Forget an unfinished frame (a new connection, or silence in its middle) and return it."""
        left = bytes(self._frame)
        self._frame.clear()
        return left

    def _start(self, byte: int, events: list[WireEvent]) -> None:
        if byte in _BLOCK_STARTS or byte & _FIXED == _ASB_FIRST:
            self._frame.append(byte)
        elif byte & _FIXED == _REAL_TIME:
            events.append(RealTime(byte))
        elif byte & _TAIL_FIXED == 0:
            events.append(OneByte(byte))
        elif byte not in _FLOW:
            events.append(Garbage(bytes((byte,))))

    def _continue_asb(self, byte: int, events: list[WireEvent]) -> None:
        self._frame.append(byte)
        if len(self._frame) == _ASB_LENGTH:
            events.append(Asb(bytes(self._frame)))
            self._frame.clear()

    def _continue_block(self, byte: int, events: list[WireEvent]) -> None:
        if byte == 0:
            events.append(_block(bytes(self._frame)))
            self._frame.clear()
            return
        self._frame.append(byte)
        if len(self._frame) > _MAX_BLOCK:
            events.append(Garbage(bytes(self._frame)))
            self._frame.clear()


def _block(frame: bytes) -> WireEvent:
    kind, body = frame[0], frame[1:]
    is_process_id = kind == 0x37 and len(frame) == _PROCESS_ID_LENGTH and body[0] == _PROCESS_ID  # noqa: PLR2004 - header of the table above
    if is_process_id and all(0x20 <= char <= 0x7E for char in body[1:]):  # noqa: PLR2004 - printable ASCII
        return ProcessId(body[1:].decode("ascii"))
    return Block(kind, body)
