"""A number as people write it -> registered, struck off or unknown."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline_cache import Agency, Exclusion, Registered, Registry, StruckOff, Unknown, check_phone
from offline_cache.phone_number import is_registered_form, normalise, same_number
from offline_cache.records import VerifiedRelease, decode_manifest
from tests.support.registry_builder import TAIZHOU, Contents, agency, exclusion, rules, wall_clock


def registry_of(agencies: tuple[Agency, ...], exclusions: tuple[Exclusion, ...] = ()) -> Registry:
    manifest = decode_manifest(Contents(agencies=agencies).files(wall_clock())["manifest.json"])
    return Registry(VerifiedRelease(manifest, rules(), exclusions, {TAIZHOU: agencies}))


REGISTRY = registry_of(
    (
        agency(1, phones=("0576-80000001", "13900000001")),
        agency(2, phones=("400-000-0002", "0576-80000001")),
        agency(3, phones=("95003", "0571-8000003")),
        agency(4, phones=("010-80000004-12",)),
    ),
    (
        exclusion(1, phones=("0576-80000009", "13900000009")),
        exclusion(2, phones=("13900000009",), excluded_on=date(2026, 1, 1)),
        exclusion(3, phones=("0571-80000001",)),
        exclusion(4, phones=()),
    ),
)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0576-80000001", "057680000001"),
        ("0576 8000 0001", "057680000001"),
        ("(0576)80000001", "057680000001"),
        ("（０５７６）８０００－０００１", "057680000001"),
        ("+86 576 8000 0001", "057680000001"),
        ("+86-0576-80000001", "057680000001"),
        ("+86(0)576 8000 0001", "057680000001"),
        ("0086 576 80000001", "057680000001"),
        ("0576-80000001转801", "057680000001"),
        ("0576-80000001-801", "057680000001"),
        ("0576-80000001 ext. 8", "057680000001"),
        ("电话：0576－80000001", "057680000001"),
        ("0571-8000003", "05718000003"),
        ("010 8000 0004", "01080000004"),
        ("+86 10 8000 0004", "01080000004"),
        ("139 0000 0001", "13900000001"),
        ("139-0000-0001", "13900000001"),
        ("1390000-0001", "13900000001"),
        ("139.0000.0001", "13900000001"),
        ("+8613900000001", "13900000001"),
        ("86 139 0000 0001", "13900000001"),
        ("013900000001", "13900000001"),
        ("17951 139 0000 0001", "13900000001"),
        ("139\u200b00000001", "13900000001"),
        ("400 000 0002", "4000000002"),
        ("+86 400 000 0002", "4000000002"),
        ("４００－０００－０００２", "4000000002"),
        ("95003", "95003"),
        ("12345", "12345"),
        ("8000 0001", "80000001"),
    ],
)
def test_a_number_is_understood_however_it_is_written(typed: str, number: str) -> None:
    assert normalise(typed) == number


@pytest.mark.parametrize(
    "typed",
    ["", "hello", "1390000", "13900000001 13900000002", "1" * 65, "٠٥٧٦٨٠٠٠٠٠٠١", "+1 555 000 1234", "0"],
)
def test_text_that_is_no_chinese_number_is_unknown_without_one(typed: str) -> None:
    number = normalise(typed)
    assert check_phone(REGISTRY, typed) == Unknown(number)
    assert number is None or number == "1390000"


def test_a_registered_number_names_every_agency_that_has_it() -> None:
    verdict = check_phone(REGISTRY, "0576-80000001")
    assert isinstance(verdict, Registered)
    assert [item.id for item in verdict.agencies] == ["TZ-0001", "TZ-0002"]


@pytest.mark.parametrize(
    ("typed", "wanted"), [("95003", "TZ-0003"), ("80000004", "TZ-0004"), ("8000003", "TZ-0003")]
)
def test_service_numbers_and_lines_without_area_code_are_found(typed: str, wanted: str) -> None:
    verdict = check_phone(REGISTRY, typed)
    assert isinstance(verdict, Registered)
    assert [item.id for item in verdict.agencies] == [wanted]


def test_a_struck_off_number_gives_the_latest_exclusion() -> None:
    verdict = check_phone(REGISTRY, "139 0000 0009")
    assert isinstance(verdict, StruckOff)
    assert verdict.exclusion.excluded_on == date(2026, 1, 1)


def test_where_a_short_number_fits_both_the_warning_wins() -> None:
    assert isinstance(check_phone(REGISTRY, "80000001"), StruckOff)


def test_a_number_nobody_has_is_unknown_in_its_plain_form() -> None:
    assert check_phone(REGISTRY, "+86 576 8000 7777") == Unknown(normalise("057680007777"))


@pytest.mark.parametrize(
    ("phone", "is_right"),
    [
        ("0576-80000001", True),
        ("010-80000004-12", True),
        ("13900000001", True),
        ("400-000-0002", True),
        ("95003", True),
        ("057680000001", False),
        ("139 0000 0001", False),
        ("１３９００００００１", False),
        ("0576-80000001\n", False),
    ],
)
def test_the_registry_has_one_way_to_write_a_number(
    phone: str,
    is_right: bool,
) -> None:
    assert is_registered_form(phone) is is_right


@given(st.text(max_size=70))
def test_any_text_at_all_gives_a_verdict(typed: str) -> None:
    number = normalise(typed)
    assert number is None or (number.isascii() and number.isdecimal())


@given(
    area=st.sampled_from(["010", "021", "0576", "0571"]),
    local=st.integers(20_000_000, 89_999_999).map(str),
    space=st.sampled_from(["", " ", "-", " - ", "　", "–"]),
    prefix=st.sampled_from(["", "+86 ", "0086", "86-"]),
)
def test_every_way_to_write_a_land_line_gives_the_same_number(
    area: str, local: str, space: str, prefix: str
) -> None:
    written = f"{prefix}{area}{space}{local[:4]}{space}{local[4:]}"
    number = normalise(written)
    assert number == area + local
    short = normalise(local)
    assert short is not None
    assert same_number(short, number)
