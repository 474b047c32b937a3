"""The cascade on moving clips: a sample here, all of them under scripts/soak and in scripts/bench_scan.py."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import pytest

from scanner import Confirmer, Decoder
from tests.support.scanner_clips import TROUBLES, Trouble, clip, text_of_clip

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray


def confirmed(frames: Iterable[NDArray[np.uint8]]) -> bytes | None:
    decoder, confirmer = Decoder(), Confirmer()
    try:
        for number, frame in enumerate(frames):
            scan = confirmer.feed(decoder.decode(frame, 60.0), number / 30)
            if scan is not None:
                return scan.payload
        return None
    finally:
        decoder.close()


def test_a_code_in_trouble_is_confirmed() -> None:
    assert confirmed(clip(TROUBLES["small"], 2)) == text_of_clip(2).encode()


def test_a_code_that_is_hopeless_is_never_misread() -> None:
    assert confirmed(islice(clip(Trouble(px_per_module=0.8, noise=30), 2), 4)) is None


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_nearly_all_hard_clips_are_confirmed() -> None:
    texts = [
        (confirmed(clip(trouble, seed)), text_of_clip(seed).encode())
        for trouble in TROUBLES.values()
        for seed in range(6)
    ]
    assert all(got in {None, wanted} for got, wanted in texts)
    assert sum(got is not None for got, _ in texts) >= 72
