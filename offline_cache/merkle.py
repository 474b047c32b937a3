"""Canonical record bytes and the RFC 6962 Merkle root over a city's records.

The one place that says which bytes stand for a record. Publisher and terminal both compute the root from the
decoded structs, so it covers what is believed and not how a file happened to be laid out; later steps (record
deltas, a proof per agency on the slip) rest on the same leaves. No file, no signature is touched here.
"""

from __future__ import annotations

import hashlib
from operator import attrgetter
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from offline_cache.agency import Agency, Manifest, Record

_LEAF = b"\x00"
_NODE = b"\x01"


def canonical_bytes(record: Record) -> bytes:
    """Give the bytes that stand for a record: JSON in UTF-8, keys sorted, no white space.

    Every field is written, defaults too. A Decimal is a JSON number with the digits it was read with (`92.0`
    stays `92.0`), a date is `YYYY-MM-DD`. Files are written in the same form.
    """
    return canonical_encoder().encode(record)


def canonical_encoder() -> msgspec.json.Encoder:
    """Make what `canonical_bytes` encodes with, for many records."""
    return msgspec.json.Encoder(decimal_format="number", order="sorted")


def leaf_hash(leaf: bytes) -> bytes:
    """Hash one leaf: SHA-256 of 0x00 and the leaf. Source: RFC 6962, 2.1."""
    return hashlib.sha256(_LEAF + leaf).digest()


def tree_root(leaf_hashes: Sequence[bytes]) -> bytes:
    """Compute the Merkle tree hash over leaf hashes in the order given; 32 bytes.

    An odd node rises unchanged, which gives the split at the largest power of
    two of RFC 6962, 2.1, built from below.
    """
    if not leaf_hashes:
        return hashlib.sha256(b"").digest()
    level = list(leaf_hashes)
    while len(level) > 1:
        paired = [
            hashlib.sha256(_NODE + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)
        ]
        level = paired + level[len(paired) * 2 :]
    return level[0]


def record_root(agencies: Iterable[Agency]) -> str:
    """Compute the root over the canonical records of one city, sorted by id; 64 hex digits."""
    encode = canonical_encoder().encode
    return tree_root([leaf_hash(encode(agency)) for agency in sorted(agencies, key=attrgetter("id"))]).hex()


def contents_digest(*records: Record) -> str:
    """Compute one hash over whole files of a release in the order given; 64 hex digits."""
    return tree_root([leaf_hash(canonical_bytes(record)) for record in records]).hex()


def release_root(manifest: Manifest) -> str:
    """Compute the root over a whole release, of which a slip prints the first 16 digits; 64 hex digits.

    Its leaves are `<adcode>:<record root in hex>` in the order of the adcodes.
    """
    leaves = [f"{adcode}:{city.record_root}".encode() for adcode, city in sorted(manifest.cities.items())]
    return tree_root([leaf_hash(leaf) for leaf in leaves]).hex()
