from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.escpos.wire import Asb, Block, Demultiplexer, Garbage, OneByte, ProcessId, RealTime

STREAM = bytes.fromhex("12 14 00 00 0f 00 37 22 50 30 30 31 00 5f 45 50 00 11 13 16 0c 10 00 00 00")
EVENTS = (
    RealTime(0x12),
    Asb(bytes.fromhex("14 00 00 0f")),
    OneByte(0x00),
    ProcessId("P001"),
    Block(0x5F, b"EP"),
    RealTime(0x16),
    OneByte(0x0C),
    Asb(bytes.fromhex("10 00 00 00")),
)


def test_answers_of_all_kinds_are_told_apart() -> None:
    assert Demultiplexer().feed(STREAM) == EVENTS


@given(st.lists(st.integers(0, len(STREAM)), max_size=8))
def test_fragmentation_does_not_matter(cuts: list[int]) -> None:
    demultiplexer = Demultiplexer()
    places = [0, *sorted(cuts), len(STREAM)]
    events = [event for start, end in pairwise(places) for event in demultiplexer.feed(STREAM[start:end])]
    assert tuple(events) == EVENTS


def test_a_torn_status_frame_does_not_swallow_the_next_answer() -> None:
    assert Demultiplexer().feed(bytes.fromhex("10 00 12")) == (Garbage(b"\x10\x00"), RealTime(0x12))


def test_a_reset_forgets_half_a_frame() -> None:
    demultiplexer = Demultiplexer()
    demultiplexer.feed(b"\x37\x22P0")
    assert demultiplexer.reset() == b"\x37\x22P0"
    assert demultiplexer.feed(b"\x12") == (RealTime(0x12),)


@pytest.mark.parametrize("wrong", ["37 22 50 30 30 00", "37 22 50 30 30 31 32 00", "37 23 50 30 30 31 00"])
def test_a_block_that_is_no_process_id_is_not_taken_for_one(wrong: str) -> None:
    (event,) = Demultiplexer().feed(bytes.fromhex(wrong))
    assert isinstance(event, Block)


@given(st.binary(max_size=400))
def test_any_bytes_at_all_are_survived(noise: bytes) -> None:
    demultiplexer = Demultiplexer()
    demultiplexer.feed(noise)
    demultiplexer.feed(bytes(200))
    demultiplexer.reset()
    assert demultiplexer.feed(b"\x16") == (RealTime(0x16),)
