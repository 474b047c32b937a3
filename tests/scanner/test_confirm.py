from __future__ import annotations

import pytest

from scanner import Confirmer, Decoding, Hint, Payload


def seen(*codes: bytes, decoder: str = "zxing") -> Decoding:
    return Decoding(tuple(Payload(code, decoder, ()) for code in codes), Hint.NONE, 1.0)


def confirmed(confirmer: Confirmer, *frames: tuple[float, Decoding]) -> list[tuple[bytes, float]]:
    scans = [confirmer.feed(decoding, at_s) for at_s, decoding in frames]
    return [(scan.payload, scan.confirmed_s) for scan in scans if scan is not None]


def test_one_read_is_not_enough() -> None:
    assert not confirmed(Confirmer(), (0.0, seen(b"a")))


def test_two_equal_reads_of_the_trusted_decoder_are() -> None:
    scan = Confirmer()
    assert confirmed(scan, (0.0, seen(b"a")), (0.03, seen(b"a"))) == [(b"a", 0.03)]


def test_the_less_trusted_decoder_needs_three() -> None:
    frame = seen(b"a", decoder="zbar")
    assert confirmed(Confirmer(), (0.0, frame), (0.1, frame), (0.2, frame)) == [(b"a", 0.2)]


def test_missing_frames_between_equal_reads_do_not_matter() -> None:
    assert confirmed(Confirmer(), (0.0, seen(b"a")), (0.03, seen()), (0.06, seen(b"a"))) == [(b"a", 0.06)]


def test_reads_too_far_apart_do_not_add_up() -> None:
    assert not confirmed(Confirmer(), (0.0, seen(b"a")), (1.5, seen(b"a")))


def test_alternating_codes_are_never_confirmed() -> None:
    frames = [(0.03 * n, seen(b"a" if n % 2 else b"b")) for n in range(60)]
    assert not confirmed(Confirmer(), *frames)


def test_two_codes_in_view_start_the_count_again() -> None:
    frames = [(0.0, seen(b"a")), (0.03, seen(b"a", b"b")), (0.06, seen(b"a"))]
    assert not confirmed(Confirmer(), *frames)


def test_the_same_code_twice_in_view_is_one_code() -> None:
    assert confirmed(Confirmer(), (0.0, seen(b"a", b"a")), (0.03, seen(b"a"))) == [(b"a", 0.03)]


def test_a_second_scan_within_two_seconds_is_ignored() -> None:
    frames = [(0.0, seen(b"a")), (0.03, seen(b"a")), (0.5, seen(b"b")), (0.53, seen(b"b"))]
    assert confirmed(Confirmer(), *frames) == [(b"a", 0.03)]


def test_a_code_left_in_view_is_not_scanned_again() -> None:
    frames = [(0.1 * n, seen(b"a")) for n in range(200)]
    assert confirmed(Confirmer(), *frames) == [(b"a", 0.1)]


@pytest.mark.parametrize(("away_s", "scans"), [(2.9, 1), (3.5, 2)])
def test_the_same_code_counts_again_after_three_seconds_away(away_s: float, scans: int) -> None:
    again = 0.03 + away_s
    frames = [(0.0, seen(b"a")), (0.03, seen(b"a")), (again, seen(b"a")), (again + 0.03, seen(b"a"))]
    assert len(confirmed(Confirmer(), *frames)) == scans
