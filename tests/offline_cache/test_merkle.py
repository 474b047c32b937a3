"""The Merkle root against RFC 6962 itself: its definition, written down recursively, and its published vectors."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline_cache.agency import Adcode
from offline_cache.merkle import canonical_bytes, leaf_hash, record_root, release_root, tree_root
from offline_cache.records import decode_manifest
from tests.support.registry_builder import NINGBO, TAIZHOU, Contents, agency, wall_clock


def by_definition(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1: split at the largest power of two below n."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + by_definition(leaves[:split]) + by_definition(leaves[split:])).digest()


@pytest.mark.parametrize(
    ("size", "root"),
    [
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
        (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
    ],
)
def test_the_vectors_of_certificate_transparency_hold(size: int, root: str) -> None:
    """Source: google/certificate-transparency, merkle tree test vectors."""
    vectors = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    assert tree_root([leaf_hash(bytes.fromhex(leaf)) for leaf in vectors[:size]]).hex() == root


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_the_root_is_that_of_the_definition(leaves: list[bytes]) -> None:
    assert tree_root([leaf_hash(leaf) for leaf in leaves]) == by_definition(leaves)


def test_the_record_root_does_not_depend_on_the_order_given() -> None:
    listed = [agency(n) for n in range(1, 6)]
    assert record_root(listed) == record_root(reversed(listed))
    assert record_root(listed) != record_root(listed[:-1])


def test_canonical_bytes_have_sorted_keys_plain_numbers_and_every_field() -> None:
    plain = canonical_bytes(agency(1, name_en="")).decode()
    assert plain.startswith('{"address":"演示路 1 号","amount_max":null,"amount_min":0,')
    assert '"score":92.0' in plain
    assert '"name_en":""' in plain


def test_the_release_root_covers_every_city() -> None:
    manifest = decode_manifest(Contents().files(wall_clock())["manifest.json"])
    more = {**manifest.cities, Adcode(NINGBO): manifest.cities[TAIZHOU]}
    assert len(release_root(manifest)) == 64
    assert release_root(manifest) != release_root(
        type(manifest)(format=1, seq=1, issued=manifest.issued, cities=more)
    )
