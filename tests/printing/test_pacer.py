from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from printing.escpos.raster import Chunk
from printing.pacer import Pacer, rows_of_last_bytes
from printing.profile import PrinterProfile

PROFILE = PrinterProfile(window_bytes=100, slowest_mm_s=10.0, dots_per_mm=8)


class Clock:
    def __init__(self) -> None:
        self.now_s = 5.0

    def __call__(self) -> float:
        return self.now_s


def test_a_window_goes_out_at_once_and_the_rest_when_its_first_rows_must_be_on_paper() -> None:
    clock = Clock()
    pacer = Pacer(clock, PROFILE)
    pacer.note(60, 80)
    assert pacer.wait_s(40) == 0.0
    pacer.note(40, 80)
    assert pacer.wait_s(50) == 1.0
    clock.now_s += 1.0
    assert pacer.wait_s(50) == 0.0
    assert pacer.wait_s(61) == 1.0


def test_what_is_larger_than_the_window_goes_when_nothing_is_under_way() -> None:
    clock = Clock()
    pacer = Pacer(clock, PROFILE)
    assert pacer.wait_s(1000) == 0.0
    pacer.note(1000, 160)
    assert pacer.wait_s(1) == 2.0


def test_time_without_movement_is_waited_for_again() -> None:
    clock = Clock()
    pacer = Pacer(clock, PROFILE)
    pacer.note(100, 80)
    clock.now_s += 60.0
    pacer.stand_still(60.0)
    assert pacer.wait_s(1) == 1.0


@given(st.lists(st.tuples(st.integers(1, 90), st.integers(0, 200)), max_size=40))
def test_never_more_than_a_window_is_ahead_of_the_slowest_mechanics(pieces: list[tuple[int, int]]) -> None:
    clock = Clock()
    pacer = Pacer(clock, PROFILE)
    sent: list[tuple[int, float]] = []
    printed_s = clock.now_s
    for size, rows in pieces:
        clock.now_s += pacer.wait_s(size)
        printed_s = max(printed_s, clock.now_s) + rows / 80
        sent.append((size, printed_s))
        pacer.note(size, rows)
        assert sum(count for count, end_s in sent if end_s > clock.now_s + 1e-9) <= 100


def test_rows_behind_the_last_bytes() -> None:
    chunks = [Chunk(b"x" * 10, 5), Chunk(b"x" * 10, 7), Chunk(b"", 3)]
    assert [rows_of_last_bytes(chunks, count) for count in (0, 1, 10, 11, 99)] == [0, 10, 10, 15, 15]
