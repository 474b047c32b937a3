"""Who is listed, in which order, with which mark: examples first, then properties over random registries."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offline_cache import (
    Adcode,
    Agency,
    AgencyStatus,
    AmountRange,
    DebtProfile,
    DebtTypeId,
    MatchResult,
    Reason,
    Registry,
    Widening,
    match,
)
from offline_cache.agency import Certificate
from offline_cache.records import VerifiedRelease, decode_manifest
from tests.support.registry_builder import (
    JIAOJIANG,
    LUQIAO,
    NINGBO,
    TAIZHOU,
    WENLING,
    YINZHOU,
    Contents,
    agency,
    credit_of,
    rules,
    wall_clock,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

TODAY = date(2026, 9, 1)
ANY_AMOUNT = AmountRange(None, None)
ZHEJIANG = Adcode("330000")


def registry_of(agencies: Iterable[Agency], **rule_changes: Any) -> Registry:
    listed = tuple(sorted(agencies, key=lambda item: item.id))
    manifest = decode_manifest(Contents(agencies=listed).files(wall_clock())["manifest.json"])
    return Registry(VerifiedRelease(manifest, rules(**rule_changes), (), {TAIZHOU: listed}))


def ask(
    registry: Registry, district: Adcode = JIAOJIANG, amount: AmountRange = ANY_AMOUNT, **options: Any
) -> MatchResult:
    asked = DebtProfile(
        DebtTypeId(options.pop("debt", "goods")), amount, district, options.pop("judgment", False)
    )
    return match(
        registry, asked, today=TODAY, seed=options.pop("seed", 0), recommend=options.pop("mark", True)
    )


def ids(result: MatchResult) -> list[str]:
    return [line.agency.id for line in result.ranked]


def scored(number: int, compliance: str, **changes: Any) -> Agency:
    return agency(number, credit=credit_of(compliance), **changes)


def valid(first: date, last: date) -> Certificate:
    return Certificate(number="演示", issued_by="演示", valid_from=first, valid_until=last)


def test_the_list_is_ordered_by_score() -> None:
    result = ask(registry_of([scored(1, "80"), scored(2, "98"), scored(3, "90")]))
    assert ids(result) == ["TZ-0002", "TZ-0003", "TZ-0001"]
    assert [line.rank for line in result.ranked] == [1, 2, 3]


@pytest.mark.parametrize(
    ("changes", "is_listed"),
    [
        ({}, True),
        ({"status": AgencyStatus.SUSPENDED}, False),
        ({"certificate": valid(TODAY, TODAY)}, True),
        ({"certificate": valid(date(2020, 1, 1), TODAY - timedelta(days=1))}, False),
        ({"certificate": valid(TODAY + timedelta(days=1), date(2099, 1, 1))}, False),
        ({"debt_types": (DebtTypeId("judgment"),)}, False),
        ({"credit": credit_of("18", "76", "0")}, True),
        ({"credit": credit_of("17", "76", "0")}, False),
        ({"serves": (TAIZHOU,)}, True),
        ({"serves": (ZHEJIANG,)}, True),
        ({"serves": (Adcode("110101"),)}, False),
    ],
)
def test_an_agency_is_listed_only_when_every_condition_holds(
    changes: dict[str, Any],
    is_listed: bool,
) -> None:
    assert bool(ids(ask(registry_of([agency(1, **changes)])))) is is_listed


@pytest.mark.parametrize(
    ("low", "high", "is_listed"),
    [
        (None, None, True),
        (10_000, 50_000, True),
        (9_999, 50_000, False),
        (10_000, 50_001, False),
        (9_999, None, False),
        (None, 50_001, False),
        (None, 5, True),
        (60_000, None, True),
    ],
)
def test_the_whole_range_asked_for_must_be_taken(
    low: int | None,
    high: int | None,
    is_listed: bool,
) -> None:
    registry = registry_of([agency(1, amount_min=10_000, amount_max=50_000)])
    assert bool(ids(ask(registry, amount=AmountRange(low, high)))) is is_listed


def test_no_upper_limit_takes_any_amount() -> None:
    assert ids(ask(registry_of([agency(1)]), amount=AmountRange(10**9, 10**10)))


def test_enough_agencies_in_the_district_stop_the_search_there() -> None:
    near = [scored(n, "80") for n in (1, 2, 3)]
    result = ask(registry_of([*near, scored(4, "98", serves=(LUQIAO,))]))
    assert result.widened is Widening.DISTRICT
    assert len(result.ranked) == 3


def test_too_few_widen_to_the_city_and_then_to_the_province() -> None:
    near = [agency(1), agency(2, serves=(LUQIAO,))]
    city = ask(registry_of([*near, agency(3, serves=(WENLING,)), agency(4, serves=(YINZHOU,))]))
    assert (city.widened, len(city.ranked)) == (Widening.CITY, 3)
    province = ask(registry_of([*near, agency(4, serves=(YINZHOU,)), agency(5, serves=(NINGBO,))]))
    assert (province.widened, len(province.ranked)) == (Widening.PROVINCE, 4)


def test_each_line_says_how_near_the_agency_is() -> None:
    result = ask(registry_of([agency(1), agency(2, serves=(LUQIAO,)), agency(3, serves=(YINZHOU,))]))
    nearness = {line.agency.id: line.reasons[0] for line in result.ranked}
    assert nearness == {
        "TZ-0001": Reason.SERVES_DISTRICT,
        "TZ-0002": Reason.SERVES_CITY,
        "TZ-0003": Reason.SERVES_PROVINCE,
    }


@pytest.mark.parametrize(("place", "widened"), [(TAIZHOU, Widening.CITY), (ZHEJIANG, Widening.PROVINCE)])
def test_a_whole_city_or_province_can_be_asked_for(place: Adcode, widened: Widening) -> None:
    result = ask(registry_of([agency(n) for n in (1, 2, 3)]), district=place)
    assert (result.widened, len(result.ranked)) == (widened, 3)


def test_an_unknown_place_finds_nobody() -> None:
    assert ids(ask(registry_of([agency(1)]), district=Adcode("999999"))) == []


def test_the_amount_is_a_reason_only_when_one_was_given() -> None:
    registry = registry_of([agency(1)])
    assert Reason.AMOUNT_IN_RANGE not in ask(registry).ranked[0].reasons
    assert Reason.AMOUNT_IN_RANGE in ask(registry, amount=AmountRange(1, None)).ranked[0].reasons
    assert Reason.AMOUNT_IN_RANGE in ask(registry, amount=AmountRange(None, 1)).ranked[0].reasons


def test_the_top_above_the_threshold_carries_the_mark() -> None:
    result = ask(registry_of([scored(1, "98"), scored(2, "98"), scored(3, "95")]))
    assert [line.recommended for line in result.ranked] == [True, True, False]


def test_the_threshold_itself_is_enough_and_below_it_nobody_carries_the_mark() -> None:
    best = credit_of("98").score
    agencies = [scored(1, "98")]
    assert ask(registry_of(agencies, recommended_from=best)).ranked[0].recommended
    above = best + Decimal("0.1")
    assert not ask(registry_of(agencies, recommended_from=above)).ranked[0].recommended


def test_without_a_current_registry_nobody_carries_the_mark() -> None:
    assert not ask(registry_of([scored(1, "98")]), mark=False).ranked[0].recommended


def test_a_judgment_in_force_puts_the_court_first() -> None:
    registry = registry_of([agency(1, debt_types=(DebtTypeId("goods"), DebtTypeId("judgment")))])
    assert not ask(registry).judgment_first
    assert ask(registry, judgment=True).judgment_first
    assert ask(registry, debt="judgment").judgment_first


def test_the_result_carries_what_is_needed_to_compute_it_again() -> None:
    result = ask(registry_of([agency(1)]), seed=4711)
    assert (result.seed, result.seq, result.rules_version) == (4711, 1, "2026-1")


PLACES = [JIAOJIANG, LUQIAO, WENLING, YINZHOU, TAIZHOU, NINGBO, ZHEJIANG, Adcode("110101")]
AGENCIES = st.builds(
    lambda number, compliance, status, serves, ends, floor: scored(
        number,
        str(compliance),
        status=status,
        serves=tuple(serves),
        certificate=valid(date(2020, 1, 1), TODAY + timedelta(days=ends)),
        amount_min=floor,
        amount_max=floor + 50_000,
    ),
    number=st.integers(1, 9_999),
    compliance=st.sampled_from([0, 20, 60, 90, 98]),
    status=st.sampled_from(AgencyStatus),
    serves=st.lists(st.sampled_from(PLACES), min_size=1, max_size=3, unique=True),
    ends=st.integers(-2, 2),
    floor=st.sampled_from([0, 1_000, 20_000]),
)
REGISTRIES = st.lists(AGENCIES, max_size=12, unique_by=lambda item: item.id)
AMOUNTS = st.builds(AmountRange, st.none() | st.integers(0, 60_000), st.none() | st.integers(0, 60_000))
SEEDS = st.integers(-(10**6), 10**6)


@given(agencies=REGISTRIES, amount=AMOUNTS, district=st.sampled_from(PLACES), seed=SEEDS)
@settings(max_examples=80, deadline=None)
def test_the_order_is_total_and_only_the_eligible_are_in_it(
    agencies: list[Agency], amount: AmountRange, district: Adcode, seed: int
) -> None:
    registry = registry_of(agencies)
    result = ask(registry, district=district, amount=amount, seed=seed)
    assert result == ask(registry, district=district, amount=amount, seed=seed)
    scores = [line.agency.credit.score for line in result.ranked]
    assert scores == sorted(scores, reverse=True)
    assert [line.rank for line in result.ranked] == list(range(1, len(scores) + 1))
    assert len(set(ids(result))) == len(scores)
    for line in result.ranked:
        listed = line.agency
        assert listed.status is AgencyStatus.ACTIVE
        assert listed.certificate.valid_from <= TODAY <= listed.certificate.valid_until
        assert listed.credit.score >= 60
        assert set(listed.serves) != {"110101"}


@given(agencies=REGISTRIES, seed=SEEDS)
@settings(max_examples=30, deadline=None)
def test_widening_only_adds(agencies: list[Agency], seed: int) -> None:
    lists = [
        set(ids(ask(registry_of(agencies, widen_below=below), seed=seed))) for below in (0, 1, 2, 3, 8, 64)
    ]
    assert all(narrow <= wide for narrow, wide in itertools.pairwise(lists))


@given(equals=st.integers(1, 7), better=st.integers(0, 2))
@settings(max_examples=20, deadline=None)
def test_over_all_seeds_equal_agencies_share_each_place_evenly(equals: int, better: int) -> None:
    tied = [scored(n, "80") for n in range(1, equals + 1)]
    registry = registry_of([*tied, *(scored(100 + n, "98") for n in range(better))])
    first = Counter(ids(ask(registry, seed=seed))[better] for seed in range(equals * 3))
    assert set(first.values()) == {3}
    assert len(first) == equals
