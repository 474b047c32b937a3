"""Untrusted bytes of a release -> records that can be believed.

In this order, so that nothing is parsed before it is bounded and nothing believed before it is checked:
size -> unpack with a bound -> decode into strict structs -> no key twice -> every rule of `record_checks.py`
-> counts and Merkle root as the manifest says -> the records against each other. The signatures over these
bytes are `trust.py`'s job; the checks here hold even against a signer's mistake.
"""

from __future__ import annotations

import itertools
import json
import operator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import msgspec
import zstandard

from offline_cache import record_checks
from offline_cache.agency import Adcode, Agency, Exclusion, Manifest, Rules
from offline_cache.merkle import canonical_bytes, canonical_encoder, contents_digest, leaf_hash, tree_root
from offline_cache.phone_number import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from offline_cache.record_checks import Finding

MANIFEST_NAME = "manifest.json"
RULES_NAME = "rules.json"
EXCLUSIONS_NAME = "exclusions.json.zst"

MAX_PLAIN_BYTES = 1_000_000
"""manifest.json and rules.json, as they lie in the file."""
MAX_PACKED_BYTES = 8_000_000
"""A packed file: 20 000 records take about 2 MB."""
MAX_UNPACKED_BYTES = 32_000_000
"""The same unpacked: 20 000 records of some 800 bytes, twice over."""

_LEVEL = 19
_T = TypeVar("_T")


class RecordsRefused(Exception):  # noqa: N818 - says what happened, as the other faults do
    """A file of the registry breaks a rule; nothing of the release may be used.

    Attributes:
        file: target name of the file, e.g. `reg/331000.json.zst`.
        why: one English sentence that names the record and the field.
    """

    code = "records_refused"

    def __init__(self, file: str, why: str) -> None:
        super().__init__(f"{file}: {why}")
        self.file = file
        self.why = why


@dataclass(frozen=True)
class VerifiedRelease:
    """The checked contents of one release; made only by `verify_release`."""

    manifest: Manifest
    rules: Rules
    exclusions: tuple[Exclusion, ...]
    agencies: Mapping[Adcode, tuple[Agency, ...]]
    """Subscribed city -> its agencies, sorted by id."""

    @cached_property
    def digest(self) -> str:
        """One hash over all of it, the manifest standing for the cities; 64 hex digits."""
        return contents_digest(self.manifest, self.rules, *self.exclusions)


def city_file_name(city: Adcode) -> str:
    """Give the target name of a city's agencies."""
    return f"reg/{city}.json.zst"


def encode_agencies(agencies: Iterable[Agency]) -> bytes:
    """Pack a city's agencies as they are published: canonical records sorted by id, in a JSON list, zstd."""
    return _pack(sorted(agencies, key=operator.attrgetter("id")))


def encode_exclusions(exclusions: Iterable[Exclusion]) -> bytes:
    """Pack the exclusions as they are published, in the order given."""
    return _pack(exclusions)


def encode_rules(rules: Rules) -> bytes:
    """Give rules.json as it is published."""
    return canonical_bytes(rules)


def encode_manifest(manifest: Manifest) -> bytes:
    """Give manifest.json as it is published."""
    return canonical_bytes(manifest)


def decode_manifest(untrusted: bytes) -> Manifest:
    """Decode and check manifest.json.

    Raises:
        RecordsRefused: a rule is broken.
    """
    manifest = _decode(MANIFEST_NAME, untrusted, Manifest, MAX_PLAIN_BYTES)
    _refuse_any(MANIFEST_NAME, record_checks.manifest_findings(manifest))
    return manifest


def decode_rules(untrusted: bytes) -> Rules:
    """Decode and check rules.json.

    Raises:
        RecordsRefused: a rule is broken.
    """
    rules = _decode(RULES_NAME, untrusted, Rules, MAX_PLAIN_BYTES)
    _refuse_any(RULES_NAME, record_checks.rules_findings(rules))
    return rules


