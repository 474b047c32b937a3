from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.escpos.sanitise import sanitise

CONTROL_CORPUS = [
    "台州某某公司\x1b@\x1dV\x00\x10\x04\x01\x1bp\x00",
    "\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08",
    "a\u202eb\u200bc\ufeffd",
    "\ue000\U000f0000\ud800",
    "\x85\x9b2J",
]


@pytest.mark.parametrize("untrusted", CONTROL_CORPUS)
def test_nothing_that_commands_survives(untrusted: str) -> None:
    kept = sanitise(untrusted)
    assert all(unicodedata.category(char) not in {"Cc", "Cf", "Co", "Cs", "Cn"} for char in kept)


@given(st.text())
def test_sanitising_twice_changes_nothing_more(untrusted: str) -> None:
    once = sanitise(untrusted)
    assert sanitise(once) == once


def test_line_ends_of_every_kind_become_line_feeds() -> None:
    assert sanitise("a\r\nb\rc\u2028d\te") == "a\nb\nc\nd e"


def test_length_and_lines_are_capped() -> None:
    assert sanitise("x" * 10_000, max_characters=5) == "xxxxx"
    assert sanitise("a\n" * 50, max_lines=2) == "a\na"


def test_no_kept_character_has_a_control_byte_in_gb18030() -> None:
    """Exhaustive: what the sanitiser keeps cannot smuggle a control byte through the encoding."""
    kept = (chr(point) for point in range(0x80, sys.maxunicode + 1) if sanitise(chr(point)))
    assert not [char for char in kept if min(char.encode("gb18030")) < 0x30]
