"""The grammar against payloads nobody chose: a sample here, a million under scripts/soak."""

from __future__ import annotations

import statistics
import time

import pytest

from scanner import Recognised, read_licence
from tests.support.scanner_payloads import code_stands_where_it_may, payloads

_ENOUGH_US = 20.0
_BATCH = 5_000


@pytest.mark.timeout(900)
def test_no_payload_raises_or_is_recognised_without_its_code(soak: bool) -> None:
    medians_us: list[float] = []
    recognised = 0
    for batch in range(1_000_000 // _BATCH if soak else 2):
        times_us: list[float] = []
        for payload in payloads(batch, _BATCH):
            begin = time.thread_time_ns()
            reading = read_licence(payload)
            times_us.append((time.thread_time_ns() - begin) / 1000)
            if isinstance(reading, Recognised):
                recognised += 1
                assert code_stands_where_it_may(payload, reading.uscc), payload
        medians_us.append(statistics.median(times_us))
    assert recognised > 50 * len(medians_us), "the payloads are not near enough to real ones"
    # On a busy machine the core is shared with a neighbour for some batches; the sample has too few to even out.
    assert (statistics.median(medians_us) if soak else min(medians_us)) <= _ENOUGH_US
    print(
        f"{len(medians_us) * _BATCH} payloads, {recognised} recognised, {statistics.median(medians_us):.1f} us"
    )


@pytest.mark.parametrize(
    ("payload", "code", "fits"),
    [
        (b" 91331002ma2dem0179", "91331002MA2DEM0179", True),
        (b"x91331002MA2DEM0179", "91331002MA2DEM0179", False),
        (b"http://a.gsxt.gov.cn?uscc=91331002MA2DEM0179", "91331002MA2DEM0179", True),
        (b"http://a.gsxt.gov.cn.b?uscc=91331002MA2DEM0179", "91331002MA2DEM0179", False),
        (b"http://gsxt.gov.cn/91331002MA2DEM0179", "91331002MA2DEM0179", False),
        (b"http://gsxt.gov.cn/?uscc=91331002MA2DEM0179&uscc=1", "91331002MA2DEM0179", False),
    ],
)
def test_the_second_opinion_has_one(payload: bytes, code: str, fits: bool) -> None:
    assert code_stands_where_it_may(payload, code) is fits