def decode_exclusions(untrusted: bytes) -> tuple[Exclusion, ...]:
    """Unpack, decode and check exclusions.json.zst.

    Raises:
        RecordsRefused: a rule is broken.
    """
    plain = _unpack(EXCLUSIONS_NAME, untrusted)
    exclusions = _decode(EXCLUSIONS_NAME, plain, tuple[Exclusion, ...], MAX_UNPACKED_BYTES)
    _refuse_too_many(EXCLUSIONS_NAME, exclusions)
    for exclusion in exclusions:
        _refuse_any(EXCLUSIONS_NAME, record_checks.exclusion_findings(exclusion))
    return exclusions


def decode_agencies(untrusted: bytes, city: Adcode) -> tuple[Agency, ...]:
    """Unpack, decode and check the agencies of one city, each by itself; ids rise, so none stands twice.

    Raises:
        RecordsRefused: a rule is broken.
    """
    return _decode_city(untrusted, city)[0]


def _decode_city(untrusted: bytes, city: Adcode) -> tuple[tuple[Agency, ...], Sequence[bytes]]:
    """Give the agencies of one city and the leaf hash of each."""
    file = city_file_name(city)
    plain = _unpack(file, untrusted)
    agencies = _parse(file, plain, tuple[Agency, ...], MAX_UNPACKED_BYTES)
    _refuse_too_many(file, agencies)
    hashes, is_canonical = _leaves(agencies, plain)
    if not is_canonical:
        # Laid out in another way: a key may stand twice, of which the structs keep one only.
        _refuse_twins(file, plain)
    for agency in agencies:
        _refuse_any(file, record_checks.agency_findings(agency))
    for before, after in itertools.pairwise(agencies):
        if before.id >= after.id:
            _refuse(file, f"{after.id}: stands twice or out of order")
    return agencies, hashes


def _leaves(agencies: Sequence[Agency], plain: bytes) -> tuple[list[bytes], bool]:
    """Hash the canonical bytes of each record, and tell whether the file is made of just these.

    The file is known to be a JSON list: one byte between two records can only be the comma.
    """
    encode = canonical_encoder().encode
    hashes: list[bytes] = []
    at, is_canonical = 1, True
    for agency in agencies:
        canonical = encode(agency)
        hashes.append(leaf_hash(canonical))
        is_canonical = is_canonical and plain.startswith(canonical, at)
        at += len(canonical) + 1
    return hashes, is_canonical and at == len(plain)


def verify_release(untrusted: Mapping[str, bytes], cities: Sequence[Adcode]) -> VerifiedRelease:
    """Check the files of a release and turn them into records.

    Args:
        untrusted: target name -> bytes; manifest.json, rules.json, exclusions.json.zst and one file per city.
        cities: the cities this terminal subscribes to.

    Raises:
        RecordsRefused: a file is missing or breaks a rule; `why` names the record.
    """
    manifest = decode_manifest(_file(untrusted, MANIFEST_NAME))
    rules = decode_rules(_file(untrusted, RULES_NAME))
    exclusions = decode_exclusions(_file(untrusted, EXCLUSIONS_NAME))
    agencies = {city: _city(untrusted, manifest, city) for city in cities}
    _check_together(rules, exclusions, agencies)
    return VerifiedRelease(manifest, rules, exclusions, agencies)


def _city(untrusted: Mapping[str, bytes], manifest: Manifest, city: Adcode) -> tuple[Agency, ...]:
    listed = manifest.cities.get(city)
    if listed is None:
        _refuse(MANIFEST_NAME, f"has no file for the city {city}")
    agencies, hashes = _decode_city(_file(untrusted, listed.file), city)
    if len(agencies) != listed.records:
        _refuse(listed.file, f"has {len(agencies)} records, the manifest says {listed.records}")
    if tree_root(hashes).hex() != listed.record_root:
        _refuse(listed.file, "its record root is not the manifest's")
    return agencies


