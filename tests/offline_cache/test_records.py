"""Untrusted record files: everything malformed is refused with the record and the rule it breaks."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from offline_cache import records
from offline_cache.agency import DebtTypeId
from offline_cache.merkle import canonical_bytes
from offline_cache.record_checks import (
    agency_findings,
)
from tests.support.registry_builder import (
    NINGBO,
    TAIZHOU,
    YINZHOU,
    Contents,
    agency,
    exclusion,
    rules,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from offline_cache.agency import Agency, Record

ISSUED = datetime(2026, 9, 1, tzinfo=UTC)
FILES = Contents().files(ISSUED)


def packed(plain: bytes) -> bytes:
    return zstandard.compress(plain)


def refusal(action: Callable[[], object]) -> str:
    with pytest.raises(records.RecordsRefused) as caught:
        action()
    assert caught.value.code == "records_refused"
    return str(caught.value)


def verify(**changes: Any) -> records.VerifiedRelease:
    return records.verify_release(Contents(**changes).files(ISSUED), (TAIZHOU,))


def test_a_release_comes_back_as_it_was_published() -> None:
    release = verify()
    assert release.agencies[TAIZHOU] == Contents().agencies
    assert release.exclusions == Contents().exclusions
    assert release.rules == Contents().rules
    assert release.manifest.issued == ISSUED


def test_without_cities_only_the_common_files_are_needed() -> None:
    assert records.verify_release(FILES, ()).agencies == {}


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(name: str) -> None:
    rest = {file: data for file, data in FILES.items() if file != name}
    assert refusal(lambda: records.verify_release(rest, (TAIZHOU,))) == f"{name}: is missing"


def test_a_city_the_manifest_does_not_have_is_refused() -> None:
    assert NINGBO in refusal(lambda: records.verify_release(FILES, (NINGBO,)))


def _with_root(count: int | None = None, root: str | None = None) -> dict[str, bytes]:
    manifest = records.decode_manifest(FILES["manifest.json"])
    city = manifest.cities[TAIZHOU]
    changed = msgspec.structs.replace(
        city,
        records=city.records if count is None else count,
        record_root=root or city.record_root,
    )
    return FILES | {
        "manifest.json": canonical_bytes(msgspec.structs.replace(manifest, cities={TAIZHOU: changed}))
    }


def test_a_count_or_root_other_than_the_manifests_is_refused() -> None:
    assert "the manifest says 4" in refusal(lambda: records.verify_release(_with_root(count=4), (TAIZHOU,)))
    assert "record root" in refusal(lambda: records.verify_release(_with_root(root="0" * 64), (TAIZHOU,)))


def _file_of(listed: list[Agency]) -> bytes:
    return packed(b"[" + b",".join(canonical_bytes(item) for item in listed) + b"]")


@pytest.mark.parametrize("numbers", [(1, 1), (2, 1)])
def test_ids_must_rise(numbers: tuple[int, ...]) -> None:
    listed = _file_of([agency(n) for n in numbers])
    assert "TZ-0001: stands twice or out of order" in refusal(
        lambda: records.decode_agencies(listed, TAIZHOU)
    )


def test_an_agency_in_two_cities_is_refused() -> None:
    manifest = records.decode_manifest(FILES["manifest.json"])
    city = manifest.cities[TAIZHOU]
    both = {TAIZHOU: city, NINGBO: msgspec.structs.replace(city, file=f"reg/{NINGBO}.json.zst")}
    files = FILES | {
        "manifest.json": canonical_bytes(msgspec.structs.replace(manifest, cities=both)),
        f"reg/{NINGBO}.json.zst": FILES[f"reg/{TAIZHOU}.json.zst"],
    }
    assert "TZ-0001: stands in two cities" in refusal(
        lambda: records.verify_release(files, (TAIZHOU, NINGBO))
    )


@pytest.mark.parametrize(
    "struck",
    [
        exclusion(1, uscc=agency(3).uscc),
        exclusion(1, phones=("0576-00000003",)),
        exclusion(1, uscc="", phones=("0576-00000003-99",)),
    ],
)
def test_an_agency_that_was_struck_off_is_refused(struck: Record) -> None:
    assert "TZ-0003: is on the list of exclusions" in refusal(lambda: verify(exclusions=(struck,)))


def test_a_list_of_another_city_under_this_ones_name_is_refused() -> None:
    moved = agency(4, district=YINZHOU)
    assert "TZ-0004: district: 330212 is no district of 331000" in refusal(lambda: verify(agencies=(moved,)))


def test_a_debt_type_the_rules_do_not_have_is_refused() -> None:
    odd = agency(1, debt_types=(DebtTypeId("unheard"),))
    assert "TZ-0001: debt_types" in refusal(lambda: verify(agencies=(odd,)))


def _twin_key() -> bytes:
    return canonical_bytes(rules()).replace(b'"version":', b'"version":"2025-9","version":')


@pytest.mark.parametrize(
    "untrusted",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b" " * 1_000_001,
        canonical_bytes(rules()) + b"x",
        canonical_bytes(rules()).replace(b"{", b'{"surprise":1,', 1),
        _twin_key(),
    ],
)
def test_malformed_json_is_refused(untrusted: bytes) -> None:
    assert refusal(lambda: records.decode_rules(untrusted)).startswith("rules.json: is ")


def test_two_keys_of_one_name_are_called_that() -> None:
    assert "a key stands twice" in refusal(lambda: records.decode_rules(_twin_key()))


def _unannounced(plain: bytes) -> bytes:
    packer = zstandard.ZstdCompressor().compressobj()
    return packer.compress(plain) + packer.flush()


@pytest.mark.parametrize(
    "untrusted",
    [
        b"",
        b"not zstd",
        packed(b"[]") + b"trailing",
        packed(b"[]") + packed(b"[]"),
        packed(b"[]")[:-1],
        packed(b" " * (records.MAX_UNPACKED_BYTES + 1)),
        _unannounced(b" " * (records.MAX_UNPACKED_BYTES + 1)),
        b"x" * (records.MAX_PACKED_BYTES + 1),
    ],
)
def test_a_bad_or_swelling_packed_file_is_refused(untrusted: bytes) -> None:
    assert refusal(lambda: records.decode_exclusions(untrusted)).startswith("exclusions.json.zst: ")


def test_a_packed_file_need_not_announce_its_size() -> None:
    assert records.decode_exclusions(_unannounced(b"[]")) == ()


def test_too_many_records_are_refused() -> None:
    plain = canonical_bytes(exclusion(1))
    many = packed(b"[" + b",".join([plain] * 20_001) + b"]")
    assert "more than 20000 records" in refusal(lambda: records.decode_exclusions(many))


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_either_records_or_refused(untrusted: bytes) -> None:
    for decode in (
        records.decode_rules,
        records.decode_manifest,
        records.decode_exclusions,
        lambda data: records.decode_exclusions(packed(data)),
        lambda data: records.decode_agencies(packed(data), TAIZHOU),
    ):
        try:
            decode(untrusted)
        except records.RecordsRefused:
            continue


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(field=st.sampled_from(list(agency(1).__struct_fields__)), value=JSON_VALUES)
@settings(max_examples=200, deadline=None)
def test_any_value_in_any_field_is_either_checked_or_refused(field: str, value: object) -> None:
    record = json.loads(canonical_bytes(agency(1)))
    record[field] = value
    untrusted = packed(json.dumps([record]).encode())
    try:
        (decoded,) = records.decode_agencies(untrusted, TAIZHOU)
    except records.RecordsRefused:
        return
    assert not agency_findings(decoded)


@pytest.mark.timeout(3_600)  # the whole run of the soak
def test_random_changes_to_record_files_are_refused_or_change_only_what_is_checked(
    soak: bool,
) -> None:
    plain = b"[" + b",".join(canonical_bytes(item) for item in Contents().agencies) + b"]"
    dice = random.Random(3)
    for _ in range(100_000 if soak else 300):
        changed = bytearray(plain)
        for _ in range(dice.randrange(1, 4)):
            where = dice.randrange(len(changed))
            changed[where : where + dice.randrange(3)] = dice.choice(
                [b"", b'"', b"9", b"{", b"\\u0000", b"\xff", b"e9"]
            )
        try:
            decoded = records.decode_agencies(packed(bytes(changed)), TAIZHOU)
        except records.RecordsRefused:
            continue
        assert not any(agency_findings(item) for item in decoded)
