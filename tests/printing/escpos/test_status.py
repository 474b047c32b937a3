"""The bit table, bit by bit."""

from __future__ import annotations

from itertools import product

import pytest

from printing.escpos.status import (
    Facts,
    MalformedAnswer,
    facts_from_asb,
    facts_from_gs_r,
    facts_from_real_time,
    status_of,
)
from printing.status import Blocked, BlockReason, Ready, Unknown

HEALTHY = Facts(
    offline=False,
    cover_open=False,
    feeding=False,
    paper_out=False,
    near_end=False,
    error=False,
    cutter=False,
    unrecoverable=False,
    overheated=False,
)


@pytest.mark.parametrize(
    ("n", "bits", "fact", "value"),
    [
        (1, 0x12, "offline", False),
        (1, 0x1A, "offline", True),
        (2, 0x16, "cover_open", True),
        (2, 0x1A, "feeding", True),
        (2, 0x32, "paper_out", True),
        (2, 0x12, "paper_out", None),
        (2, 0x52, "error", True),
        (3, 0x1A, "cutter", True),
        (3, 0x32, "unrecoverable", True),
        (3, 0x52, "overheated", True),
        (4, 0x1E, "near_end", True),
        (4, 0x72, "paper_out", True),
        (4, 0x12, "paper_out", False),
    ],
)
def test_a_real_time_bit_is_its_fact(n: int, bits: int, fact: str, *, value: bool | None) -> None:
    assert getattr(facts_from_real_time(n, bits), fact) is value


@pytest.mark.parametrize(
    ("frame", "fact"),
    [
        ("18 00 00 00", "offline"),
        ("30 00 00 00", "cover_open"),
        ("50 00 00 00", "feeding"),
        ("10 08 00 00", "cutter"),
        ("10 20 00 00", "unrecoverable"),
        ("10 40 00 00", "overheated"),
        ("10 00 03 00", "near_end"),
        ("10 00 0c 00", "paper_out"),
    ],
)
def test_a_bit_of_automatic_status_is_its_fact(frame: str, fact: str) -> None:
    facts = facts_from_asb(bytes.fromhex(frame))
    assert getattr(facts, fact) is True
    assert getattr(facts_from_asb(bytes.fromhex("10 00 00 00")), fact) is False


@pytest.mark.parametrize("bits", [0x00, 0x02, 0x10, 0x13, 0x92])
def test_a_wrong_fixed_bit_is_no_answer(bits: int) -> None:
    with pytest.raises(MalformedAnswer):
        facts_from_real_time(1, bits)


@pytest.mark.parametrize("frame", ["", "10 00 00", "12 00 00 00", "10 10 00 00"])
def test_a_malformed_frame_is_no_status(frame: str) -> None:
    with pytest.raises(MalformedAnswer):
        facts_from_asb(bytes.fromhex(frame))


def test_gs_r_tells_of_paper_only() -> None:
    assert facts_from_gs_r(0x0C) == Facts(near_end=False, paper_out=True)


def test_the_worst_is_named_first() -> None:
    worst_first = ["unrecoverable", "cutter", "cover_open", "paper_out", "overheated", "feeding", "offline"]
    facts = HEALTHY
    for name in reversed(worst_first):
        facts = facts.updated(Facts(**{name: True}))
        assert status_of(facts) == Blocked(BlockReason(name))


@pytest.mark.parametrize(
    "missing", ["offline", "cover_open", "paper_out", "cutter", "unrecoverable", "overheated"]
)
def test_one_unknown_fact_is_never_ready_and_never_out_of_paper(missing: str) -> None:
    values = {name: getattr(HEALTHY, name) for name in HEALTHY.__slots__} | {missing: None}
    assert status_of(Facts(**values)) == Unknown()


@pytest.mark.parametrize("near_end", [True, False, None])
def test_a_healthy_printer_says_what_it_knows_of_its_roll(*, near_end: bool | None) -> None:
    values = {name: getattr(HEALTHY, name) for name in HEALTHY.__slots__} | {"near_end": near_end}
    assert status_of(Facts(**values)) == Ready(paper_low=near_end)


def test_no_combination_of_known_faults_is_ready() -> None:
    names = ["unrecoverable", "cutter", "cover_open", "paper_out", "overheated", "offline"]
    for values in product((True, False, None), repeat=len(names)):
        status = status_of(HEALTHY.updated(Facts(**dict(zip(names, values, strict=True)))))
        assert isinstance(status, Ready) == (True not in values)