def _check_together(
    rules: Rules, exclusions: Sequence[Exclusion], agencies: Mapping[Adcode, Sequence[Agency]]
) -> None:
    known_debts = {debt.id for debt in rules.debt_types}
    city_of = {district.adcode: district.city for district in rules.districts}
    struck_codes = {exclusion.uscc for exclusion in exclusions if exclusion.uscc}
    struck_phones = {normalise(phone) for exclusion in exclusions for phone in exclusion.phones}
    seen: set[str] = set()
    for city, listed in agencies.items():
        file = city_file_name(city)
        for agency in listed:
            if agency.id in seen:
                _refuse(file, f"{agency.id}: stands in two cities")
            seen.add(agency.id)
            if city_of.get(agency.district) != city:
                # Each city's office answers for its own; another city's list under its name is a mix-up.
                _refuse(file, f"{agency.id}: district: {agency.district} is no district of {city}")
            if agency.uscc in struck_codes or struck_phones.intersection(map(normalise, agency.phones)):
                _refuse(file, f"{agency.id}: is on the list of exclusions, by its code or phone number")
            if not known_debts.issuperset(agency.debt_types):
                _refuse(file, f"{agency.id}: debt_types: names one that {RULES_NAME} does not have")


def _file(untrusted: Mapping[str, bytes], name: str) -> bytes:
    try:
        return untrusted[name]
    except KeyError:
        raise RecordsRefused(name, "is missing") from None


def _pack(records: Iterable[Agency | Exclusion]) -> bytes:
    plain = b"[" + b",".join(canonical_bytes(record) for record in records) + b"]"
    return zstandard.ZstdCompressor(level=_LEVEL).compress(plain)


def _unpack(file: str, untrusted: bytes) -> bytes:
    """Unpack one zstd frame with a bound.

    The size a frame announces overrides `max_output_size` in the decompressor, so it is checked first.
    """
    if len(untrusted) > MAX_PACKED_BYTES:
        _refuse(file, f"is larger than {MAX_PACKED_BYTES} bytes")
    try:
        announced = zstandard.get_frame_parameters(untrusted).content_size
        if announced != zstandard.CONTENTSIZE_UNKNOWN and announced > MAX_UNPACKED_BYTES:
            _refuse(file, f"unpacks to more than {MAX_UNPACKED_BYTES} bytes")
        unpacker = zstandard.ZstdDecompressor(max_window_size=2**27)
        return unpacker.decompress(untrusted, max_output_size=MAX_UNPACKED_BYTES, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise RecordsRefused(file, f"is not a zstd file ({error})") from error


def _decode(file: str, untrusted: bytes, kind: type[_T], limit: int) -> _T:
    decoded = _parse(file, untrusted, kind, limit)
    _refuse_twins(file, untrusted)
    return decoded


def _parse(file: str, untrusted: bytes, kind: type[_T], limit: int) -> _T:
    if len(untrusted) > limit:
        _refuse(file, f"is larger than {limit} bytes")
    try:
        return msgspec.json.decode(untrusted, type=kind, strict=True)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise RecordsRefused(file, f"is not a valid record file ({error})") from error


def _refuse_twins(file: str, untrusted: bytes) -> None:
    try:
        json.loads(untrusted, object_pairs_hook=_refuse_twin_keys)
    except (ValueError, RecursionError) as error:
        raise RecordsRefused(file, f"is not a valid record file ({error})") from error


def _refuse_twin_keys(pairs: list[tuple[str, Any]]) -> None:
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError("a key stands twice in one object")


def _refuse_too_many(file: str, records: Sequence[object]) -> None:
    if len(records) > record_checks.MAX_RECORDS:
        _refuse(file, f"has more than {record_checks.MAX_RECORDS} records")


def _refuse_any(file: str, findings: Sequence[Finding]) -> None:
    if findings:
        _refuse(file, str(findings[0]))


def _refuse(file: str, why: str) -> NoReturn:
    raise RecordsRefused(file, why)
