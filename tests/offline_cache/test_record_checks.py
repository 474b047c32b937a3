"""Each rule a record must keep, and the file refused when one does not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from offline_cache import records
from offline_cache.agency import Adcode, CityFile, Manifest, Text
from offline_cache.merkle import canonical_bytes
from offline_cache.record_checks import (
    agency_findings,
    exclusion_findings,
    is_uscc,
    manifest_findings,
    rules_findings,
)
from tests.support.registry_builder import (
    TAIZHOU,
    Contents,
    agency,
    credit_of,
    exclusion,
    rules,
    uscc,
)

if TYPE_CHECKING:
    from collections.abc import Callable


ISSUED = datetime(2026, 9, 1, tzinfo=UTC)
FILES = Contents().files(ISSUED)


def refusal(action: Callable[[], object]) -> str:
    with pytest.raises(records.RecordsRefused) as caught:
        action()
    assert caught.value.code == "records_refused"
    return str(caught.value)


def verify(**changes: Any) -> records.VerifiedRelease:
    return records.verify_release(Contents(**changes).files(ISSUED), (TAIZHOU,))


BAD_AGENCIES: list[tuple[str, dict[str, Any]]] = [
    ("id", {"id": "tz-1"}),
    ("id", {"id": "TZ-0001\n"}),
    ("uscc", {"uscc": uscc(1)[:-1] + ("0" if uscc(1)[-1] != "0" else "1")}),
    ("uscc", {"uscc": ""}),
    ("name", {"name": ""}),
    ("name", {"name": " 演示"}),
    ("name", {"name": "演" * 201}),
    ("name", {"name": "演示\u202e公司"}),
    ("name", {"name": "演示\x00公司"}),
    ("name_en", {"name_en": "Demo\u2028Ltd"}),
    ("address", {"address": "a\ud800b"}),
    ("fee", {"fee": ""}),
    ("hours", {"hours": "9\t17"}),
    ("phones", {"phones": ()}),
    ("phones", {"phones": tuple(f"1390000000{n}" for n in range(7))}),
    ("phones", {"phones": ("0576 80000001",)}),
    ("phones", {"phones": ("13900000001", "13900000001")}),
    ("district", {"district": "0331002"}),
    ("serves", {"serves": ()}),
    ("serves", {"serves": ("331002", "331002")}),
    ("serves", {"serves": ("33100x",)}),
    ("serves", {"serves": tuple(str(n) for n in range(331000, 331201))}),
    ("debt_types", {"debt_types": ("Goods!",)}),
    ("amount_min", {"amount_min": -1}),
    ("amount_max", {"amount_min": 10, "amount_max": 9}),
    ("amount_max", {"amount_max": 10**13}),
    ("credit.quarter", {"credit": msgspec.structs.replace(credit_of(), quarter="Q3")}),
    ("credit", {"credit": msgspec.structs.replace(credit_of(), compliance=Decimal("98.001"))}),
    ("credit", {"credit": msgspec.structs.replace(credit_of(), compliance=Decimal("NaN"))}),
    ("credit", {"credit": msgspec.structs.replace(credit_of(), compliance=Decimal(101))}),
    ("credit", {"credit": msgspec.structs.replace(credit_of(), compliance=Decimal("1E+999999"))}),
    ("credit.score", {"credit": msgspec.structs.replace(credit_of(), score=Decimal("92.1"))}),
    ("credit.score", {"credit": msgspec.structs.replace(credit_of(), score=Decimal("sNaN"))}),
]


@pytest.mark.parametrize(("field", "changes"), BAD_AGENCIES)
def test_a_bad_agency_is_found_by_its_field(field: str, changes: dict[str, Any]) -> None:
    assert [finding.field for finding in agency_findings(agency(1, **changes))] == [field]


def test_a_certificate_that_ends_before_it_begins_is_found() -> None:
    certificate = msgspec.structs.replace(agency(1).certificate, valid_until=date(2019, 1, 1))
    assert str(agency_findings(agency(1, certificate=certificate))[0]) == (
        "TZ-0001: certificate: ends before it begins"
    )


def test_a_score_that_does_not_follow_names_the_agency_and_both_scores() -> None:
    wrong = agency(5, credit=msgspec.structs.replace(credit_of(), score=Decimal("92.1")))
    why = refusal(lambda: verify(agencies=(wrong,)))
    assert why.endswith("TZ-0005: credit.score: says 92.1, but 92.0 follows from its parts")


def test_all_findings_of_a_record_are_given_at_once() -> None:
    bad = agency(1, id="x\x00", fee="", amount_min=-1)
    findings = agency_findings(bad)
    assert [finding.field for finding in findings] == ["id", "fee", "amount_min"]
    assert findings[0].record == "x\\x00"


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"reason": "x" * 201},
        {"authority": "\x1b[2J"},
        {"uscc": "91331002"},
        {"uscc": "", "phones": ()},
        {"phones": ("12",)},
    ],
)
def test_a_bad_exclusion_is_refused(changes: dict[str, Any]) -> None:
    bad = exclusion(1, **changes)
    assert exclusion_findings(bad)
    assert "exclusions.json.zst" in refusal(lambda: verify(exclusions=(bad,)))


def test_an_exclusion_needs_only_one_thing_to_be_found_by() -> None:
    assert not exclusion_findings(exclusion(1, uscc=""))
    assert not exclusion_findings(exclusion(1, phones=()))


def _debt(**changes: Any) -> tuple[Any, ...]:
    first, *others = rules().debt_types
    return (msgspec.structs.replace(first, **changes), *others)


def _band(**changes: Any) -> tuple[Any, ...]:
    return (msgspec.structs.replace(rules().amount_bands[0], **changes),)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("version", {"version": ""}),
        ("debt_types", {"debt_types": ()}),
        ("debt_types", {"debt_types": (*rules().debt_types, rules().debt_types[0])}),
        ("debt_types.case_name", {"debt_types": _debt(case_name="")}),
        ("debt_types.goods", {"debt_types": _debt(label=Text(zh="货款", en=""))}),
        ("debt_types.goods", {"debt_types": _debt(papers=(Text(zh="\x07", en="x"),))}),
        ("debt_types.papers", {"debt_types": _debt(papers=(Text(zh="纸", en="x"),) * 65)}),
        ("amount_bands", {"amount_bands": _band(low=5, high=4)}),
        ("amount_bands", {"amount_bands": _band(label=Text(zh="", en="x"))}),
        ("districts", {"districts": (msgspec.structs.replace(rules().districts[0], city="33"),)}),
        ("score_floor", {"score_floor": Decimal("100.5")}),
        ("recommended_from", {"recommended_from": Decimal("0.001")}),
        ("recommended_from", {"recommended_from": Decimal("NaN")}),
        ("widen_below", {"widen_below": 65}),
        ("lawful_routes", {"lawful_routes": ()}),
        ("hotlines", {"hotlines": (msgspec.structs.replace(rules().hotlines[0], number="call me"),)}),
        ("disclaimer", {"disclaimer": Text(zh="x" * 2_001, en="x")}),
        ("how_to_check", {"how_to_check": Text(zh="x", en=" x")}),
    ],
)
def test_bad_rules_are_refused_by_their_field(field: str, changes: dict[str, Any]) -> None:
    bad = rules(**changes)
    assert [finding.field for finding in rules_findings(bad)] == [field]
    assert refusal(lambda: verify(rules=bad)).startswith("rules.json: ")


def test_an_open_band_is_fine() -> None:
    assert not rules_findings(rules(amount_bands=_band(low=None, high=None)))


CITY = CityFile(file="reg/331000.json.zst", records=1, record_root="0" * 64)


@pytest.mark.parametrize(
    "changes",
    [
        {"format": 2},
        {"seq": 0},
        {"seq": 2**53 + 1},
        {"issued": datetime(2026, 9, 1, tzinfo=timezone(timedelta(hours=8)))},
        {"issued": datetime(2026, 9, 1)},  # noqa: DTZ001 - the fault under test
        {"cities": {}},
        {"cities": {str(n): CITY for n in range(501)}},
        {"cities": {Adcode("33"): CITY}},
        {"cities": {TAIZHOU: msgspec.structs.replace(CITY, file="../x")}},
        {"cities": {TAIZHOU: msgspec.structs.replace(CITY, records=20_001)}},
        {"cities": {TAIZHOU: msgspec.structs.replace(CITY, records=-1)}},
        {"cities": {TAIZHOU: msgspec.structs.replace(CITY, record_root="X" * 64)}},
    ],
)
def test_a_bad_manifest_is_refused(changes: dict[str, Any]) -> None:
    good = Manifest(format=1, seq=1, issued=ISSUED, cities={TAIZHOU: CITY})
    assert not manifest_findings(good)
    bad = msgspec.structs.replace(good, **changes)
    assert manifest_findings(bad)
    assert refusal(lambda: records.decode_manifest(canonical_bytes(bad))).startswith(
        "manifest.json: manifest: "
    )


@pytest.mark.parametrize("prefix", ["91331002", "31330000", "33330000", "35330000", "51330000", "52330000"])
@pytest.mark.parametrize("first", ["", "N", "Y", "A"])
def test_codes_of_every_registering_body_are_known(prefix: str, first: str) -> None:
    assert is_uscc(uscc(7, (first + prefix[1:]) if first else prefix))


@pytest.mark.parametrize(
    "code", ["", "9133", uscc(7).lower(), uscc(7) + "0", "I" + uscc(7)[1:], "Ｎ" + uscc(7)[1:]]
)
def test_other_codes_are_not(code: str) -> None:
    assert not is_uscc(code)
